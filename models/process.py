"""A process as data, in BPMN's words: steps (user tasks, timers), outcomes (gateways), boundary events.

A definition is checked when it is loaded: an unknown step, a dead end, a missing clause or an unreachable step is a
`DefinitionError` that names it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from models.acts import OWN, Edition
from models.errors import DefinitionError, InvalidTerm
from models.terms import Term
from models.texts import Text

if TYPE_CHECKING:
    from models.facts import Facts
    from models.forms import Form

StepKind = Literal["user-task", "timer", "call-activity"]
Check = Callable[["Form", "Facts"], None]
"""Raises `Refusal`, citing its clause, where the law does not allow what the form says."""


@dataclass(frozen=True)
class Deadline:
    """How a step's dates are found: the edition's parameter that holds the term, and the day it is counted from.

    `after` names facts (`step.field`, `case.field`, `step.ends`, `opened`), the first that is known counts; `on` in
    place of a term is a fact that is itself the day to act.
    """

    term: str = ""
    after: tuple[str, ...] = ("opened",)
    on: str = ""


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
    `cancels`: open steps to close undone; `supersedes`: done steps that no longer count, because the case goes back.
    `result`: the case's result from now on; `None` leaves it, an empty string takes it back.
    `ends`: the case closes, whatever is open is cancelled.
    `letters` and `documents`: kinds owed to the person concerned and to the file.
    """

    opens: tuple[str, ...] = ()
    reopens: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    result: str | None = None
    ends: bool = False
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
    clause       where the text asks for it, or `OWN`
    performer    the role bound to act
    form         what is filled in; none for a timer
    done_on      the form's field that holds the day the step was done in law; lateness is judged by it
    decide       the outcome a filled form leads to; the only outcome where left out
    outcomes     what follows each outcome
    checks       what the law refuses
    late         what a late doing of the step means, shown as a breach
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
    waits_for: tuple[str, ...] = ()
    decide: "Callable[[Form, Facts], str] | None" = None
    checks: tuple[Check, ...] = ()
    kind: StepKind = "user-task"
    reminders: ReminderPlan = field(default_factory=ReminderPlan)
    late: Text | None = None
    note: Text | None = None


@dataclass(frozen=True)
class BoundaryEvent:
    """Something that can happen at any open step of the case."""

    code: str
    title: Text
    clause: str
    performer: str
    form: "type[Form]"
    outcomes: Mapping[str, Next]
    done_on: str = ""
    decide: "Callable[[Form, Facts], str] | None" = None
    checks: tuple[Check, ...] = ()


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

    def boundary_event(self, code: str) -> BoundaryEvent:
        """The boundary event with this code; `KeyError` where there is none."""
        return self._events[code]

    def has(self, code: str) -> bool:
        """Whether it is a step or boundary event of this process."""
        return code in self._steps or code in self._events

    @property
    def _steps(self) -> dict[str, Step]:
        return {s.code: s for s in self.steps}

    @property
    def _events(self) -> dict[str, BoundaryEvent]:
        return {e.code: e for e in self.boundary_events}

    def check_edition(self, edition: Edition) -> None:
        """Every term the steps name is set by the edition and is a term. Raises `DefinitionError`."""
        for step in self.steps:
            named = [g.term for g in step.not_before]
            if step.deadline and step.deadline.term:
                named.append(step.deadline.term)
            for code in named:
                try:
                    Term.parse(str(edition[code].value))
                except InvalidTerm as error:
                    raise DefinitionError(self.code, f"step '{step.code}', term '{code}'", str(error)) from error


def check_process(process: Process) -> None:
    """The definition is whole. Raises `DefinitionError` naming the first thing that isn't."""

    def wrong(place: str, problem: str) -> DefinitionError:
        return DefinitionError(process.code, place, problem)

    codes = [s.code for s in process.steps] + [e.code for e in process.boundary_events]
    for code in codes:
        if codes.count(code) > 1:
            raise wrong(f"step '{code}'", "defined twice")
    known = {s.code for s in process.steps}
    for node in (*process.steps, *process.boundary_events):
        place = f"step '{node.code}'"
        if not node.clause:
            raise wrong(place, f"has no clause; where the text is silent mark it '{OWN}'")
        if not node.outcomes:
            raise wrong(place, "is a dead end: no outcome")
        if not node.performer:
            raise wrong(place, "has no performer")
        if len(node.outcomes) > 1 and node.decide is None:
            raise wrong(place, "has several outcomes and nothing that decides between them")
        if node.form is not None and node.done_on and node.done_on not in node.form.model_fields:
            raise wrong(place, f"is done on '{node.done_on}', which its form does not ask for")
        for outcome, following in node.outcomes.items():
            named = (*following.opens, *following.reopens, *following.cancels, *following.supersedes)
            for code in named:
                if code not in known:
                    raise wrong(f"{place}, outcome '{outcome}'", f"leads to an unknown step '{code}'")
            if following.result and following.result not in process.results:
                raise wrong(f"{place}, outcome '{outcome}'", f"gives an unknown result '{following.result}'")
            leads = following.opens or following.ends or isinstance(node, BoundaryEvent)
            joins = any(node.code in s.waits_for for s in process.steps)
            if not leads and not joins:
                raise wrong(f"{place}, outcome '{outcome}'", "is a dead end: it opens nothing and does not end the case")
    for step in process.steps:
        if step.form is None and step.kind == "user-task":
            raise wrong(f"step '{step.code}'", "is a user task without a form")
        for code in step.waits_for:
            if code not in known:
                raise wrong(f"step '{step.code}'", f"waits for an unknown step '{code}'")
    for code in process.starts:
        if code not in known:
            raise wrong("starts", f"names an unknown step '{code}'")
    for code in known - _reachable(process):
        raise wrong(f"step '{code}'", "can't be reached from the start")


def _reachable(process: Process) -> set[str]:
    followers = {s.code: {c for n in s.outcomes.values() for c in (*n.opens, *n.reopens)} for s in process.steps}
    for step in process.steps:
        for awaited in step.waits_for:
            if awaited in followers:
                followers[awaited].add(step.code)
    ahead = set(process.starts)
    for event in process.boundary_events:
        ahead |= {c for n in event.outcomes.values() for c in (*n.opens, *n.reopens)}
    seen: set[str] = set()
    while ahead:
        code = ahead.pop()
        if code not in seen:
            seen.add(code)
            ahead |= followers.get(code, set())
    return seen
