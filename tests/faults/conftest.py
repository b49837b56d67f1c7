"""A small region's record, and the service's own settings pointing to it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from models.clock import SimulatedClock
from models.record.migrations import upgrade
from models.settings import settings
from tasks.record import the_record
from tests.faults.small_year import morning, settle

Begun = Callable[[str], SimulatedClock]


def sqlite(folder: Path, name: str) -> str:
    """The URL of a file."""
    return f"sqlite:///{folder / name}.db"


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begun]:
    """A small region's record at this URL becomes the one the service works on, and its clock is given."""

    def begin(url: str) -> SimulatedClock:
        clock = SimulatedClock(tmp_path / "clock")
        for name, value in {"MERZIM_DATABASE_URL": url, "MERZIM_HOME": str(tmp_path), **clock.environment()}.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        if the_record.cache_info().currsize:
            the_record().dispose()
        the_record.cache_clear()
        upgrade(the_record())
        settle(the_record())
        clock.set(morning(date(2026, 11, 2)))
        return clock

    yield begin
    the_record().dispose()
    the_record.cache_clear()
    settings.cache_clear()
