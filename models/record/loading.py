"""Cases read back from the record as the engine sees them."""

from collections import defaultdict, namedtuple
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_
from sqlmodel import Session, col, select

from models.acts import Act, Edition
from models.calendars import Correction, WorkingCalendar, working_calendar
from models.errors import InvalidInput
from models.procedure import Procedure
from models.record.acts import Amendment
from models.record.audit import CalendarCorrection
from models.record.cases import Case, Cycle, StepRecord
from models.record.people import Authority
from models.record.prepared import Prepared
from models.regulations import procedure as procedure_named
from models.state import Breach, CaseState, StepState
from models.texts import Text

StepRow = StepRecord | Row[Any]
"""A step record, or its columns but for the trace."""


def find_case(session: Session, number: str, *, lock: bool = False) -> Case:
    """The case with this number. Raises `InvalidInput` where there is none.

    `lock` keeps other writers off its row until the transaction ends (PostgreSQL; on SQLite the whole record is).
    """
    query = select(Case).where(Case.number == number)
    if lock:
        # Read again, even where the session knows it: it may have changed while this waited.
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise _no_case(number)
    return found


def _no_case(number: str) -> InvalidInput:
    return InvalidInput(f"no case {number!r}; `merzim cases` lists those there are")


_LOCKED = Prepared(select(Case).where(Case.number == bindparam("number")).with_for_update())
_TABLES = [Case.metadata.tables[name] for name in ("cases", "cycles", "authorities")]
_ROWS: list[Any] = [namedtuple(table.name, table.c.keys()) for table in _TABLES]
_WITH_CYCLE = Prepared(
    select(*(column.label(f"{table.name}_{column.name}") for table in _TABLES for column in table.c))
    .join_from(Case, Cycle, col(Cycle.id) == Case.cycle_id)
    .join(Authority, col(Authority.id) == Case.authority_id)
    .where(Case.number == bindparam("number"))
)
# Without the traces, which nobody reads to go on.
_STEPS = Prepared(
    select(*(column for name, column in StepRecord.__table__.c.items() if name != "trace")).where(  # type: ignore[attr-defined]
        col(StepRecord.case_id) == bindparam("case")
    )
)
_CORRECTIONS = Prepared(
    select(
        col(CalendarCorrection.authority_id),
        col(CalendarCorrection.day),
        col(CalendarCorrection.working),
        col(CalendarCorrection.decree),
    ).where(
        col(CalendarCorrection.country) == bindparam("country"),
        or_(
            col(CalendarCorrection.authority_id).is_(None),
            col(CalendarCorrection.authority_id) == bindparam("authority"),
        ),
    )
)
# In the order they were entered: one may be based on another.
_AMENDMENTS = Prepared(select(Amendment).where(col(Amendment.act) == bindparam("act")).order_by(col(Amendment.id)))


def find_with_cycle(connection: Connection, number: str) -> tuple[Any, Any, Any]:
    """The columns of a case, its cycle and its authority: to be read, not changed.

    Raises `InvalidInput` where there is none.
    """
    found = _WITH_CYCLE.ask(connection, number=number)
    if not found:
        raise _no_case(number)
    cells = iter(found[0])
    case, cycle, authority = (row._make(islice(cells, len(row._fields))) for row in _ROWS)
    return case, cycle, authority


def locked(connection: Connection, case: Any) -> Any:
    """Keep other writers off the case until the transaction ends; its columns as they wrote them before.

    On SQLite a writing transaction has had the whole record to itself from its start.
    """
    return case if connection.dialect.name == "sqlite" else _LOCKED.ask(connection, number=case.number)[0]


def steps_of(connection: Connection, case: Any) -> Sequence[StepRow]:
    """The step records of a case, in the order they were written."""
    return sorted(_STEPS.ask(connection, case=case.id), key=attrgetter("id"))


@dataclass(frozen=True)
class Corrections:
    """Corrections of a calendar by their days: those of the whole country, and the authority's own on top."""

    country: Mapping[date, Correction]
    own: Mapping[date, Correction]

    @property
    def all(self) -> tuple[Correction, ...]:
        """Those that count, in order of days."""
        by_day = {**self.country, **self.own}
        return tuple(by_day[day] for day in sorted(by_day))


