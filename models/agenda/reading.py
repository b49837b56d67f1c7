"""A filled workbook of a meeting, read again: whole, every wrong cell told with what would be accepted.

It comes from outside. Its size is looked at before it is unpacked, a workbook with macros or formulas is refused, and
reading stops at the first row too many.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

from models.agenda import words
from models.agenda.book import CASE, FACTS, MARK, MEMBER, OFFERED
from models.agenda.cells import WrongCell, as_told, cell_value, yes_or_no
from models.errors import InvalidInput, Refusal
from models.forms import CLAUSE
from models.meetings import ATTENDANCE, Field, nested
from models.registry.cells import Raw
from models.registry.workbooks import Page, cell_name, open_workbook
from models.texts import Language, Text

FILE_MB, UNPACKED_MB = 10, 60
"""A workbook of 5,000 cases is some 0.6 MB, and unpacks to some 10."""
ROWS, COLUMNS, PARTS = 6_000, 200, 500


class NotRead(InvalidInput):
    """The file is no filled agenda of a meeting. `reason` says why, in the reader's language."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True)
class Problem:
    """Why a row is not taken: where it stands, and what would be accepted.

    row, cell  as the spreadsheet counts them; 0 and empty for the whole file
    column     as the sheet heads it
    clause     of the act, where the law refuses; empty where the cell can't be read
    """

    sheet: str
    row: int
    reason: Text
    column: str = ""
    cell: str = ""
    case: str = ""
    clause: str = ""
    value: str = ""

    def line(self, language: Language) -> str:
        """One line for people."""
        where = words.ROW.filled(sheet=self.sheet, row=self.row).in_(language) if self.row else self.sheet
        named = ", ".join(
            part for part in (where, self.case, f"«{self.column}»" if self.column else "", self.cell) if part
        )
        reason = self.reason.in_(language) + (
            f" ({CLAUSE.filled(clause=self.clause).in_(language)})" if self.clause else ""
        )
        return f"{named}: «{self.value}» — {reason}" if self.value else f"{named}: {reason}"

    def as_json(self, language: Language) -> dict[str, Any]:
        """For scripts: the keys are stable, `reason` is in `language`."""
        data = {
            "sheet": self.sheet, "row": self.row, "column": self.column, "cell": self.cell, "case": self.case,
            "clause": self.clause, "value": self.value,
        }  # fmt: skip
        return {name: value or None for name, value in data.items()} | {"reason": self.reason.in_(language)}


@dataclass(frozen=True)
class FilledRow:
    """A case's row: where it stands, its form as far as it was filled in, and the cells by the field's path."""

    row: int
    case: str
    form: Mapping[str, Any]
    cells: Mapping[str, str]


