"""The ways of the flows between the shapes: along free columns and rows, with few bends and crossings.

Flows to one shape may run together, as lines of a bus do; any others keep apart.
"""

from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from models.bpmn.elements import BOUNDARIES, GATEWAYS, Flow, Graph, Node
from models.bpmn.placing import Places

Point = tuple[float, float]
_State = tuple[tuple[int, int], tuple[int, int]]
"""A point of the grid, and the way one came to it."""
RIGHT, DOWN, LEFT, UP = (1, 0), (0, 1), (-1, 0), (0, -1)
_BEND, _CROSS, _SHARE, _LABEL, _ROOM = 36.0, 46.0, 900.0, 90.0, 7.0
_TRACKS = 4


class _Port(NamedTuple):
    at: Point
    way: tuple[int, int]
    cost: float


def routed(graph: Graph, places: Places) -> dict[str, list[Point]]:
    """The points of each flow, by its id."""
    found: dict[str, list[Point]] = {}
    grid = _Grid(graph, places)
    for flow in sorted(graph.flows, key=lambda f: _length(f, places)):
        found[flow.id] = _inside(flow, places) if graph.by_id[flow.source].inside else grid.route(flow)
    return found


def _length(flow: Flow, places: Places) -> tuple[float, str]:
    a, b = places.boxes[flow.source], places.boxes[flow.target]
    return abs(a.cx - b.cx) + abs(a.cy - b.cy) * 2 + (800 if b.cx < a.cx else 0), flow.id


def _inside(flow: Flow, places: Places) -> list[Point]:
    """In an event subprocess: straight on, or down and on to a lower row."""
    a, b = places.boxes[flow.source], places.boxes[flow.target]
    if abs(a.cy - b.cy) < 1:
        return [(a.right, a.cy), (b.x, b.cy)]
    return [(a.cx, a.bottom), (a.cx, b.cy), (b.x, b.cy)]


