"""The run list's filters in both UIs: what they are called, and that each shows the cases it promises."""

import re

from playwright.async_api import expect

from notifications.links import run_url
from tasks.filters import COMMON
from tests.browser.office import CYCLE, Office
from tests.browser.screen import Screen

FIRST = f"{CYCLE}-001"
ANY_CASE = re.compile(r"KRG-rotation-\d{4}-\d{3} ")
"""Which cases are on the first page depends on what was done before."""


async def test_filters_are_in_the_menu_of_the_list_and_narrow_it(office: Office, screen: Screen) -> None:
    # V1 asks the server for them; V2 keeps them in the browser, where our own page puts them.
    await screen.page.goto(f"{office.stack.ui_url}/merzim/worklist")
    await expect(screen.page.get_by_role("link", name="Сегодня: Кадровая служба области")).to_be_visible()
    await screen.page.goto(screen.address("runs"))
    await screen.choose_filter("Открытые дела")
    await screen.sees(ANY_CASE)
    await screen.choose_filter("Доски циклов")
    await expect(screen.page.get_by_role("link", name=ANY_CASE)).to_have_count(0)
    await screen.sees("Ротация: годовой цикл")


async def test_a_link_leads_to_the_filtered_list_and_to_a_run(office: Office, screen: Screen) -> None:
    opened = next(each for each in COMMON if each.tag == "open")
    for authority, count in (("KRG", 1), ("XYZ", 0)):
        async with screen.page.expect_response("**/flow_runs/paginate") as answer:
            await screen.page.goto(opened.link(screen.address("").rstrip("/"), authority))
        assert (await (await answer.value).json())["count"] >= count
        cases = screen.page.get_by_role("link", name=ANY_CASE)
        await (expect(cases.first).to_be_visible() if count else expect(cases).to_have_count(0))
    # As digests link it.
    await screen.page.goto(run_url(screen.address("").rstrip("/"), str(office.run_id(FIRST))))
    await screen.sees(FIRST)
    await screen.sees(await office.badge(FIRST))
