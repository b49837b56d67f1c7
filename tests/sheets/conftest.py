"""A region on a real SQLite record, its cases open."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from models.record.database import engine
from models.record.migrations import upgrade
from tests.sheets import region


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty record; tests work on copies."""
    file = tmp_path_factory.mktemp("sheets") / "empty.db"
    made = engine(f"sqlite:///{file}")
    upgrade(made)
    made.dispose()
    return file


@pytest.fixture(scope="session")
def settled_record(empty_record: Path) -> tuple[Path, dict[str, str]]:
    """A record with a region whose list was sent, and its case numbers by personnel number; tests work on copies."""
    file = empty_record.with_name("settled.db")
    shutil.copy(empty_record, file)
    made = engine(f"sqlite:///{file}")
    region.settle(made, 4)
    numbers = region.open_cases(made)
    made.dispose()
    return file, numbers


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, empty_record: Path) -> Iterator[Engine]:
    """An empty record, or, where the test asks for `cases`, one that holds them."""
    source = empty_record
    if "cases" in request.fixturenames:
        source, _ = request.getfixturevalue("settled_record")
    file = tmp_path / "merzim.db"
    shutil.copy(source, file)
    made = engine(f"sqlite:///{file}")
    yield made
    made.dispose()


@pytest.fixture
def cases(settled_record: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """Case numbers by personnel number; the head 104 is not on the list."""
    return settled_record[1]


@pytest.fixture
def statements(database: Engine) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """Counts the statements that a call sends to the database."""
    sent: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(database, "before_cursor_execute", keep)

    def counted(call: Callable[[], Any]) -> int:
        sent.clear()
        call()
        return len([each for each in sent if not each.startswith("BEGIN")])

    yield counted
    event.remove(database, "before_cursor_execute", keep)
