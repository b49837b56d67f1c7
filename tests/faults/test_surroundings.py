"""What the machine does to a service: a full disk, a database that goes away, a clock that jumps, weeks asleep."""

import asyncio
import sqlite3
import threading
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import select

from deployments.cli import main as command
from models.errors import AlreadyRecorded
from models.record.cases import RefusedAnswer, StepRecord
from models.record.database import passes, reading, writing
from models.record.loading import find_case
from tasks.record import Taken, take, the_record
from tests.at_once import at_once
from tests.faults.conftest import Begun, sqlite
from tests.faults.small_year import ANSWERS, CYCLE, DAYS, facts, lived, morning, sweep
from tests.postgres_server import PostgresServer

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
    away = f"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{database}'"
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


@pytest.mark.postgres
def test_a_row_that_somebody_holds_is_waited_for_then_told_of_and_nothing_is_half_done(
    begun: Begun, postgres_url: str, postgres_server: PostgresServer, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock = begun(f"{postgres_url}?options=-c%20lock_timeout%3D300ms")
    before = lived(clock, [DAYS[0]])
    clock.set(morning(FORM.on))
    holding = "UPDATE cases SET version = version"
    with the_record().connect() as other:
        other.exec_driver_sql(holding)
        with pytest.raises(OperationalError, match="lock timeout") as told:
            take(FORM.number, FORM.step, FORM.form, key=FORM.key)
        assert passes(told.value)
        values = [f"{name}={value}" for name, value in FORM.form.items()]
        monkeypatch.setattr("sys.argv", ["merzim", "record", FORM.number, FORM.step, *values])
        with pytest.raises(SystemExit) as ended:
            command()
        assert ended.value.code == 1
        assert "somebody else holds it: canceling statement due to lock timeout" in capsys.readouterr().err
        assert facts(the_record()) == before
    # Held for a moment only: waited for.
    with the_record().connect() as other:
        other.exec_driver_sql(holding)
        waiting = threading.Thread(target=take, args=(FORM.number, FORM.step, FORM.form), kwargs={"key": FORM.key})
        waiting.start()
        while not other.exec_driver_sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").first():
            other.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        other.rollback()
        waiting.join()
    assert len([act for act in facts(the_record())["acts"] if act[1] == "step-recorded"]) == 1


@pytest.mark.postgres
def test_a_server_that_is_down_is_waited_for_by_the_service_and_told_of_by_a_command(
    begun: Begun, postgres_url: str, postgres_server: PostgresServer, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    clock = begun(postgres_url)
    lived(clock, [DAYS[0]])
    clock.set(morning(FORM.on))
    with postgres_server.down():
        monkeypatch.setattr("sys.argv", ["merzim", "cases"])
        with pytest.raises(SystemExit) as ended:
            command()
        assert ended.value.code == 1
        assert "does not answer" in capsys.readouterr().err
        waiting = threading.Thread(target=take, args=(FORM.number, FORM.step, FORM.form), kwargs={"key": FORM.key})
        waiting.start()
    waiting.join()
    assert len([act for act in facts(the_record())["acts"] if act[1] == "step-recorded"]) == 1


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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    return sqlite(tmp_path, "each") if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_two_sweeps_at_once_do_the_work_of_one(tmp_path: Path, begun: Begun, url: str) -> None:
    expected = lived(begun(sqlite(tmp_path, "one")), EARLY)
    clock = begun(url)
    for day in EARLY:
        clock.set(morning(day))
        assert at_once(*[lambda day=day: asyncio.run(sweep(day))] * 2) == [None, None]
        for said in (said for said in ANSWERS if said.on == day):
            take(said.number, said.step, said.form, key=said.key)
    assert facts(the_record()) == expected


def test_of_a_worker_and_an_operator_at_once_one_wins_and_the_other_is_told(begun: Begun, url: str) -> None:
    clock = begun(url)
    lived(clock, [DAYS[0]])
    clock.set(morning(FORM.on))
    both = ("command", "form")
    done = at_once(*(partial(take, FORM.number, FORM.step, FORM.form, key=by, by=by) for by in both))
    taken: dict[str, Taken] = dict(zip(both, done, strict=True))
    (won,) = [by for by, done in taken.items() if done.outcome == "formed"]
    (told,) = [by for by, done in taken.items() if isinstance(done.refusal, AlreadyRecorded)]
    with reading(the_record()) as session:
        assert session.exec(select(StepRecord.recorded_by).where(StepRecord.code == FORM.step)).all() == [won]
        # The case shows whoever came second what became of the answer.
        assert session.exec(select(RefusedAnswer.given_by)).all() == [told]
        assert find_case(session, FORM.number).message
