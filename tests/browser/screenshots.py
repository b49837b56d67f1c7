"""The pictures of the guides, taken from the real UI on the real stack.

python -m tests.browser.screenshots [FOLDER]
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.office import CYCLE, Office, open_office
from tests.browser.screen import V2

CASE, REFUSED = f"{CYCLE}-013", f"{CYCLE}-014"
SIZE = {"width": 1180, "height": 820}


async def take(office: Office, page: Page, folder: Path) -> None:
    """One picture after another, as the year goes on."""
    screen = V2(page, office.stack.ui_url)

    async def picture(name: str) -> None:
        await page.wait_for_timeout(1200)  # the page draws its graphs after everything else
        await page.screenshot(path=folder / f"{name}.png")

    office.at("2026-12-04")
    await screen.open_list()
    await screen.sees("Открыто 2")
    await picture("run-list")
    await screen.open_run(office.run_id(CASE))
    await screen.resume()
    await screen.tab("Уведомление")
    await picture("form-notice")
    await page.keyboard.press("Escape")

    await office.to_review(CASE)
    await office.to_review(REFUSED)
    office.at("2026-12-14")
    await office.answer(REFUSED, "review", **office.decision(present=3, votes={"rotate": 3}))
    await screen.open_run(office.run_id(REFUSED))
    await screen.resume()
    await picture("form-refused")

    await office.answer(CASE, "review", **office.decision(destination={"organisation": "C-24"}))
    # Tall enough for the drawing, too.
    await page.set_viewport_size({"width": SIZE["width"], "height": 1900})
    await screen.open_run(office.run_id(CASE))
    await screen.open_sheet()
    await picture("case-sheet")
    await screen.open_run(office.run_id(CYCLE))
    await screen.open_sheet()
    await picture("cycle-board")


async def main(folder: Path) -> None:
    """Take them all into the folder, which is there."""
    with tempfile.TemporaryDirectory() as kept:
        async with open_office(Path(kept)) as office, async_playwright() as playwright:
            await office.open_cases()
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            context = await browser.new_context(
                viewport={"width": SIZE["width"], "height": SIZE["height"]}, locale="ru-RU", timezone_id="Asia/Almaty"
            )
            await take(office, await context.new_page(), folder)
            await browser.close()


if __name__ == "__main__":
    pictures = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
