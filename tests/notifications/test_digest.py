"""Digests from rows: one a person, day and channel; overdue first; what each person has to see and no more."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.texts import Text
from notifications.digest import DigestRow, digests
from notifications.letters import LetterDraft
from notifications.links import run_url
from notifications.sms import segments
from tests.notifications.conftest import AUTHORITY, DAY, recipient

TITLE = Text("Уведомление о ротации", "Ротация туралы хабарлама", "Notice of rotation")


def row(number: int = 1, **fields: Any) -> DigestRow:
    known = {"to": recipient(), "title": TITLE, "case_number": f"KRG-{number}", "clause": "7", "due": DAY}
    return DigestRow(**{**known, "authority": AUTHORITY, **fields})


def by_channel(rows: list[DigestRow]) -> dict[str, LetterDraft]:
    made = digests(rows, DAY)
    assert len({(each.to.key, each.channel) for each in made}) == len(made)
    return {each.channel: each for each in made}


def test_one_digest_for_each_person_and_channel_whatever_the_number_of_steps() -> None:
    rows = [row(number, to=recipient(person)) for person in range(3) for number in range(40)]
    made = digests(rows, DAY)
    assert sorted((each.to.key, each.channel) for each in made) == [
        (f"KRG/{person}", channel) for person in range(3) for channel in ("email", "sms")
    ]
    assert all(f"KRG-{number}," in made[0].text for number in range(40))
    assert made[0].cases == tuple(sorted(f"KRG-{number}" for number in range(40)))


def test_overdue_steps_come_first_the_longest_overdue_at_the_top() -> None:
    rows = [
        row(1, due=DAY + timedelta(days=3)),
        row(2, due=DAY - timedelta(days=1), overdue=True),
        row(3, due=DAY),
        row(4, due=DAY - timedelta(days=9), overdue=True),
        row(5, due=DAY - timedelta(days=4), overdue=True, performer="Кадровая служба"),
    ]
    email = by_channel(rows)["email"]
    order = sorted(range(1, 6), key=lambda number: email.text.index(f"KRG-{number},"))
    assert order == [4, 2, 3, 1, 5]
    assert email.subject == "Сроки на 30 ноября 2026 г.: просрочено 2, предстоит 2, у подчинённых 1"
    assert "исполнитель: Кадровая служба" in email.text


def test_step_that_may_be_done_from_a_day_on_says_so() -> None:
    text = by_channel([row(opens=True, due=date(2026, 12, 7))])["email"].text
    assert "можно выполнить с 7 декабря 2026 г." in text


def test_step_without_a_date_and_with_the_authoritys_own_term_is_listed() -> None:
    text = by_channel([row(due=None, clause="own")])["email"].text
    assert "KRG-1, срок органа\n" in text


def test_row_that_asks_for_email_alone_sends_no_sms() -> None:
    (email,) = digests([row(channels=("email",))], DAY)
    assert email.channel == "email"
    assert email.fallback is not None
    assert email.fallback.channel == "sms"
    assert set(by_channel([row(1, channels=("email",)), row(2)])) == {"email", "sms"}


def test_several_reminders_of_one_step_are_one_line_and_overdue_wins() -> None:
    rows = [row(1, channels=("email",)), row(1, overdue=True), row(1, due=date(2026, 12, 7), opens=True)]
    made = by_channel(rows)
    assert made["email"].text.count("KRG-1,") == 1
    assert "Срок прошёл" in made["email"].text


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_sms_digest_names_the_most_urgent_step_in_two_segments(language: str) -> None:
    long = Text(
        "Направление списка подлежащих ротации" * 3, "Ротацияға жататындар тізімін жіберу" * 3, "Send the list" * 9
    )
    rows = [
        row(number, to=recipient(language=language), title=long, case_number=f"ASTANA-rotation-2026-{number:04}",
            overdue=number % 2 == 0, performer="Кадровая служба" if number % 10 == 0 else "")
        for number in range(1000)
    ]  # fmt: skip
    sms = by_channel(rows)["sms"].text
    assert segments(sms) <= 2
    assert "ASTANA-rotation-2026-0002" in sms
    assert "30.11.2026" in sms


def test_sms_mentions_the_email_only_to_who_gets_one() -> None:
    assert by_channel([row()])["sms"].text.endswith("Всё в письме")
    assert "письме" not in by_channel([row(to=recipient(email=None))])["sms"].text


def test_no_rows_no_digests() -> None:
    assert digests([], DAY) == []


def test_link_to_a_run_and_none_where_there_is_no_run() -> None:
    assert run_url("http://127.0.0.1:4200/", "abc") == "http://127.0.0.1:4200/runs/flow-run/abc"
    assert run_url("http://127.0.0.1:4200", None) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "срок 30 ноября 2026 г. (дата изменилась)"),
        ("kk", "(күні өзгерді)"),
        ("en", "due 30 November 2026 (the date has changed)"),
    ],
)
def test_a_date_that_moved_is_said_to_have_moved(language: str, said: str) -> None:
    email = by_channel([row(to=recipient(language=language), moved=True)])["email"]
    assert said in email.text
    assert said.partition("(")[2].rstrip(")") in (email.html or "")
    still = by_channel([row(to=recipient(language=language))])["email"]
    assert "(" not in still.text.split("KRG-1,")[1].splitlines()[0]
