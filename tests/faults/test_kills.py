"""A process killed between any two effects, begun again, ends where it would have without."""

from collections.abc import Iterator

import pytest

from models.faults import POINTS
from tests.faults.trials import PostgresRecords, SqliteRecords, Trials
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.timeout(280)

IN_A_YEAR = (
    "cycle-inserted", "cycle-opened", "overdue-marked", "answer-read", "step-carried-out", "cases-inserted",
    "letters-put", "answer-recorded", "refusal-kept", "reminders-put", "reminders-told", "document-written",
    "letters-claimed", "letter-sending", "letter-sent", "letters-settled",
)  # fmt: skip
"""Fault points of a year, in an order in which one year passes them all."""
AROUND_PREFECT = ("form-saved", "run-made", "run-shown", "run-tagged", "shown-marked", "answers-forgotten")
"""Those passed where there is a server (`test_runs.py`)."""


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    folder = tmp_path_factory.mktemp("faults")
    with Trials(SqliteRecords(folder / "records"), folder / "work") as trials:
        yield trials


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer) -> Iterator[Trials]:
    with Trials(PostgresRecords(postgres_server), tmp_path_factory.mktemp("faults")) as trials:
        yield trials


def test_every_fault_point_is_killed_at() -> None:
    assert {*IN_A_YEAR, *AROUND_PREFECT} == set(POINTS)


def killed(trials: Trials) -> None:
    """One year killed at each point in turn, and one at random moments: `make faults` plays a year for each."""
    trial = trials.at(IN_A_YEAR)
    assert trial.whole, trial
    # In flight when the sender died, so it goes out again, under the Message-ID it had.
    assert trial.kills == len(IN_A_YEAR)
    assert trial.repeated >= 1
    trial = trials.at_random()
    assert trial.whole, trial


def test_killed_at_every_point_and_at_random_nothing_is_lost(on_sqlite: Trials) -> None:
    killed(on_sqlite)


@pytest.mark.postgres
def test_killed_on_postgresql_nothing_is_lost(on_postgres: Trials) -> None:
    killed(on_postgres)
