"""The mail catcher: an SMTP server that keeps every message and delivers none."""

import asyncio
import email
import email.policy
import socket
import threading
import weakref
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from deployments.catchers.box import Box, CaughtMail
from deployments.catchers.failures import Catcher, FailurePlan


class MailCatcher(Catcher):
    """An SMTP server in a thread of its own."""

    def __init__(self, box: Box[CaughtMail], *, host: str, port: int) -> None:
        super().__init__(host, port)
        self.box = box
        # How many connections were taken so far.
        self.connections = 0
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing: asyncio.Event | None = None

    def start(self) -> None:
        if self._thread:
            return
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((self.host, self.port))
        self.port = listening.getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listening, ready)), name="mail-catcher", daemon=True
        )
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        if self._thread and self._loop and self._closing:
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()
            self._thread = None

    async def _serve(self, listening: socket.socket, ready: threading.Event) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        open_now: weakref.WeakSet[SMTP] = weakref.WeakSet()

        def one() -> SMTP:
            protocol = SMTP(_Handler(self.box, self.plan), hostname="catcher.example.kz", enable_SMTPUTF8=True)
            open_now.add(protocol)
            self.connections += 1
            return protocol

        server = await self._loop.create_server(one, sock=listening)
        ready.set()
        await self._closing.wait()
        server.close()
        for protocol in tuple(open_now):
            _abort(protocol)
        await server.wait_closed()


class _Handler:
    def __init__(self, box: Box[CaughtMail], plan: FailurePlan) -> None:
        self._box, self._plan = box, plan
        self._at_data: str | None = None

    # aiosmtpd looks the two methods up by name and passes arguments by position.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        self._at_data = None
        failure = self._plan.next(address)
        match failure:
            case None:
                pass
            case ("temporary", _):
                return "451 4.3.0 Mailbox temporarily unavailable"
            case ("permanent", _):
                return f"550 5.1.1 <{address}>: no such mailbox"
            case ("busy", _):
                asyncio.get_running_loop().call_soon(_close, server)
                return "421 4.3.2 Too many messages on this connection"
            case ("stall", lifted):
                # Polled: a thread waiting for the event would keep the server from closing.
                while not lifted.is_set() and server.transport and not server.transport.is_closing():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            case (mode, _):
                self._at_data = mode
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._at_data == "drop":
            _abort(server)
            return "451 4.3.0 Dropped"
        if self._at_data == "rejected":
            return "554 5.7.1 Message refused"
        self._box.put(_caught(envelope))
        if self._at_data == "drop-after":
            _abort(server)
        return "250 2.0.0 Kept"


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def _close(server: SMTP) -> None:
    if server.transport:
        server.transport.close()


def _caught(envelope: Envelope) -> CaughtMail:
    raw = cast("bytes", envelope.content)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return CaughtMail(
        sender=envelope.mail_from or "",
        recipients=tuple(envelope.rcpt_tos),
        message_id=message.get("Message-ID", ""),
        subject=message.get("Subject", ""),
        text=_lines(text.get_content()) if text else "",
        html=_lines(html.get_content()) if html else None,
        date=message.get("Date", ""),
        raw=raw.decode("utf-8", "replace"),
    )


def _lines(content: str) -> str:
    return content.replace("\r\n", "\n")
