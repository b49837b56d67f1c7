"""The warm worker at work on a real server: broken flows, flows that are not async, cancelling, a full house."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.states import Cancelling

from deployments.worker import WarmWorker
from tests.prefect.conftest import final, start, until

pytestmark = pytest.mark.prefect


async def test_broken_flows_end_their_own_run_and_not_the_worker(
    api: PrefectClient, worker: subprocess.Popen[bytes]
) -> None:
    bad = [await start(api, "example-broken", how=how) for how in ("exit", "error")]
    ended = [(await until(api, run_id, final)).state_type for run_id in bad]
    assert set(ended) <= {StateType.CRASHED, StateType.FAILED}
    good = await start(api, "example-broken", how="well")
    assert (await until(api, good, final)).state_type == StateType.COMPLETED
    assert worker.poll() is None


@pytest.mark.usefixtures("worker")
async def test_flows_that_are_not_async_run_too(api: PrefectClient) -> None:
    run_id = await start(api, "example-sync", number=1)
    assert (await until(api, run_id, final)).state_type == StateType.COMPLETED


@pytest.mark.usefixtures("worker")
async def test_a_deployment_whose_flow_is_not_there_says_so_in_its_run(api: PrefectClient, pool: str) -> None:
    deployment = await api.read_deployment_by_name("example-sync/merzim")
    gone = await api.create_deployment(
        deployment.flow_id, "gone", work_pool_name=pool, entrypoint="tests.prefect.example.not_there"
    )
    run_id = (await api.create_flow_run_from_deployment(gone)).id
    run = await until(api, run_id, final)
    assert run.state is not None
    assert run.state_type == StateType.CRASHED
    assert "not_there" in (run.state.message or "")
    await api.delete_deployment(gone)


async def test_a_run_is_carried_out_in_the_workers_own_warm_process(
    api: PrefectClient, tmp_path: Path, worker: subprocess.Popen[bytes]
) -> None:
    (tmp_path / "enough").touch()
    run_id = await start(api, "example-long", path=str(tmp_path / "enough"))
    assert (await until(api, run_id, final)).state_type == StateType.COMPLETED
    assert (tmp_path / "enough.started").read_text() == str(worker.pid)


@pytest.mark.usefixtures("worker")
async def test_a_run_cancelled_while_it_works_is_broken_off(api: PrefectClient, tmp_path: Path) -> None:
    run_id = await start(api, "example-long", path=str(tmp_path / "never"))
    await until(api, run_id, lambda run: run.state_type == StateType.RUNNING and bool(run.infrastructure_pid))
    await api.set_flow_run_state(run_id, Cancelling())
    # Prefect's engine calls it crashed for a moment first.
    await until(api, run_id, lambda run: run.state_type == StateType.CANCELLED)


@pytest.mark.usefixtures("worker")
async def test_more_runs_than_lanes_are_all_carried_out(api: PrefectClient) -> None:
    runs = [await start(api, "example-sync", number=number) for number in range(10)]
    for run_id in runs:
        assert (await until(api, run_id, final)).state_type == StateType.COMPLETED


def test_importing_the_worker_starts_nothing() -> None:
    code = "import threading, deployments.worker; print([t.name for t in threading.enumerate()])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "lane" not in done.stdout
    assert WarmWorker.type == "merzim"
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