def corrections_of(session: Session, authority: Authority) -> Corrections:
    """The corrections that hold for the authority; one query."""
    session.flush()
    rows = _CORRECTIONS.ask(session.connection(), country=authority.country, authority=authority.id)
    read = [(whose is None, Correction(*said)) for whose, *said in rows]
    return Corrections({c.day: c for general, c in read if general}, {c.day: c for general, c in read if not general})


def calendar_of(session: Session, authority: Authority) -> WorkingCalendar:
    """The authority's working calendar: its country's days off, with its own and its country's corrections on top."""
    return working_calendar(authority.country, corrections_of(session, authority).all)


def act_of(session: Session, procedure: Procedure) -> Act:
    """The procedure's act with the editions an administrator has entered; read once a session."""
    known: dict[str, Act] = session.info.setdefault("acts", {})
    code = procedure.act.code
    if code not in known:
        act = procedure.act
        session.flush()
        for row in _AMENDMENTS.ask(session.connection(), act=code):
            act = act.amended(amended_edition(act, row))
        known[code] = act
    return known[code]


def amended_edition(act: Act, row: "Amendment | Row[Any]") -> Edition:
    """The edition an amendment makes.

    Raises `InvalidInput` for a parameter the edition it amends does not set, or a value not of the parameter's kind.
    """
    base = act.edition(row.based_on)
    parameters = dict(base.parameters)
    for code, changed in row.parameters.items():
        if code not in parameters:
            raise InvalidInput(
                f"edition {base.code} has no parameter '{code}'; it has: {', '.join(sorted(parameters))}"
            )
        changed_to = (changed["value"], str(changed.get("clause", "")), changed.get("choices", ()))
        parameters[code] = parameters[code].amended(*changed_to)
    note = Text(row.note_ru, row.note_kk or row.note_ru) if row.note_ru else None
    return Edition(row.code, parameters, row.published_on, row.in_force_from, None, note)


def edition_of(session: Session, procedure: Procedure, case: Case, cycle: Cycle) -> Edition:
    """The edition a case keeps, with the authority's values as they stood when its cycle opened."""
    return act_of(session, procedure).edition(case.edition).with_values(cycle.parameters)


def load_states(session: Session, cases: Sequence[Case]) -> dict[int, CaseState]:
    """The states of these cases by their id, in two queries however many they are."""
    steps: dict[int, list[StepState]] = defaultdict(list)
    ids = [c.id for c in cases]
    for row in session.exec(select(StepRecord).where(col(StepRecord.case_id).in_(ids)).order_by(col(StepRecord.id))):
        steps[row.case_id].append(step_state(row))
    cycle_ids = {c.cycle_id for c in cases}
    cycles = {c.id: c for c in session.exec(select(Cycle).where(col(Cycle.id).in_(cycle_ids)))}
    editions: dict[tuple[int, str], Edition] = {}
    states = {}
    for case in cases:
        key = (case.cycle_id, case.edition)
        if key not in editions:
            editions[key] = edition_of(session, procedure_named(case.procedure), case, cycles[case.cycle_id])
        states[case.id] = case_state(case, editions[key], steps[case.id])
    return states


def case_state(case: Case, edition: Edition, steps: Iterable[StepState]) -> CaseState:
    """One case as the engine sees it."""
    return CaseState(
        number=case.number,
        edition=edition,
        opened_on=case.opened_on,
        facts=dict(case.facts),
        steps=tuple(steps),
        result=case.result or "",
        closed_on=case.closed_on,
        breaches=tuple(Breach(b["step"], b["clause"], Text(**b["text"])) for b in case.breaches),
    )


def step_state(row: StepRow) -> StepState:
    """One step record as the engine sees it."""
    return StepState(
        code=row.code,
        occurrence=row.occurrence,
        status=row.state,
        opened_on=row.opened_on,
        clause=row.clause,
        performer=row.performer,
        kind=row.kind,
        term=row.term or "",
        anchor_on=row.anchor_on,
        due=row.due,
        last_day=row.last_day,
        not_before=row.not_before,
        ends=row.ends,
        provisional=row.provisional,
        form=dict(row.form or {}),
        outcome=row.outcome or "",
        done_on=row.done_on,
        late=row.late,
    )
