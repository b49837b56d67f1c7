"""Which step comes after which, and which stands open beside another: what decides how a flow is drawn."""

from collections.abc import Iterable

from models.bpmn.effects import Effect, effects
from models.process import Process


class Ways:
    """The ways through a process, from step to step."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.effects = {node.code: effects(process, node) for node in process.nodes}

    def targets(self, code: str, effect: Effect) -> tuple[str, ...]:
        """The steps an outcome leads to: those it opens, or else those that wait for the step."""
        following = effect.following
        if following.opens or following.ends or following.finishes or not self._is_step(code):
            return following.opens
        return tuple(s.code for s in self.process.steps if code in s.waits_for)

    def beside(self, code: str, target: str, effect: Effect) -> bool:
        """`target` stands open already when the step ends like this: both were opened by one outcome before it.

        Opening it is then no second one: it gets its dates, if it had none.
        """
        if target in effect.following.cancels:
            return False
        for owner in self.process.steps:
            for split in self.effects[owner.code]:
                others = [c for c in split.following.opens if c != target]
                if (
                    target in split.following.opens
                    and others
                    and code in self._reached(others, without=target)
                    and code not in self._reached(self.process.starts, apart_from=split)
                ):
                    return True
        return False

    def awaited_by(self, code: str) -> str:
        """The step beside it that this one does nothing but lead to: it has to be done first."""
        found = self.effects[code]
        if len(found) != 1 or len(found[0].following.opens) != 1 or found[0].following.cancels:
            return ""
        target = found[0].following.opens[0]
        siblings = (e.following.opens for s in self.process.steps for e in self.effects[s.code] if s.code != code)
        return target if any(code in opens and target in opens for opens in siblings) else ""

    def _is_step(self, code: str) -> bool:
        return any(s.code == code for s in self.process.steps)

    def _reached(self, start: Iterable[str], *, without: str = "", apart_from: Effect | None = None) -> set[str]:
        seen: set[str] = set()
        ahead = list(start)
        while ahead:
            code = ahead.pop()
            if code in seen or code == without:
                continue
            seen.add(code)
            ahead += self.process.step(code).instead
            for effect in self.effects[code]:
                if effect is not apart_from:
                    ahead += self.targets(code, effect)
        return seen
