"""BPMN 2.0 XML: the collaboration of a procedure's cycle and its cases, with layout.

What BPMN has no word for (clause, term, form, what an outcome writes and closes) stands twice: in `documentation` for
people, in the chosen language, and in `extensionElements` under a namespace of our own for programs. Same input, same
bytes.
"""

from xml.etree import ElementTree as ET

from models.acts import Edition
from models.bpmn.documentation import documentation, extension
from models.bpmn.elements import BOUNDARIES, Flow, Node
from models.bpmn.layout import Drawing, drawn
from models.bpmn.placing import Box
from models.procedure import Procedure
from models.texts import Language

NAMESPACE = "https://merzim.example.kz/bpmn/1"
_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "merzim": NAMESPACE,
}
_TAGS = {
    "start": "startEvent",
    "start-timer": "startEvent",
    "start-message": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "error": "endEvent",
    "user": "userTask",
    "call": "callActivity",
    "timer": "intermediateCatchEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "event-gateway": "eventBasedGateway",
    "boundary-timer": "boundaryEvent",
    "boundary-signal": "boundaryEvent",
    "event-process": "subProcess",
}
_BETWEEN = 60
"""Pixels between the two pools."""


def bpmn(procedure: Procedure, edition: Edition, language: Language) -> str:
    """The procedure under one edition as BPMN 2.0 XML, names and documentation in one language."""
    return _Writing(procedure, edition, language).text()


def _tag(name: str) -> str:
    space, _, local = name.rpartition(":")
    return f"{{{_SPACES[space or 'bpmn']}}}{local}"


def _put(parent: ET.Element, tag: str, text: str | None = None, /, **attributes: object) -> ET.Element:
    found = ET.SubElement(parent, _tag(tag), {k: str(v) for k, v in attributes.items() if v not in (None, "")})
    found.text = text
    return found


