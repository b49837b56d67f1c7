"""How a worker ends, and what becomes of the runs it leaves: no worker is there but the tests' own."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Completed, Crashed, Failed, Pending, Running

from tasks.recovery import died_here, recover_lost_runs, start_broken_again, worker_name
from tests.prefect.conftest import final, start, until, worker_process
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("examples")]


def at_work(run: FlowRun) -> bool:
    """Wants a worker to be at the run."""
    return run.state_type == StateType.RUNNING and bool(run.infrastructure_pid)


async def test_sigterm_lets_a_run_end_and_leaves_no_worker_behind(
    api: PrefectClient, prefect_server: PrefectServer, pool: str, tmp_path: Path
) -> None:
    with worker_process(prefect_server, pool, tmp_path / "worker.log") as process:
        run_id = await start(api, "example-long", path=str(tmp_path / "enough"))
        await until(api, run_id, at_work)
        process.terminate()
        late = await start(api, "example-sync", number=1)
        await asyncio.sleep(0)
        (tmp_path / "enough").touch()
        assert await asyncio.to_thread(process.wait, 120) == 0
    assert (await api.read_flow_run(run_id)).state_type == StateType.COMPLETED
    # What came after the signal waits for the next worker, and the schedules with it.
    assert (await api.read_flow_run(late)).state_type == StateType.SCHEDULED
    assert str(process.pid) not in {w.name.split("-")[-2] for w in await api.read_workers_for_work_pool(pool)}
    with worker_process(prefect_server, pool, tmp_path / "worker.log"):
        await until(api, late, final)


async def test_a_run_whose_worker_was_killed_is_started_again_by_the_next_one(
    api: PrefectClient, prefect_server: PrefectServer, pool: str, tmp_path: Path
) -> None:
    with worker_process(prefect_server, pool, tmp_path / "worker.log") as process:
        run_id = await start(api, "example-long", path=str(tmp_path / "enough"))
        await until(api, run_id, at_work)
        process.kill()
        process.wait(60)
    (tmp_path / "enough").touch()
    with worker_process(prefect_server, pool, tmp_path / "worker.log"):
        run = await until(api, run_id, final)
    assert (run.state_type, run.run_count) == (StateType.COMPLETED, 2)


@asynccontextmanager
async def in_hand(api: PrefectClient, state: object, holder: str | None) -> AsyncIterator[UUID]:
    """A run that counts as being at work at `holder`."""
    run_id = await start(api, "example-sync", number=1)
    if holder is not None:
        await api.update_flow_run(run_id, infrastructure_pid=holder)
    await api.set_flow_run_state(run_id, state, force=True)  # type: ignore[arg-type]
    yield run_id
    await api.delete_flow_run(run_id)


DEAD = worker_name().replace(f"-{os.getpid()}-", "-4194303-")


@pytest.mark.parametrize("holder", [None, DEAD, "elsewhere-1-abcdef"], ids=["nobody", "died here", "unknown"])
@pytest.mark.parametrize("state", [Pending, Running], ids=["pending", "running"])
async def test_a_run_in_nobodys_hands_is_scheduled_again(
    api: PrefectClient, pool: str, state: type, holder: str | None
) -> None:
    async with in_hand(api, state(), holder) as run_id:
        assert run_id in await recover_lost_runs(pool, settle=0.1, client=api)
        run = await api.read_flow_run(run_id)
        assert (run.state_type, run.state_name) == (StateType.SCHEDULED, "Resuming")


@pytest.mark.parametrize("state", [Failed, Crashed, Completed], ids=["failed", "crashed", "completed"])
async def test_a_run_that_may_be_repeated_is_started_again_where_it_was_broken_off(
    api: PrefectClient, pool: str, state: type
) -> None:
    async with in_hand(api, state(), None) as run_id:
        assert await start_broken_again("example-sync", pool, client=api) == (state is not Completed)
        assert ((await api.read_flow_run(run_id)).state_type == StateType.SCHEDULED) == (state is not Completed)


async def test_a_run_in_the_hands_of_a_living_worker_is_left_there(api: PrefectClient, pool: str) -> None:
    name = worker_name()
    await api.send_worker_heartbeat(pool, name, heartbeat_interval_seconds=60)
    async with in_hand(api, Running(), name) as run_id:
        assert run_id not in await recover_lost_runs(pool, settle=0.1, client=api)
        # Its own worker knows better: it has no such run.
        mine = (name, set[UUID])
        assert run_id not in await recover_lost_runs(pool, settle=0.1, own=(name, lambda: {run_id}), client=api)
        assert run_id in await recover_lost_runs(pool, settle=0.1, own=mine, client=api)


async def test_a_run_that_moves_between_two_looks_is_not_lost(
    api: PrefectClient, pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_hand(api, Pending(), None) as run_id:

        async def meanwhile(_: float) -> None:
            await api.set_flow_run_state(run_id, Running(), force=True)

        monkeypatch.setattr("tasks.recovery.asyncio", SimpleNamespace(sleep=meanwhile))
        assert run_id not in await recover_lost_runs(pool, client=api)


def test_a_worker_of_this_machine_is_known_to_be_dead_or_alive() -> None:
    assert not died_here(worker_name())
    assert died_here(DEAD)
    assert not died_here("another-machine-4194303-abcdef")
