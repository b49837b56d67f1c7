"""Opening cycles and, in bulk, the cases of everyone on a cycle's list."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, insert
from sqlmodel import Session, col, select

from models import clock
from models.calendars import WorkingCalendar
from models.engine import Decision, open_case
from models.errors import InvalidInput, Refusal
from models.faults import fault
from models.procedure import Listed, Procedure
from models.record.audit import Act, append, append_all
from models.record.cases import Case, Cycle, StepRecord
from models.record.first_steps import insert_first_steps
from models.record.loading import act_of, calendar_of, edition_of
from models.record.people import Adoption, Authority
from models.record.sweeping import YearlyOpening
from models.record.writer import carry_out
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.state import CaseState
from models.texts import Text
from models.written import FIRST_YEAR, LAST_YEAR

FARTHEST = 1
"""An operator's cycle may be that of the year before or after: a slip of the keyboard is farther off."""
MOST_A_YEAR = 99
"""An authority opens no more cycles of a procedure in a year; their numbers stay apart from those of cases."""
AT_ONCE = 1_000
"""Cases written together: what is in memory at one time."""


def find_authority(session: Session, code: str) -> Authority:
    """The authority with this code. Raises `InvalidInput` that lists those there are."""
    found = session.exec(select(Authority).where(Authority.code == code)).first()
    if found is None:
        known = ", ".join(session.exec(select(Authority.code).order_by(Authority.code))) or "none, import a registry"
        raise InvalidInput(f"no authority '{code}'; there are: {known}")
    return found


def cycle_number(authority: str, procedure: str, year: int, sequence: int = 1) -> str:
    """The number of a cycle's own case: `KRG-reserve-2027`, of the second one in the year `KRG-reserve-2027-2`."""
    return f"{authority}-{procedure}-{year}" + (f"-{sequence}" if sequence > 1 else "")


def cycle_year(opening: tuple[int, int] | None, on: date) -> int:
    """The year of the last yearly opening on or before the day; the day's own where an operator opens."""
    return on.year - 1 if opening is not None and (on.month, on.day) < opening else on.year


def adoption_of(session: Session, authority: Authority, act: str, on: date) -> Adoption | None:
    """The authority's adoption of the act that stands on the day, with its own values."""
    return session.exec(
        select(Adoption)
        .where(Adoption.authority_id == authority.id, Adoption.act == act, Adoption.from_day <= on)
        .order_by(col(Adoption.from_day).desc())
    ).first()


def yearly_openings(session: Session) -> list[YearlyOpening]:
    """On which day each authority that adopted an act opens its yearly cycle; one query."""
    by_act = {p.act.code: p for p in map(procedure_named, PROCEDURES)}
    asked = select(Adoption).where(col(Adoption.act).in_(by_act)).order_by(col(Adoption.from_day))
    latest = {(a.authority_id, a.act): a for a in session.exec(asked)}
    return [
        YearlyOpening(by_act[act].code, act, *opening, authority_id)
        for (authority_id, act), adoption in latest.items()
        if (opening := by_act[act].opening(adoption.parameters)) is not None
    ]


