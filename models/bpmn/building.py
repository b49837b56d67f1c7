"""A process of the law as a graph of BPMN.

- A user task is a user task, a period that nobody answers a timer event, one that can be answered while it runs (an
  appeal) a user task with a timer on its border.
- A day before which a step can't be done is a timer event before it.
- Outcomes of one effect share a flow; parallel steps are split and joined by parallel gateways.
- What closes another step undone throws a signal, which that step catches on its border (a waiting timer: behind an
  event gateway). Where the case goes back, the flow leads there from the border.
- What can happen at any open step is an event subprocess: interrupting where it ends the case whatever was said.
- A step that is open is not opened again: where two tokens come together, they are one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from models.acts import Edition
from models.bpmn import words
from models.bpmn.effects import Effect
from models.bpmn.elements import NEEDED, Flow, Graph, Node, NodeKind, variable
from models.bpmn.signals import Signal, signals_of
from models.bpmn.timers import iso_duration
from models.bpmn.ways import Ways
from models.procedure import Procedure
from models.process import BoundaryEvent, Process, Step
from models.texts import Text


@dataclass(frozen=True)
class _Port:
    """Where a flow leaves, what it is called and on which outcomes it is taken; `by` is the step it comes from."""

    node: str
    by: str = ""
    name: Text | None = None
    outcomes: tuple[str, ...] = ()


def graph_of(procedure: Procedure, kind: str, edition: Edition) -> Graph:
    """The process of a `cycle` or a `case` as BPMN's nodes and flows."""
    return _Building(procedure, procedure.process(kind), edition).graph()


def bordered_timers(process: Process) -> dict[str, str]:
    """Timers that run with another step, end the case and are over when that step is done: they stand on its border."""
    opened = [set(process.starts), *({*n.opens} for node in process.nodes for n in node.outcomes.values())]
    found = {}
    for timer in process.steps:
        if timer.kind != "timer" or timer.form is not None or not all(n.ends for n in timer.outcomes.values()):
            continue
        for host in process.steps:
            together = all((timer.code in codes) == (host.code in codes) for codes in opened)
            ended = all(timer.code in n.cancels for n in host.outcomes.values())
            if host.kind == "user-task" and together and ended:
                found[timer.code] = host.code
    return found


