"""Whether the service is well, for whoever watches it: 200 or 503. What is wrong is told to those who run it."""

import asyncio
from collections.abc import Callable
from time import monotonic

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from deployments.gateway.runs import inside
from deployments.gateway.visit import signed_in
from deployments.health import Health, look
from models import clock

KEPT_SECONDS = 30.0
"""Looked at once in so long, however often it is asked: each look connects to the mail server."""


class Looked:
    """The last look, for a while."""

    def __init__(self, prefect: ASGIApp, bind: Callable[[], Engine]) -> None:
        self._prefect, self._bind = prefect, bind
        self._lock = asyncio.Lock()
        self._found: Health | None = None
        self._until = 0.0

    async def now(self) -> Health:
        """How the service is."""
        async with self._lock:
            if self._found is None or monotonic() >= self._until:
                async with inside(self._prefect) as client:
                    self._found = await look(self._bind, client, clock.now())
                self._until = monotonic() + KEPT_SECONDS
            return self._found


async def health(request: Request) -> Response:
    """Well or not; to programs with the key and to administrators, what is not."""
    looked: Looked = request.app.state.looked
    found, visitor = await looked.now(), signed_in(request)
    told = found.as_data() if visitor is not None and visitor.may("manage") else {"ok": found.ok}
    return JSONResponse(told, 200 if found.ok else 503, {"Cache-Control": "no-store"})


ROUTES = [Route("/health", health, methods=["GET"])]