def open_cycle(
    session: Session,
    procedure_code: str,
    authority_code: str,
    year: int | None = None,
    *,
    at: datetime,
    by: str,
    another: bool = False,
    run_id: str | None = None,
) -> Case:
    """Open the cycle of a procedure in an authority and year, unless it is open already; its own case is returned.

    A yearly one opens on its lawful day, however late the service came to it; any other on the day it is opened.
    `year` left out: that of the last opening. `another`: one more in the year, where an operator opens them; without it
    the last one of the year is found. `run_id`: the flow run that opens it and shows it. Raises `NotInForce` where no
    edition covers that day and the authority has not adopted the text by then; `InvalidInput` for another country's
    act, and for a yearly one whose day has not come or of which another is asked for.
    """
    procedure, authority = procedure_named(procedure_code), find_authority(session, authority_code)
    on = clock.local(at, authority.timezone)
    latest = adoption_of(session, authority, procedure.act.code, on)
    opening = procedure.opening(latest.parameters if latest else {})
    year = cycle_year(opening, on) if year is None else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(f"year {year}: a year from {FIRST_YEAR} to {LAST_YEAR} is needed")
    # Two sweeps at once: the second waits here and finds the cycle of the first.
    session.exec(select(Authority).where(Authority.id == authority.id).with_for_update(key_share=True)).one()
    last = session.exec(
        select(Cycle.sequence, Case)
        .join(Case, and_(col(Case.cycle_id) == Cycle.id, col(Case.kind) == "cycle"))
        .where(Cycle.procedure == procedure.code, Cycle.authority_id == authority.id, Cycle.year == year)
        .order_by(col(Cycle.sequence).desc())
    ).first()
    if last is not None and not another:
        return last[1]
    if another and opening is not None:
        raise InvalidInput(f"{procedure.code} is opened once a year, on its day: there is no other one in {year}")
    sequence = last[0] + 1 if last is not None else 1
    if sequence > MOST_A_YEAR:
        raise InvalidInput(f"{procedure.code}: {MOST_A_YEAR} cycles were opened in {year} already")
    number = cycle_number(authority.code, procedure.code, year, sequence)
    opened_on = date(year, *opening) if opening is not None else on
    if opened_on > on:
        raise InvalidInput(f"{procedure.code} of {year} opens on {opened_on}: it is {on}")
    if opening is None and abs(year - on.year) > FARTHEST:
        raise InvalidInput(f"{procedure.code} of {year} can't be opened on {on}: it would be of another time")
    adoption = adoption_of(session, authority, procedure.act.code, opened_on)
    if adoption is None and authority.country != procedure.act.country:
        raise InvalidInput(
            f"'{procedure.act.code}' is an act of {procedure.act.country}, {authority.code} is in {authority.country} "
            "and has not adopted it"
        )
    own = adoption.parameters if adoption else {}
    edition = act_of(session, procedure).edition_on(opened_on, adoption.from_day if adoption else None).with_values(own)
    cycle = Cycle(
        procedure=procedure.code, authority_id=authority.id, year=year, sequence=sequence, edition=edition.code,
        parameters=own, opened_on=opened_on,
    )  # fmt: skip
    session.add(cycle)
    session.flush()
    people = procedure.roster(session, authority, opened_on, edition) if procedure.roster else []
    settled = procedure.set_by(opened_on, edition, {})
    case = Case(
        number=number, kind="cycle", procedure=procedure.code, edition=edition.code, authority_id=authority.id,
        cycle_id=cycle.id, opened_on=opened_on, facts={"roll": [rolled(p) for p in people], **settled}, run_id=run_id,
    )  # fmt: skip
    session.add(case)
    session.flush()
    calendar = calendar_of(session, authority)
    decision = open_case(procedure.cycle, CaseState(number, edition, opened_on, settled), opened_on, calendar)
    carry_out(session, case, authority, decision, {}, on=opened_on, at=at, by=by, answer_key=None)
    after = {
        "edition": edition.code,
        "adopted": adoption.decree if adoption else None,
        "listed": sum(p.verdict.listed for p in people),
    }
    fault("cycle-inserted")
    append(session, Act(at=at, on_day=opened_on, actor=by, action="cycle-opened", authority_code=authority.code,
                        case_number=number, after=after))  # fmt: skip
    if procedure.cases_open_with_cycle:
        open_cases(session, case, procedure, authority, calendar, on=opened_on, at=at, by=by)
    return case


def rolled(person: Listed) -> dict[str, Any]:
    """A line of the list as the cycle keeps it: who, and why on it or not."""
    return {
        "official": person.official_code,
        "organisation": person.organisation_code,
        "listed": person.verdict.listed,
        "clause": person.verdict.clause,
        "reasons": [vars(r) for r in person.verdict.reasons],
    }


def open_cases(
    session: Session,
    cycle_case: Case,
    procedure: Procedure,
    authority: Authority,
    calendar: WorkingCalendar,
    *,
    on: date,
    at: datetime,
    by: str,
) -> int:
    """Open a case for each person on the list, a thousand in a fixed number of statements; how many were opened.

    The list is worked out afresh on the day, and kept with its reasons; those the form left out are left out with the
    reason given there.
    """
    cycle = session.get_one(Cycle, cycle_case.cycle_id)
    edition = edition_of(session, procedure, cycle_case, cycle)
    people = procedure.roster(session, authority, cycle.opened_on, edition) if procedure.roster else []
    known = _cycle_facts(session, cycle_case)
    excluded: Mapping[str, str] = known.get(f"{procedure.cycle.starts[0]}.exclude") or {}
    unknown = set(excluded) - {p.official_code for p in people}
    # Judged where it is said: somebody left out at an earlier step may have left the registry since.
    if unknown and procedure.cases_on in procedure.cycle.starts:
        known_codes = ", ".join(p.official_code for p in people if p.verdict.listed)
        raise Refusal(
            Text(
                "из списка исключены неизвестные табельные номера: {wrong}; в списке: {known}",
                "тізімнен белгісіз табель нөмірлері шығарылған: {wrong}; тізімде: {known}",
                "left out of the list, but not known: {wrong}; on the list: {known}",
            ).filled(wrong=", ".join(sorted(unknown)), known=known_codes),
            clause=procedure.node(procedure.cases_on).clause,
            step=procedure.cases_on,
            case=cycle_case.number,
        )
    roll = [
        rolled(p) | ({"excluded": excluded[p.official_code]} if p.official_code in excluded else {}) for p in people
    ]
    session.get_one(Case, cycle_case.id).facts = {**cycle_case.facts, "roll": roll}
    listed = [p for p in people if p.verdict.listed and p.official_code not in excluded]
    for first in range(0, len(listed), AT_ONCE):
        some = listed[first : first + AT_ONCE]
        states = [
            CaseState(f"{cycle_case.number}-{n:03d}", edition, on, {**known, **_own(p)})
            for n, p in enumerate(some, start=first + 1)
        ]
        ids = _insert_cases(session, cycle_case, states, some)
        fault("cases-inserted")
        insert_first_steps(session, procedure.case, states, ids, on, calendar)
        opened = zip(states, some, strict=True)
        append_all(session, [_opened(s, p, procedure.cases_on, authority, on=on, at=at, by=by) for s, p in opened])
    return len(listed)


