"""A region on a real SQLite record, its cases open."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.records import empty_record
from tests.sheets import region


@pytest.fixture(scope="session")
def settled_record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A record with a region whose list was sent, and its case numbers by personnel number; tests work on copies."""
    file = tmp_path_factory.mktemp("sheets") / "settled.db"
    made = empty_record(file)
    region.settle(made, 4)
    numbers = region.open_cases(made)
    made.dispose()
    return file, numbers


@pytest.fixture
def database(request: pytest.FixtureRequest, sqlite_record: Engine) -> Engine:
    """An empty record, or, where the test asks for `cases`, one that holds them."""
    if "cases" in request.fixturenames:
        settled, _ = request.getfixturevalue("settled_record")
        shutil.copy(settled, str(sqlite_record.url.database))
    return sqlite_record


@pytest.fixture
def cases(settled_record: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """Case numbers by personnel number; the head 104 is not on the list."""
    return settled_record[1]
