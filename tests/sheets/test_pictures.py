"""The picture of the process on a case sheet and on a cycle's board: marks, names that fit, size."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.async_api import async_playwright
from sqlalchemy import Engine

from models.filed import CaseFile
from models.record.case_file import case_file
from models.record.cycle_file import cycle_file
from models.record.database import reading
from models.regulations import PROCEDURES, procedure
from models.texts import LANGUAGES, Language
from tasks import drawings, sheet_words
from tasks.drawings import Mark, _Picture, _picture, case_picture, cycle_picture
from tasks.sheets import case_sheet
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.sheets import region

SVG = "{http://www.w3.org/2000/svg}"
LIMIT = 40_000
"""Characters of a picture at most: an artifact lives in Prefect's database."""


def svg_of(markdown: str) -> ET.Element:
    found = re.fullmatch(r"!\[[^\]\n]+\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", markdown)
    assert found is not None, markdown[:200]
    return ET.fromstring(b64decode(found[1]))


def drawn_of(code: str, language: Language) -> _Picture:
    picture = _picture(code, "case", language)
    assert picture is not None
    return picture


def kinds(svg: ET.Element, code: str, process: str = "rotation", language: Language = "ru") -> list[str]:
    """How a step's shape is drawn, found by its place."""
    picture = drawn_of(process, language)
    node = picture.drawing.graph.by_step[code]
    box = picture.drawing.places.boxes[node.id]
    task = [e for e in svg.iter(f"{SVG}rect") if (e.get("x"), e.get("y")) == (f"{box.x:.0f}", f"{box.y:.0f}")]
    event = [e for e in svg.iter(f"{SVG}use") if (e.get("x"), e.get("y")) == (f"{box.cx:.0f}", f"{box.cy:.0f}")]
    return [e.get("class", "") for e in (*task, *event)]


def texts(svg: ET.Element) -> str:
    return " ".join("".join(e.itertext()) for e in svg.iter(f"{SVG}text"))


def taken(svg: ET.Element) -> set[str]:
    """Where the flows lead that the case took: the last number of each way."""
    return {e.get("d", "") for e in svg.iter(f"{SVG}path") if e.get("class") == "f t"}


@pytest.fixture
def file(database: Engine, cases: dict[str, str]) -> CaseFile:
    """A case told on 4 December, its portfolio sent on the 10th."""
    region.do(database, cases["101"], "notice", date(2026, 12, 4), {"served_on": "2026-12-04", "method": "paper"})
    region.do(database, cases["101"], "portfolio", date(2026, 12, 10), {"sent_on": "2026-12-10"})
    with reading(database) as session:
        return case_file(session, cases["101"])


def test_done_open_late_and_next_steps_are_marked(file: CaseFile) -> None:
    svg = svg_of(case_picture(file, "ru", date(2026, 12, 11)))
    assert kinds(svg, "notice") == ["done"]
    assert kinds(svg, "portfolio") == ["done"]
    assert kinds(svg, "review") == ["open"]
    assert kinds(svg, "transfer") == ["next"]
    assert kinds(svg, "decision-notice") == ["s"]
    assert "04.12.2026" in texts(svg)
    assert "до 05.01.2027" in texts(svg)
    late = svg_of(case_picture(file, "ru", date(2027, 1, 6)))
    assert kinds(late, "review") == ["late"]


def test_a_step_done_late_and_one_that_waits_are_told_from_others(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "notice", date(2027, 1, 20), {"served_on": "2027-01-20"})
    with reading(database) as session:
        svg = svg_of(case_picture(case_file(session, cases["101"]), "kk", date(2027, 1, 21)))
    assert kinds(svg, "notice", language="kk") == ["done-late"]
    assert kinds(svg, "portfolio", language="kk") == ["late"]
    assert "21.12.2026 дейін" in texts(svg)


def test_marks_are_not_told_by_colour_alone(file: CaseFile) -> None:
    """Each kind has a badge of its own, and the legend says what it means."""
    svg = svg_of(case_picture(file, "ru", date(2026, 12, 11)))
    drawn = {b.get("id"): {p.get("d") for p in b.iter(f"{SVG}path")} for b in svg.iter(f"{SVG}g")}
    marks = ["b-done", "b-open", "b-late", "b-next", "b-waits", "b-gone"]
    assert len({str(drawn[mark]) for mark in marks}) == len(marks)
    used = {str(e.get("href")).removeprefix("#") for e in svg.iter(f"{SVG}use")}
    assert {"b-done", "b-open", "b-next"} <= used
    for words in ("исполнено в срок", "исполнено с опозданием", "открыто", "просрочено", "возможно дальше"):
        assert words in texts(svg)


def test_the_way_a_case_took_is_drawn_through(file: CaseFile) -> None:
    picture = drawn_of("rotation", "ru")
    graph = picture.drawing.graph
    svg = svg_of(case_picture(file, "ru", date(2026, 12, 11)))
    ways = {f.id for f in graph.flows if picture.paths[f.id] in taken(svg)}
    ends = {graph.by_id[f.target].step for f in graph.flows if f.id in ways} - {""}
    assert ends == {"notice", "portfolio", "review"}
    # Told, the case waits at the join before the appointment, and has not passed it.
    join = graph.by_id["rotation_appoint_join"]
    assert any(f.target == join.id for f in graph.flows if f.id in ways)
    assert not any(f.source == join.id for f in graph.flows if f.id in ways)


