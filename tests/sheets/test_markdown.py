"""Other people's words never become markup, whatever they hold."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tasks.markdown import CELL, bullets, cell, code, details, escaped, one_line, page, table, wrapped

# Rich brings this parser; strict CommonMark with the two extensions both UIs of Prefect know.
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

NASTY = "`|*_[]()<>~#!&\\$^+-=0123456789.:/ab ЖІқ\n\t\"'{}@"
anything = st.one_of(st.text(alphabet=NASTY, max_size=40), st.text(max_size=40))


def tokens(markdown: str) -> list[tuple[str, str]]:
    """Every inline token: its type and content."""
    found = []
    for block in PARSER.parse(markdown):
        found += [(child.type, child.content) for child in block.children or ()]
    return found


def read(markdown: str) -> str:
    """What a reader sees; fails where anything but text is found."""
    found = tokens(markdown)
    assert {kind for kind, _ in found} <= {"text", "text_special"}, found
    return "".join(content for _, content in found).replace("\u2060", "")


def seen(text: str) -> str:
    return one_line(text).replace("\u2060", "")


@given(anything)
@example("a | b")
@example("\\|")
@example("\\")
@example("1. one")
@example("1) one")
@example("- x")
@example("---")
@example("===")
@example("+")
@example("# x")
@example("<b onclick=x>&lt;</b>")
@example("&amp;")
@example("[x](javascript:alert(1))")
@example("![x](y)")
@example("<https://evil.example.kz>")
@example("[x]: y")
@example("~~x~~ __y__ ***")
def test_escaped_text_is_read_as_it_was_written_everywhere(text: str) -> None:
    if not seen(text):
        return
    shown = escaped(text)
    assert read(shown) == seen(text)
    assert read(f"# {shown}") == seen(text)
    assert read(f"- {shown}") == seen(text)
    assert read(f"**x** · {shown}".replace("**x** · ", "x ")) == f"x {seen(text)}"
    assert read(table(["h"], [[shown]])) == f"h{seen(text)}"


@given(anything, anything)
def test_a_row_keeps_its_cells_whatever_they_hold(one: str, two: str) -> None:
    rows = PARSER.parse(table(["a", "b"], [[cell(one), cell(two)], ["x", "y"]]))
    assert [t.type for t in rows].count("tr_open") == 3
    assert [t.type for t in rows].count("td_open") == 4


def test_escaping_is_what_keeps_markup_away() -> None:
    raw = "a <b>x</b> *y* [z](u)"
    assert {kind for kind, _ in tokens(raw)} > {"text", "html_inline", "em_open", "link_open"}
    assert read(escaped(raw)) == raw


def test_bare_addresses_are_broken_so_that_no_ui_makes_links_of_them() -> None:
    for address in ("http://evil.example.kz", "HTTPS://evil.example.kz", "www.evil.example.kz", "//evil.example.kz"):
        assert not re.search(r"https?://|www\.", escaped(address), re.IGNORECASE)
        assert escaped(address).replace("\u2060", "") == address


def test_controls_and_marks_that_turn_writing_round_are_dropped() -> None:
    assert one_line("a\u202eb\x1b[31mc\x00d\r\ne") == "a b [31mc d e"


def test_a_cell_breaks_long_lines_and_leaves_out_empty_ones() -> None:
    lines = cell("не позднее чем за 30 календарных дней", "", "x" * 70).split("<br>")
    assert len(lines) == 5
    assert max(map(len, lines)) <= CELL
    assert wrapped("один два", 4) == ["один", "два"]


def test_a_code_cannot_be_ended_from_inside() -> None:
    assert code("a`b|c") == "`abc`"


def test_details_are_html_outside_and_markdown_inside() -> None:
    made = details("<b>&", bullets(["x", "y"]))
    assert "<summary>&lt;b&gt;&amp;</summary>" in made
    kinds = [t.type for t in PARSER.parse(made)]
    assert kinds[0] == kinds[-1] == "html_block"
    assert kinds.count("list_item_open") == 2


def test_a_page_leaves_out_empty_parts() -> None:
    assert page("a", "", "b") == "a\n\nb\n"


@pytest.mark.parametrize("text", ["Айгүл Тест", "п. 10 (1)", "2026-12-01", "15.01.2027 (пт)", "№ 41-п", "«Центр»"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert escaped(text) == text
