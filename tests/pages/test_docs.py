"""What the guides tell people to type, to open and to set is there."""

import re
from itertools import chain
from pathlib import Path

import pytest
from typer._click.exceptions import UsageError

from deployments.cli import COMMANDS, loaded
from models.settings import Settings
from tests.pages.docs import PAGES, Command, anchors, checked, commands, defined, options, spans
from tests.pages.places import ROOT

EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
NOT_OURS = {"--dist"}
"""Options of other programs."""
PLOTS = ROOT / "tests" / "benchmarks" / "__main__.py"
PICTURES = ROOT / "tests" / "browser" / "screenshots.py"


@EACH
def test_every_command_is_there_with_its_options(page: Path) -> None:
    for command in commands(page):
        checked(command)


def test_a_command_that_is_not_there_is_found() -> None:
    wrong = {
        "merzim dew 5": "no command dew",
        "merzim users ad": "users has no ad",
        "merzim plan": "leaves something out",
        "merzim plan rotation --begin 2026-11-01": "No such option",
        "MERZIM_HOME=x make tests": "tests",
        "python -m deployments.catchers --folder x": "--folder",
    }
    for line, told in wrong.items():
        with pytest.raises((AssertionError, UsageError)) as found:
            checked(Command(line, whole=True))
        assert told in (getattr(found.value, "message", "") or str(found.value)), line


def test_options_named_alone_are_those_of_a_command() -> None:
    ours = set(chain.from_iterable(options(loaded(name)) for name in COMMANDS))
    named = {re.split(r"[ =]", span)[0] for page in PAGES for span in spans(page) if span.startswith("--")}
    assert named - NOT_OURS <= ours


@EACH
def test_every_file_is_there(page: Path) -> None:
    top = {path.name for path in ROOT.iterdir()}
    paths = {span for span in spans(page) if re.fullmatch(r"\w+/[\w./-]*", span) and span.split("/")[0] in top}
    found = {path for path in paths if (ROOT / path).exists() or (ROOT / "tests" / path).exists()}
    assert not [path for path in paths - found if not re.search(r"\b(CODE|KIND)\b", path)]


@EACH
def test_every_function_named_with_its_module_is_there(page: Path) -> None:
    for span in spans(page):
        if named := re.fullmatch(r"(\w+/[\w/]+\.py):([\w.]+)", span):
            assert named[2] in defined(ROOT / named[1]), span


@EACH
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https:)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@EACH
def test_every_setting_is_read(page: Path) -> None:
    named = set(re.findall(r"\bMERZIM_([A-Z_]*[A-Z])\b", page.read_text(encoding="utf-8")))
    assert {name.lower() for name in named} <= {*Settings.model_fields}


def test_every_setting_is_told_of_in_the_administrators_guide() -> None:
    guide = (ROOT / "docs" / "administrator-guide.md").read_text(encoding="utf-8")
    assert not [name for name in Settings.model_fields if f"`MERZIM_{name.upper()}`" not in guide]


def test_every_picture_is_made_by_the_script_and_shown() -> None:
    made = set(re.findall(r'picture\("([\w-]+)"\)', PICTURES.read_text(encoding="utf-8")))
    made |= set(re.findall(r'"images" / "([\w-]+)\.svg"', PLOTS.read_text(encoding="utf-8")))
    shown = {Path(name).stem for page in PAGES for name in re.findall(r"!\[.*?\]\((.*?)\)", page.read_text())}
    assert made == shown == {path.stem for path in (ROOT / "docs" / "images").iterdir()}
