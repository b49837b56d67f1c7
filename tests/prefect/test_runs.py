"""A case as a flow run, on a real Prefect server with a real warm worker."""

import asyncio
import itertools
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    ArtifactCollectionFilter,
    ArtifactCollectionFilterKey,
    ArtifactFilter,
    ArtifactFilterKey,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import Log, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Completed, Crashed, Scheduled

from tasks.runs import (
    NewRun,
    NotShown,
    NotWaiting,
    RunView,
    Sheet,
    create_runs,
    publish,
    read_answers,
    show_all,
    submit,
)
from tests.prefect.conftest import badge, until
from tests.prefect.example import TABS, Record, create_run, show
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("worker")]

CASE = "example-case/merzim"
NUMBERS = itertools.count(1)
FAR_AHEAD = datetime(2199, 1, 1, tzinfo=UTC)
"""A moment no worker waits for."""


def a_view(number: int, version: int = 0, step: str = "notice") -> RunView:
    """A view that no worker is needed for."""
    return RunView(
        name=f"Оразова А. · вид {number}",
        badge=f"{TABS[step].title} · {version}",
        key=f"w{number}-v{version}",
        tabs=(TABS[step], TABS["left"]),
        tags=("example", step),
        question="Что сделано",
        sheet=Sheet(f"view-{number}", f"# {version}"),
    )


async def a_case(api: PrefectClient, tmp_path: Path) -> tuple[UUID, Record]:
    """A new example case, waiting for its notice."""
    number = next(NUMBERS)
    record = Record(tmp_path / f"{number}.db", number)
    parameters = {"case": number, "record": str(record.path)}
    run_id = await create_run(CASE, parameters, record.view(), client=api)
    return run_id, record


async def test_a_case_goes_from_answer_to_answer_to_its_end(api: PrefectClient, tmp_path: Path) -> None:
    run_id, record = await a_case(api, tmp_path)
    run = await api.read_flow_run(run_id)
    assert (run.state_type, run.state_name) == (StateType.PAUSED, "Вручить · до 15.01.2027")

    await submit(run_id, "notice", {"served_on": date(2026, 12, 4), "method": "email"}, client=api)
    run = await until(api, run_id, badge("Решить"))
    assert record.done() == {"notice": "[('method', 'email'), ('served_on', '2026-12-04')]"}
    assert set(run.tags) == {"example", "step:decide"}

    await submit(run_id, "decide", {"decision": "yes"}, client=api)
    run = await until(api, run_id, badge("Завершено"))
    assert run.state_type == StateType.COMPLETED
    assert set(run.tags) == {"example", "closed"}
    assert list(record.done()) == ["notice", "decide"]


async def test_a_refusal_gives_the_form_back_with_the_reason_and_loses_nothing(
    api: PrefectClient, tmp_path: Path
) -> None:
    run_id, record = await a_case(api, tmp_path)
    before = (await api.read_flow_run(run_id)).state_id
    await submit(run_id, "notice", {"served_on": "2025-12-04"}, client=api)
    run = await until(api, run_id, lambda r: r.state_type == StateType.PAUSED and r.state_id != before)
    assert run.state is not None
    assert run.state.message == "п. 7: дата раньше начала цикла"
    keyset = run.state.state_details.run_input_keyset
    assert keyset is not None
    assert await api.read_flow_run_input(run_id, keyset["description"]) == '"п. 7: дата раньше начала цикла"'
    assert record.done() == {}
    assert [answer.values["served_on"] for answer in await read_answers(run_id, client=api)] == ["2025-12-04"]
    await submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api)
    await until(api, run_id, badge("Решить"))


async def test_an_answer_to_a_step_recorded_elsewhere_meanwhile_is_refused_in_our_words(
    api: PrefectClient, tmp_path: Path
) -> None:
    run_id, record = await a_case(api, tmp_path)
    await submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api)
    await until(api, run_id, badge("Решить"))
    # The dialog was opened before the step was closed; the UI sends what that form held.
    result = await api.resume_flow_run(run_id, {"answer": {"notice": {"served_on": "2026-12-05"}}})
    assert result.status.value == "ACCEPT"
    run = await until(api, run_id, lambda r: r.state_type == StateType.PAUSED and bool(record.refusals()))
    assert run.state is not None
    assert run.state.message == "notice: шаг уже выполнен"


async def test_create_runs_called_again_gives_the_same_run_up_to_date(api: PrefectClient) -> None:
    number = 9001
    key = f"again-{uuid4()}"
    parameters = {"case": number, "record": "unused"}
    (first,) = await create_runs(CASE, [NewRun(parameters, a_view(number), key)], client=api)
    (again,) = await create_runs(CASE, [NewRun(parameters, a_view(number, 1), key)], client=api)
    assert isinstance(first, UUID)
    assert again == first
    assert (await api.read_flow_run(first)).state_name == "Вручить · 1"


