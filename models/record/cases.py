"""Cycles, cases and their steps, with the reminders and documents a step owes."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from models.record.base import Record, coded, document, key, moment, one_of

CaseKind = Literal["cycle", "case"]
StepKind = Literal["user-task", "timer", "call-activity", "boundary"]
# superseded: done, but the case went back and it no longer counts.
StepState = Literal["waiting", "open", "done", "cancelled", "superseded"]
ReminderState = Literal["planned", "done", "cancelled"]


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    # Rows stay for good while few of them are open: an index of the open ones alone keeps the sweep's cost
    # with what is due, and a closed row costs no index entry.
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


class Cycle(Record, table=True):
    """A procedure of one authority in one year; where an operator opens it, one of several in the year."""

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("procedure", "authority_id", "year", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence"),
    )

    id: int = key()
    procedure: str
    authority_id: int = Field(foreign_key="authorities.id", index=True)
    year: int
    # 1, or more where an operator opened another one in the same year.
    sequence: int = Field(default=1, sa_column_kwargs={"server_default": text("1")})
    # The edition of the act it was opened under; its cases keep their own.
    edition: str
    # The authority's own values of the edition's parameters, as they stood when it opened.
    parameters: dict[str, Any] = document(default_factory=dict)
    opened_on: date
    closed_on: date | None = None


class Case(Record, table=True):
    """One person's instance of a procedure (`case`), or the cycle's own steps (`cycle`)."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("kind", CaseKind),
        CheckConstraint("kind = 'cycle' OR official_id IS NOT NULL", name="whose"),
        CheckConstraint("version >= 1 AND shown_version BETWEEN 0 AND version", name="version"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="order"),
        Index(None, "procedure", "closed_on"),
        _partial("uq_cases_one_each", "cycle_id", "official_id", unique=True, where="kind = 'case'"),
        _partial("uq_cases_own", "cycle_id", unique=True, where="kind = 'cycle'"),
        _partial("ix_cases_to_show", "id", where="shown_version < version"),
        _partial("ix_cases_marked", "authority_id", where="marks <> ''"),
    )

    id: int = key()
    # 'KRG-rotation-2026-007'; the cycle's own: 'KRG-rotation-2026'.
    number: str = Field(unique=True)
    kind: CaseKind = coded()
    procedure: str
    # The edition it was opened under, kept for its whole life.
    edition: str
    authority_id: int = Field(foreign_key="authorities.id", index=True)
    cycle_id: int = Field(foreign_key="cycles.id")
    official_id: int | None = Field(default=None, foreign_key="officials.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id")
    opened_on: date
    # What its steps and terms are worked out from.
    facts: dict[str, Any] = document(default_factory=dict)
    # Breaches of the law, recorded and never hidden.
    breaches: list[Any] = document(default_factory=list)
    # The outcome's code; may be set while steps stay open.
    result: str | None = None
    result_on: date | None = None
    closed_on: date | None = None
    # Goes up with every change; a writer that read an older one loses.
    version: int = 1
    # Prefect's flow run that shows the case; the record lives without it.
    run_id: str | None = Field(default=None, index=True)
    # The version its run shows; behind `version`: the run is to be refreshed.
    shown_version: int = 0
    # What the day makes of it, as its run's tags show it (models.record.pressing), parted by spaces.
    marks: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    # The last refusal, shown to the operator: {ru, kk, en, clause}.
    message: dict[str, Any] | None = document(default=None)


