"""A case as a Prefect flow run: shown paused, with a form, a badge and a case sheet; its answers taken back.

Knows nothing of the legal record: takes a `RunView`, gives `Answer`s. The flow of a case reads like this, and may be
killed between any two lines of it without losing or doubling anything (`tests/prefect/flows.py` is it whole):

    @flow
    async def rotation_case(case: int) -> State:
        for answer in await read_answers(handled=record.answers_handled(case)):
            record.take(case, answer)           # one transaction: outcome or refusal, and answer.key as handled
        view = record.view(case)                # RunView: what is open now
        if record.closed(case):
            return await finished(view)         # completed, with the badge as its name
        await wait_for_answer(view)             # paused until somebody resumes the run: never returns

From outside the run (sweep, command line, meeting) it is `create_run`, `show`, `finish`, `submit`.
Only a run's own flow answers for its state while it is scheduled or running: `show` then leaves it alone.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentFlowRunCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import ArtifactCollection, FlowRun, State, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound, Pause
from prefect.states import Completed, Scheduled, to_state_create
from prefect.utilities.engine import propose_state

from models.errors import MerzimError
from models.faults import fault
from tasks.paused_forms import MOST_ANSWERS, PausedForm, read_input, save
from tasks.run_forms import Answer, FormTab, form_schema, read_run_input, run_input
from tasks.run_sheets import Sheet, latest_sheets, new_sheet, put_sheet

__all__ = [
    "Answer", "FormTab", "NewRun", "NotWaiting", "RunView", "Seen", "Sheet", "create_run", "create_runs", "finish",
    "finished", "forget", "publish", "read_answers", "seen", "show", "submit", "wait_for_answer",
]  # fmt: skip

_BUSY = frozenset({StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING})
_BROKEN = frozenset({StateType.FAILED, StateType.CRASHED})
AT_ONCE = 4
"""Calls at a time: Prefect on SQLite writes in turn anyhow."""
TOGETHER = 25
"""Runs made or read in one call: one transaction of the server's, during which nobody else writes."""


class NotWaiting(MerzimError):
    """The run is not waiting for an answer."""


class NotMade(MerzimError):
    """Prefect made no run; the reason is its own."""


@dataclass(frozen=True)
class RunView:
    """What a run shows, whole. Two equal views look the same in the UI."""

    # The run's name: the person and what it is about.
    name: str
    # The state's name, seen in every list: «Рассмотрение комиссией · до 22.01.2027».
    badge: str
    # Of this version of the case, lower-case letters, digits and dashes: `c12-v7`.
    key: str
    # What can be answered now, in the order of the tabs; none: the run waits for its date only.
    tabs: tuple[FormTab, ...] = ()
    # Over the form and in the state's message, markdown: why the last answer was refused, for instance.
    message: str = ""
    # All the run's tags: those it had otherwise are taken off.
    tags: tuple[str, ...] = ()
    # Over the tabs: «Что сделано».
    question: str = ""
    sheet: Sheet | None = None


@dataclass(frozen=True)
class NewRun:
    """A run to be made, paused and showing `view`."""

    parameters: Mapping[str, Any]
    view: RunView
    # Unique by flow: the run is made once, whoever asks again.
    idempotency_key: str


@dataclass(frozen=True)
class Seen:
    """A run as the server had it a moment ago, and the newest sheet of its view's key."""

    run: FlowRun
    sheet: ArtifactCollection | None


async def create_run(
    deployment: str | UUID,
    parameters: Mapping[str, Any],
    view: RunView,
    idempotency_key: str,
    *,
    client: PrefectClient | None = None,
) -> UUID:
    """Make one run, as `create_runs` does; raises what it gives for it."""
    (made,) = await create_runs(deployment, [NewRun(parameters, view, idempotency_key)], client=client)
    if isinstance(made, BaseException):
        raise made
    return made


