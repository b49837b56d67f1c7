"""Scenarios on the pure engine: no server, no record, no clock but the scenario's own.

The clock moves to each event's day, the sweep runs (timers that ended, reminders that fall due, steps overdue), then
the event is taken or refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models.calendars import WorkingCalendar, working_calendar
from models.engine import Answer, Decision, Event, TimerPassed, advance, open_case
from models.errors import InvalidInput, Refusal
from models.expectations import differences
from models.facts import as_day
from models.outcomes import Outcome, Refused
from models.procedure import Procedure, Verdict
from models.reminders import Reminder, following
from models.scenarios.reading import Happening, Scenario
from models.state import CaseState, StepState
from models.texts import Text, as_is


def simulate(scenario: Scenario) -> Outcome:
    """Play one scenario and compare it with what it expects.

    Raises `InvalidInput` where it asks for what can't be (an unknown parameter, a day no calendar reaches),
    `NotInForce` where no edition covers its cycle.
    """
    play = _Play(scenario)
    for happening in scenario.happenings:
        play.to(happening)
    found = play.outcome()
    return replace(found, differences=tuple(differences(found, scenario.expect)))


@dataclass
class Course:
    """A case, or its cycle, on its way through a scenario."""

    procedure: Procedure
    kind: str
    state: CaseState
    calendar: WorkingCalendar
    planned: list[Reminder] = field(default_factory=list)
    sent: list[Reminder] = field(default_factory=list)
    result_on: date | None = None

    def take(self, decision: Decision, on: date) -> None:
        """Carry the decision out."""
        if decision.state.result != self.state.result:
            self.result_on = on
        self.state = decision.state
        self.planned += decision.reminders

    def event(self, event: Event, on: date) -> None:
        """Take a filled form, or a timer's end. Raises `Refusal`."""
        self.take(advance(self.procedure.process(self.kind), self.state, event, on, self.calendar), on)

    def sweep(self, on: date) -> None:
        """Everything that falls due up to and including the day, in order of days."""
        while (timer := self._next_timer(on)) is not None:
            ends = timer.ends or on
            self._remind(ends)
            self.event(TimerPassed(timer.code), ends)
        self._remind(on)
        steps = tuple(s.evolve(late=True) if _overdue(s, on) else s for s in self.state.steps)
        self.state = replace(self.state, steps=steps)

    def _next_timer(self, on: date) -> StepState | None:
        running = [s for s in self.state.open_steps if s.kind == "timer" and s.ends and s.ends <= on]
        return min(running, key=lambda s: s.ends or on) if running else None

    def _remind(self, on: date) -> None:
        open_keys = {s.key for s in self.state.open_steps}
        self.planned = [r for r in self.planned if (r.step, r.occurrence) in open_keys]
        while due := sorted((r for r in self.planned if r.on <= on), key=lambda r: r.on):
            for reminder in due:
                self.planned.remove(reminder)
                self.sent.append(reminder)
                if (again := following(reminder, self.calendar)) is not None:
                    self.planned.append(again)


def _overdue(step: StepState, on: date) -> bool:
    return step.status == "open" and step.last_day is not None and step.last_day < on


