"""Prefect's database lost: the runs of open cases made again from the legal record."""

from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TERMINAL_STATES, StateType
from sqlalchemy import update
from sqlmodel import col, select

from models.record.cases import Case
from models.record.database import reading, writing
from tasks.mirror import show_cases
from tasks.record import the_record

_PAGE = 200


@dataclass(frozen=True)
class Restored:
    """How many cases are open, and what became of those whose run was gone, or over."""

    open_cases: int
    made: int
    refreshed: int
    failed: int


async def restore(client: PrefectClient | None = None) -> Restored:
    """Make a run for every open case that has none on this server; one that waits or is at work is left alone.

    Killed half-way and called again it goes on: the case's number is the idempotency key of its run.
    """
    if client is None:
        async with get_client() as own:
            return await restore(own)
    with reading(the_record()) as session:
        asked = select(Case.id, Case.run_id).where(col(Case.closed_on).is_(None))
        cases: dict[int, str | None] = {key: run_id or None for key, run_id in session.exec(asked)}
    there = await _states(client, [run_id for run_id in cases.values() if run_id])
    gone = [key for key, run_id in cases.items() if run_id not in there]
    # Cancelled by somebody in the UI, say: the case is open all the same.
    over = [key for key, run_id in cases.items() if there.get(run_id or "") in TERMINAL_STATES]
    with writing(the_record()) as session:
        for keys, values in ((gone, {"run_id": None, "shown_version": 0}), (over, {"shown_version": 0})):
            for start in range(0, len(keys), _PAGE):
                some = col(Case.id).in_(keys[start : start + _PAGE])
                session.connection().execute(update(Case).where(some).values(**values))
    shown = await show_cases(client)
    return Restored(len(cases), shown.made, shown.refreshed, shown.failed)


async def _states(client: PrefectClient, run_ids: list[str]) -> dict[str, StateType | None]:
    """Those of the runs that the server has, by their ids, with the kind of state each is in."""
    found: dict[str, StateType | None] = {}
    for start in range(0, len(run_ids), _PAGE):
        some = [UUID(run_id) for run_id in run_ids[start : start + _PAGE]]
        runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=some)), limit=_PAGE)
        found |= {str(run.id): run.state_type for run in runs}
    return found
