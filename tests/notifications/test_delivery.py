"""Delivery end to end: the outbox in a database, letters over real servers, every way of failing."""

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from deployments.catchers import Catchers
from models.record.database import writing
from notifications.channels import Channels
from notifications.delivery import DeliveryReport, deliver
from notifications.letters import LetterDraft
from notifications.outbox import put
from tests.at_once import at_once
from tests.installed import Setting
from tests.notifications.conftest import MORNING, RULES, draft, letters, recipient

MINUTE = timedelta(minutes=1)


def put_all(record: Engine, *drafts: LetterDraft, at: datetime = MORNING) -> None:
    with writing(record) as session:
        assert len(put(session, drafts, at=at, rules=RULES)) == len(drafts)


def states(record: Engine) -> list[tuple[str, str]]:
    return [(letter.channel, letter.state) for letter in letters(record)]


def test_letters_that_are_due_are_delivered_and_marked(record: Engine, catchers: Catchers, channels: Channels) -> None:
    kazakh = recipient(2, language="kk")
    put_all(record, draft(1), draft(1, "sms"), draft(2, to=kazakh))
    report = deliver(record, MORNING, channels=channels, rules=RULES)
    assert report == DeliveryReport(sent=3, by={("email", "ru"): 1, ("sms", "ru"): 1, ("email", "kk"): 1})
    assert {(m.recipients, m.subject, m.text) for m in catchers.mail.box} == {
        (("person1@example.kz",), "Тема 1", "Письмо № 1\n"),
        (("person2@example.kz",), "Тема 2", "Письмо № 2\n"),
    }
    assert [(s.phone, s.text) for s in catchers.sms.box] == [("+77000000001", "Письмо № 1")]
    for letter in letters(record):
        assert (letter.state, letter.attempts, letter.leased_by, letter.lease_until) == ("sent", 1, None, None)
        assert letter.sent_at is not None
        assert MORNING <= letter.sent_at < MORNING + MINUTE
    assert {m.message_id for m in catchers.mail.box} == {each.message_id for each in letters(record)[::2]}
    assert deliver(record, MORNING + MINUTE, channels=channels, rules=RULES) == DeliveryReport()


@pytest.mark.parametrize("mode", ["refuse", "temporary", "busy", "stall", "drop"])
def test_mail_server_that_fails_and_recovers_gets_every_letter_once(
    sqlite_record: Engine, catchers: Catchers, channels: Channels, mode: str
) -> None:
    put_all(sqlite_record, draft(1), draft(2))
    catchers.mail.fail(mode)  # type: ignore[arg-type]
    assert deliver(sqlite_record, MORNING, channels=channels, rules=RULES).retried == 2
    assert states(sqlite_record) == [("email", "temporary_failure")] * 2
    catchers.mail.recover()
    # Not before its time.
    assert deliver(sqlite_record, MORNING + MINUTE / 2, channels=channels, rules=RULES) == DeliveryReport()
    assert deliver(sqlite_record, MORNING + 2 * MINUTE, channels=channels, rules=RULES).sent == 2
    assert sorted(m.recipients[0] for m in catchers.mail.box) == ["person1@example.kz", "person2@example.kz"]
    assert [(letter.attempts, letter.last_error) for letter in letters(sqlite_record)] == [(2, None)] * 2


@pytest.mark.parametrize("mode", ["refuse", "temporary", "throttled", "stall", "drop"])
def test_sms_gateway_that_fails_and_recovers_gets_every_letter_once(
    sqlite_record: Engine, catchers: Catchers, channels: Channels, mode: str
) -> None:
    put_all(sqlite_record, draft(1, "sms"))
    catchers.sms.fail(mode)  # type: ignore[arg-type]
    assert deliver(sqlite_record, MORNING, channels=channels, rules=RULES).retried == 1
    catchers.sms.recover()
    # What hung at the gateway may come through there as well: same id, so it can tell.
    deliver(sqlite_record, MORNING + 2 * MINUTE, channels=channels, rules=RULES)
    assert states(sqlite_record) == [("sms", "sent")]
    assert {sms.id for sms in catchers.sms.box} == {letters(sqlite_record)[0].message_id.strip("<>")}


def test_letter_refused_for_good_falls_back_and_the_case_sheet_shows_both(
    record: Engine, catchers: Catchers, channels: Channels
) -> None:
    spare = draft(1, "sms", text="Коротко")
    put_all(record, draft(1, fallback=spare), draft(2))
    catchers.mail.fail("permanent", address="person1@example.kz")
    report = deliver(record, MORNING, channels=channels, rules=RULES)
    assert (report.sent, report.failed, report.fallbacks) == (2, 1, 1)
    assert [(sms.phone, sms.text) for sms in catchers.sms.box] == [("+77000000001", "Коротко")]
    email, sms = letters(record, "KRG-rotation-2026-001")
    assert (email.state, email.last_error) == ("permanent_failure", "550 5.1.1 <address> no such mailbox")
    assert (sms.channel, sms.state, sms.fallback_of) == ("sms", "sent", email.id)


