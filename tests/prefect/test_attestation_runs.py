"""The attestation on a real Prefect stack: an operator's run opens the cycle and its cases, forms take them through."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client

from deployments.deploy import deploy
from deployments.stack import Stack
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.record.database import engine, reading
from models.record.migrations import upgrade
from tests.browser.office import ZONE, Office
from tests.ports import free_port
from tests.prefect_database import put_empty_database
from tests.record.test_attestation import CYCLE, FIRST, SCORES, region

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(240)]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """An authority of five servants, on the day its attestation is opened."""
    clock = SimulatedClock(tmp_path / "clock")
    clock.set(datetime(2017, 4, 3, 10, tzinfo=ZONE))
    record = engine(f"sqlite:///{tmp_path / 'record.db'}")
    upgrade(record)
    region(record, tmp_path / "files")
    environment = {"MERZIM_DATABASE_URL": str(record.url), "MERZIM_HOME": str(tmp_path), **clock.environment()}
    put_empty_database(tmp_path / "stack" / "prefect")
    stack = Stack(tmp_path / "stack", port=free_port(), env=environment)
    with stack, stack.connected():
        async with get_client() as api:
            with reading(record) as session:
                await deploy(timetable(session), client=api)
            yield Office(stack, clock, record, api)
    record.dispose()


async def test_operator_opens_an_attestation_and_a_servant_is_taken_through_it(office: Office) -> None:
    run = await office.start("attestation-cycle", authority="KRG")
    assert run.state is not None
    assert run.state.is_paused()
    assert office.case(CYCLE).run_id == str(run.id)
    # A run for each servant who is attested, waiting for the first form.
    assert [await office.badge(f"{CYCLE}-{n:03d}") for n in (1, 2)] == ["Оценочный лист · до 17.04.2017"] * 2

    office.at("2017-04-12")
    await office.answer(FIRST, "assessment-sheet", made_on="2017-04-12", incentives="грамота")
    office.at("2017-04-28")
    await office.answer(FIRST, "testing", tested_on="2017-04-28", scores=SCORES)
    assert office.filled(FIRST, "testing")["weaknesses"] == ["transparency"]
    # Two steps are open at once: the materials and the interview.
    assert (await office.badge(FIRST)).startswith("Открыто 2")
    office.at("2017-05-12")
    await office.answer(FIRST, "materials", shown_on="2017-05-12")

    office.at("2017-05-16")
    held = {"met_on": "2017-05-16", "members": 6, "present": 5, "votes": {"fits": 3, "promote": 2}, "decision": "fits"}
    refused = await office.answer(FIRST, "interview", **held, recording=" ")
    assert refused.state is not None
    assert "VII" in (refused.state.name or "") + (refused.state.message or "")
    assert office.case(FIRST).result is None
    await office.answer(FIRST, "interview", **held, recording="audio 17")
    assert office.case(FIRST).result == "fits"

    office.at("2017-05-18")
    await office.answer(FIRST, "decision-notice", received_on="2017-05-18")
    office.at("2017-05-22")
    await office.answer(FIRST, "appeal-window", filed_on="2017-05-22", appealed_to="head", result="upheld")
    assert office.case(FIRST).result is None
    assert (await office.badge(FIRST)) == "Собеседование в комиссии · до 12.06.2017"


async def test_the_window_of_appeal_ends_by_the_sweep_and_the_cycle_with_its_last_case(office: Office) -> None:
    await office.start("attestation-cycle", authority="KRG")
    second = f"{CYCLE}-002"
    await office.answer(second, "left-post")
    for day, step, values in (
        ("2017-04-12", "assessment-sheet", {}),
        ("2017-04-28", "testing", {"scores": SCORES}),
        ("2017-05-12", "materials", {"shown_on": "2017-05-12"}),
        ("2017-05-16", "interview", {"met_on": "2017-05-16", "members": 6, "present": 5, "recording": "1",
                                     "votes": {"dismiss": 5}, "decision": "dismiss"}),
        ("2017-05-18", "decision-notice", {"received_on": "2017-05-18"}),
    ):  # fmt: skip
        office.at(day)
        await office.answer(FIRST, step, **values)
    office.at("2017-06-02")
    await office.start("sweep")
    assert (office.case(FIRST).result, str(office.case(FIRST).closed_on)) == ("dismiss", "2017-06-02")
    assert office.case(CYCLE).result == "completed"
