"""A process as data, in BPMN's words: steps (user tasks, timers), outcomes (gateways), boundary events.

A definition is checked when it is loaded: an unknown step, a dead end, a missing clause or an unreachable step is a
`DefinitionError` that names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from models.acts import OWN, Edition
from models.errors import DefinitionError, InvalidTerm
from models.forms import choices
from models.terms import Term
from models.texts import Text

if TYPE_CHECKING:
    from models.errors import Refusal
    from models.facts import Facts
    from models.forms import Form
    from models.state import Breach

StepKind = Literal["user-task", "timer", "call-activity"]
Check = Callable[[Any, "Facts"], None]
"""Raises `Refusal`, citing its clause, where the law does not allow what the form says."""
Remark = Callable[[Any, "Facts"], "Breach | None"]
"""What a form says against a rule the text itself lets go by («как правило»): recorded, and shown as a breach."""


@dataclass(frozen=True)
class Deadline:
    """How a step's dates are found: the edition's parameter that holds the term, and the day it is counted from.

    `after` names facts (`step.field`, `case.field`, `step.ends`), or days of the step itself (`opened`, `not_before`);
    the first that is known counts, and a step opened before any of them is gets its dates once one is. `on` is a fact
    that is itself the day to act, or the day a timer ends: in place of a term, or going before it where it is stated.
    `on="opened"` is the day the step opens: at once, where no text says by when. A day to act that is a day off is the
    next working day (Civil Code of Kazakhstan, art. 175; of Russia, art. 193).
    """

    term: str = ""
    after: tuple[str, ...] = ("opened",)
    on: str = ""

    def is_own(self, edition: Edition) -> bool:
        """The authority's own target, not a day of the text: missing it is late, but no breach."""
        return edition[self.term].is_own if self.term else self.on == "opened"


@dataclass(frozen=True)
class Gate:
    """A day before which the step can't be done: a term that must have run out, or a lead that must have been kept.

    The parameter holds `run out 30 calendar days` (allowed from the day after), or `30 calendar days before` (the other
    way round: allowed from the day that lies so long after `after`). Done too early, the step is refused under
    the parameter's clause.
    """

    term: str
    after: str


@dataclass(frozen=True)
class Next:
    """What follows an outcome.

    `opens`: steps to open. One that `waits_for` others waits until all of those are done (a parallel join).
    `reopens`: steps opened again only if they were never done (a notice cancelled by a decision that fell on appeal).
    `cancels`: open steps to close undone; `supersedes`: done steps that no longer count, because the case goes back,
    and boundary events that are over and done with.
    `result`: the case's result from now on; `None` leaves it, an empty string takes it back.
    `ends`: the case closes, whatever is open is cancelled.
    `finishes`: this way is at its end; the case closes if nothing else is open (an appeal that may still come).
    `letters` and `documents`: kinds owed to the person concerned and to the file.
    """

    opens: tuple[str, ...] = ()
    reopens: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    result: str | None = None
    ends: bool = False
    finishes: bool = False
    letters: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReminderPlan:
    """When a performer is reminded of a step.

    `before`: terms counted back from the due date; `overdue`: terms counted on from the last day, then weekly.
    From the first overdue one on the performer's superior is copied. `roles`: who, besides the performer.
    """

    before: tuple[str, ...] = ("5 working days before", "3 working days before", "1 working day before")
    on_day: bool = True
    overdue: tuple[str, ...] = ("1 working day", "3 working days")
    weekly: bool = True
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One dated step of a process.

    code         lower-case Latin, as in scenarios and run names
    clause       where the text asks for it, all clauses, or `OWN`
    refused_under  the one of them under which a form that can't be taken is refused; the first where left out
    performer    the role bound to act
    form         what is filled in; none for a timer
    done_on      the form's field that holds the day the step was done in law; lateness is judged by it
    rests_on     by the clauses that say so, days of what the step rests on: before them it is refused under the first
                 clause. Facts as in `Deadline.after`; where none is known nothing is asked
    decide       the outcome a filled form leads to; the only outcome where left out
    expires      of a timer that can be answered while it runs (an appeal): the outcome of nobody answering
    outcomes     what follows each outcome
    checks       what the law refuses
    remarks      what the law does not refuse, but the case has to show
    late         what a late doing of the step means, shown as a breach
    offers       the codes a field takes in this case and their names, by the field's path
    told         what is said under a field in this case, by the field's path: why a choice is not offered
    known        what the record knows of the form's fields already
    named        names of outcomes that neither the form's choices nor the results name, for people to read
    completes    what follows from the form and what is known (a grade, points), kept with the form in the record
    unless       why the step is not for this case, as the refusal of who does it all the same; `None`: it is. Asked
                 when the step would open, and then `instead` of it these steps open
    """

    code: str
    title: Text
    clause: str
    performer: str
    outcomes: Mapping[str, Next]
    form: "type[Form] | None" = None
    done_on: str = ""
    deadline: Deadline | None = None
    not_before: tuple[Gate, ...] = ()
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waits_for: tuple[str, ...] = ()
    decide: "Callable[[Any, Facts], str] | None" = None
    checks: tuple[Check, ...] = ()
    remarks: tuple[Remark, ...] = ()
    expires: str = ""
    kind: StepKind = "user-task"
    reminders: ReminderPlan = field(default_factory=ReminderPlan)
    late: Text | None = None
    offers: "Callable[[Facts], Mapping[str, Mapping[str, Text]]] | None" = None
    told: "Callable[[Facts], Mapping[str, Text]] | None" = None
    known: "Callable[[Facts], Mapping[str, Any]] | None" = None
    refused_under: str = ""
    named: Mapping[str, Text] = field(default_factory=dict)
    completes: "Callable[[Any, Facts], Mapping[str, Any]] | None" = None
    unless: "Callable[[Facts], Refusal | None] | None" = None
    instead: tuple[str, ...] = ()

    @property
    def main_clause(self) -> str:
        """The clause under which a form that can't be taken is refused."""
        return self.refused_under or self.clause.split(",")[0]


