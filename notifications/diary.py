"""What stands in people's calendars: dates that digests put there, moved with their steps, taken out when they end.

A date is taken out with the person's next digest: a letter of its own for it would be one more to read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session, col

from models.forms import CLAUSE
from models.record.base import Rows
from models.record.cases import Case, StepRecord
from models.record.database import ask
from models.record.letters import CalendarEntry
from models.record.prepared import Prepared
from models.record.sweeping import ReminderDue
from models.regulations import procedure as procedure_named
from models.texts import Language, Text
from notifications.calendar_files import Entry
from notifications.kinds import DIGEST
from notifications.letters import LetterDraft, Recipient

_TOGETHER = 500

_Row = dict[str, Any]
_PLACE = (col(CalendarEntry.recipient_key), col(CalendarEntry.step_id))
_STANDING: Rows = select(*_PLACE, col(CalendarEntry.day), col(CalendarEntry.sequence)).where(
    col(CalendarEntry.step_id).in_(bindparam("steps", expanding=True))
)
_ENDED: Rows = (
    select(
        *_PLACE, col(CalendarEntry.day), col(CalendarEntry.sequence),
        col(StepRecord.code), col(StepRecord.occurrence), col(Case.number), col(Case.procedure),
    )
    .join(StepRecord, col(StepRecord.id) == CalendarEntry.step_id)
    .join(Case, col(Case.id) == StepRecord.case_id)
    .where(col(CalendarEntry.recipient_key).in_(bindparam("keys", expanding=True)), col(StepRecord.state) != "open")
)  # fmt: skip
_NEW = Prepared(insert(CalendarEntry), ("recipient_key", "step_id", "day", "sequence"))
Place = tuple[str, int]
"""A recipient's key and a step's id."""


@dataclass
class Diary:
    """The dates in some people's calendars, and those that today's digests bring."""

    # As today's steps stand there, with day and sequence; those whose step is over apart.
    standing: dict[Place, tuple[date, int]]
    ended: dict[Place, Entry]
    # By the recipient and the UID: where each date of today's digests belongs.
    brought: dict[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, languages: Mapping[str, Language], steps: Iterable[int]) -> "Diary":
        """What the calendars of these recipients, by key with the language of each, hold of the steps of today's
        digests and of steps that are over: two queries for some hundreds of them.
        """
        standing: dict[Place, tuple[date, int]] = {}
        for some in _some(steps):
            for key, step_id, *stands in ask(session, _STANDING, {"steps": some}):
                standing[key, step_id] = tuple(stands)
        ended: dict[Place, Entry] = {}
        for some in _some(languages):
            for key, step_id, day, sequence, code, nth, number, procedure in ask(session, _ENDED, {"keys": some}):
                title = procedure_named(procedure).node(code).title
                told = _title(title, number, languages[key])
                ended[key, step_id] = Entry(_uid(number, code, nth), day, told, sequence=sequence + 1)
        return cls(standing, ended)

    def entry(self, reminder: ReminderDue, to: Recipient, due: date, title: Text, link: str) -> Entry:
        """The day to act by of the recipient's own step, for the recipient's calendar."""
        language, place = to.language, (to.key, reminder.step_id)
        before = self.standing.get(place)
        made = Entry(
            _uid(reminder.case_number, reminder.step, reminder.occurrence),
            due,
            _title(title, reminder.case_number, language),
            f"{CLAUSE.in_(language).format(clause=reminder.clause)} · {reminder.authority.in_(language)}",
            link,
            0 if before is None else before[1] + (before[0] != due),
        )
        self.brought[to.key, made.uid] = place
        return made

    def over(self, on: date) -> dict[str, tuple[Entry, ...]]:
        """By recipient, the dates ahead whose step is over: they are taken out."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for (key, _), entry in self.ended.items():
            if entry.day >= on:
                found[key].append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    def keep(self, session: Session, letters: Sequence[LetterDraft]) -> None:
        """Remember what the letters that were put bring and take out."""
        digests = [letter for letter in letters if letter.kind == DIGEST and letter.channel == "email"]
        told = {letter.to.key for letter in digests}
        new, moved = [], []
        for letter in digests:
            for entry in letter.calendar:
                key, step_id = self.brought[letter.to.key, entry.uid]
                before = self.standing.get((key, step_id))
                row = {"key": key, "step": step_id, "on": entry.day, "number": entry.sequence}
                if before is None:
                    new.append(row)
                elif before != (entry.day, entry.sequence):
                    moved.append(row)
        gone = [{"key": key, "step": step_id} for key, step_id in self.ended if key in told]
        self._write(session, new, moved, gone)

    def _write(self, session: Session, new: list[_Row], moved: list[_Row], gone: list[_Row]) -> None:
        connection = session.connection()
        names = {"key": "recipient_key", "step": "step_id", "on": "day", "number": "sequence"}
        if rows := [{names[name]: value for name, value in row.items()} for row in new]:
            _NEW.run(connection, *rows)
        own = (
            col(CalendarEntry.recipient_key) == bindparam("key"),
            col(CalendarEntry.step_id) == bindparam("step"),
        )
        if moved:
            changed = update(CalendarEntry).where(*own)
            connection.execute(changed.values(day=bindparam("on"), sequence=bindparam("number")), moved)
        if gone:
            connection.execute(delete(CalendarEntry).where(*own), gone)


def _some(wanted: Iterable[Any]) -> Iterator[list[Any]]:
    """As many as one statement takes at once."""
    asked = sorted(set(wanted))
    return (asked[start : start + _TOGETHER] for start in range(0, len(asked), _TOGETHER))


def _title(step: Text, case: str, language: Language) -> str:
    return f"{step.in_(language)} · {case}"


def _uid(case: str, step: str, occurrence: int) -> str:
    return f"{case}.{step}.{occurrence}"
