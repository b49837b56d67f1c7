"""DBOS on the rotation case, on SQLite: a workflow a case, that waits for each of its steps and reminds meanwhile."""

import asyncio
import logging
import statistics
import threading
import time
from pathlib import Path
from typing import Any

from dbos import DBOS

from tests.benchmarks.spiff import STEPS

REMIND_SECONDS = 1_000_000.0
"""No reminder falls due while the cases are open."""

recorded: list[float] = []
kept = threading.Event()


@DBOS.step()  # type: ignore[untyped-decorator,unused-ignore]
async def keep(case: str, step: str, form: dict[str, Any]) -> None:
    """What a step records; DBOS writes its result down."""
    del case, step, form
    recorded.append(time.perf_counter())
    kept.set()


@DBOS.step()  # type: ignore[untyped-decorator,unused-ignore]
async def remind(case: str, step: str) -> None:
    """A reminder of a step."""


@DBOS.workflow()  # type: ignore[untyped-decorator,unused-ignore]
async def rotation(case: str) -> None:
    """The steps in turn."""
    for step in STEPS:
        while (form := await DBOS.recv_async(step, timeout_seconds=REMIND_SECONDS)) is None:
            await remind(case, step)
        await keep(case, step, form)


async def _measured(cases: int, advanced: int) -> tuple[float, list[float]]:
    began = time.perf_counter()
    handles = [await DBOS.start_workflow_async(rotation, str(number)) for number in range(cases)]
    opened = time.perf_counter() - began
    taken = []
    for handle in handles[:advanced]:
        began = time.perf_counter()
        await DBOS.send_async(handle.workflow_id, {"served_on": "2026-12-04"}, topic=STEPS[0])
        await asyncio.to_thread(kept.wait)
        kept.clear()
        taken.append(recorded[-1] - began)
    return opened, taken


def measured(folder: Path, cases: int, advanced: int) -> tuple[float, float]:
    """Cases opened a second, and the median seconds from an answer to its record."""
    logging.disable(logging.WARNING)
    DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{folder / 'dbos.db'}"})
    DBOS.launch()
    try:
        opened, taken = asyncio.run(_measured(cases, advanced))
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)
    return cases / opened, statistics.median(taken)
