"""What is written of the law is all there, and leads where the law says; judged from the file and the law alone."""

import os
import subprocess
import sys
from itertools import combinations

import pytest

from models.bpmn.building import bordered_timers
from models.bpmn.ways import Ways
from models.process import Process, Step
from models.regulations import PROCEDURES, procedure
from models.texts import LANGUAGES, Language
from tests.bpmn.conftest import written
from tests.bpmn.reading import BPMN, OWN, Read, Rect


def processes(read: Read) -> tuple[Process, Process]:
    return read.procedure.cycle, read.procedure.case


def test_every_step_is_there_with_its_clause_performer_and_term(read: Read) -> None:
    edition = read.procedure.act.editions[-1]
    for process in processes(read):
        for node in process.nodes:
            told = read.told(process, node.code)
            assert (told.get("clause"), told.get("performer")) == (node.clause, node.performer)
            assert [o.get("code") for o in told.findall(f"{OWN}outcome")] == list(node.outcomes)
            term = told.find(f"{OWN}term")
            if isinstance(node, Step) and node.deadline and node.deadline.term:
                assert term is not None
                assert term.get("value") == str(edition[node.deadline.term].value)
                assert term.get("clause") == edition[node.deadline.term].clause
            shown = read.steps[process.code, node.code]
            assert shown.get("name") == node.title.ru
            said = shown.findtext(f"{BPMN}documentation") or ""
            assert read.procedure.roles[node.performer].ru in said
            assert node.clause == "own" or f"п. {node.clause}" in said
    assert len(read.steps) == sum(len(p.nodes) for p in processes(read))


def test_every_step_stands_in_its_performers_lane(read: Read) -> None:
    held = {
        ref.text: lane.get("name") for lane in read.root.iter(f"{BPMN}lane") for ref in lane.iter(f"{BPMN}flowNodeRef")
    }
    for process in processes(read):
        for node in process.nodes:
            own = read.steps[process.code, node.code].get("id", "")
            timer_on_border = read.nodes[own].get("attachedToRef")
            lane = held[read.inside.get(own, own)]
            role = read.procedure.roles[node.performer].ru
            assert lane == role or timer_on_border is not None
    outside = {n for n in read.nodes if n not in read.inside}
    assert {*held} == outside


def test_every_flow_leads_somewhere_and_every_node_is_reached(read: Read) -> None:
    starts = {n for n, e in read.nodes.items() if e.tag == f"{BPMN}startEvent"}
    for node, element in read.nodes.items():
        stands_alone = element.get("triggeredByEvent") == "true"
        if not (stands_alone or element.tag == f"{BPMN}endEvent"):
            assert read.leaving[node], node
        if not (stands_alone or node in starts or element.get("attachedToRef")):
            assert read.arriving[node], node
    reached, ahead = set[str](), [*starts]
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += [f.get("targetRef", "") for f in read.leaving[node]]
            ahead += [n for n, e in read.nodes.items() if e.get("attachedToRef") == node]
    assert reached >= {n for n, e in read.nodes.items() if e.get("triggeredByEvent") != "true"}


def test_an_outcome_leads_to_the_steps_it_opens_and_closes_those_it_cancels(read: Read) -> None:
    for process in processes(read):
        ways, bordered = Ways(process), bordered_timers(process)
        for node in process.nodes:
            for outcome, following in node.outcomes.items():
                after = read.after(process, node.code, outcome)
                thrown = read.signals({n for n in after if n.endswith(tuple(f"signal-{i}" for i in range(1, 9)))})
                effect = next(e for e in ways.effects[node.code] if outcome in e.outcomes)
                if isinstance(node, Step):
                    for code in following.opens:
                        beside = ways.beside(node.code, code, effect) and code != ways.awaited_by(node.code)
                        joined = any(ways.awaited_by(c) == code for c in following.opens)
                        # The cases run beside what their call waits for: the flow joins theirs, and the cycle ends.
                        called = (
                            process.step(code).kind == "call-activity" and node.code in process.step(code).waits_for
                        )
                        place = f"{process.code}_{code}_join" if called else read.steps[process.code, code].get("id")
                        if code not in bordered and not beside and not joined:
                            assert place in after, (node.code, outcome, code)
                if following.ends:
                    assert any(read.nodes[n].tag == f"{BPMN}endEvent" for n in after)
                    continue
                for code in following.cancels:
                    if code not in {*bordered, node.code}:
                        assert read.catching(process, code) & thrown, (node.code, outcome, code)


def test_an_appeal_upheld_leads_from_every_open_step_back_to_the_review() -> None:
    """Rotation, clause 19: whichever step stood open, the case goes back to the commission."""
    read = Read(procedure("rotation"), written("rotation", "ru"))
    process = read.procedure.case
    upheld = process.node("appeal").outcomes["upheld"]
    review = read.steps["rotation", "review"].get("id", "")
    thrown = read.signals(read.after(process, "appeal", "upheld"))
    for code in upheld.cancels:
        own = read.steps["rotation", code].get("id", "")
        caught = {n for n, e in read.nodes.items() if e.get("attachedToRef") == own and read.signals({n}) & thrown}
        caught |= {
            f.get("targetRef", "")
            for a in read.arriving[own]
            if read.nodes[a.get("sourceRef", "")].tag == f"{BPMN}eventBasedGateway"
            for f in read.leaving[a.get("sourceRef", "")]
            if read.signals({f.get("targetRef", "")}) & thrown
        }
        assert caught, code
        for node in caught:
            (on,) = read.leaving[node]
            merge = on.get("targetRef", "")
            assert review in {f.get("targetRef") for f in read.leaving[merge]}


