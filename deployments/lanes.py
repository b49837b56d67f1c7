"""Lanes: threads in which flow runs are carried out one after another, kept warm between them.

A lane has an event loop and a Prefect client of its own, so a flow that blocks holds up its lane only, and Prefect's
engine, which takes over SIGTERM where it runs in the main thread, leaves the worker's own handling of it alone.
"""

import asyncio
import concurrent.futures
import contextvars
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prefect.client.schemas.objects import FlowRun
from prefect.context import AsyncClientContext
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow

log = logging.getLogger("prefect.merzim.lanes")


@dataclass
class _Job:
    flow: Flow[..., Any]
    run: FlowRun
    done: concurrent.futures.Future[None]


class Lane:
    """One thread. `carry_out` is called from the worker's event loop, for one run at a time."""

    def __init__(self, number: int) -> None:
        self._ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None
        self._stop: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        # A lane sees the settings of the thread that makes it.
        run = contextvars.copy_context().run
        self._thread = threading.Thread(target=run, args=(self._main,), name=f"lane-{number}", daemon=True)
        self._thread.start()

    async def ready(self) -> None:
        """Wait until the lane can take a run. Raises what went wrong while it was made."""
        await asyncio.wrap_future(self._ready)

    async def carry_out(self, flow: Flow[..., Any], run: FlowRun) -> None:
        """Run the flow to its next pause or its end. Raises nothing of what the flow does: the run's state tells it."""
        await self.ready()
        job = _Job(flow, run, concurrent.futures.Future())
        self._call(self._begin, job)
        await asyncio.shield(asyncio.wrap_future(job.done))

    def cancel(self) -> None:
        """Break off the run this lane carries out; Prefect's engine calls it crashed."""
        self._call(lambda: self._task.cancel() if self._task else None)

    def close(self) -> None:
        """Let the thread end; a run still in it is broken off."""
        if self._stop is not None:
            self.cancel()
            self._call(self._stop.set)
            self._thread.join(5)

    def _call(self, function: Callable[..., Any], *args: Any) -> None:
        if self._loop is None or self._context is None:
            raise RuntimeError("the lane is not ready")
        self._loop.call_soon_threadsafe(function, *args, context=self._context.copy())

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:
            if self._ready.done():
                log.exception("a lane broke")
            else:
                self._ready.set_exception(error)

    async def _serve(self) -> None:
        async with AsyncClientContext.get_or_create():
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            # Runs start in copies of this context: they find its client and leave nothing behind in it.
            self._context = contextvars.copy_context()
            self._ready.set_result(None)
            await self._stop.wait()
            if self._task is not None:
                await asyncio.wait([self._task], timeout=5)

    def _begin(self, job: _Job) -> None:
        self._task = asyncio.get_running_loop().create_task(self._carry_out(job))

    async def _carry_out(self, job: _Job) -> None:
        try:
            if job.flow.isasync:
                await run_flow(job.flow, flow_run=job.run, return_type="state")  # type: ignore[misc]
            else:
                await asyncio.to_thread(run_flow, job.flow, flow_run=job.run, return_type="state")
        except (Pause, Abort) as signal:
            log.debug("%s: %s", job.run.name, signal)
        except asyncio.CancelledError:
            log.info("%s was broken off", job.run.name)
        except BaseException:
            # Whatever the flow raises, SystemExit too, ends its run and not the worker.
            log.warning("%s ended with an error", job.run.name, exc_info=True)
        finally:
            self._task = None
            job.done.set_result(None)


class Lanes:
    """As many lanes as runs may be carried out at once."""

    def __init__(self, count: int) -> None:
        self._lanes = [Lane(number) for number in range(count)]
        self._free = list(self._lanes)
        self._busy: dict[UUID, Lane] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def free(self) -> int:
        """How many more runs can be taken now."""
        return len(self._free)

    @property
    def running(self) -> frozenset[UUID]:
        """The runs in the lanes."""
        return frozenset(self._busy)

    async def ready(self) -> None:
        """Wait until every lane is warm."""
        await asyncio.gather(*(lane.ready() for lane in self._lanes))

    def take(self, run_id: UUID) -> None:
        """Keep a lane for a run. Raises LookupError where none is free."""
        if not self._free:
            raise LookupError("all lanes are busy")
        self._busy[run_id] = self._free.pop()
        self._idle.clear()

    async def carry_out(self, flow: Flow[..., Any], run: FlowRun) -> None:
        """Run the flow in the lane taken for it."""
        await self._busy[run.id].carry_out(flow, run)

    def give_back(self, run_id: UUID) -> None:
        """The run is over, or never began."""
        if lane := self._busy.pop(run_id, None):
            self._free.append(lane)
        if not self._busy:
            self._idle.set()

    async def idle(self, seconds: float) -> bool:
        """Wait until no lane is busy, `seconds` at most; whether it came to that."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    def cancel(self, run_id: UUID) -> None:
        """Break off a run; nothing happens where it is not in a lane."""
        if lane := self._busy.get(run_id):
            lane.cancel()

    def close(self) -> None:
        """End all threads."""
        for lane in self._lanes:
            lane.close()
