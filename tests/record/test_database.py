"""How the record's databases are opened, and who waits for whom."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models.record.database import engine, reading, writing
from models.record.migrations import upgrade
from models.record.tables import Authority
from models.settings import settings
from tests.at_once import at_once
from tests.record import samples


def pragma(database: Engine, name: str) -> object:
    with database.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_sqlite_is_durable_and_strict(sqlite_record: Engine) -> None:
    assert pragma(sqlite_record, "journal_mode") == "wal"
    assert pragma(sqlite_record, "foreign_keys") == 1
    assert pragma(sqlite_record, "synchronous") == 2  # FULL
    assert pragma(sqlite_record, "busy_timeout") == 30_000


def test_every_connection_of_sqlite_is_strict_not_the_first_alone(sqlite_record: Engine) -> None:
    readers = sqlite_record.execution_options(merzim_reads=True)
    with readers.connect() as one, readers.connect() as two:
        for connection in (one, two):
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_sqlite_in_memory_is_one_database_for_every_session() -> None:
    made = engine("sqlite://")
    upgrade(made)
    with writing(made) as session:
        samples.authority(session)
    with reading(made) as session:
        assert session.exec(select(Authority)).one().code == "KRG"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_psycopg_3(scheme: str) -> None:
    made = engine(f"{scheme}://merzim@127.0.0.1:1/none")
    assert made.url.drivername == "postgresql+psycopg"
    assert made.driver == "psycopg"


def test_settings_name_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERZIM_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    try:
        assert engine().url.database == str(tmp_path / "home" / "merzim.db")
        assert (tmp_path / "home").is_dir()
        monkeypatch.setenv("MERZIM_DATABASE_URL", "postgresql://merzim@127.0.0.1:1/none")
        settings.cache_clear()
        assert engine().dialect.name == "postgresql"
    finally:
        settings.cache_clear()


def test_a_writer_that_read_first_waits_for_another_instead_of_failing(record: Engine) -> None:
    with writing(record) as session:
        samples.authority(session)

    def add_ten() -> None:
        for _ in range(10):
            with writing(record) as session:
                found = session.exec(select(Authority).with_for_update()).one()
                found.name_ru = str(int(found.name_ru or "0") + 1) if found.name_ru.isdigit() else "1"

    assert at_once(*[add_ten] * 4) == [None] * 4
    with reading(record) as session:
        # None of the forty was lost under another.
        assert session.exec(select(Authority)).one().name_ru == "40"


_ADD_MANY = """
import sys
from models.record.database import engine, writing
from models.record.people import Authority
made = engine(sys.argv[1])
for n in range(25):
    with writing(made) as session:
        session.add(Authority(code=f"{sys.argv[2]}-{n}", name_ru="-", name_kk="-"))
"""


def test_two_processes_write_at_once_and_lose_nothing(record: Engine) -> None:
    url = record.url.render_as_string(hide_password=False)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _ADD_MANY, url, name], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
        )
        for name in ("one", "two")
    ]
    assert [process.wait(240) for process in processes] == [0, 0]
    with reading(record) as session:
        assert len(session.exec(select(Authority)).all()) == 50


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_its_work(record: Engine) -> None:
    with writing(record) as writer:
        samples.authority(writer)
        with reading(record) as reader:
            assert reader.exec(select(Authority)).all() == []
    with reading(record) as reader:
        assert len(reader.exec(select(Authority)).all()) == 1


def test_a_reader_sees_one_state_of_the_record_for_its_whole_length(record: Engine) -> None:
    with reading(record) as reader:
        assert reader.exec(select(Authority)).all() == []
        with writing(record) as writer:
            samples.authority(writer)
        assert reader.exec(select(Authority)).all() == []


def test_a_failed_block_writes_nothing(record: Engine) -> None:
    def fail() -> None:
        with writing(record) as session:
            samples.authority(session)
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        fail()
    with reading(record) as session:
        assert session.exec(select(Authority)).all() == []


def test_rows_stay_readable_after_their_transaction(record: Engine) -> None:
    with writing(record) as session:
        found = samples.authority(session)
    assert (found.code, found.id) == ("KRG", 1)


def test_wrong_place_for_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(DBAPIError, match="unable to open database file"):
        upgrade(engine(f"sqlite:///{tmp_path / 'folder'}"))