def test_parts_of_bpmn_stand_for_what_the_law_has(read: Read) -> None:
    call = next(e for e in read.root.iter(f"{BPMN}callActivity"))
    each = call.find(f"{BPMN}multiInstanceLoopCharacteristics")
    assert each is not None
    assert (call.get("calledElement"), each.get("isSequential")) == (read.procedure.case.code, "false")
    for process in processes(read):
        for step in process.steps:
            element = read.steps[process.code, step.code]
            own = element.get("id")
            if step.kind == "timer" and step.form is None:
                assert element.find(f"{BPMN}timerEventDefinition") is not None
            if step.expires:
                borders = [e for e in read.nodes.values() if e.get("attachedToRef") == own]
                assert any(e.find(f"{BPMN}timerEventDefinition") is not None for e in borders)
            if len(step.waits_for) > 1 and step.kind != "call-activity":
                assert any(f"{step.code}_join" in n for n in read.nodes)
        for event in process.boundary_events:
            inside = read.inside[read.steps[process.code, event.code].get("id", "")]
            start = read.nodes[f"{process.code}_{event.code}_start"]
            ends = all(n.ends for n in event.outcomes.values())
            assert read.nodes[inside].get("triggeredByEvent") == "true"
            assert start.get("isInterrupting") == str(ends).lower()


def test_the_years_of_office_are_a_timer_of_five_years_and_the_cycle_starts_each_november() -> None:
    read = Read(procedure("rotation"), written("rotation", "ru"))
    office = read.steps["rotation", "term-end"]
    assert office.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDuration") == "P5Y"
    start = read.nodes["rotation-cycle_start"]
    assert start.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeCycle") == "R/2000-11-01T00:00:00/P1Y"


def meets(a: Rect, b: Rect, room: float = 0) -> bool:
    return a[0] < b[2] - room and b[0] < a[2] - room and a[1] < b[3] - room and b[1] < a[3] - room


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROCEDURES)
def test_nothing_covers_anything(code: str, language: Language) -> None:
    """No shape lies on another, no flow goes through a shape that is neither its beginning nor its end."""
    read = Read(procedure(code), written(code, language))
    hosts = {n: e.get("attachedToRef") for n, e in read.nodes.items()}
    for one, other in combinations(read.nodes, 2):
        if {hosts.get(one), hosts.get(other)} & {one, other} or other == read.inside.get(one):
            continue
        assert one == read.inside.get(other) or not meets(read.shapes[one], read.shapes[other]), (one, other)
    assert {*read.shapes} >= {*read.nodes}
    drawn = set()
    for flow, a, b in read.pieces():
        drawn.add(flow)
        ends = {read.flows[flow].get("sourceRef"), read.flows[flow].get("targetRef")}
        assert a[0] == b[0] or a[1] == b[1], flow
        piece = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for node, shape in read.shapes.items():
            if node not in read.nodes or node in ends or read.nodes[node].get("triggeredByEvent"):
                continue
            # A task's border events lie over it, and its own flows may leave beside them.
            if hosts.get(node) in ends or any(hosts.get(e or "") == node for e in ends):
                continue
            assert not (
                piece[0] < shape[2] and shape[0] < piece[2] + 0.5 and piece[1] < shape[3] and shape[1] < piece[3] + 0.5
            ), (flow, node)
    assert drawn == {*read.flows}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROCEDURES)
def test_no_name_covers_a_shape_or_another_name(code: str, language: Language) -> None:
    read = Read(procedure(code), written(code, language))
    covering = [(a, b) for a, b in combinations(read.labels, 2) if meets(read.labels[a], read.labels[b], 1)]
    covering += [
        (name, node)
        for name, box in read.labels.items()
        for node in read.nodes
        if read.nodes[node].get("triggeredByEvent") is None and name != node and meets(box, read.shapes[node], 2)
    ]
    assert not covering


def test_the_same_bytes_every_time() -> None:
    asked = (
        "import hashlib\n"
        "from models.regulations import procedure\n"
        "from models.bpmn.writing import bpmn\n"
        "for p in map(procedure, ('rotation', 'reserve')):\n"
        "    print(hashlib.sha256(bpmn(p, p.act.editions[-1], 'kk').encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", asked], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


@pytest.mark.parametrize("code", PROCEDURES)
def test_names_are_in_the_language_asked_for(code: str) -> None:
    found = procedure(code)
    for language in LANGUAGES:
        names = {e.get("name") for e in Read(found, written(code, language)).nodes.values()}
        for process in (found.cycle, found.case):
            assert {n.title.in_(language) for n in process.nodes} <= names
