"""The SMS gateway: an HTTP server that takes text messages as JSON and delivers none.

POST /send     {"phone": "+77000000001", "text": "...", "id": "..."}
GET  /sms, /mail                what was caught, as JSON
GET  /                          the same as a page
POST /control  {"channel": "mail", "fail": "temporary", "times": 3}   or {"channel": "sms", "recover": true}
"""

import contextlib
import html
import json
import socket
import threading
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, get_args

from deployments.catchers.box import Box, CaughtSms
from deployments.catchers.failures import Catcher, MailFailure, SmsFailure
from deployments.catchers.mail import MailCatcher


class SmsGateway(Catcher):
    """An HTTP server in threads. It also shows and steers the mail catcher it is given."""

    def __init__(self, box: Box[CaughtSms], *, mail: MailCatcher, host: str, port: int) -> None:
        super().__init__(host, port)
        self.box, self.mail = box, mail
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._server:
            return
        self._server = _Server((self.host, self.port), self)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sms-gateway", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.shutdown()
            self._server.server_close()
            self._server.drop_connections()
            self._thread.join()
            self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], gateway: SmsGateway) -> None:
        self.gateway = gateway
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        for connection in tuple(self._open):
            _break(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body of an answer go out apart; a client that keeps its connection would wait 40 ms between them.
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        sent = self._body()
        match (self.path, sent):
            case ("/send", {"phone": str(phone), "text": str(text)}) if phone:
                self._take(CaughtSms(phone=phone, text=text, id=str(sent.get("id", ""))))
            case ("/control", {"channel": "mail" | "sms"}):
                self._control(sent)
            case _:
                self._answer(400, {"error": "unknown request"})

    def do_GET(self) -> None:
        gateway = self.server.gateway
        mails = gateway.mail.box.all()
        match self.path:
            case "/sms":
                self._answer(200, [asdict(s) for s in gateway.box])
            case "/mail":
                self._answer(200, [asdict(m) for m in mails])
            case "/":
                rows = [(", ".join(m.recipients), m.subject, m.text) for m in mails]
                rows += [(s.phone, "SMS", s.text) for s in gateway.box]
                self._answer(200, _page(rows))
            case _:
                self._answer(404, {"error": "no such page"})

    def log_message(self, *_: Any) -> None:
        """Phone numbers stay out of the log."""

    def _take(self, sms: CaughtSms) -> None:
        gateway = self.server.gateway
        match gateway.plan.next(sms.phone):
            case ("temporary", _):
                self._answer(503, {"error": "try later"})
            case ("throttled", _):
                self._answer(429, {"error": "too many"})
            case ("permanent", _):
                self._answer(400, {"error": "no such number"})
            case ("drop", _):
                self._drop()
            case ("drop-after", _):
                gateway.box.put(sms)
                self._drop()
            case failure:
                if failure:
                    failure[1].wait()
                gateway.box.put(sms)
                self._answer(200, {"accepted": sms.id})

    def _control(self, order: dict[str, Any]) -> None:
        gateway = self.server.gateway
        target: Catcher = gateway.mail if order["channel"] == "mail" else gateway
        mode = order.get("fail")
        # The gateway can't take the order that brings it back once it has closed, so over HTTP only mail refuses.
        known = get_args(MailFailure) if target is gateway.mail else set(get_args(SmsFailure)) - {"refuse"}
        if mode is not None and mode not in known:
            self._answer(400, {"error": "unknown failure"})
            return
        if mode is None:
            target.recover()
        else:
            target.fail(mode, times=order.get("times"), address=order.get("address"))
        self._answer(200, {"standing": target.plan.standing()})

    def _body(self) -> Any:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            return json.loads(raw)
        except ValueError:
            return None

    def _drop(self) -> None:
        self.close_connection = True
        _break(self.connection)

    def _answer(self, status: int, content: object) -> None:
        as_page = isinstance(content, str)
        body = (content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)).encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{'text/html' if as_page else 'application/json'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _break(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the client was faster
        connection.shutdown(socket.SHUT_RDWR)


def _page(rows: list[tuple[str, str, str]]) -> str:
    cells = "".join(
        f"<details><summary><b>{html.escape(to)}</b> {html.escape(subject)}</summary><pre>{html.escape(text)}</pre>"
        "</details>"
        for to, subject, text in reversed(rows)
    )
    style = "body{font:15px sans-serif;margin:2em;max-width:60em}pre{white-space:pre-wrap}summary{padding:.3em}"
    return (
        f"<!doctype html><html lang=ru><meta charset=utf-8><title>Merzim: {len(rows)}</title><style>{style}</style>"
        f"<h1>Письма и SMS: {len(rows)}</h1>{cells}"
    )
