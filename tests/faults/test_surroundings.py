"""What the machine does to a service: a full disk, a database that goes away, a clock that jumps, weeks asleep."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from models.clock import SimulatedClock
from models.record.database import writing
from models.record.migrations import upgrade
from models.settings import settings
from tasks.record import take, the_record
from tests.faults.small_year import ANSWERS, CYCLE, DAYS, Facts, facts, settle, sweep
from tests.postgres_server import PostgresServer

Begun = Callable[[str], SimulatedClock]


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begun]:
    """A small region's record at this URL becomes the one the service works on, and its clock is given."""

    def begin(url: str) -> SimulatedClock:
        clock = SimulatedClock(tmp_path / "clock")
        for name, value in {"MERZIM_DATABASE_URL": url, "MERZIM_HOME": str(tmp_path), **clock.environment()}.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        the_record.cache_clear()
        upgrade(the_record())
        settle(the_record())
        clock.set(morning(date(2026, 11, 2)))
        return clock

    yield begin
    the_record().dispose()
    the_record.cache_clear()
    settings.cache_clear()


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def lived(clock: SimulatedClock, days: list[date]) -> Facts:
    """These days, in this order: the sweep of each, and its answers."""
    for day in days:
        clock.set(morning(day))
        asyncio.run(sweep(day))
        for said in (said for said in ANSWERS if said.on == day):
            take(said.number, said.step, said.form, key=said.key)
    return facts(the_record())


def sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


EARLY = [day for day in DAYS if day <= date(2026, 12, 10)]
FORM = ANSWERS[0]


def test_on_a_full_disk_an_answer_is_kept_whole_or_not_at_all(tmp_path: Path, begun: Begun) -> None:
    sent = ANSWERS[1]
    clock = begun(sqlite(tmp_path, "full"))
    before = lived(clock, [DAYS[0], FORM.on])
    clock.set(morning(sent.on))
    record = the_record()
    with record.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def full(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    event.listen(record, "connect", full)
    record.dispose()
    _fill(record)
    with pytest.raises(OperationalError, match="full"):
        take(sent.number, sent.step, sent.form, key=sent.key)
    assert facts(record) == before
    event.remove(record, "connect", full)
    record.dispose()
    assert take(sent.number, sent.step, sent.form, key=sent.key).outcome == "sent"
    assert len(facts(record)["cases"]) == 4


def _fill(record: Engine) -> None:
    """The pages that are free within the file are used up."""
    with writing(record) as session:
        session.connection().exec_driver_sql("CREATE TABLE filling (x BLOB)")
    for size in (100_000, 3_000, 10):
        while _fits(record, size):
            pass


def _fits(record: Engine, size: int) -> bool:
    try:
        with writing(record) as session:
            session.connection().exec_driver_sql(f"INSERT INTO filling VALUES (randomblob({size}))")
    except OperationalError:
        return False
    return True


@pytest.mark.postgres
def test_a_database_that_goes_away_in_an_answer_takes_nothing_with_it(
    begun: Begun, postgres_url: str, postgres_server: PostgresServer
) -> None:
    clock = begun(postgres_url)
    lived(clock, [DAYS[0]])
    clock.set(morning(FORM.on))
    database = make_url(postgres_url).database
    away = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
    record = the_record()
    gone: list[str] = []

    @event.listens_for(record, "before_cursor_execute")
    def cut(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "audit_entries" in statement and not gone:
            gone.append(statement)
            postgres_server.execute(away)

    with pytest.raises(DBAPIError):
        take(FORM.number, FORM.step, FORM.form, key=FORM.key)
    assert gone
    # Between two answers: the next one finds a new connection by itself.
    assert take(FORM.number, FORM.step, FORM.form, key=FORM.key).outcome == "formed"
    postgres_server.execute(away)
    assert take(FORM.number, FORM.step, FORM.form, key=FORM.key).outcome == "formed"
    assert len([act for act in facts(record)["acts"] if act[1] == "step-recorded"]) == 1


def test_a_clock_that_jumps_back_and_ahead_tells_nobody_twice(tmp_path: Path, begun: Begun) -> None:
    expected = lived(begun(sqlite(tmp_path, "steady")), EARLY)
    jumps = [day for day in EARLY for day in (day, EARLY[max(0, EARLY.index(day) - 1)], day)]
    the_record().dispose()
    assert lived(begun(sqlite(tmp_path, "jumping")), jumps) == expected


def test_asleep_on_1_november_and_for_a_month_it_opens_the_year_and_reminds_once(tmp_path: Path, begun: Begun) -> None:
    clock = begun(sqlite(tmp_path, "asleep"))
    found = lived(clock, [date(2026, 12, 8)])
    assert [case[0] for case in found["cases"]] == [CYCLE]
    opened = [act for act in found["acts"] if act[1] == "cycle-opened"]
    assert [act[3] for act in opened] == ["2026-11-01"], "on its lawful day"
    told = [letter for letter in found["letters"] if letter[2] == "digest"]
    assert len(told) == len(set(told)) > 0
    assert lived(clock, [date(2026, 12, 8)])["letters"] == found["letters"]


def test_two_sweeps_at_once_do_the_work_of_one(tmp_path: Path, begun: Begun) -> None:
    expected = lived(begun(sqlite(tmp_path, "one")), EARLY)
    the_record().dispose()
    clock = begun(sqlite(tmp_path, "two"))
    for day in EARLY:
        clock.set(morning(day))
        both = [threading.Thread(target=lambda day=day: asyncio.run(sweep(day))) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        for said in (said for said in ANSWERS if said.on == day):
            take(said.number, said.step, said.form, key=said.key)
    assert facts(the_record()) == expected
