"""A region's office on the real stack, and headless Chromium in front of it; one of each for all browser tests."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.office import Office, open_office
from tests.browser.screen import SCREENS, Screen, Version

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # WebGL on the processor draws the runs' graphs at the cost of all else; without it they are drawn more simply.
    "--disable-software-rasterizer",
)  # fmt: skip
PATIENCE = 60_000.0
"""Milliseconds that a busy machine may take to draw a page."""
expect.set_options(timeout=PATIENCE)
AT_REST = """addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent = '*, ::before, ::after { animation: none !important; transition: none !important; }';
    document.head.append(style);
})"""
"""Nothing slides in: what moves can't be clicked, and on a busy machine it moves long."""
EMPTIED = "() => { localStorage.clear(); sessionStorage.clear(); }"
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop, one worker and one office for all of them; none where there is no Chromium."""
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.xdist_group("browser"))
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip("Chromium is not installed (Debian: chromium)"))


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The office on 27 November 2026, with a case for each head on the list."""
    async with open_office(tmp_path_factory.mktemp("office")) as opened:
        await opened.open_cases()
        yield opened


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture(params=["v2", "v1"])
def version(request: pytest.FixtureRequest) -> Version:
    """Each of the two UIs."""
    found: Version = request.param
    return found


async def a_window(chromium: Browser, locale: str = "ru-RU") -> Page:
    """A person's browser window: nothing moves in it, and the time of its pages can be put forward (`Screen.sees`)."""
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale=locale, timezone_id="Asia/Almaty"
    )
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(AT_REST)
    page = await context.new_page()
    await page.clock.install()
    return page


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def window(chromium: Browser) -> AsyncIterator[Page]:
    """One for all tests here: it has loaded the UIs once, which takes seconds."""
    page = await a_window(chromium)
    yield page
    await page.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(office: Office, window: Page, version: Version, tmp_path: Path) -> AsyncIterator[Screen]:
    """One of the UIs in a person's browser window; a picture of it is kept where a test fails."""
    yield SCREENS[version](window, office.stack.ui_url)
    await window.screenshot(path=tmp_path / "end.png")
    await window.evaluate(EMPTIED)
    await window.context.clear_cookies()
