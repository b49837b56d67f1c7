"""The cycle in the Prefect UI: the list, its cases, the board."""

import re

from playwright.async_api import expect

from tests.browser.office import Office
from tests.browser.screen import Screen


async def test_clauses_5_and_6_a_list_is_formed_and_sent_by_mouse_without_those_left_out(
    office: Office, screen: Screen
) -> None:
    year = 2027 if screen.version == "v2" else 2028
    cycle = f"KRG-rotation-{year}"
    office.at(f"{year}-11-01", 9)
    await office.start("rotation-cycle", authority="KRG", year=year)
    office.at(f"{year}-11-20")
    await screen.open_list("cycle-board")
    await screen.open_from_list(cycle)
    await screen.sees("Формирование списка · до ")
    await screen.resume()
    assert await screen.cut_off() == []
    await screen.pick("Дата утверждения списка", f"{year}-11-20")
    await screen.pick("Плановая дата ротации", f"{year + 1}-02-15")
    await screen.add_row("Исключить из списка")
    await screen.choose("Руководитель (табельный номер)", "№ H-052")
    await screen.fill("Причина", "Выход на пенсию")
    await screen.submit()
    await screen.sees("Направление списка · до ")
    assert office.filled(cycle, "form-list")["exclude"] == {"H-052": "Выход на пенсию"}

    office.at(f"{year}-11-29")
    await screen.resume()
    await screen.pick("Дата направления", f"{year}-11-29")
    await screen.fill("Номер сопроводительного письма", "12-3")
    await screen.submit()
    await screen.sees("Дела руководителей")
    board = await screen.open_sheet()
    await expect(board).to_contain_text("Выход на пенсию")
    # The board leads to each case.
    link = board.get_by_role("link", name=f"{cycle}-001").first
    await expect(link).to_have_attribute("href", re.compile(f"/v2/runs/flow-run/{office.run_id(f'{cycle}-001')}$"))
