"""A case as a Prefect flow run: shown paused, with a form, a badge and a case sheet; its answers taken back.

Knows nothing of the legal record: takes a `RunView`, gives `Answer`s. The flow of a case reads like this, and may be
killed between any two lines of it without losing or doubling anything (`tests/prefect/example.py` is it whole):

    @flow
    async def rotation_case(case: int) -> State:
        for answer in await read_answers(handled=record.answers_handled(case)):
            record.take(case, answer)           # one transaction: outcome or refusal, and answer.key as handled
        view = record.view(case)                # RunView: what is open now
        if record.closed(case):
            return await finished(view)         # completed, with the badge as its name
        await wait_for_answer(view)             # paused until somebody resumes the run: never returns

From outside the run (sweep, command line, meeting) it is `create_runs`, `show_all`, `submit`.
Only a run's own flow answers for its state while it is scheduled or running: `show_all` then leaves it alone.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentFlowRunCreate
from prefect.client.schemas.objects import FlowRun, State
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound, Pause
from prefect.states import Completed, to_state_create
from prefect.utilities.engine import propose_state

from models.errors import MerzimError
from models.faults import fault
from tasks.paused_forms import MOST_ANSWERS, PausedForm, read_input
from tasks.run_forms import Answer, FormTab, form_schema, read_run_input, run_input
from tasks.showing import Sheet, Showing, Told, tell

__all__ = [
    "Answer", "FormTab", "NewRun", "NotShown", "NotWaiting", "RunView", "Sheet", "create_runs", "finished", "forget",
    "publish", "read_answers", "show_all", "submit", "tag_all", "wait_for_answer",
]  # fmt: skip


class NotWaiting(MerzimError):
    """The run is not waiting for an answer."""


class NotMade(MerzimError):
    """Prefect made no run; the reason is its own."""


class NotShown(MerzimError):
    """The server failed to have a run show its case; the class of its error."""


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
    """A run to be made, showing `view`."""

    parameters: Mapping[str, Any]
    view: RunView
    # Unique by flow: the run is made once, whoever asks again.
    idempotency_key: str
    # Nothing is waited for any more: completed at once.
    ended: bool = False


async def create_runs(
    deployment: str, wanted: Sequence[NewRun], *, client: PrefectClient
) -> list[UUID | BaseException]:
    """Make runs of cases; no worker is needed. Gives each one's id, or what went wrong with it.

    `deployment` is "<flow>/<deployment>". A key that is there already gives the run it has, brought up to date: a
    caller that died half-way simply calls again. TOGETHER at most.
    Raises ObjectNotFound where there is no such deployment.
    """
    forms = [_form(new.view) for new in wanted]
    asked = [
        DeploymentFlowRunCreate(
            parameters=dict(new.parameters),
            name=new.view.name,
            tags=list(new.view.tags),
            # It names the form before that is there: whoever died in between comes here again.
            state=to_state_create(form.state()),
            idempotency_key=new.idempotency_key,
        ).model_dump(mode="json", exclude_unset=True)
        for new, form in zip(wanted, forms, strict=True)
    ]
    path = {"id": (await client.read_deployment_by_name(deployment)).id}
    # Newer than the list of paths that the client's types know.
    answer = await client.request("POST", "/deployments/{id}/create_flow_run/bulk", path_params=path, json=asked)  # type: ignore[arg-type]
    results = [(each["flow_run_id"], each["error"]) for each in answer.json()["results"]]
    made = [
        _whole(UUID(run), new.view, form, "end" if new.ended else "pause")
        for (run, _), new, form in zip(results, wanted, forms, strict=True)
        if run
    ]
    told = iter(await tell(client, made))
    ids: list[UUID | BaseException] = []
    for run, error in results:
        wrong = _wrong(UUID(run), next(told)) if run else NotMade(error or "the server did not say why")
        ids.append(wrong or UUID(run))
    return ids


async def show_all(
    views: Mapping[UUID, RunView], ended: Collection[UUID] = (), *, client: PrefectClient
) -> dict[UUID, bool | BaseException]:
    """Make runs show these views, paused, be they paused now, completed or cancelled; those that have `ended` are
    completed, with the badge as the state's name. What is unchanged is not written. TOGETHER at most.

    False, and nothing shown, where a run is scheduled, running or being cancelled: an answer may be on its way, and the
    run's own flow will show the case when it has read it. A failed or crashed run may hold an answer nobody read: it is
    scheduled again, False too. Or what went wrong: ObjectNotFound where there is no such run.
    """
    wanted = [_whole(run, view, _form(view), "end" if run in ended else "pause") for run, view in views.items()]
    told = zip(views, await tell(client, wanted), strict=True)
    return {run: _wrong(run, each) or bool(each.done) for run, each in told}


def _whole(run: UUID, view: RunView, form: PausedForm, then: Literal["pause", "end", "leave"]) -> Showing:
    return Showing(run, view.name, view.tags, view.sheet, form, then)


async def _tell(api: PrefectClient, wanted: Showing) -> Told:
    (told,) = await tell(api, [wanted])
    if wrong := _wrong(wanted.run, told):
        raise wrong
    return told


def _wrong(run: UUID, told: Told) -> Exception | None:
    if told.error:
        return NotShown(told.error)
    return ObjectNotFound(LookupError(f"there is no run {run}")) if told.done is None else None


async def wait_for_answer(view: RunView) -> NoReturn:
    """Inside a flow: show `view`, pause the run and leave. The run starts again from its first line when resumed.

    Call it once all answers so far are handled (`read_answers`). Needs a run of a deployment, and no subflow. Nothing
    after it runs: it leaves by Prefect's Pause, which is no Exception.
    """
    run, form = _own_run(), _form(view)
    async with get_client() as api:
        told = await _tell(api, _whole(run.id, view, form, "leave"))
        form = replace(form, base=told.base)
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
    async with client or get_client() as api:
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
    async with get_client() as api:
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
    async with client or get_client() as api:
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
    async with get_client() as api:
        await _tell(api, Showing(_own_run().id, view.name, view.tags, view.sheet))
    return Completed(name=view.badge, message=view.message or None)


async def publish(flow_run_id: UUID, sheet: Sheet | None, *, client: PrefectClient | None = None) -> None:
    """Put a run's sheet up to date, written only where it has changed; nothing where there is no such run."""
    if sheet is not None:
        async with client or get_client() as api:
            with suppress(ObjectNotFound):
                await _tell(api, Showing(flow_run_id, sheet=sheet))


async def tag_all(tags: Mapping[UUID, Sequence[str]], *, client: PrefectClient) -> dict[UUID, bool]:
    """Give runs these tags and no others, TOGETHER at most; False for one that could not be reached."""
    told = await tell(client, [Showing(run, tags=tuple(each)) for run, each in tags.items()])
    return {run: bool(each.done) for run, each in zip(tags, told, strict=True)}


def _form(view: RunView) -> PausedForm:
    return PausedForm.of(
        view.badge, view.message, view.key, form_schema(view.tabs, view.question) if view.tabs else None
    )


def _own_run() -> FlowRun:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise RuntimeError("this is called inside a flow run, or with a flow run's id")
    return context.flow_run
