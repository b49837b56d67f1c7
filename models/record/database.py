"""The engine and the sessions of the legal record, on SQLite or PostgreSQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

import models.record.tables  # noqa: F401  # foreign keys name tables of other modules: all are loaded or none
from models.record.base import to_json

# How long a writer waits for another on SQLite before it gives up.
BUSY_SECONDS = 30
# What a reading transaction says of itself: to `_begin_sqlite`, and to PostgreSQL (one view for its whole length).
_READS: dict[str, dict[str, Any]] = {
    "sqlite": {"merzim_reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def engine(url: str | URL | None = None, *, echo: bool = False) -> Engine:
    """An engine for `url`, or for the database of the settings (`MERZIM_DATABASE_URL`).

    SQLite: WAL, foreign keys on, `synchronous=FULL` (a committed answer survives a power cut), writers wait
    `BUSY_SECONDS` for each other. The folder of the file is made. Any other SQLAlchemy URL works as it is;
    `postgres://` and `postgresql://` mean psycopg 3.
    """
    if url is None:
        from models.settings import settings

        url = settings().database
    target = make_url(url)
    if target.drivername in {"postgres", "postgresql"}:
        target = target.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"echo": echo, "json_serializer": to_json}
    if target.get_backend_name() != "sqlite":
        return create_engine(target, pool_pre_ping=True, **options)
    if target.database in {None, "", ":memory:"}:
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        Path(str(target.database)).expanduser().absolute().parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": BUSY_SECONDS}
    made = create_engine(target, **options)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # None: sqlite3 leaves transactions to `_begin_sqlite` instead of opening them at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can't wait for another writer on SQLite, it fails at once.
    # So a transaction takes the write lock at its start unless it said that it only reads.
    reads = connection.get_execution_options().get("merzim_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def ask(session: Session, statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """What a statement finds, as plain columns. What the session still holds back is written first.

    For statements built once, with places for their values: SQLAlchemy takes longer to put one together than a database
    to answer it.
    """
    session.flush()
    return session.connection().execute(statement, values or {})


@contextmanager
def writing(bind: Engine) -> Iterator[Session]:
    """A session in one transaction: committed at the end of the block, rolled back on an error."""
    with Session(bind, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(bind: Engine) -> Iterator[Session]:
    """A session that only reads, with one view of the record for its whole length; never waits for a writer."""
    said = _READS.get(bind.dialect.name, {})
    with Session(bind.execution_options(**said), expire_on_commit=False, autoflush=False) as session:
        yield session
