"""Secrets of an installation: made once, kept in files that only their owner can read."""

import os
import secrets
import stat
from functools import cache
from pathlib import Path

from models.errors import InvalidInput
from models.settings import settings

SECRET_KEY = "secret.key"  # noqa: S105  # a file
"""In MERZIM_HOME: what links in letters and forms of our pages are signed with."""
API_KEY = "api.key"
"""Beside the embedded stack: what its workers and our commands show the server."""
API_KEY_HEADER = "X-Merzim-Key"


@cache
def secret_key() -> bytes:
    """What links and forms are signed with: MERZIM_SECRET_KEY, or that of the file, made now if there is none."""
    given = settings().secret_key
    found = given.get_secret_value() if given else kept_key(settings().home.expanduser() / SECRET_KEY)
    return found.encode()


def api_key(folder: Path | None = None) -> str:
    """What programs show the server: MERZIM_API_KEY, or that of the folder (the embedded stack's), made now if need be.

    Raises `InvalidInput` for a file that others can read.
    """
    given = settings().api_key
    if given is not None:
        return given.get_secret_value()
    return kept_key((folder or settings().home.expanduser() / "stack") / API_KEY)


def kept_key(path: Path) -> str:
    """The key in this file; made, for nobody else to read, where there is none. Two that make it at once get one.

    Raises `InvalidInput` for a file that others can read, or that holds no key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # Whole or not at all, and never over another's.
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InvalidInput(f"{path} can be read by others: chmod 600, and make a new key if somebody may have")
    found = path.read_text().strip()
    if len(found) < 32:
        raise InvalidInput(f"{path} holds no key of at least 32 characters")
    return found
