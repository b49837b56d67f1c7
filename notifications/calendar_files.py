"""Dates as calendar files (iCalendar, RFC 5545): the only module that knows icalendar.

Each date is an all-day entry. Its UID says what it is the date of, and never changes: an entry that comes again with a
higher sequence moves to its new day, and one that comes with METHOD:CANCEL is taken out. Outlook asks for both.
An entry holds the step, the case's number, the clause and the link, and nobody's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, cast

from models.texts import Language, Text

if TYPE_CHECKING:
    from icalendar import Event

Method = Literal["PUBLISH", "CANCEL"]

REMIND_BEFORE = timedelta(hours=15)
"""An all-day entry begins at midnight: the calendar reminds at 09:00 of the day before."""
NAME = Text("Сроки Merzim", "Merzim мерзімдері", "Merzim: dates")
FILES: Mapping[Method, str] = {"PUBLISH": "merzim.ics", "CANCEL": "merzim-cancelled.ics"}
"""What the file is called, attached to a letter."""


@dataclass(frozen=True)
class Entry:
    """One date in somebody's calendar.

    uid       of the date, without the domain: the case, what the date is of, and which time
    sequence  goes up each time the day moves
    """

    uid: str
    day: date
    title: str
    note: str = ""
    link: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Attachment:
    """A calendar file beside a letter."""

    method: Method
    text: str

    @property
    def name(self) -> str:
        """The file's name."""
        return FILES[self.method]


def attachments(
    entries: Iterable[Entry], cancelled: Iterable[Entry], language: Language, *, at: datetime, domain: str
) -> list[Attachment]:
    """The files of a letter: one of its dates, one of those that are dates no more. None where there is nothing."""
    wanted: dict[Method, list[Entry]] = {"PUBLISH": list(entries), "CANCEL": list(cancelled)}
    return [
        Attachment(method, calendar_file(own, language, method=method, at=at, domain=domain))
        for method, own in wanted.items()
        if own
    ]


def calendar_file(
    entries: Iterable[Entry], language: Language, *, at: datetime, domain: str, method: Method = "PUBLISH"
) -> str:
    """The file; `at`, aware, is the moment it is made, `domain` ends each UID."""
    # Here, not above: most letters bring no dates, and most commands send none.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Merzim//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", NAME.in_(language))
    for entry in entries:
        calendar.add_component(_event(entry, language, method, at, domain))
    return cast("bytes", calendar.to_ical()).decode()


def _event(entry: Entry, language: Language, method: Method, at: datetime, domain: str) -> "Event":
    from icalendar import Alarm, Event, vDuration, vUri

    event = Event()
    event.add("uid", f"{entry.uid}@{domain}")
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.title, parameters={"language": language})
    if note := "\n".join(filter(None, (entry.note, entry.link))):
        event.add("description", note, parameters={"language": language})
    if entry.link:
        event.add("url", vUri(entry.link))
    event.add("organizer", f"mailto:merzim@{domain}")
    event.add("class", "PRIVATE")
    # A date is no meeting: the day stays free.
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if method == "PUBLISH":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm["trigger"] = vDuration(-REMIND_BEFORE)
        event.add_component(alarm)
    return event