async def create_runs(
    deployment: str | UUID, wanted: Sequence[NewRun], *, client: PrefectClient | None = None
) -> list[UUID | BaseException]:
    """Make runs of cases; no worker is needed. Gives each one's id, or what went wrong with it.

    `deployment` is "<flow>/<deployment>", or its id, which saves a call. A key that is there already gives the run it
    has, brought up to date: a caller that died half-way simply calls again. Some tens at a time, in one transaction.
    Raises ObjectNotFound where there is no such deployment.
    """
    async with _connected(client) as api:
        if isinstance(deployment, str):
            deployment = (await api.read_deployment_by_name(deployment)).id
        made = [await _made(api, deployment, wanted[i : i + TOGETHER]) for i in range(0, len(wanted), TOGETHER)]
        return [each for some in made for each in some]


async def _made(api: PrefectClient, deployment: UUID, wanted: Sequence[NewRun]) -> list[UUID | BaseException]:
    asked = [
        DeploymentFlowRunCreate(
            parameters=dict(new.parameters),
            name=new.view.name,
            tags=list(new.view.tags),
            state=to_state_create(_form(new.view).state()),
            idempotency_key=new.idempotency_key,
        ).model_dump(mode="json", exclude_unset=True)
        for new in wanted
    ]
    path = {"id": deployment}
    # Newer than the list of paths that the client's types know.
    answer = await api.request("POST", "/deployments/{id}/create_flow_run/bulk", path_params=path, json=asked)  # type: ignore[arg-type]
    results = answer.json()["results"]
    ids = [UUID(each["flow_run_id"]) if each["flow_run_id"] else None for each in results]
    runs = await _read_runs(api, [run for run in ids if run is not None])
    at_once = asyncio.Semaphore(AT_ONCE)

    async def dressed(new: NewRun, run_id: UUID | None, error: str | None) -> UUID:
        if run_id is None:
            raise NotMade(error or "the server did not say why")
        async with at_once:
            run, view, form = runs[run_id], new.view, _form(new.view)
            if _pauses_with(run.state, form):
                # The state names the form before it is there: whoever died in between comes here again.
                await asyncio.gather(
                    save(api, run_id, form), _rename(api, run, view), new_sheet(api, run_id, view.sheet)
                )
            else:
                await show(run_id, view, client=api)
        return run_id

    errors = [each["error"] for each in results]
    done = zip(wanted, ids, errors, strict=True)
    return await asyncio.gather(*(dressed(*each) for each in done), return_exceptions=True)


async def seen(views: Mapping[UUID, RunView], *, client: PrefectClient | None = None) -> dict[UUID, Seen]:
    """These runs as they are now, those that there are: what `show` and `finish` compare with. Two calls in all."""
    async with _connected(client) as api:
        keys = [view.sheet.key for view in views.values() if view.sheet is not None]
        runs, sheets = await asyncio.gather(_read_runs(api, list(views)), latest_sheets(api, keys))
        return {
            run_id: Seen(run, sheets.get(view.sheet.key) if (view := views[run_id]).sheet is not None else None)
            for run_id, run in runs.items()
        }


async def _read_runs(api: PrefectClient, ids: Sequence[UUID]) -> dict[UUID, FlowRun]:
    if not ids:
        return {}
    found = await api.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=list(ids))), limit=len(ids))
    return {run.id: run for run in found}


async def _seen(api: PrefectClient, run_id: UUID, view: RunView) -> Seen:
    found = await seen({run_id: view}, client=api)
    if run_id not in found:
        raise ObjectNotFound(LookupError(f"there is no run {run_id}"))
    return found[run_id]


