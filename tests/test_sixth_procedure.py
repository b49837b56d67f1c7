"""The guide `docs/adding-a-procedure.md`, tried: a sixth procedure put into a copy of the project, and run there.

`tests/data/sixth_procedure` holds what the guide asks for, each file where it says.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SIXTH = Path(__file__).parent / "data" / "sixth_procedure"
PACKAGES = ("models", "notifications", "tasks", "flows", "deployments", "tests")
REGISTRY = "PROCEDURES = ("


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the sixth procedure in it, added as the guide says: its files, and one line."""
    copy = tmp_path_factory.mktemp("project")
    unwanted = shutil.ignore_patterns("__pycache__", "sixth_procedure", "browser")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(SIXTH, copy, dirs_exist_ok=True, ignore=unwanted)
    registry = copy / "models" / "regulations" / "__init__.py"
    text = registry.read_text(encoding="utf-8")
    assert text.count(REGISTRY) == 1
    registry.write_text(text.replace(REGISTRY, f'{REGISTRY}"probation", '), encoding="utf-8")
    return copy


def run(project: Path, *arguments: str) -> str:
    """A command of the copy; what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(project), "MERZIM_HOME": str(project / "home")}
    found = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, timeout=240
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def merzim(project: Path, *arguments: str) -> Any:
    return json.loads(run(project, "-m", "deployments", *arguments, "--json"))


def test_its_scenarios_are_played(project: Path) -> None:
    files = sorted((project / "tests" / "scenarios").glob("probation-*.yaml"))
    assert len(files) == 2
    for file in files:
        (found,) = (
            json.loads(line) for line in run(project, "-m", "deployments", "simulate", str(file), "--json").splitlines()
        )
        assert found["ok"], found["differences"]


def test_its_steps_are_planned(project: Path) -> None:
    found = merzim(project, "plan", "probation", "--start", "2026-02-02")
    assert [s["step"] if "step" in s else s["code"] for s in found["steps"]] == ["probation"]


def test_its_texts_letters_and_definition_pass_what_those_of_the_others_pass(project: Path) -> None:
    """The project's own tests of procedures ask every one in the registry."""
    run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "probation or every or each or all",
        "tests/notifications/test_templates.py", "tests/record/test_person.py::test_consequences_are_of_results_there_"
        "are_each_with_its_clause")  # fmt: skip


def test_its_cases_live_in_the_record_and_its_flows_are_deployed(project: Path) -> None:
    made = run(project, "-m", "notifications.documents.making").splitlines()
    assert {"probation/dismissal-order.ru.docx", "probation/dismissal-order.kk.docx"} <= set(made)
    found = json.loads(run(project, "-c", LIFE))
    assert found["papers"] == [["dismissal-order", "1"]]
    assert found["cases"] == ["KRG-probation-2026-001", "KRG-probation-2026-002"]
    assert found["results"] == ["failed", "passed"]
    assert found["letters"] == ["probation-failed", "probation-passed"]
    assert found["cycle"] == "completed"
    assert set(found["deployed"]) == {"flows.probation.probation_case", "flows.probation.probation_cycle"}
    assert found["flows"] == ["probation-cycle", "probation-case"]
    assert found["means"] == ["dismissal (clause 37)"]


LIFE = """
import json
from datetime import date
from sqlmodel import col, select
from deployments.timetable import timetable
from flows.probation import probation_case, probation_cycle
from models.engine import Answer, TimerPassed
from models.record.tables import Case, Letter
from models.record.database import engine, reading, writing
from models.record.migrations import upgrade
from models.record.opening import open_cycle
from models.record.person_file import person_file
from models.record.sweeping import calls_decided, timers_run_out
from models.record.writer import record
from notifications.documents.writing import owed, write
from notifications.owed import put_letters
from tests.record import samples
from tests.record.rotation_year import moment

bind = engine("sqlite:///:memory:")
upgrade(bind)
with writing(bind) as session:
    of = samples.authority(session)
    place = samples.organisation(session, of, "C-1")
    for n in (1, 2):
        person = samples.official(session, of, f"P-{n}", email=f"p{n}@example.kz")
        samples.head(session, person, place, date(2026, 2, n), is_head=False, post="x")
    open_cycle(session, "probation", "KRG", 2026, at=moment(date(2026, 2, 2)), by="operator")

def said(number, event, on):
    with writing(bind) as session:
        record(session, number, event, on=on, at=moment(on), by="x", then=put_letters)

on = date(2026, 3, 2)
said("KRG-probation-2026-001", Answer("probation", {"told_on": "2026-03-02", "reasons": "late"}), on)
said("KRG-probation-2026-001", Answer("order", {"act_on": "2026-03-02", "act_no": "1"}), on)
on = date(2026, 5, 5)
for find in (lambda session: timers_run_out(session, on, authority_id=1), calls_decided):
    with reading(bind) as session:
        due = find(session)
    for step in due:
        said(step.case_number, TimerPassed(step.step), on)
with writing(bind) as session:
    papers = [p for what in owed(session) for p in write(session, what, at=moment(on))]
with reading(bind) as session:
    cases = session.exec(select(Case).where(Case.kind == "case").order_by(Case.number)).all()
    print(json.dumps({
        "cases": [c.number for c in cases],
        "results": [c.result for c in cases],
        "cycle": session.exec(select(Case).where(Case.kind == "cycle")).one().result,
        "letters": sorted(set(session.exec(select(Letter.kind)))),
        "deployed": [p.entrypoint for p in timetable(session) if "probation" in p.entrypoint],
        "papers": [[p.kind, p.number] for p in papers],
        "flows": [probation_cycle.name, probation_case.name],
        "means": [m.en for m in person_file(session, "P-1", moment(on)).cases[0].means],
    }))
"""
