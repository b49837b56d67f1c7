"""The embedded stack under fire: server and worker killed, the parent killed, stopped and started again."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.objects import DeploymentSchedule, FlowRun, StateType
from prefect.client.schemas.schedules import CronSchedule

from deployments.deploy import Planned, Timed, deploy
from deployments.stack import Stack, StackError, _Child
from tasks.runs import submit
from tests.prefect.conftest import EXAMPLES, ROOT, badge, until
from tests.prefect.example import Record, create_run
from tests.prefect_database import put_empty_database

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(240)]

YEARLY = Timed("KRG", "0 9 1 11 *", "Asia/Almaty", {"case": 7})
HOURLY = Timed("hourly", "0 * * * *", "UTC", {"number": 1})
PLANNED = (
    *(example for example in EXAMPLES if example.entrypoint.endswith(("broken", "long"))),
    Planned("tests.prefect.example.example_case", "A case.", schedules=(YEARLY,)),
    Planned("tests.prefect.example.example_sync", "A flow that is not async.", schedules=(HOURLY,)),
)


def put_up(stack: Stack) -> None:
    """Deploy the examples before the worker starts."""
    with stack.connected():
        asyncio.run(deploy(PLANNED))


def a_stack(folder: Path) -> Stack:
    """A stack that finds the examples."""
    if not (folder / "prefect").exists():
        put_empty_database(folder / "prefect")
    return Stack(folder, env={"PYTHONPATH": str(ROOT)}, prepare=put_up)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that the module's tests share, and this process its client."""
    with a_stack(tmp_path_factory.mktemp("stack")) as made, made.connected():
        yield made


def wait(until_true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait, and fail after `seconds`."""
    end = time.monotonic() + seconds
    while not until_true():
        if time.monotonic() > end:
            pytest.fail(f"not so after {seconds} s")
        time.sleep(0.05)


def running(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def a_case(folder: Path, number: int = 1) -> tuple[UUID, Record]:
    """A case that waits for its notice."""
    record = Record(folder / f"{number}.db", number)
    parameters = {"case": number, "record": str(record.path)}
    async with get_client() as api:
        return await create_run("example-case/merzim", parameters, record.view(), client=api), record


@pytest.fixture(autouse=True)
def well(request: pytest.FixtureRequest) -> None:
    """Deaths that the shared stack saw in other tests make nobody wait here."""
    if "stack" in request.fixturenames:
        for child in request.getfixturevalue("stack")._children.values():
            child.deaths = 0


async def answered(run_id: UUID, code: str, values: dict[str, str], wanted: Callable[[FlowRun], bool]) -> FlowRun:
    """Answer the run's form and wait for what comes of it."""
    await submit(run_id, code, values)
    async with get_client() as api:
        return await until(api, run_id, wanted, seconds=100)


@pytest.mark.parametrize("point", ["start", "read", "recorded", "wait"])
async def test_a_worker_that_dies_anywhere_in_a_case_loses_and_doubles_nothing(
    stack: Stack, tmp_path: Path, point: str
) -> None:
    run_id, record = await a_case(tmp_path)
    restarts = stack.restarts("worker")
    record.path.with_suffix(f".die-{point}").touch()
    await answered(run_id, "notice", {"served_on": "2026-12-04"}, badge("Решить"))
    assert stack.restarts("worker") == restarts + 1
    assert list(record.done()) == ["notice"]
    assert record.refusals() == []
    run = await answered(run_id, "decide", {"decision": "yes"}, badge("Завершено"))
    assert run.state_type == StateType.COMPLETED


def test_prefect_finds_a_sheet_to_change_without_reading_all_of_them(stack: Stack) -> None:
    change = "UPDATE artifact_collection SET description = 'x' WHERE latest_id = 'y'"
    with closing(sqlite3.connect(stack.state_dir / "prefect" / "prefect.db")) as database:
        ((*_, plan),) = database.execute(f"EXPLAIN QUERY PLAN {change}").fetchall()
    assert plan.startswith("SEARCH artifact_collection USING INDEX"), plan


async def test_a_killed_server_comes_back_where_it_was_with_all_runs(stack: Stack, tmp_path: Path) -> None:
    run_id, record = await a_case(tmp_path)
    before, worker, url = stack.pid("server"), stack.pid("worker"), stack.api_url
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await asyncio.to_thread(wait, lambda: stack.pid("server") not in (None, before) and stack.healthy())
    assert (stack.api_url, stack.pid("worker")) == (url, worker)
    await answered(run_id, "notice", {"served_on": "2026-12-04"}, badge("Решить"))
    assert list(record.done()) == ["notice"]


async def test_both_killed_while_an_answer_is_on_its_way(stack: Stack, tmp_path: Path) -> None:
    run_id, record = await a_case(tmp_path)
    await submit(run_id, "notice", {"served_on": "2026-12-04"})
    before = stack.pid("server")
    for pid in (before, stack.pid("worker")):
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    await asyncio.to_thread(wait, lambda: stack.pid("server") not in (None, before) and stack.healthy())
    async with get_client() as api:
        await until(api, run_id, badge("Решить"), seconds=100)
    assert list(record.done()) == ["notice"]


def test_a_second_stack_in_one_folder_is_refused_by_name(stack: Stack) -> None:
    with pytest.raises(StackError, match="another process already runs the stack"), a_stack(stack.state_dir):
        pass


def test_a_port_that_is_taken_is_refused_by_number(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=str(port)), Stack(tmp_path, port=port):
            pass


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="unable to open database file"):
        Stack(tmp_path, database_url="sqlite+aiosqlite:////nowhere/at/all.db").__enter__()


