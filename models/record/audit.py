"""The audit trail (append-only) and corrections of the calendar."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Index, Table, UniqueConstraint, event, insert, text
from sqlmodel import Field, Session

from models.record.base import Record, document, key, moment


class AuditEntry(Record, table=True):
    """Who did what, when it was recorded and when it happened. The database refuses to change or delete one."""

    __tablename__ = "audit_entries"

    id: int = key()
    # When it was recorded.
    at: datetime = moment()
    # The day it happened.
    on_day: date
    actor: str
    action: str
    authority_code: str
    case_number: str | None = Field(default=None, index=True)
    step: str | None = None
    clause: str | None = None
    before: dict[str, Any] | None = document(default=None)
    after: dict[str, Any] | None = document(default=None)


class CalendarCorrection(Record, table=True):
    """A day made working or free by decree, over what the country's calendar says."""

    __tablename__ = "calendar_corrections"
    __table_args__ = (
        UniqueConstraint("authority_id", "country", "day"),
        Index(
            "uq_calendar_corrections_country",
            "country",
            "day",
            unique=True,
            sqlite_where=text("authority_id IS NULL"),
            postgresql_where=text("authority_id IS NULL"),
        ),
    )

    id: int = key()
    # None: for every authority of the country.
    authority_id: int | None = Field(default=None, foreign_key="authorities.id")
    country: str
    day: date
    working: bool
    # Number and date of the decree.
    decree: str
    entered_at: datetime = moment()


# What makes the trail append-only, by dialect; revision 0002 made the same ones.
APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$""",
        """CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()""",
    ),
}


def _make_append_only(_table: Table, connection: Connection, **_: Any) -> None:
    for statement in APPEND_ONLY.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


event.listen(AuditEntry.metadata.tables[AuditEntry.__tablename__], "after_create", _make_append_only)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing done, to be entered in the trail."""

    # When it is recorded (aware UTC), and the day it happened.
    at: datetime
    on_day: date
    # A person's code, or the part of the service that did it by itself ("sweep").
    actor: str
    # In the past tense: "case-opened", "step-recorded", "reminder-sent".
    action: str
    authority_code: str
    case_number: str | None = None
    step: str | None = None
    clause: str | None = None
    # What was there and what is there now, as JSON.
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def append(session: Session, *acts: Act) -> None:
    """Enter acts in the trail, in this order, in the session's own transaction. The one way to write to it."""
    append_all(session, acts)


def append_all(session: Session, acts: Iterable[Act]) -> None:
    """As `append`, for many at once (an import, a whole cycle opened): one statement."""
    rows = [asdict(act) for act in acts]
    if rows:
        session.connection().execute(insert(AuditEntry), rows)