async def show(
    flow_run_id: UUID, view: RunView, *, before: Seen | None = None, client: PrefectClient | None = None
) -> bool:
    """Make a run show `view`, paused, be it paused now, completed or cancelled; what is unchanged costs no call.

    before  what `seen` gave a moment ago; left out, it is asked for

    False, and nothing shown, where the run is scheduled, running or being cancelled: an answer may be on its way, and
    the run's own flow will show the case when it has read it. A failed or crashed run may hold an answer nobody read:
    it is scheduled again, False too. An answer that slips in while this works is not lost: the run is scheduled to
    read it. Raises ObjectNotFound where there is no such run.
    """
    async with _connected(client) as api:
        return await _show(api, before or await _seen(api, flow_run_id, view), view)


async def wait_for_answer(view: RunView) -> NoReturn:
    """Inside a flow: show `view`, pause the run and leave. The run starts again from its first line when resumed.

    Call it once all answers so far are handled (`read_answers`). Needs a run of a deployment, and no subflow. Nothing
    after it runs: it leaves by Prefect's Pause, which is no Exception.
    """
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("wait_for_answer is called inside a flow run")
    run, api = context.flow_run, context.client
    if not isinstance(api, PrefectClient):
        raise TypeError("wait_for_answer is for async flows")
    form, *_ = await asyncio.gather(
        save(api, run.id, _form(view)), _rename(api, run, view), publish(run.id, view.sheet, client=api)
    )
    fault("form-saved")
    # Prefect lets a pause key fire once in a run; the form may well come back unanswered.
    state = await propose_state(api, form.state(pause=f"{form.base}.{run.run_count}"), flow_run_id=run.id)
    raise Pause(f"waits: {view.badge}", state=state)


async def read_answers(
    flow_run_id: UUID | None = None, *, handled: Collection[str] = (), client: PrefectClient | None = None
) -> list[Answer]:
    """Answers given to a run's forms that are not among the `handled` keys, oldest first.

    Inside a flow, of this run. They stay there: whoever takes one marks its key handled in the transaction that
    records it, and so takes each exactly once however often the run starts again.
    """
    async with _connected(client) as api:
        run_id = flow_run_id or _own_run().id
        given = await api.filter_flow_run_input(run_id, "answer-", MOST_ANSWERS, {f"answer-{key}" for key in handled})
        answers = []
        for each in given:
            key = each.key.removeprefix("answer-")
            schema = await read_input(api, run_id, f"form-{key}") or {}
            answers.append(read_run_input(schema, key, each.decoded_value))
        return answers


async def forget(handled: Collection[str]) -> None:
    """Inside a flow: take off Prefect the answers among the `handled` keys, and every form of this run but those that
    have an answer nobody took yet. The record holds them; what people write is theirs, and Prefect is no place for it.
    """
    run_id = _own_run().id
    async with _connected(None) as api:
        kept = {
            kind: {
                each.key.removeprefix(kind)
                for each in await api.filter_flow_run_input(run_id, kind, MOST_ANSWERS, set())
            }
            for kind in ("answer-", "form-", "about-")
        }
        waiting = kept["answer-"] - set(handled)
        for kind, keys in kept.items():
            await asyncio.gather(*(api.delete_flow_run_input(run_id, f"{kind}{key}") for key in keys - waiting))


async def submit(
    flow_run_id: UUID, code: str, values: Mapping[str, Any], *, client: PrefectClient | None = None
) -> None:
    """Answer a paused run's form, as the UI does: resume it with `values` (by code, dates as dates or ISO text).

    Raises NotWaiting where the run is not paused, and where the form's schema does not let the values through.
    """
    async with _connected(client) as api:
        run = await api.read_flow_run(flow_run_id)
        keyset = run.state.state_details.run_input_keyset if run.state and run.state.is_paused() else None
        schema = await read_input(api, flow_run_id, keyset["schema"]) if keyset else None
        if schema is None:
            raise NotWaiting(f"{run.name}: {run.state_name}: no form to answer")
        result = await api.resume_flow_run(flow_run_id, run_input(schema, code, values))
        if result.status != SetStateStatus.ACCEPT:
            raise NotWaiting(f"{run.name}: {getattr(result.details, 'reason', None) or result.status}")


