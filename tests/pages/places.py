"""Where the clauses of a text live in the code: found by walking its procedure and the modules of its package.

A step, a parameter, a field and a letter say their clause; a function, a class and a constant cite it in their
docstring, a document in the comment over its kind; what a step rests on has clauses of its own. Reminders stand under
those of their step.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import yaml
from pydantic import BaseModel

from models.acts import OWN, Parameter
from models.conflicts import PARAMETER as CONFLICT
from models.decisions import TABLES, table
from models.documents.kinds import kinds_of
from models.forms import marks, models_in
from models.procedure import Procedure
from models.process import BoundaryEvent, Step
from tests.pages.clauses import cited, numbered

ROOT = Path(__file__).parents[2]
LETTERS = ROOT / "notifications" / "templates"
KINDS = ("step", "event", "term", "value", "check", "table", "form", "function", "document", "letter", "reminders")
"""Kinds of places, in the order a page names them."""


@dataclass(frozen=True)
class Place:
    """Where a clause lives: a kind of place, its name, the module it stands in, and what more there is to say of it."""

    kind: str
    name: str
    module: str
    clauses: tuple[str, ...]
    told: str = ""


def places(procedure: Procedure, known: tuple[str, ...]) -> tuple[Place, ...]:
    """Every place that cites a clause; `known` are the clauses of the text, for ranges."""
    found = [*_nodes(procedure), *_parameters(procedure), *_package(procedure, known), *_tables(procedure, known)]
    found += _letters(procedure)
    return tuple(dict.fromkeys(p for p in found if p.clauses))


def _split(clause: str) -> tuple[str, ...]:
    return () if clause in ("", OWN) else tuple(numbered(clause, ()))


def _nodes(procedure: Procedure) -> Iterator[Place]:
    for process in (procedure.cycle, procedure.case):
        for node in process.nodes:
            module, clauses = _module_of(procedure, node), _split(node.clause)
            yield Place("event" if isinstance(node, BoundaryEvent) else "step", node.code, module, clauses)
            for clause, days in node.rests_on.items() if isinstance(node, Step) else ():
                told = f"not before {' or '.join(days)}"
                yield Place("check", order_of(node.code, clause), module, _split(clause), told)
            if isinstance(node, Step) and node.deadline and (node.reminders.before or node.reminders.overdue):
                yield Place("reminders", node.code, module, clauses)
            if node.form is not None:
                yield from _fields(node.form)


def order_of(step: str, clause: str) -> str:
    """The name of what a step rests on by its clauses (`Step.rests_on`), of which it is refused under the first."""
    return f"{step}:{clause.partition(',')[0]}"


def _letters(procedure: Procedure) -> Iterator[Place]:
    """Letters that steps owe, and those of reminders, whose folders bear the procedure's name."""
    owed = {
        x for p in (procedure.cycle, procedure.case) for n in p.nodes for o in n.outcomes.values() for x in o.letters
    }
    owed |= {path.name for path in LETTERS.glob(f"{procedure.code}-*")}
    for letter in sorted(owed):
        kind = yaml.safe_load((LETTERS / letter / "kind.yaml").read_text(encoding="utf-8"))
        yield Place("letter", letter, f"notifications/templates/{letter}", _split(str(kind["clause"])))


def _module_of(procedure: Procedure, node: Step | BoundaryEvent) -> str:
    """The module of the package that names the step; else the one beside the packages, where they share it."""
    regulations = ROOT / "models" / "regulations"
    for path in (*sorted((regulations / procedure.code).glob("*.py")), *sorted(regulations.glob("*.py"))):
        if re.search(
            rf'^(?:\w+ = |    return )(?:Step|BoundaryEvent)\(\s+"{node.code}"', path.read_text("utf-8"), re.MULTILINE
        ):
            return path.relative_to(ROOT).as_posix()
    raise LookupError(f"{procedure.code}: no module names the step {node.code}")


def _fields(form: type[BaseModel]) -> Iterator[Place]:
    module = _path(form.__module__)
    for name, info in form.model_fields.items():
        about = marks(info)
        yield Place("field", f"{form.__name__}.{name}", module, _split(str(about.get("clause") or "")))
        for inner in models_in(info.annotation):
            yield from _fields(inner)


def _parameters(procedure: Procedure) -> Iterator[Place]:
    module = f"models/regulations/{procedure.code}/act.py"
    for parameter in procedure.act.editions[-1].parameters.values():
        kind = "term" if is_term(parameter) else "value"
        yield Place(kind, parameter.code, module, _split(parameter.clause), str(parameter.value))


def is_term(parameter: Parameter) -> bool:
    """The parameter is a period or a day."""
    return isinstance(parameter.value, str) and parameter.code != CONFLICT.code and parameter.value[0].isalnum()


def _tables(procedure: Procedure, known: tuple[str, ...]) -> Iterator[Place]:
    for name, module in TABLES.items():
        if module.startswith(f"models.regulations.{procedure.code}."):
            found = import_module(module)
            cites = tuple(dict.fromkeys(cited(f"{found.__doc__} {table(name).doc}", known)))
            yield Place("table", name, _path(module), cites)


def _package(procedure: Procedure, known: tuple[str, ...]) -> Iterator[Place]:
    """Functions, classes and constants whose docstring cites a clause; documents by the comment over their kind."""
    checks = {c.__name__ for p in (procedure.cycle, procedure.case) for n in p.nodes for c in n.checks}
    checks |= {r.__name__ for p in (procedure.cycle, procedure.case) for s in p.steps for r in s.remarks}
    for path in sorted((ROOT / "models" / "regulations" / procedure.code).glob("*.py")):
        source, module = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        for name, docstring, is_class in _documented(ast.parse(source)):
            kind = "check" if name in checks else "form" if is_class else "function"
            yield Place(kind, name, module, tuple(dict.fromkeys(cited(docstring, known))))
        if path.stem == "documents":
            for code, comment in _commented_kinds(source):
                assert code in kinds_of(procedure.code).by_code
                cites = cited(re.sub(r"(?<=\d); (?=\d)", ", ", comment), known)
                yield Place("document", code, module, tuple(dict.fromkeys(cites)))


def _documented(tree: ast.Module) -> Iterator[tuple[str, str, bool]]:
    for node, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, ast.get_docstring(node) or "", isinstance(node, ast.ClassDef)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        name = next((t.id for t in targets if isinstance(t, ast.Name)), "")
        if name and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            yield name, str(following.value.value), False


def _commented_kinds(source: str) -> Iterator[tuple[str, str]]:
    comment = ""
    for said, code in re.findall(r'# ((?:Clauses?|Answers?) .*)|DocumentKind\(\s*"([a-z-]+)"', source):
        comment = said or comment
        if code:
            yield code, comment


def _path(module: str) -> str:
    return f"{module.replace('.', '/')}.py"
