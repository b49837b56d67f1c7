"""Which Prefect server a command talks to: that of Prefect's own settings, or of a `merzim up` that runs here."""

import json
import os
from pathlib import Path

from models.errors import InvalidInput

ADDRESS = "prefect-api"
"""A file in MERZIM_HOME, there while `merzim up` runs: its server's address."""


def address_file() -> Path:
    """Where `merzim up` writes down the address of its server."""
    from models.settings import settings

    return settings().home.expanduser() / ADDRESS


def find_server() -> str:
    """From now on Prefect's client in this process talks to the server whose address this gives.

    To be called before anything imports Prefect. Raises `InvalidInput` where no server is named or it does not answer:
    Prefect would start one of its own, hidden.
    """
    import httpx

    from models.keys import API_KEY_HEADER, api_key
    from models.settings import settings

    file = address_file()
    ours = not os.environ.get("PREFECT_API_URL") and file.exists()
    if ours:
        os.environ["PREFECT_API_URL"] = file.read_text(encoding="utf-8").strip()
    if ours or settings().api_key is not None:
        # Shown to our own gateway, and to whatever server the key was set for, to no other.
        os.environ.setdefault("PREFECT_CLIENT_CUSTOM_HEADERS", json.dumps({API_KEY_HEADER: api_key()}))
    os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    if not url:
        raise InvalidInput("no Prefect server is named: start `merzim up`, or set PREFECT_API_URL")
    try:
        httpx.get(f"{url}/health", timeout=10)
    except httpx.HTTPError as error:
        raise InvalidInput(f"the Prefect server at {url} does not answer ({type(error).__name__})") from None
    return url
