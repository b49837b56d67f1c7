"""The file of a cycle: where its cases stand, what is due and overdue, who is on the list and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from models.acts import Edition
from models.errors import InvalidInput
from models.filed import CaseFile, FiledBreach, FiledPlace, RollEntry, plain
from models.names import PersonName
from models.procedure import Procedure
from models.receipts import SERVE_ON_PAPER, on_paper
from models.record.base import Rows
from models.record.case_file import breaches_of, case_file, roll_entry
from models.record.case_rows import by_code, name_of, place_of
from models.record.cases import Case, Cycle, Reminder, StepRecord
from models.record.letters import Letter
from models.record.loading import edition_of, find_case
from models.record.outcomes import node_title
from models.record.people import Official, Organisation
from models.record.sweeping import exactly
from models.regulations import procedure as procedure_named
from models.texts import Language, Text, as_is

DAYS_AHEAD = 7
"""Calendar days that "next" reaches, the last one included."""


@dataclass(frozen=True)
class DueStep:
    """An open step of the cycle. `name` and `place` are None for one of the cycle's own.

    own       its term is the authority's own, or it has none: to miss it breaks no law
    on_paper  nobody has confirmed the receipt of its notice: it is to be served on paper
    """

    case: str
    run_id: str | None
    name: PersonName | None
    place: FiledPlace | None
    step: str
    title: Text
    clause: str
    performer: Text
    due: date | None
    last_day: date | None
    not_before: date | None
    ends: date | None
    provisional: bool
    own: bool
    on_paper: bool = False

    @property
    def act_by(self) -> date | None:
        """The day to act by, or the day a period ends."""
        return self.due or self.ends


@dataclass(frozen=True)
class CycleCase:
    """A case of the cycle. `late` counts its steps done or standing past their last day."""

    number: str
    run_id: str | None
    name: PersonName | None
    place: FiledPlace | None
    open: tuple[DueStep, ...]
    result: str | None
    result_title: Text | None
    closed_on: date | None
    late: int
    breaches: tuple[FiledBreach, ...]


@dataclass(frozen=True)
class StepCount:
    """How often a step of the cases stands open, was done in time and late; open ones past their last day."""

    code: str
    title: Text
    clause: str
    open: int
    overdue: int
    on_time: int
    late: int


@dataclass(frozen=True)
class CycleFile:
    """One cycle, whole, as it stands on the day `on`.

    own         the cycle's own steps
    steps       the steps of its cases in the procedure's order, those that were never opened left out
    results     how many cases have each result; those without one under None
    on_time, late  steps done by their last day, and after it; steps without a term are in neither
    overdue     open steps whose last day lies before `on`
    on_paper    open steps whose notice is to be served on paper: nobody has confirmed the letter's receipt
    ahead       open steps to be done from `on` to `DAYS_AHEAD` days later, both included
    roll        everyone judged for the list, those on it first
    letters     how many letters of its cases are in each state
    """

    own: CaseFile
    on: date
    cases: tuple[CycleCase, ...]
    steps: tuple[StepCount, ...]
    results: tuple[tuple[str | None, Text | None, int], ...]
    on_time: int
    late: int
    overdue: tuple[DueStep, ...]
    ahead: tuple[DueStep, ...]
    roll: tuple[RollEntry, ...]
    letters: Mapping[str, int]
    on_paper: tuple[DueStep, ...] = ()

    @property
    def until(self) -> date:
        """The last day of `ahead`."""
        return self.on + timedelta(days=DAYS_AHEAD)

    @property
    def listed(self) -> tuple[RollEntry, ...]:
        """Those on the list."""
        return tuple(entry for entry in self.roll if entry.listed and entry.excluded is None)

    @property
    def left_out(self) -> tuple[RollEntry, ...]:
        """Those not on it."""
        return tuple(entry for entry in self.roll if not entry.listed or entry.excluded is not None)

    def as_data(self, language: Language) -> dict[str, Any]:
        """As plain data for JSON, texts in one language."""
        found: dict[str, Any] = plain(self, language)
        found["results"] = [
            {"result": code, "title": plain(title, language), "cases": count} for code, title, count in self.results
        ]
        return found


def cycle_file(session: Session, number: str, *, on: date) -> CycleFile:
    """The file of the cycle with this number, such as `KRG-rotation-2026`, as it stands on the authority's day `on`.

    The number of any of its cases will do too. A fixed number of queries, however many cases it has. Raises
    `InvalidInput` where there is none.
    """
    found = find_case(session, number)
    procedure = procedure_named(found.procedure)
    asked: Rows = (
        select(Case, Official, Organisation)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(col(Case.cycle_id) == found.cycle_id)
        .order_by(col(Case.number))
    )
    rows = [(case, name_of(who), place_of(where)) for case, who, where in session.execute(asked)]
    own = next((case for case, _, _ in rows if case.kind == "cycle"), None)
    if own is None:
        raise InvalidInput(f"the cycle of {number!r} has no case of its own")
    steps = _steps(session, found.cycle_id)
    law = _set_by_law(procedure, edition_of(session, procedure, own, session.get_one(Cycle, own.cycle_id)))
    asked_for = _asked_for(session, found.cycle_id)
    paper = {key: on_paper(reminders, on) for key, reminders in asked_for.items()}
    open_steps = {
        case.id: _open(procedure, case, name, place, steps.get(case.id, ()), law, paper) for case, name, place in rows
    }
    every = sorted(
        (step for of_case in open_steps.values() for step in of_case), key=lambda s: (s.act_by or date.max, s.case)
    )
    until = on + timedelta(days=DAYS_AHEAD)
    done = [(case, step) for case, _, _ in rows for step in steps.get(case.id, ()) if step.done_on and step.last_day]
    cases = tuple(
        _case(procedure, case, name, place, open_steps[case.id], steps.get(case.id, ()), on)
        for case, name, place in rows
        if case.kind == "case"
    )
    return CycleFile(
        own=case_file(session, own.number),
        on=on,
        cases=cases,
        steps=tuple(_counts(procedure, [s for c, _, _ in rows if c.kind == "case" for s in steps.get(c.id, ())], on)),
        results=tuple(_results(procedure, cases)),
        on_time=sum(not step.late for _, step in done),
        late=sum(step.late for _, step in done),
        overdue=tuple(s for s in every if s.last_day is not None and s.last_day < on),
        ahead=tuple(s for s in every if s.act_by and s.act_by <= until and (s.last_day or s.act_by) >= on),
        roll=_roll(session, own),
        letters=_letters(session, found.cycle_id),
        on_paper=tuple(s for s in every if s.on_paper),
    )


_Step = Row[Any]
"""What counting needs of a step record: neither its trace nor its form."""


def _steps(session: Session, cycle_id: int) -> Mapping[int, Sequence[_Step]]:
    asked: Rows = (
        select(
            col(StepRecord.case_id), col(StepRecord.code), col(StepRecord.kind), col(StepRecord.clause),
            col(StepRecord.performer), col(StepRecord.state), col(StepRecord.due), col(StepRecord.last_day),
            col(StepRecord.not_before), col(StepRecord.ends), col(StepRecord.provisional), col(StepRecord.done_on),
            col(StepRecord.late),
        )
        .join(Case, col(Case.id) == StepRecord.case_id)
        .where(col(Case.cycle_id) == cycle_id)
        .order_by(col(StepRecord.id))
    )  # fmt: skip
    found: dict[int, list[_Step]] = {}
    for row in session.execute(asked):
        found.setdefault(row.case_id, []).append(row)
    return found


def _overdue(step: _Step, on: date) -> bool:
    return step.state == "open" and step.last_day is not None and step.last_day < on


def _set_by_law(procedure: Procedure, edition: Edition) -> frozenset[str]:
    """The steps whose term the text sets: one missed is a breach."""
    every = (step for kind in ("cycle", "case") for step in procedure.process(kind).steps)
    return frozenset(step.code for step in every if step.deadline and not step.deadline.is_own(edition))


def _open(
    procedure: Procedure,
    case: Case,
    name: PersonName | None,
    place: FiledPlace | None,
    steps: Iterable[_Step],
    law: frozenset[str],
    paper: Mapping[tuple[int, str], bool],
) -> tuple[DueStep, ...]:
    process = procedure.process(case.kind)
    found = [
        DueStep(
            case.number, case.run_id, name, place, step.code, node_title(process, step.code), step.clause,
            procedure.roles.get(step.performer) or as_is(step.performer), step.due, step.last_day, step.not_before,
            step.ends, step.provisional, step.code not in law, paper.get((case.id, step.code), False),
        )
        for step in steps
        # A call activity is the cases themselves: it asks nobody for anything.
        if step.state == "open" and step.kind != "call-activity"
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda s: s.act_by or date.max))


def _case(
    procedure: Procedure,
    case: Case,
    name: PersonName | None,
    place: FiledPlace | None,
    open_steps: tuple[DueStep, ...],
    steps: Sequence[_Step],
    on: date,
) -> CycleCase:
    late = sum(_overdue(step, on) or (step.late and step.done_on is not None) for step in steps)
    title = _result_title(procedure, case.result)
    return CycleCase(
        case.number, case.run_id, name, place, open_steps, case.result, title, case.closed_on, late,
        breaches_of(case, procedure),
    )  # fmt: skip


def _result_title(procedure: Procedure, code: str | None) -> Text | None:
    return (procedure.case.results.get(code) or as_is(code)) if code else None


def _counts(procedure: Procedure, steps: Sequence[_Step], on: date) -> Iterable[StepCount]:
    for node in procedure.case.nodes:
        found = [step for step in steps if step.code == node.code]
        if not found:
            continue
        done = [step for step in found if step.done_on is not None]
        yield StepCount(
            node.code, node.title, node.clause,
            sum(s.state == "open" for s in found), sum(_overdue(s, on) for s in found),
            sum(not s.late for s in done), sum(s.late for s in done),
        )  # fmt: skip


def _results(procedure: Procedure, cases: Iterable[CycleCase]) -> Iterable[tuple[str | None, Text | None, int]]:
    counts = Counter(case.result for case in cases)
    order = [None, *procedure.case.results]
    for code in sorted(counts, key=lambda c: order.index(c) if c in order else len(order)):
        yield code, _result_title(procedure, code), counts[code]


def _roll(session: Session, own: Case) -> tuple[RollEntry, ...]:
    kept: Sequence[Mapping[str, Any]] = own.facts.get("roll") or ()
    people = by_code(session, Official, own.authority_id, {line["official"] for line in kept})
    places = by_code(session, Organisation, own.authority_id, {line["organisation"] for line in kept})
    named = [
        replace(
            roll_entry(line),
            name=name_of(people.get(line["official"])),
            place=place_of(places.get(line["organisation"])),
        )
        for line in kept
    ]
    return tuple(sorted(named, key=lambda e: not e.listed or e.excluded is not None))


def _asked_for(session: Session, cycle_id: int) -> Mapping[tuple[int, str], list[tuple[date, str]]]:
    """The reminders to serve the notices of open steps on paper, by case and step."""
    asked: Rows = (
        select(col(StepRecord.case_id), col(StepRecord.code), col(Reminder.on_day), col(Reminder.state))
        .join(StepRecord, col(StepRecord.id) == Reminder.step_id)
        .join(Case, col(Case.id) == StepRecord.case_id)
        .where(
            col(Case.cycle_id) == cycle_id, col(Reminder.kind) == SERVE_ON_PAPER, exactly(StepRecord.state, "open")
        )
    )  # fmt: skip
    found: dict[tuple[int, str], list[tuple[date, str]]] = {}
    for case_id, code, *reminder in session.execute(asked):
        found.setdefault((case_id, code), []).append(tuple(reminder))
    return found


def _letters(session: Session, cycle_id: int) -> Mapping[str, int]:
    asked: Rows = (
        select(col(Letter.state), func.count())
        .join(Case, col(Case.number) == Letter.case_number)
        .where(col(Case.cycle_id) == cycle_id)
        .group_by(col(Letter.state))
        .order_by(col(Letter.state))
    )
    return {state: count for state, count in session.execute(asked)}  # noqa: C416
