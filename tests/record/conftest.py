"""An empty legal record of each kind, migrated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.record.database import engine
from models.record.migrations import upgrade


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'record' / 'merzim.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of each kind."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def record(url: str) -> Iterator[Engine]:
    """A migrated, empty record of each kind."""
    made = engine(url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def sqlite_record(sqlite_url: str) -> Iterator[Engine]:
    """A migrated, empty record on SQLite."""
    made = engine(sqlite_url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def postgres_record(postgres_url: str) -> Iterator[Engine]:
    """A migrated, empty record on PostgreSQL."""
    made = engine(postgres_url)
    upgrade(made)
    yield made
    made.dispose()
