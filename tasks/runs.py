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
import hashlib
import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.client.schemas.objects import FlowRun, State, StateDetails, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound, Pause, PrefectHTTPStatusError
from prefect.states import Completed, Scheduled
from prefect.utilities.engine import propose_state

from models.errors import MerzimError
from tasks.run_forms import Answer, FormTab, form_schema, read_run_input, run_input

__all__ = [
    "Answer", "FormTab", "NotWaiting", "RunView", "Sheet", "create_run", "finish", "finished", "publish",
    "read_answers", "show", "submit", "wait_for_answer",
]  # fmt: skip

_BUSY = frozenset({StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING})
_BROKEN = frozenset({StateType.FAILED, StateType.CRASHED})
_ANSWERS = 1000
"""More answers than any one run gets; the server asks for a limit."""


class NotWaiting(MerzimError):
    """The run is not waiting for an answer."""


@dataclass(frozen=True)
class Sheet:
    """A markdown artifact beside a run: the case sheet, the cycle's board."""

    # Lower-case letters, digits and dashes; one artifact a key, put up to date in place.
    key: str
    markdown: str
    description: str = ""


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


async def create_run(
    deployment: str | UUID,
    parameters: Mapping[str, Any],
    view: RunView,
    idempotency_key: str,
    *,
    client: PrefectClient | None = None,
) -> UUID:
    """Make the run of a case, paused and showing `view`; no worker is needed. Gives the flow run's id.

    `deployment` is "<flow>/<deployment>", or its id, which saves a call. Called again with the same `idempotency_key`
    (unique by flow) it gives the run that is there and brings it up to date, so a caller that died half-way simply
    calls again.
    Raises ObjectNotFound where there is no such deployment.
    """
    form = _Form.of(view)
    async with _connected(client) as api:
        if isinstance(deployment, str):
            deployment = (await api.read_deployment_by_name(deployment)).id
        run = await api.create_flow_run_from_deployment(
            deployment,
            parameters=dict(parameters),
            name=view.name,
            tags=view.tags,
            state=form.state(),
            idempotency_key=idempotency_key,
        )
        if not _shows(run, view, form):
            await _show(api, run, view)
        else:
            await asyncio.gather(_save(api, run.id, form), _new_sheet(api, run.id, view.sheet))
        return run.id


async def show(flow_run_id: UUID, view: RunView, *, client: PrefectClient | None = None) -> bool:
    """Make a run show `view`, paused, be it paused now, completed or cancelled; what is unchanged costs no call.

    False, and nothing shown, where the run is scheduled, running or being cancelled: an answer may be on its way, and
    the run's own flow will show the case when it has read it. A failed or crashed run may hold an answer nobody read:
    it is scheduled again, False too. An answer that slips in while this works is not lost: the run is scheduled to
    read it. Raises ObjectNotFound where there is no such run.
    """
    async with _connected(client) as api:
        return await _show(api, await api.read_flow_run(flow_run_id), view)


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
        _save(api, run.id, _Form.of(view)), _rename(api, run, view), _put_sheet(api, run.id, view.sheet)
    )
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
        given = await api.filter_flow_run_input(run_id, "answer-", _ANSWERS, {f"answer-{key}" for key in handled})
        answers = []
        for each in given:
            key = each.key.removeprefix("answer-")
            schema = await _read_input(api, run_id, f"form-{key}") or {}
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
                each.key.removeprefix(kind) for each in await api.filter_flow_run_input(run_id, kind, _ANSWERS, set())
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
        schema = await _read_input(api, flow_run_id, keyset["schema"]) if keyset else None
        if schema is None:
            raise NotWaiting(f"{run.name}: {run.state_name}: no form to answer")
        result = await api.resume_flow_run(flow_run_id, run_input(schema, code, values))
        if result.status != SetStateStatus.ACCEPT:
            raise NotWaiting(f"{run.name}: {getattr(result.details, 'reason', None) or result.status}")


async def finished(view: RunView) -> State[Any]:
    """Inside a flow: put name, tags and sheet up to date; return what this gives from the flow, and the run is over."""
    run = _own_run()
    async with _connected(None) as api:
        await asyncio.gather(_rename(api, run, view), _put_sheet(api, run.id, view.sheet))
    return Completed(name=view.badge, message=view.message or None)


async def finish(flow_run_id: UUID, view: RunView, *, client: PrefectClient | None = None) -> bool:
    """From outside: complete a run with the badge as its state's name. False where its flow is at work (`show`)."""
    async with _connected(client) as api:
        run = await api.read_flow_run(flow_run_id)
        if run.state_type in _BUSY:
            return False
        await asyncio.gather(_rename(api, run, view), _put_sheet(api, run.id, view.sheet))
        done: State[Any] = Completed(name=view.badge, message=view.message or None)
        state = run.state
        if state is None or (state.type, state.name, state.message) != (done.type, done.name, done.message):
            await api.set_flow_run_state(flow_run_id, done, force=True)
        return True


async def publish(flow_run_id: UUID, sheet: Sheet, *, client: PrefectClient | None = None) -> None:
    """Put a run's sheet up to date, written only where it has changed."""
    async with _connected(client) as api:
        await _put_sheet(api, flow_run_id, sheet)