def admit(
    session: Session,
    cycle_case: Case,
    procedure: Procedure,
    decision: Decision,
    calendar: WorkingCalendar,
    authority: Authority,
    *,
    on: date,
    at: datetime,
    by: str,
) -> str:
    """Open a case for the one person an event of the cycle brought; its number."""
    assert procedure.admit is not None
    person = procedure.admit(session, cycle_case, decision)
    there = session.exec(
        select(Case).where(Case.cycle_id == cycle_case.cycle_id, Case.official_id == person.official_id)
    ).first()
    if there is not None:
        raise Refusal(
            Text("дело уже открыто: {case}", "іс ашылып қойған: {case}", "the case is open already: {case}").filled(
                case=there.number
            ),
            clause=procedure.node(procedure.admits).main_clause,
            step=procedure.admits,
            case=cycle_case.number,
        )
    count = session.exec(
        select(func.count()).select_from(Case).where(Case.cycle_id == cycle_case.cycle_id, Case.kind == "case")
    ).one()
    facts = {**_cycle_facts(session, cycle_case), **_own(person)}
    edition = edition_of(session, procedure, cycle_case, session.get_one(Cycle, cycle_case.cycle_id))
    state = CaseState(f"{cycle_case.number}-{count + 1:03d}", edition, on, facts)
    ids = _insert_cases(session, cycle_case, [state], [person])
    insert_first_steps(session, procedure.case, [state], ids, on, calendar)
    append(session, _opened(state, person, procedure.admits, authority, on=on, at=at, by=by))
    return state.number


def _opened(
    state: CaseState, person: Listed, step: str, authority: Authority, *, on: date, at: datetime, by: str
) -> Act:
    return Act(at=at, on_day=on, actor=by, action="case-opened", authority_code=authority.code,
               case_number=state.number, step=step, clause=person.verdict.clause,
               after={"official": person.official_code})  # fmt: skip


def _own(person: Listed) -> dict[str, Any]:
    return {f"case.{name}": value for name, value in person.facts.items()}


def _cycle_facts(session: Session, cycle_case: Case) -> dict[str, Any]:
    """What the cycle's opening settled and its own steps recorded, as facts of its cases."""
    settled = {name: value for name, value in cycle_case.facts.items() if name.startswith("cycle.")}
    rows = session.exec(select(StepRecord).where(StepRecord.case_id == cycle_case.id, StepRecord.state == "done"))
    return settled | {f"{row.code}.{name}": value for row in rows for name, value in (row.form or {}).items()}


def _insert_cases(
    session: Session, cycle_case: Case, states: Sequence[CaseState], people: Sequence[Listed]
) -> list[int]:
    """The rows of new cases; their ids."""
    rows: list[dict[str, Any]] = [
        {"number": s.number, "kind": "case", "procedure": cycle_case.procedure, "edition": cycle_case.edition,
         "authority_id": cycle_case.authority_id, "cycle_id": cycle_case.cycle_id, "official_id": p.official_id,
         "organisation_id": p.organisation_id, "opened_on": s.opened_on, "facts": s.facts, "breaches": [], "version": 1,
         "shown_version": 0}
        for s, p in zip(states, people, strict=True)
    ]  # fmt: skip
    if not rows:
        return []
    session.connection().execute(insert(Case), rows)
    asked = select(Case.number, Case.id).where(col(Case.number).in_([s.number for s in states]))
    by_number: dict[str, int] = dict(session.exec(asked).all())
    return [by_number[s.number] for s in states]
