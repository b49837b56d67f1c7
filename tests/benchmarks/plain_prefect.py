"""Plain Prefect on the rotation case, as its documentation teaches: a flow served, suspended for input at each step."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from deployments.stack import Stack
from tests.benchmarks.spiff import STEPS

FLOW = f"""
from prefect import flow, task
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput

class Form(RunInput):
    served_on: str

@task(persist_result=True)
def keep(step: str, served_on: str) -> str:
    return served_on

@flow(persist_result=True)
def rotation(case: str) -> None:
    for step in {STEPS!r}:
        form = suspend_flow_run(wait_for_input=Form, key=step.replace("_", "-"), timeout=10_000_000)
        keep(step, form.served_on)

if __name__ == "__main__":
    rotation.serve(name="cases", limit=4)
"""


async def _paused(client: object, run: str, since: str | None) -> str:
    """Wait until the run is paused in another state than `since`; that state."""
    while True:
        found = await client.read_flow_run(run)  # type: ignore[attr-defined]
        if found.state is not None and found.state.is_paused() and str(found.state.id) != since:
            return str(found.state.id)
        await asyncio.sleep(0.05)


async def _measured(cases: int, advanced: int) -> tuple[float, list[float]]:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        while not (served := await client.read_deployments()):  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.2)
        began = time.perf_counter()
        runs = [
            await client.create_flow_run_from_deployment(served[0].id, parameters={"case": str(n)})
            for n in range(cases)
        ]
        states = [await _paused(client, run.id, None) for run in runs]  # type: ignore[arg-type]
        opened = time.perf_counter() - began
        taken = []
        for run, state in list(zip(runs, states, strict=True))[:advanced]:
            began = time.perf_counter()
            await client.resume_flow_run(run.id, run_input={"served_on": "2026-12-04"})
            await _paused(client, run.id, state)  # type: ignore[arg-type]
            taken.append(time.perf_counter() - began)
    return opened, taken


def measured(folder: Path, cases: int, advanced: int) -> tuple[float, float]:
    """Cases opened a second, and the median seconds from an answer to the next pause."""
    file = folder / "rotation_flow.py"
    file.write_text(FLOW, encoding="utf-8")
    with Stack(folder / "stack", with_worker=False) as stack, stack.connected():
        environment = {**os.environ, "PREFECT_API_URL": stack.api_url, "PREFECT_RUNNER_POLL_FREQUENCY": "1",
                       "PREFECT_HOME": str(folder / "prefect")}  # fmt: skip
        served = subprocess.Popen([sys.executable, str(file)], env=environment, cwd=folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            opened, taken = asyncio.run(_measured(cases, advanced))
        finally:
            served.terminate()
            served.wait()
    return cases / opened, statistics.median(taken)
