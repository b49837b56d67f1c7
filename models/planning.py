"""The dated steps ahead: what a procedure asks, day by day, if every step is done on its due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.acts import Edition, Parameter
from models.calendars import WorkingCalendar
from models.engine import Decision, TimerPassed, advance, open_case, suppose
from models.facts import Facts
from models.procedure import Procedure
from models.process import Process
from models.reminders import Reminder
from models.state import CaseState, StepState
from models.texts import Text

MOST_STEPS = 200
"""A plan stops here: a procedure whose main path loops would never end."""


@dataclass(frozen=True)
class PlannedStep:
    """One step of a plan, as if all before it were done on their due dates.

    term     what the edition sets for it, with its clause; `None` for a step without
    is_own   its day to act by is the authority's own target, not from the text
    done_on  the day the plan takes it to be done
    """

    kind: str
    title: Text
    state: StepState
    term: Parameter | None
    is_own: bool
    done_on: date
    reminders: tuple[Reminder, ...]


def plan(
    procedure: Procedure, start: date, calendar: WorkingCalendar, edition: Edition | None = None
) -> list[PlannedStep]:
    """The steps of a cycle opened on `start` and of one of its cases, in the order they open.

    `edition` is the one that binds on `start` where left out, a draft taken as adopted. Raises `NotInForce` where there
    is none.
    """
    edition = edition or procedure.act.edition_on(start, adopted_from=start)
    walk = _Walk(procedure, calendar)
    cycle = CaseState("cycle", edition, start, procedure.set_by(start, edition, {}))
    cycle = walk.through("cycle", open_case(procedure.cycle, cycle, start, calendar))
    listed = cycle.standing(procedure.cases_on)
    opened = listed.done_on if listed and listed.done_on else start
    facts = {k: v for k, v in cycle.known().items() if not k.startswith("case.")}
    walk.through("case", open_case(procedure.case, CaseState("case", edition, opened, facts), opened, calendar))
    return walk.rows


class _Walk:
    """One way through the processes, gathering its steps."""

    def __init__(self, procedure: Procedure, calendar: WorkingCalendar) -> None:
        self.procedure, self.calendar = procedure, calendar
        self.rows: list[PlannedStep] = []

    def through(self, kind: str, decision: Decision) -> CaseState:
        """Every step done in turn, the earliest first; where it came to."""
        process = self.procedure.process(kind)
        while len(self.rows) < MOST_STEPS:
            for opened in decision.opened:
                if opened.kind != "call-activity":
                    self._put(self._row(kind, process, decision, opened))
            state = decision.state
            ahead = [s for s in state.open_steps if s.kind != "call-activity" and not self._waits(process, s)]
            if not ahead:
                break
            decision = self._done(process, state, min(ahead, key=_when))
        return decision.state

    def _put(self, row: PlannedStep) -> None:
        """A row of its own for each occurrence; one that was open without a date gives its place to the dated one."""
        self.rows = [r for r in self.rows if (r.kind, r.state.key) != (row.kind, row.state.key)]
        self.rows.append(row)

    def _waits(self, process: Process, state: StepState) -> bool:
        """Its term hangs on a fact that a plan can't take for granted: a vacancy, a ground to exclude."""
        return process.step(state.code).deadline is not None and state.anchor_on is None and state.not_before is None

    def _row(self, kind: str, process: Process, decision: Decision, opened: StepState) -> PlannedStep:
        step = process.step(opened.code)
        edition, deadline = decision.state.edition, step.deadline
        mine = tuple(r for r in decision.reminders if (r.step, r.occurrence) == opened.key)
        return PlannedStep(
            kind, step.title, opened, edition[deadline.term] if deadline and deadline.term else None,
            deadline is not None and deadline.is_own(edition), _when(opened), mine,
        )  # fmt: skip

    def _done(self, process: Process, state: CaseState, current: StepState) -> Decision:
        on = _when(current)
        if current.kind == "timer":
            return advance(process, state, TimerPassed(current.code), on, self.calendar)
        return suppose(process, state, current.code, self._assumed(process, state, current, on), on, self.calendar)

    def _assumed(self, process: Process, state: CaseState, current: StepState, on: date) -> Mapping[str, Any]:
        step = process.step(current.code)
        values: dict[str, Any] = {step.done_on: on} if step.done_on else {}
        if self.procedure.assume is not None:
            values |= self.procedure.assume(step.code, on, Facts(state.known(), on, state.edition, self.calendar))
        return values


def _when(step: StepState) -> date:
    """The day the plan takes a step to be done: its due date, but not before it opens or is allowed."""
    goal = step.ends or step.due if step.kind == "timer" else step.due or step.ends
    return max(d for d in (goal or step.opened_on, step.not_before, step.opened_on) if d)
