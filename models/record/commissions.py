"""Commissions, their members and their meetings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from models.record.base import Record, document, key, moment


class Commission(Record, table=True):
    """A commission set up by an act. Whether its make-up is lawful is checked when it is convened."""

    __tablename__ = "commissions"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="order"),
        Index(None, "authority_id", "procedure", "valid_from"),
    )

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    procedure: str
    act_no: str
    act_on: date
    valid_from: date
    # The last day it is in force; None: until further notice.
    valid_until: date | None = None
    # The secretary is not a member (rotation, clause 9).
    secretary_id: int | None = Field(default=None, foreign_key="officials.id")


class CommissionMember(Record, table=True):
    """A member with a vote, and the body he or she stands for."""

    __tablename__ = "commission_members"

    id: int = key()
    commission_id: int = Field(foreign_key="commissions.id", index=True)
    full_name: str
    # The body represented, e.g. regional-office, district-office, centre, media, public-association (clause 9).
    part: str
    official_id: int | None = Field(default=None, foreign_key="officials.id")
    email: str | None = None
    is_chair: bool = False


class Meeting(Record, table=True):
    """A meeting held, at which any number of the cycle's cases were decided."""

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("present BETWEEN 0 AND members", name="present"),)

    id: int = key()
    cycle_id: int = Field(foreign_key="cycles.id", index=True)
    commission_id: int | None = Field(default=None, foreign_key="commissions.id")
    met_on: date
    # All members, and those present.
    members: int
    present: int
    # [{"member": full name, "present": bool}, ...] where attendance was kept by name.
    attendance: list[Any] | None = document(default=None)
    recorded_at: datetime = moment()
