"""What was found wrong or doubtful in a file, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.registry.reasons import Reason
from models.texts import Language, Text

_SHEET = Text(ru="лист «{sheet}»", kk="«{sheet}» парағы", en="sheet “{sheet}”")
_ROW = Text(ru="строка {row}", kk="{row}-жол", en="row {row}")
_COLUMN = Text(ru="столбец «{column}»", kk="«{column}» бағаны", en="column “{column}”")
_REGISTRY = Text(ru="уже в реестре", kk="тізілімде бар", en="in the registry already")
# A cell's value is shown whole unless it is a paragraph.
_SHOWN = 120


class Weight(StrEnum):
    """How much a finding weighs."""

    # The row is not imported.
    ERROR = "error"
    # The row is not imported because one it rests on is not.
    DEPENDENT = "dependent"
    # The row is imported; someone should look at it.
    WARNING = "warning"


@dataclass(frozen=True)
class Place:
    """Where: a file, a sheet of a workbook, a row counted from 1 as a spreadsheet counts, 0 for the file itself."""

    file: str
    sheet: str = ""
    row: int = 0

    def in_(self, language: Language) -> str:
        """For people, in `language`."""
        parts = [self.file]
        if self.sheet:
            parts.append(_SHEET.in_(language).format(sheet=self.sheet))
        if self.row:
            parts.append(_ROW.in_(language).format(row=self.row))
        return ", ".join(parts)


# Where a row stands that is not in a file at all.
IN_REGISTRY = Place("")


@dataclass(frozen=True)
class Finding:
    """One thing found: where, in which cell, what stands there, why it can't stay so."""

    place: Place
    reason: Reason
    weight: Weight = Weight.ERROR
    # The column as the file names it; its cell, "C14", in a workbook.
    column: str = ""
    cell: str = ""
    value: str = ""
    # Fill the reason's places.
    details: Mapping[str, object] = field(default_factory=dict)

    def why(self, language: Language) -> str:
        """The reason, in `language`."""
        return self.reason.text.in_(language).format(
            **{name: shown(value, language) for name, value in self.details.items()}
        )

    def line(self, language: Language) -> str:
        """One line for people: place, column, value, reason."""
        where = self.place.in_(language)
        if self.column:
            where += ", " + _COLUMN.in_(language).format(column=self.column) + (f" ({self.cell})" if self.cell else "")
        value = f" «{_short(self.value)}»" if self.value else ""
        return f"{where}:{value} — {self.why(language)}" if value else f"{where} — {self.why(language)}"

    def as_json(self, language: Language) -> dict[str, Any]:
        """For scripts; `code` and the keys are stable, `reason` is in `language`."""
        return {
            "file": self.place.file,
            "sheet": self.place.sheet or None,
            "row": self.place.row or None,
            "column": self.column or None,
            "cell": self.cell or None,
            "value": _short(self.value),
            "code": self.reason.code,
            "weight": self.weight.value,
            "reason": self.why(language),
        }


def shown(value: object, language: Language) -> str:
    """A detail of a reason as people read it."""
    match value:
        case Place():
            return value.in_(language) if value.file else _REGISTRY.in_(language)
        case Text():
            return value.in_(language)
        case date():
            return value.strftime("%Y-%m-%d" if language == "en" else "%d.%m.%Y")
        case tuple() | list():
            return ", ".join(shown(each, language) for each in value)
        case _:
            return str(value)


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
