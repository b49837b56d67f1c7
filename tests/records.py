"""An empty legal record of each kind: migrated once a run, then copied for each test."""

import atexit
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text
from sqlmodel import Session

from models.record.database import engine
from models.record.migrations import upgrade
from tests.postgres_server import PostgresServer


def empty_record(file: Path) -> Engine:
    """A migrated, empty record on SQLite in this file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_migrated(), file)
    return engine(f"sqlite:///{file}")


@cache
def _migrated() -> Path:
    folder = Path(mkdtemp(prefix="merzim-record-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = engine(f"sqlite:///{folder / 'migrated.db'}")
    upgrade(made)
    # The last connection to close takes the write-ahead log into the file.
    made.dispose()
    return folder / "migrated.db"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record' / 'merzim.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a migrated database to copy."""
    with postgres_server.database() as url:
        made = engine(url)
        upgrade(made)
        made.dispose()
        yield url


@pytest.fixture
def sqlite_record(sqlite_url: str) -> Iterator[Engine]:
    """A migrated, empty record on SQLite."""
    made = empty_record(Path(sqlite_url.removeprefix("sqlite:///")))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def postgres_emptied(postgres_migrated: str) -> Iterator[Callable[[], str]]:
    """Gives the URL of a migrated, empty database: one for all, emptied, which takes a tenth of a new copy's time.

    A new copy only where a test has changed more than rows.
    """
    as_migrated, kept = _look(postgres_migrated, SHAPE), list[str]()
    with ExitStack() as copies:

        def emptied() -> str:
            if kept and _look(kept[-1], SHAPE) == as_migrated:
                _look(kept[-1], EMPTY)
            else:
                kept.append(copies.enter_context(copied(postgres_migrated)))
            return kept[-1]

        yield emptied


@pytest.fixture
def postgres_record(postgres_emptied: Callable[[], str]) -> Iterator[Engine]:
    """A migrated, empty record on PostgreSQL."""
    made = engine(postgres_emptied())
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def sqlite_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = empty_record(tmp_path_factory.mktemp("kept") / "merzim.db")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def postgres_kept(postgres_migrated: str) -> Iterator[Engine]:
    with copied(postgres_migrated) as url:
        made = engine(url)
        yield made
        made.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def taken_back(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session on a record of each kind that a module's tests share: what a test writes is rolled back."""
    with Session(request.getfixturevalue(f"{request.param}_kept")) as session:
        yield session
        session.rollback()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def record(request: pytest.FixtureRequest) -> Engine:
    """A migrated, empty record of each kind."""
    found: Engine = request.getfixturevalue(f"{request.param}_record")
    return found


SHAPE = """
    SELECT string_agg(said, '; ' ORDER BY said) FROM (
        SELECT concat_ws(' ', relname, relkind, reloptions, relacl) FROM pg_class WHERE relnamespace = :here
        UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = :here AND attnum > 0
        UNION ALL SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = :here
        UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = :here
        UNION ALL SELECT version_num FROM alembic_version
    ) AS shape (said)
""".replace(":here", "'public'::regnamespace")
EMPTY = """
DO $$ DECLARE name text; there boolean; BEGIN
    PERFORM pg_terminate_backend(pid, 60000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    -- No trigger keeps the audit trail whole here.
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO there;
        IF there THEN EXECUTE 'DELETE FROM ' || name; END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


def _look(url: str, statement: str) -> object:
    """What a statement gives first, in a transaction of its own; None where it gives nothing."""
    with psycopg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        done = connection.execute(statement.encode())
        return done.fetchone() if done.description else None


@contextmanager
def copied(url: str) -> Iterator[str]:
    """A copy of a PostgreSQL database nobody is connected to, dropped at the end: its URL."""
    source, name = make_url(url), f"merzim_{uuid4().hex[:12]}"
    # Nothing is kept open: a test may restart the server meanwhile.
    server = create_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source.database}"))
    try:
        yield source.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
