"""Channels over real servers: what arrives, and what each way of failing is taken for."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from deployments.catchers import Catchers, MailFailure, SmsFailure, email_url, sms_url
from models.errors import InvalidInput
from models.settings import Settings
from notifications.channels import Channels
from notifications.outcomes import Outcome, Outgoing, PermanentFailure, Sent, TemporaryFailure, masked
from tests.notifications.conftest import MORNING
from tests.ports import free_port

SUBJECT = "Ротация: уведомление о предстоящей ротации по пункту 7, қазақша да, и очень длинная тема"
TEXT = "Құрметті Айгүл!\n\nУведомляем Вас.\nСтрока, которая длиннее, чем SMTP любит: " + "ротация " * 200 + "конец.\n"


def email(number: int = 1, address: str = "person@example.kz", html: str | None = None) -> Outgoing:
    return Outgoing("email", address, f"<letter-{number}@merzim.example.kz>", TEXT, SUBJECT, html)


def sms(number: int = 1, address: str = "+77000000001") -> Outgoing:
    return Outgoing("sms", address, f"<letter-{number}@merzim.example.kz>", "Сәлем: срок 25.11.2026")


def test_email_arrives_as_it_was_written(catchers: Catchers, channels: Channels) -> None:
    assert channels.send(email(html="<p>Құрметті</p>\n"), at=MORNING) == Sent()
    (caught,) = catchers.mail.box
    assert caught.recipients == ("person@example.kz",)
    assert caught.sender == "merzim@example.kz"
    assert caught.subject == SUBJECT
    assert caught.text == TEXT
    assert caught.html == "<p>Құрметті</p>\n"
    assert parsedate_to_datetime(caught.date) == MORNING


def test_email_carries_its_own_message_id_and_no_second_one(catchers: Catchers, channels: Channels) -> None:
    for _ in range(2):
        channels.send(email(7), at=MORNING)
    assert [caught.message_id for caught in catchers.mail.box] == ["<letter-7@merzim.example.kz>"] * 2
    assert all(caught.raw.lower().count("message-id:") == 1 for caught in catchers.mail.box)


def test_email_is_well_formed_for_servers_that_look(catchers: Catchers, channels: Channels) -> None:
    channels.send(email(html="<p>x</p>"), at=MORNING)
    raw = catchers.mail.box.all()[0].raw
    assert raw.isascii()
    assert max(len(line) for line in raw.split("\r\n")) <= 78
    assert "\n" not in raw.replace("\r\n", "")
    assert "Auto-Submitted: auto-generated" in raw


def test_sender_and_reply_address_come_from_the_url(catchers: Catchers) -> None:
    url = email_url(catchers.mail.host, catchers.mail.port, "noreply@example.kz", "Басқарма, кадр қызметі")
    channels = Channels([f"{url}&reply=hr@example.kz&+X-Office=Қарағанды"], [])
    channels.send(email(), at=MORNING)
    channels.close()
    raw = catchers.mail.box.all()[0].raw
    from email import message_from_string, policy

    message = message_from_string(raw, policy=policy.default)
    assert message["From"].addresses[0].display_name == "Басқарма, кадр қызметі"
    assert message["From"].addresses[0].addr_spec == "noreply@example.kz"
    assert message["Reply-To"] == "hr@example.kz"
    assert message["X-Office"] == "Қарағанды"


def test_sms_arrives_as_it_was_written_with_the_letters_id(catchers: Catchers, channels: Channels) -> None:
    assert channels.send(sms(), at=MORNING) == Sent()
    (caught,) = catchers.sms.box
    assert (caught.phone, caught.text) == ("+77000000001", "Сәлем: срок 25.11.2026")
    assert caught.id == "letter-1@merzim.example.kz"


MAIL: dict[MailFailure, Outcome] = {
    "refuse": TemporaryFailure("ConnectionRefusedError: [Errno 111] Connection refused", down=True),
    "temporary": TemporaryFailure("451 4.3.0 Mailbox temporarily unavailable"),
    "permanent": PermanentFailure("550 5.1.1 <address> no such mailbox"),
    "busy": TemporaryFailure("421 4.3.2 Too many messages on this connection", down=True),
    "rejected": PermanentFailure("554 5.7.1 Message refused"),
    "stall": TemporaryFailure("SMTPServerDisconnected: Connection unexpectedly closed: timed out", down=True),
    "drop": TemporaryFailure("SMTPServerDisconnected: Connection unexpectedly closed", down=True),
    "drop-after": TemporaryFailure("SMTPServerDisconnected: Connection unexpectedly closed", down=True),
}


@pytest.mark.parametrize(("mode", "expected"), MAIL.items(), ids=MAIL)
@pytest.mark.parametrize("kept", [False, True], ids=["new connection", "kept connection"])
def test_each_way_a_mail_server_fails_is_told_apart_and_passes(
    catchers: Catchers, channels: Channels, mode: MailFailure, expected: Outcome, kept: bool
) -> None:
    if kept:
        assert channels.send(email(0), at=MORNING) == Sent()
    catchers.mail.fail(mode)
    assert channels.send(email(1), at=MORNING) == expected
    catchers.mail.recover()
    assert channels.send(email(2), at=MORNING) == Sent()
    assert catchers.mail.box.all()[-1].message_id == "<letter-2@merzim.example.kz>"


SMS: dict[SmsFailure, Outcome] = {
    "refuse": TemporaryFailure("A Connection error occurred sending JSON notification to 127.0.0.1.", down=True),
    "temporary": TemporaryFailure("HTTP 503"),
    "throttled": TemporaryFailure("HTTP 429"),
    "permanent": PermanentFailure("HTTP 400"),
    "stall": TemporaryFailure("A Connection error occurred sending JSON notification to 127.0.0.1.", down=True),
    "drop": TemporaryFailure("A Connection error occurred sending JSON notification to 127.0.0.1.", down=True),
    "drop-after": TemporaryFailure("A Connection error occurred sending JSON notification to 127.0.0.1.", down=True),
}


@pytest.mark.parametrize(("mode", "expected"), SMS.items(), ids=SMS)
def test_each_way_an_sms_gateway_fails_is_told_apart_and_passes(
    catchers: Catchers, channels: Channels, mode: SmsFailure, expected: Outcome
) -> None:
    catchers.sms.fail(mode)
    assert channels.send(sms(1), at=MORNING) == expected
    catchers.sms.recover()
    assert channels.send(sms(2), at=MORNING) == Sent()


def test_failure_is_told_apart_even_where_apprise_is_told_to_log_nothing(
    catchers: Catchers, channels: Channels
) -> None:
    log = logging.getLogger("apprise")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        catchers.sms.fail("permanent")
        assert channels.send(sms(), at=MORNING) == PermanentFailure("HTTP 400")
    finally:
        log.setLevel(before)


@pytest.mark.parametrize("address", ["", "nobody", "a b@example.kz", "a@example", "a@b.kz\nBcc: c@d.kz", "<a@b.kz>"])
def test_what_is_no_email_address_fails_for_good_without_a_try(
    catchers: Catchers, channels: Channels, address: str
) -> None:
    catchers.mail.fail("refuse")
    assert channels.send(email(address=address), at=MORNING) == PermanentFailure("not an email address")


@pytest.mark.parametrize("address", ["", "87000000001", "+7 700 000 00 01", "77000000001", "+7700000000a"])
def test_what_is_no_e164_number_fails_for_good_without_a_try(channels: Channels, address: str) -> None:
    assert channels.send(sms(address=address), at=MORNING) == PermanentFailure("not an E.164 number")


def test_domain_in_kazakh_is_sent_in_ascii_and_a_mailbox_in_kazakh_fails_for_good(
    catchers: Catchers, channels: Channels
) -> None:
    assert channels.send(email(address="hr@мысал.қаз"), at=MORNING) == Sent()
    assert catchers.mail.box.all()[0].recipients == ("hr@xn--80awbu3c.xn--80ao21a",)
    assert isinstance(channels.send(email(address="қызмет@example.kz"), at=MORNING), PermanentFailure)


def test_connection_is_kept_from_letter_to_letter(catchers: Catchers, channels: Channels) -> None:
    for number in range(5):
        channels.send(email(number), at=MORNING)
    assert catchers.mail.connections == 1


def test_connection_the_server_has_ended_is_opened_again_without_a_failure(
    catchers: Catchers, channels: Channels
) -> None:
    channels.send(email(0), at=MORNING)
    catchers.mail.stop()
    catchers.mail.start()
    assert channels.send(email(1), at=MORNING) == Sent()
    assert catchers.mail.connections == 2


def test_second_url_takes_what_the_first_one_can_not(catchers: Catchers) -> None:
    nobody = f"mailto://127.0.0.1:{free_port()}?from=merzim@example.kz&mode=insecure"
    channels = Channels([nobody, catchers.email_url], [])
    assert channels.send(email(), at=MORNING) == Sent()
    catchers.mail.fail("permanent")
    assert isinstance(channels.send(email(), at=MORNING), PermanentFailure)
    channels.close()


def test_channel_without_a_url_is_down() -> None:
    assert Channels([], []).send(sms(), at=MORNING) == TemporaryFailure("no sms URL is set", down=True)


def test_threads_send_at_once_each_letter_to_its_own_recipient(catchers: Catchers, channels: Channels) -> None:
    def both(number: int) -> tuple[Outcome, Outcome]:
        to = f"person{number}@example.kz"
        return (
            channels.send(email(number, to), at=MORNING),
            channels.send(sms(number, f"+7700000{number:04}"), at=MORNING),
        )

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(both, range(60)))
    assert outcomes == [(Sent(), Sent())] * 60
    assert {(m.recipients[0], m.message_id) for m in catchers.mail.box} == {
        (f"person{n}@example.kz", f"<letter-{n}@merzim.example.kz>") for n in range(60)
    }
    assert {(s.phone, s.id) for s in catchers.sms.box} == {
        (f"+7700000{n:04}", f"letter-{n}@merzim.example.kz") for n in range(60)
    }


def test_nothing_waits_for_apprises_own_throttle(catchers: Catchers, channels: Channels) -> None:
    # Its default is one letter in five seconds, its SMS plugins' the same.
    began = time.monotonic()
    for number in range(5):
        channels.send(email(number), at=MORNING)
        channels.send(sms(number), at=MORNING)
    assert time.monotonic() - began < 4 * 5


@pytest.mark.parametrize(
    ("mail", "gateway", "message"),
    [
        ("mailto://user:secret@", None, "mail URL 1 \\(mailto://"),
        ("mailto://example.kz?from=a@example.kz&pgp=encrypt", None, "pgp, wkd, cc and bcc"),
        ("mailto://example.kz?from=a@example.kz&bcc=b@example.kz", None, "pgp, wkd, cc and bcc"),
        (None, "json://user:secret@gateway.example.kz/send", "write \\{to\\}"),
        (None, "nothing://user:secret@example.kz/{to}", "apprise does not know this URL"),
        (None, "words", "write \\{to\\}"),
    ],
)
def test_url_that_can_not_be_used_is_refused_without_its_password(
    mail: str | None, gateway: str | None, message: str
) -> None:
    with pytest.raises(InvalidInput, match=message) as refused:
        Channels([mail] if mail else [], [gateway] if gateway else [])
    assert "secret" not in str(refused.value)


def test_urls_of_known_gateways_are_accepted() -> None:
    Channels(
        ["mailtos://user:secret@smtp.example.kz:465?from=hr@example.kz&mode=ssl"],
        ["smsc://login:secret@{to}?sender=Merzim", "form://gateway.example.kz/send?:phone={to}&:message=text"],
    ).close()


def test_channels_come_from_the_settings(catchers: Catchers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERZIM_MAIL_URLS", catchers.email_url)
    monkeypatch.setenv("MERZIM_SMS_URLS", sms_url(catchers.sms.host, catchers.sms.port))
    monkeypatch.setenv("MERZIM_SEND_TIMEOUT", "2")
    channels = Channels.of(Settings())
    assert channels.send(email(), at=MORNING) == channels.send(sms(), at=MORNING) == Sent()
    channels.close()


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger of the process, down to the lowest level, apprise's own below DEBUG too."""
    with caplog.at_level(1), caplog.at_level(1, "apprise"), caplog.at_level(1, "urllib3"):
        yield caplog


