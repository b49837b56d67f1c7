"""The administrator's weekly letter holds an anchor of the audit chain, or says that the chain is broken."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import col, select

from models.clock import SimulatedClock
from models.record.audit import APPEND_ONLY, GUARDS
from models.record.database import reading
from models.record.tables import Letter
from models.record.verifying import read_anchor, verify
from models.settings import settings
from notifications.anchors import week_of
from tasks.anchoring import send_anchor
from tasks.record import the_record
from tests.installed import installed
from tests.record import rotation_year as year


@pytest.fixture
def clock(sqlite_record: Engine, tmp_path: Path) -> Iterator[SimulatedClock]:
    """A record under way, an administrator, and a clock on Wednesday, 2 December 2026."""
    year.opened(sqlite_record)
    at = datetime(2026, 12, 2, 4, tzinfo=UTC)
    with installed(sqlite_record, at, tmp_path, MERZIM_ADMIN_EMAIL="admin@example.kz") as made:
        yield made


def letters(record: Engine) -> list[Letter]:
    with reading(record) as session:
        return list(session.exec(select(Letter).where(Letter.kind == "audit-anchor").order_by(col(Letter.day))))


async def test_one_letter_a_week_holds_an_anchor_that_verifies_later(clock: SimulatedClock) -> None:
    record = the_record()
    assert [await send_anchor.fn(), await send_anchor.fn()] == [1, 0]
    clock.set(datetime(2026, 12, 6, 4, tzinfo=UTC))
    assert await send_anchor.fn() == 0
    clock.set(datetime(2026, 12, 7, 4, tzinfo=UTC))
    year.answer(record, year.FIRST, *year.notice())
    assert await send_anchor.fn() == 1
    first, second = letters(record)
    assert (first.day, second.day) == (date(2026, 11, 30), date(2026, 12, 7))
    assert first.address == "admin@example.kz"
    anchors = [
        next(read_anchor(line) for line in letter.body.splitlines() if line.strip().partition(":")[0].isdigit())
        for letter in (first, second)
    ]
    assert anchors[0].position < anchors[1].position
    year.answer(record, year.SECOND, *year.notice())
    with reading(record) as session:
        assert verify(session, tuple(anchors)).ok


async def test_a_broken_trail_is_told(clock: SimulatedClock) -> None:
    raw = create_engine(the_record().url)
    with raw.begin() as connection:
        for name in GUARDS["sqlite"]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_entries SET actor = 'other' WHERE id = 2")
        for statements in APPEND_ONLY.values():
            for statement in statements["sqlite"]:
                connection.exec_driver_sql(statement)
    raw.dispose()
    assert await send_anchor.fn() == 1
    (letter,) = letters(the_record())
    assert "нарушен" in letter.subject
    assert "запись 2" in letter.body


async def test_nobody_named_gets_no_letter(clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERZIM_ADMIN_EMAIL", "")
    settings.cache_clear()
    assert await send_anchor.fn() == 0
    assert letters(the_record()) == []


@pytest.mark.parametrize(
    ("on", "monday"),
    [(date(2026, 12, 7), date(2026, 12, 7)), (date(2026, 12, 13), date(2026, 12, 7)),
     (date(2027, 1, 1), date(2026, 12, 28))],
)  # fmt: skip
def test_a_week_begins_on_monday(on: date, monday: date) -> None:
    assert week_of(on) == monday
