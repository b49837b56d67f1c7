"""Runs that lie in another work pool than their authority's: after a change of its region, or of MERZIM_POOLS.

Prefect moves no run. Once its answers are in the record, such a run is deleted and made again where it belongs
(`restoring.py`); a region's pool that nothing needs any more goes with its deployments and their schedules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled

from deployments.regions import regions
from models.record.database import reading
from tasks.documents import write_owed
from tasks.pools import pool_of
from tasks.record import OPERATOR, handled, take, the_record
from tasks.recovery import POOL, living_workers, recover_lost_runs
from tasks.runs import read_answers

_AT_WORK = frozenset({StateType.PENDING, StateType.RUNNING, StateType.CANCELLING})
_ANSWERED = ["Resuming", "Late"]
"""Names of the state in which a run waits for its worker to read an answer."""


@dataclass(frozen=True)
class Belongs:
    """A case whose run should be one of this deployment's: `rotation-case/merzim-karaganda`."""

    number: str
    deployment: str


async def stray(client: PrefectClient, wanted: Mapping[UUID, Belongs], runs: Mapping[UUID, FlowRun]) -> list[UUID]:
    """Those of the runs that belong to another deployment, or are in another pool than it is now."""
    names = {each.deployment for run_id, each in wanted.items() if run_id in runs}
    there = {name: await _deployment(client, name) for name in names}

    def at_home(run_id: UUID) -> bool:
        run, home = runs[run_id], there[wanted[run_id].deployment]
        return home is None or (run.deployment_id, run.work_pool_name) == (home.id, home.work_pool_name)

    return [run_id for run_id in wanted if run_id in runs and not at_home(run_id)]


async def _deployment(client: PrefectClient, name: str) -> DeploymentResponse | None:
    try:
        return await client.read_deployment_by_name(name)
    except ObjectNotFound:
        return None


async def take_down(client: PrefectClient, strays: Mapping[UUID, Belongs]) -> set[UUID]:
    """Delete runs whose answers are all in the record; those that a worker is at, or about to be, are left.

    Killed half-way, a run is left cancelled, with any answer still in it, and taken down the next time. Gives those
    that are gone.
    """
    runs = [await client.read_flow_run(run_id) for run_id in strays]
    pools = sorted({run.work_pool_name for run in runs if run.work_pool_name})
    for pool in pools:
        await recover_lost_runs(pool, client=client)
    worked = {pool for pool in pools if await living_workers(client, pool)}
    return {run.id for run in runs if await _taken_down(client, run.id, strays[run.id].number, worked)}


async def _taken_down(client: PrefectClient, run_id: UUID, number: str, worked: set[str]) -> bool:
    run = await client.read_flow_run(run_id)
    if run.state_type in _AT_WORK or (run.state_type == StateType.SCHEDULED and run.work_pool_name in worked):
        return False
    # From now on its form takes no answer; one that came in until now is found.
    await client.set_flow_run_state(run_id, Cancelled(), force=True)
    for answer in await read_answers(run_id, handled=handled(number), client=client):
        take(number, answer.code, answer.values, key=answer.key, by=answer.by or OPERATOR)
    write_owed(number)
    if (await client.read_flow_run(run_id)).state_type != StateType.CANCELLED:
        return False
    await client.delete_flow_run(run_id)
    return True


async def retire(client: PrefectClient) -> list[str]:
    """Delete the pools of regions that no authority is in, with their deployments; gives their names.

    One that has a worker, or a run that waits for somebody or is at work, a meeting's for instance, is left.
    """
    with reading(the_record()) as session:
        wanted = {pool_of(region) for region in regions(session)}
    ours = WorkPoolFilter(type={"any_": [POOL]})
    found = [pool.name for pool in await client.read_work_pools(work_pool_filter=ours)]
    gone = []
    for pool in (name for name in found if name.startswith(f"{POOL}-") and name not in wanted):
        if await living_workers(client, pool) or await _is_needed(client, pool):
            continue
        here = WorkPoolFilter(name={"any_": [pool]})
        for deployment in await client.read_deployments(work_pool_filter=here):
            await client.delete_deployment(deployment.id)
        await client.delete_work_pool(pool)
        gone.append(pool)
    return gone


async def _is_needed(client: PrefectClient, pool: str) -> bool:
    waiting, answered = {"type": {"any_": [StateType.PAUSED, *_AT_WORK]}}, {"name": {"any_": _ANSWERED}}
    here = WorkPoolFilter(name={"any_": [pool]})
    return any(
        [await client.count_flow_runs(work_pool_filter=here, flow_run_filter=FlowRunFilter(state=state))
         for state in (waiting, answered)]
    )  # fmt: skip
