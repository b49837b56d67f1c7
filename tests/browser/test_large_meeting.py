"""A meeting with forty cases by mouse: its agenda taken, filled in, refused whole, then decided; every run goes on."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, expect
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from sqlmodel import col, select

from deployments.deploy import deploy
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.cases import Case, StepRecord
from models.record.database import reading
from tests.browser.conftest import a_window
from tests.browser.office import SECONDS, ZONE, Office, stack_on
from tests.browser.screen import V2
from tests.record.meeting_room import Sheets, exchange, number, waiting
from tests.record.rotation_year import CYCLE
from tests.records import empty_record

pytestmark = [pytest.mark.deep, pytest.mark.timeout(400)]
HEADS = 40


@pytest_asyncio.fixture(loop_scope="session")
async def forty(tmp_path: Path) -> AsyncIterator[Office]:
    """Forty heads before the commission; the first run of the deliveries makes the runs of their cases."""
    clock = SimulatedClock(tmp_path / "clock")
    clock.set(datetime(2026, 12, 21, 10, tzinfo=ZONE))
    record = empty_record(tmp_path / "record.db")
    waiting(record, HEADS)
    with stack_on(record, clock, tmp_path) as stack:
        async with get_client() as api:
            with reading(record) as session:
                await deploy(timetable(session), client=api)
            yield Office(stack, clock, record, api)
    record.dispose()


async def sheet_of(office: Office, key: str) -> str:
    """The markdown of a sheet as it is now."""
    found = await office.api.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])))
    return str(found[0].data) if found else ""


async def test_forty_cases_are_decided_by_one_workbook_and_their_runs_show_it(forty: Office, chromium: Browser) -> None:
    office = forty
    await office.start("deliveries")
    assert (await office.badge(number(1))).startswith("Открыто 2: Рассмотрение комиссией")
    screen = V2(await a_window(chromium), office.stack.ui_url)
    await screen.start_run("meeting", cycle=CYCLE)
    await screen.sees("Заседание комиссии: ждут решения 40")
    run = UUID(re.findall(r"[0-9a-f-]{36}", screen.page.url)[0])
    agenda = await sheet_of(office, f"meeting-{CYCLE.lower()}")
    assert f"/merzim/meetings/{CYCLE}" in agenda
    assert "Предложение (не решение)" in agenda
    await screen.resume()
    for n in range(1, HEADS + 1):
        await expect(screen.field("За ротацию", within=number(n))).to_be_attached()
    await screen.page.keyboard.press("Escape")
    await screen.page.goto(f"{office.stack.ui_url}/merzim/meetings/{CYCLE}")
    async with screen.page.expect_download() as taken:
        await screen.page.get_by_role("link", name="Скачать повестку .xlsx").click()
    sheets = Sheets((await (await taken.value).path()).read_bytes()).meet()
    for n in range(1, HEADS + 1):
        sheets.decide(number(n), exchange(n))
    # Case 2 is given C-1, too: case 7 is told, and nothing is written.
    right, place = exchange(7), "destination.organisation"
    await bring(screen, sheets.decide(number(7), {place: exchange(2)[place]}).bytes())
    await screen.sees(re.compile(f"строка {sheets.rows[number(7)]}, {number(7)}"))
    assert reviews_done(office) == 0
    await bring(screen, sheets.decide(number(7), right).bytes())
    await screen.sees(f"Записано решений: {HEADS}")
    assert reviews_done(office) == HEADS
    async with asyncio.timeout(SECONDS):
        while behind(office):  # noqa: ASYNC110 - its worker is another process
            await asyncio.sleep(0.2)
    for n in (1, HEADS):
        assert "Направление решения" in await office.badge(number(n)) or "2:" in await office.badge(number(n))
    tags = (await office.api.read_flow_run(run)).tags
    assert tags == sorted(["authority:KRG", "meeting", "procedure:rotation"])
    await screen.page.context.close()


async def bring(screen: V2, book: bytes) -> None:
    """The file chosen on the page, and sent."""
    file = FilePayload(name="agenda.xlsx", mimeType="application/octet-stream", buffer=book)
    await screen.page.locator("input[type=file]").set_input_files([file])
    await screen.page.get_by_role("button", name="Проверить и записать").click()


def behind(office: Office) -> list[str]:
    """Cases whose runs show an older version of them."""
    with reading(office.record) as session:
        return list(session.exec(select(Case.number).where(col(Case.shown_version) < col(Case.version))).all())


def reviews_done(office: Office) -> int:
    asked = select(StepRecord).where(StepRecord.code == "review", StepRecord.state == "done")
    with reading(office.record) as session:
        return len(session.exec(asked).all())