async def finished(view: RunView) -> State[Any]:
    """Inside a flow: put name, tags and sheet up to date; return what this gives from the flow, and the run is over."""
    run = _own_run()
    async with _connected(None) as api:
        await asyncio.gather(_rename(api, run, view), publish(run.id, view.sheet, client=api))
    return Completed(name=view.badge, message=view.message or None)


async def finish(
    flow_run_id: UUID, view: RunView, *, before: Seen | None = None, client: PrefectClient | None = None
) -> bool:
    """From outside: complete a run with the badge as its state's name. False where its flow is at work (`show`)."""
    async with _connected(client) as api:
        found = before or await _seen(api, flow_run_id, view)
        run, state = found.run, found.run.state
        if run.state_type in _BUSY:
            return False
        await asyncio.gather(_rename(api, run, view), put_sheet(api, run.id, view.sheet, found.sheet))
        done: State[Any] = Completed(name=view.badge, message=view.message or None)
        if state is None or (state.type, state.name, state.message) != (done.type, done.name, done.message):
            await api.set_flow_run_state(flow_run_id, done, force=True)
        return True


async def publish(flow_run_id: UUID, sheet: Sheet | None, *, client: PrefectClient | None = None) -> None:
    """Put a run's sheet up to date, written only where it has changed."""
    if sheet is not None:
        async with _connected(client) as api:
            await put_sheet(api, flow_run_id, sheet, (await latest_sheets(api, [sheet.key])).get(sheet.key))


def _form(view: RunView) -> PausedForm:
    return PausedForm.of(
        view.badge, view.message, view.key, form_schema(view.tabs, view.question) if view.tabs else None
    )


def _pauses_with(state: State[Any] | None, form: PausedForm) -> bool:
    """Whether the state is a pause with this badge, message and form, under whatever key."""
    if state is None or not state.is_paused():
        return False
    same = form.of_same_content(state) is not None if form.schema else not state.state_details.run_input_keyset
    return same and (state.name, state.message or "") == (form.badge, form.message)


async def _show(api: PrefectClient, found: Seen, view: RunView) -> bool:
    run, before = found.run, found.run.state
    if run.state_type in _BUSY:
        return False
    if run.state_type in _BROKEN:
        await api.set_flow_run_state(run.id, Scheduled(name="Resuming"), force=True)
        return False
    form = _form(view)
    sheet = put_sheet(api, run.id, view.sheet, found.sheet)
    if _pauses_with(before, form):
        await asyncio.gather(_rename(api, run, view), sheet)
        return True
    kept = form.of_same_content(before)
    await asyncio.gather(_rename(api, run, view), sheet)
    form = kept or await save(api, run.id, form)
    fault("form-saved")
    await api.set_flow_run_state(run.id, form.state(), force=True)
    if before is not None and before.is_paused() and before.state_details.run_input_keyset:
        # The form shown before may have been answered since the run was read, and its state overwritten.
        answer = await read_input(api, run.id, before.state_details.run_input_keyset["response"])
        if answer is not None:
            await api.set_flow_run_state(run.id, Scheduled(name="Resuming"), force=True)
    return True


async def _rename(api: PrefectClient, run: FlowRun, view: RunView) -> None:
    name = view.name if view.name != run.name else None
    tags = sorted(set(view.tags)) if set(view.tags) != set(run.tags) else None
    if name is not None or tags is not None:
        await api.update_flow_run(run.id, name=name, tags=tags)


def _own_run() -> FlowRun:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("this is called inside a flow run, or with a flow run's id")
    return context.flow_run


@asynccontextmanager
async def _connected(client: PrefectClient | None) -> AsyncIterator[PrefectClient]:
    """The caller's client, the running flow's, or a new one."""
    context = FlowRunContext.get()
    if client is not None:
        yield client
    elif context is not None and isinstance(context.client, PrefectClient):
        yield context.client
    else:
        async with get_client() as made:
            yield made