def test_no_address_no_text_and_no_password_is_logged(
    catchers: Catchers, everything_logged: pytest.LogCaptureFixture
) -> None:
    # A gateway asked by GET has number and text in its URL.
    by_get = f"json://login:secret@{catchers.sms.host}:{catchers.sms.port}/send?method=GET&-phone={{to}}&:phone={{to}}"
    channels = Channels([catchers.email_url], [by_get, catchers.sms_url], timeout=2)
    for failure in (None, "temporary", "permanent", "drop"):
        if failure:
            catchers.mail.fail(failure, times=1)
            catchers.sms.fail(failure, times=1)
        channels.send(email(), at=MORNING)
        channels.send(sms(), at=MORNING)
    channels.close()
    logged = "\n".join(record.getMessage() for record in everything_logged.records if record.name != "mail.log")
    for private in ("person@example.kz", "77000000001", "secret", "Сәлем", "Уведомляем", "Ротация"):
        assert private not in logged


def test_reasons_hold_no_address_and_no_number() -> None:
    told = masked("550 <a.b@example.kz>: mailbox\r\n of +77001234567 unknown, ask 87001234567 " + "x" * 400)
    assert told.startswith("550 <address> mailbox of <number> unknown, ask <number>")
    assert len(told) <= 200


def test_date_of_a_letter_is_the_moment_it_is_given(catchers: Catchers, channels: Channels) -> None:
    later = datetime(2031, 3, 1, 4, 0, tzinfo=UTC)
    for at in (MORNING, later, later + timedelta(days=1)):
        channels.send(email(), at=at)
    assert [parsedate_to_datetime(m.date) for m in catchers.mail.box] == [MORNING, later, later + timedelta(days=1)]
