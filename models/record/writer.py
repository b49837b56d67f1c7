"""Carries decisions of the engine out: step records, reminders, rulings, documents, audit, in one transaction.

`record` is the one way an event reaches the record, whoever brings it: a form in the Prefect UI, the sweep, a meeting,
the command line.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from models import clock
from models.days import iso
from models.engine import Answer, Decision, Event, advance
from models.errors import Refusal
from models.faults import fault
from models.procedure import Procedure
from models.record.audit import Act, append
from models.record.cases import Case, Cycle, DueDocument, RefusedAnswer, StepRecord
from models.record.cases import Reminder as ReminderRow
from models.record.database import ask
from models.record.entry_corrections import EntryCorrection
from models.record.loading import (
    StepRow,
    calendar_of,
    case_state,
    edition_of,
    find_case,
    find_with_cycle,
    locked,
    step_state,
    steps_of,
)
from models.record.people import Authority
from models.record.places import looked_at
from models.record.prepared import Prepared
from models.record.rulings import put_ruling
from models.record.sweeping import exactly
from models.regulations import procedure as procedure_named
from models.state import CaseState, StepState
from models.terms import TermDates
from models.texts import LANGUAGES
from models.written import storable


@dataclass(frozen=True)
class Recorded:
    """An event recorded, or found to have been recorded before under the same answer key (`repeated`).

    `case` and `authority` are to be read: as they were found, before the event.
    """

    case: Case
    authority: Authority
    procedure: Procedure
    outcome: str
    decision: Decision | None = None
    repeated: bool = False


Then = Callable[[Session, Recorded, datetime], None]
"""What else the same transaction writes once an event is recorded: the letters it owes."""


def record(
    session: Session,
    number: str,
    event: Event,
    *,
    at: datetime,
    by: str,
    then: Then,
    on: date | None = None,
    answer_key: str | None = None,
) -> Recorded:
    """Record an event of a case. The session's transaction holds all of it or nothing.

    at          the moment of recording (aware)
    by          who brought it
    on          the day of recording, local to the authority; left out: the day it is there at that moment
    answer_key  names one answer: brought again, it is found recorded and changes nothing

    Raises `Refusal` where the law does not allow it, `AlreadyRecorded` where the step was recorded elsewhere.
    """
    session.flush()
    connection = session.connection()
    case, cycle, authority = find_with_cycle(connection, number)
    procedure = procedure_named(case.procedure)
    on = on or clock.local(at, authority.timezone)
    around: Mapping[str, Any] = {}
    if procedure.surroundings is not None and isinstance(event, Answer):
        around = procedure.surroundings(session, case, event.step, on)
    if around:
        # Two cases decided at once must see each other's places: the cycle before the case, always in this order.
        ask(session, _CYCLE, {"cycle": case.cycle_id})
    case = locked(connection, case)
    rows = steps_of(connection, case)
    if answer_key is not None:
        earlier = next((row for row in rows if row.answer_key == answer_key), None)
        if earlier is not None:
            return Recorded(case, authority, procedure, earlier.outcome or "", repeated=True)
    state = case_state(case, edition_of(session, procedure, case, cycle), [step_state(r) for r in rows])
    if around:
        state = replace(state, facts={**state.facts, **around})
    calendar = calendar_of(session, authority)
    try:
        decision = advance(procedure.process(case.kind), state, event, on, calendar)
    except Refusal as refusal:
        refusal.case = number
        raise
    there = {r_key(r): r for r in rows}
    carry_out(session, case, authority, decision, there, on=on, at=at, by=by, answer_key=answer_key, around=around)
    fault("step-carried-out")
    done = Recorded(case, authority, procedure, decision.recorded.outcome if decision.recorded else "", decision)
    if case.kind == "cycle" and event.step == procedure.cases_on and isinstance(event, Answer):
        from models.record.opening import open_cases

        open_cases(session, case, procedure, authority, calendar, on=on, at=at, by=by)
    elif case.kind == "cycle" and event.step == procedure.admits:
        from models.record.opening import admit

        admit(session, case, procedure, decision, calendar, authority, on=on, at=at, by=by)
    if procedure.effects is not None:
        procedure.effects(session, case, decision)
    for other, brought in procedure.follows(session, case, decision) if procedure.follows is not None else ():
        record(session, other, brought, on=on, at=at, by=by, then=then)
    then(session, done, at)
    fault("letters-put")
    return done


def keep_refusal(
    session: Session, number: str, answer: Answer, refusal: Refusal, *, at: datetime, by: str, answer_key: str
) -> None:
    """Keep an answer the law does not allow, with the reason; the case shows it until something is recorded."""
    case = find_case(session, number, lock=True)
    reason = {**vars(refusal.reason), "clause": refusal.clause}
    session.add(
        RefusedAnswer(
            case_id=case.id,
            answer_key=answer_key,
            step=answer.step,
            clause=refusal.clause,
            reason=reason,
            form=storable(answer.form),
            given_at=at,
            given_by=by,
        )
    )
    case.message = {**reason, "step": answer.step}
    case.version += 1


def answers_handled(session: Session, number: str) -> set[str]:
    """Keys of the answers to a case that were recorded or refused, or that corrected an entry."""
    taken = (
        select(StepRecord.answer_key).join(Case).where(Case.number == number, col(StepRecord.answer_key).is_not(None))
    )
    refused = select(RefusedAnswer.answer_key).join(Case).where(Case.number == number)
    corrected = select(EntryCorrection.answer_key).join(Case).where(Case.number == number)
    return {key for asked in (taken, refused, corrected) for key in session.exec(asked) if key}


def r_key(row: StepRow) -> tuple[str, int]:
    """A step record's key within its case."""
    return row.code, row.occurrence


