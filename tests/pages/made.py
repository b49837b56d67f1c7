"""All pages that are made from the code, by the file they stand in."""

from pathlib import Path

from models.regulations import PROCEDURES
from tests.pages.code_map import code_map
from tests.pages.places import ROOT
from tests.pages.tables import page


def pages() -> dict[Path, str]:
    """The pages as the code gives them now."""
    architecture = ROOT / "docs" / "architecture.md"
    tables = {ROOT / "docs" / "clauses" / f"{code}.md": page(code) for code in PROCEDURES}
    return tables | {architecture: code_map(architecture.read_text(encoding="utf-8"))}
