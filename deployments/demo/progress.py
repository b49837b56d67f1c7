"""How far the play has come, by the legal record alone: which answers are taken, which day matters next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from deployments.demo.script import Entry, Script
from models.calendars import WorkingCalendar
from models.record.cases import Case, Cycle, RefusedAnswer, Reminder, StepRecord
from models.record.letters import Letter
from models.record.opening import cycle_number
from models.record.people import Official, Organisation
from models.record.sweeping import calls_decided


def cycle_of(script: Script) -> str:
    """The number of the cycle that is played."""
    return cycle_number(script.authority, script.procedure, script.year)


@dataclass(frozen=True)
class Taken:
    """What became of an entry: the outcome recorded, or the clause it was refused under and why."""

    outcome: str = ""
    clause: str = ""
    reason: Mapping[str, str] | None = None


def case_numbers(session: Session, script: Script) -> dict[str, str]:
    """Numbers of the cases of the played cycle, by who they are about; its own under "", other years' by the year.

    The played cycle is there even before it is opened.
    """
    known = col(Organisation.code if script.known_by == "head" else Official.code)
    rows = session.execute(
        select(known, col(Case.number), col(Case.kind), col(Cycle.year))
        .join(Cycle, col(Cycle.id) == Case.cycle_id)
        .outerjoin(Organisation, col(Case.organisation_id) == Organisation.id)
        .outerjoin(Official, col(Case.official_id) == Official.id)
        .where(Cycle.procedure == script.procedure)
    ).all()
    cycles = {str(year): str(number) for _, number, kind, year in rows if kind == "cycle"}
    people = {str(who): str(number) for who, number, kind, year in rows if kind == "case" and year == script.year}
    return {"": cycle_of(script), **cycles, **people}


def taken(session: Session, script: Script, entries: Sequence[Entry]) -> dict[Entry, Taken]:
    """The entries that the record holds already, recorded or refused: known by what they say, not by who counted."""
    numbers = case_numbers(session, script)
    wanted = set(numbers.values())
    recorded: dict[tuple[str, str], list[StepRecord]] = {}
    steps = select(Case.number, StepRecord).join(StepRecord, col(StepRecord.case_id) == Case.id)
    for number, row in session.execute(steps.where(col(Case.number).in_(wanted), col(StepRecord.done_on).is_not(None))):
        recorded.setdefault((number, row.code), []).append(row)
    refused: dict[tuple[str, str], list[RefusedAnswer]] = {}
    answers = select(Case.number, RefusedAnswer).join(RefusedAnswer, col(RefusedAnswer.case_id) == Case.id)
    for number, answer in session.execute(answers.where(col(Case.number).in_(wanted))):
        refused.setdefault((number, answer.step), []).append(answer)
    found: dict[Entry, Taken] = {}
    for entry in entries:
        if entry.way == "open":
            if (entry.who or str(script.year)) in numbers:
                found[entry] = Taken("opened")
            continue
        key = (numbers.get(entry.who, ""), entry.step)
        # Refused first: an answer that was to be refused, and was taken, is found as recorded.
        said = next((a for a in refused.get(key, []) if entry.clause and holds(a.form, entry.form)), None)
        if said is not None:
            found[entry] = Taken(clause=said.clause, reason=said.reason)
            continue
        row = next((r for r in recorded.get(key, []) if holds(r.form or {}, entry.form)), None)
        if row is not None:
            found[entry] = Taken(outcome=row.outcome or "")
    return found


def holds(recorded: Any, said: Any) -> bool:
    """Whether what was recorded holds all that was said."""
    if isinstance(said, Mapping):
        return isinstance(recorded, Mapping) and all(holds(recorded.get(k), v) for k, v in said.items())
    return bool(recorded == said)


def next_day(
    session: Session, script: Script, after: date, planned: Sequence[date], calendar: WorkingCalendar
) -> date | None:
    """The next working day after `after` on which something is due in the played cycle, or the script says something.

    What the record knows to be due: a reminder, a step that has become overdue, one that may be done from that day, a
    timer's end. None: nothing is, ever.
    """
    days = [day for day in planned if day > after]
    ours = select(col(Case.id)).join(Cycle).where(Cycle.procedure == script.procedure, Cycle.year == script.year)
    open_steps = (col(StepRecord.case_id).in_(ours), StepRecord.state == "open")
    last_day = func.min(StepRecord.last_day)
    for asked in (
        select(func.min(Reminder.on_day)).join(StepRecord).where(Reminder.state == "planned", *open_steps),
        select(last_day).where(*open_steps, ~col(StepRecord.late), col(StepRecord.last_day) >= after),
        select(func.min(StepRecord.not_before)).where(*open_steps, col(StepRecord.not_before) > after),
        select(func.min(StepRecord.ends)).where(*open_steps, StepRecord.kind == "timer"),
    ):
        found = session.execute(asked).scalar()
        if found is not None:
            day = date.fromisoformat(found) if isinstance(found, str) else found
            is_last = asked.selected_columns[0] is last_day
            days.append(max(day + timedelta(days=1) if is_last else day, after + timedelta(days=1)))
    if any(step.case_number == cycle_of(script) for step in calls_decided(session)):
        days.append(after + timedelta(days=1))
    if not days:
        return None
    return calendar.roll_forward(min(days))


def refusal_of(session: Session, script: Script, entry: Entry) -> Taken | None:
    """The latest refusal of an answer that says what the entry says."""
    number = case_numbers(session, script).get(entry.who, "")
    asked = select(RefusedAnswer).join(Case).where(Case.number == number, RefusedAnswer.step == entry.step)
    for answer in session.exec(asked.order_by(col(RefusedAnswer.id).desc())):
        if holds(answer.form, entry.form):
            return Taken(clause=answer.clause, reason=answer.reason)
    return None


def waiting_until(session: Session) -> datetime | None:
    """The moment by which every letter that is still to be sent may be tried; None: none is."""
    moments = func.max(func.coalesce(Letter.lease_until, Letter.next_attempt_at, Letter.created_at))
    asked = select(moments).where(col(Letter.state).in_(("created", "sending", "temporary_failure")))
    found: datetime | str | None = session.execute(asked).scalar()
    # SQLite tells what a function gives as text.
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found
