"""This process set up as an installation: a record, a clock, settings."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.clock import SimulatedClock
from models.keys import secret_key
from models.settings import settings
from tasks.record import the_record

Setting = Callable[..., None]


def forget() -> None:
    """What this process has made of its settings is made anew when it is next asked for."""
    if the_record.cache_info().currsize:
        the_record().dispose()
    for made in (settings, the_record, secret_key):
        made.cache_clear()


@contextmanager
def set_to(**environment: str) -> Iterator[None]:
    """The environment says this; what was made of another is forgotten, before and after.

    At the end our settings are as before, whatever was set meanwhile.
    """

    def concerned() -> dict[str, str]:
        return {n: value for n, value in os.environ.items() if n.startswith("MERZIM_") or n in environment}

    before = concerned()
    os.environ.update(environment)
    forget()
    try:
        yield
    finally:
        for name in concerned():
            del os.environ[name]
        os.environ.update(before)
        forget()


@pytest.fixture
def setting() -> Iterator[Setting]:
    """Sets settings by their names, `setting(ui_url="...")`, until the test is over."""

    def named(**values: str) -> None:
        os.environ.update({f"MERZIM_{name.upper()}": value for name, value in values.items()})
        forget()

    with set_to():
        yield named


@contextmanager
def installed(record: Engine | str, at: datetime, folder: Path, **more: str) -> Iterator[SimulatedClock]:
    """Settings and the tasks' record are this one; the clock, kept in the folder, stands at the moment.

    `more`: environment besides.
    """
    clock = SimulatedClock(folder / "clock")
    clock.set(at)
    url = record if isinstance(record, str) else record.url.render_as_string(hide_password=False)
    with set_to(**clock.environment(), MERZIM_DATABASE_URL=url, MERZIM_HOME=str(folder), **more):
        yield clock
