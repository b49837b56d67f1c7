"""Entries of the audit trail take their places in its chain, in the transaction that enters them.

They are sealed last, right before the commit: on PostgreSQL writers wait for each other only for that moment, in which
one links its entries to the chain's head and commits; SQLite has one writer at a time anyhow. So no entry is ever
there without its link, and the chain can't fork: a position is a primary key.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col

from models.record.base import in_parts
from models.record.chain import Walk, digest, entry_fields
from models.record.prepared import Prepared

_LOCK = 7_263_416
"""Any number that no other program locks in the same database."""
_UNSEALED, _UNSURE = "audit entries to seal", "audit entries may have been rolled back"
_PARTS = 1000


def to_seal(session: Session, entered: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Entries of the session's transaction, by their ids, to be sealed when it commits."""
    session.info.setdefault(_UNSEALED, {}).update(entered)


@event.listens_for(Session, "before_commit")
def _seal(session: AnySession) -> None:
    waiting: dict[int, Mapping[str, Any]] = session.info.get(_UNSEALED, {})
    if not waiting or session.in_nested_transaction():
        return
    # The session's own rows go first: nothing may be waited for once the head of the chain is locked.
    session.flush()
    seal(session, waiting)
    waiting.clear()


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: AnySession, _transaction: SessionTransaction) -> None:
    session.info[_UNSURE] = True


@event.listens_for(Session, "after_transaction_end")
def _ended(session: AnySession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_UNSEALED, None)
        session.info.pop(_UNSURE, None)


def seal(session: AnySession, entered: Mapping[int, Mapping[str, Any]]) -> None:
    """Link these entries to the head of the chain, in order of their ids."""
    from models.record.audit import AuditEntry

    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    ids = sorted(entered)
    if session.info.get(_UNSURE):
        asked = (select(col(AuditEntry.id)).where(col(AuditEntry.id).in_(part)) for part in in_parts(ids, _PARTS))
        ids = sorted(found for each in asked for found in connection.execute(each).scalars())
    walk = walk_on(connection)
    rows = []
    for position, entry in enumerate(ids, start=walk.position + 1):
        hash_ = walk.next(digest(fields_of(position, entry, entered[entry])))
        walk.go(hash_)
        rows.append({"position": position, "entry_id": entry, "hash": hash_})
    if rows:
        _linking().run(connection, *rows)


def walk_on(connection: Connection) -> Walk:
    """The chain at its head, ready to go on."""
    return Walk(dict(_kept().ask(connection)))


@cache
def _linking() -> Prepared:
    from models.record.audit import AuditLink

    return Prepared(insert(AuditLink), ("position", "entry_id", "hash"))


@cache
def _kept() -> Prepared:
    """The head's link, that it skips to, the one that one skips to, and so on: what is needed to go on from it."""
    from models.record.audit import AuditLink

    kept = select(func.max(col(AuditLink.position)).label("at")).cte(recursive=True)
    kept = kept.union_all(select(kept.c.at.op("&")(kept.c.at - 1)).where(kept.c.at > 0))
    return Prepared(select(col(AuditLink.position), col(AuditLink.hash)).join(kept, kept.c.at == AuditLink.position))


def fields_of(position: int, entry: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry that the chain covers, of its row."""
    return entry_fields(
        position=position, entry=entry, at=row["at"], on_day=row["on_day"], actor=row["actor"], action=row["action"],
        authority=row["authority_code"], case=row["case_number"], step=row["step"], clause=row["clause"],
        content=row["content"],
    )  # fmt: skip