async def test_create_runs_with_an_unknown_deployment_says_so(api: PrefectClient) -> None:
    with pytest.raises(ObjectNotFound):
        await create_run("example-case/none", {}, a_view(1), client=api)


@pytest.mark.parametrize("ended", [Completed, Cancelled])
async def test_show_brings_back_a_run_that_somebody_ended(api: PrefectClient, ended: type) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    await api.set_flow_run_state(run_id, ended(), force=True)
    assert await show(run_id, a_view(number, 2), client=api)
    run = await api.read_flow_run(run_id)
    assert (run.state_type, run.state_name) == (StateType.PAUSED, "Вручить · 2")


async def test_show_lets_a_crashed_run_read_its_answers_first(api: PrefectClient, tmp_path: Path) -> None:
    run_id, record = await a_case(api, tmp_path)
    # Answered, and crashed before the answer was recorded.
    keyset = (await api.read_flow_run(run_id)).state.state_details.run_input_keyset  # type: ignore[union-attr]
    assert keyset is not None
    answer = '{"answer": {"notice": {"served_on": "2026-12-04"}}}'
    await api.create_flow_run_input(run_id, keyset["response"], answer)
    await api.set_flow_run_state(run_id, Crashed(), force=True)
    assert not await show(run_id, record.view(), client=api)
    await until(api, run_id, badge("Решить"))
    assert list(record.done()) == ["notice"]


async def test_show_leaves_a_run_alone_while_its_answer_is_on_the_way(api: PrefectClient) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    await api.set_flow_run_state(run_id, Scheduled(scheduled_time=FAR_AHEAD), force=True)
    assert not await show(run_id, a_view(number, 3), client=api)
    assert not await show(run_id, a_view(number, 3), client=api, ended=True)
    assert (await api.read_flow_run(run_id)).state_type == StateType.SCHEDULED


@pytest.mark.parametrize("first", ["answered", "shown"])
async def test_an_answer_at_the_moment_a_run_is_shown_anew_is_not_lost(
    api: PrefectClient, tmp_path: Path, first: str
) -> None:
    run_id, record = await a_case(api, tmp_path)
    answered = api.resume_flow_run(run_id, {"answer": {"notice": {"served_on": "2026-12-04"}}})
    shown = show(run_id, replace(record.view(), badge="Вручить · просрочено"), client=api)
    await asyncio.gather(*((answered, shown) if first == "answered" else (shown, answered)))
    await until(api, run_id, badge("Решить"))
    assert list(record.done()) == ["notice"]


async def test_what_is_unchanged_is_not_written_again(api: PrefectClient) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    sheet = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[f"view-{number}"]))
    before = (await api.read_flow_run(run_id)).updated, await api.read_latest_artifacts(artifact_filter=sheet)
    assert await show(run_id, a_view(number), client=api)
    assert ((await api.read_flow_run(run_id)).updated, await api.read_latest_artifacts(artifact_filter=sheet)) == before


async def test_a_run_that_is_gone_or_broken_stops_no_other(api: PrefectClient, prefect_server: PrefectServer) -> None:
    number, gone = next(NUMBERS), uuid4()
    runs = [await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api) for _ in range(2)]
    broken = replace(a_view(number, 1), sheet=Sheet("broken", "#"))
    refuse = "BEFORE INSERT ON artifact WHEN NEW.key = 'broken' BEGIN SELECT RAISE(ABORT, 'no'); END"
    with closing(sqlite3.connect(prefect_server.home / "prefect.db", isolation_level=None)) as database:
        database.execute(f"CREATE TRIGGER broken {refuse}")
        told = await show_all({gone: broken, runs[0]: broken, runs[1]: a_view(number, 2)}, client=api)
        database.execute("DROP TRIGGER broken")
    assert isinstance(told[gone], ObjectNotFound)
    assert isinstance(told[runs[0]], NotShown)
    assert told[runs[1]] is True
    assert [(await api.read_flow_run(run)).state_name for run in runs] == ["Вручить · 0", "Вручить · 2"]


async def test_a_run_whose_maker_died_before_its_form_was_there_gets_it(api: PrefectClient, tmp_path: Path) -> None:
    run_id, record = await a_case(api, tmp_path)
    keyset = (await api.read_flow_run(run_id)).state.state_details.run_input_keyset  # type: ignore[union-attr]
    assert keyset is not None
    await api.delete_flow_run_input(run_id, keyset["schema"])
    assert await show(run_id, record.view(), client=api)
    await submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api)
    await until(api, run_id, badge("Решить"))


