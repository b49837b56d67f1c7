"""The warm worker: a Prefect worker that carries flow runs out in its own process, seconds faster than in new ones.

    python -m deployments.worker [--poll 0.2] [--limit 4]

A run resumed in the UI is taken within `poll` seconds and needs no new process, no import and no new connection.
The flow is found by the entrypoint of the run's deployment, `flows.rotation.rotation_case`. SIGTERM and SIGINT let the
runs at work end; schedules are left as they are. Runs that a dead worker left behind are started again.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import anyio.abc
import httpx
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun, State, StateType, WorkerStatus
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.states import Cancelled, Crashed, Scheduled
from prefect.types._datetime import now
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from deployments.collecting import collect_seldom
from deployments.lanes import Lanes
from deployments.lifeline import end_with
from tasks.recovery import POOL, died_here, recover_lost_runs, worker_name

POLL_SECONDS = 0.2
LIMIT = 4
HEARTBEAT_SECONDS = 5
LOOK_SECONDS = 10.0
"""Between two looks for lost runs."""
CANCEL_SECONDS = 2.0
"""Between two looks for runs that somebody cancels while they are at work."""
DRAIN_SECONDS = 30.0
"""How long runs at work may go on once the worker is told to stop."""

log = logging.getLogger("prefect.merzim.worker")


class WarmResult(BaseWorkerResult):
    """A run was carried out here; its state says how it went."""


class WarmWorker(BaseWorker[BaseJobConfiguration, BaseVariables, WarmResult]):
    """Takes runs of the work pool `merzim` and carries them out in lanes of this process."""

    type = POOL
    job_configuration = BaseJobConfiguration
    _description = "Carries flow runs out in one warm process."

    def __init__(self, *, limit: int = LIMIT, work_pool_name: str = POOL, name: str | None = None) -> None:
        super().__init__(
            work_pool_name=work_pool_name,
            name=name or worker_name(),
            # What is due is taken when it is due, not before.
            prefetch_seconds=0,
            heartbeat_interval_seconds=HEARTBEAT_SECONDS,
        )
        self.lanes = Lanes(limit)
        self._flows: dict[str, Flow[..., Any]] = {}
        self._entrypoints: dict[UUID, str] = {}
        self._cancelled: set[UUID] = set()
        # Moments of time.monotonic(): when runs were asked for last, and before when it makes no sense to.
        self._asked = self._patience = 0.0

    @classmethod
    def get_default_base_job_template(cls) -> dict[str, Any]:
        """Without variables: there is no process to configure. Prefect would check them anew for each run it makes."""
        return {"job_configuration": {"name": "merzim"}, "variables": {"type": "object"}}

    async def serve(self, stop: asyncio.Event, *, poll: float = POLL_SECONDS) -> None:
        """Take runs until `stop` is set, then let those at work end. No error ends it: it is told, and tried again."""
        await self.lanes.ready()
        async with self:
            with contextlib.suppress(httpx.HTTPError):
                await self.import_flows()
            loops = [
                asyncio.create_task(self._forever(work, seconds))
                for work, seconds in (
                    (self.poll, poll),
                    (self._report, HEARTBEAT_SECONDS),
                    (self._recover, LOOK_SECONDS),
                    (self._break_off_cancelled, CANCEL_SECONDS),
                )
            ]
            await stop.wait()
            loops[0].cancel()
            await self._drain()
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            with contextlib.suppress(Exception):
                await self._forget(self.name)
        self.lanes.close()

    async def poll(self) -> None:
        """Take the runs that are due, as many as there are free lanes."""
        if not self.lanes.free:
            return
        due, moment = await self._due(), time.monotonic()
        # Asking for runs costs the server five times what counting them does; asking tells it that we are here, too.
        if moment < (self._patience if due else self._asked + HEARTBEAT_SECONDS):
            return
        self._asked = moment
        scheduled = [found.flow_run for found in await self._get_scheduled_flow_runs()]
        # Due, but not for us: its queue is paused, for instance.
        self._patience = moment + 1.0 if due and not scheduled else 0.0
        for run in scheduled:
            if self.lanes.free and run.id not in self.lanes.running:
                self.lanes.take(run.id)
                assert self._runs_task_group is not None  # within `serve` there is one
                self._runs_task_group.start_soon(self._take, run)

    async def _due(self) -> bool:
        due = {"type": {"any_": [StateType.SCHEDULED]}}
        wanted = {
            "flow_runs": {"state": due, "next_scheduled_start_time": {"before_": now("UTC").isoformat()}},
            "work_pools": {"name": {"any_": [self._work_pool_name]}},
        }
        return bool((await self.client.request("POST", "/flow_runs/count", json=wanted)).json())

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # noqa: ARG002 - there is no process to configure
        task_status: anyio.abc.TaskStatus[Any] | None = None,
    ) -> WarmResult:
        """Carry one pending run out: what Prefect's own loop (`start`) calls."""
        self.lanes.take(flow_run.id)
        try:
            if task_status is not None:
                task_status.started(self.name)
            if flow := await self._flow(flow_run):
                await self.lanes.carry_out(flow, flow_run)
        finally:
            self.lanes.give_back(flow_run.id)
        return WarmResult(identifier=self.name, status_code=0)

    async def import_flows(self) -> None:
        """Import the flows of all our deployments now, so that the first run of each finds it warm."""
        ours = WorkPoolFilter(name={"any_": [self._work_pool_name]})
        for deployment in await self.client.read_deployments(work_pool_filter=ours):
            entrypoint = deployment.entrypoint or ""
            if self._entrypoints.get(deployment.id) != entrypoint:
                self._entrypoints[deployment.id] = entrypoint
                try:
                    await asyncio.to_thread(self._load, entrypoint)
                except Exception:
                    log.exception("%s: its flow can't be imported", deployment.name)

    async def _take(self, run: FlowRun) -> None:
        """Claim a due run and carry it out."""
        try:
            if not await self._propose_pending_state(run):
                return
            # How everybody knows whose run it is; a run without it for some seconds is taken for lost.
            named = asyncio.create_task(self.client.update_flow_run(run.id, infrastructure_pid=self.name))
            if flow := await self._flow(run):
                await self.lanes.carry_out(flow, run)
            await named
            if run.id in self._cancelled:
                await self.client.set_flow_run_state(run.id, Cancelled(), force=True)
        except Exception:
            # The run is still pending or running as the server sees it: the next look finds that nobody holds it.
            log.exception("%s could not be carried out", run.name)
        finally:
            self._cancelled.discard(run.id)
            self.lanes.give_back(run.id)

    async def _flow(self, run: FlowRun) -> Flow[..., Any] | None:
        """The run's flow; None, and the run crashed with the reason in its state, where it can't be had."""
        try:
            if run.deployment_id is None:
                raise LookupError("a run without a deployment names no flow")
            if run.deployment_id not in self._entrypoints:
                deployment = await self.client.read_deployment(run.deployment_id)
                self._entrypoints[run.deployment_id] = deployment.entrypoint or ""
            return await asyncio.to_thread(self._load, self._entrypoints[run.deployment_id])
        except httpx.HTTPError:
            raise
        except Exception as error:
            log.exception("%s: its flow can't be had", run.name)
            crashed: State[Any] = Crashed(message=f"{type(error).__name__}: {error}")
            await self.client.set_flow_run_state(run.id, crashed, force=True)
            return None

    def _load(self, entrypoint: str) -> Flow[..., Any]:
        if entrypoint not in self._flows:
            self._flows[entrypoint] = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
        return self._flows[entrypoint]

    async def _report(self) -> None:
        """Heartbeat; and deployments are read anew, should there be more or one name another flow now."""
        await self._sync_and_initialize()
        await self.import_flows()

    async def _recover(self) -> None:
        own = (self.name, lambda: self.lanes.running)
        for run_id in await recover_lost_runs(self._work_pool_name, own=own, client=self.client):
            log.warning("%s had lost its worker and is started again", run_id)
        for worker in await self.client.read_workers_for_work_pool(self._work_pool_name):
            if worker.name != self.name and (worker.status == WorkerStatus.OFFLINE or died_here(worker.name)):
                await self._forget(worker.name)

    async def _forget(self, name: str) -> None:
        """Take a worker that is no more off the pool's list."""
        about = {"work_pool_name": self._work_pool_name, "name": name}
        await self.client.request("DELETE", "/work_pools/{work_pool_name}/workers/{name}", path_params=about)

    async def _break_off_cancelled(self) -> None:
        at_work = self.lanes.running - self._cancelled
        if not at_work:
            return
        cancelled = FlowRunFilter(id={"any_": at_work}, state={"type": {"any_": [StateType.CANCELLING]}})
        for run in await self.client.read_flow_runs(flow_run_filter=cancelled):
            self._cancelled.add(run.id)
            self.lanes.cancel(run.id)

    async def _drain(self) -> None:
        if await self.lanes.idle(DRAIN_SECONDS):
            return
        left = self.lanes.running
        for run_id in left:
            self.lanes.cancel(run_id)
        await self.lanes.idle(5)
        for run_id in left:
            log.warning("%s was broken off and is left to another worker", run_id)
            again: State[Any] = Scheduled(name="Resuming", message="its worker was stopped")
            await self.client.set_flow_run_state(run_id, again, force=True)

    async def _forever(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        failures = 0
        while True:
            try:
                await work()
                failures = 0
            except Exception as error:  # noqa: BLE001 - a worker goes on, whatever the server does
                failures += 1
                # A server that is down is told once, not four times a second.
                tell = log.warning if failures == 1 else log.debug
                tell("%s: %s: %s", work.__name__, type(error).__name__, error)
            await asyncio.sleep(seconds if not failures else min(0.25 * 2**failures, 2.0))


class _NoPauseErrors(logging.Filter):
    """Prefect logs each pause of an async run as an error: "Finished in state Рассмотрение комиссией..."."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.module == "flow_engine" and "type=PAUSED" in record.getMessage())


async def work(pools: Sequence[str], poll: float, limit: int) -> None:
    """Take the runs of these pools, each with `limit` lanes of its own, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    logging.getLogger("prefect.flow_runs").addFilter(_NoPauseErrors())
    workers = [WarmWorker(limit=limit, work_pool_name=pool) for pool in pools]
    await asyncio.gather(*(worker.serve(stop, poll=poll) for worker in workers))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    collect_seldom()
    parser = argparse.ArgumentParser(prog="python -m deployments.worker", description=__doc__)
    parser.add_argument("--poll", type=float, default=POLL_SECONDS, help="seconds between two looks for due runs")
    parser.add_argument("--limit", type=int, default=LIMIT, help="runs at work at once")
    parser.add_argument("--pool", default=POOL, help="the work pool")
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    given = parser.parse_args(arguments)
    if given.parent is not None:
        end_with(given.parent)
    asyncio.run(work([given.pool], given.poll, given.limit))


if __name__ == "__main__":
    main()
