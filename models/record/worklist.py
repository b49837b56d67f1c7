"""The worklist: open steps of all cases, the most pressing first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.filed import FiledPlace, plain
from models.names import PersonName
from models.record.acting import Acting
from models.record.base import Rows
from models.record.case_rows import name_of, place_of
from models.record.cases import Case, Cycle, StepRecord
from models.record.outcomes import node_title
from models.record.people import Authority, Official, Organisation
from models.regulations import procedure as procedure_named
from models.texts import Language, Text, as_is


@dataclass(frozen=True)
class WorkItem:
    """An open step of a case. `holder` acts in the role there, None where the registry names nobody."""

    case: str
    kind: str
    procedure: str
    year: int
    authority: str
    timezone: str
    person: PersonName | None
    place: FiledPlace | None
    step: str
    occurrence: int
    title: Text
    clause: str
    performer: str
    performer_title: Text
    holder: PersonName | None
    opened_on: date
    due: date | None
    last_day: date | None
    not_before: date | None
    ends: date | None
    provisional: bool
    result: str | None
    run_id: str | None

    @property
    def act_by(self) -> date | None:
        """The day to act by, or the day a period ends."""
        return self.due or self.ends

    def overdue(self, on: date) -> bool:
        """Its last day lies before `on`."""
        return self.last_day is not None and self.last_day < on

    def as_data(self, language: Language, on: date) -> dict[str, Any]:
        """As plain data for JSON; `days_left` to the day to act by, negative once it has passed."""
        found: dict[str, Any] = plain(self, language)
        left = (self.act_by - on).days if self.act_by else None
        return found | {"overdue": self.overdue(on), "days_left": left}


@dataclass(frozen=True)
class KnownAuthority:
    """An authority whose cases there may be."""

    code: str
    timezone: str


def authorities(session: Session) -> list[KnownAuthority]:
    """All authorities, by their codes."""
    rows = session.execute(select(col(Authority.code), col(Authority.timezone)).order_by(col(Authority.code)))
    return [KnownAuthority(*row) for row in rows]


def worklist(
    session: Session,
    *,
    procedure: str | None = None,
    year: int | None = None,
    authority: str | None = None,
    by: date | None = None,
) -> list[WorkItem]:
    """Open steps, in one query, by the day to act by; those without one come last.

    `by`: those to be acted on by that day, itself included. A call activity is no work of anybody's and left out.
    """
    acting, holder = Acting(col(StepRecord.performer)), aliased(Official)
    day = func.coalesce(col(StepRecord.due), col(StepRecord.ends))
    found: Rows = (
        select(
            Case, Cycle, Authority, Official, Organisation, holder,
            col(StepRecord.code), col(StepRecord.occurrence), col(StepRecord.clause), col(StepRecord.performer),
            col(StepRecord.opened_on), col(StepRecord.due), col(StepRecord.last_day), col(StepRecord.not_before),
            col(StepRecord.ends), col(StepRecord.provisional),
        )
        .join(Case, col(Case.id) == StepRecord.case_id)
        .join(Cycle, col(Cycle.id) == Case.cycle_id)
        .join(Authority, col(Authority.id) == Case.authority_id)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
    )  # fmt: skip
    asked = (
        acting.joined(found)
        .outerjoin(holder, col(holder.id) == acting.holder)
        # Written into the statement: a database uses an index of open rows only if it sees the value.
        .where(col(StepRecord.state) == literal("open", literal_execute=True))
        .where(col(StepRecord.kind) != "call-activity")
        .order_by(day.is_(None), day, col(Case.number), col(StepRecord.id))
    )
    for column, wanted in ((Case.procedure, procedure), (Cycle.year, year), (Authority.code, authority)):
        if wanted is not None:
            asked = asked.where(col(column) == wanted)
    if by is not None:
        asked = asked.where(day <= by)
    return [_item(*row) for row in session.execute(asked)]


def _item(
    case: Case,
    cycle: Cycle,
    authority: Authority,
    official: Official | None,
    organisation: Organisation | None,
    holder: Official | None,
    code: str,
    occurrence: int,
    clause: str,
    performer: str,
    *days: Any,
) -> WorkItem:
    procedure = procedure_named(case.procedure)
    opened_on, due, last_day, not_before, ends, provisional = days
    return WorkItem(
        case.number, case.kind, case.procedure, cycle.year, authority.code, authority.timezone,
        name_of(official), place_of(organisation),
        code, occurrence, node_title(procedure.process(case.kind), code), clause,
        performer, procedure.roles.get(performer) or as_is(performer), name_of(holder),
        opened_on, due, last_day, not_before, ends, provisional, case.result, case.run_id,
    )  # fmt: skip
