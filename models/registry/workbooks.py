"""Sheets of an xlsx workbook, row by row, without loading it whole."""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.registry import reasons
from models.registry.cells import Raw, Spoilt
from models.registry.reasons import NotTaken

# A workbook of 100,000 rows unpacks to some 50 MB.
_LIMIT_MB = 1_000


class Unreadable(NotTaken):  # what the file is
    """The workbook can't be read."""


@dataclass(frozen=True)
class Page:
    """A sheet of the workbook: its name, its rows that are not empty with their numbers."""

    name: str
    hidden: bool
    rows: Iterator[tuple[int, list[Raw]]]


def open_workbook(path: Path | BinaryIO) -> tuple[list[Page], Callable[[], None]]:
    """Its worksheets in their order, and what closes the file. Raises `Unreadable`, also while rows are read."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > _LIMIT_MB * 1_000_000:
            raise Unreadable(reasons.TOO_LARGE, limit=_LIMIT_MB)
        with warnings.catch_warnings():
            # About styles and extensions this does not read.
            warnings.simplefilter("ignore")
            workbook = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Unreadable:
        raise
    except Exception as error:
        # Whatever a damaged part makes of the reader.
        raise Unreadable(reasons.DAMAGED, detail=type(error).__name__) from error
    pages = []
    for sheet in workbook.worksheets:
        # The size a file states is wrong in files of many programs; without it every row is read.
        sheet.reset_dimensions()
        pages.append(Page(sheet.title, sheet.sheet_state != "visible", _rows(sheet)))
    return pages, workbook.close


def _rows(sheet: Any) -> Iterator[tuple[int, list[Raw]]]:
    # Without dimensions openpyxl gives every row from 1 on, empty ones too.
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            row = [_raw(cell) for cell in cells]
            if any(_filled(cell) for cell in row):
                yield number, row
    except Exception as error:
        raise Unreadable(reasons.DAMAGED, detail=type(error).__name__) from error


def _filled(cell: Raw) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _raw(cell: Any) -> Raw:
    if cell.data_type == "f":
        # An array formula is an object with the text inside.
        return Spoilt(str(getattr(cell.value, "text", cell.value)), formula=True)
    if cell.data_type == "e":
        return Spoilt(str(cell.value), formula=False)
    value: Raw = cell.value
    return value


def cell_name(row: int, column: int) -> str:
    """ "C14" for row 14, the third column (counted from 0: 2)."""
    return f"{get_column_letter(column + 1)}{row}"
