"""The audit trail (append-only, hash-chained) and corrections of the calendar."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Index, Table, UniqueConstraint, event, func, insert, select, text
from sqlmodel import Field, Session, col

from models.record.base import Record, document, key, moment, to_json
from models.record.chain import content_hash
from models.record.prepared import Prepared
from models.record.sealing import to_seal


class AuditEntry(Record, table=True):
    """Who did what, when it was recorded and when it happened. The database refuses to change or delete one.

    One change it lets through: `salt`, `before` and `after` of an entry go together where personal data is erased
    (`models.record.retention`); `content`, which the chain covers, stays.
    """

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
    # `models.record.chain.content_hash` of before and after; None: there is neither.
    content: str | None = None
    # What the hash is salted with, so that erased data can't be guessed from it.
    salt: str | None = None


class AuditLink(Record, table=True):
    """An entry's place in the chain. The database refuses to change or delete one."""

    __tablename__ = "audit_links"

    # From 1 on, without a gap; two writers can't take the same one, so the chain can't fork.
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: int = Field(foreign_key="audit_entries.id", unique=True)
    # SHA-256 in hex: `models.record.chain.link`.
    hash: str


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


_KEPT = ("id", "at", "on_day", "actor", "action", "authority_code", "case_number", "step", "clause", "content")
_ERASED = ("salt", "before", "after")


def _erasing(same: str) -> str:
    return " AND ".join([*(f"NEW.{c} {same} OLD.{c}" for c in _KEPT), *(f"NEW.{c} IS NULL" for c in _ERASED)])


# What makes the trail append-only, by table and dialect; revision 0008 made the same ones.
APPEND_ONLY: dict[str, dict[str, tuple[str, ...]]] = {
    "audit_entries": {
        "sqlite": (
            f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries WHEN NOT ({_erasing("IS")})
            BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
            """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
            BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END""",
        ),
        "postgresql": (
            """CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$""",
            f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
            FOR EACH ROW WHEN (NOT ({_erasing("IS NOT DISTINCT FROM")})) EXECUTE FUNCTION audit_append_only()""",
            """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE OR TRUNCATE ON audit_entries
            FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
        ),
    },
    "audit_links": {
        "sqlite": (
            """CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links
            BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END""",
            """CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links
            BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END""",
        ),
        "postgresql": (
            """CREATE TRIGGER audit_links_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
            FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()""",
        ),
    },
}
GUARDS = {
    "sqlite": ("audit_entries_no_delete", "audit_entries_no_update", "audit_links_no_delete", "audit_links_no_update"),
    "postgresql": ("audit_entries_no_delete", "audit_entries_no_update", "audit_links_no_change"),
}
"""Names of the triggers, by dialect."""


def _make_append_only(table: Table, connection: Connection, **_: Any) -> None:
    for statement in APPEND_ONLY[table.name].get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


for _name in APPEND_ONLY:
    event.listen(AuditEntry.metadata.tables[_name], "after_create", _make_append_only)


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
    """As `append`, for many at once (an import, a whole cycle opened): one statement.

    They get their places in the chain when the transaction commits (`models.record.sealing`).
    """
    each = list(acts)
    salts = secrets.token_hex(_SALT * len(each))
    rows = [_row(act, salts[2 * _SALT * n : 2 * _SALT * (n + 1)]) for n, act in enumerate(each)]
    if rows:
        to_seal(session, zip(_inserted(session.connection(), rows), rows, strict=True))


_SALT = 16
"""Bytes of each entry's salt."""
_COLUMNS = AuditEntry.__table__.c.keys()  # type: ignore[attr-defined]
_ENTER = Prepared(insert(AuditEntry), _COLUMNS)
_ENTER_ONE = Prepared(insert(AuditEntry).returning(col(AuditEntry.id)), [name for name in _COLUMNS if name != "id"])
_INSERT_FOR_IDS = insert(AuditEntry).returning(col(AuditEntry.id), sort_by_parameter_order=True)
_LAST = Prepared(select(func.max(col(AuditEntry.id)).label("id")))


def _inserted(connection: Connection, rows: list[dict[str, Any]]) -> Iterable[int]:
    """Enter rows; their ids, in the same order."""
    if len(rows) == 1:
        return [_ENTER_ONE.ask(connection, **rows[0])[0].id]
    if connection.dialect.name != "sqlite":
        return connection.execute(_INSERT_FOR_IDS, rows).scalars()
    # SQLite would enter them one by one to tell their ids in order; a writer has it to itself, so they are known.
    last = _LAST.ask(connection)[0].id or 0
    for id_, row in enumerate(rows, start=last + 1):
        row["id"] = id_
    _ENTER.run(connection, *rows)
    return range(last + 1, last + 1 + len(rows))


def _row(act: Act, salt: str) -> dict[str, Any]:
    row = dict(vars(act))
    if act.before is None and act.after is None:
        return row | {"content": None, "salt": None}
    for name in ("before", "after"):
        if row[name] is not None:
            # As it will be read back: what is hashed is what is stored.
            row[name] = json.loads(to_json(row[name]))
    row["salt"] = salt
    row["content"] = content_hash(salt, row["before"], row["after"])
    return row