@dataclass(frozen=True)
class BoundaryEvent:
    """Something that can happen at any open step of the case.

    `offered`: the case's run has a form for it; otherwise another case brings it (`Procedure.follows`).
    """

    code: str
    title: Text
    clause: str
    performer: str
    form: "type[Form]"
    outcomes: Mapping[str, Next]
    done_on: str = ""
    decide: "Callable[[Any, Facts], str] | None" = None
    checks: tuple[Check, ...] = ()
    named: Mapping[str, Text] = field(default_factory=dict)
    offered: bool = True

    @property
    def main_clause(self) -> str:
        """The clause under which a form that can't be taken is refused."""
        return self.clause.split(",")[0]


@dataclass(frozen=True)
class Process:
    """A procedure's steps in the order of its text; `starts` are the steps a new case opens with."""

    code: str
    title: Text
    steps: tuple[Step, ...]
    starts: tuple[str, ...]
    boundary_events: tuple[BoundaryEvent, ...] = ()
    results: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_process(self)

    def step(self, code: str) -> Step:
        """The step with this code; `KeyError` where there is none."""
        return self._steps[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all steps and boundary events, in the order of the text."""
        return (*self._steps, *self._events)

    @property
    def nodes(self) -> "tuple[Step | BoundaryEvent, ...]":
        """Steps and boundary events, in the order of the text."""
        return (*self.steps, *self.boundary_events)

    def has(self, code: str) -> bool:
        """Whether it is a step or boundary event of this process."""
        return code in self._steps or code in self._events

    def node(self, code: str) -> "Step | BoundaryEvent":
        """The step or boundary event with this code; `KeyError` where there is none."""
        return self._steps[code] if code in self._steps else self._events[code]

    def outcome_name(self, node: "Step | BoundaryEvent", outcome: str) -> Text | None:
        """An outcome as its step names it, as its form does, as the process names the result; `None` if nobody does."""
        if outcome in node.named:
            return node.named[outcome]
        for name in node.form.model_fields if node.form else ():
            if found := choices(node.form, name).get(outcome):
                return found
        return self.results.get(outcome)

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {s.code: s for s in self.steps}

    @cached_property
    def _events(self) -> dict[str, BoundaryEvent]:
        return {e.code: e for e in self.boundary_events}

    def check_edition(self, edition: Edition) -> None:
        """Every term the steps name is set by the edition and is a term. Raises `DefinitionError`."""
        for step in self.steps:
            named = [g.term for g in step.not_before]
            if step.deadline and step.deadline.term:
                named.append(step.deadline.term)
            for code in named:
                place = f"step '{step.code}', term '{code}'"
                if code not in edition.parameters:
                    raise DefinitionError(self.code, place, f"edition {edition.code} does not set it")
                try:
                    Term.parse(str(edition[code].value))
                except InvalidTerm as error:
                    raise DefinitionError(self.code, place, str(error)) from error


def check_process(process: Process) -> None:
    """The definition is whole. Raises `DefinitionError` naming the first thing that isn't."""
    nodes = process.nodes
    codes = [n.code for n in nodes]
    for code in codes:
        if codes.count(code) > 1:
            raise DefinitionError(process.code, f"step '{code}'", "defined twice")
    for node in nodes:
        _check_node(process, node)
        for outcome, following in node.outcomes.items():
            _check_next(process, node, outcome, following)
    for step in process.steps:
        _check_step(process, step)
    known = {s.code for s in process.steps}
    for code in process.starts:
        if code not in known:
            raise DefinitionError(process.code, "starts", f"names an unknown step '{code}'")
    followers = _followers(process)
    ahead = {c for e in process.boundary_events for n in e.outcomes.values() for c in (*n.opens, *n.reopens)}
    reached = _closure(followers, ahead | set(process.starts))
    for step in process.steps:
        if step.code not in reached:
            raise DefinitionError(process.code, f"step '{step.code}'", "can't be reached from the start")
    ending = {s.code for s in process.steps if any(n.ends or n.finishes for n in s.outcomes.values())}
    leading = {s.code for s in process.steps if _closure(followers, {s.code}) & ending}
    # A loop beside the main way (a plan each year) may end by being closed from there.
    leading |= {c for code in leading for n in process.step(code).outcomes.values() for c in n.cancels}
    for step in process.steps:
        if step.code not in leading:
            raise DefinitionError(process.code, f"step '{step.code}'", "leads nowhere: no path from it ends the case")


def _check_node(process: Process, node: "Step | BoundaryEvent") -> None:
    problems = (
        (not node.clause, f"has no clause; where the text is silent mark it '{OWN}'"),
        (not node.performer, "has no performer"),
        (not node.outcomes, "is a dead end: no outcome"),
        (len(node.outcomes) > 1 and node.decide is None, "has several outcomes and nothing that decides between them"),
        (
            bool(node.done_on) and (node.form is None or node.done_on not in node.form.model_fields),
            f"is done on '{node.done_on}', which its form does not ask for",
        ),
    )
    for wrong, problem in problems:
        if wrong:
            raise DefinitionError(process.code, f"step '{node.code}'", problem)


def _check_next(process: Process, node: "Step | BoundaryEvent", outcome: str, following: Next) -> None:
    place = f"step '{node.code}', outcome '{outcome}'"
    known = {s.code for s in process.steps}
    for code in (*following.opens, *following.reopens, *following.cancels, *following.supersedes):
        if code not in known and not (code in following.supersedes and process.has(code)):
            raise DefinitionError(process.code, place, f"leads to an unknown step '{code}'")
    if following.result and following.result not in process.results:
        raise DefinitionError(process.code, place, f"gives an unknown result '{following.result}'")
    joins = any(node.code in s.waits_for for s in process.steps)
    if not (following.opens or following.ends or following.finishes or joins or isinstance(node, BoundaryEvent)):
        raise DefinitionError(process.code, place, "is a dead end: it opens nothing and does not end the case")


def _check_step(process: Process, step: Step) -> None:
    place = f"step '{step.code}'"
    if step.form is None and step.kind == "user-task":
        raise DefinitionError(process.code, place, "is a user task without a form")
    if step.kind == "timer" and step.deadline is None:
        raise DefinitionError(process.code, place, "is a timer without a period")
    if step.expires and (step.kind != "timer" or step.expires not in step.outcomes):
        raise DefinitionError(process.code, place, f"expires into '{step.expires}', which is no outcome of a timer")
    if step.kind == "timer" and step.form is not None and not step.expires:
        raise DefinitionError(process.code, place, "is a timer with a form and has no outcome for when nobody answers")
    if step.deadline is not None and not (step.deadline.term or step.deadline.on):
        raise DefinitionError(process.code, place, "has a deadline that is neither a term nor a day")
    known = {s.code for s in process.steps}
    for code in step.waits_for:
        if code not in known:
            raise DefinitionError(process.code, place, f"waits for an unknown step '{code}'")
    for code in step.instead:
        if code not in known or step.unless is None:
            raise DefinitionError(process.code, place, f"has '{code}' in its place, an unknown step, or no reason to")


def _followers(process: Process) -> dict[str, set[str]]:
    """What each step leads to: directly, in its own place, or by being waited for."""
    found = {
        s.code: {*s.instead, *(c for n in s.outcomes.values() for c in (*n.opens, *n.reopens))} for s in process.steps
    }
    for step in process.steps:
        for awaited in step.waits_for:
            found[awaited].add(step.code)
    return found


def _closure(followers: Mapping[str, set[str]], start: set[str]) -> set[str]:
    seen: set[str] = set()
    ahead = set(start)
    while ahead:
        code = ahead.pop()
        if code not in seen:
            seen.add(code)
            ahead |= followers[code]
    return seen
