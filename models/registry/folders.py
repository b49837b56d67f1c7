"""A folder of registries: its own files, and a folder in it for each further authority."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from models.registry.columns import normal
from models.registry.forms import AUTHORITIES
from models.registry.importing import Options, import_registry
from models.registry.report import Report


def folders_in(path: Path) -> list[Path]:
    """`path`, and the folders in it that have a table of authorities: another folder in it is none of a registry's."""
    inside = sorted(each for each in path.iterdir() if each.is_dir()) if path.is_dir() else []
    further = [each for each in inside if any(normal(file.stem) in AUTHORITIES.names for file in each.iterdir())]
    own = not path.is_dir() or not further or any(each.is_file() for each in path.iterdir())
    return [*([path] if own else []), *further]


def import_all(session: Session, path: Path, options: Options, *, at: datetime) -> Report:
    """Import `path` and the registries in it, each of which is by itself; all of them or, without `partial`, none.

    In the session's own transaction; as `import_registry` otherwise.
    """
    folders = folders_in(path)
    with session.begin_nested() as together:
        labels = ["" if each == path else f"{each.name}/" for each in folders]
        reports = [
            import_registry(session, each, options, at=at, label=label)
            for each, label in zip(folders, labels, strict=True)
        ]
        if any(not report.imported for report in reports):
            together.rollback()
    return reports[0] if len(reports) == 1 else _joined(reports)


def _joined(reports: Sequence[Report]) -> Report:
    tables: dict[str, Counter[str]] = {}
    for report in reports:
        for table, counts in report.tables.items():
            tables.setdefault(table, Counter(dict.fromkeys(counts, 0))).update(counts)
    return Report(
        partial=reports[0].partial,
        dry_run=reports[0].dry_run,
        sheets=[sheet for report in reports for sheet in report.sheets],
        tables={table: dict(counts) for table, counts in tables.items()},
        changes=[change for report in reports for change in report.changes],
        findings=[found for report in reports for found in report.findings],
        imported=all(report.imported for report in reports),
    )
