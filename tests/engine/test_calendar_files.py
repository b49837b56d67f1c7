"""Dates as calendar files: read back by a parser, as Outlook and others read them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from typer.testing import CliRunner

from deployments.cli import app
from models.calendars import working_calendar
from models.planning import plan
from models.regulations import PROCEDURES, procedure
from notifications.calendar_files import Entry, attachments, calendar_file

AT = datetime(2026, 12, 7, 4, tzinfo=UTC)
DAY = date(2026, 12, 21)
# What is in force no more, or was when its draft was made.
STARTS = {"attestation": date(2017, 4, 3), "reserve": date(2010, 8, 2)}
ENTRY = Entry("KRG-rotation-2026-001.review.1", DAY, "Рассмотрение; комиссией, п. 9", "п. 9", "http://x.example.kz/1")


def read(text: str) -> tuple[Any, list[Any]]:
    calendar = icalendar.Calendar.from_ical(text)
    assert not [error for event in calendar.walk("VEVENT") for error in event.errors]
    return calendar, list(calendar.walk("VEVENT"))


def test_date_is_an_all_day_entry_with_an_alarm_at_nine_the_day_before() -> None:
    calendar, (event,) = read(calendar_file([ENTRY], "ru", at=AT, domain="merzim.example.kz"))
    assert calendar["method"] == "PUBLISH"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DAY, DAY + timedelta(days=1))
    assert str(event["summary"]) == ENTRY.title
    assert event["uid"] == "KRG-rotation-2026-001.review.1@merzim.example.kz"
    assert (event["sequence"], event["status"], event["transp"]) == (0, "CONFIRMED", "TRANSPARENT")
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9) - timedelta(days=1)


def test_what_needs_escapes_is_read_back_as_it_was_and_no_line_is_longer_than_75_bytes() -> None:
    title, note = "«Шаг»; " + "қорытынды, \\\\ " * 20 + "\\" * 90, "п. 9\nОблыс"
    text = calendar_file([Entry("a,b.1", DAY, title, note, "http://x.kz/?a=1,2;3")], "kk", at=AT, domain="x.kz")
    _, (event,) = read(text)
    assert (str(event["summary"]), event["uid"]) == (title, "a,b.1@x.kz")
    assert (str(event["description"]), event["url"]) == (f"{note}\nhttp://x.kz/?a=1,2;3", "http://x.kz/?a=1,2;3")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_what_is_moved_keeps_its_uid_and_what_is_done_is_cancelled() -> None:
    moved = Entry(ENTRY.uid, DAY + timedelta(days=2), ENTRY.title, sequence=1)
    done = Entry("KRG-rotation-2026-002.review.1", DAY, ENTRY.title, sequence=3)
    first, second = attachments([moved], [done], "kk", at=AT, domain="merzim.example.kz")
    _, (event,) = read(first.text)
    assert (event["uid"].split("@")[0], event["sequence"]) == (ENTRY.uid, 1)
    calendar, (event,) = read(second.text)
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 3)
    assert not event.walk("VALARM")
    assert attachments([], [], "ru", at=AT, domain="x.kz") == []


@pytest.mark.parametrize("code", PROCEDURES)
def test_plan_of_each_procedure_as_a_calendar_file(code: str, tmp_path: Path) -> None:
    law = procedure(code)
    start = STARTS.get(code, date(2026, 11, 1))
    file = tmp_path / "plan.ics"
    asked = ["plan", code, "--start", start.isoformat(), "--lang", "kk", "--ics", "-o", str(file)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    _, events = read(file.read_bytes().decode())
    rows = [row.state for row in plan(law, start, working_calendar(law.act.country))]
    assert sorted(e.decoded("dtstart") for e in events) == sorted(d for r in rows if (d := r.due or r.ends))
    assert len({e["uid"] for e in events}) == len(events)
