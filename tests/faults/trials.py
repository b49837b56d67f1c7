"""A small year played while it is killed, and what came of it beside one that was not."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Protocol, Self
from uuid import uuid4

from deployments.catchers import Catchers
from models.clock import SimulatedClock
from models.faults import VARIABLE
from models.record.database import engine
from models.record.migrations import upgrade
from tests.faults.nursery import Ended, Nursery
from tests.faults.small_year import FIRST_DAY, Facts, facts, settle
from tests.postgres_server import PostgresServer

MOST_KILLS = 40


class Records(Protocol):
    """Fresh records of one kind of database, the region settled in each."""

    name: str

    def fresh(self) -> AbstractContextManager[str]:
        """The URL of one; it is gone afterwards."""


@dataclass
class SqliteRecords:
    """Files, copied."""

    folder: Path
    name: str = "SQLite"
    made: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.template = self.folder / "template.db"
        record = engine(f"sqlite:///{self.template}")
        upgrade(record)
        settle(record)
        record.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A copy; gone afterwards."""
        self.made += 1
        file = self.folder / f"{self.made}.db"
        shutil.copyfile(self.template, file)
        yield f"sqlite:///{file}"
        for left in self.folder.glob(f"{file.name}*"):
            left.unlink()


@dataclass
class PostgresRecords:
    """Databases of a server, made from a template."""

    server: PostgresServer
    name: str = "PostgreSQL"

    def __post_init__(self) -> None:
        self.template = f"merzim_faults_{uuid4().hex[:8]}"
        self.server.execute(f"CREATE DATABASE {self.template}")
        record = engine(self.server.url(self.template))
        upgrade(record)
        settle(record)
        record.dispose()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A copy of the template; gone afterwards."""
        with self.server.database(self.template) as url:
            yield url


@dataclass(frozen=True)
class Trial:
    """One year: how often it was killed, and what was lost or doubled."""

    kills: int
    differs: tuple[str, ...]
    lost: int
    # Letters that arrived more than once: each was in flight when the process was killed.
    repeated: int
    failed: bool = False

    @property
    def whole(self) -> bool:
        """Nothing lost; no letter more than once but those in flight, at most so many as are sent at once, a kill."""
        return not self.failed and not self.differs and not self.lost and self.repeated <= 2 * self.kills


@dataclass
class Trials:
    """Years of one kind of record."""

    records: Records
    folder: Path
    random: Random = field(default_factory=lambda: Random(2026))

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.nursery, self.catchers = Nursery(), Catchers()
        self.nursery.__enter__()
        self.catchers.__enter__()
        self.clock = SimulatedClock(self.folder / "clock")
        with self.records.fresh() as url:
            self.seconds = self._begin(url).seconds
            self.expected, self.letters = self._found(url), self._caught()
        assert self.letters
        assert set(self.letters.values()) == {1}
        return self

    def __exit__(self, *error: object) -> None:
        self.catchers.__exit__(None, None, None)
        self.nursery.__exit__(None, None, None)

    def at(self, point: str, time: int = 1) -> Trial:
        """Killed at a fault point, the n-th time it is passed."""
        with self.records.fresh() as url:
            ended = self._begin(url, fault=f"{point}:{time}")
            if not ended.killed:
                return Trial(0, (f"{point} was not passed {time} times",), 0, 0, failed=True)
            return self._judged(url, 1, self._play(url))

    def at_random(self) -> Trial:
        """Killed at random moments, until it has come through."""
        with self.records.fresh() as url:
            ended = self._begin(url, kill_after=self.random.uniform(0, self.seconds))
            kills = int(ended.killed)
            while ended.killed and kills < MOST_KILLS:
                again = self.random.random() < 0.5
                ended = self._play(url, kill_after=self.random.uniform(0, self.seconds) if again else None)
                kills += ended.killed
            return self._judged(url, kills, ended)

    def _begin(self, url: str, kill_after: float | None = None, fault: str = "") -> Ended:
        self.catchers.mail.box.clear()
        self.catchers.sms.box.clear()
        self.clock.set(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 4, tzinfo=UTC))
        return self._play(url, kill_after, fault)

    def _play(self, url: str, kill_after: float | None = None, fault: str = "") -> Ended:
        environment = {
            "MERZIM_DATABASE_URL": url, "MERZIM_HOME": str(self.folder), "MERZIM_MAIL_URLS": self.catchers.email_url,
            "MERZIM_SMS_URLS": self.catchers.sms_url, VARIABLE: fault,
            **self.clock.environment(),
        }  # fmt: skip
        return self.nursery.play(environment, str(self.clock.path), kill_after)

    def _judged(self, url: str, kills: int, ended: Ended) -> Trial:
        found, caught = self._found(url), self._caught()
        differs = tuple(
            f"{kind}: {sorted(set(map(str, found[kind])) ^ set(map(str, self.expected[kind])))[:4]}"
            for kind in found
            if found[kind] != self.expected[kind]
        )
        lost = len(self.letters.keys() - caught.keys()) + len(caught.keys() - self.letters.keys())
        return Trial(kills, differs, lost, sum(n - 1 for n in caught.values()), ended.status != 0)

    def _found(self, url: str) -> Facts:
        record = engine(url)
        try:
            return facts(record)
        finally:
            record.dispose()

    def _caught(self) -> Counter[str]:
        return Counter([m.message_id for m in self.catchers.mail.box] + [m.id for m in self.catchers.sms.box])
