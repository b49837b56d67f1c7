"""Prefect's database deleted, its server killed under load: the record has all, and Prefect has it again."""

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterFlowRunId
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectHTTPStatusError
from sqlmodel import select

from deployments.deploy import deploy
from deployments.fittings import fittings
from deployments.stack import Stack
from deployments.timetable import timetable
from models.record.cases import Case, StepRecord
from models.record.database import reading, writing
from models.record.people import Adoption, Authority
from tasks.mirror import show_cases
from tasks.record import the_record
from tasks.runs import NotWaiting, submit
from tests.called import printed
from tests.demo.stage import Stage
from tests.faults.shown import as_recorded, cases
from tests.faults.small_year import morning
from tests.installed import installed

pytestmark = [pytest.mark.deep, pytest.mark.prefect, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 12, 4)
ANSWERED = [f"KRG-rotation-2026-{n:03d}" for n in range(1, 9)]
OPENED = "ORL-rotation-2026"
T = TypeVar("T")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A region whose list has been sent, and a second authority that has opened nothing; the service works on them."""
    stage = Stage.put_up(tmp_path)
    stage.play(date(2026, 11, 26))
    with writing(stage.record) as session:
        session.add(made := Authority(code="ORL", name_ru="Уральск", name_kk="Орал", timezone="Asia/Almaty"))
        session.flush()
        session.add(Adoption(authority_id=made.id, act="rotation", from_day=date(2026, 9, 1), decree="1"))
    stage.record.dispose()
    with installed(stage.record, morning(TODAY), tmp_path):
        yield tmp_path


def put_up(stack: Stack) -> None:
    """Deploy what the registry asks for."""
    with reading(the_record()) as session:
        planned, fitted = timetable(session), fittings(session)
    with stack.connected():
        asyncio.run(deploy(planned, fitted=fitted))


async def looks() -> dict[str, list[Any]]:
    """What each case's run looks like: name, tags, badge, message, form and sheet; ids apart."""
    found = {}
    async with get_client() as api:
        for number, case in cases().items():
            if case.closed_on is not None or case.run_id is None:
                continue
            run = await api.read_flow_run(UUID(case.run_id))
            assert run.state is not None
            keys = run.state.state_details.run_input_keyset or {}
            form = await api.read_flow_run_input(run.id, keys["schema"]) if keys else ""
            of = ArtifactCollectionFilter(flow_run_id=ArtifactCollectionFilterFlowRunId(any_=[run.id]))
            (sheet,) = await api.read_latest_artifacts(artifact_filter=of)
            badge = (run.state.type, run.state.name, run.state.message)
            found[number] = [run.name, sorted(run.tags), badge, form, _UUID.sub("", str(sheet.data))]
    return found


def test_a_deleted_prefect_database_is_made_again_and_a_server_killed_under_load_loses_nothing(folder: Path) -> None:
    home = folder / "stack"
    with Stack(home, prepare=put_up, with_worker=False) as stack, stack.connected():
        assert asyncio.run(show_cases()).failed == 0
        before = asyncio.run(looks())
    assert len(before) == 18
    for file in (home / "prefect").glob("prefect.db*"):
        file.unlink()
    with Stack(home, prepare=put_up) as stack, stack.connected():
        told = printed("restore-runs", **stack.environment)
        assert (told["open_cases"], told["made"], told["failed"]) == (18, 18, 0)
        after = asyncio.run(looks())
        changed = {n: [*zip(after[n], before[n], strict=True)] for n in before if after[n] != before[n]}
        assert not changed, [[pair for pair in pairs if pair[0] != pair[1]] for pairs in changed.values()]
        asyncio.run(under_load(stack))


async def under_load(stack: Stack) -> None:
    """Answers, a sweep and the opening of a cycle, while the server is killed again and again."""
    async with get_client() as api, asyncio.timeout(600):
        busy = [asyncio.create_task(answered(api, number)) for number in ANSWERED]
        cycle = {"authority": "ORL", "year": 2026}
        wanted: dict[str, dict[str, Any]] = {"sweep": {"timezone": "Asia/Almaty"}, "rotation-cycle": cycle}
        busy += [asyncio.create_task(ended(api, flow, given)) for flow, given in wanted.items()]
        for share in (1, len(ANSWERED) // 2):
            await until(partial(enough, share), bool)
            await killed(stack)
        await asyncio.gather(*busy)
        await until(partial(caught_up, api), bool)
    assert stack.restarts("server") == 2
    found = cases()
    assert OPENED in found
    assert len(found) == 19
    assert await recorded() == ANSWERED


async def until(ask: Callable[[], Awaitable[T]], wanted: Callable[[T], bool]) -> T:
    """What it gives, once the server answers and it is as wanted."""
    while True:
        with suppress(httpx.HTTPError):
            if wanted(found := await ask()):
                return found
        await asyncio.sleep(0.2)


async def caught_up(api: PrefectClient) -> bool:
    """Whether every run shows what the record says."""
    try:
        await as_recorded(api)
    except AssertionError:
        return False
    return True


async def recorded() -> list[str]:
    """Cases whose notice is recorded, once for each time it is."""
    asked = select(Case.number).join(StepRecord).where(StepRecord.code == "notice", StepRecord.state == "done")
    with reading(the_record()) as session:
        return sorted(session.exec(asked))


async def enough(share: int) -> bool:
    """Whether so many are recorded."""
    return len(await recorded()) >= share


async def killed(stack: Stack) -> None:
    """The server, with SIGKILL; until another answers."""
    before = stack.pid("server")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await until(partial(asyncio.to_thread, stack.healthy), lambda well: well and stack.pid("server") != before)


async def answered(api: PrefectClient, number: str) -> None:
    """As a person does it: who is told that it did not work tries again, until the case says that it did."""

    async def given() -> list[str]:
        with suppress(PrefectHTTPStatusError, NotWaiting):
            await submit(run_id, "notice", {"served_on": str(TODAY), "method": "paper"}, client=api)
        return await recorded()

    run_id = UUID(cases()[number].run_id)
    await until(given, lambda done: number in done)


async def ended(api: PrefectClient, flow: str, given: dict[str, Any]) -> None:
    """A run of a deployment, made once however often it is asked for, until it rests."""

    async def asked() -> State[Any] | None:
        deployment = await api.read_deployment_by_name(f"{flow}/merzim")
        run = await api.create_flow_run_from_deployment(deployment.id, parameters=given, idempotency_key="once")
        if run.state and (run.state.is_crashed() or run.state.is_failed()):
            # Broken off with the server: the next hour's deliveries start it again.
            made = await api.read_deployment_by_name("deliveries/merzim")
            await api.create_flow_run_from_deployment(made.id, idempotency_key=str(run.state.id))
            return None
        return run.state

    state = await until(asked, lambda state: bool(state and (state.is_final() or state.is_paused())))
    assert state is not None
