"""An empty legal record of each kind: migrated once a run, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlmodel import Session

from models.record.database import engine
from models.record.migrations import upgrade
from tests.postgres_server import PostgresServer


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record' / 'merzim.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(scope="session")
def sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    file = tmp_path_factory.mktemp("record") / "migrated.db"
    made = engine(f"sqlite:///{file}")
    upgrade(made)
    # The last connection to close takes the write-ahead log into the file.
    made.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a migrated database to copy."""
    with postgres_server.database() as url:
        made = engine(url)
        upgrade(made)
        made.dispose()
        yield url


@pytest.fixture
def sqlite_record(sqlite_url: str, sqlite_migrated: Path) -> Iterator[Engine]:
    """A migrated, empty record on SQLite."""
    made = engine(sqlite_url)
    shutil.copyfile(sqlite_migrated, str(made.url.database))
    yield made
    made.dispose()


@pytest.fixture
def postgres_record(postgres_migrated: str) -> Iterator[Engine]:
    """A migrated, empty record on PostgreSQL."""
    with copied(postgres_migrated) as url:
        made = engine(url)
        yield made
        made.dispose()


@pytest.fixture(scope="module")
def sqlite_kept(tmp_path_factory: pytest.TempPathFactory, sqlite_migrated: Path) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("kept") / "merzim.db"
    shutil.copyfile(sqlite_migrated, file)
    made = engine(f"sqlite:///{file}")
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


@contextmanager
def copied(url: str) -> Iterator[str]:
    """A copy of a PostgreSQL database nobody is connected to, dropped at the end: its URL."""
    source, name = make_url(url), f"merzim_{uuid4().hex[:12]}"
    server = create_engine(source.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source.database}"))
    try:
        yield source.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
