"""Prefect's transactions on SQLite, as our server has them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import create_async_engine

from deployments import server


@pytest.fixture
def rolls_back() -> Iterator[None]:
    event.listen(Engine, "do_connect", server._roll_back_when_closed)
    yield
    event.remove(Engine, "do_connect", server._roll_back_when_closed)


@pytest.mark.usefixtures("rolls_back")
async def test_a_connection_that_goes_lets_the_write_lock_go_though_a_statement_is_held(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    with closing(sqlite3.connect(file, timeout=0)) as other:
        other.execute("CREATE TABLE runs AS SELECT 1 AS id UNION SELECT 2")
        other.execute("PRAGMA journal_mode=WAL")
        async with engine.connect() as connection:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            await connection.exec_driver_sql("INSERT INTO runs VALUES (3)")
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            # Read to its first row alone, as by a task that is cancelled there: its traceback holds the statement.
            held = await driver.execute("SELECT id FROM runs")
            await held.fetchone()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            await connection.invalidate()
        other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    await engine.dispose()
