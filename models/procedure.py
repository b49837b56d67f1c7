"""A procedure: its act, the process of its cycle and the process of one case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.acts import Act, Edition
from models.errors import Refusal
from models.facts import Facts
from models.process import BoundaryEvent, Process, Step
from models.texts import Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.engine import Decision
    from models.record.cases import Case
    from models.record.people import Authority


@dataclass(frozen=True)
class Roll:
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
    roll: Roll
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Procedure:
    """One legal text as a running procedure.

    opens_on   (month, day) of the yearly opening, or `None` where an operator opens the cycle
    cases_on   the cycle's step on whose doing a case opens for each person on the list
    judge      who is on the list: facts of a person -> listed or not, with reasons and clause
    assume     what a plan takes for granted where nobody has acted yet: step, its due date, facts -> form
    roles      who acts, by role
    roster     the people of an authority on a day, as the registry knows them, each judged
    surroundings  what the record knows around a case and a check of the answered step may ask
    effects    what a decision changes in the registry
    """

    code: str
    title: Text
    act: Act
    cycle: Process
    case: Process
    cases_on: str
    roles: Mapping[str, Text]
    opens_on: tuple[int, int] | None = None
    judge: Callable[[Mapping[str, Any], date, Edition], Roll] | None = None
    assume: Callable[[str, date, Facts], Mapping[str, Any]] | None = None
    roster: "Callable[[Session, Authority, date, Edition], list[Listed]] | None" = None
    surroundings: "Callable[[Session, Case, str, date], Mapping[str, Any]] | None" = None
    effects: "Callable[[Session, Case, Decision], None] | None" = None

    def __post_init__(self) -> None:
        for edition in self.act.editions:
            self.cycle.check_edition(edition)
            self.case.check_edition(edition)

    def process(self, kind: str) -> Process:
        """The process of a `cycle` or of a `case`."""
        return self.cycle if kind == "cycle" else self.case

    def of_step(self, code: str) -> Process:
        """The process a step or boundary event belongs to. Raises `Refusal` for one that neither has."""
        for process in (self.cycle, self.case):
            if process.has(code):
                return process
        known = [s.code for p in (self.cycle, self.case) for s in (*p.steps, *p.boundary_events)]
        raise Refusal(
            Text(
                "в процедуре нет шага «{step}»; есть: {known}",
                "рәсімде «{step}» қадамы жоқ; барлары: {known}",
                "there is no step '{step}'; there are: {known}",
            ).filled(step=code, known=", ".join(known)),
            clause="-",
            step=code,
        )

    def node(self, code: str) -> Step | BoundaryEvent:
        """A step or boundary event by its code."""
        process = self.of_step(code)
        try:
            return process.step(code)
        except KeyError:
            return process.boundary_event(code)
