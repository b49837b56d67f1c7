"""Where the demo plays: a folder with a simulated clock, a record of a sample office, letter catchers, a stack.

Everything is in the folder, so that a demo that was broken off goes on from where it was.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from deployments.catchers import Catchers
from deployments.demo.script import Script
from deployments.deploy import Planned, deploy
from deployments.fittings import Fittings, fittings
from deployments.stack import Stack
from deployments.timetable import timetable
from models.calendars import WorkingCalendar
from models.clock import VARIABLE, SimulatedClock
from models.errors import InvalidInput, MerzimError
from models.record.database import engine, reading, writing
from models.record.loading import calendar_of
from models.record.migrations import upgrade
from models.record.opening import find_authority
from models.record.people import Authority
from models.registry.importing import Options, import_registry
from models.settings import settings
from models.texts import Language
from tasks.record import the_record

SWEEP, ANSWERS, DELIVERIES = time(9), time(10), time(11)
"""Local times of a day's parts."""
WORKER = ("--poll", "0.1", "--limit", "4")
"""Four runs at once: SQLite, Prefect's and ours, takes one writer at a time."""


class BadSample(MerzimError):
    """The sample office does not import."""


@dataclass
class World:
    """The demo's surroundings while they are up."""

    folder: Path
    script: Script
    clock: SimulatedClock
    record: Engine
    catchers: Catchers
    stack: Stack
    calendar: WorkingCalendar

    @property
    def today(self) -> date:
        """The simulated day, local to the authority."""
        return self.clock.read().astimezone(self.script.zone).date()

    def move_to(self, day: date, at: time) -> None:
        """Move the clock to a local time of the day; it never goes back."""
        moment = datetime.combine(day, at, self.script.zone)
        if moment > self.clock.read():
            self.clock.set(moment)


@contextmanager
def open_world(folder: Path, script: Script, *, port: int | None = None, language: Language = "ru") -> Iterator[World]:
    """Put everything up: the record first, then the catchers, the server, our deployments, the worker.

    This process's own settings are the demo's while it is up: none of the installation's are used, least of all its
    mail servers. Raises `InvalidInput` for a folder with something else in it.
    """
    folder = folder.expanduser().absolute()
    clock = SimulatedClock(folder / "clock")
    if folder.exists() and any(folder.iterdir()) and not clock.path.exists():
        raise InvalidInput(f"{folder} is not a demo's folder and not empty; name another, or none")
    folder.mkdir(parents=True, exist_ok=True)
    own = {"MERZIM_HOME": str(folder), "MERZIM_LANGUAGE": language, VARIABLE: str(clock.path)}
    with ExitStack() as up:
        catchers = up.enter_context(Catchers(folder))
        own |= {"MERZIM_MAIL_URLS": catchers.email_url, "MERZIM_SMS_URLS": catchers.sms_url}
        up.enter_context(_environment(own))
        record = engine()
        up.callback(record.dispose)
        calendar = _registry(record, clock, script, language)
        with reading(record) as session:
            planned, fitted = (*timetable(session), MOVE_CLOCK), fittings(session)
        stack = Stack(
            folder / "stack", port=port, worker_arguments=WORKER, prepare=lambda stack: _put_up(stack, planned, fitted)
        )
        up.enter_context(stack)
        up.enter_context(stack.connected())
        yield World(folder, script, clock, record, catchers, stack, calendar)


MOVE_CLOCK = Planned(
    "deployments.demo.clock.move_clock",
    "Демо: перевести часы вперёд / Демо: сағатты алға жылжыту",
    tags=("demo",),
)


def _registry(record: Engine, clock: SimulatedClock, script: Script, language: Language) -> WorkingCalendar:
    """The sample office, imported once; gives its authority's calendar."""
    upgrade(record)
    with writing(record) as session:
        if not clock.path.exists():
            # Only an empty demo has no clock: the file is what marks the folder as one.
            clock.set(datetime.combine(script.starts_on, SWEEP, script.zone))
        known = session.exec(select(Authority.code)).all()
        if known and script.authority not in known:
            raise InvalidInput(f"{clock.path.parent} holds the demo of another procedure than '{script.procedure}'")
        if not known:
            report = import_registry(session, script.registry, Options(actor="demo"), at=clock.read())
            if report.bad:
                raise BadSample("\n".join(report.lines("en")))
            find_authority(session, script.authority).language = language
        return calendar_of(session, find_authority(session, script.authority))


def _put_up(stack: Stack, planned: tuple[Planned, ...], fitted: Fittings) -> None:
    # Known only now that the server has its port; the worker, which starts next, writes it into letters.
    os.environ["MERZIM_UI_URL"] = f"{stack.ui_url}/v2"
    settings.cache_clear()
    with stack.connected():
        asyncio.run(deploy(planned, fitted=fitted))


@contextmanager
def _environment(own: Mapping[str, str]) -> Iterator[None]:
    """Within it, `own` are the only settings of Merzim there are."""
    before = {name: value for name, value in os.environ.items() if name.startswith("MERZIM_")}
    for name in before:
        del os.environ[name]
    os.environ.update(own)
    _forget()
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("MERZIM_")]:
            del os.environ[name]
        os.environ.update(before)
        _forget()


def _forget() -> None:
    settings.cache_clear()
    the_record.cache_clear()
