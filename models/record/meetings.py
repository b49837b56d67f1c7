"""A commission's meeting on the record: the cases that wait for it, and its decisions, all in one transaction.

What is read, is read for all cases at once; each decision is judged by the same `advance`, in the light of those of the
same meeting before it, and carried out by the same writer as the form of its own case.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.acts import Edition
from models.engine import Answer, advance
from models.errors import AlreadyRecorded, InvalidInput, Refusal
from models.facts import Facts
from models.filed import FiledPlace
from models.names import PersonName
from models.procedure import Procedure
from models.record.case_rows import name_of, place_of
from models.record.cases import Case, Cycle, Ruling, StepRecord
from models.record.commissions import Meeting
from models.record.loading import calendar_of, case_state, edition_of, find_case, load_states, step_state
from models.record.people import Authority, Official, Organisation
from models.record.places import PLACES, TAKEN, place_facts
from models.record.registry_queries import ASKED_ONCE, CommissionInForce, commission_in_force
from models.record.writer import Recorded, Then, carry_out, r_key
from models.regulations import procedure as procedure_named
from models.state import CaseState

AT_ONCE = 5000
"""More cases than any commission decides in a day."""


@dataclass(frozen=True)
class Waiting:
    """A case that waits for its commission. `facts`: what is known of it and around it, for the form."""

    case: Case
    person: PersonName | None
    place: FiledPlace | None
    due: date | None
    facts: Facts


@dataclass(frozen=True)
class Agenda:
    """The cases of a cycle that wait for its commission, by their numbers."""

    cycle: Case
    authority: Authority
    procedure: Procedure
    commission: CommissionInForce | None
    cases: tuple[Waiting, ...]


def sitting(session: Session, cycle: str) -> tuple[Case, Authority, Procedure]:
    """A cycle whose commission meets. Raises `InvalidInput` for any other."""
    own = find_case(session, cycle)
    procedure = procedure_named(own.procedure)
    if own.kind != "cycle" or not procedure.meets_on:
        raise InvalidInput(f"'{cycle}' is not a cycle whose commission meets")
    return own, session.get_one(Authority, own.authority_id), procedure


def agenda(session: Session, cycle: str, on: date) -> Agenda:
    """What a meeting of this cycle's commission on the day has to decide; the queries do not grow with the cases."""
    own, authority, procedure = sitting(session, cycle)
    rows = session.exec(
        select(Case, StepRecord, Official, Organisation)
        .join(StepRecord, col(StepRecord.case_id) == Case.id)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(Case.cycle_id == own.cycle_id, StepRecord.code == procedure.meets_on, StepRecord.state == "open")
        .order_by(Case.number)
    ).all()
    states = load_states(session, [case for case, *_ in rows])
    around = _Around(session, procedure, on)
    calendar = calendar_of(session, authority)
    waiting = tuple(
        Waiting(
            case,
            name_of(official),
            place_of(place),
            step.due,
            Facts({**states[case.id].known(), **around.of(case)}, on, states[case.id].edition, calendar),
        )
        for case, step, official, place in rows
    )
    return Agenda(own, authority, procedure, commission_in_force(session, authority.id, procedure.code, on), waiting)


@dataclass(frozen=True)
class Decided:
    """One case's part in a meeting: the form as the case's own would be filled in, and the key it is recorded under."""

    case: str
    form: Mapping[str, Any]
    key: str


