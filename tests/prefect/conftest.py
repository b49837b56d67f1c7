"""What tests of runs, worker and stack share."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
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


@pytest.fixture(scope="module")
def pool(request: pytest.FixtureRequest) -> str:
    """A work pool of the module's own: no worker of another test takes its runs."""
    return str(request.module.__name__).rpartition(".")[2].replace("_", "-")


@pytest.fixture(scope="module")
def examples(prefect_server: PrefectServer, pool: str) -> None:
    """The examples, deployed on the shared server into the module's pool."""
    asyncio.run(deploy(EXAMPLES, pool=pool))


@contextmanager
def worker_process(server: PrefectServer, pool: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A warm worker on the server, in a process of its own."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.worker", "--pool", pool, "--parent", str(os.getpid())],
            env={**os.environ, **server.environment, "PYTHONPATH": str(ROOT), "PREFECT_LOGGING_LEVEL": "INFO"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def worker(
    prefect_server: PrefectServer, examples: None, pool: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """A warm worker on the shared server, and the examples deployed."""
    with worker_process(prefect_server, pool, tmp_path_factory.mktemp("worker") / "worker.log") as process:
        yield process


@pytest_asyncio.fixture
async def api(prefect_server: PrefectServer) -> AsyncIterator[PrefectClient]:
    """A client of the shared server."""
    async with get_client() as client:
        yield client


async def until(api: PrefectClient, run_id: UUID, wanted: Callable[[FlowRun], bool], seconds: float = 120) -> FlowRun:
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


async def start(api: PrefectClient, flow: str, **parameters: object) -> UUID:
    """A run of an example, due now."""
    deployment = await api.read_deployment_by_name(f"{flow}/merzim")
    return (await api.create_flow_run_from_deployment(deployment.id, parameters=parameters)).id


def final(run: FlowRun) -> bool:
    """Wants the run over."""
    return run.state is not None and run.state.is_final()
