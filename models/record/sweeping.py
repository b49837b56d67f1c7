"""What a sweep looks for: set-based queries whose cost follows what is due, not what is open.

Each function is one query, whatever the number of open cases; `missing_cycles` is one a procedure. Days are the
authority's own, so most ask for the cases of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    TextClause,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.names import full_name
from models.record.acting import Acting
from models.record.base import Rows
from models.record.cases import Case, Cycle, Reminder, StepRecord
from models.record.database import ask
from models.record.people import Adoption, Authority, Official, Organisation
from models.reminders import SUPERIOR
from models.texts import Text

LONGEST_DELAY = timedelta(days=92)
"""A yearly opening missed for longer is the operator's to make up: its terms have all run out."""


class Recipient(NamedTuple):
    """Somebody a letter goes to."""

    id: int
    code: str
    last_name: str
    first_name: str
    middle_name: str | None
    sex: str | None
    language: str
    email: str | None
    phone: str | None


class ReminderDue(NamedTuple):
    """A reminder whose day has come, with all that its letter says.

    recipient  who acts in the role (`models.record.acting`); the superior of who acts for `superior`, unless the step
               is the superior's own; `None` where nobody is named
    """

    reminder_id: int
    kind: str
    on_day: date
    role: str
    step_id: int
    step: str
    occurrence: int
    clause: str
    performer: str
    opened_on: date
    due: date | None
    last_day: date | None
    not_before: date | None
    ends: date | None
    provisional: bool
    case_id: int
    case_number: str
    procedure: str
    run_id: str | None
    settlement: str | None
    organisation: Text | None
    official_name: str
    authority_id: int
    authority_code: str
    authority: Text
    timezone: str
    recipient: Recipient | None


class StepDue(NamedTuple):
    """A step whose day has come, in a case."""

    step_id: int
    step: str
    occurrence: int
    clause: str
    case_id: int
    case_number: str
    procedure: str
    authority_id: int
    authority_code: str
    run_id: str | None
    # The day itself: the last day missed, the end of the period, the first day allowed.
    day: date


@dataclass(frozen=True)
class CaseToShow:
    """A case whose run shows an older version of it, or that has no run yet."""

    case_id: int
    number: str
    kind: str
    procedure: str
    version: int
    run_id: str | None
    # Of its authority.
    region: str


@dataclass(frozen=True)
class YearlyOpening:
    """A procedure opened each year on the same day, by authorities that adopted its act; or by one of them."""

    procedure: str
    act: str
    month: int
    day: int
    authority_id: int | None = None


@dataclass(frozen=True)
class MissingCycle:
    """A cycle whose opening day has come and that does not exist."""

    authority_id: int
    authority_code: str
    procedure: str
    year: int
    opens_on: date


def exactly(column: Any, code: str) -> ColumnElement[bool]:
    # Written into the statement: a database uses an index of open rows only if it sees the value.
    return col(column) == literal_column(f"'{code}'")


# As the index says it; SQLAlchemy would say `late = 0`, which SQLite does not see to be the same.
NOT_MARKED = text("NOT step_records.late")
_ON, _AFTER = bindparam("on", type_=Date), bindparam("after", type_=Date)
# Not by the index of authorities: SQLite would go through all of their cases, and there are more of those.
_MINE = col(Case.authority_id) + 0 == bindparam("authority", type_=Integer)


def reminders_due(session: Session, on: date, *, authority_id: int) -> list[ReminderDue]:
    """Planned reminders of open steps with a day on or before `on`, by day and case."""
    found = ask(session, _reminders(), {"on": on, "authority": authority_id})
    return [_reminder_due(*row) for row in found]


