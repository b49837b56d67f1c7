"""Imports files into a record and looks at what is there then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine, func, select

from models.record.database import reading, writing
from models.record.tables import metadata
from models.registry.findings import Weight
from models.registry.importing import Options, import_registry
from models.registry.report import Report

AT = datetime(2026, 11, 1, 20, 30, tzinfo=UTC)
# In Almaty the next day has begun.
ON = date(2026, 11, 2)

Files = dict[str, str | bytes | list[list[Any]]]


@dataclass
class Office:
    """A record, and a folder whose files are imported."""

    engine: Engine
    folder: Path

    def write(self, files: Files) -> Path:
        """The folder with these files alone, or the file where there is one. Text is saved as UTF-8."""
        for old in self.folder.iterdir():
            old.unlink()
        path = self.folder
        for name, content in files.items():
            path = self.folder / name
            if isinstance(content, list):
                workbook(path, {"Sheet": content})
            elif isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8", newline="")
        return path if len(files) == 1 else self.folder

    def imports(self, files: Files | Path, **options: Any) -> Report:
        """Import them as `merzim import` does."""
        path = files if isinstance(files, Path) else self.write(files)
        with writing(self.engine) as session:
            return import_registry(session, path, Options(**options), at=AT)

    def refuses(self, table: str, text: str | bytes, **options: Any) -> list[tuple[int, str, str]]:
        """What is found wrong with a csv file of a table: row, column, code. Nothing may have been written."""
        before = self.counts()
        report = self.imports({f"{table}.csv": text}, **options)
        assert report.outcome == "refused"
        assert self.counts() == before
        return [(found.place.row, found.column, found.reason.code) for found in report.bad]

    def counts(self) -> dict[str, int]:
        """How many rows each table of the record has, empty ones left out."""
        with reading(self.engine) as session:
            found = {
                name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
            }
        return {name: count for name, count in found.items() if count}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of the record, in the order they came in."""
        chosen = metadata.tables[table]
        with reading(self.engine) as session:
            found = session.execute(select(chosen).order_by(*chosen.primary_key.columns))
            return [dict(row._mapping) for row in found]


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """An xlsx file with these sheets."""
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def warned(report: Report) -> list[tuple[int, str, str]]:
    """Warnings: row, column, code."""
    return [(found.place.row, found.column, found.reason.code) for found in report.warnings]


def dependents(report: Report) -> list[int]:
    """Rows not taken because of others."""
    return [found.place.row for found in report.bad if found.weight is Weight.DEPENDENT]
