"""Prefect's database lost: the runs of open cases made again from the legal record."""

from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun
from sqlalchemy import select, update
from sqlmodel import col

from deployments.moving import Belongs, retire, stray, take_down
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.people import Authority
from tasks.mirror import deployment_name, show_cases
from tasks.record import the_record

_PAGE = 200


@dataclass(frozen=True)
class Restored:
    """How many cases are open, and what became of those whose run was gone, over, or in another pool than theirs."""

    open_cases: int
    made: int
    refreshed: int
    failed: int
    # Of those made: runs that were in another pool; and those that still are, since they are at work there.
    moved: int = 0
    at_work: int = 0


async def restore(client: PrefectClient) -> Restored:
    """Make a run for every open case that has none on this server; one that waits or is at work is left alone.

    One in another pool than its authority's region asks for is moved: made again there. Killed half-way and called
    again it goes on: the case's number is the idempotency key of its run.
    """
    with reading(the_record()) as session:
        columns = (Case.id, Case.run_id, Case.number, Case.procedure, Case.kind, Authority.region)
        asked = select(*map(col, columns)).join(Authority).where(col(Case.closed_on).is_(None))
        open_cases = session.connection().execute(asked).all()
    cases = {key: UUID(run_id) if run_id else None for key, run_id, *_ in open_cases}
    homes = {
        UUID(run_id): Belongs(number, deployment_name(procedure, kind, region))
        for _, run_id, number, procedure, kind, region in open_cases
        if run_id
    }
    there = await _runs(client, list(homes))
    strays = await stray(client, homes, there)
    moved = await take_down(client, {run_id: homes[run_id] for run_id in strays}) if strays else set()
    still = {run_id: run for run_id, run in there.items() if run_id not in moved}
    gone = [key for key, run_id in cases.items() if run_id not in still]
    # Cancelled by somebody in the UI, say: the case is open all the same.
    over = [key for key, run_id in cases.items() if run_id in still and still[run_id].state_type in TERMINAL_STATES]
    with writing(the_record()) as session:
        for keys, values in ((gone, {"run_id": None, "shown_version": 0}), (over, {"shown_version": 0})):
            for start in range(0, len(keys), _PAGE):
                some = col(Case.id).in_(keys[start : start + _PAGE])
                session.connection().execute(update(Case).where(some).values(**values))
    shown = await show_cases(client)
    await retire(client)
    return Restored(len(cases), shown.made, shown.refreshed, shown.failed, len(moved), len(strays) - len(moved))


async def _runs(client: PrefectClient, run_ids: list[UUID]) -> dict[UUID, FlowRun]:
    """Those of the runs that the server has."""
    found: dict[UUID, FlowRun] = {}
    for start in range(0, len(run_ids), _PAGE):
        some = FlowRunFilter(id={"any_": run_ids[start : start + _PAGE]})
        found |= {run.id: run for run in await client.read_flow_runs(flow_run_filter=some, limit=_PAGE)}
    return found
