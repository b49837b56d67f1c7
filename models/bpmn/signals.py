"""How a drawing shows that one step closes others undone: it throws a signal, which they catch on their border."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.bpmn.effects import Effect
from models.bpmn.ways import Ways
from models.process import BoundaryEvent
from models.texts import Text

MOST_TITLES = 2
"""Steps named in a signal; more are «the open steps»."""


@dataclass(frozen=True)
class Signal:
    """One signal: the steps it closes, and those the flow goes to from there (an appeal upheld sends a case back)."""

    code: str
    closes: tuple[str, ...]
    leads_to: tuple[str, ...]
    name: Text


@dataclass(frozen=True)
class Signals:
    """The signals of a process; `thrown`: those thrown after a step, by its code and the effect's first outcome."""

    all: tuple[Signal, ...]
    thrown: Mapping[tuple[str, str], tuple[Signal, ...]]

    def closing(self, step: str) -> list[Signal]:
        """The signals that close a step."""
        return [signal for signal in self.all if step in signal.closes]


def signals_of(ways: Ways, left_to_hosts: Mapping[str, str]) -> Signals:
    """The signals of a process. `left_to_hosts`: timers drawn on the border of a step, which end with it.

    A step that is done is not open, so that it may stand among those its own signal closes: this makes one signal of
    several that differ only in who throws them. A set that holds another one throws both signals.
    """
    process = ways.process
    steps = {s.code for s in process.steps}
    raw: dict[tuple[str, str], frozenset[str]] = {}
    leads: dict[tuple[str, str], tuple[str, ...]] = {}
    for node in process.nodes:
        for effect in ways.effects[node.code]:
            key = node.code, effect.outcomes[0]
            closed = frozenset(set(effect.following.cancels) - {*left_to_hosts, node.code})
            leads[key] = leading(ways, effect) if isinstance(node, BoundaryEvent) else ()
            if (closed or leads[key]) and not effect.following.ends:
                raw[key] = closed
    sets: dict[tuple[str, str], frozenset[str]] = {}
    for key, closed in raw.items():
        wider = closed | ({key[0]} & steps)
        others = [s for k, own in raw.items() if k[0] != key[0] for s in (own, own | ({k[0]} & steps))]
        sets[key] = wider if wider in others else closed
    # A signal that leads on is nobody's part: the others' flow ends where it is caught.
    leading_on = {(sets[key], ahead) for key, ahead in leads.items() if ahead and key in sets}
    found: dict[tuple[frozenset[str], tuple[str, ...]], str] = {}
    made_of: dict[tuple[str, str], tuple[str, ...]] = {}
    for key, whole in sorted(sets.items(), key=lambda item: len(item[1])):
        taken: list[str] = []
        left, opens = whole, next(e for e in ways.effects[key[0]] if e.outcomes[0] == key[1]).following.opens
        if (whole, opens) in leading_on:
            taken.append(found.setdefault((whole, opens), f"signal-{len(found) + 1}"))
            left = frozenset()
        for (part, ahead), code in sorted(found.items(), key=lambda item: -len(item[0][0])):
            if not ahead and part <= left:
                taken.append(code)
                left -= part
        if left:
            taken.append(found.setdefault((left, ()), f"signal-{len(found) + 1}"))
        made_of[key] = tuple(sorted(taken))
    order = [s.code for s in process.steps]
    made: dict[str, Signal] = {}
    for (part, ahead), code in found.items():
        closes = tuple(sorted(part, key=order.index))
        made[code] = Signal(code, closes, ahead, _name(ways, closes, ahead, {s.name for s in made.values()}))
    return Signals(tuple(made.values()), {key: tuple(made[code] for code in codes) for key, codes in made_of.items()})


def leading(ways: Ways, effect: Effect) -> tuple[str, ...]:
    """The steps a boundary event sends the case to, those left out that stand open already."""
    closed = effect.following.cancels
    return tuple(t for t in effect.following.opens if not (closed and all(ways.beside(c, t, effect) for c in closed)))


def _name(ways: Ways, closes: tuple[str, ...], ahead: tuple[str, ...], taken: set[Text]) -> Text:
    titles = [ways.process.step(code).title for code in (ahead or closes)]
    name = _CLOSE_SOME
    if ahead:
        name = _BACK.filled(steps=Text.joined(titles))
    elif len(closes) <= MOST_TITLES:
        name = _CLOSE.filled(steps=Text.joined(titles))
    return name if name not in taken else _NUMBERED.filled(name=name, number=len(taken) + 1)


_BACK = Text("Снова: {steps}", "Қайтадан: {steps}", "Back to: {steps}")
_CLOSE = Text("Отмена: {steps}", "Жою: {steps}", "Cancel: {steps}")
_CLOSE_SOME = Text("Отмена открытых шагов", "Ашық қадамдарды жою", "Cancel open steps")
_NUMBERED = Text("{name} ({number})", "{name} ({number})", "{name} ({number})")
