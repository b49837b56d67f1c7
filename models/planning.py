"""The dated steps ahead: what a procedure asks, day by day, if every step is done on its due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.calendars import WorkingCalendar
from models.engine import Decision, TimerPassed, advance, open_case, suppose
from models.facts import Facts
from models.procedure import Procedure
from models.process import Process
from models.reminders import Reminder
from models.state import CaseState, StepState

MOST_STEPS = 200
"""A plan stops here: a procedure whose main path loops would never end."""


@dataclass(frozen=True)
class PlannedStep:
    """One step of a plan, as if all before it were done on their due dates."""

    kind: str
    state: StepState
    reminders: tuple[Reminder, ...]


def plan(procedure: Procedure, start: date, calendar: WorkingCalendar, adopted_from: date = date.min) -> list[PlannedStep]:
    """The steps of a cycle opened on `start` and of one of its cases, in the order they open.

    Raises `NotInForce` where no edition covers `start` and the authority has not adopted the text by then.
    """
    edition = procedure.act.edition_on(start, adopted_from)
    cycle = CaseState("cycle", edition, start)
    rows: list[PlannedStep] = []
    cycle = _walk(procedure, "cycle", open_case(procedure.cycle, cycle, start, calendar), calendar, rows)
    sent = cycle.standing(procedure.cases_on)
    opened = sent.done_on if sent and sent.done_on else start
    facts = {k: v for k, v in cycle.known().items() if not k.startswith("case.")}
    case = CaseState("case", edition, opened, facts)
    _walk(procedure, "case", open_case(procedure.case, case, opened, calendar), calendar, rows)
    return rows


def _walk(
    procedure: Procedure, kind: str, decision: Decision, calendar: WorkingCalendar, rows: list[PlannedStep]
) -> CaseState:
    process: Process = procedure.process(kind)
    while len(rows) < MOST_STEPS:
        for opened in decision.opened:
            mine = tuple(r for r in decision.reminders if (r.step, r.occurrence) == opened.key)
            rows.append(PlannedStep(kind, opened, mine))
        state = decision.state
        ahead = [s for s in state.open_steps if s.kind != "call-activity"]
        if not ahead:
            return state
        current = min(ahead, key=_when)
        on = _when(current)
        if current.kind == "timer":
            decision = advance(process, state, TimerPassed(current.code), on, calendar)
        else:
            decision = suppose(process, state, current.code, _assumed(procedure, process, state, current, calendar), on, calendar)
    return decision.state


def _when(step: StepState) -> date:
    """The day a plan takes the step to be done on."""
    days = [d for d in (step.due or step.ends or step.opened_on, step.not_before, step.opened_on) if d]
    return step.due if step.due and not step.not_before and step.due >= step.opened_on else max(days)


def _assumed(
    procedure: Procedure, process: Process, state: CaseState, current: StepState, calendar: WorkingCalendar
) -> Mapping[str, Any]:
    step, on = process.step(current.code), _when(current)
    values: dict[str, Any] = {step.done_on: on} if step.done_on else {}
    if procedure.assume is not None:
        values |= procedure.assume(step.code, on, Facts(state.known(), on, state.edition, calendar))
    return values
