"""Websockets of the gateway: whoever may not have one, and what nobody should send over one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from models import clock
from models.record import accounts
from models.record.database import writing
from models.roles import Grant
from tests.browser.office import Office
from tests.gateway.visitors import Browser, make_account

Browse = Callable[..., Browser]
AUTH = json.dumps({"type": "auth", "token": None})
ALWAYS = {"since": "2020-01-01T00:00:00Z", "until": "2200-01-01T00:00:00Z"}
FILTER = json.dumps({"type": "filter", "filter": {"occurred": ALWAYS}})
SECONDS = 120


def connection(office: Office, path: str, session: str = "", **headers: str) -> websockets.connect:
    """As a page of ours opens it, with the session of whoever has signed in."""
    given = {"origin": office.stack.ui_url, "cookie": f"merzim_session={session}", **headers}
    return websockets.connect(
        f"{office.stack.api_url.replace('http', 'ws')}/{path}",
        subprotocols=[websockets.Subprotocol("prefect")], additional_headers=given, max_size=None, close_timeout=1,
    )  # fmt: skip


def signed_out(_: Office, browser: Browser) -> None:
    browser.http.post("/merzim/sign-out", data={"csrf": browser.form("/merzim/")})


def without_rights(office: Office, _: Browser) -> None:
    with writing(office.record) as session:
        account = accounts.find_account(session, without_rights.__name__)
        accounts.revoke(session, account, Grant("viewer"), at=office.clock.read(), by="test")


@pytest.mark.parametrize("path", ["events/out", "logs/out"])
async def test_no_session_no_socket(browse: Browse, office: Office, path: str) -> None:
    over = browse("auditor")
    ended = over.session
    over.http.post("/merzim/sign-out", data={"csrf": over.form("/merzim/")})
    mine = browse("auditor").session
    for session, headers in (
        ("", {}), ("x" * 43, {}), (ended, {}), (f"{mine[:-1]}{'A' if mine[-1] != 'A' else 'B'}", {}),
        (mine, {"origin": "https://evil.example"}), (mine, {"origin": "null"}),
        (mine, {"sec-fetch-site": "cross-site"}), ("", {"X-Merzim-Key": "x" * 64}),
    ):  # fmt: skip
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with connection(office, path, session, **headers):
                pass
        assert refused.value.response.status_code == 403, (session, headers)
    async with connection(office, path, mine):
        pass


@pytest.mark.parametrize("ends", [signed_out, without_rights])
async def test_an_open_socket_tells_nothing_more_when_its_session_or_right_is_gone(
    browse: Browse, office: Office, ends: Callable[[Office, Browser], None]
) -> None:
    before = office.clock.read()
    make_account(office.record, before, ends.__name__, "Алия", Grant("viewer"))
    browser = browse(ends.__name__)
    async with connection(office, "events/out", browser.session) as open_, asyncio.timeout(SECONDS):
        await open_.send(AUTH)
        await open_.send(FILTER)
        while json.loads(await open_.recv())["type"] != "event":
            pass
        try:
            ends(office, browser)
            office.clock.set(before + timedelta(minutes=2))
            # Of a name of its own: what was on its way before is told still, what happened in other tests, too.
            event = f"merzim.test-{uuid4()}"
            await happens(office, event)
            assert event not in [message async for message in told_of(open_)]
            assert open_.close_code == websockets.CloseCode.POLICY_VIOLATION
        finally:
            office.clock.set(before)


async def told_of(over: ClientConnection) -> AsyncIterator[str]:
    """What events it tells of until the server ends it."""
    with suppress(websockets.ConnectionClosed):
        while True:
            yield json.loads(await over.recv()).get("event", {}).get("event", "")


async def happens(office: Office, event: str) -> None:
    """An event that everybody who listens is told of."""
    told = {
        "id": str(uuid4()), "event": event, "occurred": clock.machine().isoformat(),
        "resource": {"prefect.resource.id": "merzim.test"},
    }  # fmt: skip
    await office.api.request("POST", "/events", json=[told])


def masked(head: bytes, payload: bytes) -> bytes:
    """A frame as a browser sends it, its mask all zeros."""
    return head + b"\0\0\0\0" + payload


FRAMES = {
    "not masked": b"\x81\x02{}",
    "a reserved bit": masked(b"\xc1\x82", b"{}"),
    "an opcode there is not": masked(b"\x83\x82", b"{}"),
    "a long ping": masked(b"\x89\xfe\x00\xff", b"x" * 255),
    "a ping in parts": masked(b"\x09\x82", b"{}"),
    "the rest of nothing": masked(b"\x80\x82", b"{}"),
    "no UTF-8": masked(b"\x81\x82", b"\xff\xfe"),
    "a close of one byte": masked(b"\x88\x81", b"\x03"),
    "a close for no reason there is": masked(b"\x88\x82", b"\x00\x05"),
    "larger than the server takes": masked(b"\x81\xff" + (1 << 40).to_bytes(8, "big"), b"{"),
    "larger than there are numbers": masked(b"\x81\xff" + b"\xff" * 8, b"{"),
    "http": b"GET / HTTP/1.1\r\n\r\n",
}
MESSAGES: dict[str, tuple[str | bytes, ...]] = {
    "no JSON": ("x",),
    "nothing": ("",),
    "bytes": (AUTH.encode(),),
    "a list": ("[]",),
    "a number": ("5",),
    "nested": ("[" * 100_000,),
    "the filter first": (FILTER,),
    "huge": ("x" * (17 << 20),),
    "a token that is no text": (json.dumps({"type": "auth", "token": {}}), "x"),
    "no filter": (AUTH, "{}"),
    "a list for a filter": (AUTH, "[]"),
    "a filter of another shape": (AUTH, json.dumps({"type": "filter", "filter": {"occurred": "never"}})),
    "a filter of nothing": (AUTH, json.dumps({"type": "filter", "filter": None})),
    "a day there is not": (AUTH, json.dumps({"type": "filter", "filter": {"occurred": {"since": "9999-99-99"}}})),
    "bytes for a filter": (AUTH, FILTER.encode()),
}


async def test_whatever_is_sent_over_one_that_is_open_ends_it_and_nothing_else(browse: Browse, office: Office) -> None:
    session = browse("auditor").session
    async with connection(office, "events/out", session) as well:
        await well.send(AUTH)
        assert json.loads(await well.recv()) == {"type": "auth_success"}
        for frame in FRAMES.values():
            async with connection(office, "events/out", session) as broken:
                broken.transport.write(frame)
                assert await told(broken) == []
        for messages in MESSAGES.values():
            async with connection(office, "events/out", session) as broken:
                # The server may have closed before all of it has come.
                for message in messages:
                    await sent(broken, message)
                assert await told(broken) in ([], ["auth_success"])
        # Who behaves notices nothing, before and after.
        await well.send(FILTER)
        async with asyncio.timeout(SECONDS):
            assert json.loads(await well.recv())["type"] == "event"
    assert browse("auditor").http.get("/api/health").json() is True


async def sent(over: ClientConnection, message: str | bytes) -> None:
    """Send it, if it is still taken."""
    with suppress(websockets.ConnectionClosed):
        await over.send(message)


async def told(over: ClientConnection) -> list[str]:
    """The kinds of all messages until the server ends it, and it does."""
    found = []
    with suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(SECONDS):
            while True:
                found.append(json.loads(await over.recv())["type"])
    return found
