"""Other people's tools take the files: bpmnlint, bpmn-js in Chromium, SpiffWorkflow."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from models.regulations import PROCEDURES, procedure
from models.texts import Language
from tests.bpmn.conftest import HERE, linted
from tests.bpmn.reading import NODES, Read
from tests.browser.conftest import ARGUMENTS, CHROMIUM

Files = dict[tuple[str, Language], Path]

OPEN = """async xml => {
  const viewer = new BpmnJS({ container: '#drawing' });
  const { warnings } = await viewer.importXML(xml);
  const elements = viewer.get('elementRegistry').getAll().map(e => e.id);
  const texts = [...document.querySelectorAll('#drawing text')].map(t => t.textContent);
  viewer.destroy();
  return { warnings: warnings.map(w => w.message), elements, texts };
}"""


def test_bpmnlint_finds_nothing_by_its_recommended_rules(files: Files, node_modules: Path) -> None:
    assert linted(*files.values()) == {str(path): [] for path in files.values()}
    # It would have said so.
    assert "end-event-required" in str(linted(HERE / "broken.bpmn"))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: chromium)")
async def test_bpmn_js_opens_every_file_without_a_warning(files: Files, node_modules: Path) -> None:
    said: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = await browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        await page.set_content("<div id='drawing' style='width: 1200px; height: 800px'></div>")
        await page.add_script_tag(path=node_modules / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js")
        for (code, language), path in files.items():
            text = path.read_text(encoding="utf-8")
            opened = await page.evaluate(OPEN, text)
            assert opened["warnings"] == [], path.name
            read, found = Read(procedure(code), text), procedure(code)
            assert {*opened["elements"]} >= {*read.nodes, *read.flows}
            shown = "".join("".join(opened["texts"]).split())
            for process in (found.cycle, found.case):
                for node in process.nodes:
                    assert "".join(node.title.in_(language).split()) in shown.replace("-", "") or "-" in shown
        await browser.close()
    assert said == []


@pytest.mark.parametrize("code", PROCEDURES)
def test_spiffworkflow_parses_every_process(code: str, files: Files) -> None:
    parser = BpmnParser()
    parser.add_bpmn_file(str(files[code, "ru"]))
    read = Read(procedure(code), files[code, "ru"].read_text(encoding="utf-8"))
    cycle = parser.get_spec(procedure(code).cycle.code)
    called = parser.get_subprocess_specs(procedure(code).cycle.code)
    assert procedure(code).case.code in called
    known = {spec.bpmn_id for each in (cycle, *called.values()) for spec in each.task_specs.values()}
    assert known >= {n for n, e in read.nodes.items() if e.tag in NODES}


def played(path: Path, code: str, outcomes: dict[str, dict[str, Any]]) -> tuple[list[str], bool]:
    """The user tasks of a case in the order another engine asks for them, and whether it came to its end."""
    parser = BpmnParser()
    parser.add_bpmn_file(str(path))
    workflow = BpmnWorkflow(parser.get_spec(code), parser.get_subprocess_specs(code))
    workflow.do_engine_steps()
    done: list[str] = []
    while ready := [t for t in workflow.get_tasks(state=TaskState.READY) if "UserTask" in type(t.task_spec).__name__]:
        name = ready[0].task_spec.bpmn_id.removeprefix(f"{code}_")
        done.append(name)
        assert len(done) < 50, done
        ready[0].data.update(outcomes.get(name, {}))
        ready[0].run()
        workflow.do_engine_steps()
    return done, workflow.completed


def test_another_engine_takes_a_head_who_stays_through_the_same_steps(files: Files) -> None:
    """Clauses 7-14: refused by the commission, told, retained; the notice is withdrawn, not waited for."""
    outcomes = {
        "review": {"review_outcome": "refuse"},
        "decision-notice": {"decision_notice_outcome": "retained"},
    }
    done, ended = played(files["rotation", "ru"], "rotation", outcomes)
    assert ended
    assert done == ["notice", "portfolio", "review", "transfer", "decision-notice"]


def test_another_engine_ends_the_contract_of_a_head_who_declines(files: Files) -> None:
    """Clause 20."""
    outcomes: dict[str, dict[str, Any]] = {
        "review": {"review_outcome": "rotate", "review_rotate_notice_again": True},
        "decision-notice": {"decision_notice_outcome": "declines"},
    }
    done, ended = played(files["rotation", "kk"], "rotation", outcomes)
    assert ended
    assert done[-3:] == ["transfer", "decision-notice", "terminate"]


def test_another_engine_brings_a_servant_before_the_commission_again(files: Files) -> None:
    """Attestation, answer VII: an appeal upheld brings the servant before the commission again."""
    appealed = iter(["upheld", "rejected"])
    outcomes: dict[str, dict[str, Any]] = {
        "assessment-sheet": {"appeal_window_ends": "2099-01-01"},
        "appeal-window": {"appeal_window_outcome": "filed"},
    }

    class Results(dict[str, dict[str, Any]]):
        def get(self, key: str, default: Any = None) -> Any:
            return {"appeal_result_outcome": next(appealed)} if key == "appeal-result" else super().get(key, default)

    done, ended = played(files["attestation", "ru"], "attestation", Results(outcomes))
    assert ended
    assert done == [
        "assessment-sheet", "testing", "materials",
        "interview", "decision-notice", "appeal-window", "appeal-result",
        "interview", "decision-notice", "appeal-window", "appeal-result",
    ]  # fmt: skip
