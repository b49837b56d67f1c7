"""Runs on the embedded stack (Prefect on SQLite): a whole cycle opened, an answer, a day on which all are late.

python -m tests.benchmarks.runs [CASES]
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect.client.orchestration import PrefectClient, get_client
from sqlalchemy import Engine, text

from deployments.deploy import deploy
from deployments.stack import Stack
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.database import engine, reading
from models.record.migrations import upgrade
from tasks.runs import submit
from tests.benchmarks import region
from tests.ports import free_port

ZONE = ZoneInfo("Asia/Almaty")
ANSWERS = 15
REST_SECONDS = 60
"""Until Prefect has kept the events of the runs just made: the target is that of an idle machine."""
LIST = {"limit": 50, "sort": "START_TIME_DESC", "flow_runs": {"state": {"type": {"any_": ["PAUSED"]}}}}
"""What the UI asks for when an operator opens the list of runs."""


class Bench:
    """The stack, its clock, and a look at the record."""

    def __init__(self, clock: SimulatedClock, record: Engine, api: PrefectClient) -> None:
        self.clock, self.record, self.api = clock, record, api
        self.lists: list[float] = []

    def at(self, day: str) -> None:
        """It is ten in the morning of this day."""
        self.clock.set(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZONE))

    def run_of(self, number: str) -> UUID:
        """The run that shows a case."""
        with reading(self.record) as session:
            asked = text("SELECT run_id FROM cases WHERE number = :n")
            return UUID(session.connection().execute(asked, {"n": number}).scalar_one())

    def count(self, where: str) -> int:
        """Cases of which this is true."""
        with reading(self.record) as session:
            return int(session.connection().execute(text(f"SELECT count(*) FROM cases WHERE {where}")).scalar_one())

    async def answer(self, number: str, step: str, **form: str) -> float:
        """Resume a run with a form, as the UI does; seconds until its badge is another."""
        run = self.run_of(number)
        before = (await self.api.read_flow_run(run)).state
        began = time.perf_counter()
        await submit(run, step, form, client=self.api)
        while True:
            state = (await self.api.read_flow_run(run)).state
            if state is not None and state.is_paused() and before is not None and state.id != before.id:
                return time.perf_counter() - began
            await asyncio.sleep(0.02)

    async def portfolios(self, first: int) -> list[float]:
        """ANSWERS answers, one after another, from the `first` case on."""
        cases = [region.case(n) for n in range(first, first + ANSWERS)]
        return [await self.answer(case, "portfolio", sent_on="2026-12-04") for case in cases]

    async def start(self, flow: str) -> None:
        """Start a deployment."""
        deployment = await self.api.read_deployment_by_name(f"{flow}/merzim")
        await self.api.create_flow_run_from_deployment(deployment.id)

    async def until(self, done: Callable[[], bool]) -> float:
        """Seconds until it is so."""
        began = time.perf_counter()
        while not done():  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.1)
        return time.perf_counter() - began

    async def look(self) -> None:
        """Open the list of runs again and again, as an operator's UI would while others work."""
        while True:
            asked = time.perf_counter()
            await self.api.request("POST", "/flow_runs/filter", json=LIST)
            self.lists.append(time.perf_counter() - asked)
            await asyncio.sleep(0.5)


async def measured(folder: Path, cases: int) -> dict[str, float]:
    """All of it, in seconds."""
    clock = SimulatedClock(folder / "clock")
    record = engine(f"sqlite:///{folder / 'record.db'}")
    upgrade(record)
    region.settle(record, cases)
    environment = {"MERZIM_DATABASE_URL": str(record.url), "MERZIM_HOME": str(folder), **clock.environment()}
    stack = Stack(folder / "stack", port=free_port(), env=environment)
    clock.set(datetime(2026, 11, 2, 9, tzinfo=ZONE))
    with stack, stack.connected():
        async with get_client() as api:
            bench = Bench(clock, record, api)
            with reading(record) as session:
                planned = timetable(session)
            await deploy(planned, client=api)
            await bench.start("sweep")
            await bench.until(lambda: bench.count("run_id IS NOT NULL") == 1)
            bench.at("2026-11-20")
            await bench.answer(region.CYCLE, "form-list", approved_on="2026-11-20", planned_rotation_on="2027-02-15")
            bench.at("2026-11-27")
            began = time.perf_counter()
            looking = asyncio.create_task(bench.look())
            # Its own badge comes after all the runs: asking for it all the time would be load no operator makes.
            sent = {"sent_on": "2026-11-27", "letter_no": "1"}
            await submit(bench.run_of(region.CYCLE), "send-list", sent, client=api)
            await bench.until(lambda: bench.count("run_id IS NOT NULL AND shown_version = version") > cases)
            looking.cancel()
            found = {"open": time.perf_counter() - began, "list": statistics.median(bench.lists)}
            bench.at("2026-12-04")
            found["answer-busy"] = statistics.median(await bench.portfolios(1))
            await asyncio.sleep(REST_SECONDS)
            taken = await bench.portfolios(ANSWERS + 1)
            found |= {"answer": statistics.median(taken), "answer-worst": max(taken)}
            bench.at("2027-01-29")
            await bench.start("sweep")
            await bench.until(lambda: bench.count("id IN (SELECT case_id FROM step_records WHERE late)") >= cases)
            late = time.perf_counter()
            await bench.until(lambda: bench.count("shown_version = version") > cases)
            found["late"] = time.perf_counter() - late
    record.dispose()
    return found


def main() -> None:
    """Measure and print."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 4824
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        sys.stdout.write(json.dumps(asyncio.run(measured(Path(folder), cases))) + "\n")


if __name__ == "__main__":
    main()