async def schedules(deployment: str) -> list[DeploymentSchedule]:
    """The schedules of a deployment that is not paused."""
    async with get_client() as api:
        found = await api.read_deployment_by_name(deployment)
    assert not found.paused
    return found.schedules


async def test_many_writers_wait_for_each_other_and_none_fails(stack: Stack, tmp_path: Path) -> None:
    async with get_client() as api:
        cases = [Record(tmp_path / f"{number}.db", number) for number in range(100, 116)]
        made = (
            create_run("example-case/merzim", {"case": c.case, "record": str(c.path)}, c.view(), client=api)
            for c in cases
        )
        runs = await asyncio.gather(*made)
        answers = (submit(run_id, "notice", {"served_on": "2026-12-04"}, client=api) for run_id in runs)
        await asyncio.gather(*answers)
        for run_id in runs:
            await until(api, run_id, badge("Решить"), seconds=120)
    assert "database is locked" not in (stack.state_dir / "server.log").read_text()


async def test_the_run_list_holds_no_more_than_two_runs_ahead_of_a_schedule(stack: Stack) -> None:
    async with get_client() as api:
        deployment = await api.read_deployment_by_name("example-sync/merzim")
        only = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
        scheduled = FlowRunFilter(state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Scheduled"])))
        ahead: list[FlowRun] = []
        async with asyncio.timeout(90):
            while not ahead:
                await asyncio.sleep(0.2)
                ahead = await api.read_flow_runs(deployment_filter=only, flow_run_filter=scheduled)
    assert len(ahead) <= 2


def test_a_child_that_keeps_dying_is_started_again_later_each_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "kept").open("w") as kept:
        code = [sys.executable, "-c", "raise SystemExit(1)"]
        child = _Child("worker", code, dict(os.environ), tmp_path / "worker.log", kept.fileno())
        child.start()
        for _ in range(8):
            assert child.process is not None
            child.process.wait(60)
            child.look()
            child.not_before = 0.0
            child.look()
        child.stop()
    waits = re.findall(r"it starts again in (\d+) s", caplog.text)
    assert waits == ["0", "1", "2", "4", "8", "16", "30", "30"]


KILLED = f"""
import asyncio, sys, time
from pathlib import Path
from {__name__} import a_case, a_stack
with a_stack(Path(sys.argv[1])) as stack, stack.connected():
    run_id, _ = asyncio.run(a_case(stack.state_dir))
    print(stack.api_url, run_id, stack.pid("server"), stack.pid("worker"), flush=True)
    time.sleep(600)
"""


def test_no_child_outlives_a_parent_that_was_killed_and_the_next_has_its_address_runs_and_schedules(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        url, run_id, *pids = parent.stdout.readline().split()
        assert len(pids) == 2
        assert all(running(int(pid)) for pid in pids)
        parent.kill()
    # One started at once waits for what is left.
    with a_stack(tmp_path) as again, again.connected():
        assert not any(running(int(pid)) for pid in pids)
        assert again.api_url == url
        (schedule,) = asyncio.run(schedules("example-case/merzim"))
        assert (schedule.active, schedule.slug) == (True, "merzim-krg")
        assert schedule.schedule == CronSchedule(cron="0 9 1 11 *", timezone="Asia/Almaty")
        asyncio.run(answered(UUID(run_id), "notice", {"served_on": "2026-12-04"}, badge("Решить")))
        own = [again.pid("server"), again.pid("worker")]
    assert all(own)
    assert not any(running(pid) for pid in own if pid)
