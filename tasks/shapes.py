"""Parts of a picture: its style, its ground, the marks of steps, the strips it is cut into."""

from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from models.bpmn.elements import Node
from models.bpmn.layout import Drawing
from models.bpmn.lettering import lines_of
from models.bpmn.placing import HEAD, LABEL, LANE_HEAD, LINE, PAD, SIZE, Box

WIDEST = 640
"""Pixels of the drawing a strip may take: V2 gives a sheet 584 of them on a screen of 1280, V1 726."""
_HEAD = 34
_ROOM, _LEAST = 9, 30
"""Room around what stands in a strip; the least height of a lane that is named."""

STYLE = (
    "text{font:11px Arial,'Liberation Sans','DejaVu Sans',sans-serif;fill:#222;stroke:none}"
    ".c{text-anchor:middle}.r{text-anchor:end}.k{font-size:9.5px;fill:#555}.b{font-weight:700;font-size:10.5px}"
    ".f{fill:none;stroke:#9a9a9a;stroke-width:1.2;marker-end:url(#a)}.t{stroke:#111;stroke-width:2.6}"
    "use,.s{fill:#fff;stroke:#8a8a8a;stroke-width:1.4}.p{stroke:#111;stroke-width:2.6}"
    ".n{fill:none;stroke:#555;stroke-width:1.2}.i{fill:none;stroke:#555;stroke-width:2.4}"
    ".e{fill:none;stroke-width:4}.d{fill:#444;stroke:none}"
    ".done{fill:#e9f4e9;stroke:#256b2a;stroke-width:2.4}.done-late{fill:#f6efe2;stroke:#8a5a00;stroke-width:2.4}"
    ".open{fill:#e6eefb;stroke:#1b4a9b;stroke-width:3.6}.late{fill:#fde9e6;stroke:#b3261e;stroke-width:4.4}"
    ".next{fill:#fff;stroke:#1b4a9b;stroke-width:2.2;stroke-dasharray:7 4}"
    ".waits{fill:#fff;stroke:#555;stroke-width:2;stroke-dasharray:2 3}"
    ".gone{fill:#efefef;stroke:#8a8a8a;stroke-dasharray:1 3}"
    ".h{fill:none;stroke:#c4c4c0}.g{fill:#efefea;stroke:#c4c4c0}.v{fill:none;stroke:#8a8a8a;stroke-dasharray:2 4}"
    ".x{stroke:#fff;stroke-width:1}"
)

_RING, _INNER = '<circle r="18"/>', '<circle class="n" r="14"/>'
_DIAMOND = '<path d="M0-25L25 0L0 25L-25 0z"/>'
_CLOCK = '<path class="n" d="M0 0v-9M0 0h6"/><circle class="n" r="11"/>'
_SIGNAL = "M0-9l9 14h-18z"
_DRAWN = {
    "choice": f'{_DIAMOND}<path class="i" d="M-7-7L7 7M-7 7L7-7"/>',
    "split": f'{_DIAMOND}<path class="i" d="M-10 0h20M0-10v20"/>',
    "first": f'{_DIAMOND}<circle class="n" r="12"/><path class="n" d="M0-7l7 5l-3 8h-8l-3-8z"/>',
    "start": _RING,
    "timed": f"{_RING}{_CLOCK}",
    "told": f'{_RING}<path class="n" d="M-9-6h18v12h-18zl9 7l9-7"/>',
    "end": f'{_RING}<circle class="e" r="17"/>',
    "stop": f'{_RING}<circle class="e" r="17"/><circle class="d" r="10"/>',
    "wait": f"{_RING}{_INNER}{_CLOCK}",
    "catch": f'{_RING}{_INNER}<path class="n" d="{_SIGNAL}"/>',
    "throw": f'{_RING}{_INNER}<path class="d" d="{_SIGNAL}"/>',
}
_SYMBOL_OF = {
    "exclusive": "choice",
    "parallel": "split",
    "event-gateway": "first",
    "start": "start",
    "start-timer": "timed",
    "start-message": "told",
    "end": "end",
    "terminate": "stop",
    "error": "stop",
    "timer": "wait",
    "boundary-timer": "wait",
    "catch": "catch",
    "boundary-signal": "catch",
    "throw": "throw",
}
_BADGES = {
    "done": ("#256b2a", "m-4 0l3 3.4l5.4-6.6"),
    "done-late": ("#8a5a00", "m-4 0l3 3.4l5.4-6.6"),
    "open": ("#1b4a9b", "m-2.5-4.4l7 4.4l-7 4.4z"),
    "late": ("#b3261e", "m0-5.4v6.4m0 2.6v1.6"),
    "next": ("#1b4a9b", "m-4.6 0h8m-3.4-3.6l3.6 3.6l-3.6 3.6"),
    "waits": ("#555", "m-4.4 0h1.6m2 0h1.6m2 0h1.6"),
    "gone": ("#777", "m-4.4 0h8.8"),
}


