"""The digest: one letter a person, day and channel that lists every step due, overdue, or overdue with subordinates."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.texts import Text
from notifications.calendar_files import Entry
from notifications.kinds import DIGEST
from notifications.letters import Channel, LetterDraft, Recipient, drafts


@dataclass(frozen=True)
class DigestRow:
    """One step one person is reminded of.

    due          the day to act by; None where the step has no date yet
    overdue      that day (or the last day, where they differ) has passed
    opens        `due` is the first day the step may be done, not the last
    moved        `due` has moved since the person was last told
    performer    who had to act, where `to` gets a copy as the superior; empty otherwise
    person       whom the case is about
    link         the case's run in the UI
    channels     the channels this row alone would go over
    """

    to: Recipient
    title: Text
    case_number: str
    clause: str
    due: date | None
    authority: Text
    overdue: bool = False
    opens: bool = False
    moved: bool = False
    performer: str = ""
    person: str = ""
    link: str = ""
    # In the recipient's calendar; None: no date of the recipient's own that lies ahead.
    entry: Entry | None = None
    channels: tuple[Channel, ...] = ("email", "sms")


def digests(
    rows: Iterable[DigestRow], day: date, cancelled: Mapping[str, tuple[Entry, ...]] | None = None
) -> list[LetterDraft]:
    """One digest for each person in `rows` and each channel that any of the person's rows asks for.

    Overdue first, the longest overdue at the top; then what lies ahead, by date; then subordinates' overdue steps.
    `cancelled`: by the recipient's key, dates the person's calendar holds that are over and done with.
    A person whose address for a channel is missing gets it all over the other one.
    """
    by_person: dict[str, list[DigestRow]] = defaultdict(list)
    for row in rows:
        by_person[row.to.key].append(row)
    gone = cancelled or {}
    return [draft for key, own in by_person.items() for draft in _digest(own, day, gone.get(key, ()))]


def _digest(rows: list[DigestRow], day: date, cancelled: tuple[Entry, ...]) -> list[LetterDraft]:
    to = rows[0].to
    # Several reminders of one step are due at once where sweeps were missed: it is listed once.
    steps = {(r.case_number, r.title, r.performer): r for r in sorted(rows, key=lambda r: (r.overdue, not r.opens))}
    in_order = sorted(steps.values(), key=lambda r: (r.due or date.max, r.case_number, r.title.ru))
    names = {
        "to": to,
        "greeting": to.greeting(),
        "day": day,
        "authority": rows[0].authority,
        "overdue": tuple(r for r in in_order if r.overdue and not r.performer),
        "ahead": tuple(r for r in in_order if not r.overdue and not r.performer),
        "copies": tuple(r for r in in_order if r.performer),
    }
    asked = tuple(dict.fromkeys(channel for row in rows for channel in row.channels))
    cases = tuple(sorted({row.case_number for row in in_order}))
    entries = tuple({r.entry.uid: r.entry for r in in_order if r.entry is not None}.values())
    return drafts(DIGEST, to, names, day=day, channels=asked, cases=cases, calendar=entries, cancelled=cancelled)