class _Writing:
    def __init__(self, procedure: Procedure, edition: Edition, language: Language) -> None:
        self.procedure, self.edition, self.language = procedure, edition, language
        self.drawings = [drawn(procedure, kind, edition, language) for kind in ("cycle", "case")]

    def text(self) -> str:
        for prefix, address in _SPACES.items():
            ET.register_namespace(prefix, address)
        root = ET.Element(
            _tag("definitions"),
            {
                "id": f"{self.procedure.code}_definitions",
                "name": self.procedure.title.in_(self.language),
                "targetNamespace": f"{NAMESPACE}/{self.procedure.code}",
                "expressionLanguage": "https://docs.python.org/3/reference/expressions.html",
                "exporter": "Merzim",
                "exporterVersion": self.edition.code,
            },
        )
        self._collaboration(root)
        self._signals(root)
        for drawing in self.drawings:
            self._process(root, drawing)
        self._diagram(root)
        ET.indent(root, "  ")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'

    # What there is

    def _collaboration(self, root: ET.Element) -> None:
        own = _put(root, "collaboration", id=self._collaboration_id)
        act = self.procedure.act
        told = act.title.in_(self.language)
        _put(own, "documentation", f"{told} · {self.edition.code}")
        held = _put(own, "extensionElements")
        _put(held, "merzim:act", code=act.code, edition=self.edition.code, country=act.country)
        for drawing in self.drawings:
            process = drawing.graph.process
            _put(
                own, "participant", id=f"{process.code}_pool", name=process.title.in_(self.language),
                processRef=process.code,
            )  # fmt: skip

    @property
    def _collaboration_id(self) -> str:
        return f"{self.procedure.code}_collaboration"

    def _signals(self, root: ET.Element) -> None:
        for drawing in self.drawings:
            graph, code = drawing.graph, drawing.graph.process.code
            for signal, name in graph.signals.items():
                _put(root, "signal", id=f"{code}_{signal}", name=name.in_(self.language))
            for node in graph.nodes:
                if node.kind == "start-message":
                    event = graph.by_id[node.inside]
                    _put(root, "message", id=f"{node.id}_message", name=self._name(event))
                if node.kind == "error":
                    _put(root, "error", id=f"{node.id}_error", name=self._name(node), errorCode=node.id)

    def _process(self, root: ET.Element, drawing: Drawing) -> None:
        graph = drawing.graph
        own = _put(root, "process", id=graph.process.code, name=graph.process.title.in_(self.language))
        own.set("isExecutable", "true")
        lanes = _put(own, "laneSet", id=f"{graph.process.code}_lanes")
        for role, title in graph.lanes.items():
            lane = _put(lanes, "lane", id=f"{graph.process.code}_lane_{role}", name=title.in_(self.language))
            for node in graph.nodes:
                if node.lane == role and not node.inside:
                    _put(lane, "flowNodeRef", node.id)
        parents = {"": own}
        for node in graph.nodes:
            element = self._node(parents[node.inside], drawing, node)
            if node.kind == "event-process":
                parents[node.id] = element
        for flow in graph.flows:
            self._flow(parents[graph.by_id[flow.source].inside], drawing, flow)

    def _node(self, parent: ET.Element, drawing: Drawing, node: Node) -> ET.Element:
        graph = drawing.graph
        found = _put(parent, _TAGS[node.kind], id=node.id, name=self._name(node))
        if node.step:
            law = graph.law(node)
            _put(found, "documentation", documentation(self.procedure, graph.process, law, self.edition, self.language))
            extension(_put(found, "extensionElements"), law, self.edition, _put)
        if node.kind == "event-process":
            found.set("triggeredByEvent", "true")
        if node.host:
            found.set("attachedToRef", node.host)
        if node.kind == "start-message":
            found.set("isInterrupting", str(graph.by_id[node.inside].interrupting).lower())
        for flow in graph.flows:
            if flow.target == node.id:
                _put(found, "incoming", flow.id)
        for flow in graph.leaving[node.id]:
            _put(found, "outgoing", flow.id)
        self._definition(found, drawing, node)
        return found

    def _definition(self, found: ET.Element, drawing: Drawing, node: Node) -> None:
        match node.kind:
            case "call":
                found.set("calledElement", self.procedure.case.code)
                each = _put(found, "multiInstanceLoopCharacteristics", isSequential="false")
                _put(each, "loopCardinality", "number_of_cases").set(_tag("xsi:type"), "bpmn:tFormalExpression")
            case "timer" | "boundary-timer" | "start-timer":
                timed = _put(found, "timerEventDefinition", id=f"{node.id}_timer")
                kind = {"P": "timeDuration", "R": "timeCycle"}.get(node.timer[:1], "timeDate")
                _put(timed, kind, node.timer).set(_tag("xsi:type"), "bpmn:tFormalExpression")
            case "boundary-signal" | "catch" | "throw":
                signal = f"{drawing.graph.process.code}_{node.signal}"
                _put(found, "signalEventDefinition", id=f"{node.id}_caught", signalRef=signal)
            case "start-message":
                _put(found, "messageEventDefinition", id=f"{node.id}_event", messageRef=f"{node.id}_message")
            case "terminate":
                _put(found, "terminateEventDefinition", id=f"{node.id}_all")
            case "error":
                _put(found, "errorEventDefinition", id=f"{node.id}_closes", errorRef=f"{node.id}_error")

    def _name(self, named: Node | Flow) -> str | None:
        return named.name.in_(self.language) if named.name else None

    def _flow(self, parent: ET.Element, drawing: Drawing, flow: Flow) -> None:
        found = _put(
            parent, "sequenceFlow", id=flow.id, name=self._name(flow), sourceRef=flow.source, targetRef=flow.target
        )
        condition = drawing.graph.condition(flow)
        if condition:
            _put(found, "conditionExpression", condition).set(_tag("xsi:type"), "bpmn:tFormalExpression")

    # Where it stands

    def _diagram(self, root: ET.Element) -> None:
        diagram = _put(root, "bpmndi:BPMNDiagram", id=f"{self.procedure.code}_diagram")
        plane = _put(diagram, "bpmndi:BPMNPlane", id=f"{self.procedure.code}_plane", bpmnElement=self._collaboration_id)
        y = 0.0
        for drawing in self.drawings:
            self._pool(plane, drawing, y)
            y += drawing.places.whole.h + _BETWEEN

    def _pool(self, plane: ET.Element, drawing: Drawing, y: float) -> None:
        graph, places, code = drawing.graph, drawing.places, drawing.graph.process.code
        self._shape(plane, f"{code}_pool", places.whole, y).set("isHorizontal", "true")
        for role, box in places.lanes.items():
            self._shape(plane, f"{code}_lane_{role}", box, y).set("isHorizontal", "true")
        for node in sorted(graph.nodes, key=lambda n: (n.kind in BOUNDARIES, n.id)):
            shape = self._shape(plane, node.id, places.boxes[node.id], y)
            if node.kind == "event-process":
                shape.set("isExpanded", "true")
            if node.kind == "exclusive":
                shape.set("isMarkerVisible", "true")
            if node.id in places.labels:
                self._label(shape, places.labels[node.id], y)
        for flow in graph.flows:
            edge = _put(plane, "bpmndi:BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
            for x, at in drawing.points[flow.id]:
                _put(edge, "di:waypoint", x=round(x), y=round(at + y))
            if flow.id in drawing.named:
                self._label(edge, drawing.named[flow.id], y)

    def _shape(self, plane: ET.Element, id: str, box: Box, y: float) -> ET.Element:
        shape = _put(plane, "bpmndi:BPMNShape", id=f"{id}_di", bpmnElement=id)
        self._bounds(shape, box, y)
        return shape

    def _label(self, parent: ET.Element, box: Box, y: float) -> None:
        self._bounds(_put(parent, "bpmndi:BPMNLabel"), box, y)

    def _bounds(self, parent: ET.Element, box: Box, y: float) -> None:
        left, top = round(box.x), round(box.y + y)
        _put(parent, "dc:Bounds", x=left, y=top, width=round(box.right) - left, height=round(box.bottom + y) - top)