def test_letter_given_up_over_both_channels_is_left_to_the_operator(
    sqlite_record: Engine, catchers: Catchers, channels: Channels
) -> None:
    put_all(sqlite_record, draft(1, fallback=draft(1, "sms")))
    catchers.mail.fail("temporary")
    catchers.sms.fail("permanent")
    at = MORNING
    for _ in range(RULES.attempts):
        deliver(sqlite_record, at, channels=channels, rules=RULES)
        at += timedelta(minutes=10)
    assert states(sqlite_record) == [("email", "permanent_failure"), ("sms", "permanent_failure")]
    assert [letter.last_error for letter in letters(sqlite_record)] == [
        "given up after 3 tries: 451 4.3.0 Mailbox temporarily unavailable",
        "HTTP 400",
    ]


def test_letter_without_an_address_is_left_to_the_operator(sqlite_record: Engine, channels: Channels) -> None:
    put_all(sqlite_record, draft(1, to=recipient(email=None, phone=None)))
    assert deliver(sqlite_record, MORNING, channels=channels, rules=RULES).failed == 1
    assert [letter.last_error for letter in letters(sqlite_record)] == ["not an email address"]


def test_server_that_hangs_does_not_hold_every_letter_up(
    sqlite_record: Engine, catchers: Catchers, channels: Channels
) -> None:
    put_all(sqlite_record, *(draft(n) for n in range(200)), draft(1, "sms"))
    catchers.mail.fail("stall")
    report = deliver(sqlite_record, MORNING, channels=channels, rules=replace(RULES, senders=4))
    # Each try waits half a second until the channel is taken for down: a few are made, not one for each letter.
    assert catchers.mail.connections < 20
    assert (report.retried, report.sent) == (200, 1)
    assert {letter.last_error for letter in letters(sqlite_record) if letter.channel == "email"} == {
        "SMTPServerDisconnected: Connection unexpectedly closed: timed out"
    }


def test_two_senders_at_once_deliver_each_letter_once(record: Engine, catchers: Catchers) -> None:
    put_all(record, *(draft(n) for n in range(60)), *(draft(n, "sms") for n in range(60)))

    def send() -> DeliveryReport:
        # Patient: on a busy machine half a second is not a server that hangs.
        channels = Channels([catchers.email_url], [catchers.sms_url], timeout=30)
        report = deliver(record, MORNING, channels=channels, rules=replace(RULES, senders=2))
        channels.close()
        return report

    one, other = at_once(send, send)
    assert (one + other).sent == 120
    assert len(catchers.mail.box) == len({m.recipients for m in catchers.mail.box}) == 60
    assert len(catchers.sms.box) == len({s.phone for s in catchers.sms.box}) == 60


SENDER = """
import sys
from datetime import datetime
from models.record.database import engine
from notifications.delivery import deliver
print("ready", flush=True)
deliver(engine(), datetime.fromisoformat(sys.argv[1]))
"""


def sending_process(url: str, catchers: Catchers) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "MERZIM_DATABASE_URL": url,
        "MERZIM_MAIL_URLS": catchers.email_url,
        "MERZIM_SMS_URLS": catchers.sms_url,
        "MERZIM_SENDERS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-c", SENDER, MORNING.isoformat()], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_sender_killed_in_the_middle_loses_no_letter_and_repeats_can_be_told(
    sqlite_record: Engine, catchers: Catchers, channels: Channels
) -> None:
    put_all(sqlite_record, *(draft(n) for n in range(5)))
    # The third one hangs after the server has taken two.
    catchers.mail.fail("stall", address="person2@example.kz")
    sender = sending_process(sqlite_record.url.render_as_string(hide_password=False), catchers)
    wait_for(lambda: "sending" in {state for _, state in states(sqlite_record)} and len(catchers.mail.box) == 2)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    assert sender.stdout is not None
    sender.stdout.close()
    catchers.mail.recover()
    wait_for(lambda: len(catchers.mail.box) == 2)
    held = [letter for letter in letters(sqlite_record) if letter.state == "sending"]
    assert held
    # Its lease holds: who comes at once finds nothing.
    assert deliver(sqlite_record, MORNING + MINUTE, channels=channels, rules=RULES) == DeliveryReport()
    later = MORNING + RULES.lease + MINUTE
    assert deliver(sqlite_record, later, channels=channels, rules=RULES).sent == len(held)
    assert [state for _, state in states(sqlite_record)] == ["sent"] * 5
    # At least once each; a repeat carries the same Message-ID.
    arrived = {(m.recipients[0], m.message_id) for m in catchers.mail.box}
    assert arrived == {(letter.address, letter.message_id) for letter in letters(sqlite_record)}


