"""Marks the calendar puts on open steps: overdue, and allowed from today."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import bindparam, exists, select, update
from sqlmodel import Session, col

from models.faults import fault
from models.record.audit import Act, append_all
from models.record.cases import Case, StepRecord
from models.record.loading import calendar_of
from models.record.people import Authority
from models.record.sweeping import NOT_MARKED, exactly, steps_allowed, steps_overdue


def mark_overdue(session: Session, authority: Authority, on: date, *, at: datetime, by: str) -> int:
    """Mark the authority's open steps whose last day lies before `on`; how many were marked now.

    Each is audited once, and its case's version goes up, so that its run is shown again. So are the cases of steps that
    may be done since the working day before: their runs said from when on.
    """
    late = {step.step_id: step for step in steps_overdue(session, on, authority_id=authority.id)}
    found = [late[key] for key in _mark(session, authority, on) if key in late] if late else []
    fault("overdue-marked")
    since = calendar_of(session, authority).add_working(on, -1)
    allowed = steps_allowed(session, since, on, authority_id=authority.id)
    cases = {step.case_id for step in (*found, *allowed)}
    show_again(session, cases)
    append_all(
        session,
        (
            Act(
                at=at,
                on_day=on,
                actor=by,
                action="step-overdue",
                authority_code=authority.code,
                case_number=step.case_number,
                step=step.step,
                clause=step.clause,
                after={"last_day": step.day.isoformat()},
            )
            for step in sorted(found, key=lambda step: step.step_id)
        ),
    )
    return len(found)


def show_again(session: Session, cases: Iterable[int]) -> None:
    """Have the runs of these cases shown again as the record has them."""
    # In one order, so that two sweeps at once wait for each other instead of locking each other out.
    each = [{"case": key} for key in sorted(set(cases))]
    if each:
        raised = update(Case).where(col(Case.id) == bindparam("case")).values(version=col(Case.version) + 1)
        session.connection().execute(raised, each)


def date_boards(session: Session, authority: Authority) -> int:
    """Have the boards of the authority's open cycles shown again: their cases have moved since. How many there are."""
    mine = (col(Case.authority_id) == authority.id, exactly(Case.kind, "cycle"), col(Case.closed_on).is_(None))
    open_cycles = session.execute(select(col(Case.id)).where(*mine)).scalars().all()
    show_again(session, open_cycles)
    return len(open_cycles)


def _mark(session: Session, authority: Authority, on: date) -> list[int]:
    # The condition is asked again in the update itself: a step may have been done since it was looked for.
    # As EXISTS, not IN: by way of the overdue steps, which are few, not of the authority's cases.
    mine = exists().where(col(Case.id) == StepRecord.case_id, col(Case.authority_id) == authority.id)
    overdue = (exactly(StepRecord.state, "open"), NOT_MARKED, col(StepRecord.last_day) < on)
    marked = update(StepRecord).where(*overdue, mine).values(late=True)
    return list(session.connection().execute(marked.returning(col(StepRecord.id))).scalars())
