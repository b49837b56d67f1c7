"""What stands in people's calendars: dates that digests put there, moved with their steps, taken out when they end.

A date is taken out with the person's next digest: a letter of its own for it would be one more to read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session, col

from models.forms import CLAUSE
from models.record.cases import Case, StepRecord
from models.record.letters import CalendarEntry
from models.record.sweeping import ReminderDue, Rows
from models.regulations import procedure as procedure_named
from models.texts import Language, Text
from notifications.calendar_files import Entry
from notifications.digest import DigestRow
from notifications.kinds import DIGEST
from notifications.letters import LetterDraft

_TOGETHER = 500
_TITLE = Text("{step} · {case}", "{step} · {case}", "{step} · {case}")

_Row = dict[str, Any]
Place = tuple[str, int]
"""A recipient's key and a step's id."""


@dataclass
class Diary:
    """The dates in some people's calendars, and those that today's digests bring."""

    # As they stand there; those whose step is over apart.
    standing: dict[Place, CalendarEntry]
    ended: dict[Place, Entry]
    # By the recipient and the UID: where each date of today's digests belongs.
    brought: dict[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, languages: Mapping[str, Language]) -> "Diary":
        """The calendars of these recipients, by key with the language of each: one query for some hundreds of them."""
        standing: dict[Place, CalendarEntry] = {}
        ended: dict[Place, Entry] = {}
        asked = sorted(languages)
        for start in range(0, len(asked), _TOGETHER):
            found: Rows = (
                select(
                    CalendarEntry, col(StepRecord.state), col(StepRecord.code), col(StepRecord.occurrence),
                    col(Case.number), col(Case.procedure),
                )
                .join(StepRecord, col(StepRecord.id) == CalendarEntry.step_id)
                .join(Case, col(Case.id) == StepRecord.case_id)
                .where(col(CalendarEntry.recipient_key).in_(asked[start : start + _TOGETHER]))
            )  # fmt: skip
            for entry, state, code, occurrence, number, procedure in session.execute(found):
                place = (entry.recipient_key, entry.step_id)
                standing[place] = entry
                if state != "open":
                    title = procedure_named(procedure).node(code).title
                    told = _TITLE.filled(step=title, case=number).in_(languages[entry.recipient_key])
                    ended[place] = Entry(_uid(number, code, occurrence), entry.day, told, sequence=entry.sequence + 1)
        return cls(standing, ended)

    def entry(self, reminder: ReminderDue, row: DigestRow, on: date) -> Entry | None:
        """The row's date for the recipient's calendar: of the recipient's own steps, as far as it lies ahead."""
        if row.due is None or row.due < on or row.opens or row.performer:
            return None
        language, place = row.to.language, (row.to.key, reminder.step_id)
        before = self.standing.get(place)
        made = Entry(
            _uid(reminder.case_number, reminder.step, reminder.occurrence),
            row.due,
            _TITLE.filled(step=row.title, case=row.case_number).in_(language),
            f"{CLAUSE.filled(clause=row.clause).in_(language)} · {row.authority.in_(language)}",
            row.link,
            0 if before is None else before.sequence + (before.day != row.due),
        )
        self.brought[row.to.key, made.uid] = place
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
                elif (before.day, before.sequence) != (entry.day, entry.sequence):
                    moved.append(row)
        gone = [{"key": key, "step": step_id} for key, step_id in self.ended if key in told]
        self._write(session, new, moved, gone)

    def _write(self, session: Session, new: list[_Row], moved: list[_Row], gone: list[_Row]) -> None:
        connection = session.connection()
        names = {"key": "recipient_key", "step": "step_id", "on": "day", "number": "sequence"}
        if rows := [{names[name]: value for name, value in row.items()} for row in new]:
            connection.execute(insert(CalendarEntry), rows)
        own = (
            col(CalendarEntry.recipient_key) == bindparam("key"),
            col(CalendarEntry.step_id) == bindparam("step"),
        )
        if moved:
            changed = update(CalendarEntry).where(*own)
            connection.execute(changed.values(day=bindparam("on"), sequence=bindparam("number")), moved)
        if gone:
            connection.execute(delete(CalendarEntry).where(*own), gone)


def _uid(case: str, step: str, occurrence: int) -> str:
    return f"{case}.{step}.{occurrence}"
