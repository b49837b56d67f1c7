"""Markdown that both UIs of Prefect draw alike, with other people's words kept from becoming markup.

Measured on Prefect 3.8.8: V1 does not break a table's lines (so `cell` does), V2 puts a quotation in quotation marks
(so there are none here), both make links of bare addresses, and inside `<summary>` only HTML is read.
"""

import html
import re
import textwrap
from collections.abc import Iterable, Sequence

CELL = 30
"""Characters a table's line holds, so that three columns are seen whole on a screen 1280 px wide."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~#!&$^]")
# What makes a list, a rule or a heading only where it begins a line.
_BLOCK = re.compile(r"^(?:[-+=](?=[-+=\s]|$)|\d{1,9}(?=[.)](?:\s|$)))")
# Controls, and marks that turn the direction of writing round: nobody's name holds them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_LINK = re.compile(r"(?<=[:.])(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_NO_BREAK = "\u2060"


def one_line(text: object) -> str:
    """Plain text on one line, without controls."""
    return " ".join(_HIDDEN.sub(" ", str(text)).split())


def escaped(text: object) -> str:
    """Plain text as markdown that shows it as it is, on one line."""
    line = _LINK.sub(_NO_BREAK, one_line(text))
    line = _MARKUP.sub(lambda found: "\\" + found[0], line)
    return _BLOCK.sub(_defused, line)


def _defused(found: re.Match[str]) -> str:
    mark = found[0]
    return f"{mark}\\" if mark[0].isdigit() else f"\\{mark}"


def code(text: object) -> str:
    """A number or a code: what would end it is left out."""
    return f"`{one_line(text).replace('`', '').replace('|', '')}`"


def link(text: object, url: str) -> str:
    """A link of our own; without an address the text alone."""
    return f"[{escaped(text)}]({url})" if url else escaped(text)


def cell(*lines: object, width: int = CELL) -> str:
    """Lines of a table's cell, each broken where it is too long. Empty ones are left out."""
    broken = (part for line in lines if line for part in wrapped(line, width))
    return "<br>".join(escaped(part) for part in broken)


def wrapped(text: object, width: int = CELL) -> list[str]:
    """The text in lines of at most `width` characters; a longer word is broken too."""
    return textwrap.wrap(one_line(text), width, break_on_hyphens=False)


def table(heads: Sequence[object], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are markdown already."""
    lines: list[Sequence[str]] = [[escaped(head) for head in heads], ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def details(summary: object, body: str) -> str:
    """A part that is folded until somebody opens it."""
    return f"<details>\n<summary>{html.escape(one_line(summary))}</summary>\n\n{body}\n\n</details>"


def bullets(items: Iterable[str]) -> str:
    """A list; its items are markdown already."""
    return "\n".join(f"- {item}" for item in items)


def page(*parts: str) -> str:
    """Parts one under another, empty ones left out."""
    return "\n\n".join(part for part in parts if part) + "\n"
