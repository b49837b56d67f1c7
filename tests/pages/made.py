"""All pages that are made from the code, by the file they stand in."""

from pathlib import Path

from models.regulations import PROCEDURES
from tests.pages.code_map import code_map
from tests.pages.fields import steps_and_fields
from tests.pages.places import ROOT
from tests.pages.settings import settings_table
from tests.pages.tables import page


def pages() -> dict[Path, str]:
    """The pages as the code gives them now."""
    docs = ROOT / "docs"
    tables = {docs / "clauses" / f"{code}.md": page(code) for code in PROCEDURES}
    partly = {docs / "architecture.md": code_map, docs / "scenarios.md": steps_and_fields}
    partly |= {docs / "administrator-guide.md": settings_table}
    return tables | {path: made(path.read_text(encoding="utf-8")) for path, made in partly.items()}