def symbol(node: Node) -> str:
    """The shape of an event or a gateway, by its id in `SYMBOLS`."""
    return _SYMBOL_OF[node.kind]


def badge(kind: str, x: float, y: float, *, small: bool = False) -> str:
    """The mark of a step at a place: it needs no font and no colour to be told from others."""
    if kind not in _BADGES:
        return ""
    if small:
        return f'<use href="#b-{kind}" transform="translate({x:.0f} {y:.0f}) scale(.7)"/>'
    return f'<use href="#b-{kind}" x="{x:.0f}" y="{y:.0f}"/>'


def _badge(kind: str) -> str:
    colour, path = _BADGES[kind]
    filled = "#fff" if kind == "open" else "none"
    late = '<circle cx="7" cy="-7" r="4.2" class="x" fill="#8a5a00"/>' if kind == "done-late" else ""
    drawn = f'<path d="M0 0{path}" fill="{filled}" stroke="#fff" stroke-width="1.8"/>'
    return f'<g id="b-{kind}"><circle class="x" r="9" fill="{colour}"/>{drawn}{late}</g>'


SYMBOLS = (
    '<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" '
    'orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
    + "".join(f'<g id="{name}">{drawn}</g>' for name, drawn in _DRAWN.items())
    + "".join(map(_badge, _BADGES))
)
"""What a picture's shapes and marks are made of, once in each picture."""


@dataclass(frozen=True)
class Strip:
    """A part of the drawing from one column to another, shown under the one before it.

    bands   the heights of the drawing that are shown, from and to; between them nothing stands but flows going down,
            which stay whole when the bands are put together
    lanes   the names of the lanes beside it, as they come to stand
    """

    left: float
    right: float
    bands: tuple[tuple[float, float], ...]
    lanes: str

    @property
    def width(self) -> float:
        """With the names of the lanes before it."""
        return self.right - self.left + _HEAD

    @property
    def height(self) -> float:
        """All its bands."""
        return sum(b - a for a, b in self.bands)

    def shown(self, y: float) -> str:
        """The strip at a height of the picture."""
        found, at, wide = [], 0.0, self.right - self.left
        for a, b in self.bands:
            size = f'width="{wide:.0f}" height="{b - a:.0f}"'
            view = f"{self.left:.0f} {a:.0f} {wide:.0f} {b - a:.0f}"
            found.append(f'<svg x="{_HEAD}" y="{at:.0f}" {size} viewBox="{view}"><use href="#g"/></svg>')
            at += b - a
        return f'<g transform="translate(1 {y:.0f})">{self.lanes}{"".join(found)}</g>'


def strips_of(drawing: Drawing) -> list[Strip]:
    """The drawing cut between its columns; what can happen at any step stands in strips of its own."""
    places = drawing.places
    cuts = [_least_cut(drawing, a, b) for a, b in places.xs]
    end = places.xs[-1][1]
    bounds = [float(HEAD + LANE_HEAD)]
    while end - bounds[-1] > WIDEST:
        near = [c for c in cuts if WIDEST / 2 < c - bounds[-1] <= WIDEST] or [c for c in cuts if c > bounds[-1]]
        # A name cut through is worth a strip so much narrower.
        bounds.append(min(near, key=lambda x: 110 * _crossed(drawing, x) - x) if len(near) > 1 else near[0])
    bounds.append(end)
    if places.whole.right - end > PAD:
        bounds.append(places.whole.right)
    return [_strip(drawing, a, b) for a, b in pairwise(bounds)]


