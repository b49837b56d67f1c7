"""The lines of a sheet, each cell read by its column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.registry import reasons
from models.registry.cells import CellError, Raw, Value, as_shown, read_cell
from models.registry.findings import Finding, Place, Weight
from models.registry.headers import Layout
from models.registry.reasons import Reason
from models.registry.workbooks import Unreadable, cell_name

# Good cells of a column that are not read again.
_REMEMBERED = 5_000


@dataclass(slots=True)
class Line:
    """One row of a file. `values` has the cells that could be read, None where they are empty."""

    layout: Layout
    number: int
    raw: list[Raw]
    findings: list[Finding]
    values: dict[str, Value] = field(default_factory=dict)
    # Not to be imported.
    bad: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.layout.sheet.place(self.number)

    def text(self, name: str) -> str | None:
        """A cell of text; None where it is empty, unreadable or not in the file."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def refuse(self, reason: Reason, name: str = "", /, **details: object) -> None:
        """The line is not imported, because of the cell of the field `name`."""
        self._find(reason, name, Weight.ERROR, details)
        self.bad = True

    def drop(self, reason: Reason, name: str = "", /, **details: object) -> None:
        """The line is not imported because of another one."""
        self._find(reason, name, Weight.DEPENDENT, details)
        self.bad = True

    def warn(self, reason: Reason, name: str = "", /, **details: object) -> None:
        """The line is imported; someone should look at it."""
        self._find(reason, name, Weight.WARNING, details)

    def _find(self, reason: Reason, name: str, weight: Weight, details: Mapping[str, object]) -> None:
        at = self.layout.position(name) if name else None
        column = cell = value = ""
        if at is not None:
            column = self.layout.titles[at]
            cell = cell_name(self.number, at) if self.layout.sheet.name else ""
            value = as_shown(self.raw[at]) if at < len(self.raw) else ""
        self.findings.append(Finding(self.place, reason, weight, column, cell, value, details))


def read_lines(layout: Layout, countries: Mapping[str, str], authority: str, findings: list[Finding]) -> Iterator[Line]:
    """Every line below the header, bad ones too, with what is wrong added to `findings`.

    `countries` is the country of each authority, by which phones without a country code are read; `authority` is
    the one of lines that name none.
    """
    width = len(layout.columns)
    workbook = bool(layout.sheet.name)
    own = layout.position("authority")
    # Most columns say the same few things over and over.
    seen: list[dict[tuple[str, str], Value]] = [{} for _ in layout.columns]
    read = [(at, column) for at, column in enumerate(layout.columns) if column]
    untitled = [at for at, column in enumerate(layout.columns) if column is None]
    try:
        for number, raw in layout.rows:
            line = Line(layout, number, raw, findings)
            surplus = any(as_shown(cell).strip() for cell in raw[width:])
            if surplus or (len(raw) < width and not layout.sheet.ragged):
                line.refuse(reasons.WRONG_CELLS, cells=len(raw), columns=width)
            elif len(raw) < width:
                raw += [None] * (width - len(raw))
            if any(raw[at] is not None and as_shown(raw[at]).strip() for at in untitled if at < len(raw)):
                line.refuse(reasons.UNTITLED)
            if line.bad:
                yield line
                continue
            region = countries.get(str(raw[own]).strip() if own is not None and raw[own] else authority, "KZ")
            for at, column in read:
                value, repeated = raw[at], seen[at]
                if isinstance(value, str) and (region, value) in repeated:
                    line.values[column.field] = repeated[region, value]
                    continue
                cell = cell_name(number, at) if workbook else ""
                try:
                    line.values[column.field], doubts = read_cell(column, value, region=region, cell=cell)
                except CellError as refused:
                    line.refuse(refused.reason, column.field, **refused.details)
                    continue
                if not doubts and isinstance(value, str) and len(repeated) < _REMEMBERED:
                    repeated[region, value] = line.values[column.field]
                for doubt in doubts:
                    line.warn(doubt.reason, column.field, **doubt.details)
            _check_alternatives(line)
            yield line
    except Unreadable as unreadable:
        findings.append(Finding(layout.sheet.place(), unreadable.reason, details=unreadable.details))


def _check_alternatives(line: Line) -> None:
    """A name is given in parts or whole: one of the two ways must be filled, whichever the header has."""
    for groups in line.layout.form.alternatives:
        if any(all(line.values.get(name) is not None for name in group) for group in groups):
            continue
        for group in groups:
            for name in group:
                # A cell that could not be read is not in `values`: that is said already.
                if name in line.values and line.values[name] is None:
                    line.refuse(reasons.REQUIRED, name)
