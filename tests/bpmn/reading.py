"""A written BPMN file read again, apart from the code that wrote it."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from xml.etree import ElementTree as ET

from models.procedure import Procedure
from models.process import Process

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAY = "{http://www.omg.org/spec/DD/20100524/DI}"
OWN = "{https://merzim.example.kz/bpmn/1}"
NODES = {
    f"{BPMN}{name}"
    for name in (
        "startEvent", "endEvent", "userTask", "callActivity", "intermediateCatchEvent", "intermediateThrowEvent",
        "exclusiveGateway", "parallelGateway", "eventBasedGateway", "boundaryEvent", "subProcess",
    )
}  # fmt: skip
Rect = tuple[float, float, float, float]


class Read:
    """A file's nodes, flows and shapes by their ids."""

    def __init__(self, procedure: Procedure, text: str) -> None:
        self.procedure, self.text = procedure, text
        self.root = ET.fromstring(text)
        self.nodes = {e.get("id", ""): e for e in self.root.iter() if e.tag in NODES}
        self.flows = {e.get("id", ""): e for e in self.root.iter(f"{BPMN}sequenceFlow")}
        self.inside = {
            child.get("id", ""): parent.get("id", "")
            for parent in self.root.iter(f"{BPMN}subProcess")
            for child in parent
            if child.tag in NODES
        }

    @cached_property
    def steps(self) -> dict[tuple[str, str], ET.Element]:
        """The elements that stand for a step or boundary event, by process and code."""
        found = {}
        for process in self.root.iter(f"{BPMN}process"):
            for node in process.iter():
                told = node.find(f"{BPMN}extensionElements/{OWN}step") if node.tag in NODES else None
                if told is not None:
                    found[process.get("id", ""), told.get("code", "")] = node
        return found

    def told(self, process: Process, code: str) -> ET.Element:
        """What a step's element tells programs."""
        found = self.steps[process.code, code].find(f"{BPMN}extensionElements/{OWN}step")
        assert found is not None
        return found

    @cached_property
    def leaving(self) -> dict[str, list[ET.Element]]:
        """Flows by the node they leave."""
        found: dict[str, list[ET.Element]] = {node: [] for node in self.nodes}
        for flow in self.flows.values():
            found[flow.get("sourceRef", "")].append(flow)
        return found

    @cached_property
    def arriving(self) -> dict[str, list[ET.Element]]:
        """Flows by the node they come to."""
        found: dict[str, list[ET.Element]] = {node: [] for node in self.nodes}
        for flow in self.flows.values():
            found[flow.get("targetRef", "")].append(flow)
        return found

    def is_step(self, node: str) -> bool:
        """Whether a node stands for a step."""
        return any(e.get("id") == node for e in self.steps.values())

    def after(self, process: Process, code: str, outcome: str) -> set[str]:
        """All nodes that the flow comes to on an outcome of a step, up to the next steps."""
        start = self.steps[process.code, code].get("id", "")
        begin = [start, *(n for n, e in self.nodes.items() if e.get("attachedToRef") == start and "_over" in n)]
        seen: set[str] = set()
        while begin:
            node = begin.pop()
            for flow in self.leaving[node]:
                target = flow.get("targetRef", "")
                if target not in seen and self._taken(flow, code, outcome):
                    seen.add(target)
                    if not self.is_step(target):
                        begin.append(target)
        return seen

    def _taken(self, flow: ET.Element, code: str, outcome: str) -> bool:
        condition = flow.findtext(f"{BPMN}conditionExpression") or ""
        return f"{code.replace('-', '_')}_outcome in" not in condition or f"'{outcome}'" in condition

    def signals(self, nodes: set[str]) -> set[str]:
        """The signals these nodes throw or catch."""
        found = (self.nodes[n].find(f"{BPMN}signalEventDefinition") for n in nodes)
        return {e.get("signalRef", "") for e in found if e is not None}

    def catching(self, process: Process, code: str) -> set[str]:
        """The signals by which a step is closed: on its border, or beside a timer behind an event gateway."""
        own = self.steps[process.code, code].get("id", "")
        caught = {n for n, e in self.nodes.items() if e.get("attachedToRef") == own}
        for flow in self.arriving[own]:
            gateway = flow.get("sourceRef", "")
            if self.nodes[gateway].tag == f"{BPMN}eventBasedGateway":
                caught |= {f.get("targetRef", "") for f in self.leaving[gateway]}
        return self.signals(caught)

    @cached_property
    def shapes(self) -> dict[str, Rect]:
        """Bounds of each shape by the element it shows."""
        return {e.get("bpmnElement", ""): _bounds(e.find(f"{DC}Bounds")) for e in self.root.iter(f"{DI}BPMNShape")}

    @cached_property
    def labels(self) -> dict[str, Rect]:
        """Bounds of each label by the element it names."""
        found = {}
        for element in (*self.root.iter(f"{DI}BPMNShape"), *self.root.iter(f"{DI}BPMNEdge")):
            bounds = element.find(f"{DI}BPMNLabel/{DC}Bounds")
            if bounds is not None:
                found[element.get("bpmnElement", "")] = _bounds(bounds)
        return found

    def pieces(self) -> Iterator[tuple[str, tuple[float, float], tuple[float, float]]]:
        """The straight pieces of each flow."""
        for edge in self.root.iter(f"{DI}BPMNEdge"):
            points = [(float(p.get("x", "")), float(p.get("y", ""))) for p in edge.findall(f"{WAY}waypoint")]
            for a, b in pairwise(points):
                yield edge.get("bpmnElement", ""), a, b


def _bounds(element: ET.Element | None) -> Rect:
    assert element is not None
    x, y, w, h = (float(element.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + w, y + h