class _Building:
    def __init__(self, procedure: Procedure, process: Process, edition: Edition) -> None:
        self.procedure, self.process, self.edition = procedure, process, edition
        self.ways = Ways(process)
        self.bordered = bordered_timers(process)
        self.signals = signals_of(self.ways, self.bordered)
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.arrivals: dict[str, list[_Port]] = {s.code: [] for s in process.steps}
        self.entries: dict[str, str] = {}
        self.place = -1
        self.joined_after = self._call_with_its_opener()

    def graph(self) -> Graph:
        self._start()
        drawn = [step for step in self.process.steps if step.code not in self.bordered]
        for self.place, step in enumerate(drawn):
            self._step(step)
        for event in self.process.boundary_events:
            self._event(event)
        for self.place, step in enumerate(drawn):
            self._arrive(step)
        self._end_all_at_once()
        lanes = {node.performer: self.procedure.roles[node.performer] for node in self.process.nodes}
        names = {signal.code: signal.name for signal in self.signals.all}
        return Graph(self.process, tuple(self.nodes), tuple(self.flows), lanes, names)

    def _call_with_its_opener(self) -> str:
        """The call activity that waits for steps beside its cases: they run from their opening, and it joins after."""
        for step in self.process.steps:
            if step.kind == "call-activity" and step.waits_for and self.process.has(self.procedure.cases_on):
                return step.code
        return ""

    # Nodes and flows

    def _id(self, *parts: str) -> str:
        return "_".join((self.process.code, *parts))

    def _node(self, id: str, kind: NodeKind, lane: str, name: Text | None = None, **more: str | bool) -> str:
        self.nodes.append(Node(id, kind, lane, name, place=self.place, **more))  # type: ignore[arg-type]
        return id

    def _flow(self, port: _Port, target: str) -> None:
        number = sum(f.source == port.node for f in self.flows) + 1
        of = port.by if port.outcomes else ""
        self.flows.append(Flow(f"{port.node}_to{number}", port.node, target, port.name, of, port.outcomes))

    def _chain(self, port: _Port, node: str) -> _Port:
        self._flow(port, node)
        return _Port(node, port.by)

    # The start, and the steps

    def _start(self) -> None:
        lane = self.process.step(self.process.starts[0]).performer
        of_cycle = self.process is self.procedure.cycle
        yearly = self.procedure.opens_on if of_cycle else None
        name = words.CYCLE_OPENED if of_cycle else words.CASE_OPENED
        timer = f"R/2000-{yearly[0]:02}-{yearly[1]:02}T00:00:00/P1Y" if yearly else ""
        start = self._node(self._id("start"), "start-timer" if yearly else "start", lane, name, timer=timer)
        openers = [c for c in self.process.starts if not self._awaits(c) and c not in self.bordered]
        # What sends the case on and closes nothing is waited for beside the case from its start.
        waits = [signal for signal in self.signals.all if not signal.closes]
        for signal in waits:
            caught = self._node(self._id(signal.code), "catch", lane, signal.name, signal=signal.code)
            self._send(_Port(caught), signal.leads_to, lane, f"{signal.code}_on")
        self._send(_Port(start), openers, lane, "start", beside=[self._id(signal.code) for signal in waits])

    def _awaits(self, code: str) -> bool:
        return bool(self.process.step(code).waits_for) and code != self.joined_after

    def _step(self, step: Step) -> None:
        own, lane = self._id(step.code), step.performer
        timer = self._period(step)
        closing = self.signals.closing(step.code)
        before: list[str] = []
        if step.unless is not None:
            needed = self._node(
                f"{own}{NEEDED}", "exclusive", lane, words.NEEDED.filled(step=step.title), asks=step.code
            )
            self._send(_Port(needed, name=words.NO), step.instead, lane, f"{step.code}_not-needed")
            before.append(needed)
        if step.not_before:
            before += self._waiting(f"{own}_gate", step, closing, words.NOT_BEFORE, f"{variable(step.code)}_not_before")
        if step.kind == "timer" and step.form is None:
            before += self._waiting(own, step, closing, step.title, timer, step.code)
            activity = before[-1]
        else:
            kind: NodeKind = "call" if step.kind == "call-activity" else "user"
            activity = self._node(own, kind, lane, step.title, step=step.code)
            before.append(activity)
            for signal in closing:
                name = words.BACK if signal.leads_to else words.WITHDRAWN
                edge = self._node(f"{own}_{signal.code}", "boundary-signal", lane, name, host=own, signal=signal.code)
                self._caught(edge, signal, step)
        for first, second in pairwise(before):
            if first != second and not any(f.source == first and f.target == second for f in self.flows):
                self._flow(_Port(first, name=words.YES if first.endswith(NEEDED) else None), second)
        self.entries[step.code] = before[0]
        self._expiry(step, own, timer)
        self._outcomes(step, activity)

    def _waiting(
        self, id: str, step: Step, closing: list[Signal], name: Text, timer: str, stands_for: str = ""
    ) -> list[str]:
        """A timer event; behind an event gateway where a signal may come first."""
        lane = step.performer
        event = self._node(id, "timer", lane, name, timer=timer, step=stands_for)
        if not closing:
            return [event]
        gateway = self._node(f"{id}_first", "event-gateway", lane)
        self._flow(_Port(gateway), event)
        for signal in closing:
            caught = self._node(f"{id}_{signal.code}", "catch", lane, signal.name, signal=signal.code)
            self._flow(_Port(gateway), caught)
            self._caught(caught, signal, step)
        return [gateway, event]

    def _caught(self, node: str, signal: Signal, step: Step) -> None:
        if signal.leads_to:
            self._send(_Port(node), signal.leads_to, step.performer, f"{node}_on")
        else:
            self._flow(_Port(node), self._node(f"{node}_end", "end", step.performer, words.CANCELLED))

    def _expiry(self, step: Step, own: str, timer: str) -> None:
        """The timer on the border of a step that ends by itself, and those that another step has beside it."""
        hosted = [(code, self.process.step(code)) for code, host in self.bordered.items() if host == step.code]
        for code, timed in hosted:
            on = self._node(
                self._id(code), "boundary-timer", step.performer, timed.title, host=own, step=code,
                timer=self._period(timed),
            )  # fmt: skip
            for effect in self.ways.effects[code]:
                self._follow(timed, effect, _Port(on, code, None, effect.outcomes), step.performer)
        if step.expires:
            on = self._node(f"{own}_over", "boundary-timer", step.performer, words.OVER, host=own, timer=timer)
            effect = next(e for e in self.ways.effects[step.code] if step.expires in e.outcomes)
            self._follow(step, effect, _Port(on, step.code, None, effect.outcomes), step.performer)

    def _period(self, step: Step) -> str:
        """How long a timer runs: an ISO duration where days off don't count, else the day it ends on, as a variable."""
        deadline = step.deadline
        counted = deadline is not None and deadline.term and not deadline.on
        duration = iso_duration(str(self.edition[deadline.term].value)) if deadline and counted else ""
        return duration or f"{variable(step.code)}_ends"

    # What follows

    def _outcomes(self, step: Step, activity: str) -> None:
        found = [e for e in self.ways.effects[step.code] if not (step.expires and step.expires in e.outcomes)]
        if len(found) == 1:
            self._follow(step, found[0], _Port(activity, step.code, None, found[0].outcomes), step.performer)
            return
        gateway = self._node(
            self._id(step.code, "outcome"), "exclusive", step.performer, words.WHICH.filled(step=step.title)
        )
        self._flow(_Port(activity, step.code), gateway)
        for effect in found:
            self._follow(step, effect, _Port(gateway, step.code, effect.name, effect.outcomes), step.performer)

    def _follow(self, node: Step | BoundaryEvent, effect: Effect, port: _Port, lane: str, inside: str = "") -> None:
        """The flow after an outcome: signals thrown, then the steps it leads to or the end it comes to."""
        following, mark = effect.following, f"{node.code}_{effect.outcomes[0]}"
        for signal in self.signals.thrown.get((node.code, effect.outcomes[0]), ()):
            thrown = self._node(
                self._id(mark, signal.code), "throw", lane, signal.name, signal=signal.code, inside=inside
            )
            port = self._chain(port, thrown)
        targets = [] if inside else list(self._ahead(node, effect))
        if targets:
            self._send(port, targets, lane, mark, following.reopens)
            return
        result = self.process.results.get(following.result or "")
        kind: NodeKind = "end"
        if inside:
            name = self._event_end(node, effect, result)
            kind = "error" if following.ends and not self._stops(node) else "end"
        elif following.ends or following.finishes:
            name = result or (words.ALL_DONE if following.ends else words.WAY_DONE)
            kind = "terminate" if following.ends else "end"
        else:
            name = words.DATED.filled(step=self.process.step(following.opens[0]).title)
        self._flow(port, self._node(self._id(mark, "end"), kind, lane, name, inside=inside))

    def _ahead(self, node: Step | BoundaryEvent, effect: Effect) -> Iterable[str]:
        awaited = self.ways.awaited_by(node.code)
        for target in self.ways.targets(node.code, effect):
            awaited_sibling = any(
                self.ways.awaited_by(other) == target for other in effect.following.opens if other != target
            )
            if target in self.bordered or awaited_sibling:
                continue
            if target == awaited or not self.ways.beside(node.code, target, effect):
                yield target
        if self.joined_after and node.code == self.procedure.cases_on:
            yield self.joined_after

    def _send(
        self,
        port: _Port,
        targets: Iterable[str],
        lane: str,
        mark: str,
        reopens: Iterable[str] = (),
        beside: Iterable[str] = (),
    ) -> None:
        """The flow to one step, or to several at once; those of `reopens` only if they were never done.

        `beside`: nodes it goes to as well.
        """
        ahead, nodes = list(targets), list(beside)
        again = [code for code in reopens if code not in ahead]
        if len(ahead) + len(again) + len(nodes) > 1:
            split = self._node(self._id(mark, "split"), "parallel", lane)
            self._flow(port, split)
            port = _Port(split, port.by)
        for node in nodes:
            self._flow(port, node)
        for code in ahead:
            self.arrivals[code].append(port)
        for code in again:
            step = self.process.step(code)
            asked = self._node(
                self._id(mark, code, "again"), "exclusive", step.performer, words.NEVER_DONE.filled(step=step.title),
                asks=code,
            )  # fmt: skip
            self._flow(port, asked)
            self.arrivals[code].append(_Port(asked, port.by, words.NO))
            end = self._node(self._id(mark, code, "stands"), "end", step.performer, words.STANDS)
            self._flow(_Port(asked, port.by, words.YES), end)

    def _arrive(self, step: Step) -> None:
        """Every flow that comes to a step, brought together: what is awaited joined, what comes either way merged."""
        ports, entry, lane = self.arrivals[step.code], self.entries[step.code], step.performer
        if step.code == self.joined_after:
            ports = [p for p in ports if p.by == self.procedure.cases_on]
        awaited = [[p for p in ports if p.by == code] for code in step.waits_for if self._awaits(step.code)]
        awaited = [found for found in awaited if found]
        rest = [p for p in ports if not any(p in found for found in awaited)]
        if len(awaited) > 1:
            join = self._node(self._id(step.code, "join"), "parallel", lane)
            for found in awaited:
                self._flow(self._merged(found, step, f"{found[0].by}_in"), join)
            rest.append(_Port(join))
        else:
            rest += [p for found in awaited for p in found]
        self._flow(self._merged(rest, step, "in"), entry)

    def _merged(self, ports: list[_Port], step: Step, mark: str) -> _Port:
        if len(ports) == 1:
            return ports[0]
        merge = self._node(self._id(step.code, mark), "exclusive", step.performer)
        for port in ports:
            self._flow(port, merge)
        return _Port(merge)

    def _end_all_at_once(self) -> None:
        """An end that closes a case beside open steps terminates; where there is nothing beside it, it just ends.

        The call activity whose cases run beside other steps is joined with them before the end.
        """
        if self.joined_after:
            self._join_after_the_call()
        outside = [n for n in self.nodes if not n.inside]
        ends = [n for n in outside if n.kind in ("end", "terminate")]
        if len(ends) > 1 and any(n.kind == "parallel" for n in outside):
            return
        self.nodes = [replace(n, kind="end") if n.kind == "terminate" else n for n in self.nodes]

    def _join_after_the_call(self) -> None:
        step = self.process.step(self.joined_after)
        own = self._id(step.code)
        join = self._node(self._id(step.code, "join"), "parallel", step.performer)
        after = next(f for f in self.flows if f.source == own)
        self.flows.remove(after)
        self._flow(_Port(own, step.code), join)
        self._flow(_Port(join), after.target)
        for code in step.waits_for:
            ended = self.process.step(code)
            self._flow(_Port(self._id(code), code, None, tuple(ended.outcomes)), join)

    # What can happen at any open step

    def _event(self, event: BoundaryEvent) -> None:
        own, lane = self._id(event.code), event.performer
        whole = self._node(f"{own}_at-any-step", "event-process", lane, event.title, interrupting=self._stops(event))
        start = self._node(f"{own}_start", "start-message", lane, words.ANY_TIME, inside=whole)
        task = self._node(own, "user", lane, event.title, step=event.code, inside=whole)
        self._flow(_Port(start), task)
        found, last = self.ways.effects[event.code], task
        if len(found) > 1:
            asked = words.WHICH.filled(step=event.title)
            last = self._node(f"{own}_outcome", "exclusive", lane, asked, inside=whole)
            self._flow(_Port(task, event.code), last)
        for effect in found:
            name = effect.name if len(found) > 1 else None
            self._follow(event, effect, _Port(last, event.code, name, effect.outcomes), lane, whole)

    def _stops(self, event: Step | BoundaryEvent) -> bool:
        """It ends the case whatever its form says."""
        return all(n.ends for n in event.outcomes.values())

    def _event_end(self, event: Step | BoundaryEvent, effect: Effect, result: Text | None) -> Text:
        if effect.following.ends:
            return result or words.ALL_DONE
        if event.code == self.procedure.admits:
            return words.CASE_OPENED
        signals = self.signals.thrown.get((event.code, effect.outcomes[0]), ())
        ahead = [t for signal in signals for t in signal.leads_to]
        return words.GOES_BACK if ahead else words.GOES_ON
