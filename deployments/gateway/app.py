"""The ASGI application that listens: it finds out who comes, and what they may have of what is behind it.

One process, one port: our pages under /merzim/, everything else is Prefect's own application. Its API can't be reached
but through here; its own services call it from inside.
"""

import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from deployments.gateway import refusing
from deployments.gateway.accounts import Accounts
from deployments.gateway.behind import Behind
from deployments.gateway.health import Looked
from deployments.gateway.refused import REFUSED, Refusals
from deployments.gateway.routes import routes
from deployments.gateway.runs import Runs
from deployments.gateway.visit import (
    NO_ACCOUNTS,
    PROGRAM,
    Forbidden,
    SignInNeeded,
    Visit,
    has_visit,
    put_visit,
    visit_of,
)
from models import clock
from models.keys import API_KEY_HEADER

OURS = "/merzim"
SIGN_IN = f"{OURS}/sign-in"
VISITOR_COOKIE = "merzim_visitor"
"""Before anybody signs in: what the sign-in form is signed with."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEALTH = frozenset({"/api/health", "/api/ready"})
LOOK_AGAIN = timedelta(minutes=1)
"""How long a websocket that is open is believed to be its owner's still."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger(__name__)


class Gateway:
    """Prefect's application behind sign-in: `key` is shown by programs, `refusals` the security log."""

    def __init__(self, prefect: ASGIApp, accounts: Accounts, key: str, refusals: Refusals) -> None:
        self._accounts, self._key = accounts, key.encode()
        self._refusals = refusals
        self._prefect = prefect
        self._behind = Behind(prefect, Runs(prefect, accounts.bind))
        handlers: dict[type[Exception] | int, Callable[[Request, Exception], Awaitable[Response]]] = {
            SignInNeeded: _to_sign_in,
            Forbidden: refusing.forbidden_page,
            HTTPException: refusing.error_page,
            500: refusing.error_page,
        }
        self._ours = Starlette(routes=[Mount(OURS, routes=routes())], exception_handlers=handlers)
        self._ours.state.accounts = accounts
        self._ours.state.prefect = prefect
        self._ours.state.looked = Looked(prefect, accounts.bind)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "lifespan":
            await self._prefect(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if scope["type"] == "http" and scope["path"] in HEALTH and scope["method"] == "GET":
            await self._prefect(scope, receive, send)
            return
        if self._is_program(connection.headers):
            put_visit(connection, Visit(PROGRAM, clock.now(), ""))
            await self._answer(scope, receive, send)
            return
        send = self._noting(connection, scope, send)
        closed = await run_in_threadpool(self._accounts.are_on)
        if not closed and not _local(connection):
            await refusing.turn_away(scope, receive, send, refusing.NOT_LOCAL)
            return
        if not _from_here(scope, connection, is_open=not closed):
            await refusing.turn_away(scope, receive, send, refusing.FROM_ELSEWHERE)
            return
        await self._visit(scope, receive, send, connection, is_open=not closed)

    async def _visit(
        self, scope: Scope, receive: Receive, send: Send, connection: HTTPConnection, *, is_open: bool
    ) -> None:
        at = clock.now()
        address = connection.client.host if connection.client else ""
        token = connection.cookies.get(VISITOR_COOKIE, "")
        fresh = "" if token else secrets.token_urlsafe(24)
        visit = Visit(NO_ACCOUNTS if is_open else None, at, token or fresh, address)
        if not is_open:
            session = self._accounts.cookie(connection)
            visitor = await run_in_threadpool(self._accounts.visitor, session, at) if session else None
            if visitor is not None:
                visit, fresh = Visit(visitor, at, session, address), ""
        put_visit(connection, visit)
        if scope["type"] == "websocket" and visit.visitor is not None and not is_open:
            send = self._while_signed_in(visit, send)
        if scope["path"].startswith(f"{OURS}/") or scope["path"] == OURS:
            send = _setting_cookie(send, fresh, secure=scope["scheme"] == "https") if fresh else send
        elif visit.visitor is None:
            await _ask_to_sign_in(scope, receive, send)
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(f"{OURS}/") or scope["path"] == OURS:
            await self._ours(scope, receive, send)
        else:
            await self._behind(scope, receive, send)

    def _while_signed_in(self, visit: Visit, send: Send) -> Send:
        """Sends over a websocket as long as its session lasts and gives the same rights; then it is closed."""
        looked = visit.at

        async def sending(message: Message) -> None:
            nonlocal looked
            now = clock.now()
            if message["type"] == "websocket.send" and now - looked > LOOK_AGAIN:
                looked = now
                visitor = await run_in_threadpool(self._accounts.visitor, visit.token, now, seen=False)
                if visitor != visit.visitor:
                    await send({"type": "websocket.close", "code": 1008, "reason": refusing.NOT_SIGNED_IN})
                    raise WebSocketDisconnect(1008)
            await send(message)

        return sending

    def _noting(self, connection: HTTPConnection, scope: Scope, send: Send) -> Send:
        """Sends, and notes what was refused; a websocket is, where it is closed before it has been accepted."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            refused = {"http.response.start": message.get("status"), "websocket.close": 403}.get(message["type"])
            if not begun and refused in REFUSED:
                visitor = visit_of(connection).visitor if has_visit(connection) else None
                await run_in_threadpool(
                    self._refusals.note,
                    who=visitor.actor if visitor else "",
                    address=connection.client.host if connection.client else "",
                    method=scope.get("method", "WEBSOCKET"), path=scope["path"], status=refused, at=clock.now(),
                )  # fmt: skip
            begun = True
            await send(message)

        return sending

    def _is_program(self, headers: Headers) -> bool:
        given = headers.get(API_KEY_HEADER)
        return given is not None and hmac.compare_digest(given.encode(), self._key)


def _local(connection: HTTPConnection) -> bool:
    """Asked for by a name of this machine's own: no name that somebody else has made point here, and no proxy."""
    return connection.url.hostname in LOOPBACK


def _from_here(scope: Scope, connection: HTTPConnection, *, is_open: bool) -> bool:
    """Whether what changes something was sent by a page of this very address, as the browser tells."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return True
    headers = connection.headers
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        # No browser leaves out both; a program without the key has no session to be abused, only an open door.
        return is_open
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return origin == f"{scheme}://{headers.get('host', '')}"


async def _ask_to_sign_in(scope: Scope, receive: Receive, send: Send) -> None:
    connection = HTTPConnection(scope)
    wants_page = (
        scope["type"] == "http" and scope["method"] == "GET" and "text/html" in connection.headers.get("accept", "")
    )
    if not wants_page:
        await refusing.turn_away(scope, receive, send, refusing.NOT_SIGNED_IN, status=401)
        return
    await _sign_in_instead(connection)(scope, receive, send)


def _sign_in_instead(connection: HTTPConnection) -> Response:
    wanted = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", 303, {"Cache-Control": "no-store"})


async def _to_sign_in(request: Request, _: Exception) -> Response:
    return _sign_in_instead(request)


def _setting_cookie(send: Send, value: str, *, secure: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            response = Response()
            response.set_cookie(VISITOR_COOKIE, value, httponly=True, samesite="lax", secure=secure, path=OURS)
            cookie = next(pair for pair in response.raw_headers if pair[0] == b"set-cookie")
            message = {**message, "headers": [*message["headers"], cookie]}
        await send(message)

    return sending
