"""`merzim health`: whether the service is well, for monitoring."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

from deployments.cli.options import FOUND, Json, Lang, print_json
from models.errors import InvalidInput

if TYPE_CHECKING:
    import httpx

    from deployments.health import Health


def health(as_json: Json = False, lang: Lang = "ru") -> None:
    """Record, Prefect, worker, the last sweep, the oldest undelivered letter, mail and SMS. Exit status 1: not well.

    merzim health --json

    The same over HTTP is /merzim/health: 200, or 503 where something is not well.
    """
    import asyncio
    from contextlib import ExitStack

    from deployments.cli.opened import record_there
    from deployments.health import NAMES, look
    from models import clock

    async def looked() -> "Health":
        with ExitStack() as opened:
            async with _server() as prefect:
                return await look(lambda: opened.enter_context(record_there()), prefect, clock.now())

    found = asyncio.run(looked())
    if as_json:
        print_json(found.as_data(lang))
    else:
        for check in found.checks:
            print(f"{'✓' if check.ok else '⚠'} {NAMES[check.name].in_(lang)}: {check.says.in_(lang)}")
    if not found.ok:
        raise typer.Exit(FOUND)


@asynccontextmanager
async def _server() -> "AsyncIterator[httpx.AsyncClient | None]":
    """A client of the server that runs here, or that Prefect's settings name; None: none answers."""
    import os

    import httpx

    from deployments.cli.server import find_server

    try:
        url = find_server()
    except InvalidInput:
        yield None
        return
    headers = json.loads(os.environ.get("PREFECT_CLIENT_CUSTOM_HEADERS", "{}"))
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
        yield client
