"""A case in the Prefect UI, by mouse and keyboard, on the real stack: whole in each of the two UIs."""

import pytest
from playwright.async_api import expect

from tests.browser.office import CYCLE, Office
from tests.browser.screen import Screen


async def test_a_case_goes_from_notice_to_appointment_by_mouse(office: Office, screen: Screen) -> None:
    case, place = (f"{CYCLE}-013", "C-24") if screen.version == "v2" else (f"{CYCLE}-016", "C-51")
    # Clauses 7 and 8: two steps are open at once, each in its tab.
    office.at("2026-12-04")
    await screen.open_list()
    await screen.open_from_list(case)
    await screen.sees("Открыто 2: Портфолио · до 21.12.2026")
    await screen.resume()
    assert await screen.cut_off() == []
    await screen.tab("Уведомление")
    await screen.pick("Дата вручения", "2026-12-04", by="mouse")
    await screen.choose("Способ", "заказное письмо")
    await screen.submit()
    await screen.sees("Портфолио · до 21.12.2026", exact=True)

    office.at("2026-12-07")
    await screen.resume()
    assert "Директор" not in await screen.value("1. ФИО руководителя")
    await screen.pick("Дата направления в комиссию", "2026-12-07", by="mouse")
    await screen.submit()
    await screen.sees("Рассмотрение комиссией · до 29.12.2026")

    # Clause 9: without a quorum nothing is decided; the form comes back as it was filled in, with the reason.
    office.at("2026-12-14")
    await screen.resume()
    assert await screen.cut_off() == []
    assert await screen.value("Членов комиссии всего") == "7"
    await screen.pick("Дата заседания", "2026-12-14", by="mouse")
    await screen.fill("Присутствовали", 3)
    await screen.choose("Кто присутствовал", "Новак", "Логинова")
    await screen.fill("За ротацию", 3)
    await screen.choose("Решение", "провести ротацию")
    await screen.choose("Организация", place)
    await screen.submit()
    await screen.resume_refused("Не принято (п. 9): решение не принято: кворума нет: присутствовало 3 из 7")
    assert "2026" in await screen.value("Дата заседания")
    assert "провести ротацию" in await screen.value("Решение")
    assert place in await screen.value("Организация")
    assert await screen.value("Присутствовали") == "3"
    await screen.fill("Присутствовали", 6)
    await screen.fill("За ротацию", 6)
    await screen.submit()
    # 16 and 17 December are days off.
    await screen.sees("Направление решения · до 24.12.2026")
    review = office.filled(case, "review")
    assert review["attendance"] == ["Новак Николай Михайлович", "Логинова Наталья Степановна"]
    assert review["destination"]["organisation"] == place

    # Clause 10.
    office.at("2026-12-18")
    await screen.resume()
    await screen.pick("Дата направления", "2026-12-18", by="mouse")
    await screen.fill("Номер сопроводительного письма", "118-к")
    await screen.submit()
    await screen.sees("Уведомление о решении · до 23.12.2026")

    # Clauses 14, 20.
    office.at("2026-12-21")
    await screen.resume()
    assert await screen.cut_off() == []
    await screen.pick("Дата получения", "2026-12-21", by="mouse")
    await screen.choose("Согласен на ротацию", "Да")
    await screen.submit()
    await screen.sees("Назначение · с 21.01.2027")

    # Clauses 15-17: not before 30 calendar days have run out.
    office.at("2027-01-21")
    await screen.resume()
    await screen.pick("Дата акта", "2027-01-21", by="mouse")
    await screen.fill("Номер акта", "12-ж/қ")
    await screen.pick("Назначен с", "2027-01-21", by="mouse")
    await screen.submit()
    await screen.sees("Срок назначения идёт · до 21.01.2032")
    sheet = await screen.open_sheet()
    await expect(sheet).to_contain_text("назначен")
    assert office.case(case).result == "appointed"


@pytest.mark.parametrize("version", ["v2"])
async def test_clause_10_a_place_given_away_meanwhile_is_refused_with_the_case_that_has_it(
    office: Office, screen: Screen
) -> None:
    case, other = f"{CYCLE}-004", f"{CYCLE}-005"
    for number in (case, other):
        await office.to_review(number)
    office.at("2026-12-14")
    await screen.open_run(office.run_id(case))
    await screen.resume()
    await office.answer(other, "review", **office.decision(destination={"organisation": "C-22"}))
    await screen.pick("Дата заседания", "2026-12-14")
    await screen.fill("Присутствовали", 6)
    await screen.fill("За ротацию", 6)
    await screen.choose("Решение", "провести ротацию")
    await screen.choose("Организация", "Ізгілік")
    await screen.submit()
    await screen.resume_refused(f"Не принято (п. 10): место C-22 уже назначено по делу {other}")
    assert await screen.value("За ротацию") == "6"


async def test_clause_12_a_refusal_without_a_place_needs_no_destination(office: Office, screen: Screen) -> None:
    # No other organisation in its settlement for V1's case, some in that of V2's: the group stays empty then.
    case = f"{CYCLE}-006" if screen.version == "v2" else f"{CYCLE}-009"
    await office.to_review(case)
    office.at("2026-12-14")
    await screen.open_run(office.run_id(case))
    await screen.resume()
    offered = await screen.field("Место назначения").count()
    assert bool(offered) == (screen.version == "v2")
    await screen.pick("Дата заседания", "2026-12-14")
    await screen.fill("Присутствовали", 5)
    await screen.fill("За отказ", 5)
    await screen.choose("Решение", "отказать в ротации")
    await screen.switch("Места для перемещения нет")
    await screen.submit()
    await screen.sees("Направление решения · до 24.12.2026")
    assert office.filled(case, "review")["no_place"] is True
    assert "destination" not in office.filled(case, "review")


@pytest.mark.parametrize("version", ["v2"])
async def test_an_answer_to_a_step_recorded_meanwhile_is_refused_in_words_and_loses_nothing(
    office: Office, screen: Screen
) -> None:
    case = f"{CYCLE}-010"
    office.at("2026-12-04")
    await screen.open_run(office.run_id(case))
    await screen.resume()
    await screen.tab("Уведомление")
    await screen.pick("Дата вручения", "2026-12-03")
    # The page asks every five seconds what the run is at, and has not asked yet.
    asked = f"**/api/flow_runs/{office.run_id(case)}"
    before = await screen.page.request.get(f"{office.stack.api_url}/flow_runs/{office.run_id(case)}")
    body = await before.text()
    await screen.page.route(asked, lambda route: route.fulfill(body=body, content_type="application/json"))
    await office.answer(case, "notice", served_on="2026-12-04", method="email")
    await screen.submit()
    await screen.page.unroute(asked)
    await screen.sees("Не принято · Портфолио · до 21.12.2026")
    await screen.resume()
    await screen.tab("Портфолио")
    await screen.pick("Дата направления в комиссию", "2026-12-04")
    await screen.submit()
    await screen.sees("Рассмотрение комиссией")
    assert office.filled(case, "notice") == {"served_on": "2026-12-04", "method": "email"}
