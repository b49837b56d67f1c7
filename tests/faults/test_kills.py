"""A process killed between any two effects, begun again, ends where it would have without."""

from collections.abc import Iterator

import pytest

from models.faults import POINTS
from tests.faults.trials import PostgresRecords, SqliteRecords, Trials
from tests.postgres_server import PostgresServer

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(280)]
OF_PREFECT = ("run-made", "run-shown")
"""Passed where a server is there: `tests/demo/test_kills.py` kills at moments around them."""


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    folder = tmp_path_factory.mktemp("faults")
    with Trials(SqliteRecords(folder / "records"), folder / "work") as trials:
        yield trials


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Iterator[Trials]:
    with Trials(PostgresRecords(postgres_server), tmp_path_factory.mktemp("faults")) as trials:
        yield trials


@pytest.mark.parametrize("point", [point for point in POINTS if point not in OF_PREFECT])
def test_killed_at_a_fault_point_nothing_is_lost(point: str, on_sqlite: Trials) -> None:
    trial = on_sqlite.at(point)
    assert trial.whole, trial
    # In flight when the sender died, so it goes out again, under the Message-ID it had.
    assert trial.repeated == (1 if point == "letter-sent" else 0)


def test_killed_at_random_moments_nothing_is_lost(on_sqlite: Trials) -> None:
    trials = [on_sqlite.at_random() for _ in range(4)]
    assert [trial for trial in trials if not trial.whole] == []


@pytest.mark.postgres
def test_killed_on_postgresql_nothing_is_lost(on_postgres: Trials) -> None:
    points = ("step-carried-out", "reminders-told", "letter-sent", "document-written")
    trials = [*(on_postgres.at(point) for point in points), *(on_postgres.at_random() for _ in range(3))]
    assert [trial for trial in trials if not trial.whole] == []
