"""A meeting with forty cases on a real Prefect stack: one form, one answer, and every case's run goes on."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from sqlmodel import col, select

from deployments.deploy import deploy
from deployments.stack import Stack
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.cases import Case, StepRecord
from models.record.database import engine, reading
from models.record.migrations import upgrade
from tasks.runs import submit
from tests.browser.office import ZONE, Office
from tests.ports import free_port
from tests.record.meeting_room import number, waiting
from tests.record.rotation_year import CYCLE

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(400)]
HEADS = 40


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Forty heads before the commission; the first run of the deliveries makes the runs of their cases."""
    clock = SimulatedClock(tmp_path / "clock")
    clock.set(datetime(2026, 12, 21, 10, tzinfo=ZONE))
    record = engine(f"sqlite:///{tmp_path / 'record.db'}")
    upgrade(record)
    waiting(record, HEADS)
    environment = {"MERZIM_DATABASE_URL": str(record.url), "MERZIM_HOME": str(tmp_path), **clock.environment()}
    stack = Stack(tmp_path / "stack", port=free_port(), env=environment)
    with stack, stack.connected():
        async with get_client() as api:
            with reading(record) as session:
                await deploy(timetable(session), client=api)
            yield Office(stack, clock, record, api)
    record.dispose()


async def sheet_of(office: Office, key: str) -> str:
    """The markdown of a sheet as it is now."""
    found = await office.api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return str(found[0].data) if found else ""


async def test_forty_cases_are_decided_by_one_answer_and_their_runs_show_it(office: Office) -> None:
    await office.start("deliveries")
    assert (await office.badge(number(1))).startswith("Открыто 2: Рассмотрение комиссией")
    deployment = await office.api.read_deployment_by_name("meeting/merzim")
    made = await office.api.create_flow_run_from_deployment(deployment.id, parameters={"cycle": CYCLE})
    run = await office.settled(made.id)
    assert run.state_name == "Заседание комиссии: ждут решения 40"
    agenda = await sheet_of(office, f"meeting-{CYCLE.lower()}")
    assert f"/merzim/meetings/{CYCLE}" in agenda
    assert "Предложение (не решение)" in agenda
    shared = {"met_on": "2026-12-21", "members": 7, "present": 6, "minutes_no": "4"}
    places = {n: {"organisation": f"C-{n + 1 if n % 2 else n - 1}"} for n in range(1, HEADS + 1)}
    rows = {
        number(n): {"votes": {"rotate": 6}, "decision": "rotate", "destination": places[n]} for n in range(1, HEADS + 1)
    }
    wrong = {**rows, number(7): {**rows[number(7)], "destination": {"organisation": "C-1"}}}
    await submit(made.id, "meeting", {**shared, **wrong}, client=office.api)
    refused = await office.settled(made.id)
    assert refused.state is not None
    # C-1 is given by case 2: case 7 is told, and nothing is written.
    assert number(7) in (refused.state.message or "")
    assert reviews_done(office) == 0
    await submit(made.id, "meeting", {**shared, **rows}, client=office.api)
    done = await office.settled(made.id)
    assert done.state_name == "Заседание комиссии: решено 40", done.state
    assert reviews_done(office) == HEADS
    for n in (1, HEADS):
        assert "Направление решения" in await office.badge(number(n)) or "2:" in await office.badge(number(n))
    with reading(office.record) as session:
        behind = session.exec(select(Case.number).where(col(Case.shown_version) < col(Case.version))).all()
    assert behind == []
    held = await sheet_of(office, f"meeting-{CYCLE.lower()}")
    assert "присутствовали 6 из 7" in held
    assert (await office.api.read_flow_run(UUID(str(made.id)))).tags == sorted(
        ["authority:KRG", "meeting", "procedure:rotation"]
    )


def reviews_done(office: Office) -> int:
    asked = select(StepRecord).where(StepRecord.code == "review", StepRecord.state == "done")
    with reading(office.record) as session:
        return len(session.exec(asked).all())
