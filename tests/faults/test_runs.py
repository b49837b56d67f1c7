"""Killed between the record and Prefect, on a real server: each case keeps one run, which ends as the record says."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from signal import SIGKILL
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import StateType
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from deployments.deploy import deploy
from deployments.timetable import timetable
from flows.deliveries import deliveries
from flows.sweep import sweep
from models.clock import VARIABLE, SimulatedClock
from models.record import prepared
from models.record.database import engine, reading
from models.record.prepared import on_cursor
from models.record.pressing import marks_among
from tasks.documents import write_owed
from tasks.record import take, the_record
from tasks.recovery import POOL, recover_lost_runs
from tasks.runs import submit
from tests.faults.conftest import Begun, sqlite
from tests.faults.nursery import Nursery
from tests.faults.shown import as_recorded, cases, runs
from tests.faults.small_year import ANSWERS, DAYS, Facts, facts, lived, morning
from tests.postgres_server import PostgresServer
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(600)]

WORK = "tests.faults.prefect_work"
OPENED = [day for day in DAYS if day <= date(2026, 12, 1)]
"""The list has been sent: a cycle with three cases."""
SERVED = next(said for said in ANSWERS if said.step == "notice")
EARLY = replace(SERVED, form={**SERVED.form, "served_on": "2026-12-10"})
"""A day that has not come: refused."""
REFUSED = ("refusal-kept",)
RECORDED = (
    "answer-read", "step-carried-out", "letters-put", "answer-recorded", "document-written", "shown-marked",
    "answers-forgotten", "form-saved",
)  # fmt: skip
"""What a case's run passes from an answer to its next pause, in this order."""


@pytest.fixture(scope="module")
def nursery(prefect_server: PrefectServer) -> Iterator[Nursery]:
    """Forks processes that are clients of the shared server."""
    with Nursery(prefect_server.environment, f"{WORK}:warm") as made:
        yield made


@dataclass(frozen=True)
class Service:
    """A record where the list has been sent, its clock, and pieces of work on it in processes of their own."""

    clock: SimulatedClock
    nursery: Nursery

    async def do(self, work: str, *arguments: str, fault: str = "") -> None:
        """Done; or killed at the fault point."""
        here = {name: os.environ[name] for name in ("MERZIM_DATABASE_URL", "MERZIM_HOME", VARIABLE)}
        done = partial(self.nursery.do, f"{WORK}:{work}", *arguments, fault=fault, environment=here)
        ended = await asyncio.to_thread(done)
        assert (ended.killed, ended.status) == ((True, SIGKILL) if fault else (False, 0)), (work, fault)


@pytest.fixture
def service(begun: Begun, nursery: Nursery, tmp_path: Path) -> Service:
    clock = begun(sqlite(tmp_path, "record"))
    lived(clock, OPENED)
    return Service(clock, nursery)


@pytest_asyncio.fixture
async def api(service: Service) -> AsyncIterator[PrefectClient]:
    """The shared server with the rotation deployed, and none of its runs that other tests have left."""
    with reading(the_record()) as session:
        planned = [each for each in timetable(session) if each.entrypoint.startswith("flows.rotation.")]
    async with get_client() as client:
        await deploy(planned, client=client)
        for run in await runs(client):
            await client.delete_flow_run(run.id)
        yield client


async def test_killed_between_a_run_and_the_record_each_case_has_one_run(api: PrefectClient, service: Service) -> None:
    for point in ("run-made", "shown-marked"):
        await service.do("show", fault=point)
    await service.do("show")
    await as_recorded(api)
    service.clock.set(morning(date(2026, 12, 7)))
    for said in (said for said in ANSWERS if date(2026, 12, 1) < said.on <= date(2026, 12, 7)):
        take(said.number, said.step, said.form, key=said.key)
    await service.do("show", fault="run-shown")
    await service.do("show")
    await as_recorded(api)
    await service.do("tag", "2026-12-28", fault="run-tagged")
    await service.do("tag", "2026-12-28")
    there, marked = {run.id: set(run.tags) for run in await runs(api)}, cases().values()
    assert any("due-this-week" in case.marks or "overdue" in case.marks for case in marked)
    assert all(set(case.marks.split()) == set(marks_among(there[UUID(case.run_id)])) for case in marked)


