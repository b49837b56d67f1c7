"""Terms of open steps computed again: a day off was moved, or a case went over to another edition.

What is written is what computing afresh gives: the same `computed_dates`, on the facts the case has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.acts import Edition
from models.calendars import WorkingCalendar
from models.dates import computed_dates, counted_from
from models.days import iso_days
from models.facts import Facts
from models.process import Process, Step
from models.record.audit import Act, append_all
from models.record.base import in_parts
from models.record.cases import Case, StepRecord
from models.record.cases import Reminder as ReminderRow
from models.record.loading import load_states
from models.record.marking import show_again
from models.record.people import Authority
from models.record.writer import step_values
from models.regulations import procedure as procedure_named
from models.reminders import MOVED, MOVED_OPENING, Reminder, following, planned_reminders
from models.state import CaseState, StepState

DATES = ("due", "last_day", "not_before", "ends")
AT_ONCE = 1000
"""So many cases are read and written with one set of statements."""
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

    @property
    def told(self) -> str:
        """The kind of the reminder that tells the performer; empty where no date moves."""
        if self.days.keys() == {"not_before"}:
            return MOVED_OPENING
        return MOVED if self.days else ""


@dataclass(frozen=True)
class Recomputing:
    """What computing again gives, of one authority; nothing is written yet.

    moved  the steps that change
    open   every open step looked at, by the id of its case: how its dates were counted may change while they do not
    """

    authority: Authority
    moved: tuple[Moved, ...] = ()
    open: tuple[tuple[int, StepState], ...] = ()


def recomputed(state: CaseState, process: Process, calendar: WorkingCalendar, on: date) -> CaseState:
    """The case with the dates of its open steps computed afresh. Pure; done steps keep the dates they had.

    Each term is counted from what it was counted from: a fact that came to be known since moves nothing.
    """
    known = Facts(state.known(), on, state.edition, calendar)
    sources = {s.key: counted_from(process.step(s.code), known, s) for s in state.open_steps}
    for _ in range(_PASSES):
        facts = Facts(state.known(), on, state.edition, calendar)
        steps = tuple(
            _again(s, process.step(s.code), facts, sources[s.key]) if s.status == "open" else s for s in state.steps
        )
        settled = steps == state.steps
        state = replace(state, steps=steps)
        if settled:
            break
    return state


def _again(state: StepState, step: Step, facts: Facts, source: str | date) -> StepState:
    dates = computed_dates(step, facts, state.opened_on, source)
    # Marked overdue, it stays so only while its new last day has passed too; one newly overdue the sweep will mark.
    late = state.late and dates["last_day"] is not None and dates["last_day"] < facts.on
    return state.evolve(**dates, late=late)


def open_cases(
    session: Session, authority: Authority, *, procedure: str | None = None, lock: bool = False
) -> Sequence[Case]:
    """The authority's open cases, its cycles' own among them; `lock` keeps other writers off them (PostgreSQL)."""
    asked = select(Case).where(Case.authority_id == authority.id, col(Case.closed_on).is_(None)).order_by(col(Case.id))
    if procedure is not None:
        asked = asked.where(Case.procedure == procedure)
    if lock:
        # Read again, even those the session knows: they may have changed while this waited.
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.exec(asked).all()


def look(
    session: Session,
    authority: Authority,
    calendar: WorkingCalendar,
    on: date,
    *,
    cases: Sequence[Case],
    editions: Mapping[int, Edition] | None = None,
) -> Recomputing:
    """What would move in these open cases of the authority under this calendar, and, for those named by their ids,
    under these editions; nothing is written.
    """
    editions = editions or {}
    moved: list[Moved] = []
    found: list[tuple[int, StepState]] = []
    for some in in_parts(cases, AT_ONCE):
        states = load_states(session, some)
        for case in some:
            state = states[case.id]
            fresh = replace(state, edition=editions.get(case.id, state.edition))
            fresh = recomputed(fresh, procedure_named(case.procedure).process(case.kind), calendar, on)
            for old, new in zip(state.steps, fresh.steps, strict=True):
                if old.status == "open":
                    found.append((case.id, new))
                if old != new:
                    moved.append(Moved(case, old, new))
    return Recomputing(authority, tuple(moved), tuple(found))


def apply(
    session: Session, found: Recomputing, calendar: WorkingCalendar, *, on: date, at: datetime, by: str, why: str
) -> None:
    """Write what `look` found, in the session's transaction: dates, reminders, audit; performers are told once.

    `why` is what made them move, such as the decree.
    """
    changed: set[int] = set()
    for some in in_parts(found.open, AT_ONCE):
        rows = _rows(session, {case for case, _ in some})
        for case, step in some:
            row = rows[case, *step.key]
            for name, value in step_values(step).items():
                setattr(row, name, value)
            if session.is_modified(row):
                changed.add(case)
        moved = [(m, rows[m.case.id, *m.after.key]) for m in found.moved if (m.case.id, *m.after.key) in rows]
        _replan(session, [(m, row.id) for m, row in moved if m.told], calendar, on)
    session.flush()
    show_again(session, changed)
    append_all(
        session,
        [
            Act(at=at, on_day=on, actor=by, action="term-recomputed", authority_code=found.authority.code,
                case_number=moved.case.number, step=moved.after.code, clause=moved.after.clause,
                before=_dates(moved.before), after=_dates(moved.after) | {"why": why})
            for moved in found.moved
        ],
    )  # fmt: skip


def _rows(session: Session, cases: Iterable[int]) -> dict[tuple[int, str, int], StepRecord]:
    asked = select(StepRecord).where(col(StepRecord.case_id).in_(cases), StepRecord.state == "open")
    return {(r.case_id, r.code, r.occurrence): r for r in session.exec(asked)}


_Key = tuple[str, date, str]
_There = dict[_Key, tuple[int, str]]
"""A step's reminders: kind, day and role -> id and state."""


