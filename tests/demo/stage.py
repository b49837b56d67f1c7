"""A demo's script played on the record itself, without Prefect: the same days, sweeps and answers, in seconds."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from deployments.demo.progress import case_numbers, next_day
from deployments.demo.script import Entry, Script
from deployments.demo.scripts import script_of
from models.calendars import WorkingCalendar
from models.engine import Answer, TimerPassed
from models.errors import Refusal
from models.record.cases import Case, StepRecord
from models.record.database import reading, writing
from models.record.letters import Letter
from models.record.loading import calendar_of
from models.record.marking import mark_overdue
from models.record.opening import find_authority, open_cycle, yearly_openings
from models.record.people import Authority
from models.record.sweeping import calls_decided, missing_cycles, timers_run_out
from models.record.writer import keep_refusal, record
from models.registry.importing import Options, import_registry
from notifications.owed import put_letters
from notifications.reminding import remind
from tests.records import empty_record

SWEEP, ANSWERS = time(9), time(10)


@dataclass
class Stage:
    """A record of a sample office, and how far it has been played."""

    record: Engine
    calendar: WorkingCalendar
    script: Script
    entries: tuple[Entry, ...]
    days: list[date] = field(default_factory=list)

    @classmethod
    def put_up(cls, folder: Path, procedure: str = "rotation", registry: Path | None = None) -> "Stage":
        """The office imported, nothing played yet; `registry`: another folder's files than the sample's."""
        script = script_of(procedure)
        made = empty_record(folder / "record.db")
        with writing(made) as session:
            report = import_registry(
                session, registry or script.registry, Options(), at=_moment(script, script.starts_on, SWEEP)
            )
            assert not report.bad, report.lines("en")
            calendar = calendar_of(session, find_authority(session, script.authority))
        return cls(made, calendar, script, script.entries(calendar))

    def play(self, until: date) -> None:
        """Every day that matters, up to and including `until`."""
        planned = sorted({*(entry.on for entry in self.entries), *self.script.days})
        day: date | None = self.script.starts_on
        while day is not None and day <= until:
            self.days.append(day)
            self._sweep(day)
            for entry in (entry for entry in self.entries if entry.on == day):
                self._answer(entry)
            with reading(self.record) as session:
                day = next_day(session, self.script, day, planned, self.calendar)

    def _sweep(self, on: date) -> None:
        at = _moment(self.script, on, SWEEP)
        with writing(self.record) as session:
            for missing in missing_cycles(session, yearly_openings(session), on):
                open_cycle(session, missing.procedure, missing.authority_code, missing.year, at=at, by="sweep")
        if not self.calendar.is_working(on):
            return
        with writing(self.record) as session:
            authority = find_authority(session, self.script.authority)
            for due in (*timers_run_out(session, on, authority_id=authority.id), *calls_decided(session)):
                record(session, due.case_number, TimerPassed(due.step), on=on, at=at, by="sweep", then=put_letters)
        with writing(self.record) as session:
            authority = session.exec(select(Authority)).one()
            mark_overdue(session, authority, on, at=at, by="sweep")
            remind(session, authority, on, at)

    def _answer(self, entry: Entry) -> None:
        at, answer = _moment(self.script, entry.on, ANSWERS), Answer(entry.step, entry.form)
        if entry.way == "open":
            year = int(entry.who or self.script.year)
            with writing(self.record) as session:
                open_cycle(session, self.script.procedure, self.script.authority, year, at=at, by="operator")
            return
        with reading(self.record) as session:
            number = case_numbers(session, self.script)[entry.who]
        try:
            with writing(self.record) as session:
                record(session, number, answer, on=entry.on, at=at, by="operator", then=put_letters)
        except Refusal as refusal:
            with writing(self.record) as session:
                keep_refusal(session, number, answer, refusal, at=at, by="operator", answer_key=entry.name)


Step = tuple[str, str, int, str, str | None, date | None, date | None, bool]
LetterKey = tuple[str, str, str, str, str, date]


def steps(session: Session) -> list[Step]:
    """Every step record there is: case, step, occurrence, state, outcome, due, done, late."""
    rows = session.exec(select(Case.number, StepRecord).join(StepRecord))
    return sorted(
        (number, s.code, s.occurrence, s.state, s.outcome, s.due, s.done_on, s.late) for number, s in rows
    )  # fmt: skip


def letters(session: Session) -> list[LetterKey]:
    """Every letter of the outbox, by what makes it one."""
    rows = session.exec(select(Letter))
    return sorted((x.case_number, x.step, x.kind, x.recipient_key, x.channel, x.day) for x in rows)


def _moment(script: Script, day: date, at: time) -> datetime:
    return datetime.combine(day, at, script.zone).astimezone(UTC)
