"""A procedure: its act, the process of its cycle and the process of one case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from models.acts import Act, Edition
from models.errors import DefinitionError, Refusal
from models.facts import Facts
from models.process import BoundaryEvent, Deadline, Process, Step
from models.terms import Term
from models.texts import Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.engine import Answer, Decision
    from models.record.cases import Case
    from models.record.people import Authority

OWN_DAYS = ("opened", "not_before")
"""Days of the step itself that its term may be counted from."""
STEP_DAYS = ("opened_on", "due", "ends", "done_on")
"""Days of another step, known without its form (`CaseState.known`)."""


@dataclass(frozen=True)
class Verdict:
    """A person put on a cycle's list, or left out, and why."""

    listed: bool
    reasons: tuple[Text, ...]
    clause: str


@dataclass(frozen=True)
class Listed:
    """A person of the registry, judged for a cycle's list; `facts` go into the case as `case.…`."""

    official_id: int
    official_code: str
    organisation_id: int | None
    organisation_code: str
    verdict: Verdict
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Procedure:
    """One legal text as a running procedure.

    opens_on   (month, day) of the yearly opening, or `None` where an operator opens the cycle
    opens      the edition's parameter by which an authority sets a yearly opening of its own (`by 1 January`)
    opened_by  the fact of a cycle that, where it is stated, is the day it opens
    admits     the cycle's boundary event on which a case opens for one person, not for a list
    admit      the person an `admits` event brought, and the facts of the case
    meets_on   the step that a commission may decide for many cases at one meeting
    meeting    the fields of its form that are one for the whole meeting
    cases_on   the cycle's step on whose doing a case opens for each person on the list; where it is the call activity
               of the cases itself, on whose opening (a cycle without steps of its own)
    judge      who is on the list: facts of a person, the day they are judged on -> listed or not, reasons and clause
    judged_by  names of the facts of a person that `judge` asks for, any of them
    told_of    names of other facts of a person that the steps ask for
    left_out   the outcome for a person whom the list leaves out
    sets       days a whole cycle hangs on, worked out when it opens: the day, the edition, what is stated -> `cycle.…`
    judges_on  the day on which a cycle opened on a day judges them; the day it opened where left out
    assume     what a plan takes for granted where nobody has acted yet: step, its due date, facts -> form
    roles      who acts, by role
    registry_facts  facts about a person that its roster reads from the registry: name -> what reads one from text
    roster     the people of an authority on a day, as the registry knows them, each judged
    surroundings  what the record knows around a case and a check of the answered step may ask
    effects    what a decision changes in the registry
    follows    what a decision in one case brings to others of the person: their numbers, and the event of each
    consequences  result -> what it may be used for, in this or another procedure, with the clause that says so
    keeps_place   options of a commission's ruling by which a person's own place does not become free
    superiors     roles that the superiors of the person concerned hold: 1 the immediate one, 2 that one's own; where
                  the registry names none, the role's performer
    gives_back    results of a case whose person does not take the place that a ruling gave
    """

    code: str
    title: Text
    act: Act
    cycle: Process
    case: Process
    cases_on: str
    roles: Mapping[str, Text]
    opens_on: tuple[int, int] | None = None
    opens: str = ""
    opened_by: str = ""
    admits: str = ""
    admit: "Callable[[Session, Case, Decision], Listed] | None" = None
    meets_on: str = ""
    meeting: tuple[str, ...] = ()
    judge: Callable[[Mapping[str, Any], date, Edition], Verdict] | None = None
    judged_by: tuple[str, ...] = ()
    told_of: tuple[str, ...] = ()
    left_out: str = "not-subject"
    sets: Callable[[date, Edition, Mapping[str, Any]], Mapping[str, Any]] | None = None
    judges_on: Callable[[date, Edition], date] | None = None
    assume: Callable[[str, date, Facts], Mapping[str, Any]] | None = None
    registry_facts: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)
    roster: "Callable[[Session, Authority, date, Edition], list[Listed]] | None" = None
    surroundings: "Callable[[Session, Case, str, date], Mapping[str, Any]] | None" = None
    effects: "Callable[[Session, Case, Decision], None] | None" = None
    follows: "Callable[[Session, Case, Decision], list[tuple[str, Answer]]] | None" = None
    consequences: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    keeps_place: tuple[str, ...] = ()
    gives_back: tuple[str, ...] = ()
    superiors: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for process in (self.cycle, self.case):
            for edition in self.act.editions:
                process.check_edition(edition)
            for node in process.nodes:
                if node.performer not in self.roles:
                    raise DefinitionError(process.code, f"step '{node.code}'", f"has no such role: '{node.performer}'")
            for step in process.steps:
                self._check_facts(process, step)
        for role in self.superiors:
            if role not in self.roles:
                raise DefinitionError(self.code, f"superior '{role}'", "is no role of the procedure")
        if self.cases_on not in {s.code for s in self.cycle.steps}:
            raise DefinitionError(self.cycle.code, f"step '{self.cases_on}'", "is to open the cases, but there is none")

    def _check_facts(self, process: Process, step: Step) -> None:
        """Every day a term is counted from, or a step rests on, is one that somebody states, or that a step has."""
        deadline = step.deadline or Deadline()
        named = [*deadline.after, *(g.after for g in step.not_before), *([deadline.on] if deadline.on else [])]
        named += [fact for facts in step.rests_on.values() for fact in facts]
        for fact in named:
            code, _, name = fact.partition(".")
            if fact in OWN_DAYS or code in ("case", "cycle"):
                continue
            node = next((p.node(code) for p in (process, self.cycle, self.case) if p.has(code)), None)
            fields = {*STEP_DAYS, *(node.form.model_fields if node is not None and node.form is not None else ())}
            if node is None or name not in fields:
                raise DefinitionError(process.code, f"step '{step.code}'", f"counts from '{fact}', which nobody states")

    @property
    def cases_open_with_cycle(self) -> bool:
        """The cycle has no step of its own before the cases."""
        return self.cycle.step(self.cases_on).kind == "call-activity" and self.cases_on in self.cycle.starts

    def set_by(self, opened_on: date, edition: Edition, stated: Mapping[str, Any]) -> dict[str, Any]:
        """Facts of a cycle opened on `opened_on`, as `cycle.…`, that its opening settles; what is stated stands."""
        found = self.sets(opened_on, edition, stated) if self.sets else {}
        return {f"cycle.{name}": value for name, value in found.items()}

    def judged_on(self, opened_on: date, edition: Edition) -> date:
        """The day on which a cycle opened on `opened_on` judges who is on its list."""
        return self.judges_on(opened_on, edition) if self.judges_on else opened_on

    def opening(self, own: Mapping[str, Any]) -> tuple[int, int] | None:
        """(month, day) of the yearly opening for an authority with these values of its own; `None`: an operator's."""
        if self.opens and self.opens in own:
            term = Term.parse(str(own[self.opens]))
            return term.month, term.day
        return self.opens_on

    def process(self, kind: str) -> Process:
        """The process of a `cycle` or of a `case`."""
        return self.cycle if kind == "cycle" else self.case

    def of_step(self, code: str) -> Process:
        """The process a step or boundary event belongs to. Raises `Refusal` for one that neither has."""
        for process in (self.cycle, self.case):
            if process.has(code):
                return process
        raise Refusal(
            Text(
                "в процедуре нет шага «{step}»; есть: {known}",
                "рәсімде «{step}» қадамы жоқ; барлары: {known}",
                "there is no step '{step}'; there are: {known}",
            ).filled(step=code, known=", ".join(self.codes)),
            clause="-",
            step=code,
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of all steps and boundary events, in the order of the procedure."""
        return (*self.cycle.codes, *self.case.codes)

    def node(self, code: str) -> Step | BoundaryEvent:
        """A step or boundary event by its code. Raises `Refusal` for one that neither process has."""
        return self.of_step(code).node(code)
