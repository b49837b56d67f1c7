"""The outbox: letters written in the same transaction as their cause, sent afterwards."""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from models.record.base import Record, coded, document, key, moment, one_of
from models.texts import Language

Channel = Literal["email", "sms"]
LetterState = Literal["created", "sending", "sent", "temporary_failure", "permanent_failure", "cancelled"]


class Letter(Record, table=True):
    """One letter to one recipient over one channel: `created -> sending -> sent | ..._failure`."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("case_number", "step", "kind", "recipient_key", "channel", "day"),
        one_of("channel", Channel),
        one_of("language", Language),
        one_of("state", LetterState),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(None, "state", "next_attempt_at"),
    )

    id: int = key()
    # Empty, not NULL, where a letter belongs to no one case (a digest): NULLs would never be equal.
    case_number: str = ""
    step: str = ""
    kind: str
    recipient_id: int | None = Field(default=None, foreign_key="officials.id", index=True)
    # The recipient's personnel number, or the address of one who has none.
    recipient_key: str
    channel: Channel = coded()
    address: str
    language: Language = coded()
    day: date
    subject: str = ""
    body: str = ""
    # What the body is made from, and links.
    payload: dict[str, Any] | None = document(default=None)
    state: LetterState = coded(default="created")
    attempts: int = 0
    # Not to be tried before; None: at once.
    next_attempt_at: datetime | None = moment(default=None)
    # Whoever claimed it, and until when nobody else may.
    lease_until: datetime | None = moment(default=None)
    leased_by: str | None = None
    # Deterministic: a repeat after a crash carries the same one.
    message_id: str = Field(unique=True)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(default=None)
    last_error: str | None = None
    # The letter that failed over the other channel.
    fallback_of: int | None = Field(default=None, foreign_key="outbox.id", unique=True)


class CalendarEntry(Record, table=True):
    """A date that a letter has put into somebody's calendar, while it stands there: it may move, and be taken out."""

    __tablename__ = "calendar_entries"

    # As in the outbox.
    recipient_key: str = Field(primary_key=True)
    step_id: int = Field(foreign_key="step_records.id", primary_key=True, index=True)
    day: date
    # Goes up each time the day moves: a calendar takes the newest.
    sequence: int = 0


class LetterCase(Record, table=True):
    """A case that a letter tells of: a digest tells of many, and each one's sheet lists it."""

    __tablename__ = "outbox_cases"

    letter_id: int = Field(foreign_key="outbox.id", primary_key=True)
    case_number: str = Field(primary_key=True, index=True)