@dataclass
class Filled:
    """What a workbook says. `rows` are those with anything filled in; with problems, nothing is to be recorded."""

    cycle: str
    step: str
    sheet: str = ""
    meeting_sheet: str = ""
    # How the sheet heads each field's column.
    titles: dict[str, str] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)
    rows: list[FilledRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def key(self, row: FilledRow) -> str:
        """Names what a row says: the same said again is known by it, in whatever workbook it comes."""
        said = json.dumps([self.cycle, row.case, self.shared, row.form], ensure_ascii=False, sort_keys=True)
        return f"sheet-{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def refused(self, refusal: Refusal, fields: Sequence[Field]) -> Problem:
        """A refusal of the law, at its row and the column that is to be mended."""
        row = next((r for r in self.rows if r.case == refusal.case), None)
        at = next((f for f in fields if f.path == refusal.field), None) or next(
            (f for f in fields if f.path.startswith(f"{refusal.field}.")), None
        )
        clause = "" if refusal.clause in ("", "-", "own") else refusal.clause
        if row is None or at is None or at.path not in row.cells:
            return Problem(self.sheet, row.row if row else 0, refusal.reason, case=refusal.case, clause=clause)
        column = self.titles.get(at.path, at.title)
        return Problem(self.sheet, row.row, refusal.reason, column, row.cells[at.path], refusal.case, clause)


def read(data: bytes, shared: Sequence[Field], fields: Sequence[Field]) -> Filled:
    """What the workbook says. Raises `NotRead` where it can't be read at all."""
    with _opened(data) as pages:
        found = Filled(*_facts(pages))
        seen, asked = False, {MEMBER, *(each.path for each in shared)}
        for page in pages:
            if page.name == FACTS or page.hidden:
                continue
            rows = list(_bounded(page))
            paths = _paths(rows)
            if paths is not None:
                seen, found.sheet = True, page.name
                _read_cases(found, rows, paths, fields)
            elif any(len(cells) > 3 and cells[3] in asked for _, cells in rows):
                _read_meeting(found, page.name, rows, shared)
    if not seen:
        raise NotRead(words.NOT_OURS)
    return found


@contextmanager
def _opened(data: bytes) -> Iterator[Sequence[Page]]:
    """The sheets of a workbook that is not too large to be unpacked."""
    if len(data) > FILE_MB * 1_000_000:
        raise NotRead(words.TOO_LARGE.filled(limit=FILE_MB))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotRead(words.OLD)
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotRead(words.NO_WORKBOOK) from error
    if len(parts) > PARTS or sum(each.file_size for each in parts) > UNPACKED_MB * 1_000_000:
        raise NotRead(words.TOO_LARGE.filled(limit=UNPACKED_MB))
    if any(each.filename.lower().endswith(("vbaproject.bin", ".vbs", ".exe", ".dll")) for each in parts):
        raise NotRead(words.MACROS)
    try:
        pages, close = open_workbook(BytesIO(data))
    except Exception as error:
        # Whatever a hostile file makes of the reader: it is no agenda.
        raise NotRead(words.NO_WORKBOOK) from error
    try:
        yield pages
    finally:
        close()


def _facts(pages: Sequence[Page]) -> tuple[str, str]:
    """The cycle and the step that the workbook was made for."""
    for page in pages:
        if page.name == FACTS:
            for _, cells in _bounded(page):
                if len(cells) >= 3 and cells[0] == MARK:
                    return str(cells[1]), str(cells[2])
    raise NotRead(words.NOT_OURS)


def _bounded(page: Page) -> Iterator[tuple[int, list[Raw]]]:
    """The rows of a sheet; not more than any meeting has."""
    try:
        for count, (number, cells) in enumerate(page.rows, start=1):
            if count > ROWS or number > ROWS * 10 or len(cells) > COLUMNS:
                raise NotRead(words.TOO_MANY.filled(sheet=page.name, rows=ROWS, columns=COLUMNS))
            yield number, cells
    except NotRead:
        raise
    except Exception as error:
        raise NotRead(words.NO_WORKBOOK) from error


def _paths(rows: Sequence[tuple[int, list[Raw]]]) -> list[str] | None:
    """The paths of the columns, from the hidden row; None: it is no sheet of cases."""
    if not rows or not rows[0][1] or rows[0][1][0] != CASE:
        return None
    return [str(cell or "") for cell in rows[0][1]]


def _read_cases(
    found: Filled, rows: Sequence[tuple[int, list[Raw]]], paths: Sequence[str], fields: Sequence[Field]
) -> None:
    by_path = {each.path: each for each in fields}
    columns = [
        (at, by_path[path] if path == mark else _offered(by_path[path]))
        for at, mark in enumerate(paths)
        if (path := mark.removesuffix(OFFERED)) in by_path
    ]
    missing = [each.title for each in fields if each.required and not {each.path, each.path + OFFERED} & set(paths)]
    if missing:
        found.problems.append(Problem(found.sheet, 1, words.NO_COLUMN.filled(columns="; ".join(missing))))
        return
    heads = rows[1][1] if len(rows) > 1 else []
    found.titles |= {each.path: as_told(heads[at]) for at, each in columns if at < len(heads) and heads[at]}
    seen: dict[str, int] = {}
    for number, cells in rows[2:]:
        case, values, at_cells = str(cells[0] or "").strip() if cells else "", {}, {}
        problems: list[Problem] = []
        for at, each in columns:
            raw = cells[at] if at < len(cells) else None
            at_cells[each.path] = cell_name(number, at)
            try:
                value = cell_value(raw, each)
            except WrongCell as wrong:
                title, cell = found.titles.get(each.path, each.title), at_cells[each.path]
                problems.append(Problem(found.sheet, number, wrong.reason, title, cell, case, value=as_told(raw)))
                continue
            if value is not None:
                values[each.path] = value
        if not values and not problems:
            continue
        if not case:
            problems = [Problem(found.sheet, number, words.WHOSE)]
        elif case in seen:
            problems = [Problem(found.sheet, number, words.TWICE.filled(row=seen[case]), case=case)]
        seen.setdefault(case, number)
        found.problems += problems
        found.rows.append(FilledRow(number, case, nested(values), at_cells))


def _offered(each: Field) -> Field:
    """The field as the workbook asks it: of names that hang on the case."""
    return replace(each, kind="choice" if each.kind == "text" else each.kind, fixed=False)


def _read_meeting(found: Filled, sheet: str, rows: Sequence[tuple[int, list[Raw]]], shared: Sequence[Field]) -> None:
    by_path = {each.path: each for each in shared}
    found.meeting_sheet = sheet
    attended: list[str] = []
    marked = False
    present_at = ""
    for number, cells in rows:
        path = str(cells[3] or "") if len(cells) > 3 else ""
        raw, where = cells[1] if len(cells) > 1 else None, cell_name(number, 1)
        try:
            if path == MEMBER and len(cells) > 4 and cells[4]:
                was = yes_or_no(raw)
                marked = marked or was is not None
                attended += [str(cells[4])] if was else []
            elif path in by_path:
                value = cell_value(raw, by_path[path])
                present_at = where if path == "present" else present_at
                if value is not None:
                    found.shared[path] = value
        except WrongCell as wrong:
            column = as_told(cells[0])
            found.problems.append(Problem(sheet, number, wrong.reason, column, where, value=as_told(raw)))
    if not marked:
        return
    found.shared[ATTENDANCE] = attended
    if found.shared.setdefault("present", len(attended)) != len(attended):
        reason = words.COUNT.filled(present=found.shared["present"], marked=len(attended))
        found.problems.append(Problem(sheet, 0, reason, by_path["present"].title, present_at))


def belongs(found: Filled, cycle: str) -> None:
    """The workbook is of this cycle. Raises `InvalidInput`."""
    if found.cycle != cycle:
        raise InvalidInput(f"the workbook is an agenda of {found.cycle}, not of {cycle}")
