"""What a drawing of a process is made of: BPMN's nodes and flows, before they have a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from models.bpmn.words import YES
from models.process import BoundaryEvent, Process, Step
from models.texts import Text

NodeKind = Literal[
    "start",
    "start-timer",
    "start-message",
    "end",
    "terminate",
    "error",
    "user",
    "call",
    "timer",
    "catch",
    "throw",
    "exclusive",
    "parallel",
    "event-gateway",
    "boundary-timer",
    "boundary-signal",
    "event-process",
]
ACTIVITIES = frozenset({"user", "call"})
GATEWAYS = frozenset({"exclusive", "parallel", "event-gateway"})
NEEDED = "_needed"
"""How the id of a decision ends that asks whether a step is for this case."""
BOUNDARIES = frozenset({"boundary-timer", "boundary-signal"})


@dataclass(frozen=True)
class Node:
    """One shape.

    lane     the role whose lane it stands in
    step     the step or boundary event it stands for; empty for gateways, ends and what only carries the flow
    host     of a boundary event: the activity it is attached to
    inside   of what stands in an event subprocess: that one
    signal   of what throws or catches one: its code
    timer    of a timer: an ISO duration or repetition, or a variable: the day it waits for
    interrupting  of an event subprocess: it stops the case
    asks     of a decision that no outcome makes: the step it is about
    place    where its step comes in the text, by which ways on are told from ways back
    """

    id: str
    kind: NodeKind
    lane: str
    name: Text | None = None
    step: str = ""
    host: str = ""
    inside: str = ""
    signal: str = ""
    timer: str = ""
    interrupting: bool = False
    asks: str = ""
    place: int = -1


@dataclass(frozen=True)
class Flow:
    """One sequence flow. `of` and `outcomes`: the outcomes of that step, or boundary event, it is taken on; all where
    there are none.
    """

    id: str
    source: str
    target: str
    name: Text | None = None
    of: str = ""
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A process as BPMN's nodes and flows. `lanes`: each role that acts in it, and its name; `signals`: by code."""

    process: Process
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: Mapping[str, Text]
    signals: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Nodes by their id."""
        return {n.id: n for n in self.nodes}

    @cached_property
    def by_step(self) -> dict[str, Node]:
        """The node that stands for a step or boundary event, by its code."""
        return {n.step: n for n in self.nodes if n.step}

    @cached_property
    def arriving(self) -> dict[str, int]:
        """How many flows come to each node."""
        return {n.id: sum(f.target == n.id for f in self.flows) for n in self.nodes}

    @cached_property
    def leaving(self) -> dict[str, list[Flow]]:
        """Flows by the node they leave."""
        found: dict[str, list[Flow]] = {n.id: [] for n in self.nodes}
        for flow in self.flows:
            found[flow.source].append(flow)
        return found

    def condition(self, flow: Flow) -> str:
        """On what a flow out of a decision is taken: the outcomes, or what is asked there; empty for any other flow."""
        if self.by_id[flow.source].kind != "exclusive" or len(self.leaving[flow.source]) < 2:
            return ""
        if flow.outcomes:
            return f"{variable(flow.of)}_outcome in {list(flow.outcomes)}"
        asked = variable(flow.source.removeprefix(f"{self.process.code}_"))
        return asked if flow.name is YES else f"not {asked}"

    def law(self, node: Node) -> Step | BoundaryEvent:
        """The step or boundary event the node stands for."""
        return self.process.node(node.step)


def variable(code: str) -> str:
    """A code as an expression names it: `decision-notice` is `decision_notice`."""
    return code.replace("-", "_")
