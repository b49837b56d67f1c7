"""The clauses of the five texts, as they were read: `tests/pages/<procedure>.csv`, one row a clause or paragraph.

clause  as the text numbers it; `9 ¶4` is its fourth paragraph, `10 (1)` its first sub-clause
holds   what stands in it: duty, term, check, form, definition; or none
says    its own first words, and its numbers
by      of a paragraph: the places of the clause's that are this paragraph's; left out: those no other row names
why     of a clause that asks nothing of a procedure: why not
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HOLDS = ("duty", "term", "check", "form", "definition", "none")
ASKS = ("duty", "term", "check", "form")
"""What has to live somewhere in the code."""


@dataclass(frozen=True)
class Row:
    """One clause, or one paragraph or sub-clause of it."""

    clause: str
    holds: tuple[str, ...]
    says: str
    by: tuple[str, ...]
    why: str
    leads: bool
    """It is the first row of its clause: what no other row of the clause names is its."""

    @property
    def whole(self) -> str:
        """The clause it is a part of, or is."""
        return whole_of(self.clause)

    @property
    def asks(self) -> bool:
        """It asks for something that the procedure has to do."""
        return any(each in ASKS for each in self.holds)


def whole_of(clause: str) -> str:
    """The clause that a paragraph or sub-clause is a part of."""
    return re.split(r" [¶(]", clause)[0]


def rows(procedure: str) -> tuple[Row, ...]:
    """The clauses of a procedure's text, in its order."""
    seen: set[str] = set()

    def read(r: dict[str, str]) -> Row:
        whole = whole_of(r["clause"])
        leads = whole not in seen
        seen.add(whole)
        return Row(r["clause"], tuple(r["holds"].split()), r["says"], tuple(r["by"].split()), r["why"], leads)

    with (Path(__file__).parent / f"{procedure}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(read(r) for r in csv.DictReader(file, strict=True))


_NUMBER = r"(?:[IVX]+|\d+(?:[.-]\d+)*)"
_NUMBERS = re.compile(rf"{_NUMBER}(?: \(\d+\))?(?:(?:, | and | to |–){_NUMBER}(?: \(\d+\))?)*")
_CITED = re.compile(
    rf"\b(?:[Cc]lauses?|[Aa]nswers?|[Ee]xemptions?) ({_NUMBERS.pattern})|\b([Aa]ppendix(?: \d+(?:-\d+)?)?)"
)


def cited(text: str, known: Sequence[str]) -> Iterator[str]:
    """The clauses that a docstring cites: "Clauses 2.2 to 2.5, 2.8", "answer VII", "clauses 44-48", "appendix 1-2"."""
    for numbers, appendix in _CITED.findall(text):
        yield from (appendix.lower(),) if appendix else numbered(numbers, known)


def numbered(numbers: str, known: Sequence[str]) -> Iterator[str]:
    """The clauses of a list such as `10 (1), 12` or `2.2 to 2.5`: in the form of the rows, whole ranges spelt out."""
    for part in re.split(r", | and ", numbers):
        first, _, last = part.partition(" to ")
        if part not in known and not last:
            first, _, last = part.rpartition("-")
        if first in known and last in known and first != last:
            yield from known[known.index(first) : known.index(last) + 1]
        else:
            yield part
