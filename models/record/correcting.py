"""A wrong entry corrected: by a further entry with its reason, and everything that hung on it worked out again.

The case is played again from its opening (`models.record.replaying`), each entry as it was recorded, the corrected one
as it should have been. What comes of it is the case from now on: dates, lateness, breaches, what is open, the result.
What was recorded first stays in the audit trail and beside the correction. Where a later entry would not be lawful
after the corrected one, nothing is written: that one has to be corrected first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from models.calendars import WorkingCalendar
from models.days import iso_days
from models.errors import InvalidInput, Refusal
from models.forms import field_title
from models.procedure import Procedure
from models.record.audit import Act, append
from models.record.cases import Case, Cycle, Ruling, StepRecord
from models.record.cases import Reminder as ReminderRow
from models.record.entry_corrections import EntryCorrection
from models.record.exporting import history
from models.record.loading import calendar_of, find_case, step_state
from models.record.people import Authority
from models.record.places import PLACES, TAKEN, looked_at
from models.record.recomputing import Moved, Recomputing, apply
from models.record.replaying import CORRECTED, Correcting, compare, play
from models.record.rulings import put_ruling
from models.record.writer import breaches_json, r_key, step_values
from models.regulations import procedure as procedure_named
from models.reminders import planned_reminders
from models.state import CaseState, StepState
from models.texts import Text

LEFT_OUT = "exclude"
"""The field of a list that leaves people out: who has a case and who has not is not undone by a correction."""


@dataclass(frozen=True)
class Corrected:
    """What a correction did, or would do.

    before, after  the corrected step
    moved          other steps whose dates, state or lateness are not what they were, of this case
    others         numbers of the cycle's open cases that were worked out again
    repeated       the correction was there already, under the same key
    """

    case: Case
    before: StepState
    after: StepState
    moved: tuple[tuple[StepState | None, StepState | None], ...] = ()
    others: tuple[str, ...] = ()
    repeated: bool = False


def correct_entry(
    session: Session,
    number: str,
    step: str,
    changes: Mapping[str, Any],
    *,
    reason: str,
    on: date,
    at: datetime,
    by: str,
    answer_key: str,
) -> Corrected:
    """Correct what was recorded last of a step; `changes` are the form's fields that were wrong, None takes one out.

    The session's transaction holds all of it or nothing. Raises `Refusal` where the corrected entry, or a later one
    after it, would not be lawful; `InvalidInput` where nothing of the step is recorded or nothing would change.
    """
    case = find_case(session, number)
    # The cycle before the case, always in this order, as everyone who writes does.
    session.exec(select(Cycle).where(Cycle.id == case.cycle_id).with_for_update(key_share=True)).one()
    case = find_case(session, number, lock=True)
    authority, procedure = session.get_one(Authority, case.authority_id), procedure_named(case.procedure)
    rows = _steps(session, case)
    row = _recorded(case, rows, step)
    before = step_state(row)
    asked = select(EntryCorrection).where(EntryCorrection.case_id == case.id, EntryCorrection.answer_key == answer_key)
    if session.exec(asked).first() is not None:
        return Corrected(case, before, before, repeated=True)
    if not reason.strip():
        raise Refusal(_REASON, clause="-", step=step, case=number, field="reason")
    form = _changed(procedure, case, before, changes)
    there = history(session, number)
    if found := compare(there, play(there)):
        raise InvalidInput(f"{number} can't be corrected: played again, it is not what the record says ({found[0]})")
    known = _places(session, case, procedure, before, form, on)
    state = _played(there, Correcting(step, before.occurrence, form, on, known), number, procedure)
    after = next(s for s in state.steps if s.key == before.key)
    if _same(before, after):
        raise InvalidInput(f"{number}, {step}: that is what is recorded already")
    work = _Work(session, authority, procedure, calendar_of(session, authority), on, at, by, reason)
    moved = work.write(case, rows, state)
    row.recorded_at, row.recorded_by = at, by
    was, now = _said(before), _said(after)
    session.add(
        EntryCorrection(
            case_id=case.id, step_id=row.id, reason=reason.strip(), before=was, after=now, on_day=on, corrected_at=at,
            corrected_by=by, answer_key=answer_key,
        )
    )  # fmt: skip
    ruling = session.exec(select(Ruling).where(Ruling.step_id == row.id)).first()
    if ruling is not None:
        put_ruling(session, case, after, row.id, ruling)
    others = work.cases_of_cycle(case, before, after) if case.kind == "cycle" else ()
    append(session, work.act(CORRECTED, case, before, was | {"breaches": there["case"]["breaches"]}, now | {
        "occurrence": before.occurrence, "reason": reason.strip(), "recorded_on": on.isoformat(),
        "result": state.result or None, "breaches": case.breaches,
        "known": {name: dict(value) for name, value in looked_at(known, after.form).items()},
    }))  # fmt: skip
    return Corrected(case, before, after, tuple(p for p in moved if p[0] is None or p[0].key != before.key), others)


def _recorded(case: Case, rows: Sequence[StepRecord], step: str) -> StepRecord:
    found = [r for r in rows if r.code == step and r.state == "done" and r.form]
    if not found:
        known = ", ".join(dict.fromkeys(r.code for r in rows if r.state == "done" and r.form)) or "none"
        raise InvalidInput(f"{case.number}: nothing that was filled in is recorded of '{step}'; there is: {known}")
    return max(found, key=lambda r: r.occurrence)


def _changed(procedure: Procedure, case: Case, before: StepState, changes: Mapping[str, Any]) -> dict[str, Any]:
    form = procedure.process(case.kind).node(before.code).form
    assert form is not None
    known = {name: value for name, value in before.form.items() if name in form.model_fields}
    for name, value in changes.items():
        if isinstance(value, Mapping) and isinstance(known.get(name), Mapping):
            value = {**known[name], **value}
        known[name] = value
    if case.kind == "cycle" and LEFT_OUT in changes:
        title = field_title(form, LEFT_OUT)
        raise Refusal(_LIST_STANDS.filled(field=title), clause="-", step=before.code, case=case.number, field=LEFT_OUT)
    return {name: value for name, value in known.items() if value is not None}


def _places(
    session: Session, case: Case, procedure: Procedure, before: StepState, form: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """The places, where the corrected entry names another one: the entry itself keeps only the one it named."""
    if procedure.surroundings is None or form.get("destination") == before.form.get("destination"):
        return {}
    around = procedure.surroundings(session, case, before.code, on)
    return {name: around[name] for name in (PLACES, TAKEN) if name in around}


def _played(data: Mapping[str, Any], correcting: Correcting | None, number: str, procedure: Procedure) -> CaseState:
    try:
        return play(data, (correcting,) if correcting else ())
    except Refusal as refusal:
        refusal.case = number
        if correcting is None or refusal.step != correcting.step:
            title = procedure.node(refusal.step).title
            raise Refusal(
                _LATER.filled(step=title, case=number, reason=refusal.reason), clause=refusal.clause,
                step=refusal.step, case=number,
            ) from None  # fmt: skip
        raise


def _same(before: StepState, after: StepState) -> bool:
    return (before.form, before.outcome, before.done_on) == (after.form, after.outcome, after.done_on)


def _said(step: StepState) -> dict[str, Any]:
    return iso_days(step, ("outcome", "done_on", "late")) | {"form": dict(step.form)}


@dataclass(frozen=True)
class _Work:
    """Cases made what they are when played again, under one correction."""

    session: Session
    authority: Authority
    procedure: Procedure
    calendar: WorkingCalendar
    on: date
    at: datetime
    by: str
    why: str

    def write(
        self, case: Case, rows: Sequence[StepRecord], state: CaseState
    ) -> list[tuple[StepState | None, StepState | None]]:
        """Make the case what it is when played again; the pairs of steps that are not what they were."""
        session = self.session
        there = {r_key(r): r for r in rows}
        before = {key: step_state(r) for key, r in there.items()}
        after = {s.key: s for s in state.steps}
        changed: list[tuple[StepState | None, StepState | None]] = []
        open_still = []
        for key, step in after.items():
            was = before.get(key)
            if was == step:
                continue
            changed.append((was, step))
            if was is not None and was.status == step.status == "open":
                open_still.append(Moved(case, was, step))
                continue
            row = there.get(key) or StepRecord(case_id=case.id, **step_values(step))
            for name, value in step_values(step).items():
                if name != "trace" or value is not None:
                    setattr(row, name, value)
            session.add(row)
            there[key] = row
        for key, was in before.items():
            if key not in after and was.status in ("open", "waiting"):
                # It was opened by what was wrong: it stays in the record, undone.
                there[key].state = "cancelled"
                changed.append((was, was.evolve(status="cancelled")))
        if (result := state.result or None) != case.result:
            case.result, case.result_on = result, self.on if result else None
        if case.closed_on is not None and state.closed_on is None:
            # Its run is over: another one shows it.
            case.run_id, case.shown_version = None, 0
        case.closed_on = state.closed_on
        case.breaches = breaches_json(state)
        case.version += 1
        case.message = None
        session.flush()
        self._reminders(case, changed, {key: row.id for key, row in there.items()})
        if open_still:
            found = Recomputing(self.authority, tuple(open_still), tuple((case.id, m.after) for m in open_still))
            apply(session, found, self.calendar, on=self.on, at=self.at, by=self.by, why=self.why)
        return changed

    def _reminders(
        self,
        case: Case,
        changed: Sequence[tuple[StepState | None, StepState | None]],
        ids: Mapping[tuple[str, int], int],
    ) -> None:
        """Those of steps that are open no more are cancelled, those of steps now open planned."""
        closed = [ids[s.key] for _, s in changed if s is not None and s.status != "open"]
        planned = (col(ReminderRow.state) == "planned", col(ReminderRow.step_id).in_(closed))
        self.session.connection().execute(update(ReminderRow).where(*planned).values(state="cancelled"))
        process = self.procedure.process(case.kind)
        known = {
            (r.step_id, r.kind, r.on_day, r.role)
            for r in self.session.exec(select(ReminderRow).where(ReminderRow.case_id == case.id))
        }
        fresh = [
            {"step_id": ids[s.key], "case_id": case.id, "on_day": r.on, "kind": r.kind, "role": r.role,
             "state": "planned"}
            for was, s in changed
            if s is not None and s.status == "open" and (was is None or was.status != "open")
            for r in planned_reminders(process.step(s.code).reminders, s, self.calendar, since=self.on)
            if (ids[s.key], r.kind, r.on, r.role) not in known
        ]  # fmt: skip
        if fresh:
            self.session.connection().execute(insert(ReminderRow), fresh)

    def cases_of_cycle(self, own: Case, before: StepState, after: StepState) -> tuple[str, ...]:
        """What a cycle's step said went into its cases: the open ones are worked out again on what it says now."""
        said = {f"{before.code}.{name}" for name in before.form}
        now = {f"{after.code}.{name}": value for name, value in after.form.items()}
        open_ones = select(Case).where(
            Case.cycle_id == own.cycle_id, Case.kind == "case", col(Case.closed_on).is_(None)
        )  # fmt: skip
        found = []
        for case in self.session.exec(open_ones.order_by(col(Case.id)).with_for_update()).all():
            was = {name: value for name, value in case.facts.items() if name in said | now.keys()}
            if not was or was == now:
                continue
            case.facts = {name: value for name, value in case.facts.items() if name not in was} | now
            self.session.flush()
            state = _played(history(self.session, case.number), None, case.number, self.procedure)
            self.write(case, _steps(self.session, case), state)
            append(self.session, self.act("facts-corrected", case, before, was, now | {"reason": self.why}))
            found.append(case.number)
        return tuple(found)

    def act(self, action: str, case: Case, step: StepState, before: dict[str, Any], after: dict[str, Any]) -> Act:
        """What was done, for the audit trail."""
        return Act(
            at=self.at, on_day=self.on, actor=self.by, action=action, authority_code=self.authority.code,
            case_number=case.number, step=step.code, clause=step.clause, before=before, after=after,
        )  # fmt: skip


def _steps(session: Session, case: Case) -> Sequence[StepRecord]:
    return session.exec(select(StepRecord).where(StepRecord.case_id == case.id).order_by(col(StepRecord.id))).all()


_REASON = Text(
    "исправление записывается с причиной: что было неверно и почему",
    "түзету себебімен жазылады: не қате болды және неге",
    "a correction is recorded with its reason: what was wrong and why",
)
_LIST_STANDS = Text(
    "«{field}»: дела по списку уже открыты, исправлением списка их не открыть и не закрыть",
    "«{field}»: тізім бойынша істер ашылып қойған, тізімді түзету оларды ашпайды да, жаппайды да",
    "{field}: the cases of the list are open already; correcting the list opens and closes none",
)
_LATER = Text(
    "после исправления не проходит более поздняя запись «{step}» ({case}): {reason}. Сначала исправьте её",
    "түзетуден кейін кейінгі «{step}» жазбасы ({case}) өтпейді: {reason}. Алдымен соны түзетіңіз",
    "after the correction a later entry, '{step}' ({case}), would not be lawful: {reason}. Correct that one first",
)