@cache
def _reminders() -> Rows:
    subject, recipient = aliased(Official), aliased(Official)
    copied = and_(col(Reminder.role) == SUPERIOR, col(StepRecord.performer) != SUPERIOR)
    acting = Acting(case((copied, col(StepRecord.performer)), else_=col(Reminder.role)))
    who = case((copied, acting.superior), else_=acting.holder)
    asked: Rows = acting.joined(
        select(
            col(Reminder.id), col(Reminder.kind), col(Reminder.on_day), col(Reminder.role),
            col(StepRecord.id), col(StepRecord.code), col(StepRecord.occurrence), col(StepRecord.clause),
            col(StepRecord.performer), col(StepRecord.opened_on), col(StepRecord.due), col(StepRecord.last_day),
            col(StepRecord.not_before), col(StepRecord.ends), col(StepRecord.provisional),
            col(Case.id), col(Case.number), col(Case.procedure), col(Case.run_id),
            col(Organisation.settlement), col(Organisation.name_ru), col(Organisation.name_kk),
            col(subject.last_name), col(subject.first_name), col(subject.middle_name),
            col(Authority.id), col(Authority.code), col(Authority.name_ru), col(Authority.name_kk),
            col(Authority.timezone), *(col(getattr(recipient, name)) for name in Recipient._fields),
        )
        .join(StepRecord, col(StepRecord.id) == Reminder.step_id)
        .join(Case, col(Case.id) == Reminder.case_id)
        .join(Authority, col(Authority.id) == Case.authority_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .outerjoin(subject, col(subject.id) == Case.official_id)
    )  # fmt: skip
    planned = (exactly(Reminder.state, "planned"), col(Reminder.on_day) <= _ON, exactly(StepRecord.state, "open"))
    return (
        asked.outerjoin(recipient, col(recipient.id) == who)
        .where(*planned, _MINE)
        .order_by(col(Reminder.on_day), col(Case.number), col(Reminder.id))
    )


def _reminder_due(*row: Any) -> ReminderDue:
    # The reminder, its step and its case stand in the order of the fields.
    own, (ru, kk, *person, authority, code, name_ru, name_kk, timezone), who = row[:20], row[20:30], row[30:]
    place, concerned = Text(ru, kk) if ru is not None else None, full_name(*person)
    acts = Recipient(*who) if who[0] is not None else None
    return ReminderDue._make((*own, place, concerned, authority, code, Text(name_ru, name_kk), timezone, acts))


def steps_overdue(session: Session, on: date, *, authority_id: int) -> list[StepDue]:
    """Open steps whose last day lies before `on` and that are not marked late yet."""
    return _steps_due(session, _overdue(), on=on, authority=authority_id)


@cache
def _overdue() -> Rows:
    day = col(StepRecord.last_day)
    return _steps(day, exactly(StepRecord.state, "open"), NOT_MARKED, day < _ON, _MINE)


def timers_run_out(session: Session, on: date, *, authority_id: int) -> list[StepDue]:
    """Open timers whose period has ended on or before `on`."""
    return _steps_due(session, _run_out(), on=on, authority=authority_id)


@cache
def _run_out() -> Rows:
    running = (exactly(StepRecord.state, "open"), exactly(StepRecord.kind, "timer"))
    return _steps(StepRecord.ends, *running, col(StepRecord.ends) <= _ON, _MINE)


def steps_allowed(session: Session, after: date, on: date, *, authority_id: int) -> list[StepDue]:
    """Open steps whose first allowed day lies after `after` (the last sweep's day) and on or before `on`."""
    return _steps_due(session, _allowed(), after=after, on=on, authority=authority_id)


@cache
def _allowed() -> Rows:
    day = col(StepRecord.not_before)
    return _steps(day, exactly(StepRecord.state, "open"), day > _AFTER, day <= _ON, _MINE)


def calls_decided(session: Session) -> list[StepDue]:
    """Open call activities of all cycles of which every case has a result."""
    return _steps_due(session, _decided())


@cache
def _decided() -> Rows:
    inner = aliased(Case)
    undecided = exists().where(
        col(inner.cycle_id) == Case.cycle_id,
        exactly(inner.kind, "case"),
        col(inner.result).is_(None),
        col(inner.closed_on).is_(None),
    )
    # By way of the cycles' own cases: they are few, open steps are many.
    own = aliased(Case)
    running = select(col(own.id)).where(exactly(own.kind, "cycle"), col(own.closed_on).is_(None))
    return _steps(
        StepRecord.opened_on,
        col(StepRecord.case_id).in_(running),
        exactly(StepRecord.state, "open"),
        exactly(StepRecord.kind, "call-activity"),
        ~undecided,
    )


def _steps(day: Any, *wanted: ColumnElement[bool] | TextClause) -> Rows:
    return (
        select(
            col(StepRecord.id), col(StepRecord.code), col(StepRecord.occurrence), col(StepRecord.clause),
            col(Case.id), col(Case.number), col(Case.procedure), col(Authority.id), col(Authority.code),
            col(Case.run_id), col(day),
        )
        .join(Case, col(Case.id) == StepRecord.case_id)
        .join(Authority, col(Authority.id) == Case.authority_id)
        .where(*wanted)
        .order_by(col(day), col(Case.number), col(StepRecord.id))
    )  # fmt: skip


def _steps_due(session: Session, asked: Rows, **values: Any) -> list[StepDue]:
    return [StepDue(*row) for row in ask(session, asked, values)]


def cases_to_show(session: Session, limit: int | None = None, region: str | None = None) -> list[CaseToShow]:
    """Cases whose run is behind the record, the oldest first; `region`: only those of its authorities."""
    asked: Rows = (
        select(
            col(Case.id),
            col(Case.number),
            col(Case.kind),
            col(Case.procedure),
            col(Case.version),
            col(Case.run_id),
            col(Authority.region),
        )
        .join(Authority, col(Authority.id) == Case.authority_id)
        .where(true() if region is None else col(Authority.region) == region)
        .where(col(Case.shown_version) < col(Case.version))
        .order_by(col(Case.id))
        .limit(limit)
    )
    return [CaseToShow(*row) for row in session.execute(asked)]


def missing_cycles(session: Session, yearly: Sequence[YearlyOpening], on: date) -> list[MissingCycle]:
    """Cycles that should have been opened by `on` and were not: the last opening day of each procedure, if it lies no
    more than `LONGEST_DELAY` back and the authority's adoption of the act was in force on it.
    """
    found = []
    for opening in yearly:
        opens_on = date(on.year, opening.month, opening.day)
        if opens_on > on:
            opens_on = date(on.year - 1, opening.month, opening.day)
        if on - opens_on > LONGEST_DELAY:
            continue
        there = exists().where(
            col(Cycle.procedure) == opening.procedure,
            col(Cycle.authority_id) == Authority.id,
            col(Cycle.year) == opens_on.year,
        )
        adopted = exists().where(
            col(Adoption.authority_id) == Authority.id,
            col(Adoption.act) == opening.act,
            col(Adoption.from_day) <= opens_on,
        )
        asked = select(col(Authority.id), col(Authority.code)).where(adopted, ~there).order_by(col(Authority.code))
        if opening.authority_id is not None:
            asked = asked.where(col(Authority.id) == opening.authority_id)
        rows = session.execute(asked)
        found += [MissingCycle(id_, code, opening.procedure, opens_on.year, opens_on) for id_, code in rows]
    return found
