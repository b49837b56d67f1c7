"""Every threat that the documentation names has an answer and a test, and each of these tests is there."""

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = [TESTS.parent / "docs" / name for name in ("access.md", "threats.md")]
NAMED = re.compile(r"`(?:tests/)?((?:\w+/)*test_\w+\.py)?(?:: )?(test_\w+)?(\.\.\.)?`")


@cache
def written() -> dict[str, str]:
    """Every test file by its path under tests/, with its text."""
    return {str(file.relative_to(TESTS)): file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py")}


def rows() -> list[tuple[str, str]]:
    """Threat and test of each row of a table of threats."""
    found = []
    for page in PAGES:
        tables = re.split(r"\n\| threat \|.*\n\|[-|]+\|\n", page.read_text(encoding="utf-8"))[1:]
        for table in tables:
            lines = table.split("\n\n")[0].splitlines()
            found += [(cells[0], cells[2]) for line in lines if (cells := line.strip("| ").split(" | "))]
    return found


@pytest.mark.parametrize(("threat", "tests"), rows(), ids=[threat[:40] for threat, _ in rows()])
def test_a_threats_test_is_there(threat: str, tests: str) -> None:
    assert re.findall(r"`[^`]*tests?[/_][^`]*`", tests), f"{threat}: no test is named"
    for file, name, cut in (found.groups() for found in NAMED.finditer(tests)):
        where = [text for path, text in written().items() if file is None or path.endswith(file)]
        assert where, f"{threat}: there is no {file}"
        if name:
            wanted = re.compile(f"def {name}" + ("" if cut else "\\b"))
            assert any(wanted.search(text) for text in where), f"{threat}: there is no {name}"
    for path in re.findall(r"`tests/([\w/.]+)`", tests):
        assert (TESTS / path).exists(), f"{threat}: there is no tests/{path}"


def test_the_tables_are_read() -> None:
    assert len(rows()) > 25
