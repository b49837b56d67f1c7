"""Letters a second: `python -m tests.benchmarks.letters [COUNT]`.

Side by side, to a server in another process: smtplib with a kept connection, our channel through apprise, apprise as
it comes; the same for SMS; and the outbox end to end. Compare ratios from one run: the machine is shared.
"""

import json
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import requests
from apprise import Apprise

from deployments.catchers import Addresses, email_url, read_addresses, sms_url
from models.record.database import engine, writing
from models.record.migrations import upgrade
from models.texts import Text
from notifications.channels import Channels
from notifications.delivery import deliver
from notifications.digest import DigestRow, digests
from notifications.letters import Recipient
from notifications.outbox import put
from notifications.outcomes import Outgoing, Sent
from notifications.rules import Rules

AT = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
TEXT = "Құрметті Айгүл Серікқызы!\n\nУведомляем Вас о предстоящей ротации.\n" * 8
SUBJECT = "Уведомление о предстоящей ротации"


def say(name: str, count: int, began: float) -> float:
    """One line: how many a second since `began`."""
    rate = count / (time.perf_counter() - began)
    sys.stdout.write(f"{name:48} {rate:8.0f} /s\n")
    sys.stdout.flush()
    return rate


def measured(name: str, count: int, act: Callable[[int], object]) -> float:
    """Do it `count` times and print how often a second."""
    began = time.perf_counter()
    for number in range(count):
        act(number)
    return say(name, count, began)


def in_threads(name: str, count: int, threads: int, act: Callable[[int], object]) -> None:
    """The same from several threads."""
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(act, range(count)))
    say(name, count, began)


def email(number: int) -> Outgoing:
    return Outgoing("email", f"person{number}@example.kz", f"<{number}@merzim.example.kz>", TEXT, SUBJECT)


def mail(at: Addresses, channels: Channels, count: int) -> dict[str, float]:
    """Email a second by each way."""
    smtp = smtplib.SMTP(at.host, at.smtp_port)

    def by_smtplib(number: int) -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = SUBJECT, "merzim@example.kz", f"person{number}@example.kz"
        message.set_content(TEXT)
        smtp.send_message(message)

    found = {"smtplib": measured("email: smtplib, connection kept", count, by_smtplib)}
    smtp.quit()

    def by_channel(number: int) -> None:
        assert channels.send(email(number), at=AT) == Sent()

    found["ours"] = measured("email: our channel through apprise", count, by_channel)
    in_threads("email: our channel through apprise, 4 threads", count, 4, by_channel)

    def by_apprise(number: int) -> None:
        service = Apprise()
        service.add(f"{email_url(at.host, at.smtp_port)}&to=person{number}@example.kz")
        assert service.notify(body=TEXT, title=SUBJECT)

    found["apprise"] = measured("email: apprise as it comes", max(20, count // 10), by_apprise)
    return found


def sms(at: Addresses, channels: Channels, count: int) -> None:
    session = requests.Session()

    def by_requests(number: int) -> None:
        body = {"phone": f"+7700{number:07}", "text": SUBJECT, "id": str(number)}
        assert session.post(f"{at.page}send", json=body, timeout=5).ok

    measured("SMS: requests, connection kept", count, by_requests)

    def by_channel(number: int) -> None:
        letter = Outgoing("sms", f"+7700{number:07}", f"<{number}@merzim.example.kz>", SUBJECT)
        assert channels.send(letter, at=AT) == Sent()

    measured("SMS: our channel through apprise", count, by_channel)


def outbox(channels: Channels, count: int, folder: Path) -> float:
    """Letters a second from the outbox, the best."""
    best = 0.0
    record = engine(f"sqlite:///{folder / 'merzim.db'}")
    upgrade(record)
    authority, title = Text("Управление", "Басқарма"), Text("Уведомление о ротации", "Ротация туралы хабарлама")
    rows = [
        DigestRow(
            Recipient(f"KRG/{n}", "Тестова", "Айгүл", "ru", email=f"p{n}@example.kz", phone=f"+7700{n:07}"),
            title, f"KRG-{n}-{step}", "7", date(2026, 11, 30), authority,
        )
        for n in range(count // 2) for step in range(5)
    ]  # fmt: skip
    began = time.perf_counter()
    drafts = digests(rows, date(2026, 11, 30))
    say("digests written, 5 steps each", len(drafts), began)
    half = len(drafts) // 2
    for senders, part in ((1, drafts[:half]), (4, drafts[half:])):
        rules = Rules(senders=senders)
        began = time.perf_counter()
        with writing(record) as session:
            put(session, part, at=AT, rules=rules)
        say("letters put into the outbox (SQLite)", len(part), began)
        began = time.perf_counter()
        report = deliver(record, AT, channels=channels, rules=rules)
        best = max(best, say(f"outbox delivered, email and SMS, {senders} at once", report.sent, began))
    return best


def main() -> None:
    """Measure all of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = subprocess.Popen(
            [sys.executable, "-m", "deployments.catchers", "--dir", name], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout
            server.stdout.readline()
            at = read_addresses(folder)
            assert at
            channels = Channels([email_url(at.host, at.smtp_port)], [sms_url(at.host, at.http_port)])
            found = mail(at, channels, count)
            sms(at, channels, count)
            found["outbox"] = outbox(channels, count, folder)
            channels.close()
            sys.stdout.write(json.dumps(found) + "\n")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