class _Grid:
    def __init__(self, graph: Graph, places: Places) -> None:
        self.graph, self.places = graph, places
        outside = [n for n in graph.nodes if not n.inside]
        self.boxes = [places.boxes[n.id] for n in outside]
        self.labels = [places.labels[n.id] for n in outside if n.id in places.labels]
        whole = places.whole
        xs = {*places.centres[0], *(places.boxes[n.id].cx for n in outside if n.kind in BOUNDARIES)}
        xs |= _tracks(places.xs)
        ys = {*places.centres[1], *_tracks(places.ys)}
        for lane in places.lanes.values():
            ys |= {lane.y + 9, lane.y + 17, lane.bottom - 9}
        self.xs = sorted(x for x in xs if x < whole.right - 4)
        self.ys = sorted(ys)
        self.x_at = {x: i for i, x in enumerate(self.xs)}
        self.y_at = {y: i for i, y in enumerate(self.ys)}
        self.cost = self._costs()
        self.used: dict[tuple[int, int, int], list[Flow]] = {}
        self.through: dict[tuple[int, int], list[tuple[Flow, bool]]] = {}
        self.ports: dict[tuple[str, tuple[int, int]], str] = {}

    def _costs(self) -> dict[tuple[int, int, int], float]:
        """What a piece of the grid costs beside its length, by its first point and whether it runs down; -1: no way."""
        found: dict[tuple[int, int, int], float] = {}
        for box, room, price in [(b, _ROOM, -1.0) for b in self.boxes] + [(b, 1.0, _LABEL) for b in self.labels]:
            left, right, top, bottom = box.x - room, box.right + room, box.y - room, box.bottom + room
            for i, x in enumerate(self.xs):
                if left < x < right:
                    for j, (a, b) in enumerate(pairwise(self.ys)):
                        if a < bottom and b > top and found.get((i, j, 1)) != -1:
                            found[i, j, 1] = price
            for j, y in enumerate(self.ys):
                if top < y < bottom:
                    for i, (a, b) in enumerate(pairwise(self.xs)):
                        if a < right and b > left and found.get((i, j, 0)) != -1:
                            found[i, j, 0] = price
        return found

    def route(self, flow: Flow) -> list[Point]:
        """The flow's points. Where there is no free way at all, a straight line: a drawing is better than none."""
        source, target = self.graph.by_id[flow.source], self.graph.by_id[flow.target]
        starts, ends = self._ports(source, True), self._ports(target, False)
        direct = self._direct(flow)
        if direct is not None:
            return direct
        found = self._search(flow, starts, ends)
        if found is None:
            a, b = self.places.boxes[flow.source], self.places.boxes[flow.target]
            return [(a.right, a.cy), (b.x, b.cy)]
        first, path, last = found
        self._use(flow, path)
        self.ports[flow.source, first.way] = "out"
        self.ports[flow.target, (-last.way[0], -last.way[1])] = "in"
        points = [first.at, *((self.xs[i], self.ys[j]) for i, j in path), last.at]
        return _straightened(points)

    def _direct(self, flow: Flow) -> list[Point] | None:
        """From a border straight down to the end below it."""
        a, b = self.places.boxes[flow.source], self.places.boxes[flow.target]
        if self.graph.by_id[flow.source].kind in BOUNDARIES and abs(a.cx - b.cx) < 1 and 0 < b.y - a.bottom < 60:
            return [(a.cx, a.bottom), (b.cx, b.y)]
        return None

    def _ports(self, node: Node, out: bool) -> list[_Port]:
        """Where a flow may leave or come in; `way` is the way it goes there."""
        box, name = self.places.boxes[node.id], node.id in self.places.labels
        if node.kind in BOUNDARIES:
            return [_Port((box.cx, box.bottom), DOWN, 0)]
        sides = {
            RIGHT: ((box.right, box.cy), 0.0 if out else 500.0),
            DOWN: ((box.cx, box.bottom), 16.0),
            UP: ((box.cx, box.y), 20.0),
            LEFT: ((box.x, box.cy), 500.0 if out else 0.0),
        }
        if name and node.kind not in GATEWAYS:
            del sides[DOWN]
        if name and node.kind in GATEWAYS:
            sides[UP] = (sides[UP][0], 200.0)
        found = []
        for side, (at, cost) in sides.items():
            if self.ports.get((node.id, side), "out" if out else "in") != ("out" if out else "in"):
                cost += 400.0
            found.append(_Port(at, side if out else (-side[0], -side[1]), cost))
        return found

    def _anchor(self, port: _Port, out: bool) -> tuple[int, int] | None:
        """The first point of the grid before a port."""
        dx, dy = port.way if out else (-port.way[0], -port.way[1])
        x, y = port.at
        if dx:
            j = self.y_at.get(y)
            near = [i for i, at in enumerate(self.xs) if (at - x) * dx > 4]
            return (near[0 if dx > 0 else -1], j) if near and j is not None else None
        i = self.x_at.get(x)
        near = [j for j, at in enumerate(self.ys) if (at - y) * dy > 4]
        return (i, near[0 if dy > 0 else -1]) if near and i is not None else None

    def _search(
        self, flow: Flow, starts: list[_Port], ends: list[_Port]
    ) -> tuple[_Port, list[tuple[int, int]], _Port] | None:
        goals = {(a, p.way): p for p in ends if (a := self._anchor(p, False)) is not None}
        toward = [(self.xs[a[0]], self.ys[a[1]]) for a, _ in goals]

        def ahead(at: tuple[int, int]) -> float:
            x, y = self.xs[at[0]], self.ys[at[1]]
            return min(abs(x - gx) + abs(y - gy) for gx, gy in toward)

        costs: dict[_State, float] = {}
        came: dict[_State, _State | None] = {}
        first: dict[_State, _Port] = {}
        queue: list[tuple[float, int, _State]] = []
        count = 0
        for port in starts:
            at = self._anchor(port, True)
            if at is None:
                continue
            state = (at, port.way)
            if port.cost < costs.get(state, 1e9):
                costs[state], came[state], first[state] = port.cost, None, port
                heappush(queue, (port.cost + ahead(at), count := count + 1, state))
        best: tuple[float, _State, _Port] | None = None
        closed: set[_State] = set()
        while queue:
            estimate, _, state = heappop(queue)
            if best is not None and estimate >= best[0]:
                break
            if state in closed:
                continue
            closed.add(state)
            at, way = state
            for turn in (RIGHT, DOWN, LEFT, UP):
                if turn == (-way[0], -way[1]):
                    continue
                price = costs[state] + (_BEND if turn != way else 0.0)
                goal = goals.get((at, turn))
                if goal is not None and (best is None or price + goal.cost < best[0]):
                    best = (price + goal.cost, state, goal)
                step = self._step(flow, at, turn, way)
                if step is None:
                    continue
                following, extra = step
                after = (following, turn)
                if price + extra < costs.get(after, 1e9):
                    costs[after], came[after] = price + extra, state
                    heappush(queue, (price + extra + ahead(following), count := count + 1, after))
        if best is None:
            return None
        path: list[tuple[int, int]] = []
        here: _State | None = best[1]
        begin = best[1]
        while here is not None:
            path.append(here[0])
            begin, here = here, came[here]
        return first[begin], path[::-1], best[2]

    def _step(
        self, flow: Flow, at: tuple[int, int], turn: tuple[int, int], way: tuple[int, int]
    ) -> tuple[tuple[int, int], float] | None:
        i, j = at[0] + turn[0], at[1] + turn[1]
        if not (0 <= i < len(self.xs) and 0 <= j < len(self.ys)):
            return None
        piece = (min(at[0], i), min(at[1], j), abs(turn[1]))
        extra = self.cost.get(piece, 0.0)
        if extra < 0:
            return None
        length = abs(self.xs[i] - self.xs[at[0]]) + abs(self.ys[j] - self.ys[at[1]])
        others = self.used.get(piece)
        if others:
            if any(o.target != flow.target and o.source != flow.source for o in others):
                extra += _SHARE
            elif any(o.target == flow.target for o in others):
                length *= 0.4
        if turn == way:
            for other, down in self.through.get(at, ()):
                if down != bool(turn[1]) and other.target != flow.target and other.source != flow.source:
                    extra += _CROSS
        elif any(o.target != flow.target and o.source != flow.source for o, _ in self.through.get(at, ())):
            extra += _CROSS * 3
        return (i, j), length + extra

    def _use(self, flow: Flow, path: list[tuple[int, int]]) -> None:
        for a, b in pairwise(path):
            down = a[0] == b[0]
            self.used.setdefault((min(a[0], b[0]), min(a[1], b[1]), int(down)), []).append(flow)
            for at in (a, b):
                self.through.setdefault(at, []).append((flow, down))


def _tracks(gaps: list[tuple[float, float]]) -> set[float]:
    return {a + (b - a) * n / (_TRACKS + 1) for a, b in gaps for n in range(1, _TRACKS + 1)}


def _straightened(points: list[Point]) -> list[Point]:
    """Without the points in the middle of a straight piece."""
    found = [points[0]]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        if not (before[0] == at[0] == after[0] or before[1] == at[1] == after[1]):
            found.append(at)
    return [*found, points[-1]]
