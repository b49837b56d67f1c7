"""The Prefect UI as a person uses it, by what is written on the screen. The server ships two of them: V1 and V2."""

import re
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import date
from typing import Literal
from uuid import UUID

from playwright.async_api import Error, Locator, Page, expect

Version = Literal["v1", "v2"]
LIST_PATIENCE = 15_000.0
"""Milliseconds from opening a list of names to the click on one."""
ASKS_AGAIN_MILLISECONDS = 5_000
LOOKS = (500.0, 500.0, 1_000.0, 1_000.0, 2_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 60_000.0)
"""Milliseconds from one asking to the next."""

_CUT_OFF = """dialog => [dialog, ...dialog.querySelectorAll('*')].filter(e =>
    ['hidden', 'auto', 'scroll'].includes(getComputedStyle(e).overflowX)
    && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1
    && !e.matches('.sr-only, .truncate, .p-select-button__value, textarea')).map(e => e.className)"""


class Screen(ABC):
    """One UI in one tab of the browser."""

    version: Version
    prefix: str
    tag_parameter: str
    artifact: tuple[str, ...]
    sheet: str

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def address(self, path: str) -> str:
        """Where a page of this UI is."""
        return f"{self.url}{self.prefix}/{path}"

    async def open_list(self, tag: str = "open") -> None:
        """The run list, narrowed to a tag."""
        await self.page.goto(self.address(f"runs?{self.tag_parameter}={tag}"))

    @abstractmethod
    async def choose_filter(self, name: str) -> None:
        """Choose one of the run list's saved filters."""

    async def open_from_list(self, name: str) -> None:
        """Click a run in the list."""
        await self.page.get_by_role("link", name=name).first.click()
        await self.page.wait_for_url("**/runs/flow-run/**")

    async def open_run(self, run_id: UUID) -> None:
        """Follow a link to a run."""
        await self.page.goto(self.address(f"runs/flow-run/{run_id}"))

    async def sees(self, text: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Wait until this stands somewhere on the page, `exact`: with nothing beside it.

        Both UIs ask the server anew every five seconds; their time is put forward to when they next do.
        """
        wanted = expect(self.page.get_by_text(text, exact=exact).first)
        for patience in LOOKS:
            with suppress(AssertionError):
                await wanted.to_be_visible(timeout=patience)
                return
            # An error of the page's own, in what it draws meanwhile, is told here, too.
            with suppress(Error):
                await self.page.clock.fast_forward(ASKS_AGAIN_MILLISECONDS)
        await wanted.to_be_visible()

    async def open_sheet(self) -> Locator:
        """The run's artifact: the case sheet, or a cycle's board."""
        await self.page.locator("[role=tab], .p-tab").get_by_text("Artifacts", exact=True).click()
        for link in self.artifact:
            await self.page.locator(link).first.click()
        await self.page.wait_for_url("**/artifacts/artifact/**")
        sheet = self.page.locator(self.sheet).first
        await expect(sheet).to_be_visible()
        return sheet

    def field(self, title: str, within: str = "") -> Locator:
        """A field by its title; where several groups have one, `within` is the beginning of the group's."""
        begins = self._labelled(f"starts-with(normalize-space(), '{within}')")
        named = self._labelled(f"normalize-space()='{title}' or normalize-space()='{title} (Optional)'")
        return self.dialog.locator(f"xpath=.//{begins}//{named}" if within else f"xpath=.//{named}").first

    async def fill(self, title: str, text: str | int, within: str = "") -> None:
        """Type into a field."""
        await self.field(title, within).locator("input, textarea").first.fill(str(text))

    async def add_row(self, title: str) -> None:
        """Another row of a list."""
        await self.field(title).get_by_role("button", name="Add item").click()

    async def start_run(self, flow: str, **parameters: str) -> None:
        """Start a run of a deployment, as an operator does: Deployments, Run, Custom run."""
        await self.page.goto(self.address("deployments"))
        await self.page.get_by_placeholder("Search deployments").fill(flow)
        await self.page.get_by_role("row").filter(has_text=flow).get_by_role("link").first.click()
        await self.page.get_by_role("button", name="Run", exact=True).click()
        await self.page.get_by_role("menuitem", name="Custom run").click()
        for name, value in parameters.items():
            await self.page.get_by_label(name, exact=True).fill(value)
        await self.page.get_by_role("button", name="Submit").click()
        await self.page.get_by_text("View run").click()

    async def switch(self, title: str) -> None:
        """Turn a yes-or-no field over."""
        await self.field(title).get_by_role("switch").click()

    async def cut_off(self) -> list[str]:
        """What in the form is wider than the place it has."""
        found: list[str] = await self.dialog.evaluate(_CUT_OFF)
        return found

    @property
    def dialog(self) -> Locator:
        """The form."""
        return self.page.get_by_role("dialog").first

    @abstractmethod
    def _labelled(self, condition: str) -> str:
        """XPath of the field or group whose own title is such."""

    @abstractmethod
    async def resume(self) -> None:
        """Open the run's form."""

    @abstractmethod
    async def tab(self, title: str) -> None:
        """Choose one of the form's tabs."""

    @abstractmethod
    async def pick(self, title: str, day: str, *, by: Literal["mouse", "keyboard"] = "keyboard") -> None:
        """Fill in a date, given as 2026-12-04: picked in the calendar, or typed."""

    @abstractmethod
    async def choose(self, title: str, *options: str, within: str = "") -> None:
        """Choose from a list, by a part of the name; several where the field takes several."""

    @abstractmethod
    async def resume_refused(self, reason: str, badge: str = "Не принято · ") -> None:
        """See why the last answer was refused, and open the form again."""

    async def _see_anew(self, badge: str) -> None:
        """The page may still show the run as it was before the answer, under the same badge."""
        await self.page.reload()
        await self.sees(badge)

    @abstractmethod
    async def submit(self) -> None:
        """Send the form; it closes."""

    @abstractmethod
    async def value(self, title: str) -> str:
        """What stands in a field."""


class V2(Screen):
    """What a new browser gets."""

    version = "v2"
    prefix = "/v2"
    tag_parameter = "tags"
    # V2 shows an artifact's history first.
    artifact = ("a[href*='/artifacts/']", "a[href*='/artifacts/artifact/']")
    sheet = "[role=tabpanel] .prose"

    def _labelled(self, condition: str) -> str:
        return f"label[{condition}]/ancestor::div[contains(concat(' ', @class, ' '), ' group ')][1]"

    async def choose_filter(self, name: str) -> None:
        await self.page.locator("button:has(svg.lucide-sliders-vertical)").first.click()
        await self.page.get_by_role("menuitem", name=name, exact=True).click()

    async def resume(self) -> None:
        await self.page.get_by_role("button", name="Open menu").first.click()
        await self.page.get_by_role("menuitem", name="Resume").click()
        await expect(self.dialog.locator("fieldset").last).to_be_visible()

    async def resume_refused(self, reason: str, badge: str = "Не принято · ") -> None:
        await self._see_anew(badge)
        await self.resume()
        await expect(self.dialog).to_contain_text(reason)

    async def tab(self, title: str) -> None:
        await self.dialog.get_by_role("tab", name=title, exact=True).click()

    async def pick(self, title: str, day: str, *, by: Literal["mouse", "keyboard"] = "keyboard") -> None:
        opener = self.field(title).locator("fieldset button").first
        await opener.click()
        calendar = self.page.get_by_role("dialog").last
        if by == "keyboard":
            await calendar.get_by_role("textbox").fill(day)
        else:
            wanted = date.fromisoformat(day)
            await calendar.get_by_label("Choose the Year").select_option(str(wanted.year))
            await calendar.get_by_label("Choose the Month").select_option(str(wanted.month - 1))
            await calendar.get_by_role("button", name=_spoken(wanted)).click()
        await expect(opener).to_contain_text(str(int(day[-2:])))
        await self._close(opener)

    async def choose(self, title: str, *options: str, within: str = "") -> None:
        opener = self.field(title, within).locator("fieldset button").first
        # Near the lower edge the list of names would open below the window.
        await opener.evaluate("e => e.scrollIntoView({block: 'start'})")
        for option in options:
            await self._choose(opener, self.page.get_by_role("option", name=re.compile(re.escape(option))).first)
        await self._close(opener)

    async def _choose(self, opener: Locator, option: Locator) -> None:
        """A page that is drawn again meanwhile shuts the list; then a person opens it once more."""
        for _ in range(4):
            if await opener.get_attribute("aria-expanded") != "true":
                await opener.click()
            with suppress(Error):
                await option.click(timeout=LIST_PATIENCE)
                return
        raise AssertionError(f"the list does not stay open for {option}")

    async def _close(self, opener: Locator) -> None:
        """Not by Escape: V2 then spreads the run's graph over the page, behind the form."""
        if await opener.get_attribute("aria-expanded") == "true":
            await opener.click(force=True)
        await expect(opener).to_have_attribute("aria-expanded", "false")

    async def submit(self) -> None:
        await self.dialog.get_by_role("button", name="Resume").click()
        await expect(self.page.get_by_role("dialog")).to_have_count(0)

    async def value(self, title: str) -> str:
        typed = self.field(title).locator("input, textarea")
        if await typed.count():
            return await typed.first.input_value()
        return await self.field(title).locator("fieldset").first.inner_text()


class V1(Screen):
    """The one before."""

    version = "v1"
    prefix = ""
    tag_parameter = "tag"
    artifact = ("a[href*='/artifacts/']",)
    sheet = ".artifact-data-markdown"

    def _labelled(self, condition: str) -> str:
        own = "div[contains(@class, 'p-label') and contains(@class, 'schema-form-property')]"
        return f"span[@class='schema-form-property__label'][{condition}]/ancestor::{own}[1]"

    async def choose_filter(self, name: str) -> None:
        await self.page.locator(".saved-filters .p-select-button__icon").first.click()
        await self.page.locator(".p-select-option__text").get_by_text(name, exact=True).click()

    async def resume(self) -> None:
        await self.page.get_by_role("button", name="Resume").first.click()
        await expect(self.dialog.locator("fieldset").last).to_be_visible()

    async def resume_refused(self, reason: str, badge: str = "Не принято · ") -> None:
        await self._see_anew(badge)
        await self.sees(reason)
        await self.resume()

    async def tab(self, title: str) -> None:
        await self.dialog.locator(".p-button-group__button").get_by_text(title, exact=True).click()

    async def pick(self, title: str, day: str, *, by: Literal["mouse", "keyboard"] = "keyboard") -> None:
        await self.field(title).locator(".p-date-button__control").click()
        calendar = self.page.locator(".p-date-picker")
        if by == "keyboard":
            await calendar.locator("input[type=date]").fill(day)
        else:
            await self._turn_to(calendar, date.fromisoformat(day))
            days = calendar.locator(".p-calendar-date-picker__date--in-month")
            await days.get_by_text(str(int(day[-2:])), exact=True).click()
        await calendar.get_by_role("button", name="Apply").click()
        await expect(self.field(title)).to_contain_text(day[:4])

    async def _turn_to(self, calendar: Locator, wanted: date) -> None:
        header = calendar.locator(".p-calendar-header__title")
        # As many months from today as it may take.
        while True:
            month, year = (await header.inner_text()).split()
            shown = (int(year), _MONTHS.index(month) + 1)
            if shown == (wanted.year, wanted.month):
                return
            later = shown < (wanted.year, wanted.month)
            await calendar.locator(".p-calendar-header__arrow").nth(1 if later else 0).click()

    async def choose(self, title: str, *options: str, within: str = "") -> None:
        # On the text of the list itself V1 opens it and closes it again at once.
        await self.field(title, within).locator(".p-select-button__icon").click()
        for option in options:
            shown = self.page.locator(".p-select-option__text")
            await shown.get_by_text(option).first.click()
        if await self.page.locator(".p-select-option__text").count():
            await self.page.keyboard.press("Escape")

    async def submit(self) -> None:
        gone = expect(self.page.get_by_role("dialog"))
        for patience in (LIST_PATIENCE / 10, LIST_PATIENCE / 10, LIST_PATIENCE):
            await self.dialog.get_by_role("button", name="Submit").click()
            await self.page.wait_for_function(_ANSWERED)
            # What was typed last reaches the form a moment after it stands there; then one presses again.
            with suppress(AssertionError):
                await gone.to_have_count(0, timeout=patience)
                return
        raise AssertionError("the form does not go")

    async def value(self, title: str) -> str:
        typed = self.field(title).locator("input:not([type=checkbox]), textarea")
        if await typed.count():
            return await typed.first.input_value()
        return await self.field(title).locator("fieldset").first.inner_text()


_ANSWERED = """() => {
    const dialog = document.querySelector('[role=dialog]');
    return !dialog || dialog.innerText.includes('is not valid');
}"""
_MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip


def _spoken(day: date) -> re.Pattern[str]:
    """The name a calendar's day has for a screen reader: «Friday, December 4th, 2026»."""
    return re.compile(f"{_MONTHS[day.month - 1]} {day.day}(st|nd|rd|th), {day.year}")


SCREENS: dict[Version, type[Screen]] = {"v1": V1, "v2": V2}