def _replan(session: Session, moved: Sequence[tuple[Moved, int]], calendar: WorkingCalendar, on: date) -> None:
    """The planned reminders of these steps, by their records' ids, under their new dates, and one that tells of it."""
    there: dict[int, _There] = {step_id: {} for _, step_id in moved}
    if not there:
        return
    mine = col(ReminderRow.step_id).in_(there)
    # By its columns, not as objects: the statements below change rows behind a session's back.
    asked = columns(ReminderRow).where(mine)
    for row in session.connection().execute(asked).mappings():
        there[row["step_id"]][row["kind"], row["on_day"], row["role"]] = (row["id"], row["state"])
    fresh: list[dict[str, Any]] = []
    kept: list[int] = []
    for each, step_id in moved:
        for kind, day, role in _wanted(each, there[step_id], calendar, on):
            if (kind, day, role) in there[step_id]:
                kept.append(there[step_id][kind, day, role][0])
            else:
                fresh.append({"kind": kind, "on_day": day, "role": role, "state": "planned", "step_id": step_id,
                              "case_id": each.case.id})  # fmt: skip
    cancelled = update(ReminderRow).where(mine, col(ReminderRow.state) == "planned").values(state="cancelled")
    session.connection().execute(cancelled)
    if kept:
        planned = update(ReminderRow).where(col(ReminderRow.id).in_(kept)).values(state="planned")
        session.connection().execute(planned)
    if fresh:
        session.connection().execute(insert(ReminderRow), fresh)


def _wanted(moved: Moved, there: _There, calendar: WorkingCalendar, on: date) -> list[_Key]:
    """Every reminder the step owes from today on that was not told yet."""
    plan = procedure_named(moved.case.procedure).process(moved.case.kind).step(moved.after.code).reminders
    wanted = []
    for planned in planned_reminders(plan, moved.after, calendar, since=on):
        reminder: Reminder | None = planned
        # The weekly one of today that was told already is followed by next week's.
        while reminder is not None and _is_done(there, (reminder.kind, reminder.on, reminder.role)):
            reminder = following(reminder, calendar)
        if reminder is not None:
            wanted.append((reminder.kind, reminder.on, reminder.role))
    performer, day = moved.after.performer, on
    if plan.before or plan.on_day or plan.overdue:
        # Whoever is never reminded of the step is not told that it moved. Told of today's first move already, the
        # performer is told of the second one tomorrow.
        while _is_done(there, (moved.told, day, performer)):
            day += timedelta(days=1)
        wanted.append((moved.told, day, performer))
    return wanted


def _is_done(there: _There, key: _Key) -> bool:
    return key in there and there[key][1] == "done"


def _dates(step: StepState) -> dict[str, Any]:
    return iso_days(step, ("term", *DATES, "provisional"))
