"""Every refusal that a procedure's checks can make is made by some scenario: none is a dead letter, none is untried.

A place of refusal is a line of a check that raises, or that calls what raises; it is reached where a refusal of some
scenario came through it.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from types import FunctionType
from typing import Any

import pytest

from models.errors import InvalidInput
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from tests.pages.places import order_of
from tests.pages.proofs import plays, plays_of

LAWS = ("models.regulations", "models.precedence")
Place = tuple[str, int]
"""A function's name with its module, and the first line of the statement."""


def checks_of(code: str) -> set[FunctionType]:
    """The functions by which the steps and boundary events of a procedure refuse."""
    procedure = procedure_named(code)
    nodes = [n for process in (procedure.cycle, procedure.case) for n in process.nodes]
    return {check for node in nodes for check in node.checks if isinstance(check, FunctionType)}


@cache
def places(function: FunctionType) -> dict[Place, ast.stmt]:
    """The statements of a function through which a refusal leaves it."""
    lines, first = inspect.getsourcelines(function)
    (body,) = ast.parse(textwrap.dedent("".join(lines))).body
    ast.increment_lineno(body, first - 1)
    named = f"{function.__module__}.{function.__qualname__}"
    return {(named, s.lineno): s for s in simple_statements(body) if refuses(s, function)}


def simple_statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements inside, without those that only hold others."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and not hasattr(child, "body"):
            yield child
        else:
            yield from simple_statements(child)


def refuses(statement: ast.stmt, function: FunctionType) -> bool:
    if isinstance(statement, ast.Raise):
        made = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        # A value that no form lets through is no refusal of the law.
        return not (isinstance(made, ast.Name) and made.id == InvalidInput.__name__)
    called = (n.func for n in ast.walk(statement) if isinstance(n, ast.Call))
    return any(isinstance(f, ast.Name) and raises(function.__globals__.get(f.id)) for f in called)


@cache
def raises(called: Any) -> bool:
    """A function of the law that may refuse; one that builds a refusal for its caller to raise does not."""
    if not isinstance(called, FunctionType) or not called.__module__.startswith(LAWS):
        return False
    return bool(places(called))


@pytest.fixture(scope="module")
def reached() -> set[Place]:
    """Lines through which the refusals of all scenarios came."""
    return {line for played in plays() for refused in played.refused for line in refused.lines}


@pytest.mark.parametrize("code", PROCEDURES)
def test_every_refusal_of_a_check_is_made_by_a_scenario(code: str, reached: set[Place]) -> None:
    untried = []
    for check in sorted(checks_of(code), key=lambda f: (f.__module__, f.__code__.co_firstlineno)):
        for (name, line), statement in places(check).items():
            end = statement.end_lineno or line
            if not any(n == name and line <= at <= end for n, at in reached):
                untried.append(f"{name}:{line}: {ast.unparse(statement)[:90]}")
    assert not untried, "\n" + "\n".join(untried)


@pytest.mark.parametrize("code", PROCEDURES)
def test_whatever_a_step_rests_on_is_asked_in_a_scenario(code: str) -> None:
    procedure = procedure_named(code)
    steps = [*procedure.cycle.steps, *procedure.case.steps]
    asked = {name for played in plays_of(code) for refused in played.refused for name in refused.functions}
    rests = {order_of(step.code, clause) for step in steps for clause in step.rests_on}
    assert rests
    assert not rests - asked


@pytest.mark.parametrize("code", PROCEDURES)
def test_checks_are_found(code: str) -> None:
    assert sum(len(places(check)) for check in checks_of(code)) > 10
