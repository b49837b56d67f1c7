"""What the guides name: commands with their arguments, files, links, settings, pictures."""

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typer.core
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoArgsIsHelpError

from deployments.cli import COMMANDS, loaded
from tests.pages.places import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(merzim|make|python -m)(?: |$)")


@dataclass(frozen=True)
class Command:
    """A command as a page gives it: `whole` where it is to be typed as it stands, not only named in a sentence."""

    line: str
    whole: bool


def commands(page: Path) -> Iterator[Command]:
    """The commands of a page: lines of its blocks, and what stands between backquotes."""
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        block = fenced or line.startswith("    ")
        for each in [line.strip()] if block else re.findall(r"`([^`]+)`", line):
            if COMMAND.match(each):
                yield Command(each, block)


def understood(arguments: list[str], *, whole: bool = True) -> None:
    """Have `merzim` read its arguments, and run nothing.

    Raises its own error for a command, option or value that it does not have, and for what is missing if `whole`.
    """
    name, *rest = arguments
    assert name in COMMANDS, f"no command {name}"
    command: Any = loaded(name)
    while isinstance(command, typer.core.TyperGroup) and rest:
        assert rest[0] in command.commands or command.invoke_without_command, f"{name} has no {rest[0]}"
        name, rest, command = rest[0], rest[1:], command.commands[rest[0]]
    try:
        context = command.make_context(name, rest)
    except (BadOptionUsage, MissingParameter, NoArgsIsHelpError):
        assert not whole, f"{arguments} leaves something out"
    else:
        assert not context.args, f"{arguments} says too much"


@cache
def make_targets() -> frozenset[str]:
    """What can be made by name."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    variables = dict(re.findall(r"^([A-Z]+) := (\S+)$", makefile, flags=re.MULTILINE))
    written = re.sub(r"\$\((\w+)\)", lambda found: variables.get(found[1], ""), makefile)
    return frozenset(re.findall(r"^([\w./]+):(?!=)", written, flags=re.MULTILINE))


def checked(command: Command) -> None:
    """Fails where the command, its target or module, or one of its options is not there."""
    words = shlex.split(command.line, comments=True)
    program, *words = words[next(at for at, word in enumerate(words) if "=" not in word) :]
    if program == "merzim" and words:
        understood(words, whole=command.whole)
    elif program == "make":
        unknown = {word for word in words if "=" not in word} - make_targets()
        assert not unknown, f"make knows no {unknown}"
    elif program == "python":
        source = module(words[1]).read_text(encoding="utf-8")
        unknown = {word for word in words if word.startswith("--") and f'"{word}"' not in source}
        assert not unknown, f"{words[1]} knows no {unknown}"


def module(name: str) -> Path:
    """The file that `python -m NAME` runs."""
    path = ROOT / Path(*name.split("."))
    return path / "__main__.py" if path.is_dir() else path.with_suffix(".py")


def spans(page: Path) -> set[str]:
    """What stands between backquotes outside of blocks."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", text))


def defined(module: Path) -> set[str]:
    """The functions and classes of a module, and `Class.method`."""
    found = [(node, "") for node in ast.parse(module.read_text(encoding="utf-8")).body]
    found += [(inner, f"{node.name}.") for node, _ in found if isinstance(node, ast.ClassDef) for inner in node.body]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {within + node.name for node, within in found if isinstance(node, kinds)}


def options(command: Any) -> Iterator[str]:
    """The options of a command and of those below it."""
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    for below in getattr(command, "commands", {}).values():
        yield from options(below)


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
