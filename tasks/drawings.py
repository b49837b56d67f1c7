"""The process as a picture: the drawing that `merzim bpmn` writes, with how a case, or all of a cycle, stands in it.

An SVG with a ground of its own, so that it reads alike on a dark and on a light page; how a step stands is told by a
mark and the kind of its border, never by colour alone. The drawing is cut into strips as wide as a page, one under
another. Placed once in a process; a case costs some putting together of strings.
"""

import logging
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from models.acts import OWN
from models.bpmn.course import course
from models.bpmn.elements import ACTIVITIES, Node
from models.bpmn.layout import Drawing, drawn
from models.bpmn.lettering import lines_of, text_width
from models.bpmn.placing import LABEL, LINE, SIZE
from models.filed import CaseFile, FiledStep
from models.record.cycle_file import CycleFile, StepCount
from models.regulations import procedure as procedure_named
from models.texts import Language, Text
from tasks import sheet_words as words
from tasks.markdown import one_line
from tasks.shapes import STYLE, SYMBOLS, Strip, background, badge, strips_of, symbol

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mark:
    """How a step is drawn: its class in the style, its badge, and what stands in its lower edge."""

    kind: str
    note: str = ""


def case_picture(file: CaseFile, language: Language, on: date | None = None) -> str:
    """A case's process as a markdown image; `on`: the day by which an open step is late, as the sheet has it."""
    picture = _picture(file.procedure, file.kind, language)
    if picture is None:
        return ""
    marks = {code: _mark(steps, language, on) for code, steps in _by_code(file.steps).items()}
    taken = course(
        picture.drawing.graph,
        [(s.code, s.outcome) for s in file.steps if s.state == "done"],
        [s.code for s in file.steps if s.is_open],
        [s.code for s in file.steps],
    )
    for code in taken.ahead - marks.keys():
        marks[code] = Mark("next")
    return picture.markdown(marks, taken.flows, taken.passed, words.CASE_KEY, file.number)


def cycle_picture(file: CycleFile, language: Language) -> str:
    """The process of a cycle's cases as a markdown image: at each step how many stand open there, how many late."""
    picture = _picture(file.own.procedure, "case", language)
    if picture is None:
        return ""
    marks = {step.code: _counted(step) for step in file.steps}
    return picture.markdown(marks, (), (), words.CYCLE_KEY, file.own.number)


def _by_code(steps: Iterable[FiledStep]) -> dict[str, list[FiledStep]]:
    found: dict[str, list[FiledStep]] = {}
    for step in steps:
        found.setdefault(step.code, []).append(step)
    return found


def _mark(occurrences: list[FiledStep], language: Language, on: date | None) -> Mark:
    """How the latest occurrence of a step stands."""
    step = max(occurrences, key=lambda s: s.occurrence)
    times = f" ×{len(occurrences)}" if len(occurrences) > 1 else ""
    if step.is_open:
        late = step.late or (on is not None and step.overdue(on))
        day = step.act_by or step.not_before
        text = words.BY.filled(day=_day(day)).in_(language) if day else ""
        return Mark("late" if late else "open", text + times)
    if step.state == "done":
        day = step.done_on
        return Mark("done-late" if step.late else "done", (_day(day) if day else "") + times)
    return Mark("waits" if step.state == "waiting" else "gone", times.strip())


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _counted(step: StepCount) -> Mark:
    counts = [f"▶ {step.open}"] if step.open else []
    counts += [f"! {step.overdue}"] if step.overdue else []
    counts += [f"✓ {step.on_time + step.late}"] if step.on_time + step.late else []
    return Mark("late" if step.overdue else "open" if step.open else "done", " · ".join(counts))


@cache
def _picture(procedure: str, kind: str, language: Language) -> "_Picture | None":
    """Shapes and names are the same under every edition: it sets terms only.

    `None` where a process can't be drawn: a sheet without a picture is better than a case that is not shown.
    """
    found = procedure_named(procedure)
    try:
        return _Picture(drawn(found, kind, found.act.editions[-1], language), found.title)
    except Exception:
        log.exception("%s (%s) can't be drawn", procedure, kind)
        return None


