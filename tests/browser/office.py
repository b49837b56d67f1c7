"""A personnel office on the real stack, on a simulated clock: what a browser test opens."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from sqlalchemy import Engine
from sqlmodel import col, select

from deployments.deploy import deploy
from deployments.fittings import fittings
from deployments.stack import Stack
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.cases import Case, StepRecord
from models.record.database import reading, writing
from models.registry.importing import Options, import_registry
from tasks.runs import submit
from tests.ports import free_port
from tests.prefect_database import put_empty_database
from tests.records import empty_record

SAMPLE = Path(__file__).parents[2] / "deployments" / "sample"
ZONE = ZoneInfo("Asia/Almaty")
CYCLE = "KRG-rotation-2026"
SECONDS = 120.0
"""How long a run may take to come to rest on a busy machine; some 0.3 s on a quiet one."""


@dataclass
class Office:
    """The stack, its clock and its record; this process only looks at the record, the worker writes it."""

    stack: Stack
    clock: SimulatedClock
    record: Engine
    api: PrefectClient

    def at(self, day: str, hour: int = 10) -> None:
        """It is this day, in Karaganda."""
        self.clock.set(datetime.combine(date.fromisoformat(day), time(hour), ZONE))

    def case(self, number: str) -> Case:
        """A case, or the cycle's own."""
        with reading(self.record) as session:
            return session.exec(select(Case).where(Case.number == number)).one()

    def filled(self, number: str, step: str) -> dict[str, Any]:
        """What the record holds of a step that was done last."""
        asked = select(StepRecord).join(Case).where(Case.number == number, StepRecord.code == step)
        with reading(self.record) as session:
            return session.exec(asked.order_by(col(StepRecord.occurrence).desc()).limit(1)).one().form or {}

    def run_id(self, number: str) -> UUID:
        """The run that shows a case."""
        return UUID(self.case(number).run_id)

    async def settled(self, run_id: UUID) -> FlowRun:
        """The run, once it rests: paused or over."""
        async with asyncio.timeout(SECONDS):
            while True:
                run = await self.api.read_flow_run(run_id)
                if run.state is not None and (run.state.is_final() or run.state.is_paused()):
                    return run
                await asyncio.sleep(0.05)

    async def badge(self, number: str) -> str:
        """What a case's run says of itself when it rests."""
        return (await self.settled(self.run_id(number))).state_name or ""

    async def answer(self, number: str, step: str, **values: Any) -> FlowRun:
        """Answer a case's form through the API: a test of another step's form starts where it needs to."""
        await submit(self.run_id(number), step, values, client=self.api)
        return await self.settled(self.run_id(number))

    async def start(self, flow: str, **parameters: Any) -> FlowRun:
        """Run a deployment, as its schedule or an operator does."""
        deployment = await self.api.read_deployment_by_name(f"{flow}/merzim")
        made = await self.api.create_flow_run_from_deployment(deployment.id, parameters=parameters)
        return await self.settled(made.id)

    async def open_cases(self) -> None:
        """The year, up to the list that was sent: a case for each head on it."""
        self.at("2026-11-20")
        await self.answer(CYCLE, "form-list", approved_on="2026-11-20", planned_rotation_on="2027-02-15")
        self.at("2026-11-27")
        await self.answer(CYCLE, "send-list", sent_on="2026-11-27", letter_no="12-3")

    async def to_review(self, number: str) -> None:
        """A case up to its review: told on 4 December, the portfolio sent on the 7th."""
        self.at("2026-12-07")
        await self.answer(number, "notice", served_on="2026-12-04", method="paper")
        await self.answer(number, "portfolio", sent_on="2026-12-07")

    def decision(self, **changes: Any) -> dict[str, Any]:
        """The commission of seven, six of whom vote to rotate."""
        vote = {"met_on": "2026-12-14", "members": 7, "present": 6, "votes": {"rotate": 6}, "decision": "rotate"}
        return vote | changes


@contextmanager
def stack_on(
    record: Engine, clock: SimulatedClock, folder: Path, port: int | None = None, **more: str
) -> Iterator[Stack]:
    """The stack of an installation in a folder, and this process its client; `more`: environment of its processes."""
    port = port or free_port()
    environment = {
        "MERZIM_DATABASE_URL": str(record.url),
        "MERZIM_HOME": str(folder),
        "MERZIM_UI_URL": f"http://127.0.0.1:{port}/v2",
        **clock.environment(),
        **more,
    }
    put_empty_database(folder / "stack" / "prefect")
    with Stack(folder / "stack", port=port, env=environment) as stack, stack.connected():
        yield stack


@asynccontextmanager
async def open_office(folder: Path, port: int | None = None, **more: str) -> AsyncIterator[Office]:
    """A region's registry imported, the stack up and deployed, on 2 November 2026, its cycle opened by the sweep.

    `more`: environment of the stack's processes.
    """
    clock = SimulatedClock(folder / "clock")
    record = empty_record(folder / "record.db")
    clock.set(datetime(2026, 11, 2, 9, tzinfo=ZONE))
    with writing(record) as session:
        report = import_registry(session, SAMPLE, Options(), at=clock.read())
        assert not report.bad, json.dumps(report.as_json("en"))
    with stack_on(record, clock, folder, port, **more) as stack:
        async with get_client() as api:
            office = Office(stack, clock, record, api)
            with reading(record) as session:
                planned, fitted = timetable(session), fittings(session)
            await deploy(planned, client=api, fitted=fitted)
            await office.start("sweep")
            yield office
    record.dispose()