class StepRecord(Record, table=True):
    """One occurrence of a step in a case."""

    __tablename__ = "step_records"
    __table_args__ = (
        UniqueConstraint("case_id", "code", "occurrence"),
        one_of("kind", StepKind),
        one_of("state", StepState),
        CheckConstraint("state NOT IN ('done', 'superseded') OR done_on IS NOT NULL", name="done"),
        CheckConstraint("occurrence >= 1", name="occurrence"),
        _partial("uq_step_records_answer", "case_id", "answer_key", unique=True, where="answer_key IS NOT NULL"),
        _partial("ix_step_records_due", "due", where="state = 'open'"),
        _partial("ix_step_records_not_before", "not_before", where="state = 'open' AND not_before IS NOT NULL"),
        _partial("ix_step_records_ends", "ends", where="state = 'open' AND kind = 'timer'"),
        _partial("ix_step_records_unmarked", "last_day", where="state = 'open' AND NOT late"),
    )

    id: int = key()
    case_id: int = Field(foreign_key="cases.id")
    kind: StepKind = coded()
    code: str
    # 1, or more where the case came back to the step.
    occurrence: int = 1
    clause: str
    # The role bound to act.
    performer: str
    state: StepState = coded()
    opened_on: date
    # In the grammar of terms, with the day it is counted from.
    term: str | None = None
    anchor_on: date | None = None
    # The day to act by, and the day by which lateness is judged.
    due: date | None = None
    last_day: date | None = None
    # The first day it may be done.
    not_before: date | None = None
    # The day a period of office ends: a timer passes then.
    ends: date | None = None
    # A date that rests on an estimated holiday or on transfers not decreed yet.
    provisional: bool = False
    # How each of its dates was counted, from models.terms.
    trace: list[Any] | None = document(default=None)
    form: dict[str, Any] | None = document(default=None)
    outcome: str | None = None
    done_on: date | None = None
    late: bool = False
    recorded_at: datetime | None = moment(default=None)
    recorded_by: str | None = None
    # Names one answer, so that it is recorded once however often it arrives.
    answer_key: str | None = None


class Ruling(Record, table=True):
    """The commission's decision on one case."""

    __tablename__ = "rulings"

    id: int = key()
    case_id: int = Field(foreign_key="cases.id", index=True)
    step_id: int = Field(foreign_key="step_records.id", unique=True)
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id", index=True)
    met_on: date
    option: str
    destination_id: int | None = Field(default=None, foreign_key="organisations.id", index=True)
    # There was no place to rotate to; the head is on next year's list (rotation, clause 12).
    no_place: bool = False
    # Members whom a conflict of interest kept out of this vote, by name: the votes can't be counted again without them.
    recused: list[Any] | None = document(default=None)


class Ballot(Record, table=True):
    """The votes cast for one option of a ruling."""

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("ruling_id", "option"), CheckConstraint("votes >= 0", name="votes"))

    id: int = key()
    ruling_id: int = Field(foreign_key="rulings.id")
    option: str
    votes: int
    # The chair voted for it, so that it wins a tie.
    casting: bool = False


class Reminder(Record, table=True):
    """A day on which a performer is reminded of an open step."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("step_id", "kind", "on_day", "role"),
        one_of("state", ReminderState),
        _partial("ix_reminders_planned", "on_day", where="state = 'planned'"),
    )

    id: int = key()
    step_id: int = Field(foreign_key="step_records.id")
    case_id: int = Field(foreign_key="cases.id", index=True)
    on_day: date
    # before-5, before-3, before-1, on-day, opens, overdue-1, overdue-3, overdue-weekly, before-6-months, ...
    kind: str
    # The role reminded; `superior`: the superior of the step's performer.
    role: str
    state: ReminderState = coded(default="planned")


class DueDocument(Record, table=True):
    """A document the law asks for (a list, a notice, minutes, an act)."""

    __tablename__ = "due_documents"
    __table_args__ = (_partial("ix_due_documents_to_write", "id", where="written_on IS NULL"),)

    id: int = key()
    case_id: int = Field(foreign_key="cases.id", index=True)
    step_id: int | None = Field(default=None, foreign_key="step_records.id")
    code: str
    clause: str
    owed_on: date
    # The date of the document written for it (models.record.documents).
    written_on: date | None = None


class RefusedAnswer(Record, table=True):
    """An answer the law does not allow: kept as it was given, with the reason, so that nothing is lost."""

    __tablename__ = "refused_answers"
    __table_args__ = (UniqueConstraint("case_id", "answer_key"),)

    id: int = key()
    case_id: int = Field(foreign_key="cases.id")
    # The key of the form it was given in: an answer is taken or refused once.
    answer_key: str
    step: str
    clause: str
    reason: dict[str, Any] = document()
    form: dict[str, Any] = document()
    given_at: datetime = moment()
    given_by: str
