"""A commission with cases waiting, and somebody who fills its agenda in cell by cell, as a spreadsheet does."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from models.agenda.book import FIRST_CASE, MEMBER, OFFERED
from models.clock import SimulatedClock
from models.record.database import writing
from tasks import meeting_books
from tests.installed import Setting
from tests.record.rotation_year import CYCLE, PORTFOLIO, moment, opened, said

MET = date(2026, 12, 21)


def number(n: int) -> str:
    """The n-th case."""
    return f"{CYCLE}-{n:03d}"


def waiting(record: Engine, heads: int, **own: str) -> None:
    """Heads of one settlement before the commission, their portfolios sent; `own` are the authority's parameters."""
    opened(record, heads, **own)
    with writing(record) as session:
        for n in range(1, heads + 1):
            said(session, number(n), *PORTFOLIO)


def seated(record: Engine, heads: int, setting: Setting, folder: Path, **own: str) -> None:
    """They wait, and this process works on this record, on the day of the meeting."""
    waiting(record, heads, **own)
    clock = SimulatedClock(folder / "clock")
    clock.set(moment(MET))
    setting(simulated_clock=str(clock.path), database_url=record.url.render_as_string(hide_password=False))


def exchange(n: int) -> dict[str, Any]:
    """The n-th row: rotated to the place of the neighbour, 1 and 2, 3 and 4 ..."""
    to = n + 1 if n % 2 else n - 1
    return {
        "votes.rotate": 5, "votes.refuse": 1, "decision": "провести ротацию",
        "destination.organisation": f"Центр C-{to} (C-{to})",
    }  # fmt: skip


class Sheets:
    """An agenda being filled in."""

    def __init__(self, book: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(book))
        self.meeting, self.cases = self.book.worksheets[0], self.book.worksheets[1]
        assert isinstance(self.meeting, Worksheet)
        marks = [str(cell.value or "") for cell in self.cases[1]]
        self.columns = {mark.removesuffix(OFFERED): at for at, mark in enumerate(marks, start=1)}
        self.rows: dict[Any, int] = {
            row[0].value: int(row[0].row or 0) for row in self.cases.iter_rows(min_row=FIRST_CASE)
        }

    def meet(self, absent: tuple[str, ...] = ("Член 6",), met_on: Any = datetime(2026, 12, 21)) -> "Sheets":  # noqa: DTZ001
        """Attendance, day and number of the minutes."""
        for row in self.meeting.iter_rows():
            if len(row) > 4 and row[3].value == MEMBER:
                row[1].value = "нет" if row[4].value in absent else "да"
            elif len(row) > 3 and row[3].value in ("met_on", "minutes_no"):
                row[1].value = met_on if row[3].value == "met_on" else 4
        return self

    def decide(self, case: str, values: Mapping[str, Any]) -> "Sheets":
        """One row."""
        for path, value in values.items():
            self.cases.cell(self.rows[case], self.columns[path]).value = value
        return self

    def cell(self, case: str, path: str) -> Any:
        """One cell."""
        return self.cases.cell(self.rows[case], self.columns[path])

    def bytes(self) -> bytes:
        """As it is saved."""
        written = BytesIO()
        self.book.save(written)
        return written.getvalue()


def filled(heads: int, row: Callable[[int], Mapping[str, Any]] = exchange) -> Sheets:
    """The agenda of all cases, filled in."""
    _, book, count = meeting_books.agenda_book(CYCLE, "ru")
    assert count == heads
    sheets = Sheets(book).meet()
    for n in range(1, heads + 1):
        sheets.decide(number(n), row(n))
    return sheets
