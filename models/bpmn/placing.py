"""Where the nodes of a process stand: columns from left to right, rows in the lanes of their performers."""

from dataclasses import dataclass, field

from models.bpmn.elements import ACTIVITIES, BOUNDARIES, GATEWAYS, Graph, Node
from models.bpmn.lettering import lines_of, text_width
from models.texts import Language

TASK, EVENT, GATEWAY = (140, 84), (36, 36), (50, 50)
LABEL, SIZE, LINE = 96, 11, 13
"""The widest label of an event or a flow, the height of its letters and of its lines, in pixels."""
GAP, ROW_GAP, PAD, SATELLITE = 40, 44, 24, 58
HEAD, LANE_HEAD = 30, 30
EDGE_AT = (106, 34)
"""Where events sit on a task's lower border: their names to the right of the first, to the left of the second."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels from the upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def cx(self) -> float:
        """The middle, across."""
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        """The middle, down."""
        return self.y + self.h / 2

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def meets(self, other: "Box", room: float = 0) -> bool:
        """Whether they overlap, or come nearer than `room`."""
        return (
            self.x < other.right + room
            and other.x < self.right + room
            and self.y < other.bottom + room
            and other.y < self.bottom + room
        )

    def moved(self, x: float, y: float) -> "Box":
        """The same box elsewhere."""
        return Box(self.x + x, self.y + y, self.w, self.h)


@dataclass
class Places:
    """Boxes by node, those of labels by node, of lanes by role; `whole` is the pool. `columns`: the gaps between."""

    boxes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    whole: Box = Box(0, 0, 0, 0)
    xs: list[tuple[float, float]] = field(default_factory=list)
    ys: list[tuple[float, float]] = field(default_factory=list)
    centres: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))


def label_size(node: Node, language: Language) -> tuple[float, float]:
    """Width and height of a node's label beside its shape; nothing where its name stands inside, or it has none."""
    if node.name is None or node.kind in ACTIVITIES or node.kind == "event-process":
        return 0, 0
    return text_size(node.name.in_(language))


def text_size(text: str) -> tuple[float, float]:
    """Width and height of a name of an event or a flow, in lines."""
    lines = lines_of(text, LABEL, SIZE)
    return max(text_width(line, SIZE) for line in lines), LINE * len(lines)


def shape(node: Node) -> tuple[int, int]:
    """Width and height of a node's shape."""
    return TASK if node.kind in ACTIVITIES else GATEWAY if node.kind in GATEWAYS else EVENT


def placed(graph: Graph, language: Language) -> Places:
    """Every node of the process in its place; the pool's upper left corner is at 0, 0."""
    return _Placing(graph, language).places()


