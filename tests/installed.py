"""This process set up as an installation: a record, a clock, settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.clock import SimulatedClock
from models.settings import settings
from tasks.record import the_record


@contextmanager
def installed(record: Engine, at: datetime, folder: Path) -> Iterator[SimulatedClock]:
    """Settings and the tasks' record are this one; the clock, kept in the folder, stands at the moment."""
    clock = SimulatedClock(folder / "clock")
    clock.set(at)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**clock.environment(), "MERZIM_DATABASE_URL": str(record.url)}.items():
            patch.setenv(name, value)
        settings.cache_clear()
        the_record.cache_clear()
        yield clock
        if the_record.cache_info().currsize:
            the_record().dispose()
    settings.cache_clear()
    the_record.cache_clear()
