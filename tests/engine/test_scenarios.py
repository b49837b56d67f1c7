"""Every scenario a lawyer wrote, and DESIGN's own example, come out as they expect."""

from functools import cache
from pathlib import Path

import pytest

from models.outcomes import Outcome
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.scenarios.playing import simulate
from models.scenarios.reading import Scenario, load_scenario

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
LEAST = 12
"""Scenarios a procedure has at the least."""


@cache
def scenario(file: Path) -> Scenario:
    return load_scenario(file)


@cache
def played(procedure: str) -> tuple[Outcome, ...]:
    return tuple(simulate(scenario(file)) for file in FILES if scenario(file).procedure.code == procedure)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario_comes_out_as_it_expects(file: Path) -> None:
    assert simulate(scenario(file)).differences == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario_says_what_it_is_about_and_what_is_refused(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "\nabout: " in text
    assert "refused" in scenario(file).expect


@pytest.mark.parametrize("code", PROCEDURES)
def test_scenarios_reach_every_step_result_and_boundary_event(code: str) -> None:
    procedure = procedure_named(code)
    done = {s.code for outcome in played(code) for s in outcome.steps if s.status in ("done", "superseded")}
    assert done == {n.code for p in (procedure.cycle, procedure.case) for n in p.nodes}
    left_out = {procedure.left_out} if procedure.judge is not None else set()
    assert {outcome.outcome for outcome in played(code)} >= {*procedure.case.results, *left_out}


@pytest.mark.parametrize("code", PROCEDURES)
def test_scenarios_reach_every_outcome_of_every_step(code: str) -> None:
    procedure = procedure_named(code)
    found = {(s.code, s.outcome) for outcome in played(code) for s in outcome.steps if s.outcome}
    expected = {(n.code, outcome) for p in (procedure.cycle, procedure.case) for n in p.nodes for outcome in n.outcomes}
    assert found == expected


@pytest.mark.parametrize("code", PROCEDURES)
def test_each_procedure_has_its_scenarios(code: str) -> None:
    assert len(played(code)) >= LEAST


def test_rotation_is_refused_under_every_clause_that_refuses() -> None:
    clauses = {r.clause for outcome in played("rotation") for r in outcome.refused}
    assert clauses >= {"3", "5", "6", "7", "9", "10", "11", "12", "14", "15", "18", "19", "20"}
