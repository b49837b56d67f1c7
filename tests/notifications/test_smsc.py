"""SMSC, an SMS gateway used in Kazakhstan: apprise's plugin as it is, against a server that answers as SMSC does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from apprise.plugins.smsc import NotifySMSC

from notifications.channels import Channels
from notifications.outcomes import Outcome, Outgoing, PermanentFailure, Sent, TemporaryFailure
from tests.notifications.conftest import MORNING

LETTER = Outgoing("sms", "+77000000001", "<letter@merzim.example.kz>", "Сәлем, " * 17)


class Smsc(HTTPServer):
    answer: dict[str, Any]
    asked: dict[str, list[str]]


class Handler(BaseHTTPRequestHandler):
    server: Smsc

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked = parse_qs(body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def smsc(monkeypatch: pytest.MonkeyPatch) -> Iterator[Smsc]:
    server = Smsc(("127.0.0.1", 0), Handler)
    monkeypatch.setattr(NotifySMSC, "notify_url", f"http://127.0.0.1:{server.server_port}/sys/send.php")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def send(smsc: Smsc, answer: dict[str, Any]) -> Outcome:
    smsc.answer = answer
    channels = Channels([], ["smsc://login:secret@{to}?sender=Merzim"], timeout=60)
    return channels.send(LETTER, at=MORNING)


def test_message_goes_out_whole_to_the_number(smsc: Smsc) -> None:
    assert send(smsc, {"id": 1, "cnt": 2}) == Sent()
    assert smsc.asked["phones"] == ["77000000001"]
    assert smsc.asked["mes"] == [LETTER.text.rstrip()]
    assert smsc.asked["sender"] == ["Merzim"]


@pytest.mark.parametrize("code", [1, 6, 7, 8])
def test_message_or_number_refused_is_for_good(smsc: Smsc, code: int) -> None:
    assert isinstance(send(smsc, {"error": "invalid number", "error_code": code}), PermanentFailure)


@pytest.mark.parametrize("code", [2, 3, 4, 99])
def test_what_is_wrong_with_us_or_with_them_may_pass(smsc: Smsc, code: int) -> None:
    outcome = send(smsc, {"error": "no funds", "error_code": code})
    assert isinstance(outcome, TemporaryFailure)
    assert outcome.down
