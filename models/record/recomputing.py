"""Terms of open steps computed again: a day off was moved, or a case went over to another edition.

What is written is what computing afresh gives: the same `computed_dates`, on the facts the case has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from models.acts import Edition
from models.calendars import WorkingCalendar
from models.dates import computed_dates
from models.facts import Facts
from models.process import Process
from models.record.audit import Act, append_all
from models.record.cases import Case, Reminder, StepRecord
from models.record.loading import load_states
from models.record.people import Authority
from models.record.writer import step_values
from models.regulations import procedure as procedure_named
from models.reminders import planned_reminders
from models.state import CaseState, StepState

DATES = ("due", "last_day", "not_before", "ends")
MOVED = "moved"
"""The kind of the reminder that tells a performer, once, that a date has moved."""
_PASSES = 3
"""A step's date may hang on another open step's; no procedure hangs them in a longer row."""


@dataclass(frozen=True)
class Moved:
    """An open step whose dates move, or whose doubt about them does."""

    case: Case
    before: StepState
    after: StepState

    @property
    def days(self) -> dict[str, tuple[date | None, date | None]]:
        """The dates that move: from when to when."""
        pairs = {name: (getattr(self.before, name), getattr(self.after, name)) for name in DATES}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@dataclass(frozen=True)
class Recomputing:
    """What computing again changes; nothing is written yet. `reminders` is how many planned letters change."""

    moved: tuple[Moved, ...] = ()
    states: Mapping[int, CaseState] = field(default_factory=dict)


def recomputed(state: CaseState, process: Process, calendar: WorkingCalendar, on: date) -> CaseState:
    """The case with the dates of its open steps computed afresh. Pure; done steps keep the dates they had."""
    for _ in range(_PASSES):
        facts = Facts(state.known(), on, state.edition, calendar)
        steps = tuple(
            s.evolve(**computed_dates(process.step(s.code), facts, s.opened_on).fields()) if s.status == "open" else s
            for s in state.steps
        )
        if steps == state.steps:
            break
        state = replace(state, steps=steps)
    return state


def look(
    session: Session,
    authority: Authority,
    calendar: WorkingCalendar,
    on: date,
    *,
    cases: Sequence[Case] | None = None,
    editions: Mapping[int, Edition] | None = None,
) -> Recomputing:
    """What would move under this calendar, and for cases named by id under these editions; nothing is written.

    `cases` left out: all open cases of the authority, found by their open steps.
    """
    if cases is None:
        asked = select(Case).where(Case.authority_id == authority.id, col(Case.closed_on).is_(None))
        cases = session.exec(asked.order_by(col(Case.number))).all()
    states = load_states(session, cases)
    moved: list[Moved] = []
    after: dict[int, CaseState] = {}
    for case in cases:
        state = states[case.id]
        if editions is not None and case.id in editions:
            state = replace(state, edition=editions[case.id])
        fresh = recomputed(state, procedure_named(case.procedure).process(case.kind), calendar, on)
        after[case.id] = fresh
        for old, new in zip(states[case.id].steps, fresh.steps, strict=True):
            if old != new:
                moved.append(Moved(case, old, new))
    return Recomputing(tuple(moved), after)


def apply(
    session: Session,
    authority: Authority,
    found: Recomputing,
    calendar: WorkingCalendar,
    *,
    on: date,
    at: datetime,
    by: str,
    why: str,
) -> int:
    """Write what `look` found, in the session's transaction: dates, reminders, audit; performers are told once.

    How many steps moved. `why` is what made them move, such as the decree.
    """
    rows = _rows(session, [m.case.id for m in found.moved])
    acts: list[Act] = []
    for moved in found.moved:
        row = rows[moved.case.id, moved.after.code, moved.after.occurrence]
        for name, value in step_values(moved.after).items():
            setattr(row, name, value)
        session.add(row)
        if moved.days:
            _replan(session, moved, row, calendar, on)
        acts.append(
            Act(at=at, on_day=on, actor=by, action="term-recomputed", authority_code=authority.code,
                case_number=moved.case.number, step=moved.after.code, clause=moved.after.clause,
                before=_told(moved.before), after=_told(moved.after) | {"why": why})
        )  # fmt: skip
    ids = {m.case.id for m in found.moved}
    if ids:
        session.connection().execute(update(Case).where(col(Case.id).in_(ids)).values(version=col(Case.version) + 1))
    append_all(session, acts)
    return len(found.moved)


def _rows(session: Session, cases: Sequence[int]) -> dict[tuple[int, str, int], StepRecord]:
    asked = select(StepRecord).where(col(StepRecord.case_id).in_(set(cases)), StepRecord.state == "open")
    return {(r.case_id, r.code, r.occurrence): r for r in session.exec(asked)}


def _replan(session: Session, moved: Moved, row: StepRecord, calendar: WorkingCalendar, on: date) -> None:
    """The step's planned reminders under its new dates, and one now that says the date has moved."""
    old = update(Reminder).where(col(Reminder.step_id) == row.id, col(Reminder.state) == "planned")
    session.connection().execute(old.values(state="cancelled"))
    plan = procedure_named(moved.case.procedure).process(moved.case.kind).step(moved.after.code).reminders
    wanted: list[dict[str, Any]] = [
        {"on_day": r.on, "kind": r.kind, "role": r.role}
        for r in planned_reminders(plan, moved.after, calendar)
        if r.on > on
    ]
    wanted.append({"on_day": on, "kind": MOVED, "role": moved.after.performer})
    there = {(r.kind, r.on_day, r.role): r for r in session.exec(select(Reminder).where(Reminder.step_id == row.id))}
    fresh = []
    for each in wanted:
        known = there.get((each["kind"], each["on_day"], each["role"]))
        if known is None:
            fresh.append({**each, "step_id": row.id, "case_id": moved.case.id, "state": "planned"})
        elif known.state == "cancelled":
            known.state = "planned"
            session.add(known)
    if fresh:
        session.connection().execute(insert(Reminder), fresh)


def _told(step: StepState) -> dict[str, Any]:
    return {"term": step.term, **{n: d.isoformat() if (d := getattr(step, n)) else None for n in DATES}}
