"""The first steps of cases opened together.

Cases of a cycle mostly open alike: the same steps on the same days. Each different opening is worked out and written
once; the others are copied from it inside the database.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.calendars import WorkingCalendar
from models.engine import Decision, open_case
from models.process import Process
from models.record.cases import Case, StepRecord
from models.record.cases import Reminder as ReminderRow
from models.record.writer import step_values
from models.state import CaseState


def insert_first_steps(
    session: Session,
    process: Process,
    states: Sequence[CaseState],
    ids: Sequence[int],
    on: date,
    calendar: WorkingCalendar,
) -> None:
    """Write the open steps and planned reminders of new cases, a few thousand at most; `ids` are of their rows."""
    if not states:
        return
    alike = opened_alike(process, states, on, calendar)
    firsts = [(ids[members[0]], decision) for decision, members in alike]
    _insert(session, firsts)
    for _, members in alike:
        if len(members) > 1:
            _copy(session, ids[members[0]], [ids[n] for n in members[1:]])


def opened_alike(
    process: Process, states: Sequence[CaseState], on: date, calendar: WorkingCalendar
) -> list[tuple[Decision, list[int]]]:
    """Each different opening with the positions of the cases that open so; all of one edition, opened the same day."""
    found: list[tuple[Decision, list[int]]] = []
    # The facts an opening rests on -> their values -> its place in `found`.
    known: dict[tuple[str, ...], dict[str, int]] = {}
    for position, state in enumerate(states):
        place = next(
            (
                there
                for names, by_values in known.items()
                if (there := by_values.get(_values(state, names))) is not None
            ),
            None,
        )
        if place is None:
            asked: set[str] = set()
            decision = open_case(process, state, on, calendar, asked=asked)
            names = tuple(sorted(asked))
            place = known.setdefault(names, {}).setdefault(_values(state, names), len(found))
            found.append((decision, []))
        found[place][1].append(position)
    return found


def _values(state: CaseState, names: tuple[str, ...]) -> str:
    # As text, for facts may be lists; what a case makes of itself on opening follows from these.
    return repr([state.facts.get(name) for name in names])


def _insert(session: Session, openings: Sequence[tuple[int, Decision]]) -> None:
    connection = session.connection()
    steps = [{**step_values(step), "case_id": case} for case, decision in openings for step in decision.changed]
    if not steps:
        return
    connection.execute(insert(StepRecord), steps)
    asked = select(col(StepRecord.case_id), col(StepRecord.code), col(StepRecord.occurrence), col(StepRecord.id))
    rows = connection.execute(asked.where(col(StepRecord.case_id).in_([case for case, _ in openings])))
    made = {(case, code, nth): key for case, code, nth, key in rows}
    reminders = [
        {"step_id": made[case, r.step, r.occurrence], "case_id": case, "on_day": r.on, "kind": r.kind,
         "role": r.role, "state": "planned"}
        for case, decision in openings for r in decision.reminders
    ]  # fmt: skip
    if reminders:
        connection.execute(insert(ReminderRow), reminders)


def _copy(session: Session, first: int, cases: Sequence[int]) -> None:
    """The steps and reminders of the case `first`, for each of these cases."""
    connection = session.connection()
    steps, reminders = StepRecord.__table__, ReminderRow.__table__  # type: ignore[attr-defined]
    copied = _columns(steps, "id", "case_id")
    rows = select(col(Case.id), *(steps.c[name] for name in copied)).join(steps, literal(1) == 1)
    rows = rows.where(steps.c.case_id == first, col(Case.id).in_(cases)).order_by(col(Case.id), steps.c.id)
    connection.execute(insert(steps).from_select(["case_id", *copied], rows))
    source, mine = aliased(StepRecord), aliased(StepRecord)
    kept = _columns(reminders, "id", "case_id", "step_id")
    planned = (
        select(col(mine.case_id), col(mine.id), *(reminders.c[name] for name in kept))
        .join(source, (col(source.id) == reminders.c.step_id))
        .join(mine, (col(mine.code) == col(source.code)) & (col(mine.occurrence) == col(source.occurrence)))
        .where(reminders.c.case_id == first, col(mine.case_id).in_(cases))
        .order_by(col(mine.id), reminders.c.id)
    )
    connection.execute(insert(reminders).from_select(["case_id", "step_id", *kept], planned))


def _columns(table: Table, *without: str) -> list[Any]:
    return [column.name for column in table.columns if column.name not in without]
