"""A record that any earlier version saved is brought up to date, and its cases go on as if this one had opened them."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.record.case_file import case_file
from models.record.database import engine, reading
from models.record.exporting import case_data
from models.record.migrations import current, head, upgrade
from models.record.replaying import replay
from models.record.verifying import verify
from tests.record import rotation_year as year
from tests.record.saved import FILES, SAVED, THIRD, put
from tests.record.test_migrations import schema

NAMES = [file.name.removesuffix(".sql.gz") for file in FILES]


# The oldest one, and the one whose schema was changed after it had landed, on the other database too.
WHICH = [pytest.param(file, "sqlite", id=f"{name}-sqlite") for file, name in zip(FILES, NAMES, strict=True)] + [
    pytest.param(SAVED / f"{name}.sql.gz", "postgres", id=f"{name}-postgres", marks=pytest.mark.postgres)
    for name in (NAMES[0], "0012-early")
]


@pytest.fixture
def record(kind: str, request: pytest.FixtureRequest) -> Engine:
    """A record of this version."""
    found: Engine = request.getfixturevalue(f"{kind}_record")
    return found


@pytest.fixture
def empty(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database of the same kind."""
    made = engine(f"sqlite:///{tmp_path / 'saved.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url"))
    yield made
    made.dispose()


def test_there_is_one_of_this_version() -> None:
    """`python -m tests.record.saved` makes it: the next version has to run what this one saves."""
    assert head() in NAMES


@pytest.mark.parametrize(("file", "kind"), WHICH)
def test_a_saved_record_is_brought_up_to_date_and_its_cases_run_to_their_end(
    file: Path, empty: Engine, record: Engine
) -> None:
    saved = empty
    put(file, saved)
    assert current(saved) == file.name[:4]
    upgrade(saved)
    assert schema(saved) == schema(record)
    second = year.SECOND
    year.answer(saved, second, *year.notice(23))
    step, form, on = year.review(destination=year.goes_to("C-3"), met_on="2026-12-24")
    year.answer(saved, second, step, form, date(2026, 12, 24))
    for step, form, on in (
        ("transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, date(2026, 12, 24)),
        ("decision-notice", {"received_on": "2026-12-28", "consents": False}, date(2026, 12, 28)),
        ("terminate", {"act_no": "77", "act_on": "2026-12-30"}, date(2026, 12, 30)),
    ):
        for number in (year.FIRST, second):
            year.answer(saved, number, step, form, on)
    with reading(saved) as session:
        assert verify(session).ok
        for number in (year.FIRST, second, THIRD):
            assert case_file(session, number).result in ("terminated", "closed", None)
            data = json.loads(json.dumps(case_data(session, number), ensure_ascii=False))
            assert replay(data).differences == ()
