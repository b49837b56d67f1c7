"""Runs shown some tens at a time (`tasks/showing.py`): in one transaction, by the functions Prefect's own API calls."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from prefect.client.schemas.objects import State as ClientState
from prefect.server import models
from prefect.server.database import PrefectDBInterface, provide_database_interface
from prefect.server.database.orm_models import ArtifactCollection, FlowRun
from prefect.server.schemas.actions import ArtifactUpdate
from prefect.server.schemas.core import Artifact, FlowRunInput
from prefect.server.schemas.states import Completed, Scheduled, State, StateType
from sqlalchemy.ext.asyncio import AsyncSession

from tasks.paused_forms import PausedForm
from tasks.showing import Sheet, Showing, Told

_BUSY = frozenset({StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING})
_BROKEN = frozenset({StateType.FAILED, StateType.CRASHED})

log = logging.getLogger(__name__)


async def show_runs(wanted: Sequence[Showing]) -> list[Told]:
    """What came of each, in their order."""
    try:
        return await _together(wanted)
    except Exception as error:  # noqa: BLE001 - whatever it is, one broken run stops no other
        log.warning("runs are shown one by one: %s", type(error).__name__)
        return [await _alone(each) for each in wanted]


async def _alone(wanted: Showing) -> Told:
    try:
        (told,) = await _together([wanted])
    except Exception as error:  # noqa: BLE001
        return Told(None, error=type(error).__name__)
    return told


async def _together(wanted: Sequence[Showing]) -> list[Told]:
    db = provide_database_interface()
    async with db.session_context(begin_transaction=True, with_for_update=True) as session:
        runs, inputs = await _runs(db, session, [each.run for each in wanted])
        sheets = await _sheets(db, session, [each.sheet.key for each in wanted if each.sheet])
        told = []
        for each in wanted:
            run, sheet = runs.get(each.run), sheets.get(each.sheet.key) if each.sheet else None
            told.append(Told(None) if run is None else await _show(session, each, run, inputs[each.run], sheet))
        return told


async def _runs(
    db: PrefectDBInterface, session: AsyncSession, ids: Sequence[UUID]
) -> tuple[dict[UUID, FlowRun], dict[UUID, set[str]]]:
    """The runs, nobody else's to change until we are done, and the keys of their inputs."""
    # In one order, whoever asks: two that ask for the same ones at once wait for each other only once.
    asked = sa.select(db.FlowRun).where(db.FlowRun.id.in_(ids)).order_by(db.FlowRun.id).with_for_update()
    runs = {run.id: run for run in (await session.execute(asked)).scalars().unique()}
    inputs: dict[UUID, set[str]] = defaultdict(set)
    held = sa.select(db.FlowRunInput.flow_run_id, db.FlowRunInput.key).where(db.FlowRunInput.flow_run_id.in_(ids))
    for run_id, key in await session.execute(held):
        inputs[run_id].add(key)
    return runs, inputs


async def _sheets(db: PrefectDBInterface, session: AsyncSession, keys: Sequence[str]) -> dict[str, ArtifactCollection]:
    asked = sa.select(db.ArtifactCollection).where(db.ArtifactCollection.key.in_(keys))
    return {found.key: found for found in (await session.execute(asked)).scalars()}


async def _show(
    session: AsyncSession, wanted: Showing, run: FlowRun, inputs: set[str], sheet: ArtifactCollection | None
) -> Told:
    kind, form = run.state_type, wanted.form
    if wanted.then != "leave" and kind in _BUSY:
        return Told(False)
    if wanted.then == "pause" and kind in _BROKEN:
        # It may hold an answer that nobody read.
        await _set(session, run.id, Scheduled(name="Resuming"))
        return Told(False)
    if wanted.name is not None and wanted.name != run.name:
        run.name = wanted.name
    if wanted.tags is not None and run.tags != (tags := sorted(set(wanted.tags))):
        run.tags = tags
    if wanted.sheet is not None:
        await _put(session, run.id, wanted.sheet, sheet)
    if form is None:
        return Told(True)
    before = (kind, run.state.name, run.state.message or "") if run.state else None
    if wanted.then == "end":
        if before != (StateType.COMPLETED, form.badge, form.message):
            await _set(session, run.id, Completed(name=form.badge, message=form.message or None))
        return Told(True)
    keyset = run.state.state_details.run_input_keyset if run.state and kind == StateType.PAUSED else None
    shown = form.of_same_content(keyset)
    kept = shown or form.unanswered(inputs)
    await _keep(session, run.id, kept, inputs)
    same = shown is not None if form.schema else not keyset
    if wanted.then == "pause" and not (same and before == (StateType.PAUSED, form.badge, form.message)):
        await _set(session, run.id, _as_server_has_it(kept.state()))
    return Told(True, kept.base)


async def _put(session: AsyncSession, run: UUID, sheet: Sheet, latest: ArtifactCollection | None) -> None:
    """The sheet where it differs from the `latest` of its key; that of another run stays, and ours is the newer."""
    description = sheet.description or None
    if latest is None or latest.flow_run_id != run:
        new = Artifact(type="markdown", key=sheet.key, data=sheet.markdown, description=description, flow_run_id=run)
        await models.artifacts.create_artifact(session, new)
    elif (latest.data, latest.description) != (sheet.markdown, description):
        changed = ArtifactUpdate(data=sheet.markdown, description=description)
        # Prefect's decorator hides what it gives from the types.
        await models.artifacts.update_artifact(session, latest.latest_id, changed)  # type: ignore[attr-defined]


async def _keep(session: AsyncSession, run: UUID, form: PausedForm, inputs: set[str]) -> None:
    for key, value in form.inputs().items():
        if key not in inputs:
            new = FlowRunInput(flow_run_id=run, key=key, value=value)
            await models.flow_run_input.create_flow_run_input(session, new)  # type: ignore[attr-defined]


async def _set(session: AsyncSession, run: UUID, state: State) -> None:
    await models.flow_runs.set_flow_run_state(session, run, state, force=True)


def _as_server_has_it(state: ClientState[object]) -> State:
    return State(
        type=StateType(state.type.value),
        name=state.name,
        message=state.message,
        state_details=state.state_details.model_dump(),
    )