@pytest.fixture
def alone(begun: Begun, tmp_path: Path) -> Facts:
    """What two answers come to where nobody is killed, and without Prefect."""
    clock = begun(sqlite(tmp_path, "alone"))
    lived(clock, OPENED)
    clock.set(morning(SERVED.on))
    assert take(SERVED.number, EARLY.step, EARLY.form, key="early").refusal is not None
    take(SERVED.number, SERVED.step, SERVED.form, key="served")
    write_owed(SERVED.number)
    return facts(the_record())


async def test_killed_anywhere_in_a_turn_an_answer_is_taken_once_and_its_run_waits_again(
    alone: Facts, api: PrefectClient, service: Service
) -> None:
    await service.do("show")
    service.clock.set(morning(SERVED.on))
    run_id = UUID(cases()[SERVED.number].run_id)
    for said, points in ((EARLY, REFUSED), (SERVED, RECORDED)):
        await submit(run_id, said.step, said.form, client=api)
        for point in points:
            await service.do("turn", str(run_id), fault=point)
            assert await recover_lost_runs(POOL, settle=0, client=api) == [run_id]
        await service.do("turn", str(run_id))
    await as_recorded(api)
    assert facts(the_record()) == alone
    # The record holds the answers: Prefect keeps none, whenever the worker died.
    assert await api.filter_flow_run_input(run_id, "answer-", 10, set()) == []


async def test_a_run_that_failed_or_crashed_over_an_answer_is_started_again_by_the_next_delivery(
    alone: Facts, api: PrefectClient, service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await service.do("show")
    service.clock.set(morning(SERVED.on))
    run_id = UUID(cases()[SERVED.number].run_id)
    for said, work, ends_as in ((EARLY, "turn", StateType.FAILED), (SERVED, "crash", StateType.CRASHED)):
        await submit(run_id, said.step, said.form, client=api)
        with monkeypatch.context() as away:
            if ends_as == StateType.FAILED:
                away.setenv("MERZIM_DATABASE_URL", sqlite(tmp_path / "gone", "record"))
            await service.do(work, str(run_id))
        assert (await api.read_flow_run(run_id)).state_type == ends_as
        await deliveries()
        assert (await api.read_flow_run(run_id)).state_type == StateType.SCHEDULED
        await service.do("turn", str(run_id))
    await as_recorded(api)
    assert unsent(facts(the_record())) == unsent(alone)
    assert await api.filter_flow_run_input(run_id, "answer-", 10, set()) == []


def unsent(found: Facts) -> Facts:
    """Without what became of the letters."""
    return found | {"letters": [letter[:-1] for letter in found["letters"]]}


@pytest.mark.postgres
async def test_a_database_restarted_and_locked_in_the_catching_up_after_a_month_asleep_changes_nothing(
    begun: Begun,
    tmp_path: Path,
    prefect_server: PrefectServer,
    postgres_server: PostgresServer,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    awake = morning(date(2026, 12, 8))
    clock = begun(sqlite(tmp_path, "alone"))
    await asyncio.to_thread(lived, clock, [DAYS[0]])
    clock.set(awake)
    await sweep()
    expected = facts(the_record())
    clock = begun(f"{postgres_url}?options=-c%20lock_timeout%3D300ms")
    await asyncio.to_thread(lived, clock, [DAYS[0]])
    clock.set(awake)
    record, seen = the_record(), Counter[str]()
    holder = engine(postgres_url)
    with holder.connect() as other:
        other.exec_driver_sql("LOCK TABLE reminders IN EXCLUSIVE MODE")

        def crash(connection: Connection, text: str, rows: Sequence[Any], *, fetch: bool = False) -> Any:
            what = " ".join(text.split()[:3]).removesuffix(" SET")
            seen[what] += 1
            # First it waits in vain for the lock, whose holder is then cut off with everybody else.
            if (what, seen[what]) == ("UPDATE reminders", 2):
                with postgres_server.down():
                    pass
            return on_cursor(connection, text, rows, fetch=fetch)

        monkeypatch.setattr(prepared, "on_cursor", crash)
        state = await sweep(return_state=True)
        with suppress(DBAPIError):
            other.rollback()
    holder.dispose()
    assert state.is_completed(), state
    assert seen["UPDATE reminders"] >= 3
    assert facts(record) == expected
