"""Runs whose worker died under them, found and started again.

A worker writes its name on each run it takes (`infrastructure_pid`). A run is lost when it counts as pending, running
or being cancelled while no living worker holds it, in two looks some seconds apart without a change of state. A run
started again by mistake does no harm: flows take each answer once, and a run that is waiting goes back to waiting.
"""

import asyncio
import os
import re
import socket
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun, State, StateType, WorkerStatus
from prefect.states import Cancelled, Scheduled

from models import clock

POOL = "merzim"
"""The work pool of all our deployments, and its type."""
BROKEN = (StateType.FAILED, StateType.CRASHED)
"""How a run ended that was broken off."""

SETTLE_SECONDS = 2.0
"""Between the two looks: many times what a worker needs from taking a run to writing its name on it."""

_HELD = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
_PAGE = 200
_NAME = re.compile(r"(?P<host>.+)-(?P<pid>\d+)-[0-9a-f]{6}")


def worker_name() -> str:
    """A name for this process as a worker that no other worker has, dead or alive."""
    return f"{_host()}-{os.getpid()}-{token_hex(3)}"


def died_here(name: str) -> bool:
    """Whether a worker of this name ran on this machine and its process is gone."""
    match = _NAME.fullmatch(name)
    if match is None or match["host"] != _host():
        return False
    try:
        os.kill(int(match["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _host() -> str:
    return re.sub(r"[^\w.-]", "-", socket.gethostname())


async def recover_lost_runs(
    pool: str = POOL,
    *,
    own: tuple[str, Callable[[], Collection[UUID]]] | None = None,
    settle: float = SETTLE_SECONDS,
    client: PrefectClient | None = None,
) -> list[UUID]:
    """Schedule again every lost run of the pool (one being cancelled is cancelled instead); gives their ids.

    `own` is, for a worker, its name and what it holds now: a run with its name on it that it doesn't hold is lost too.
    `settle` in seconds. A server that has just come up may take workers for dead that are not: see above.
    """
    async with client or get_client() as api:
        first = await _lost(api, pool, own)
        if not first:
            return []
        await asyncio.sleep(settle)
        second = await _lost(api, pool, own)
        lost = [run for run_id, run in second.items() if run_id in first and first[run_id].state_id == run.state_id]
        for run in lost:
            again: State[Any] = Scheduled(name="Resuming", message="its worker was lost")
            state: State[Any] = Cancelled() if run.state_type == StateType.CANCELLING else again
            await api.set_flow_run_state(run.id, state, force=True)
    return [run.id for run in lost]


async def living_workers(client: PrefectClient, pool: str) -> set[str]:
    """Names of the workers that take a pool's runs now."""
    workers = await client.read_workers_for_work_pool(pool)
    return {w.name for w in workers if w.status == WorkerStatus.ONLINE and not died_here(w.name)}


async def broken_runs(
    client: PrefectClient, flows: Sequence[str], pool: str, *, since: datetime | None = None
) -> list[FlowRun]:
    """What failed or crashed of these flows in a pool, expected to start after a moment or ever; a page of them."""
    started = {"after_": since} if since else None
    return await client.read_flow_runs(
        flow_filter=FlowFilter(name={"any_": flows}),
        work_pool_filter=WorkPoolFilter(name={"any_": [pool]}),
        flow_run_filter=FlowRunFilter(state={"type": {"any_": BROKEN}}, expected_start_time=started),
        limit=_PAGE,
    )


async def start_broken_again(flow: str, pool: str, *, client: PrefectClient | None = None) -> int:
    """Schedule again what failed or crashed of a flow within a day; how many. For a flow that may be repeated."""
    async with client or get_client() as api:
        runs = await broken_runs(api, [flow], pool, since=clock.machine() - timedelta(days=1))
        for run in runs:
            await api.set_flow_run_state(run.id, Scheduled(name="Resuming", message="it was broken off"), force=True)
    return len(runs)


async def _lost(
    client: PrefectClient, pool: str, own: tuple[str, Callable[[], Collection[UUID]]] | None
) -> dict[UUID, FlowRun]:
    runs: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            work_pool_filter=WorkPoolFilter(name={"any_": [pool]}),
            flow_run_filter=FlowRunFilter(state={"type": {"any_": _HELD}}),
            limit=_PAGE,
            offset=len(runs),
        )
        runs += page
        if len(page) < _PAGE:
            break
    if not runs:
        return {}
    alive = await living_workers(client, pool)
    lost = {run.id: run for run in runs if run.infrastructure_pid not in alive}
    if own is not None:
        name, held = own
        here = held()
        lost |= {run.id: run for run in runs if run.infrastructure_pid == name}
        lost = {run_id: run for run_id, run in lost.items() if run_id not in here}
    return lost
