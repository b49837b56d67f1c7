"""Tells by its header which table a sheet is, and which column holds what."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import PurePath

from models.registry import reasons
from models.registry.cells import Raw, as_shown, tidy
from models.registry.columns import Column, Kind, TableForm, normal
from models.registry.findings import Finding
from models.registry.forms import FORMS
from models.registry.sources import Sheet
from models.registry.workbooks import Unreadable, cell_name

# Offices put a title and the date above the header.
_LOOKED_AT = 10


@dataclass(frozen=True)
class Layout:
    """A sheet whose header is understood; `columns` is None where a column has no title."""

    sheet: Sheet
    form: TableForm
    columns: tuple[Column | None, ...]
    titles: tuple[str, ...]
    # The rows below the header.
    rows: Iterator[tuple[int, list[Raw]]]

    @property
    def fields(self) -> frozenset[str]:
        """The fields the header names: an empty cell below clears them, a field not named stays as it is."""
        return frozenset(column.field for column in self.columns if column)

    def position(self, field: str) -> int | None:
        """The column of a field, counted from 0; None if the header does not name it."""
        for at, column in enumerate(self.columns):
            if column and column.field == field:
                return at
        return None


def understand(sheet: Sheet) -> Layout | None:
    """The sheet's layout; None, with findings in the sheet that say why, if the header is not understood."""
    try:
        first = list(islice(sheet.rows, _LOOKED_AT))
    except Unreadable as unreadable:
        sheet.findings.append(Finding(sheet.place(), unreadable.reason, details=unreadable.details))
        return None
    if not first:
        if not sheet.name:  # an empty sheet of a workbook is how Excel makes workbooks
            sheet.findings.append(Finding(sheet.place(), reasons.EMPTY))
        return None
    at = max(range(len(first)), key=lambda each: (_recognised(first[each][1]), -each))
    number, cells = first[at]
    titles = [tidy(as_shown(cell)) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    form = _which(sheet, number, [title for title in titles if title])
    columns = _columns(sheet, number, form, titles) if form else None
    if form is None or columns is None:
        return None
    return Layout(sheet, form, columns, tuple(titles), chain(first[at + 1 :], sheet.rows))


def _recognised(cells: list[Raw]) -> int:
    names = {normal(tidy(cell)) for cell in cells if isinstance(cell, str)}
    return max(len(names & form.by_name.keys()) for form in FORMS)


def _which(sheet: Sheet, number: int, titles: list[str]) -> TableForm | None:
    names = [normal(title) for title in titles]
    fitting = [form for form in FORMS if _distance(form, names) == 0]
    named = _named(sheet)
    # A file called after a table that has all its columns, but lacks one, is that table with a column forgotten, even
    # if it makes another table whole: organisations without their settlements look like authorities.
    if named and (named in fitting or not fitting or all(name in named.by_name for name in names)):
        return named
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        tables = tuple(form.title for form in fitting)
        sheet.findings.append(Finding(sheet.place(number), reasons.HEADER_TIE, details={"tables": tables}))
        return None
    nearest = min(FORMS, key=lambda form: _distance(form, names))
    known = [name for name in names if name in nearest.by_name]
    if len(known) * 2 > len(names):
        return nearest
    missing = nearest.missing({nearest.by_name[name].field for name in known})
    unknown = tuple(title for title in titles if normal(title) not in nearest.by_name)
    details = {
        "table": nearest.title,
        "missing": tuple(column.accepted for column in missing) or "—",
        "unknown": unknown or "—",
        "accepted": nearest.accepted,
    }
    sheet.findings.append(Finding(sheet.place(number), reasons.HEADER_UNKNOWN, details=details))
    return None


def _distance(form: TableForm, names: list[str]) -> int:
    """How many columns are missing or unknown if the names are those of this table."""
    known = {form.by_name[name].field for name in names if name in form.by_name}
    return len(form.missing(known)) + sum(1 for name in names if name not in form.by_name)


def _named(sheet: Sheet) -> TableForm | None:
    """The table the sheet, or the csv file, is called after."""
    name = f" {normal(sheet.name or PurePath(sheet.file).stem)} "
    found = [(len(each), form) for form in FORMS for each in form.names if f" {each} " in name]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _columns(sheet: Sheet, number: int, form: TableForm, titles: list[str]) -> tuple[Column | None, ...] | None:
    place = sheet.place(number)
    columns: list[Column | None] = []
    by_field: dict[str, str] = {}
    wrong = []
    for at, title in enumerate(titles):
        column = form.by_name.get(normal(title)) if title else None
        columns.append(column)
        cell = cell_name(number, at) if sheet.name else ""
        if title and column is None:
            details: dict[str, object] = {"table": form.title, "accepted": form.accepted}
            wrong.append(Finding(place, reasons.HEADER_EXTRA, column=title, cell=cell, details=details))
        elif column and column.kind is not Kind.SKIPPED and column.field in by_field:
            details = {"first": by_field[column.field]}
            wrong.append(Finding(place, reasons.HEADER_TWICE, column=title, cell=cell, details=details))
        elif column:
            by_field[column.field] = title
    for column in form.missing(set(by_field)):
        details = {"table": form.title, "accepted": column.accepted}
        wrong.append(Finding(place, reasons.HEADER_MISSING, column=column.title.en, details=details))
    sheet.findings += wrong
    return None if wrong else tuple(columns)
