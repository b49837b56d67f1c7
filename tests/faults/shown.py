"""Whether Prefect's runs of the rotation show what the record says."""

import json
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun, StateType
from sqlmodel import select

from models.record.cases import Case
from models.record.database import reading
from tasks.mirror import view_now
from tasks.record import the_record
from tasks.run_forms import form_schema

FLOWS = ("rotation-cycle", "rotation-case")


async def runs(api: PrefectClient) -> list[FlowRun]:
    """All runs of the rotation on the server but those a schedule has ahead."""
    of = FlowFilter(name=FlowFilterName(any_=list(FLOWS)))
    found = await api.read_flow_runs(flow_filter=of)
    return [run for run in found if not run.auto_scheduled]


def cases() -> dict[str, Case]:
    with reading(the_record()) as session:
        return {case.number: case for case in session.exec(select(Case))}


async def as_recorded(api: PrefectClient) -> None:
    """Each case has one run, paused with the badge, tags and form the record asks for, and counts as shown."""
    there, found = {run.id: run for run in await runs(api)}, cases()
    assert {UUID(case.run_id) for case in found.values()} == set(there)
    for number, case in found.items():
        run, now = there[UUID(case.run_id)], view_now(number)
        view = now.view
        assert run.state is not None
        assert (run.state.type, run.state.name, set(run.tags)) == (StateType.PAUSED, view.badge, set(view.tags)), number
        assert case.shown_version == now.version
        keys = run.state.state_details.run_input_keyset or {}
        if view.tabs:
            assert json.loads(await api.read_flow_run_input(run.id, keys["schema"])) == form_schema(
                view.tabs, view.question
            )
