"""Somebody signs in by mouse, opens the run list, answers a case; the record says who it was."""

from playwright.async_api import Browser as Chromium
from playwright.async_api import expect
from sqlmodel import select

from models.record.database import reading
from models.record.tables import Case, StepRecord
from tests.browser.conftest import a_window
from tests.browser.office import CYCLE, Office
from tests.browser.screen import SCREENS
from tests.gateway.visitors import PASSWORD

CASE = f"{CYCLE}-005"


async def test_an_operator_signs_in_and_answers_and_the_record_has_the_account(
    office: Office, chromium: Chromium
) -> None:
    page = await a_window(chromium, "kk-KZ")
    screen = SCREENS["v2"](page, office.stack.ui_url)
    await screen.open_list()
    # Led to the sign-in page, in the browser's language.
    await expect(page.get_by_role("heading", name="Кіру")).to_be_visible()
    await page.get_by_role("link", name="Русский").click()
    await page.get_by_label("Имя для входа").fill("operator")
    await page.get_by_label("Пароль").fill("not this one, surely")
    await page.get_by_role("button", name="Войти").click()
    await expect(page.get_by_role("alert")).to_have_text("Имя или пароль не подошли.")
    await page.get_by_label("Пароль").fill(PASSWORD)
    await page.get_by_role("button", name="Войти").click()
    # Where the person wanted to go, though the language was changed on the way.
    await page.wait_for_url("**/v2/runs?*tags=*open*")
    await screen.sees("Айгүл Серікова")
    await screen.open_from_list(CASE)
    await screen.resume()
    await screen.tab("Уведомление")
    await screen.pick("Дата вручения", "2026-12-04")
    await screen.choose("Способ", "заказное письмо")
    await screen.submit()
    await screen.sees("Портфолио · до 21.12.2026", exact=True)
    with reading(office.record) as session:
        asked = select(StepRecord.recorded_by).join(Case).where(Case.number == CASE, StepRecord.code == "notice")
        assert session.exec(asked).one() == "user:operator"
    # Signing out leaves nothing behind.
    await page.get_by_role("button", name="Выйти").click()
    await page.wait_for_url("**/merzim/sign-in")
    await page.go_back()
    await page.reload()
    await expect(page.get_by_label("Имя для входа")).to_be_visible()
    await page.context.close()
