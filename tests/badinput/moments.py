"""Moments of real cases at which a form may be answered: every step of every procedure, as the scenarios reach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models.forms import Form
from models.procedure import Procedure
from models.scenarios.playing import Course, _Play
from models.scenarios.reading import Happening, load_scenario
from models.state import CaseState

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@dataclass(frozen=True)
class Moment:
    """A case before an answer that the law allows."""

    procedure: Procedure
    kind: str
    country: str
    parameters: Mapping[str, Any]
    state: CaseState
    step: str
    lawful: Mapping[str, Any]
    on: date

    def __repr__(self) -> str:
        return f"{self.procedure.code} {self.step} {self.on}"

    @property
    def form(self) -> type[Form]:
        """What the step asks."""
        found = self.procedure.node(self.step).form
        assert found is not None
        return found


@cache
def moments() -> tuple[Moment, ...]:
    """One for each step and outcome that a scenario records."""
    found: dict[tuple[str, ...], Moment] = {}
    for path in sorted(SCENARIOS.glob("*.yaml")):
        scenario = load_scenario(path)
        play = _Play(scenario)
        for happening in scenario.happenings:
            play.to(Happening(happening.on))
            if not happening.step:
                continue
            course = play.cycle if play.procedure.cycle.has(happening.step) else play.case
            before, refused = course.state if course else None, len(play.refused)
            play.to(happening)
            if course is None or before is None or len(play.refused) > refused:
                continue
            made = Moment(
                play.procedure, course.kind, scenario.country, scenario.cycle.get("parameters") or {}, before,
                happening.step, happening.form, happening.on,
            )  # fmt: skip
            found.setdefault((play.procedure.code, happening.step, _outcome(course, happening.step)), made)
    return tuple(found.values())


def _outcome(course: Course, step: str) -> str:
    return next((s.outcome for s in reversed(course.state.steps) if s.code == step), "")


def answered() -> set[tuple[str, str]]:
    """Procedure and step of every form there is."""
    from models.regulations import PROCEDURES, procedure

    return {
        (code, node.code)
        for code in PROCEDURES
        for process in (procedure(code).cycle, procedure(code).case)
        for node in process.nodes
        if node.form is not None
    }