async def test_a_sheet_is_one_artifact_of_its_run_put_up_to_date_in_place(api: PrefectClient) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    await publish(run_id, Sheet(f"view-{number}", "# позже", "лист"), client=api)
    await show(run_id, replace(a_view(number, 5), sheet=Sheet(f"view-{number}", "# ещё позже")), client=api)
    only = ArtifactFilter(key=ArtifactFilterKey(any_=[f"view-{number}"]))
    (artifact,) = await api.read_artifacts(artifact_filter=only)
    assert (artifact.flow_run_id, artifact.data, artifact.type) == (run_id, "# ещё позже", "markdown")


async def test_the_same_view_after_an_answer_can_be_answered_again(api: PrefectClient, tmp_path: Path) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    for day in ("2026-12-04", "2026-12-05", "2026-12-06"):
        await api.resume_flow_run(run_id, {"answer": {"notice": {"served_on": day}}})
        await api.set_flow_run_state(run_id, Completed(), force=True)
        assert await show(run_id, a_view(number), client=api)
    answers = await read_answers(run_id, client=api)
    assert [answer.values["served_on"] for answer in answers] == ["2026-12-04", "2026-12-05", "2026-12-06"]
    assert len({answer.key for answer in answers}) == 3
    left = await read_answers(run_id, handled={answer.key for answer in answers[:2]}, client=api)
    assert left == answers[2:]


async def test_finish_completes_a_run_under_its_own_name(api: PrefectClient) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    done = replace(a_view(number, 7), badge="Закрыто · оставил должность", tabs=(), tags=("example", "closed"))
    assert await show(run_id, done, client=api, ended=True)
    run = await api.read_flow_run(run_id)
    assert (run.state_type, run.state_name, set(run.tags)) == (
        StateType.COMPLETED,
        "Закрыто · оставил должность",
        {"example", "closed"},
    )
    state = run.state_id
    assert await show(run_id, done, client=api, ended=True)
    assert (await api.read_flow_run(run_id)).state_id == state


async def test_a_run_made_of_what_is_over_is_completed_at_once(api: PrefectClient) -> None:
    number = next(NUMBERS)
    over = NewRun({"case": number, "record": "x"}, replace(a_view(number), badge="Закрыто"), f"{uuid4()}", ended=True)
    made = [await create_runs(CASE, [over], client=api) for _ in range(2)]
    (run_id,) = made[0]
    assert isinstance(run_id, UUID)
    assert made[1] == [run_id]
    run = await api.read_flow_run(run_id)
    assert (run.state_type, run.state_name) == (StateType.COMPLETED, "Закрыто")


async def test_publish_leaves_a_run_that_is_gone(api: PrefectClient) -> None:
    await publish(uuid4(), Sheet("nobodys", "#"), client=api)
    only = ArtifactFilter(key=ArtifactFilterKey(any_=["nobodys"]))
    assert await api.read_artifacts(artifact_filter=only) == []


async def test_submit_says_why_it_was_not_taken(api: PrefectClient) -> None:
    number = next(NUMBERS)
    run_id = await create_run(CASE, {"case": number, "record": "x"}, a_view(number), client=api)
    with pytest.raises(NotWaiting, match="'served_on' is a required property"):
        await submit(run_id, "notice", {"method": "paper"}, client=api)
    await api.set_flow_run_state(run_id, Completed(), force=True)
    with pytest.raises(NotWaiting, match="no form to answer"):
        await submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api)


async def test_two_answers_at_once_are_one_answer_and_one_polite_no(api: PrefectClient, tmp_path: Path) -> None:
    run_id, record = await a_case(api, tmp_path)
    sent = [submit(run_id, "notice", {"served_on": f"2026-12-0{day}"}, client=api) for day in (4, 5)]
    results = await asyncio.gather(*sent, return_exceptions=True)
    await until(api, run_id, badge("Решить"))
    assert list(record.done()) == ["notice"]
    assert all(isinstance(result, NotWaiting | None) for result in results), results


async def test_a_pause_leaves_no_error_in_the_logs_people_read(api: PrefectClient, tmp_path: Path) -> None:
    run_id, _ = await a_case(api, tmp_path)
    await submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api)
    await until(api, run_id, badge("Решить"))
    await submit(run_id, "decide", {"decision": "no"}, client=api)
    await until(api, run_id, badge("Завершено"))
    logs: list[Log] = []
    async with asyncio.timeout(120):
        while not any("Finished" in entry.message for entry in logs):
            logs = await api.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id])))
            await asyncio.sleep(0.1)
    assert [entry.message for entry in logs if entry.level >= logging.WARNING] == []
