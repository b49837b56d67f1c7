"""A meeting of the commission in the Prefect UI: one form for many cases."""

import pytest

from tests.browser.office import CYCLE, Office
from tests.browser.screen import Screen

ONE, TWO = f"{CYCLE}-014", f"{CYCLE}-015"


@pytest.mark.parametrize("version", ["v2"])
async def test_clause_9_a_meeting_decides_all_its_cases_or_none(office: Office, screen: Screen) -> None:
    for number in (ONE, TWO):
        await office.to_review(number)
    office.at("2026-12-15")
    await screen.start_run("meeting", cycle=CYCLE)
    await screen.sees("Заседание комиссии: ждут решения ")
    await screen.resume()
    assert await screen.cut_off() == []
    await screen.pick("Дата заседания", "2026-12-15")
    await screen.fill("Номер протокола", "4")
    await screen.fill("Присутствовали", 6)
    await screen.choose("Кто присутствовал", "Новак", "Цой")
    await screen.fill("За ротацию", 6, within=ONE)
    await screen.choose("Решение", "провести ротацию", within=ONE)
    await screen.choose("Организация", "C-34", within=ONE)
    # More votes than members present: this case is refused, and the other one with it.
    await screen.fill("За отказ", 7, within=TWO)
    await screen.choose("Решение", "отказать в ротации", within=TWO)
    await screen.submit()
    await screen.resume_refused(f"{TWO}: ", badge="Заседание комиссии: ждут решения ")
    assert await office.badge(ONE) == "Рассмотрение комиссией · до 29.12.2026"
    await screen.fill("За отказ", 6, within=TWO)
    await screen.submit()
    await screen.sees("Заседание комиссии: решено 2")
    assert office.filled(ONE, "review")["destination"]["organisation"] == "C-34"
    for number in (ONE, TWO):
        assert office.filled(number, "review")["attendance"] == ["Новак Николай Михайлович", "Цой Наталья Викторовна"]
        assert await office.badge(number) == "Направление решения · до 25.12.2026"