def wait_for(reached: object) -> None:
    deadline = time.monotonic() + 120
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not come to that in 120 s"
        time.sleep(0.01)


def test_letter_sent_but_not_written_goes_out_again_with_the_same_message_id(
    sqlite_record: Engine, catchers: Catchers, channels: Channels
) -> None:
    put_all(sqlite_record, draft(1))
    # The server takes the letter, its answer is lost: no sender can know.
    catchers.mail.fail("drop-after", times=1)
    deliver(sqlite_record, MORNING, channels=channels, rules=RULES)
    deliver(sqlite_record, MORNING + 2 * MINUTE, channels=channels, rules=RULES)
    first, second = catchers.mail.box
    assert first.message_id == second.message_id == letters(sqlite_record)[0].message_id


def test_sms_claimed_after_quiet_hours_began_waits_for_their_end(
    sqlite_record: Engine, catchers: Catchers, channels: Channels
) -> None:
    evening = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)  # 20:50 in Almaty
    put_all(sqlite_record, draft(1), draft(1, "sms"), at=evening)
    # Nobody sent for half an hour.
    late = evening + 30 * MINUTE
    report = deliver(sqlite_record, late, channels=channels, rules=RULES)
    assert (report.sent, report.postponed) == (1, 1)
    assert len(catchers.sms.box) == 0
    morning = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    sms = letters(sqlite_record)[1]
    assert (sms.state, sms.attempts, sms.next_attempt_at) == ("created", 0, morning)
    assert deliver(sqlite_record, morning, channels=channels, rules=RULES).sent == 1


def test_interrupted_sender_gives_back_what_it_has_not_begun(
    sqlite_record: Engine, catchers: Catchers, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    import notifications.delivery

    put_all(sqlite_record, *(draft(n) for n in range(20)))

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(notifications.delivery, "settle", interrupted)
    with pytest.raises(KeyboardInterrupt):
        deliver(sqlite_record, MORNING, channels=channels, rules=replace(RULES, senders=1))
    monkeypatch.undo()
    taken = len(catchers.mail.box)
    assert deliver(sqlite_record, MORNING, channels=channels, rules=RULES).sent >= 20 - taken - 1
    deliver(sqlite_record, MORNING + RULES.lease + MINUTE, channels=channels, rules=RULES)
    assert {state for _, state in states(sqlite_record)} == {"sent"}


def test_letter_that_breaks_a_channel_keeps_no_other_back(sqlite_record: Engine, catchers: Catchers) -> None:
    class Breaking(Channels):
        def send(self, letter, *, at):  # type: ignore[no-untyped-def]
            if letter.address == "person1@example.kz":
                raise RuntimeError(f"{letter.address} is odd")
            return super().send(letter, at=at)

    channels = Breaking([catchers.email_url], [])
    put_all(sqlite_record, draft(1), draft(2))
    report = deliver(sqlite_record, MORNING, channels=channels, rules=RULES)
    channels.close()
    assert (report.sent, report.retried) == (1, 1)
    assert letters(sqlite_record)[0].last_error == "RuntimeError in the channel"


@pytest.fixture
def installation(catchers: Catchers, setting: Setting) -> None:
    """Settings that name the catchers."""
    setting(mail_urls=catchers.email_url, sms_urls=catchers.sms_url)


@pytest.mark.usefixtures("installation")
def test_delivery_needs_nothing_but_the_settings(sqlite_record: Engine, catchers: Catchers) -> None:
    put_all(sqlite_record, draft(1), draft(1, "sms"))
    assert deliver(sqlite_record, MORNING).sent == 2
    assert len(catchers.mail.box) == len(catchers.sms.box) == 1


def test_no_address_and_no_text_is_logged(
    sqlite_record: Engine, catchers: Catchers, channels: Channels, caplog: pytest.LogCaptureFixture
) -> None:
    put_all(sqlite_record, *(draft(n) for n in range(3)), *(draft(n, "sms") for n in range(3)))
    catchers.mail.fail("permanent", address="person1@example.kz")
    catchers.sms.fail("temporary", times=1)
    with caplog.at_level(logging.DEBUG), caplog.at_level(1, "apprise"):
        deliver(sqlite_record, MORNING, channels=channels, rules=RULES)
    ours = [record.getMessage() for record in caplog.records if record.name == "notifications.delivery"]
    assert len(ours) == 6
    assert sum(message.endswith("sent") for message in ours) == 4
    # aiosmtpd is the server's side: it is the catcher that logs there.
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    for private in ("@example.kz", "+7700", "7700000", "Письмо", "Тема"):
        assert private not in logged
