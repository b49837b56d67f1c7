"""A small year played while it is killed, and what came of it beside one that was not."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Protocol, Self
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import select

from deployments.catchers import Catchers
from models.clock import SimulatedClock
from models.record.database import engine, reading
from models.record.letters import Letter
from models.record.migrations import upgrade
from models.record.verifying import verify
from tests.faults.nursery import Ended, Nursery
from tests.faults.small_year import DAYS, PATIENCE, Facts, facts, morning, settle
from tests.postgres_server import PostgresServer

MOST_KILLS = 40
YEAR = "tests.faults.small_year:play"


class Records(Protocol):
    """A record of one kind of database with a region settled in it, made anew as often as one likes."""

    name: str
    url: str

    def fresh(self, day: int = 0) -> AbstractContextManager[None]:
        """It is there as it was when that day began, the first for 0; gone afterwards."""

    def keep(self, day: int) -> None:
        """It is so when that day begins; nobody is connected."""


@dataclass
class SqliteRecords:
    """A file, copied."""

    folder: Path
    name: str = "SQLite"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = self.folder / "record.db"
        self.url = f"sqlite:///{self.file}"
        _make(f"sqlite:///{self._kept(0)}")

    def _kept(self, day: int) -> Path:
        return self.folder / f"{day}.db"

    def keep(self, day: int) -> None:
        """Copied."""
        shutil.copyfile(self.file, self._kept(day))

    @contextmanager
    def fresh(self, day: int = 0) -> Iterator[None]:
        """A copy; gone afterwards."""
        shutil.copyfile(self._kept(day), self.file)
        yield
        for left in self.folder.glob(f"{self.file.name}*"):
            left.unlink()


@dataclass
class PostgresRecords:
    """A database of a server, made from a template."""

    server: PostgresServer
    name: str = "PostgreSQL"

    def __post_init__(self) -> None:
        self.database = f"merzim_faults_{uuid4().hex[:8]}"
        self.url = self.server.url(self.database)
        self.server.execute(f"CREATE DATABASE {self.database}_0")
        _make(self.server.url(f"{self.database}_0"))

    def keep(self, day: int) -> None:
        """A database of its own, to be a template."""
        self.server.execute(f"CREATE DATABASE {self.database}_{day} TEMPLATE {self.database}")

    @contextmanager
    def fresh(self, day: int = 0) -> Iterator[None]:
        """A copy of a template; gone afterwards."""
        self.server.execute(f"CREATE DATABASE {self.database} TEMPLATE {self.database}_{day}")
        yield
        self.server.execute(f"DROP DATABASE {self.database} WITH (FORCE)")


def _make(url: str) -> None:
    record = engine(url)
    upgrade(record)
    settle(record)
    record.dispose()


@dataclass(frozen=True)
class Trial:
    """One year: how often it was killed, and what was lost, changed or doubled."""

    kills: int
    # Rows that an undisturbed year has and this one hasn't, letters that nobody got.
    lost: tuple[str, ...] = ()
    # Rows that only this one has; a broken chain of the audit trail; a year that did not come to its end.
    changed: tuple[str, ...] = ()
    # Letters that arrived again though nobody was killed while they were on their way.
    doubled: tuple[str, ...] = ()
    # Letters that arrived again because their sender was killed before it had written that they left.
    repeated: int = 0

    @property
    def whole(self) -> bool:
        """Nothing lost, nothing changed, no letter doubled."""
        return not (self.lost or self.changed or self.doubled)


@dataclass(frozen=True)
class Day:
    """A day of a year nobody disturbs: how long it takes to be played, and what had been sent before it."""

    seconds: float
    caught: Counter[str]


@dataclass
class Trials:
    """Years of one kind of record."""

    records: Records
    folder: Path
    random: Random = field(default_factory=lambda: Random(2026))

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._record = engine(self.records.url)
        self._clock = SimulatedClock(self.folder / "clock")
        with ExitStack() as undo:
            undo.callback(self._record.dispose)
            self._catchers = undo.enter_context(Catchers())
            environment = {
                "MERZIM_DATABASE_URL": self.records.url, "MERZIM_HOME": str(self.folder),
                "MERZIM_MAIL_URLS": self._catchers.email_url, "MERZIM_SMS_URLS": self._catchers.sms_url,
                "MERZIM_SEND_TIMEOUT": str(PATIENCE.total_seconds()), **self._clock.environment(),
            }  # fmt: skip
            with self._begun():
                # The nursery plays the year itself to be warm: the year that nobody disturbed.
                self._nursery = undo.enter_context(Nursery(environment, YEAR))
                self._expected, self._letters = facts(self._record), self._caught()
            assert self._letters
            assert set(self._letters.values()) == {1}
            self._days = self._kept_days()
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._undo.close()

    def _kept_days(self) -> list[Day]:
        """The same year day by day, kept as each began: up to where it is killed, a year is like this one."""
        days = []
        with self._begun():
            for number, on in enumerate(DAYS):
                if number:
                    self._record.dispose()
                    self.records.keep(number)
                caught = self._caught()
                self._clock.set(morning(on))
                ended = self._nursery.do(YEAR, str(on))
                assert not ended.status
                days.append(Day(ended.seconds, caught))
        return days

    def at(self, points: Sequence[str]) -> Trial:
        """Killed at each of these fault points, one after another; they come in this order in a year."""
        flying: Counter[str] = Counter()
        with self._begun():
            for kills, point in enumerate(points):
                ended = self._nursery.do(YEAR, fault=point)
                if not ended.killed:
                    return Trial(kills, changed=(f"{point} was not passed",))
                flying += self._in_flight()
            return self._judged(len(points), flying, self._nursery.do(YEAR))

    def at_random(self) -> Trial:
        """Killed at random moments, once at least, until it has come through."""
        number, seconds = 0, self.random.uniform(0, sum(day.seconds for day in self._days))
        while seconds > self._days[number].seconds:
            seconds -= self._days[number].seconds
            number += 1
        with self._begun(number):
            ended, kills, flying = self._nursery.do(YEAR, kill_after=seconds), 0, Counter[str]()
            while ended.killed:
                kills, flying = kills + 1, flying + self._in_flight()
                again = kills < MOST_KILLS and self.random.random() < 0.5
                left = sum(day.seconds for day in self._days[number:])
                ended = self._nursery.do(YEAR, kill_after=self.random.uniform(0, left) if again else None)
            if kills:
                return self._judged(kills, flying, ended)
        return self.at_random()

    @contextmanager
    def _begun(self, number: int = 0) -> Iterator[None]:
        """A year as that day began."""
        self._catchers.mail.box.clear()
        self._catchers.sms.box.clear()
        self._before = self._days[number].caught if number else Counter()
        self._clock.set(morning(DAYS[number]))
        with self.records.fresh(number):
            yield
            self._record.dispose()

    def _in_flight(self) -> Counter[str]:
        """Letters that somebody was sending, and has not written what came of them."""
        with reading(self._record) as session:
            return Counter(session.exec(select(Letter.message_id).where(Letter.state == "sending")))

    def _judged(self, kills: int, flying: Counter[str], ended: Ended) -> Trial:
        found, caught = facts(self._record), self._caught()
        lost = [*_missing(self._expected, found), *sorted(self._letters - caught)]
        changed = [*_missing(found, self._expected), *sorted(caught.keys() - self._letters.keys())]
        changed += _chain_faults(self._record)
        if ended.status:
            changed.append(f"it ended with {ended.status}")
        more = {key: count - 1 for key, count in caught.items() if count > 1}
        doubled = [self._sending_of(key) for key in (Counter(more) - flying).elements()]
        return Trial(kills, tuple(lost), tuple(changed), tuple(doubled), sum(more.values()) - len(doubled))

    def _sending_of(self, message_id: str) -> str:
        with reading(self._record) as session:
            letter = session.exec(select(Letter).where(Letter.message_id == message_id)).one()
        return f"{letter.channel} {letter.kind} of {letter.day}: {letter.attempts} attempts, {letter.last_error}"

    def _caught(self) -> Counter[str]:
        return self._before + Counter(
            [m.message_id for m in self._catchers.mail.box] + [f"<{m.id}>" for m in self._catchers.sms.box]
        )


def _missing(expected: Facts, found: Facts) -> Iterator[str]:
    """Rows that should be there and are not."""
    for kind, rows in expected.items():
        yield from (f"{kind}: {row}" for row in (Counter(map(str, rows)) - Counter(map(str, found[kind]))).elements())


def _chain_faults(record: Engine) -> Sequence[str]:
    with reading(record) as session:
        return [fault.told for fault in verify(session).faults]
