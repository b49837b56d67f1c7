"""What a sweep looks for: set-based queries whose cost follows what is due, not what is open.

Each function is one query, whatever the number of open cases; `missing_cycles` is one a procedure. Days are the
authority's own: give `authority_id` where authorities lie in different time zones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, and_, case, exists, literal, select, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.record.acting import CONCERNED, Acting
from models.record.cases import Case, Cycle, Reminder, StepRecord
from models.record.people import Adoption, Authority, Official, Organisation
from models.reminders import SUPERIOR

OFFICIAL = CONCERNED
LONGEST_DELAY = timedelta(days=92)
"""A yearly opening missed for longer is the operator's to make up: its terms have all run out."""

Rows = Select[tuple[Any, ...]]


@dataclass(frozen=True)
class Recipient:
    """Somebody a letter goes to."""

    id: int
    code: str
    last_name: str
    first_name: str
    middle_name: str | None
    language: str
    email: str | None
    phone: str | None

    @property
    def full_name(self) -> str:
        """Surname, first name, patronymic."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)


@dataclass(frozen=True)
class ReminderDue:
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
    official_id: int | None
    official_name: str
    authority_id: int
    authority_code: str
    timezone: str
    country: str
    recipient: Recipient | None


@dataclass(frozen=True)
class StepDue:
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


def exactly(column: Any, value: object) -> ColumnElement[bool]:
    # Written into the statement: a database uses an index of open rows only if it sees the value.
    return col(column) == literal(value, literal_execute=True)


# As the index says it; SQLAlchemy would say `late = 0`, which SQLite does not see to be the same.
NOT_MARKED = text("NOT step_records.late")


def reminders_due(session: Session, on: date, *, authority_id: int | None = None) -> list[ReminderDue]:
    """Planned reminders of open steps with a day on or before `on`, by day and case."""
    subject, recipient = aliased(Official), aliased(Official)
    copied = and_(col(Reminder.role) == SUPERIOR, col(StepRecord.performer) != SUPERIOR)
    acting = Acting(case((copied, col(StepRecord.performer)), else_=col(Reminder.role)))
    who = case((copied, acting.superior), else_=acting.holder)
    asked: Rows = acting.joined(
        select(Reminder, StepRecord, Case, Authority, col(Organisation.settlement), subject, recipient)
        .join(StepRecord, col(StepRecord.id) == Reminder.step_id)
        .join(Case, col(Case.id) == Reminder.case_id)
        .join(Authority, col(Authority.id) == Case.authority_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .outerjoin(subject, col(subject.id) == Case.official_id)
    )
    asked = (
        asked.outerjoin(recipient, col(recipient.id) == who)
        .where(exactly(Reminder.state, "planned"), col(Reminder.on_day) <= on, col(StepRecord.state) == "open")
        .order_by(col(Reminder.on_day), col(Case.number), col(Reminder.id))
    )
    if authority_id is not None:
        asked = asked.where(col(Case.authority_id) == authority_id)
    return [_reminder_due(*row) for row in session.execute(asked)]


def _reminder_due(
    reminder: Reminder,
    step: StepRecord,
    found: Case,
    authority: Authority,
    settlement: str | None,
    subject: Official | None,
    recipient: Official | None,
) -> ReminderDue:
    return ReminderDue(
        reminder.id, reminder.kind, reminder.on_day, reminder.role,
        step.id, step.code, step.occurrence, step.clause, step.performer, step.opened_on,
        step.due, step.last_day, step.not_before, step.ends, step.provisional,
        found.id, found.number, found.procedure, found.run_id, settlement,
        found.official_id, _recipient(subject).full_name if subject else "",
        authority.id, authority.code, authority.timezone, authority.country,
        _recipient(recipient) if recipient else None,
    )  # fmt: skip


def _recipient(official: Official) -> Recipient:
    return Recipient(
        official.id, official.code, official.last_name, official.first_name, official.middle_name,
        official.language, official.email, official.phone,
    )  # fmt: skip


def steps_overdue(session: Session, on: date, *, authority_id: int | None = None) -> list[StepDue]:
    """Open steps whose last day lies before `on` and that are not marked late yet."""
    wanted = (exactly(StepRecord.state, "open"), NOT_MARKED, col(StepRecord.last_day) < on)
    return _steps(session, StepRecord.last_day, wanted, authority_id)


def timers_run_out(session: Session, on: date, *, authority_id: int | None = None) -> list[StepDue]:
    """Open timers whose period has ended on or before `on`."""
    wanted = (exactly(StepRecord.state, "open"), exactly(StepRecord.kind, "timer"), col(StepRecord.ends) <= on)
    return _steps(session, StepRecord.ends, wanted, authority_id)


def steps_allowed(session: Session, after: date, on: date, *, authority_id: int | None = None) -> list[StepDue]:
    """Open steps whose first allowed day lies after `after` (the last sweep's day) and on or before `on`."""
    wanted = (exactly(StepRecord.state, "open"), col(StepRecord.not_before) > after, col(StepRecord.not_before) <= on)
    return _steps(session, StepRecord.not_before, wanted, authority_id)


def calls_decided(session: Session) -> list[StepDue]:
    """Open call activities of cycles of which every case has a result."""
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
    wanted = (
        col(StepRecord.case_id).in_(running),
        exactly(StepRecord.state, "open"),
        exactly(StepRecord.kind, "call-activity"),
        ~undecided,
    )
    return _steps(session, StepRecord.opened_on, wanted, None)


def _steps(
    session: Session, day: Any, wanted: Sequence[ColumnElement[bool] | TextClause], authority_id: int | None
) -> list[StepDue]:
    asked: Rows = (
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
    if authority_id is not None:
        asked = asked.where(col(Case.authority_id) == authority_id)
    return [StepDue(*row) for row in session.execute(asked)]


def cases_to_show(session: Session, limit: int | None = None) -> list[CaseToShow]:
    """Cases whose run is behind the record, the oldest first."""
    asked: Rows = (
        select(col(Case.id), col(Case.number), col(Case.kind), col(Case.procedure), col(Case.version), col(Case.run_id))
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
