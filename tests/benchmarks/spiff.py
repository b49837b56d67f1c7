"""SpiffWorkflow 3 on the rotation case: eight user tasks in a row, on each three reminders (non-interrupting timers):
before the day, on it, and overdue.

Two ways: each case serialised whole to SQLite, as documented; and with the specification kept once and an index of the
next timer beside it, the best its users build by hand.
"""

import io
import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

REMINDERS = ("before", "on_day", "overdue")
STEPS = ("notice", "portfolio", "review", "transfer", "decision_notice", "wait", "appoint", "term_end")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BOUNDARY = (
    '<boundaryEvent id="{step}_{when}_due" attachedToRef="{step}" cancelActivity="false">'
    "<timerEventDefinition><timeDate>remind</timeDate></timerEventDefinition></boundaryEvent>"
)
LATER, EARLIER = "2099-01-01T00:00:00+00:00", "2020-01-01T00:00:00+00:00"


def drawn() -> bytes:
    """The process as BPMN."""
    nodes, flows = ['<startEvent id="start"/>'], []
    before = "start"
    for step in STEPS:
        nodes.append(f'<userTask id="{step}"/>')
        flows.append((before, step))
        for when in REMINDERS:
            nodes.append(BOUNDARY.format(step=step, when=when))
            nodes.append(f'<manualTask id="{step}_{when}_remind"/>')
            flows.append((f"{step}_{when}_due", f"{step}_{when}_remind"))
        before = step
    nodes.append('<endEvent id="end"/>')
    flows.append((before, "end"))
    lines = [f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(flows)]
    body = f'<process id="rotation" isExecutable="true">{"".join(nodes + lines)}</process>'
    return f'<definitions xmlns="{BPMN}">{body}</definitions>'.encode()


class Spiff:
    """Cases in a SQLite file; `shared`: the specification once, and an index of timers."""

    def __init__(self, folder: Path, *, shared: bool) -> None:
        self.db = sqlite3.connect(folder / "spiff.db", isolation_level=None)
        self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                              "CREATE TABLE cases (id INTEGER PRIMARY KEY, state TEXT, next_timer TEXT);"
                              "CREATE INDEX timers ON cases (next_timer);")  # fmt: skip
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(drawn())))
        self.spec = parser.get_spec("rotation")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.shared = shared
        self.kept: dict[str, Any] = {}

    def _written(self, flow: BpmnWorkflow) -> str:
        if not self.shared:
            return str(self.serializer.serialize_json(flow))
        state = self.serializer.to_dict(flow)
        self.kept = {key: state.pop(key) for key in ("spec", "subprocess_specs")}
        return json.dumps(state)

    def _read(self, text: str) -> BpmnWorkflow:
        if not self.shared:
            return self.serializer.deserialize_json(text)
        return self.serializer.from_dict({**json.loads(text), **self.kept})

    def open_cases(self, count: int) -> float:
        """Each made, run to its first user task and written; one transaction; seconds."""
        began = time.perf_counter()
        self.db.execute("BEGIN IMMEDIATE")
        for number in range(1, count + 1):
            flow = BpmnWorkflow(self.spec)
            flow.task_tree.data["remind"] = LATER
            flow.do_engine_steps()
            flow.refresh_waiting_tasks()
            self.db.execute("INSERT INTO cases VALUES (?, ?, ?)", (number, self._written(flow), LATER))
        self.db.execute("COMMIT")
        return time.perf_counter() - began

    def advance(self, number: int) -> float:
        """Read a case, complete its user task, run on, write it; seconds."""
        began = time.perf_counter()
        self.db.execute("BEGIN IMMEDIATE")
        flow = self._read(self.db.execute("SELECT state FROM cases WHERE id = ?", (number,)).fetchone()[0])
        task = next(t for t in flow.get_tasks(state=TaskState.READY) if t.task_spec.name in STEPS)
        task.run()
        flow.do_engine_steps()
        flow.refresh_waiting_tasks()
        self.db.execute("UPDATE cases SET state = ? WHERE id = ?", (self._written(flow), number))
        self.db.execute("COMMIT")
        return time.perf_counter() - began

    def make_due(self, due: int, nth: int) -> None:
        """The timers of the nth `due` cases lie in the past."""
        asked = "SELECT id, state FROM cases ORDER BY id LIMIT ? OFFSET ?"
        for number, state in self.db.execute(asked, (due, nth * due)).fetchall():
            self.db.execute("UPDATE cases SET state = ?, next_timer = ? WHERE id = ?",
                            (state.replace(LATER, EARLIER), EARLIER, number))  # fmt: skip

    def sweep(self) -> tuple[float, int]:
        """Look at every case, or by the index at those due; run what has come; seconds, and how many had."""
        began = time.perf_counter()
        self.db.execute("BEGIN IMMEDIATE")
        asked = "SELECT id, state FROM cases" + (" WHERE next_timer < '2026'" if self.shared else "")
        passed = 0
        for number, state in self.db.execute(asked).fetchall():
            flow = self._read(state)
            flow.refresh_waiting_tasks()
            if not any(t.task_spec.name.endswith("_due") for t in flow.get_tasks(state=TaskState.READY)):
                continue
            flow.do_engine_steps()
            for task in flow.get_tasks(state=TaskState.READY):
                if task.task_spec.name.endswith("_remind"):
                    task.run()
            flow.do_engine_steps()
            passed += 1
            self.db.execute("UPDATE cases SET state = ?, next_timer = ? WHERE id = ?",
                            (self._written(flow), LATER, number))  # fmt: skip
        self.db.execute("COMMIT")
        return time.perf_counter() - began, passed