def carry_out(
    session: Session,
    case: Case,
    authority: Authority,
    decision: Decision,
    rows: Mapping[tuple[str, int], StepRow],
    *,
    on: date,
    at: datetime,
    by: str,
    answer_key: str | None,
    around: Mapping[str, Any] | None = None,
) -> None:
    """Write what a decision changes of a case, in statements built once.

    `rows` are its step records; `around` is what it was judged by besides the case itself.
    """
    session.flush()
    connection = session.connection()
    answered = {"recorded_at": at, "recorded_by": by, "answer_key": answer_key}
    written = _write_steps(session, connection, case, decision, rows, answered)
    result = decision.state.result or None
    changed = _changed(case, {
        "result": result,
        "result_on": case.result_on if result == case.result else on if result else None,
        "closed_on": decision.state.closed_on,
        "breaches": breaches_json(decision.state),
        "version": case.version + 1,
        "message": None,
    })  # fmt: skip
    _changing(Case, tuple(changed)).run(connection, {"row": case.id, **changed})
    if (known := session.identity_map.get(identity_key(Case, case.id))) is not None:
        for name, value in changed.items():
            set_committed_value(known, name, value)
    _reminders(connection, case, decision, written)
    recorded = decision.recorded
    if decision.documents:
        step_id = written[recorded.key] if recorded else None
        owed = [
            {"case_id": case.id, "step_id": step_id, "code": d.kind, "clause": d.clause, "owed_on": d.on}
            for d in decision.documents
        ]
        _NEW_DOCUMENT.run(connection, *owed)
    if recorded is not None:
        put_ruling(session, case, recorded, written[recorded.key])
        _audit(session, case, authority, decision, on=on, at=at, by=by, around=around or {})


_UNREAD = object()
# For update, but for nobody who only names the cycle in a row of theirs.
_CYCLE = select(Cycle.id).where(col(Cycle.id) == bindparam("cycle")).with_for_update(key_share=True)
_NEW_STEP = Prepared(
    insert(StepRecord).returning(col(StepRecord.id)),
    [column.name for column in StepRecord.__table__.c if column.name != "id"],  # type: ignore[attr-defined]
)
_NEW_REMINDER = Prepared(insert(ReminderRow), ("step_id", "case_id", "on_day", "kind", "role", "state"))
_NEW_DOCUMENT = Prepared(insert(DueDocument), ("case_id", "step_id", "code", "clause", "owed_on"))
_CANCELLED = Prepared(
    update(ReminderRow)
    .where(col(ReminderRow.step_id) == bindparam("step"), exactly(ReminderRow.state, "planned"))
    .values(state="cancelled")
)


@cache
def _changing(table: type[Case | StepRecord], names: tuple[str, ...]) -> Prepared:
    changed: dict[str, Any] = {name: bindparam(name) for name in names}
    return Prepared(update(table).where(col(table.id) == bindparam("row")).values(changed))


