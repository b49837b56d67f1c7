"""What runs by itself on a real stack: tags that follow the day, filters, automations that tell the administrator."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from sqlmodel import col, update

from deployments.automations import automate, wanted_automations
from deployments.catchers import Catchers
from deployments.fittings import fit, fittings
from models import clock
from models.record.database import reading, writing
from models.record.letters import Letter
from notifications.alarms import alarm
from notifications.letters import Recipient
from notifications.outbox import put
from tests.browser.office import CYCLE, SECONDS, Office, open_office

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(400),
    pytest.mark.asyncio(loop_scope="module"),
]
ADMINISTRATOR = "admin@example.kz"
FIRST = f"{CYCLE}-001"


@pytest.fixture(scope="module")
def catchers() -> Any:
    """A mail server and an SMS gateway."""
    with Catchers() as caught:
        yield caught


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory, catchers: Catchers) -> AsyncIterator[Office]:
    """The office on 27 November 2026, with a case for each head on the list, and an administrator."""
    settings = {
        "MERZIM_MAIL_URLS": catchers.email_url,
        "MERZIM_SMS_URLS": catchers.sms_url,
        "MERZIM_ADMIN_EMAIL": ADMINISTRATOR,
        "MERZIM_ALARM_LETTERS": "2",
    }
    async with open_office(tmp_path_factory.mktemp("office"), None, **settings) as opened:
        await opened.open_cases()
        yield opened


async def tagged(office: Office, tag: str) -> set[str]:
    """Numbers of the cases whose runs the list shows when it is filtered by a tag."""
    runs = await office.api.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])))
    return {run.name.split(" ")[0] for run in runs}


async def deployed(office: Office) -> dict[str, UUID]:
    """Ids of the deployments, as `deploy` gives them."""
    flows = {flow.id: flow.name for flow in await office.api.read_flows()}
    return {f"{flows[d.flow_id]}/{d.name}": d.id for d in await office.api.read_deployments()}


async def letters(catchers: Catchers, wanted: str, count: int = 1) -> list[str]:
    """Subjects of the administrator's letters that hold `wanted`, once there are so many."""
    async with asyncio.timeout(SECONDS):
        while True:
            found = [mail.text for mail in catchers.mail.box.all() if wanted in mail.subject]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.1)


async def test_tags_follow_the_day(office: Office) -> None:
    office.at("2026-12-04")
    await office.answer(FIRST, "notice", served_on="2026-12-04", method="paper")
    cases = await tagged(office, "open") - {CYCLE}
    assert FIRST in cases
    # A Monday: portfolios are due on 21 December, two weeks later.
    office.at("2026-12-07")
    await office.start("sweep")
    assert await tagged(office, "due-this-week") == set()
    office.at("2026-12-21")
    swept = await office.start("sweep")
    assert swept.state is not None
    assert "tagged 0" not in (swept.state.message or "")
    mine = await tagged(office, "today:hr_region")
    assert mine == await tagged(office, "due-this-week") == await tagged(office, "today") == cases
    assert await tagged(office, "overdue") == set()
    # Done, it is nobody's any more; the others are late the next day, and no longer due this week.
    await office.answer(FIRST, "portfolio", sent_on="2026-12-21")
    assert await tagged(office, "today:hr_region") == cases - {FIRST}
    assert await tagged(office, "waits:commission") >= {FIRST}
    office.at("2026-12-22")
    await office.start("sweep")
    assert await tagged(office, "overdue") == cases - {FIRST}
    # The same day again: nothing is left to be changed.
    swept = await office.start("sweep")
    assert swept.state is not None
    assert "tagged 0" in (swept.state.message or "")


async def test_filters_and_automations_are_put_once_and_what_people_changed_stays(office: Office) -> None:
    api = office.api

    async def there() -> tuple[dict[str, Any], dict[str, Any]]:
        searches = (await api.request("POST", "/saved_searches/filter", json={})).json()
        automations = (await api.request("POST", "/automations/filter", json={})).json()
        return {s["name"]: s["updated"] for s in searches}, {a["name"]: a for a in automations}

    filters, automations = await there()
    assert {"Просрочено", "Ждёт комиссии", "Сегодня: Кадровая служба области"} <= set(filters)
    assert set(automations) == {
        "Запуск прерван ошибкой", "Утренний обход не прошёл: Asia/Almaty", "Письма не уходят"
    }  # fmt: skip
    own = {"name": "Мой фильтр", "filters": [
        {"object": "flowRun", "property": "tag", "type": "", "operation": "", "value": ["x"]}
    ]}  # fmt: skip
    await api.request("PUT", "/saved_searches/", json=own)
    await api.pause_automation(UUID(automations["Письма не уходят"]["id"]))
    before = await there()
    found = await deployed(office)
    with reading(office.record) as session:
        wanted = fittings(session)
    await fit(api, found, wanted)
    assert await there() == before
    await api.resume_automation(UUID(automations["Письма не уходят"]["id"]))


async def test_administrator_gets_one_letter_a_day_of_runs_that_fail(office: Office, catchers: Catchers) -> None:
    run = await office.start("rotation-case", case="NO-SUCH-CASE")
    assert run.state is not None
    assert run.state.is_failed()
    (letter,) = await letters(catchers, "запуск прерван ошибкой")
    assert f"/runs/flow-run/{run.id}" in letter
    assert "NO-SUCH-CASE" in letter
    # Prefect holds its peace for an hour; asked again all the same, the outbox has had this day's letter.
    again = await office.start("alarms", kind="run-failed", run=str(run.id))
    assert again.state is not None
    assert again.state.message == "letters put: 0"
    assert len(await letters(catchers, "запуск прерван ошибкой")) == 1


async def test_administrator_is_told_of_an_outbox_that_grows(office: Office, catchers: Catchers) -> None:
    at = clock.SimulatedClock.read(office.clock)
    # Letters of another kind, which an address that takes none keeps in the outbox since two hours ago.
    with writing(office.record) as session:
        to = Recipient("another", "", "", "ru", email="waits@example.kz")
        details = {"flow": "x", "case": "", "link": ""}
        put(session, [d for n in (1, 2) for d in alarm("run-failed", to, details, day=at.date() - timedelta(n))], at=at)
        session.execute(
            update(Letter)
            .where(col(Letter.address) == to.email)
            .values(kind="other", state="temporary_failure", created_at=at - timedelta(hours=2),
                    next_attempt_at=at + timedelta(hours=1))
        )  # fmt: skip
    await office.start("deliveries")
    (letter,) = await letters(catchers, "письма не уходят")
    assert "ждут отправки дольше 45 мин — 2" in letter


async def test_administrator_is_told_when_no_sweep_comes_to_its_end(office: Office, catchers: Catchers) -> None:
    found = await deployed(office)
    with reading(office.record) as session:
        wanted = fittings(session)
    # The shortest that Prefect allows; the sweeps of the tests before are older than that by then.
    soon = {"silence": timedelta(seconds=10), "making_up": timedelta()}
    await automate(office.api, wanted_automations(found, wanted.sweeps, wanted.language, **soon))
    (letter,) = await letters(catchers, "утренний обход не прошёл")
    assert "Asia/Almaty" in letter
    assert "Последний завершился" in letter
    # Looked at again a sweep has come to its end meanwhile: nobody is told.
    await automate(office.api, wanted_automations(found, wanted.sweeps, wanted.language))
    await office.start("sweep")
    over = await office.start("alarms", kind="sweep-missing", timezone="Asia/Almaty")
    assert over.state_name == "Over"