@dataclass
class Meant:
    """What came of a meeting.

    recorded   decided now
    repeated   decided before under the same key: nothing changed
    elsewhere  decided otherwise in the meantime, by the form of their own case: told, and left as they are
    refused    what the law does not allow; the caller then takes the whole transaction back
    """

    recorded: list[Recorded] = field(default_factory=list)
    repeated: list[Recorded] = field(default_factory=list)
    elsewhere: list[AlreadyRecorded] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def record_meeting(
    session: Session, cycle: str, rows: Sequence[Decided], *, on: date, at: datetime, by: str, then: Then
) -> Meant:
    """Record the decisions of one meeting. The session's transaction holds all of them or nothing.

    Those by which somebody keeps the place go first: it is then free for nobody else of the same meeting (rotation,
    clause 10). Raises `InvalidInput` where it is no such cycle or a case is not of it.
    """
    own, authority, procedure = sitting(session, cycle)
    if len(rows) > AT_ONCE:
        raise InvalidInput(f"{len(rows)} cases at one meeting: {AT_ONCE} at most")
    # Two meetings at once, and a case's own form, must see each other's places: the cycle before its cases, as always.
    kept = session.exec(select(Cycle).where(Cycle.id == own.cycle_id).with_for_update(key_share=True)).one()
    bench = _Bench(session, own, authority, procedure, kept, [row.case for row in rows], on)
    came = Meant()
    for row in sorted(rows, key=lambda row: (row.form.get("decision") not in procedure.keeps_place, row.case)):
        try:
            done = bench.decide(row, at=at, by=by, then=then)
        except AlreadyRecorded as already:
            already.case = row.case
            came.elsewhere.append(already)
        except Refusal as refusal:
            refusal.case = row.case
            came.refused.append(refusal)
        else:
            (came.repeated if done.repeated else came.recorded).append(done)
    if came.recorded and not came.refused:
        _keep(session, own, authority, procedure, came.recorded, at)
    return came


