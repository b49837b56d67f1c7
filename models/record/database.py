"""The engine and the sessions of the legal record, on SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, CursorResult, Dialect, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

import models.record.tables  # noqa: F401  # foreign keys name tables of other modules: all are loaded or none
from models.record.base import to_json
from models.record.prepared import on_cursor

# How long a writer waits for another before it gives up.
BUSY_SECONDS = 30
# How long the service waits for a server that is being restarted.
RESTART_SECONDS = 60
# What a reading transaction says of itself: to `_begin_sqlite`, and to PostgreSQL (one view for its whole length).
_READS: dict[str, dict[str, Any]] = {
    "sqlite": {"merzim_reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def engine(url: str | URL | None = None, *, patient: bool = False) -> Engine:
    """An engine for `url`, or for the database of the settings (`MERZIM_DATABASE_URL`).

    Writers wait `BUSY_SECONDS` for each other. SQLite: WAL, foreign keys on, `synchronous=FULL` (a committed answer
    survives a power cut); the folder of the file is made. `postgres://` and `postgresql://` mean psycopg 3. A
    `patient` one waits `RESTART_SECONDS` for a server that takes no connections.
    """
    if url is None:
        from models.settings import settings

        url = settings().database
    target = make_url(url)
    if target.drivername in {"postgres", "postgresql"}:
        target = target.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {"json_serializer": to_json}
    if target.drivername == "postgresql+psycopg":
        # First, so that the URL's own say otherwise.
        said = f"-c lock_timeout={BUSY_SECONDS}s {target.query.get('options', '')}"
        options["connect_args"] = {"options": said.strip()}
    if target.get_backend_name() != "sqlite":
        made = create_engine(target, pool_pre_ping=True, **options)
        if patient:
            event.listen(made, "do_connect", _connect_patiently)
        return made
    if target.database in {None, "", ":memory:"}:
        options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    else:
        Path(str(target.database)).expanduser().absolute().parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": BUSY_SECONDS}
    made = create_engine(target, **options)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def passes(error: DBAPIError) -> bool:
    """Whether it may well work in a moment: the server restarts, somebody holds the row, two waited for each other."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode == sqlite3.SQLITE_BUSY
    state = str(getattr(error.orig, "sqlstate", None) or "")
    # PostgreSQL's classes: connection, rollback by the server, operator's intervention; a lock not had in time.
    known = state.startswith(("08", "40", "57P")) or state == "55P03"
    return error.connection_invalidated or known or (isinstance(error, OperationalError) and not state)


def _connect_patiently(dialect: Dialect, _record: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    ends = monotonic() + RESTART_SECONDS
    while True:
        try:
            return dialect.connect(*args, **options)
        except dialect.loaded_dbapi.OperationalError:
            if monotonic() > ends:
                raise
            sleep(0.2)


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
    on_cursor(connection, "BEGIN" if reads else "BEGIN IMMEDIATE", [()])


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