@dataclass(frozen=True)
class _Form:
    """A view's form as Prefect keeps it: inputs of the run, by keys that its paused state names."""

    badge: str
    message: str
    # Holds a digest of what the form shows, so that a form once shown is never changed under its key.
    base: str
    schema: dict[str, Any] | None

    @classmethod
    def of(cls, view: RunView) -> "_Form":
        schema = form_schema(view.tabs, view.question) if view.tabs else None
        shown = json.dumps([schema, view.message], ensure_ascii=False).encode()
        digest = hashlib.sha256(shown).hexdigest()[:8]
        return cls(view.badge, view.message, f"{view.key}-{digest}", schema)

    def again(self, time: int) -> "_Form":
        """The same form under another key: this one has been answered."""
        return _Form(self.badge, self.message, f"{self.base.partition('--')[0]}--{time}", self.schema)

    def keyset(self) -> dict[str, str]:
        base = self.base
        return {"schema": f"form-{base}", "response": f"answer-{base}", "description": f"about-{base}"}

    def state(self, pause: str = "") -> State[Any]:
        details = StateDetails(
            pause_reschedule=True,
            pause_key=pause or self.base,
            run_input_keyset=self.keyset() if self.schema else None,
        )
        message = self.message or None
        return State(type=StateType.PAUSED, name=self.badge, message=message, state_details=details)


def _shows(run: FlowRun, view: RunView, form: _Form) -> bool:
    """Whether the run is paused and looks like the view already; sheets apart."""
    state = run.state
    return bool(
        state
        and state.is_paused()
        and _same_form(state, form)
        and (state.name, state.message or "") == (form.badge, form.message)
        and run.name == view.name
        and set(run.tags) == set(view.tags)
    )


def _same_form(state: State[Any], form: _Form) -> bool:
    shown = (state.state_details.run_input_keyset or {}).get("schema", "")
    wanted = form.keyset()["schema"] if form.schema else ""
    return shown == wanted or (bool(wanted) and shown.startswith(f"{wanted}--"))


async def _show(api: PrefectClient, run: FlowRun, view: RunView) -> bool:
    if run.state_type in _BUSY:
        return False
    if run.state_type in _BROKEN:
        await api.set_flow_run_state(run.id, Scheduled(name="Resuming"), force=True)
        return False
    form = _Form.of(view)
    before = run.state
    if _shows(run, view, form):
        await _put_sheet(api, run.id, view.sheet)
        return True
    saved, *_ = await asyncio.gather(
        _save(api, run.id, form), _rename(api, run, view), _put_sheet(api, run.id, view.sheet)
    )
    if before is None or not before.is_paused() or not _same_form(before, form) or (
        (before.name, before.message or "") != (form.badge, form.message)
    ):  # fmt: skip
        await api.set_flow_run_state(run.id, saved.state(), force=True)
        if before is not None and before.is_paused() and before.state_details.run_input_keyset:
            # The form shown before may have been answered since the run was read, and its state overwritten.
            answer = await _read_input(api, run.id, before.state_details.run_input_keyset["response"])
            if answer is not None:
                await api.set_flow_run_state(run.id, Scheduled(name="Resuming"), force=True)
    return True


async def _save(api: PrefectClient, run_id: UUID, form: _Form) -> _Form:
    """Keep the form for a state to name; gives the form with a key that has no answer yet."""
    if form.schema is None:
        return form
    candidate = form
    for time in range(2, _ANSWERS):
        keys = candidate.keyset()
        new = await _create_input(api, run_id, keys["schema"], candidate.schema)
        if new or await _read_input(api, run_id, keys["response"]) is None:
            if candidate.message:
                await _create_input(api, run_id, keys["description"], candidate.message)
            return candidate
        candidate = candidate.again(time)
    raise RuntimeError(f"{form.base}: the same form was answered {_ANSWERS} times")


async def _create_input(api: PrefectClient, run_id: UUID, key: str, value: Any) -> bool:
    """Whether the input was not there yet."""
    try:
        await api.create_flow_run_input(run_id, key, json.dumps(value, ensure_ascii=False))
    except PrefectHTTPStatusError as error:
        if error.response.status_code != 409:
            raise
        return False
    return True


async def _read_input(api: PrefectClient, run_id: UUID, key: str) -> Any:
    """An input's value, None where there is none."""
    try:
        return json.loads(await api.read_flow_run_input(run_id, key))
    except (ObjectNotFound, PrefectHTTPStatusError) as error:
        if isinstance(error, PrefectHTTPStatusError) and error.response.status_code != 404:
            raise
        return None


async def _rename(api: PrefectClient, run: FlowRun, view: RunView) -> None:
    name = view.name if view.name != run.name else None
    tags = sorted(set(view.tags)) if set(view.tags) != set(run.tags) else None
    if name is not None or tags is not None:
        await api.update_flow_run(run.id, name=name, tags=tags)


async def _new_sheet(api: PrefectClient, run_id: UUID, sheet: Sheet | None) -> None:
    """The sheet of a run that has none; one that had it keeps both, and shows the newer."""
    if sheet is None:
        return
    # By hand: the client's own methods would send each sheet round as an event, too.
    new = ArtifactCreate(
        type="markdown", key=sheet.key, data=sheet.markdown, description=sheet.description or None, flow_run_id=run_id
    )
    await api.request("POST", "/artifacts/", json=new.model_dump(mode="json", exclude_unset=True))


async def _put_sheet(api: PrefectClient, run_id: UUID, sheet: Sheet | None) -> None:
    if sheet is None:
        return
    wanted = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[sheet.key]))
    latest = next(iter(await api.read_latest_artifacts(artifact_filter=wanted)), None)
    description = sheet.description or None
    if latest is None or latest.flow_run_id != run_id:
        await _new_sheet(api, run_id, sheet)
    elif (latest.data, latest.description) != (sheet.markdown, description):
        changed = ArtifactUpdate(data=sheet.markdown, description=description).model_dump(mode="json")
        await api.request("PATCH", "/artifacts/{id}", path_params={"id": latest.latest_id}, json=changed)


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
