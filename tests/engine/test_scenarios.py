"""Every scenario a lawyer wrote, and DESIGN's own example, come out as they expect."""

from pathlib import Path

import pytest

from models.regulations.rotation.process import CASE, CYCLE
from models.scenarios import load_scenario
from models.simulation import simulate

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario_comes_out_as_it_expects(file: Path) -> None:
    assert simulate(load_scenario(file)).differences == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario_says_what_it_is_about_and_what_is_refused(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "\nabout: " in text
    assert "refused" in load_scenario(file).expect


def test_scenarios_reach_every_step_result_and_boundary_event() -> None:
    played = [simulate(load_scenario(file)) for file in FILES]
    done = {s.code for outcome in played for s in outcome.steps if s.status in ("done", "superseded")}
    assert done == {n.code for p in (CYCLE, CASE) for n in p.nodes}
    assert {outcome.outcome for outcome in played} >= {*CASE.results, "not-subject"}


def test_scenarios_reach_every_outcome_of_every_step() -> None:
    steps = [s for file in FILES for s in simulate(load_scenario(file)).steps]
    found = {(s.code, s.outcome) for s in steps if s.outcome}
    expected = {(n.code, outcome) for p in (CYCLE, CASE) for n in p.nodes for outcome in n.outcomes}
    assert found == expected


def test_scenarios_are_refused_under_every_clause_that_refuses() -> None:
    clauses = {r.clause for file in FILES for r in simulate(load_scenario(file)).refused}
    assert clauses >= {"3", "5", "6", "7", "9", "10", "11", "12", "14", "15", "18", "19", "20"}


def test_scenario_shown_in_the_docs_comes_out_as_it_says(tmp_path: Path) -> None:
    page = (FOLDER.parent.parent / "docs" / "scenarios.md").read_text(encoding="utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]
    file = tmp_path / "shown.yaml"
    file.write_text(shown, encoding="utf-8")
    found = simulate(load_scenario(file))
    assert found.differences == ()
    assert [s.code for s in found.steps if s.status == "done"] == ["form-list", "send-list", "notice", "portfolio"]
