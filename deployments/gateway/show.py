"""Prefect's pages as a signed-in person gets them: told where their API is, with the account's name beside them."""

import json
from collections.abc import Callable

from markupsafe import Markup
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.gateway.pages import SIGN_OUT, language_of
from deployments.gateway.visit import Visitor, csrf_field
from models.texts import Text

SETTINGS = "/ui-settings"
# Packed it could not be read; and a page from the browser's cache would name whoever had it before.
_NOT_PASSED = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})
# Ways to pages that would be refused: only to spare people the disappointment, the refusal itself is in rules.py.
_HIDDEN = "<style>{}{{display:none!important}}</style>".format(
    ",".join(
        f'a[href{how}="{base}/{name}"]'
        for base in ("", "/v2")
        for name in ("work-pools", "blocks", "variables", "automations", "events", "concurrency-limits", "settings")
        for how in ("", "^")
    )
)
ACCOUNT = Text("Учётная запись", "Тіркелгі", "Account")


async def show_ui(prefect: ASGIApp, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
    """One file of Prefect's UI; the two that differ by who asks, and from where, are changed on their way."""
    connection = HTTPConnection(scope)
    plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _NOT_PASSED]}
    if scope["path"] == SETTINGS:
        await prefect(plain, receive, _changing(send, "application/json", lambda body: _settings(connection, body)))
    elif "text/html" in connection.headers.get("accept", ""):
        await prefect(plain, receive, _changing(send, "text/html", lambda body: _named(connection, visitor, body)))
    else:
        await prefect(scope, receive, send)


def _settings(connection: HTTPConnection, body: bytes) -> bytes:
    """The UI is a page of its own and is told its API's address: here, under whatever name it was asked for."""
    found = json.loads(body)
    found["api_url"] = f"{connection.url.scheme}://{connection.url.netloc}/api"
    return json.dumps(found).encode()


def _named(connection: HTTPConnection, visitor: Visitor, body: bytes) -> bytes:
    if not visitor.login:
        return body
    language = language_of(connection)
    hidden = "" if visitor.may("manage") else _HIDDEN
    bar = Markup(
        '<div id="merzim-account" style="position:fixed;right:12px;bottom:12px;z-index:50;display:flex;gap:10px;'
        "align-items:center;padding:4px 12px;border-radius:999px;font:13px system-ui,sans-serif;background:#1c2430;"
        'color:#fff;opacity:.92"><a href="/merzim/" title="{account}" style="color:#fff">{name}</a>'
        '<form method="post" action="/merzim/sign-out" style="margin:0">{csrf}<button style="all:unset;'
        'cursor:pointer;text-decoration:underline">{out}</button></form></div></body>'
    ).format(account=ACCOUNT.in_(language), name=visitor.name, csrf=csrf_field(connection), out=SIGN_OUT.in_(language))
    return body.replace(b"</body>", (hidden + str(bar)).encode(), 1)


def _changing(send: Send, kind: str, change: Callable[[bytes], bytes]) -> Send:
    """Sends what is of this kind changed, as a whole; anything else as it comes."""
    start: Message | None = None
    parts: list[bytes] = []

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            if message["status"] == 200 and headers.get("content-type", "").startswith(kind):
                start = message
                return
        if start is None or message["type"] != "http.response.body":
            await send(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        whole = change(b"".join(parts))
        kept = [pair for pair in start["headers"] if pair[0].lower() not in (b"etag", b"last-modified")]
        headers = MutableHeaders(raw=kept)
        headers["content-length"] = str(len(whole))
        headers["cache-control"] = "no-store"
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": whole})

    return sending
