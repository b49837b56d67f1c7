"""The sheets of a registry file: a csv file, every sheet of a workbook, or every such file of a folder."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.registry import reasons
from models.registry.cells import Raw
from models.registry.encodings import EncodingError, decode
from models.registry.findings import Finding, Place, Weight
from models.registry.reasons import Reason
from models.registry.workbooks import Unreadable, open_workbook

_DELIMITED = (".csv", ".tsv", ".txt")
_DELIMITERS = ";,\t"
# Files of these sizes are no registry; reading them would take the machine's memory.
_CSV_LIMIT_MB = 500


@dataclass
class Sheet:
    """A sheet: rows with their numbers, counted from 1, as a spreadsheet shows them; empty rows are left out.

    `rows` is read once. What goes wrong on the way is added to `findings`.
    """

    file: str
    # The sheet's name in a workbook; empty for csv.
    name: str
    rows: Iterator[tuple[int, list[Raw]]]
    # A csv row that has not as many cells as the header was cut wrongly; a workbook leaves out empty cells.
    ragged: bool
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)

    def place(self, row: int = 0) -> Place:
        """A row of this sheet."""
        return Place(self.file, self.name, row)


@dataclass
class Sources:
    """What was opened, and what could not be."""

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # The files themselves.
    files: list[Path] = field(default_factory=list)
    closers: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        """Close the files that are read row by row."""
        for close in self.closers:
            close()

    def refuse(self, place: Place, reason: Reason, **details: object) -> None:
        """A file or sheet that can't be read."""
        self.findings.append(Finding(place, reason, details=details))

    def warn(self, place: Place, reason: Reason, **details: object) -> None:
        """A file or sheet that is read, or left out, with a word about it."""
        self.findings.append(Finding(place, reason, Weight.WARNING, details=details))


def open_sources(path: Path, encoding: str | None = None, label: str = "") -> Sources:
    """The sheets of `path`; of a folder, those of its csv and xlsx files by name, others left out.

    `label` is put before the files' names.
    """
    sources = Sources()
    if path.is_dir():
        inside = sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith((".", "~$")))
        files = [each for each in inside if each.suffix.lower() in (*_DELIMITED, ".xlsx", ".xlsm", ".xls")]
        if not files:
            sources.refuse(Place(path.name), reasons.EMPTY)
    elif path.is_file():
        files = [path]
    else:
        files = []
        sources.refuse(Place(str(path)), reasons.NO_FILE)
    sources.files = files
    for file in files:
        _open(file, label + file.name, encoding, sources)
    return sources


def _open(file: Path, name: str, encoding: str | None, sources: Sources) -> None:
    place = Place(name)
    with file.open("rb") as opened:
        begins = opened.read(8)
    if begins.startswith(b"\xd0\xcf\x11\xe0"):
        sources.refuse(place, reasons.OLD_EXCEL)
    elif begins.startswith(b"PK\x03\x04"):
        _open_workbook(file, name, sources)
    elif file.suffix.lower() in _DELIMITED:
        _open_delimited(file, name, encoding, sources)
    elif file.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        sources.refuse(place, reasons.DAMAGED, detail="zip")
    else:
        sources.refuse(place, reasons.NOT_SUPPORTED)


def _open_workbook(file: Path, name: str, sources: Sources) -> None:
    try:
        pages, close = open_workbook(file)
    except Unreadable as unreadable:
        sources.refuse(Place(name), unreadable.reason, **unreadable.details)
        return
    sources.closers.append(close)
    for page in pages:
        if page.hidden:
            sources.warn(Place(name, page.name), reasons.HIDDEN_SHEET)
        else:
            sources.sheets.append(Sheet(name, page.name, page.rows, ragged=True))


def _open_delimited(file: Path, name: str, encoding: str | None, sources: Sources) -> None:
    place = Place(name)
    if file.stat().st_size > _CSV_LIMIT_MB * 1_000_000:
        sources.refuse(place, reasons.TOO_LARGE, limit=_CSV_LIMIT_MB)
        return
    try:
        decoded = decode(file.read_bytes(), encoding)
    except EncodingError as error:
        sources.refuse(place, error.reason, **error.details)
        return
    sheet = Sheet(name, "", iter(()), ragged=False, encoding=decoded.encoding)
    sheet.rows = _delimited_rows(sheet, decoded.text)
    if decoded.guessed:
        sources.warn(place, reasons.ENCODING_GUESSED, encoding=decoded.encoding)
    sources.sheets.append(sheet)


def _delimited_rows(sheet: Sheet, text: str) -> Iterator[tuple[int, list[Raw]]]:
    text, delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell and not cell.isspace() for cell in cells):
                yield number, list(cells)
    except csv.Error:
        # What follows can't be told apart into rows any more.
        sheet.findings.append(Finding(sheet.place(number + 1), reasons.QUOTES))


def _delimiter(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=;` line, blanked so that rows keep their numbers, and the delimiter.

    Without that line it is the delimiter that splits the first line that any of them splits into most cells.
    """
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) == 5:
        return "\n" + rest, told[4]
    for line in text[:100_000].splitlines():
        counts = {each: len(next(csv.reader([line], delimiter=each), [])) for each in _DELIMITERS}
        best = max(counts, key=lambda each: counts[each])
        if counts[best] > 1:
            return text, best
    return text, ";"