def _changed(row: Case | StepRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the row has otherwise: every column written costs the indexes that hold it."""
    return {name: value for name, value in values.items() if getattr(row, name, _UNREAD) != value}


def _write_steps(
    session: Session,
    connection: Connection,
    case: Case,
    decision: Decision,
    rows: Mapping[tuple[str, int], StepRow],
    answered: Mapping[str, Any],
) -> dict[tuple[str, int], int]:
    """The steps a decision changes; their ids. `answered`: what the one that was recorded is marked with."""
    written: dict[tuple[str, int], int] = {}
    for step in decision.changed:
        values = step_values(step)
        if decision.recorded is not None and step.key == decision.recorded.key:
            values |= answered
        row = rows.get(step.key)
        if row is None:
            key = int(_NEW_STEP.ask(connection, **values, case_id=case.id)[0].id)
        else:
            if values["trace"] is None:
                del values["trace"]
            key, values = row.id, _changed(row, values)
            if values:
                _changing(StepRecord, tuple(values)).run(connection, {"row": key, **values})
            if (known := session.identity_map.get(identity_key(StepRecord, key))) is not None:
                session.expire(known)
        written[step.key] = key
    return written


def step_values(step: StepState) -> dict[str, Any]:
    """The columns of a step record, but for who recorded it."""
    return {
        "kind": step.kind,
        "code": step.code,
        "occurrence": step.occurrence,
        "clause": step.clause,
        "performer": step.performer,
        "state": step.status,
        "opened_on": step.opened_on,
        "term": step.term or None,
        "anchor_on": step.anchor_on,
        "due": step.due,
        "last_day": step.last_day,
        "not_before": step.not_before,
        "ends": step.ends,
        "provisional": step.provisional,
        "trace": [trace_json(d) for d in step.computed] or None,
        "form": dict(step.form) or None,
        "outcome": step.outcome or None,
        "done_on": step.done_on,
        "late": step.late,
    }


def breaches_json(state: CaseState) -> list[dict[str, Any]]:
    """A case's breaches, as the record keeps them."""
    return [{"step": b.step, "clause": b.clause, "text": vars(b.text)} for b in state.breaches]


# The cases of a cycle open with the same terms from the same days: told once, not once a case.
@lru_cache(maxsize=1024)
def trace_json(dates: TermDates) -> Mapping[str, Any]:
    """How a term's days were found, kept as it was told on the day, in every language."""
    return {
        "term": str(dates.trace.term),
        "start": dates.start.isoformat(),
        "lines": {lang: list(dates.trace.lines(lang)) for lang in LANGUAGES},
    }


def _reminders(connection: Connection, case: Case, decision: Decision, written: Mapping[tuple[str, int], int]) -> None:
    if decision.closed:
        _CANCELLED.run(connection, *({"step": written[step.key]} for step in decision.closed))
    rows = [
        {"step_id": written[r.step, r.occurrence], "case_id": case.id, "on_day": r.on, "kind": r.kind,
         "role": r.role, "state": "planned"}
        for r in decision.reminders
    ]  # fmt: skip
    if rows:
        _NEW_REMINDER.run(connection, *rows)


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _as_json(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_as_json(each) for each in value]
    return iso(value)


def _audit(
    session: Session,
    case: Case,
    authority: Authority,
    decision: Decision,
    *,
    on: date,
    at: datetime,
    by: str,
    around: Mapping[str, Any],
) -> None:
    step = decision.recorded
    assert step is not None
    after = {
        "outcome": step.outcome,
        "form": dict(step.form),
        "opened": {s.code: s.due.isoformat() if s.due else None for s in decision.opened},
        "result": decision.state.result or None,
        "occurrence": step.occurrence,
        # The day of recording, and what was known around the case: what `merzim replay` judges it by again.
        "recorded_on": on.isoformat(),
        "known": {name: _as_json(value) for name, value in looked_at(around, step.form).items()},
    }
    acts = [
        Act(at=at, on_day=step.done_on or on, actor=by, action="step-recorded", authority_code=authority.code,
            case_number=case.number, step=step.code, clause=step.clause, after=after)
    ]  # fmt: skip
    acts += [
        Act(at=at, on_day=on, actor=by, action="breach-recorded", authority_code=authority.code,
            case_number=case.number, step=b.step, clause=b.clause, after=vars(b.text))
        for b in decision.breaches
    ]  # fmt: skip
    append(session, *acts)