def test_the_picture_speaks_the_language_of_the_sheet(file: CaseFile) -> None:
    for language in LANGUAGES:
        shown = "".join(texts(svg_of(case_picture(file, language))).split()).replace("-", "")
        for step in procedure("rotation").case.steps:
            assert "".join(step.title.in_(language).split()).replace("-", "") in shown


def test_the_picture_needs_nothing_from_outside(file: CaseFile) -> None:
    svg = svg_of(case_picture(file, "ru"))
    for element in svg.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "style", "defs", "marker", "g", "rect", "path", "circle", "text", "tspan", "use",
        }  # fmt: skip
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name or value.startswith("#")


def every_mark(code: str) -> dict[str, Mark]:
    """All steps marked with the longest note there is."""
    found = procedure(code)
    return {n.code: Mark("done-late", "до 28.12.2026 ×2") for n in found.case.nodes}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROCEDURES)
def test_a_picture_stays_small(code: str, language: Language) -> None:
    picture = drawn_of(code, language)
    flows = {f.id for f in picture.drawing.graph.flows}
    assert len(picture.markdown(every_mark(code), flows, (), sheet_words.CASE_KEY, "KRG-rotation-2026-001")) < LIMIT


def test_the_board_counts_on_the_picture(database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "notice", date(2026, 12, 4), {"served_on": "2026-12-04"})
    with reading(database) as session:
        svg = svg_of(cycle_picture(cycle_file(session, region.CYCLE, on=date(2026, 12, 7)), "ru"))
    assert kinds(svg, "notice") == ["open"]
    assert f"▶ {len(cases) - 1} · ✓ 1" in texts(svg)


def test_an_unknown_step_of_an_old_case_does_no_harm(file: CaseFile) -> None:
    """A step that the definition no longer has is in the table, and not on the picture."""
    gone = replace(file, steps=(*file.steps, replace(file.steps[0], code="gone", state="done")))
    assert kinds(svg_of(case_picture(gone, "ru")), "notice") == ["done"]


def test_a_process_that_cannot_be_drawn_leaves_its_sheet_without_a_picture(
    file: CaseFile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("no such shape")

    _picture.cache_clear()
    monkeypatch.setattr(drawings, "drawn", broken)
    made = case_sheet(file, "ru", None, names="initials", ui_url="")
    _picture.cache_clear()
    assert "## Шаги" in made
    assert "Схема" not in made
    assert "can't be drawn" in caplog.text


FITS = """() => {
  const wrong = [];
  for (const rect of document.querySelectorAll('#g rect[rx="9"]')) {
    const r = rect.getBBox();
    for (const text of document.querySelectorAll('#g text')) {
      const t = text.getBBox();
      const inside = t.x + t.width / 2 > r.x && t.x + t.width / 2 < r.x + r.width
        && t.y + t.height / 2 > r.y && t.y + t.height / 2 < r.y + r.height;
      const wide = t.x < r.x + 1 || t.x + t.width > r.x + r.width - 1;
      if (inside && (wide || t.y < r.y || t.y + t.height > r.y + r.height)) wrong.push(text.textContent);
    }
  }
  return wrong;
}"""


def whole(code: str, language: Language) -> Iterator[str]:
    """The drawing as it is before it is cut into strips: what stands in a `defs` has no measure."""
    picture = drawn_of(code, language)
    svg = picture.svg(every_mark(code), frozenset(), frozenset(), sheet_words.CASE_KEY)
    body = re.search(r'<g id="g">.*</g></defs>', svg)
    style = re.search(r"<style>.*</style>", svg)
    assert body is not None
    assert style is not None
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="3000">{style[0]}{body[0][:-7]}</svg>'


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: chromium)")
async def test_every_name_fits_its_box_in_every_language() -> None:
    """As Chromium draws it, with the fonts there are."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = await browser.new_page()
        found: dict[tuple[str, str], Any] = {}
        for code in PROCEDURES:
            for language in LANGUAGES:
                for svg in whole(code, language):
                    await page.set_content(svg)
                    assert await page.locator("#g text").count() > 10
                    if wrong := await page.evaluate(FITS):
                        found[code, language] = wrong
        await browser.close()
    assert found == {}


def test_days_of_the_board_and_of_the_picture_are_the_same(database: Engine, cases: dict[str, str]) -> None:
    """A step that is late on the board is late on its case's picture, from the same day on."""
    with reading(database) as session:
        file = case_file(session, cases["101"])
    step = next(s for s in file.steps if s.code == "portfolio")
    assert step.last_day is not None
    assert kinds(svg_of(case_picture(file, "ru", step.last_day)), "portfolio") == ["open"]
    assert kinds(svg_of(case_picture(file, "ru", step.last_day + timedelta(days=1))), "portfolio") == ["late"]
