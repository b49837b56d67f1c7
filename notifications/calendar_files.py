"""Dates as calendar files (iCalendar, RFC 5545), written line by line: a morning's digests bring thousands of dates.

Each date is an all-day entry. Its UID says what it is the date of, and never changes: an entry that comes again with a
higher sequence moves to its new day, and one that comes with METHOD:CANCEL is taken out. Outlook asks for both.
An entry holds the step, the case's number, the clause and the link, and nobody's name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from models.texts import Language, Text

Method = Literal["PUBLISH", "CANCEL"]

_REMIND = "-PT15H"
"""An all-day entry begins at midnight: the calendar reminds at 09:00 of the day before."""
_LONGEST = 74
"""Bytes of a line without its end; of one that goes on from the line before, without the space that says so."""
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
    made = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Merzim//{language.upper()}",
        f"METHOD:{method}",
        f"X-WR-CALNAME:{_escaped(NAME.in_(language))}",
        *(line for entry in entries for line in _event(entry, language, method, made, domain)),
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(map(_folded, lines))


def _event(entry: Entry, language: Language, method: Method, made: str, domain: str) -> list[str]:
    title, note = _escaped(entry.title), _escaped("\n".join(filter(None, (entry.note, entry.link))))
    return [
        "BEGIN:VEVENT",
        f"SUMMARY;LANGUAGE={language}:{title}",
        f"DTSTART;VALUE=DATE:{_day(entry.day)}",
        f"DTEND;VALUE=DATE:{_day(entry.day + timedelta(days=1))}",
        f"DTSTAMP:{made}",
        f"UID:{_escaped(entry.uid)}@{domain}",
        f"SEQUENCE:{entry.sequence}",
        "CLASS:PRIVATE",
        *([f"DESCRIPTION;LANGUAGE={language}:{note}"] if note else []),
        f"LAST-MODIFIED:{made}",
        f"ORGANIZER:mailto:merzim@{domain}",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        # A date is no meeting: the day stays free.
        "TRANSP:TRANSPARENT",
        *([f"URL:{entry.link}"] if entry.link else []),
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        *([] if method == "CANCEL" else _alarm(title)),
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    # A seventh of the time of `strftime`.
    return day.isoformat().replace("-", "")


def _alarm(title: str) -> list[str]:
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", f"TRIGGER:{_REMIND}", "END:VALARM"]


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    if len(line) <= _LONGEST // 2 or len(raw := line.encode()) <= _LONGEST:
        return line
    parts, start = [], 0
    while len(raw) - start > _LONGEST:
        end = start + _LONGEST
        while raw[end] & 0xC0 == 0x80:  # not within a letter
            end -= 1
        end -= raw[end - 1] == ord("\\")  # nor within an escape
        parts.append(raw[start:end])
        start = end
    return b"\r\n ".join([*parts, raw[start:]]).decode()
