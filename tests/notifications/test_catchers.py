"""The catchers as a process of their own, steered over HTTP: the demo and people use them so."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from deployments.catchers import Addresses, email_url, read_addresses, sms_url
from notifications.channels import Channels
from notifications.outcomes import Outcome, Outgoing, PermanentFailure, Sent
from tests.notifications.conftest import MORNING

EMAIL = Outgoing("email", "person@example.kz", "<letter@merzim.example.kz>", "Мәтін\n", "Тақырып <b>")
SMS = Outgoing("sms", "+77000000001", "<letter@merzim.example.kz>", "Сәлем")


@contextmanager
def process(directory: Path, *options: str) -> Iterator[Addresses]:
    running = subprocess.Popen(
        [sys.executable, "-m", "deployments.catchers", "--dir", str(directory), *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("SMTP 127.0.0.1:")
        found = read_addresses(directory)
        assert found is not None
        assert found.pid == running.pid
        yield found
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 0
        assert running.stdout is not None
        running.stdout.close()


def ask(addresses: Addresses, path: str, order: dict[str, Any] | None = None) -> Any:
    body = None if order is None else json.dumps(order).encode()
    with urlopen(Request(addresses.page + path, data=body), timeout=60) as answer:
        text = answer.read().decode()
        return text if answer.headers["Content-Type"].startswith("text/html") else json.loads(text)


def send(addresses: Addresses) -> list[Outcome]:
    channels = Channels(
        [email_url(addresses.host, addresses.smtp_port)], [sms_url(addresses.host, addresses.http_port)], timeout=60
    )
    outcomes = [channels.send(EMAIL, at=MORNING), channels.send(SMS, at=MORNING)]
    channels.close()
    return outcomes


def test_process_catches_shows_fails_on_demand_and_keeps_what_it_caught(tmp_path: Path) -> None:
    directory = tmp_path / "caught"
    assert read_addresses(directory) is None
    with process(directory) as addresses:
        assert send(addresses) == [Sent(), Sent()]
        assert [mail["subject"] for mail in ask(addresses, "mail")] == ["Тақырып <b>"]
        assert ask(addresses, "sms") == [{"phone": "+77000000001", "text": "Сәлем", "id": "letter@merzim.example.kz"}]
        assert "Тақырып &lt;b&gt;" in ask(addresses, "")

        for channel in ("mail", "sms"):
            told = ask(addresses, "control", {"channel": channel, "fail": "permanent", "times": 1})
            assert told == {"standing": [["permanent", 1, None]]}
        assert [type(outcome) for outcome in send(addresses)] == [PermanentFailure, PermanentFailure]
        assert send(addresses) == [Sent(), Sent()]

        ask(addresses, "control", {"channel": "mail", "fail": "permanent", "address": "other@example.kz"})
        assert send(addresses) == [Sent(), Sent()]
        assert ask(addresses, "control", {"channel": "mail", "recover": True}) == {"standing": []}

    again = ("--smtp-port", str(addresses.smtp_port), "--http-port", str(addresses.http_port))
    with process(directory, *again) as restarted:
        assert (restarted.smtp_port, restarted.http_port) == (addresses.smtp_port, addresses.http_port)
        assert len(ask(restarted, "mail")) == len(ask(restarted, "sms")) == 3
