"""What proves a clause: scenarios that refuse, breach or date something under it, tests named for it.

Scenarios are played, so that it is known which function refused what in which of them, not only what a file expects.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from unittest.mock import patch

from models.engine import advance
from models.errors import Refusal
from models.outcomes import Outcome
from models.procedure import Procedure
from models.process import BoundaryEvent, Step
from models.regulations import PROCEDURES
from models.scenarios import playing
from models.scenarios.playing import simulate
from models.scenarios.reading import Scenario, load_scenario
from tests.pages.clauses import cited, whole_of
from tests.pages.places import ROOT, order_of

SCENARIOS = ROOT / "tests" / "scenarios"
DATES = {"due", "last_day", "not_before", "ends", "late"}
Line = tuple[str, int]
"""A function's name with its module, and the line in it that a refusal came through."""


@dataclass(frozen=True)
class Refused:
    """A refusal of a scenario: under which clause, at which step, through which lines of the code."""

    clause: str
    step: str
    lines: tuple[Line, ...]

    @property
    def functions(self) -> set[str]:
        """Names of the functions it came through; what the step rests on, which the engine asks, has a name too."""
        found = {name.rpartition(".")[2] for name, _ in self.lines}
        return found | ({order_of(self.step, self.clause)} if "_in_order" in found else set())


@dataclass(frozen=True)
class Played:
    """A scenario and what came of it."""

    name: str
    about: str
    scenario: Scenario
    outcome: Outcome
    refused: tuple[Refused, ...]

    def dated(self, procedure: Procedure) -> set[str]:
        """Parameters that a date which the scenario expects hangs on."""
        return {
            parameter
            for step, fields in (self.scenario.expect.get("steps") or {}).items()
            if isinstance(fields, dict) and DATES & set(fields)
            for parameter in terms_of(procedure.node(str(step).partition("#")[0]))
        }


def terms_of(node: Step | BoundaryEvent) -> set[str]:
    """Parameters that the dates of a step hang on."""
    if not isinstance(node, Step):
        return set()
    return {g.term for g in node.not_before} | ({node.deadline.term} if node.deadline else set())


def hinges_of(node: Step | BoundaryEvent) -> set[str]:
    """What a refusal of a step may rest on besides its checks: its terms, and why it is not for a case."""
    unless = node.unless if isinstance(node, Step) else None
    return terms_of(node) | ({unless.__name__} if unless else set())


@cache
def plays() -> tuple[Played, ...]:
    """All scenarios of the project, played."""
    found: list[Played] = []
    refusals: list[Refused] = []

    def watched(*asked: object) -> object:
        try:
            return advance(*asked)  # type: ignore[arg-type]
        except Refusal as refusal:
            refusals.append(Refused(refusal.clause, refusal.step, tuple(_through(refusal.__traceback__))))
            raise

    with patch.object(playing, "advance", watched):
        for file in sorted(SCENARIOS.glob("*.yaml")):
            refusals.clear()
            scenario = load_scenario(file)
            outcome = simulate(scenario)
            # One that the law refused before the engine was asked: there is no case, or no such step yet.
            others = [
                Refused(r.clause, r.step, ()) for r in outcome.refused if r.step not in {x.step for x in refusals}
            ]
            about = re.search(r"^about: (.*?)^\w", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
            found.append(Played(file.stem, about[1] if about else "", scenario, outcome, (*refusals, *others)))
    return tuple(found)


def _through(trace: TracebackType | None) -> Iterator[Line]:
    while trace is not None:
        yield f"{trace.tb_frame.f_globals.get('__name__')}.{trace.tb_frame.f_code.co_qualname}", trace.tb_lineno
        trace = trace.tb_next


@cache
def plays_of(procedure: str) -> tuple[Played, ...]:
    """The scenarios of one procedure."""
    return tuple(p for p in plays() if p.scenario.procedure.code == procedure)


def cites(played: Played, known: Sequence[str]) -> set[str]:
    """The clauses that a scenario says it is about, in its words or its name."""
    named = re.match(r"(?:\w+-)?clause-(\d+(?:\.\d+)*(?:-\d+)?)", played.name)
    number = named[1].lstrip("0") if named else ""
    of_the_name = {number} if number in known else {number.partition("-")[0]}
    return {*cited(played.about, known), *of_the_name} - {""}


@cache
def named_tests() -> tuple[tuple[str, str, str], ...]:
    """Tests named for a clause: the procedure it is of, the numbers as the name has them, the test with its file."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                numbers = re.match(r"test_.*?(?:clauses?|exemptions?)((?:_(?:\d+|and|to))+)_", node.name)
                if numbers:
                    said = f"{path.stem} {ast.get_source_segment(source, node)}"
                    where = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    found.append((_procedure(path.stem, said, source), numbers[1].strip("_"), where))
    return tuple(found)


def _procedure(stem: str, said: str, source: str) -> str:
    """The procedure a test is of: its file names it, or the test itself does, or its file more often than others."""
    for text in (stem, said, source):
        named = Counter(re.findall("|".join(PROCEDURES), text)).most_common(2)
        if named and (len(named) == 1 or named[0][1] > named[1][1]):
            return str(named[0][0])
    return PROCEDURES[0]


def clauses_named(numbers: str, known: Sequence[str]) -> Iterator[str]:
    """The clauses of a test's name: `2_18` is 2.18 where the text has that, `27_28` are 27 and 28."""
    parts = [p for p in numbers.split("_") if p.isdigit()]
    known = [*known, *map(whole_of, known)]
    while parts:
        for length in (3, 2, 1):
            joined = [sign.join(parts[:length]) for sign in ".-"]
            if found := next((j for j in joined if j in known), None):
                yield found
                break
        parts = parts[length:]


@cache
def table_tests(table: str, module: str) -> tuple[str, ...]:
    """Test files about the law that ask a decision table, by its name or its module."""
    dotted = module.removesuffix(".py").replace("/", ".")
    return tuple(
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "tests" / "law").glob("test_*.py"))
        if re.search(rf'"{re.escape(table)}\b|{re.escape(dotted)}\b', path.read_text(encoding="utf-8"))
    )


def folder_of(where: str) -> Path:
    """The file of a place or a test."""
    return ROOT / where.partition("::")[0]
