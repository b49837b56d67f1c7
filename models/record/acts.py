"""Editions of acts entered by an administrator: what an amending act changed, over what the program knows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.record.base import Record, document, key, moment


class Amendment(Record, table=True):
    """An edition of an act as another one amended: based on an edition that is there, with the values it changes."""

    __tablename__ = "amendments"
    __table_args__ = (UniqueConstraint("act", "code"),)

    id: int = key()
    act: str = Field(index=True)
    # The new edition's code.
    code: str
    # The edition it amends.
    based_on: str
    published_on: date | None = None
    # The first day in force; None: a draft, for those who adopt it.
    in_force_from: date | None = None
    # Parameter -> {"value": ..., "clause": ...}: what it changes; all else stays as in `based_on`.
    parameters: dict[str, Any] = document(default_factory=dict)
    note_ru: str = ""
    note_kk: str = ""
    entered_at: datetime = moment()
    entered_by: str
