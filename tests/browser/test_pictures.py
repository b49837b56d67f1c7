"""The case sheet and the board in the Prefect UI: the picture is there, whole, and what is to be done is seen first."""

from playwright.async_api import Locator, expect

from tests.browser.office import CYCLE, Office
from tests.browser.screen import Screen

SHOWN = """async image => {
  await image.decode();
  const box = image.getBoundingClientRect();
  return { natural: image.naturalWidth, width: box.width, room: image.parentElement.getBoundingClientRect().width };
}"""
LEAST_SCALE = 0.75
"""Letters of 11 pixels are read at eight of them."""


async def _is_whole(sheet: Locator) -> None:
    picture = sheet.get_by_role("img").first
    await expect(picture).to_be_visible()
    shown = await picture.evaluate(SHOWN)
    assert shown["natural"] > 0
    assert shown["width"] <= shown["room"] + 1
    assert shown["width"] / shown["natural"] > LEAST_SCALE


async def test_a_sheet_says_first_what_is_to_be_done_and_shows_where_the_case_stands(
    office: Office, screen: Screen
) -> None:
    case = f"{CYCLE}-{11 if screen.version == 'v2' else 12:03}"
    office.at("2026-12-07")
    await office.answer(case, "notice", served_on="2026-12-04", method="paper")
    await screen.open_run(office.run_id(case))
    sheet = await screen.open_sheet()
    first = sheet.get_by_role("listitem").first
    await expect(first).to_contain_text("Портфолио")
    for said in ("до 21.12.2026", "п. 8", "Кадровая служба области"):
        await expect(first).to_contain_text(said)
    assert ((await first.bounding_box()) or {"y": 1e9})["y"] < 900
    await _is_whole(sheet)


async def test_a_board_shows_how_many_cases_stand_where(office: Office, screen: Screen) -> None:
    await screen.open_run(office.run_id(CYCLE))
    board = await screen.open_sheet()
    await expect(board).to_contain_text("Шаги дел")
    await _is_whole(board)