def _least_cut(drawing: Drawing, left: float, right: float) -> float:
    """Where between two columns a cut goes through the fewest names."""
    found = [x for n in range(7, 0, -1) if (x := left + (right - left) * n / 8) <= right - 11]
    return min(found, key=lambda x: _crossed(drawing, x))


def _crossed(drawing: Drawing, x: float) -> int:
    names = (*drawing.places.labels.values(), *drawing.named.values())
    return sum(box.x < x < box.right for box in names)


def _strip(drawing: Drawing, left: float, right: float) -> Strip:
    places = drawing.places
    taken = [
        (b.y - _ROOM, b.bottom + _ROOM)
        for b in (*places.boxes.values(), *places.labels.values(), *drawing.named.values())
        if b.x < right and b.right > left
    ]
    for points in drawing.points.values():
        for (ax, ay), (bx, by) in pairwise(points):
            if ay == by and min(ax, bx) < right and max(ax, bx) > left:
                taken.append((ay - _ROOM, ay + _ROOM))
    low, high = min(a for a, _ in taken), max(b for _, b in taken)
    lanes = {r: b for r, b in places.lanes.items() if b.bottom > low and b.y < high}
    taken += [(y - 1, y + 1) for b in lanes.values() for y in (b.y, b.bottom)]
    bands = _joined(taken)
    names = []
    for role, lane in lanes.items():
        y, end = _shown_at(bands, lane.y), _shown_at(bands, lane.bottom)
        # Of a lane that flows only pass through there is nothing but its edges.
        if end - y < _LEAST:
            continue
        names.append(f'<rect class="g" y="{y:.0f}" width="{_HEAD}" height="{end - y:.0f}"/>')
        lines = lines_of(drawing.graph.lanes[role].in_(drawing.language), end - y - 6, SIZE, 2)
        for i, line in enumerate(lines):
            x = _HEAD / 2 + 4 + (i - (len(lines) - 1) / 2) * LINE
            at = f"translate({x:.0f} {(y + end) / 2:.0f}) rotate(-90)"
            names.append(f'<text class="c" transform="{at}">{escape(line)}</text>')
    return Strip(left, right, bands, "".join(names))


def _joined(taken: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    for a, b in sorted(taken):
        if found and a - found[-1][1] < _ROOM:
            found[-1] = found[-1][0], max(found[-1][1], b)
        else:
            found.append((a, b))
    return tuple((float(round(a)), float(round(b))) for a, b in found)


def _shown_at(bands: tuple[tuple[float, float], ...], y: float) -> float:
    return sum(min(b, y) - a for a, b in bands if a < y)


def background(drawing: Drawing) -> str:
    """Lanes, event subprocesses and the names of flows: all that no case changes."""
    places = drawing.places
    found = [_rect("h", box) for box in places.lanes.values()]
    found += [_rect("v", places.boxes[n.id], 10) for n in drawing.graph.nodes if n.kind == "event-process"]
    for flow in drawing.graph.flows:
        if flow.id in drawing.named and flow.name is not None:
            box = drawing.named[flow.id]
            for i, line in enumerate(lines_of(flow.name.in_(drawing.language), LABEL, SIZE)):
                y = box.y + LINE * (i + 1) - 3
                found.append(f'<text class="c k" x="{box.cx:.0f}" y="{y:.0f}">{escape(line)}</text>')
    return "".join(found)


def _rect(kind: str, box: Box, radius: int = 0) -> str:
    rounded = f' rx="{radius}"' if radius else ""
    size = f'width="{box.w:.0f}" height="{box.h:.0f}"'
    return f'<rect class="{kind}" x="{box.x:.0f}" y="{box.y:.0f}" {size}{rounded}/>'
