"""Dates in letters, as they land in a recipient's calendar: sent over SMTP, read back by a parser."""

import email
from datetime import date
from typing import Any

import icalendar
from sqlalchemy import Engine
from sqlmodel import select

from deployments.catchers import Catchers
from models.calendars import Correction
from models.record.corrections import correct, scope
from models.record.database import reading, writing
from models.record.letters import CalendarEntry
from models.record.people import Authority
from notifications.channels import Channels
from notifications.delivery import deliver
from notifications.reminding import remind
from tests.notifications.conftest import RULES
from tests.notifications.test_owed import CASE, OTHER, answer, decide, morning, year

__all__ = ["year"]

PERFORMER, HEAD = "region@example.kz", "one@example.kz"


def sweep(record: Engine, channels: Channels, *days: str) -> None:
    """Reminders of these days, put and sent."""
    for day in map(date.fromisoformat, days):
        with writing(record) as session:
            remind(session, session.exec(select(Authority)).one(), day, morning(day))
        deliver(record, morning(day), channels=channels, rules=RULES)


def calendars(catchers: Catchers, address: str) -> list[dict[str, dict[str, tuple[date, int]]]]:
    """Of each email to the address with dates: by method and UID, the day and the sequence."""
    found = []
    for caught in catchers.mail.box.all():
        if caught.recipients != (address,):
            continue
        message = email.message_from_string(caught.raw)
        files: dict[str, dict[str, tuple[date, int]]] = {}
        for part in message.walk():
            if part.get_content_type() != "text/calendar":
                continue
            assert part.get_content_disposition() == "attachment"
            payload: Any = part.get_payload(decode=True)
            calendar: Any = icalendar.Calendar.from_ical(payload)
            assert calendar["method"] == part.get_param("method")
            # The letter names the head, the calendar nobody.
            assert "Тестов" not in payload.decode()
            files[str(calendar["method"])] = {
                event["uid"].partition("@")[0]: (event.decoded("dtstart"), event["sequence"])
                for event in calendar.walk("VEVENT")
            }
        if files:
            found.append(files)
    return found


def test_a_digest_brings_its_dates_moves_them_and_takes_out_what_is_done(
    year: Engine,
    catchers: Catchers,
    channels: Channels,
) -> None:
    first, second = f"{CASE}.portfolio.1", f"{OTHER}.portfolio.1"
    # Five working days before: the 16th is Independence Day.
    sweep(year, channels, "2026-12-11", "2026-12-14")
    due = date(2026, 12, 21)
    assert calendars(catchers, PERFORMER) == [{"PUBLISH": {first: (due, 0), second: (due, 0)}}]
    answer(year, "2026-12-14", "portfolio", sent_on="2026-12-14")
    off = Correction(date(2026, 12, 18), False, "№ 100")
    with writing(year) as session:
        correct(session, scope(session), [off], at=morning(date(2026, 12, 14)), by="clerk")
    sweep(year, channels, "2026-12-15")
    moved = date(2026, 12, 22)
    *_, latest = calendars(catchers, PERFORMER)
    assert latest == {"PUBLISH": {second: (moved, 1)}, "CANCEL": {first: (due, 1)}}
    # Said once: the next digest brings the date again as it stands, and takes out nothing.
    sweep(year, channels, "2026-12-17", "2026-12-21")
    *_, latest = calendars(catchers, PERFORMER)
    assert latest["PUBLISH"][second] == (moved, 1)
    assert "CANCEL" not in latest
    with reading(year) as session:
        kept = [(entry.recipient_key, entry.day) for entry in session.exec(select(CalendarEntry))]
    assert ("KRG/3", moved) in kept
    assert ("KRG/3", due) not in kept


def test_a_letter_to_the_person_concerned_brings_the_date_it_names_and_an_sms_none(
    year: Engine,
    catchers: Catchers,
    channels: Channels,
) -> None:
    decide(year, "rotate", destination={"organisation": "C-2"})
    deliver(year, morning(date(2026, 12, 24)), channels=channels, rules=RULES)
    (notice,) = calendars(catchers, HEAD)
    day = date(2027, 2, 15)
    sequence = (date(2026, 12, 4) - date(2020, 1, 1)).days
    assert notice == {"PUBLISH": {f"{CASE}.form-list.planned_rotation_on": (day, sequence)}}
    # A letter that names no date ahead is a message of text alone, as before.
    others = [m for m in catchers.mail.box.all() if m.recipients == (HEAD,) and "text/calendar" not in m.raw]
    assert all("multipart/mixed" not in mail.raw for mail in others)
