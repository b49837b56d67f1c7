"""What is put on a real Prefect server: deployments with schedules of the registry, runs made again after a loss."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelled, Running
from sqlalchemy import Engine
from sqlmodel import select

from deployments.deploy import deploy
from deployments.restoring import restore
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.cases import Case, StepRecord
from models.record.database import reading, writing
from models.record.people import Adoption, Authority
from tasks.mirror import show_cases
from tasks.recovery import worker_name
from tasks.runs import submit
from tests.called import printed
from tests.demo.stage import Stage
from tests.faults.shown import runs as runs_there
from tests.installed import Setting, set_to
from tests.prefect_server import PrefectServer

pytestmark = pytest.mark.prefect
ROOT = Path(__file__).parents[2]
POOL = "demo-tests"


@dataclass
class Office:
    """A record with the list sent, on the shared server; no worker."""

    record: Engine
    environment: dict[str, str]

    def cases(self) -> dict[str, Case]:
        """All cases by their numbers."""
        with reading(self.record) as session:
            return {case.number: case for case in session.exec(select(Case))}

    def merzim(self, *argv: str) -> Any:
        """The command in a process of its own; what it printed as JSON."""
        return printed(*argv, **self.environment)


@pytest.fixture
def office(prefect_server: PrefectServer, tmp_path: Path) -> Iterator[Office]:
    """The registry imported, the list sent on 26 November."""
    stage = Stage.put_up(tmp_path)
    stage.play(date(2026, 11, 26))
    environment = {"MERZIM_DATABASE_URL": str(stage.record.url), "MERZIM_HOME": str(tmp_path)}
    with set_to(**environment):
        yield Office(stage.record, {**environment, **prefect_server.environment})


async def runs(api: PrefectClient, cases: dict[str, Case]) -> dict[str, FlowRun]:
    """The runs of these cases."""
    return {number: await api.read_flow_run(UUID(case.run_id)) for number, case in cases.items() if case.run_id}


async def put_up(office: Office, api: PrefectClient) -> None:
    """Deployments and a run for each case."""
    with reading(office.record) as session:
        planned = timetable(session)
    await deploy(planned, pool=POOL, client=api)
    shown = await show_cases(api)
    assert (shown.made, shown.failed) == (18, 0)


async def test_runs_that_are_gone_are_made_again_with_badge_and_form(office: Office) -> None:
    async with get_client() as api:
        await put_up(office, api)
        before = await runs(api, office.cases())
        numbers = sorted(before)
        lost, cancelled = numbers[:5], numbers[5]
        for number in lost:
            await api.delete_flow_run(before[number].id)
        await api.set_flow_run_state(before[cancelled].id, Cancelled(), force=True)
        done = await restore(api)
        assert (done.open_cases, done.made, done.refreshed, done.failed) == (18, 5, 1, 0)
        after = await runs(api, office.cases())
        assert {n: r.id for n, r in after.items() if n not in lost} == {
            n: before[n].id for n in before if n not in lost
        }
        for number, run in after.items():
            was = before[number]
            assert (run.name, run.tags, run.parameters) == (was.name, was.tags, was.parameters)
            assert run.state is not None
            assert was.state is not None
            assert run.state.is_paused()
            assert run.state.name == was.state.name
            keys = run.state.state_details.run_input_keyset or {}
            if number != numbers[0]:  # the cycle's own waits for its cases
                assert json.loads(await api.read_flow_run_input(run.id, keys["schema"]))["properties"]
        again = await restore(api)
        assert (again.made, again.refreshed, again.failed) == (0, 0, 0)


async def test_a_server_that_lost_everything_has_it_again_by_one_command(office: Office) -> None:
    """As `merzim restore-runs` is called: deployments first, then the runs; twice is once."""
    async with get_client() as api:
        await put_up(office, api)
        for case in office.cases().values():
            await api.delete_flow_run(UUID(case.run_id))
    done = await asyncio.to_thread(office.merzim, "restore-runs")
    assert (done["open_cases"], done["made"], done["failed"]) == (18, 18, 0)
    async with get_client() as api:
        again = await restore(api)
        assert (again.made, again.refreshed) == (0, 0)
        assert all(run.state and run.state.is_paused() for run in (await runs(api, office.cases())).values())


async def test_runs_follow_their_authority_to_another_region_and_no_answer_is_lost_on_the_way(
    office: Office, setting: Setting, tmp_path: Path
) -> None:
    notice = {"served_on": "2026-12-04", "method": "paper"}
    clock = SimulatedClock(tmp_path / "clock")
    clock.set(datetime(2026, 12, 4, 5, tzinfo=UTC))
    setting(simulated_clock=str(clock.path), pools="regions")
    async with get_client() as api:
        # Those that other tests have left would be found by the cases' numbers.
        for run in await runs_there(api):
            await api.delete_flow_run(run.id)
        await into(office, "old", api)
        assert (await show_cases(api)).made == 18
        before = await runs(api, office.cases())
        answered, at_work = sorted(before)[1:3]
        await submit(before[answered].id, "notice", notice, client=api)
        # One is being carried out there.
        holder = worker_name()
        await api.send_worker_heartbeat("merzim-old", holder, heartbeat_interval_seconds=3600)
        await submit(before[at_work].id, "notice", notice, client=api)
        await api.update_flow_run(before[at_work].id, infrastructure_pid=holder)
        await api.set_flow_run_state(before[at_work].id, Running(), force=True)
        await into(office, "new", api)
        first = await restore(api)
        assert (first.moved, first.at_work, first.failed) == (16, 2, 0)
        assert {(await runs(api, office.cases()))[n].id for n in (answered, at_work)} == {
            before[n].id for n in (answered, at_work)
        }
        # Its worker dies; there is none in the old region to read the answers.
        about = {"work_pool_name": "merzim-old", "name": holder}
        await api.request("DELETE", "/work_pools/{work_pool_name}/workers/{name}", path_params=about)
        second = await restore(api)
        assert (second.moved, second.at_work, second.failed) == (2, 0, 0)
        assert recorded(office, "notice") == [answered, at_work]
        after = await runs(api, office.cases())
        assert {run.work_pool_name for run in after.values()} == {"merzim-new"}
        assert all(run.state and run.state.is_paused() for run in after.values())
        # Nothing is left of the old region: neither its pool nor a deployment that would start runs for nobody.
        assert "merzim-old" not in {pool.name for pool in await api.read_work_pools()}
        left = [each for each in await api.read_deployments() if each.name == "merzim-old"]
        assert left == []
        again = await restore(api)
        assert (again.made, again.refreshed, again.moved) == (0, 0, 0)


async def into(office: Office, region: str, api: PrefectClient) -> None:
    """The authority is in this region from now on, and what is deployed follows."""
    with writing(office.record) as session:
        session.exec(select(Authority)).one().region = region
    with reading(office.record) as session:
        planned = [each for each in timetable(session) if each.entrypoint.startswith("flows.rotation.")]
    await deploy(planned, client=api)


def recorded(office: Office, step: str) -> list[str]:
    """Cases whose step is done, as often as it is."""
    asked = select(Case.number).join(StepRecord).where(StepRecord.code == step, StepRecord.state == "done")
    with reading(office.record) as session:
        return sorted(session.exec(asked))


async def test_each_authority_and_each_time_zone_has_its_schedule_and_prefect_makes_its_runs(office: Office) -> None:
    with writing(office.record) as session:
        oral = Authority(code="ORL", name_ru="Уральск", name_kk="Орал", timezone="Asia/Oral")
        session.add_all([oral, Authority(code="AKT", name_ru="Актау", name_kk="Ақтау", timezone="Asia/Aqtau")])
        session.flush()
        session.add(Adoption(authority_id=oral.id, act="rotation", from_day=date(2026, 9, 1), decree="1"))
    done = await asyncio.to_thread(office.merzim, "deploy", "--pool", POOL)
    found = {each["name"]: each["schedules"] for each in done["deployments"]}
    yearly = [(s["cron"], s["timezone"], s["parameters"]) for s in found["rotation-cycle/merzim"]]
    assert yearly == [
        ("0 9 1 11 *", "Asia/Almaty", {"authority": "KRG"}),
        ("0 9 1 11 *", "Asia/Oral", {"authority": "ORL"}),  # AKT has not adopted the act
    ]
    zones = [(s["cron"], s["parameters"]) for s in found["sweep/merzim"]]
    assert zones == [("0 9 * * *", {"timezone": zone}) for zone in ("Asia/Almaty", "Asia/Aqtau", "Asia/Oral")]
    async with get_client() as api:
        deployment = await api.read_deployment_by_name("sweep/merzim")
        assert {(s.schedule.timezone, s.parameters["timezone"]) for s in deployment.schedules} == {  # type: ignore[union-attr]
            (zone, zone) for zone in ("Asia/Almaty", "Asia/Aqtau", "Asia/Oral")
        }
        # What SQLAlchemy 2.1 breaks without a word: the scheduler puts the next run of each schedule on the server.
        made: set[str] = set()
        async with asyncio.timeout(120):
            while len(made) < 3:
                ours = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
                made = {
                    r.parameters["timezone"]
                    for r in await api.read_flow_runs(deployment_filter=ours)
                    if r.auto_scheduled
                }
                await asyncio.sleep(0.2)


def test_without_a_server_it_says_so(office: Office) -> None:
    environment = {k: v for k, v in {**os.environ, **office.environment}.items() if k != "PREFECT_API_URL"}
    for url, why in (("", "no Prefect server is named"), ("http://127.0.0.1:9/api", "does not answer")):
        told = environment | ({"PREFECT_API_URL": url} if url else {})
        command = [sys.executable, "-m", "deployments", "restore-runs"]
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert why in done.stderr
