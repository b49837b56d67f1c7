"""A meeting with forty cases by mouse: one form, refused whole, then decided, and every case's run goes on."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Browser
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
from tests.browser.conftest import PATIENCE
from tests.browser.office import ZONE, Office
from tests.browser.screen import V2
from tests.ports import free_port
from tests.record.meeting_room import number, waiting
from tests.record.rotation_year import CYCLE

pytestmark = pytest.mark.timeout(400)
HEADS = 40


@pytest_asyncio.fixture(loop_scope="session")
async def forty(tmp_path: Path) -> AsyncIterator[Office]:
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


async def test_forty_cases_are_decided_by_one_form_and_their_runs_show_it(forty: Office, chromium: Browser) -> None:
    office = forty
    await office.start("deliveries")
    assert (await office.badge(number(1))).startswith("Открыто 2: Рассмотрение комиссией")
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ru-RU")
    context.set_default_timeout(PATIENCE)
    screen = V2(await context.new_page(), office.stack.ui_url)
    await screen.start_run("meeting", cycle=CYCLE)
    await screen.sees("Заседание комиссии: ждут решения 40")
    run = UUID(re.findall(r"[0-9a-f-]{36}", screen.page.url)[0])
    agenda = await sheet_of(office, f"meeting-{CYCLE.lower()}")
    assert f"/merzim/meetings/{CYCLE}" in agenda
    assert "Предложение (не решение)" in agenda
    await screen.resume()
    await screen.pick("Дата заседания", "2026-12-21")
    await screen.fill("Номер протокола", "4")
    await screen.fill("Присутствовали", 6)
    for n in range(1, HEADS + 1):
        await screen.fill("За ротацию", 6, within=number(n))
        await screen.choose("Решение", "провести ротацию", within=number(n))
        # Case 2 is given C-1, too: case 7 is told, and nothing is written.
        await screen.choose("Организация", place(n) if n != 7 else "(C-1)", within=number(n))
    await screen.submit()
    await screen.resume_refused(f"{number(7)}: ", badge="Заседание комиссии: ждут решения 40")
    assert reviews_done(office) == 0
    await screen.choose("Организация", place(7), within=number(7))
    await screen.submit()
    await screen.sees("Заседание комиссии: решено 40")
    assert reviews_done(office) == HEADS
    for n in (1, HEADS):
        assert "Направление решения" in await office.badge(number(n)) or "2:" in await office.badge(number(n))
    with reading(office.record) as session:
        behind = session.exec(select(Case.number).where(col(Case.shown_version) < col(Case.version))).all()
    assert behind == []
    held = await sheet_of(office, f"meeting-{CYCLE.lower()}")
    assert "присутствовали 6 из 7" in held
    tags = (await office.api.read_flow_run(run)).tags
    assert tags == sorted(["authority:KRG", "meeting", "procedure:rotation"])
    await context.close()


def place(n: int) -> str:
    """Heads change places in pairs."""
    return f"(C-{n + 1 if n % 2 else n - 1})"


def reviews_done(office: Office) -> int:
    asked = select(StepRecord).where(StepRecord.code == "review", StepRecord.state == "done")
    with reading(office.record) as session:
        return len(session.exec(asked).all())
