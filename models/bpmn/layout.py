"""A process drawn: its nodes placed, its flows routed, the flows' names beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.acts import Edition
from models.bpmn.building import graph_of
from models.bpmn.elements import Graph
from models.bpmn.placing import Box, Places, placed, text_size
from models.bpmn.routing import Point, routed
from models.procedure import Procedure
from models.texts import Language


@dataclass(frozen=True)
class Drawing:
    """A process with a place for everything, in pixels from the pool's upper left corner.

    points  of each flow, by its id
    named   the box of each flow's name, by its id
    """

    graph: Graph
    language: Language
    places: Places
    points: dict[str, list[Point]]
    named: dict[str, Box]


def drawn(procedure: Procedure, kind: str, edition: Edition, language: Language) -> Drawing:
    """The process of a `cycle` or a `case`, drawn in one language. The same every time."""
    graph = graph_of(procedure, kind, edition)
    places = placed(graph, language)
    points = routed(graph, places)
    return Drawing(graph, language, places, points, _named(graph, places, points, language))


def _named(graph: Graph, places: Places, points: dict[str, list[Point]], language: Language) -> dict[str, Box]:
    """A box for the name of each flow that has one, where it covers least."""
    shapes = [b for node, b in places.boxes.items() if graph.by_id[node].kind != "event-process"]
    taken = [*shapes, *places.labels.values()]
    pieces = [(f, _piece(a, b)) for f in graph.flows for a, b in pairwise(points[f.id])]
    found: dict[str, Box] = {}
    for flow in graph.flows:
        if flow.name is None:
            continue
        wide, high = text_size(flow.name.in_(language))
        others = [piece for other, piece in pieces if other is not flow]
        siblings = [piece for other, piece in pieces if other is not flow and other.source == flow.source]
        best = min(
            enumerate(_candidates(points[flow.id], wide, high, siblings)),
            key=lambda c: (_covered(c[1][0], taken, others, points[flow.id]) + c[1][1], c[0]),
        )[1][0]
        found[flow.id] = best
        taken.append(best)
    return found


def _piece(a: Point, b: Point) -> Box:
    return Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))


def _candidates(points: list[Point], wide: float, high: float, siblings: list[Box]) -> Iterator[tuple[Box, float]]:
    """Beside the first pieces of the flow, near where it leaves; dearer where another way out runs along."""
    for number, ((ax, ay), (bx, by)) in enumerate(list(pairwise(points))[:4]):
        own = _piece((ax, ay), (bx, by))
        shared = 1.5 * number + (6.0 if any(_along(own, piece) for piece in siblings) else 0.0)
        if ay == by:
            for x in (min(ax, bx) + 5, max(ax, bx) - wide - 5) if bx > ax else (ax - wide - 5, bx + 5):
                yield Box(x, ay - high - 3, wide, high), shared
                yield Box(x, ay + 3, wide, high), shared
        else:
            down = 1 if by > ay else -1
            near, far = (ay + 5, by - high - 5) if by > ay else (ay - high - 5, by + 5)
            for y in (near, near + 26 * down, near + 52 * down, far):
                yield Box(ax + 5, y, wide, high), shared
                yield Box(ax - wide - 5, y, wide, high), shared


def _along(a: Box, b: Box) -> bool:
    """Whether two pieces run on one line for a while."""
    across = a.y == b.y and not a.h and not b.h and min(a.right, b.right) - max(a.x, b.x) > 1
    return across or (a.x == b.x and not a.w and not b.w and min(a.bottom, b.bottom) - max(a.y, b.y) > 1)


def _covered(box: Box, taken: list[Box], others: list[Box], own: list[Point]) -> float:
    """How much a name would cover there: shapes and names most of all, then flows."""
    shapes = sum(box.meets(other, 2) for other in taken)
    flows = sum(box.meets(other, 1) for other in others)
    return shapes * 20 + flows * 2 + 2 * sum(box.meets(_piece(a, b)) for a, b in pairwise(own))