class _Picture:
    """A drawing made ready: all that no case changes is written already."""

    def __init__(self, drawing: Drawing, title: Text) -> None:
        self.drawing, self.title, self.language = drawing, title, drawing.language
        self.strips: list[Strip] = strips_of(drawing)
        self.ground = background(drawing)
        self.paths = {f.id: _path(drawing.points[f.id]) for f in drawing.graph.flows}
        self.width = max(s.width for s in self.strips) + 2
        self.steps = [n for n in drawing.graph.nodes if n.step]
        self.plain = [n for n in drawing.graph.nodes if not n.step and n.kind != "event-process"]
        self.hosts = {n.host for n in drawing.graph.nodes}
        self.names = {n.id: self._name(n) for n in drawing.graph.nodes}

    def markdown(
        self, marks: Mapping[str, Mark], flows: Iterable[str], passed: Iterable[str], key: Text, number: str
    ) -> str:
        alt = one_line(f"{words.PICTURE.in_(self.language)}: {self.title.in_(self.language)}, {number}")
        svg = self.svg(marks, frozenset(flows), frozenset(passed), key)
        return f"![{alt}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"

    def svg(self, marks: Mapping[str, Mark], flows: frozenset[str], passed: frozenset[str], key: Text) -> str:
        body = [self.ground]
        body += [f'<path class="f{" t" if f in flows else ""}" d="{d}"/>' for f, d in self.paths.items()]
        on_border = [n for n in self.plain if n.host]
        body += [self._shape(n, "p" if n.id in passed else "") for n in self.plain if not n.host]
        body += [self._step(node, marks.get(node.step)) for node in sorted(self.steps, key=lambda n: bool(n.host))]
        body += [self._shape(n, "p" if n.id in passed else "") for n in on_border]
        body.append("".join(self.names.values()))
        shown, y = [], 8.0
        for strip in self.strips:
            shown.append(strip.shown(y))
            y += strip.height + 14
        legend, high = self._legend(key, y)
        whole = f'width="{self.width:.0f}" height="{y + high:.0f}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {whole} viewBox="0 0 {self.width:.0f} {y + high:.0f}">'
            f'<style>{STYLE}</style><defs>{SYMBOLS}<g id="g">{"".join(body)}</g></defs>'
            f'<rect width="100%" height="100%" rx="6" fill="#fbfbf8"/>{"".join(shown)}{legend}</svg>'
        )

    def _shape(self, node: Node, kind: str) -> str:
        box = self.drawing.places.boxes[node.id]
        classes = f' class="{kind}"' if kind else ""
        return f'<use{classes} href="#{symbol(node)}" x="{box.cx:.0f}" y="{box.cy:.0f}"/>'

    def _step(self, node: Node, mark: Mark | None) -> str:
        box, kind = self.drawing.places.boxes[node.id], mark.kind if mark else "s"
        if node.kind in ACTIVITIES:
            thick = ' stroke-width="4"' if node.kind == "call" else ""
            size = f'width="{box.w:.0f}" height="{box.h:.0f}" rx="9"'
            found = f'<rect class="{kind}" x="{box.x:.0f}" y="{box.y:.0f}" {size}{thick}/>'
        else:
            found = self._shape(node, kind if mark else "")
        if mark is None:
            return found
        if mark.note and node.host:
            label = self.drawing.places.labels[node.id]
            found += f'<text class="b" x="{label.x:.0f}" y="{label.bottom + 10:.0f}">{escape(mark.note)}</text>'
        elif mark.note:
            at = box.bottom - (22 if node.id in self.hosts else 9) if node.kind in ACTIVITIES else box.y - 5
            found += f'<text class="c b" x="{box.cx:.0f}" y="{at:.0f}">{escape(mark.note)}</text>'
        return found + badge(mark.kind, box.x + 2, box.y + 2)

    def _name(self, node: Node) -> str:
        box, language = self.drawing.places.boxes[node.id], self.language
        if node.name is None or node.kind == "event-process":
            named = node.name.in_(language) if node.name else ""
            return f'<text class="c k" x="{box.cx:.0f}" y="{box.y + 16:.0f}">{escape(named)}</text>' if named else ""
        if node.kind in ACTIVITIES:
            lines = lines_of(node.name.in_(language), box.w - 14, SIZE, 4)
            top = box.y + (25 if node.id in self.hosts else 28) + (3 - min(len(lines), 3)) * LINE / 2
            law = self.drawing.graph.law(node)
            clause = "" if law.clause == OWN else words.SHORT_CLAUSE.filled(clause=_short(law.clause)).in_(language)
            small = f'<text class="r k" x="{box.right - 6:.0f}" y="{box.y + 13:.0f}">{escape(clause)}</text>'
            return (small if clause else "") + _lines(lines, box.cx, top, "c")
        label = self.drawing.places.labels[node.id]
        return _lines(lines_of(node.name.in_(language), LABEL, SIZE), label.cx, label.y + LINE - 3, "c l")

    def _legend(self, key: Text, y: float) -> tuple[str, float]:
        """What the marks mean; its height."""
        found, x, row = [], 12.0, 0
        for part in key.in_(self.language).split(";"):
            kind, _, text = part.strip().partition(" ")
            wide = text_width(text, SIZE) + 56
            if x + wide > self.width:
                x, row = 12.0, row + 1
            top = y + 4 + 20 * row
            found.append(f'<rect class="{kind}" x="{x:.0f}" y="{top:.0f}" width="20" height="12" rx="3"/>')
            found.append(badge(kind, x + 30, top + 6, small=True))
            found.append(f'<text x="{x + 41:.0f}" y="{top + 10:.0f}">{escape(text)}</text>')
            x += wide
        return "".join(found), 24 + 20 * row


def _lines(lines: list[str], x: float, y: float, kind: str) -> str:
    if len(lines) == 1:
        return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(lines[0])}</text>'
    spans = "".join(f'<tspan x="{x:.0f}" dy="{LINE if i else 0}">{escape(t)}</tspan>' for i, t in enumerate(lines))
    return f'<text class="{kind}" y="{y:.0f}">{spans}</text>'


def _short(clause: str) -> str:
    """Many clauses as the first of them: the table under the picture has them all."""
    return clause if text_width(clause, 9) < 70 else f"{clause.split(',', maxsplit=1)[0]}, …"


def _path(points: list[tuple[float, float]]) -> str:
    (x, y), *rest = points
    found = [f"M{x:.0f} {y:.0f}"]
    for a, b in rest:
        found.append(f"H{a:.0f}" if abs(b - y) < 0.5 else f"V{b:.0f}" if abs(a - x) < 0.5 else f"L{a:.0f} {b:.0f}")
        x, y = a, b
    return "".join(found)