class _Bench:
    """The cases of one meeting, read together."""

    def __init__(
        self,
        session: Session,
        own: Case,
        authority: Authority,
        procedure: Procedure,
        cycle: Cycle,
        numbers: Sequence[str],
        on: date,
    ) -> None:
        self.session, self.authority, self.procedure, self.cycle, self.on = session, authority, procedure, cycle, on
        found = session.exec(
            select(Case)
            .where(col(Case.number).in_(numbers), Case.cycle_id == own.cycle_id, Case.kind == "case")
            .order_by(Case.number)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        self.cases = {case.number: case for case in found}
        strangers = sorted(set(numbers) - set(self.cases))
        if strangers:
            raise InvalidInput(f"no case of {own.number}: {', '.join(strangers)}")
        self.steps: dict[int, list[StepRecord]] = defaultdict(list)
        ids = [case.id for case in self.cases.values()]
        for step in session.exec(
            select(StepRecord).where(col(StepRecord.case_id).in_(ids)).order_by(col(StepRecord.id))
        ):
            self.steps[step.case_id].append(step)
        self.calendar = calendar_of(session, authority)
        self.editions: dict[str, Edition] = {}
        self.around = _Around(session, procedure, on)

    def decide(self, row: Decided, *, at: datetime, by: str, then: Then) -> Recorded:
        """As `models.record.writer.record` does for one case's answer."""
        case, step = self.cases[row.case], self.procedure.meets_on
        rows = self.steps[case.id]
        earlier = next((r for r in rows if r.answer_key == row.key), None)
        if earlier is not None:
            return Recorded(case, self.authority, self.procedure, earlier.outcome or "", repeated=True)
        around = self.around.of(case)
        decision = advance(
            self.procedure.case, self._state(case, rows, around), Answer(step, row.form), self.on, self.calendar
        )
        carry_out(
            self.session, case, self.authority, decision, {r_key(r): r for r in rows}, on=self.on, at=at, by=by,
            answer_key=row.key, around=around,
        )  # fmt: skip
        done = Recorded(
            case, self.authority, self.procedure, decision.recorded.outcome if decision.recorded else "", decision
        )
        self.around.decided(case, row.form, done.outcome)
        if self.procedure.effects is not None:
            self.procedure.effects(self.session, case, decision)
        then(self.session, done, at)
        return done

    def _state(self, case: Case, rows: Sequence[StepRecord], around: Mapping[str, Any]) -> CaseState:
        if case.edition not in self.editions:
            self.editions[case.edition] = edition_of(self.session, self.procedure, case, self.cycle)
        state = case_state(case, self.editions[case.edition], [step_state(r) for r in rows])
        return replace(state, facts={**state.facts, **around})


class _Around:
    """What the record knows around the cases, the places read once and kept up with the meeting's own decisions."""

    def __init__(self, session: Session, procedure: Procedure, on: date) -> None:
        self.session, self.procedure, self.on = session, procedure, on
        # One commission decides all these cases: it is read once.
        session.info[ASKED_ONCE] = {}
        self.places: dict[str, dict[str, Any]] | None = None
        self.taken: dict[str, str] = {}

    def of(self, case: Case) -> dict[str, Any]:
        """The facts around one case, as its procedure states them."""
        if self.procedure.surroundings is None:
            return {}
        found = dict(self.procedure.surroundings(self.session, case, self.procedure.meets_on, self.on))
        if PLACES not in found:
            return found
        if self.places is None:
            # Of no case: what is given to this one is taken from the others.
            whole = place_facts(self.session, case.authority_id, case.cycle_id, self.on, "")
            self.places = {code: dict(place) for code, place in whole[PLACES].items()}
            self.taken = {code: str(number) for code, number in whole[TAKEN].items()}
        return {**found, PLACES: self.places, TAKEN: _Others(self.taken, case.number)}

    def decided(self, case: Case, form: Mapping[str, Any], outcome: str) -> None:
        """The places after a decision of this meeting."""
        if self.places is None:
            return
        goes_to = (form.get("destination") or {}).get("organisation")
        if goes_to:
            self.taken[str(goes_to)] = case.number
        own = case.facts.get("case.organisation")
        if outcome in self.procedure.keeps_place and own in self.places:
            self.places[str(own)]["freed"] = False


class _Others(Mapping[str, str]):
    """Places given away by other cases than this one."""

    def __init__(self, taken: Mapping[str, str], own: str) -> None:
        self._taken, self._own = taken, own

    def __getitem__(self, code: str) -> str:
        if self._taken[code] == self._own:
            raise KeyError(code)
        return self._taken[code]

    def __iter__(self) -> Iterator[str]:
        return (code for code, number in self._taken.items() if number != self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _keep(
    session: Session, own: Case, authority: Authority, procedure: Procedure, done: Sequence[Recorded], at: datetime
) -> None:
    """The meeting's own row, named by its rulings. What is imported later of the same sitting joins it."""
    form = next(d.decision.recorded.form for d in done if d.decision is not None and d.decision.recorded is not None)
    steps = {d.case.id: d.decision.recorded for d in done if d.decision is not None and d.decision.recorded is not None}
    rulings = session.exec(select(Ruling).where(col(Ruling.case_id).in_(steps), col(Ruling.meeting_id).is_(None))).all()
    met = {r.id: r for r in rulings if r.met_on == steps[r.case_id].done_on}
    if not met:
        return
    met_on = next(iter(met.values())).met_on
    members, present = int(form.get("members") or 0), int(form.get("present") or 0)
    attendance = [{"member": name, "present": True} for name in form.get("attendance") or []] or None
    commission = commission_in_force(session, authority.id, procedure.code, met_on)
    same = session.exec(
        select(Meeting)
        .where(Meeting.cycle_id == own.cycle_id, Meeting.met_on == met_on)
        .where(Meeting.members == members, Meeting.present == present)
        .order_by(col(Meeting.id))
    ).all()
    held = next((m for m in same if m.attendance == attendance), None)
    if held is None:
        held = Meeting(
            cycle_id=own.cycle_id, commission_id=commission.id if commission else None, met_on=met_on,
            members=members, present=present, attendance=attendance, recorded_at=at,
        )  # fmt: skip
        session.add(held)
        session.flush()
    session.connection().execute(update(Ruling).where(col(Ruling.id).in_(met)).values(meeting_id=held.id))