class _Placing:
    def __init__(self, graph: Graph, language: Language) -> None:
        self.graph, self.language = graph, language
        self.satellites = {
            f.target: f.source
            for f in graph.flows
            if graph.by_id[f.source].kind in BOUNDARIES and graph.by_id[f.target].kind in ("end", "terminate")
        }
        self.main = [
            n for n in graph.nodes
            if not (n.inside or n.host or n.id in self.satellites or n.kind == "event-process")
        ]  # fmt: skip
        known = {n.id for n in self.main}
        hosts = {n.id: n.host or n.id for n in graph.nodes}
        self.edges = [
            (hosts[f.source], f.target) for f in graph.flows if hosts[f.source] in known and f.target in known
        ]
        self.ranks = self._ranks()
        self.rows = self._rows()

    # Columns

    def _ranks(self) -> dict[str, int]:
        """The column of each node: the longest way to it, ways back left out."""
        at = {n.id: n.place for n in self.main}
        back = {(source, target) for source, target in self.edges if at[target] < at[source]}
        after: dict[str, list[str]] = {n.id: [] for n in self.main}
        for source, target in self.edges:
            if (source, target) not in back:
                after[source].append(target)
        done: dict[str, bool] = {}

        def visit(node: str) -> None:
            done[node] = False
            for target in after[node]:
                if target not in done:
                    visit(target)
                elif not done[target]:
                    back.add((node, target))
            done[node] = True

        for node in self.main:
            if node.id not in done and not any(t == node.id for _, t in self.edges):
                visit(node.id)
        for node in self.main:
            if node.id not in done:
                visit(node.id)
        self.forward = [edge for edge in dict.fromkeys(self.edges) if edge not in back]
        ranks = {n.id: 0 for n in self.main}
        for _ in self.main:
            moved = False
            for source, target in self.forward:
                if ranks[target] <= ranks[source]:
                    ranks[target], moved = ranks[source] + 1, True
            if not moved:
                break
        return ranks

    # Rows

    def _rows(self) -> dict[str, int]:
        """The row of each node in its lane: that of the node before it where that is free."""
        rows: dict[str, int] = {}
        taken: dict[tuple[str, int, int], float] = {}
        lanes = list(self.graph.lanes)
        lane_of = {n.id: n.lane for n in self.main}
        before: dict[str, list[str]] = {n.id: [] for n in self.main}
        for source, target in self.forward:
            before[target].append(source)
        order = {n.id: i for i, n in enumerate(self.main)}
        for node in sorted(self.main, key=lambda n: (self.ranks[n.id], -self._reach(n.id), order[n.id])):
            rank, depth = (
                self.ranks[node.id],
                1 + max((r for n, r in rows.items() if lane_of[n] == node.lane), default=-1),
            )
            near = [p for p in before[node.id] if p in rows]
            best, found = 1e9, 0
            for row in range(depth + 1):
                cost = taken.get((node.lane, rank, row), 0.0) + (0.4 if row == depth else 0) + row * 0.05
                for other in near:
                    if lane_of[other] == node.lane:
                        cost += abs(row - rows[other])
                        cost += 0.7 * sum(
                            min(taken.get((node.lane, r, row), 0), 1.0) for r in range(self.ranks[other] + 1, rank)
                        )
                    else:
                        above = lanes.index(lane_of[other]) < lanes.index(node.lane)
                        cost += 0.3 * (row if above else max(depth - 1 - row, 0))
                if cost < best:
                    best, found = cost, row
            rows[node.id] = found
            taken[node.lane, rank, found] = 100.0
            for other in near:
                if lane_of[other] == node.lane and rows[other] == found:
                    for r in range(self.ranks[other] + 1, rank):
                        key = (node.lane, r, found)
                        taken[key] = max(taken.get(key, 0), 0.8)
        return rows

    def _reach(self, node: str) -> int:
        """How much follows a node: the main way keeps its row, an end gives way."""
        seen, ahead = set(), [node]
        while ahead:
            for source, target in self.forward:
                if source == ahead[0] and target not in seen:
                    seen.add(target)
                    ahead.append(target)
            ahead.pop(0)
        return len(seen)

    # Pixels

    def places(self) -> Places:
        found = Places()
        left = self._columns(found)
        self._lanes(found, left)
        for node in self.graph.nodes:
            if node.host:
                self._on_border(found, node)
        for node in self.graph.nodes:
            if node.id in self.satellites:
                self._satellite(found, node)
        return found

    def _columns(self, found: Places) -> float:
        """The middle of each column; returns where the columns end."""
        self.middle: dict[int, float] = {}
        x = float(HEAD + LANE_HEAD + PAD)
        flows = [f for f in self.graph.flows if f.name is not None]
        for rank in range(max(self.ranks.values()) + 1):
            here = [n for n in self.main if self.ranks[n.id] == rank]
            width = max(max(shape(n)[0], label_size(n, self.language)[0]) for n in here)
            self.middle[rank] = x + width / 2
            leaving = [f for f in flows if f.source in {n.id for n in here}]
            label = max((text_size(f.name.in_(self.language))[0] for f in leaving if f.name), default=0.0)
            rightmost = max(
                (shape(n)[0] / 2 for n in here if any(f.source == n.id for f in leaving)), default=width / 2
            )
            gap = max(GAP, label + 14 - (width / 2 - rightmost))
            found.xs.append((x + width, x + width + gap))
            x += width + gap
        return x

    def _lanes(self, found: Places, left: float) -> None:
        events = [n for n in self.graph.nodes if n.kind == "event-process"]
        y, widest = 0.0, left
        for role in self.graph.lanes:
            top = y
            y += PAD
            here = [n for n in self.main if n.lane == role]
            for row in range(1 + max((self.rows[n.id] for n in here), default=-1)):
                inside = [n for n in here if self.rows[n.id] == row]
                up = max((self._up(n) for n in inside), default=42)
                down = max((self._down(n) for n in inside), default=42)
                middle = y + up
                for node in inside:
                    self._put(found, node, self.middle[self.ranks[node.id]], middle)
                found.centres[1].append(middle)
                found.ys.append((middle + down, middle + down + ROW_GAP))
                y = middle + down + ROW_GAP
            room = top + PAD
            for event in (n for n in events if n.lane == role):
                width, room = self._event(found, event, left + GAP, room)
                widest = max(widest, left + GAP + width)
            y = max(y - ROW_GAP + PAD, room)
            found.lanes[role] = Box(HEAD, top, 0, y - top)
        width = widest + (PAD if events else 0)
        found.lanes = {role: Box(HEAD, b.y, width - HEAD, b.h) for role, b in found.lanes.items()}
        found.whole = Box(0, 0, width, y)
        found.centres[0].extend(self.middle.values())

    def _up(self, node: Node) -> float:
        label = label_size(node, self.language)[1]
        return shape(node)[1] / 2 + (label + 4 if node.kind in GATEWAYS and label else 0)

    def _down(self, node: Node) -> float:
        height, label = shape(node)[1] / 2, label_size(node, self.language)[1]
        if node.kind in ACTIVITIES:
            borders = [n.id for n in self.graph.nodes if n.host == node.id]
            if any(source in borders for source in self.satellites.values()):
                return height + SATELLITE + LINE + 22
            return height + (34 if borders else 0)
        return height + (label + 4 if label and node.kind not in GATEWAYS else 0)

    def _put(self, found: Places, node: Node, cx: float, cy: float) -> None:
        width, height = shape(node)
        box = Box(cx - width / 2, cy - height / 2, width, height)
        found.boxes[node.id] = box
        wide, high = label_size(node, self.language)
        if high:
            y = box.y - 3 - high if node.kind in GATEWAYS else box.bottom + 3
            found.labels[node.id] = Box(cx - wide / 2, y, wide, high)

    def _on_border(self, found: Places, node: Node) -> None:
        host = found.boxes[node.host]
        others = [n.id for n in self.graph.nodes if n.host == node.host]
        number = others.index(node.id)
        box = Box(host.x + EDGE_AT[number] - 18, host.bottom - 18, *EVENT)
        found.boxes[node.id] = box
        wide, high = label_size(node, self.language)
        found.labels[node.id] = Box(box.x + 2 - wide if number else box.right - 2, host.bottom + 4, wide, high)

    def _satellite(self, found: Places, node: Node) -> None:
        border = found.boxes[self.satellites[node.id]]
        box = border.moved(0, SATELLITE)
        found.boxes[node.id] = box
        wide, high = label_size(node, self.language)
        found.labels[node.id] = Box(box.cx - wide / 2, box.bottom + 2, wide, high)

    # What can happen at any open step

    def _event(self, found: Places, event: Node, x: float, y: float) -> tuple[float, float]:
        """An event subprocess and what stands in it; its width, and where the next one may begin."""
        inside = [n for n in self.graph.nodes if n.inside == event.id]
        flows = [f for f in self.graph.flows if f.source in {n.id for n in inside}]
        line: dict[str, tuple[int, int]] = {}
        used: dict[int, int] = {}
        for node in inside:
            back = [line[f.source] for f in flows if f.target == node.id and f.source in line]
            column, row = (back[0][0] + 1, back[0][1]) if back else (0, 0)
            while (column, row) in line.values() or (back and row < used.get(column, 0)):
                row += 1
            line[node.id] = (column, row)
            used[column] = row + 1
        cx, top = x + PAD, y + 30
        widths: dict[int, tuple[float, float]] = {}
        for column in range(1 + max(c for c, _ in line.values())):
            here = [n for n in inside if line[n.id][0] == column]
            width = max(max(shape(n)[0], label_size(n, self.language)[0]) for n in here)
            widths[column] = (cx, width)
            label = max(
                (text_size(f.name.in_(self.language))[0] for f in flows
                 if f.name and line[f.source][0] == column), default=0.0,
            )  # fmt: skip
            cx += width + max(24, label - width / 2 + 40 if label else 0)
        for row in range(1 + max(r for _, r in line.values())):
            here = [n for n in inside if line[n.id][1] == row]
            up, down = max(map(self._up, here)), max(map(self._down, here))
            for node in here:
                left, width = widths[line[node.id][0]]
                self._put(found, node, left + width / 2, top + up)
            top += up + down + 26
        wide = cx - x
        found.boxes[event.id] = Box(x, y, wide, top - 10 - y)
        return wide, top - 10 + PAD
