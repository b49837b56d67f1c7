"""The map of the code: packages and the rooms in them, who imports whom, and what each module says of itself."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

from tests.pages.places import ROOT

LAYERS = ("deployments", "flows", "tasks", "notifications", "models")
MARK = "<!-- From here on made by `make pages`, from the imports and docstrings of the modules. -->\n"


@cache
def modules() -> Mapping[str, Path]:
    """The modules of the application by their dotted names; a package's own is its `__init__`."""
    paths = (p.relative_to(ROOT) for layer in LAYERS for p in sorted((ROOT / layer).rglob("*.py")))
    return {".".join(p.with_suffix("").parts): p for p in paths if "versions" not in p.parts}


def room_of(module: str) -> str:
    """The room a module stands in: its folder; the five regulations are one, and so is the demo with its scripts."""
    folder = modules()[module].parent.as_posix()
    return re.sub(r"(models/regulations)/\w+|(deployments/demo)/scripts|(models/record)/migrations", r"\1\2\3", folder)


@cache
def imported(module: str) -> tuple[str, ...]:
    """The modules of the application that one imports anywhere in it."""
    return tuple(_imported(module))


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / modules()[module]).read_text(encoding="utf-8"))):
        names = [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else names
        for name in names:
            tried = (name, f"{name}.__init__", name.rpartition(".")[0], f"{name.rpartition('.')[0]}.__init__")
            yield from [each for each in tried if each in modules()][:1]


@cache
def ways() -> Mapping[tuple[str, str], int]:
    """From which room into which, and by how many imports."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for module in modules():
        for other in imported(module):
            if room_of(module) != room_of(other):
                found[room_of(module), room_of(other)] += 1
    return found


def drawing() -> str:
    """The rooms of each package and the ways between them, in mermaid; between packages there is one way, downwards."""
    found = ways()
    rooms = dict.fromkeys(room_of(module) for module in modules())
    lines = ["flowchart TD"]
    for layer in LAYERS:
        own = [room for room in rooms if room.partition("/")[0] == layer]
        lines += [f'  subgraph {layer}["{layer}/"]', *(f'    {_id(room)}["{_name(room)}"]' for room in own), "  end"]
        for one, other in ((a, b) for a in own for b in own if (a, b) in found):
            back = found.get((other, one), 0)
            if found[one, other] > back or (found[one, other] == back and one < other):
                lines.append(f"  {_id(one)} {'-->' if is_exception(back, found[one, other]) else '<-->'} {_id(other)}")
    lines += [f"  {above} ==> {below}" for above, below in pairwise(LAYERS)]
    return "\n".join(lines)


def is_exception(back: int, there: int) -> bool:
    """So few imports go the other way that the modules can be named."""
    return back * 4 < there


def exceptions() -> Iterator[str]:
    """The modules that import against an arrow of the drawing."""
    found = ways()
    for module in modules():
        one = room_of(module)
        against = {room_of(other) for other in imported(module)} - {one}
        for other in sorted(o for o in against if is_exception(found[one, o], found.get((o, one), 0))):
            yield f"`{modules()[module].as_posix()}` knows `{other}`"


def _id(room: str) -> str:
    return room.replace("/", "_") + "_room"


def _name(room: str) -> str:
    return room.partition("/")[2] or "(its own modules)"


def said(path: Path) -> str:
    """The first sentence of a module's docstring."""
    docstring = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert docstring, f"{path} says nothing of itself"
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return re.split(r"(?<=[.)»`])\s+(?=[A-Z«])", paragraph)[0].replace("|", r"\|")


def code_map(head: str) -> str:
    """The page: what stands above the mark by hand, and the map under it."""
    lines = [head.partition(MARK)[0] + MARK, "```mermaid", drawing(), "```", ""]
    lines += ["Against the arrows:", "", *(f"- {told}" for told in exceptions()), ""]
    folders = dict.fromkeys(path.parent for path in modules().values())
    for folder in folders:
        own = [path for path in modules().values() if path.parent == folder]
        package = folder / "__init__.py"
        lines += [f"## `{folder.as_posix()}/`", "", said(package) if package in own else "", ""]
        lines += ["| module | holds |", "|---|---|"]
        lines += [f"| `{path.stem}` | {said(path)} |" for path in own if path != package]
        lines += [""]
    return "\n".join(lines)
