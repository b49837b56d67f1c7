"""Corrections of entries: a further entry with its reason, beside what was recorded first."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.record.base import Record, document, key, moment


class EntryCorrection(Record, table=True):
    """One correction of a recorded step. What it replaced stays here and in the audit trail."""

    __tablename__ = "entry_corrections"
    __table_args__ = (
        UniqueConstraint("case_id", "answer_key"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: int = key()
    case_id: int = Field(foreign_key="cases.id", index=True)
    step_id: int = Field(foreign_key="step_records.id")
    reason: str
    # {"form", "outcome", "done_on", "late"}: as recorded, and as corrected.
    before: dict[str, Any] = document()
    after: dict[str, Any] = document()
    # The day of the correction, local to the authority.
    on_day: date
    corrected_at: datetime = moment()
    corrected_by: str
    # Names one answer, as that of a step record.
    answer_key: str
