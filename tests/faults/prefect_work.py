"""Pieces of work on a real Prefect server, done in processes that may be killed (`nursery.py`)."""

import asyncio
import sys
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.states import Pending
from sqlalchemy import event
from sqlmodel import select

from models.record.database import reading
from models.record.people import Authority
from tasks.mirror import show_cases, tag_cases
from tasks.record import the_record
from tests.faults.small_year import AUTHORITY


def warm() -> None:
    """All that is needed is imported by now."""


def show() -> None:
    """The runs brought up to the record."""
    assert asyncio.run(show_cases()).failed == 0


def tag(on: str) -> None:
    """The tags of a day."""
    with reading(the_record()) as session:
        place = session.exec(select(Authority).where(Authority.code == AUTHORITY)).one()
    asyncio.run(tag_cases(place, date.fromisoformat(on)))


def turn(run_id: str) -> None:
    """One turn of a case's run, as a worker carries it out."""
    asyncio.run(_turn(UUID(run_id)))


def crash(run_id: str) -> None:
    """A turn whose process is told to end as it first asks the record: Prefect calls the run crashed."""
    event.listen(the_record(), "begin", lambda _: sys.exit())
    with suppress(SystemExit):
        asyncio.run(_turn(UUID(run_id)))


async def _turn(run_id: UUID) -> None:
    async with get_client() as api:
        run = await api.read_flow_run(run_id)
        assert run.deployment_id is not None
        entrypoint = (await api.read_deployment(run.deployment_id)).entrypoint
        await api.set_flow_run_state(run_id, Pending(), force=True)
        run = await api.read_flow_run(run_id)
    flow: Flow[..., Any] = load_flow_from_entrypoint(entrypoint or "", use_placeholder_flow=False)
    try:
        await run_flow(flow, flow_run=run, return_type="state")  # type: ignore[misc]
    except Pause:
        return
