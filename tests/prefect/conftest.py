"""What tests of runs, worker and stack share."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun

from deployments.deploy import Planned, deploy
from tests.prefect_server import PrefectServer

ROOT = Path(__file__).parents[2]

EXAMPLES = tuple(
    Planned(f"tests.prefect.example.{name}", "An example.")
    for name in ("example_case", "example_broken", "example_sync", "example_long")
)

Until = Callable[..., Awaitable[FlowRun]]


@pytest.fixture(scope="module")
def worker(
    prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """A warm worker on the shared server, and the examples deployed."""
    asyncio.run(deploy(EXAMPLES))
    log = (tmp_path_factory.mktemp("worker") / "worker.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "deployments.worker", "--parent", str(os.getpid())],
        env={**os.environ, **prefect_server.environment, "PYTHONPATH": str(ROOT), "PREFECT_LOGGING_LEVEL": "INFO"},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield process
    process.terminate()
    process.wait(60)


@pytest_asyncio.fixture
async def api(prefect_server: PrefectServer) -> AsyncIterator[PrefectClient]:
    """A client of the shared server."""
    async with get_client() as client:
        yield client


async def until(api: PrefectClient, run_id: UUID, wanted: Callable[[FlowRun], bool], seconds: float = 60) -> FlowRun:
    """The run once it is as wanted. Fails with the state it was in after `seconds`."""
    run = await api.read_flow_run(run_id)
    try:
        async with asyncio.timeout(seconds):
            while not wanted(run):
                await asyncio.sleep(0.02)
                run = await api.read_flow_run(run_id)
    except TimeoutError:
        pytest.fail(f"after {seconds} s the run is {run.state!r}, taken by {run.infrastructure_pid}")
    return run


def badge(text: str) -> Callable[[FlowRun], bool]:
    """Wants the badge to hold `text`."""
    return lambda run: text in (run.state_name or "")
