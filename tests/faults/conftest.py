"""A small region's record, and the service's own settings pointing to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from models.clock import SimulatedClock
from models.record.migrations import upgrade
from tasks.record import the_record
from tests.faults.small_year import morning, settle
from tests.installed import installed

Begun = Callable[[str], SimulatedClock]


def sqlite(folder: Path, name: str) -> str:
    """The URL of a file."""
    return f"sqlite:///{folder / name}.db"


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    """A small region's record at this URL becomes the one the service works on, and its clock is given."""
    with ExitStack() as undo:

        def begin(url: str) -> SimulatedClock:
            clock = undo.enter_context(installed(url, morning(date(2026, 11, 2)), tmp_path))
            upgrade(the_record())
            settle(the_record())
            return clock

        yield begin