class _Play:
    """One scenario being played: the cycle, then the case its list opens."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.procedure = scenario, scenario.procedure
        self.calendar = working_calendar(scenario.country, scenario.corrections)
        self.case: Course | None = None
        self.refused: list[Refused] = []
        self.verdict: Verdict | None = None
        opened = _needed_day(scenario.cycle, "opened_on")
        facts = {f"cycle.{name}": value for name, value in scenario.cycle.items()}
        edition = self._edition(opened)
        facts |= self.procedure.set_by(opened, edition, scenario.cycle)
        state = CaseState("cycle", edition, opened, facts)
        self.cycle = Course(self.procedure, "cycle", state, self.calendar)
        self.cycle.take(open_case(self.procedure.cycle, state, opened, self.calendar), opened)
        if self.procedure.cases_open_with_cycle:
            self._open_case(opened)

    def _edition(self, opened: date) -> Any:
        given, act = self.scenario.cycle, self.procedure.act
        if given.get("edition") is not None:
            edition = act.edition(str(given["edition"]))
        else:
            # A scenario takes a draft as adopted, unless it says from when.
            adopted = date.min if given.get("adopted_from") is None else _needed_day(given, "adopted_from")
            edition = act.edition_on(opened, adopted)
        return edition.with_values(given.get("parameters") or {})

    def to(self, happening: Happening) -> None:
        """The clock moves to the day, the sweep runs, the event is taken or refused."""
        on, step = happening.on, happening.step
        for course in (self.cycle, self.case):
            if course is not None:
                course.sweep(on)
        if not step:
            return
        course = self.cycle if self.procedure.cycle.has(step) else self.case
        try:
            if course is None:
                raise self._no_case(step)
            course.event(Answer(step, happening.form), on)
        except Refusal as refusal:
            self.refused.append(Refused(step, refusal.clause, on, refusal.reason))
            return
        if step == self.procedure.cases_on:
            self._open_case(on)

    def _open_case(self, on: date) -> None:
        known = {k: v for k, v in self.cycle.state.known().items() if not k.startswith("case.")}
        self.verdict = self._judged(known.get(f"{self.procedure.cycle.starts[0]}.exclude") or {})
        if not self.verdict.listed:
            return
        facts = {f"case.{name}": value for name, value in self.scenario.person.items()}
        state = CaseState("case", self.cycle.state.edition, on, {**known, **facts})
        self.case = Course(self.procedure, "case", state, self.calendar)
        self.case.take(open_case(self.procedure.case, state, on, self.calendar), on)

    def _judged(self, excluded: Mapping[str, str]) -> Verdict:
        """Whether the list has the person; a scenario that states nothing to judge by is of a person on the list."""
        person, procedure, state = self.scenario.person, self.procedure, self.cycle.state
        reason = excluded.get(str(person.get("person", "")))
        if reason:
            return Verdict(False, (as_is(reason),), procedure.node(procedure.cycle.starts[0]).main_clause)
        if procedure.judge is None or not any(name in person for name in procedure.judged_by):
            return Verdict(True, (), "")
        known = {name: value for name, value in state.facts.items() if name.startswith("cycle.")}
        return procedure.judge({**known, **person}, procedure.judged_on(state.opened_on, state.edition), state.edition)

    def _no_case(self, step: str) -> Refusal:
        if self.verdict is not None:
            why = Text.joined(self.verdict.reasons, "; ")
            return Refusal(_LEFT_OUT.filled(why=why), clause=self.verdict.clause, step=step)
        opening = self.procedure.node(self.procedure.cases_on)
        return Refusal(_NOT_YET.filled(step=opening.title), clause=self.procedure.node(step).main_clause, step=step)

    def outcome(self) -> Outcome:
        """What came of it, not yet compared."""
        self._close_cycle()
        courses = [c for c in (self.cycle, self.case) if c is not None]
        result = self.case.state.result if self.case else self.procedure.left_out if self.verdict else ""
        return Outcome(
            name=self.scenario.name,
            outcome=result or None,
            verdict=self.verdict,
            steps=tuple(s for c in courses for s in c.state.steps),
            reminders=tuple(sorted((r for c in courses for r in c.sent), key=lambda r: (r.on, r.step))),
            refused=tuple(self.refused),
            breaches=tuple(b for c in courses for b in c.state.breaches),
        )

    def _close_cycle(self) -> None:
        """The cycle ends when its last case is decided."""
        calling = next((s for s in self.cycle.state.open_steps if s.kind == "call-activity"), None)
        if calling is None or (self.case is not None and not self.case.state.result):
            return
        decided = self.case.result_on if self.case is not None else None
        self.cycle.event(TimerPassed(calling.code), decided or calling.opened_on)


def _needed_day(given: Mapping[str, Any], name: str) -> date:
    day = as_day(given.get(name))
    if day is None:
        raise InvalidInput(f"cycle.{name}: a date like 2026-12-01 is needed, not {given.get(name)!r}")
    return day


_LEFT_OUT = Text(
    "дела нет: не в списке; {why}",
    "іс жоқ: тізімде жоқ; {why}",
    "there is no case: the person is not on the list; {why}",
)
_NOT_YET = Text(
    "дело ещё не открыто: его открывает «{step}»",
    "іс әлі ашылған жоқ: оны «{step}» ашады",
    "the case is not open yet: '{step}' opens it",
)
