"""What tests share: real servers, started once a run and only when a test asks for one."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deployments.collecting import collect_seldom
from tests.called import command, merzim  # noqa: F401  # fixtures
from tests.installed import setting  # noqa: F401  # a fixture
from tests.postgres_server import PostgresServer, programs, running_postgres
from tests.prefect_server import PrefectServer, private_environment, running_server
from tests.records import *  # noqa: F403  # fixtures

SHARED = {"prefect_server": "prefect", "postgres_server": "postgres"}
"""A fixture that starts a server -> the mark of the tests that use it."""

# What is imported and collected by now stays; looking through it again and again costs a sixth of a run.
collect_seldom()

# A busy machine is not a fault of the code: no deadline for one example.
settings.register_profile("merzim", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("merzim")

# Before anything imports Prefect, which reads its settings then: no test touches the person's own ~/.prefect.
_HOME = tempfile.TemporaryDirectory(prefix="merzim-tests-")
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "MERZIM_"))]:
    del os.environ[_name]
os.environ.update(private_environment(Path(_HOME.name) / "prefect"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark who uses a shared server, and keep them together: one worker, one server.

    Who uses two is with those of the first, which starts the slower.
    """
    for item in items:
        for fixture, mark in SHARED.items():
            if fixture in getattr(item, "fixturenames", ()) or item.get_closest_marker(mark):
                item.add_marker(mark)
                # A test of two groups would be a third one, for whichever worker comes first.
                if item.get_closest_marker("xdist_group") is None:
                    item.add_marker(pytest.mark.xdist_group(mark))


def pytest_collection_finish() -> None:
    """The tests themselves stay to the end, too."""
    gc.freeze()


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """The run's one Prefect server; this process's own Prefect client, and its children's, talk to it.

    Tests share it: give what you make there names of your own.
    """
    with running_server(tmp_path_factory.mktemp("prefect")) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        from prefect.context import use_profile
        from prefect.settings import Profile

        # Prefect keeps the settings that it read when it was imported, maybe before this server was there.
        with use_profile(Profile(name="merzim-tests", settings={}), include_current_context=False):
            yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The run's one PostgreSQL server; the test is skipped where none is installed."""
    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    with running_postgres(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of a new, empty PostgreSQL database."""
    with postgres_server.database() as url:
        yield url
