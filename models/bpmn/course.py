"""How far a case has come on a drawing: which flows it took, where they led, and where it may go next."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from models.bpmn.elements import NEEDED, Flow, Graph
from models.bpmn.words import YES


@dataclass(frozen=True)
class Course:
    """Flows taken, the shapes they passed (gateways, signals, ends), and the steps that may open next."""

    flows: frozenset[str]
    passed: frozenset[str]
    ahead: frozenset[str]


def course(graph: Graph, done: Iterable[tuple[str, str | None]], running: Iterable[str], seen: Iterable[str]) -> Course:
    """The course of a case.

    done     the steps done, by their code, and the outcome of each
    running  codes of the steps that are open
    seen     codes of all steps that were ever opened, once for each time: a flow to any other was not taken
    """
    opened, open_now = Counter(seen), {*running}
    flows, passed = set[str](), set[str]()
    start = next(n.id for n in graph.nodes if n.kind in ("start", "start-timer"))
    ways = [(start, None)] + [(graph.by_step[code].id, outcome) for code, outcome in done if code in graph.by_step]
    for node, outcome in ways:
        for piece in _pieces(graph, node, outcome, opened):
            last = graph.by_id[piece[-1].target]
            taken = piece if not last.step or last.step in opened else _to_the_join(graph, piece)
            flows |= {flow.id for flow in taken}
            passed |= {flow.target for flow in taken if not graph.by_id[flow.target].step}
    passed.add(start)
    ahead = {
        graph.by_id[piece[-1].target].step
        for code in open_now
        if code in graph.by_step
        for piece in _pieces(graph, graph.by_step[code].id, None, None)
    }
    return Course(frozenset(flows), frozenset(passed), frozenset(ahead - {""} - open_now))


def _to_the_join(graph: Graph, piece: list[Flow]) -> list[Flow]:
    """The way as far as it waits for another one; none of it where it does not."""
    joins = [
        i for i, f in enumerate(piece) if graph.by_id[f.target].kind == "parallel" and graph.arriving[f.target] > 1
    ]
    return piece[: joins[0] + 1] if joins else []


def _pieces(graph: Graph, node: str, outcome: str | None, opened: Counter[str] | None) -> list[list[Flow]]:
    """The ways from a step to the next ones, or to an end, flow by flow: on one outcome, or on any.

    opened  how often each step was, where the ways are those of a case that went on; `None`: all that are possible
    """
    borders = [n.id for n in graph.nodes if n.host == node and n.kind == "boundary-timer" and not n.step]
    found: list[list[Flow]] = []

    def follow(at: str, way: list[Flow]) -> None:
        for flow in graph.leaving[at]:
            target = graph.by_id[flow.target]
            # A signal is another step's doing.
            if flow in way or target.kind == "catch" or not _goes(graph, flow, outcome, opened):
                continue
            if target.step or not graph.leaving[target.id]:
                found.append([*way, flow])
            else:
                follow(target.id, [*way, flow])

    for begin in (node, *borders):
        follow(begin, [])
    return found


def _goes(graph: Graph, flow: Flow, outcome: str | None, opened: Counter[str] | None) -> bool:
    """Whether a case went along a flow: on this outcome of the step; by what it holds, where that is what is asked."""
    if flow.outcomes:
        return outcome is None or outcome in flow.outcomes
    asked = graph.by_id[flow.source]
    if opened is None or asked.asks == "" or flow.name is None:
        return True
    # Never opened before it was asked, or needed: either is told by how often it was opened.
    yes = opened[asked.asks] > 0 if asked.id.endswith(NEEDED) else opened[asked.asks] == 1
    return yes == (flow.name is YES)
