"""A step's dates: its term counted from the fact it hangs on, and the gates before which it can't be done."""

from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from models.errors import DefinitionError
from models.facts import Facts
from models.process import Deadline, Gate, Step
from models.state import StepState
from models.terms import Term, TermDates, compute

_NONE = Deadline()


def computed_dates(step: Step, facts: Facts, opened_on: date, counted_from: str | date = "") -> dict[str, Any]:
    """The fields of a `StepState` that hold its dates, from what is known now. A term whose starting fact isn't known
    yet leaves its dates empty.

    `counted_from`: what its term is counted from, where that is settled already (`counted_from` below): a step that is
    open keeps its start, whatever came to be known since.
    """
    computed: list[TermDates] = []
    not_before, _ = _opening(step, facts, computed)
    found: dict[str, Any] = {
        "term": "", "anchor_on": None, "due": None, "last_day": None, "not_before": not_before, "ends": None,
    }  # fmt: skip
    deadline, provisional = step.deadline or _NONE, False
    starts = _starts(deadline, facts, opened_on, not_before)
    if isinstance(counted_from, date):
        starts = [("" if deadline.term else deadline.on, counted_from)]
    elif counted_from:
        starts = [(name, day) for name, day in starts if name == counted_from]
    source, anchor = starts[0] if starts else ("", None)
    if anchor is not None and source and source == deadline.on:
        if step.kind == "timer":
            found |= {"anchor_on": anchor, "ends": anchor}
        else:
            due = facts.calendar.roll_forward(anchor)
            provisional = facts.calendar.provisional_between(anchor, due)
            found |= {"anchor_on": anchor, "due": due, "last_day": due}
    elif anchor is not None and deadline.term:
        dates = compute(Term.parse(str(facts.parameter(deadline.term))), anchor, facts.calendar)
        computed.insert(0, dates)
        found |= {
            "term": str(dates.term),
            "anchor_on": anchor,
            "due": dates.due,
            "last_day": dates.last_day,
            "not_before": not_before or dates.not_before,
            "ends": _timer_end(step, dates),
        }
    provisional = provisional or any(d.provisional for d in computed)
    return {**found, "computed": tuple(computed), "provisional": provisional}


def gate_clause(step: Step, facts: Facts) -> str:
    """The clause of the gate that opens last; empty where none is known."""
    return _opening(step, facts, [])[1]


def counted_from(step: Step, facts: Facts, state: StepState) -> str | date:
    """What an open step's term was counted from: the fact's name, the day itself where no fact has it any more; an
    empty name where it has no date yet.
    """
    if state.anchor_on is None:
        return ""
    starts = _starts(step.deadline or _NONE, facts, state.opened_on, state.not_before)
    return next((name for name, day in starts if day == state.anchor_on), state.anchor_on)


def _starts(deadline: Deadline, facts: Facts, opened_on: date, not_before: date | None) -> list[tuple[str, date]]:
    """The days a term may be counted from that are known, by their names; the first one counts."""
    own = {"opened": opened_on, "not_before": not_before}
    names = ((deadline.on,) if deadline.on else ()) + (deadline.after if deadline.term else ())
    return [(name, day) for name in names if (day := own.get(name) or facts.day(name)) is not None]


def _timer_end(step: Step, dates: TermDates) -> date | None:
    """The day a period ends. A timer over a term runs through its last day, and ends the day after."""
    if dates.ends is not None or step.kind != "timer" or dates.last_day is None:
        return dates.ends
    return dates.last_day + timedelta(days=1)


def _opening(step: Step, facts: Facts, computed: list[TermDates]) -> tuple[date | None, str]:
    """The first day on which all gates are open, as far as they are known, and the clause of the last one to open."""
    days = [(first, gate) for gate in step.not_before if (first := _first_allowed(gate, facts, computed)) is not None]
    if not days:
        return None, ""
    first, last = max(days, key=itemgetter(0))
    return first, facts.clause(last.term)


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
