"""A step's dates: its term counted from the fact it hangs on, and the gates before which it can't be done."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from models.errors import DefinitionError
from models.facts import Facts
from models.process import Gate, Step
from models.terms import Term, TermDates, compute


@dataclass(frozen=True)
class StepDates:
    """Dates of one occurrence of a step; see `models.state.StepState` for each field's meaning.

    `gate_clause` is the clause of the gate that opens last.
    """

    term: str = ""
    anchor_on: date | None = None
    due: date | None = None
    last_day: date | None = None
    not_before: date | None = None
    ends: date | None = None
    provisional: bool = False
    computed: tuple[TermDates, ...] = ()
    gate_clause: str = ""

    def fields(self) -> dict[str, Any]:
        """What a `StepState` takes over."""
        return {name: value for name, value in vars(self).items() if name != "gate_clause"}


def computed_dates(step: Step, facts: Facts, opened_on: date) -> StepDates:
    """The step's dates from what is known now. A term whose starting fact isn't known yet leaves its dates empty."""
    computed: list[TermDates] = []
    not_before, gate_clause = None, ""
    for gate in step.not_before:
        first = _first_allowed(gate, facts, computed)
        if first is not None and (not_before is None or first > not_before):
            not_before, gate_clause = first, facts.clause(gate.term)
    found = StepDates(not_before=not_before, gate_clause=gate_clause)
    deadline, provisional = step.deadline, False
    stated = None
    if deadline is not None and deadline.on:
        stated = opened_on if deadline.on == "opened" else facts.day(deadline.on)
    if stated is not None and step.kind == "timer":
        found = replace(found, anchor_on=stated, ends=stated)
    elif stated is not None:
        due = facts.calendar.roll_forward(stated)
        provisional = facts.calendar.provisional_between(stated, due)
        found = replace(found, anchor_on=stated, due=due, last_day=due)
    elif deadline is not None and deadline.term:
        own = {"opened": opened_on, "not_before": not_before}
        anchor = next((d for d in (own.get(n) or facts.day(n) for n in deadline.after) if d), None)
        if anchor is not None:
            dates = compute(Term.parse(str(facts.parameter(deadline.term))), anchor, facts.calendar)
            computed.insert(0, dates)
            found = replace(
                found,
                term=str(dates.term),
                anchor_on=anchor,
                due=dates.due,
                last_day=dates.last_day,
                not_before=not_before or dates.not_before,
                ends=_timer_end(step, dates),
            )
    provisional = provisional or any(d.provisional for d in computed)
    return replace(found, computed=tuple(computed), provisional=provisional)


def _timer_end(step: Step, dates: TermDates) -> date | None:
    """The day a period ends. A timer over a term runs through its last day, and ends the day after."""
    if dates.ends is not None or step.kind != "timer" or dates.last_day is None:
        return dates.ends
    return dates.last_day + timedelta(days=1)


def _first_allowed(gate: Gate, facts: Facts, computed: list[TermDates]) -> date | None:
    anchor = facts.day(gate.after)
    if anchor is None:
        return None
    term = Term.parse(str(facts.parameter(gate.term)))
    if term.is_backward:
        return lead_kept(term, anchor)
    dates = compute(term, anchor, facts.calendar)
    computed.append(dates)
    return dates.not_before


def lead_kept(term: Term, given_on: date) -> date:
    """The first day for which something given on `given_on` was given in time: `30 calendar days before`, read forward.

    Raises `DefinitionError` for a lead that isn't counted in calendar days or weeks.
    """
    days = {"calendar day": 1, "week": 7}.get(term.unit)
    if days is None:
        raise DefinitionError("term", str(term), "a gate's lead must be counted in calendar days or weeks")
    return given_on + timedelta(days=days * term.count)
