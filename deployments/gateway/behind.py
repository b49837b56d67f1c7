"""Prefect's application, and who may have what of it."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from deployments.gateway.refusing import NOT_YOURS, turn_away
from deployments.gateway.visit import visit_of


class Behind:
    """Passes on what the visitor may have; refuses the rest with 403."""

    def __init__(self, prefect: ASGIApp) -> None:
        self._prefect = prefect

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection of a visitor who is known."""
        visitor = visit_of(HTTPConnection(scope)).visitor
        if visitor is None or not visitor.may("manage"):
            await turn_away(scope, receive, send, NOT_YOURS)
            return
        await self._prefect(scope, receive, send)
