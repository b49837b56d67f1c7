"""Scenarios on the pure engine: no server, no record, no clock but the scenario's own.

A scenario is a YAML file a lawyer can read; the form is described in `docs/scenarios.md`. The clock moves to each
event's day, the sweep runs (timers that ended, reminders that fall due), then the event is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from models.calendars import WorkingCalendar, working_calendar
from models.engine import Answer, Decision, TimerPassed, advance, open_case
from models.errors import InvalidInput, Refusal
from models.facts import as_day
from models.procedure import Procedure
from models.regulations import procedure as procedure_named
from models.reminders import Reminder, following
from models.state import CaseState, StepState

NOT_LISTED = "not-subject"
"""The result of a person the cycle's list leaves out."""
STEP_FIELDS = ("opened_on", "due", "last_day", "not_before", "ends", "done_on", "late", "clause", "outcome", "status")
KEYS = ("name", "procedure", "country", "cycle", "case", "events", "expect", "until", "about")


@dataclass
class Course:
    """A case, or its cycle, on its way through a scenario."""

    procedure: Procedure
    kind: str
    state: CaseState
    calendar: WorkingCalendar
    planned: list[Reminder] = field(default_factory=list)
    sent: list[Reminder] = field(default_factory=list)

    def take(self, decision: Decision) -> None:
        """Carry the decision out."""
        self.state = decision.state
        self.planned += decision.reminders

    def sweep(self, on: date) -> None:
        """Everything that falls due up to and including the day, in order of days."""
        while (timer := self._next_timer(on)) is not None:
            assert timer.ends is not None
            self._remind(timer.ends)
            self.take(self._advance(TimerPassed(timer.code), timer.ends))
        self._remind(on)

    def answer(self, step: str, form: Mapping[str, Any], on: date) -> None:
        """Take a filled form. Raises `Refusal`."""
        self.take(self._advance(Answer(step, form), on))

    def _advance(self, event: Answer | TimerPassed, on: date) -> Decision:
        return advance(self.procedure.process(self.kind), self.state, event, on, self.calendar)

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


@dataclass(frozen=True)
class Outcome:
    """What a scenario came to, and how it differs from what it expects."""

    name: str
    outcome: str | None
    steps: tuple[StepState, ...]
    reminders: tuple[Reminder, ...]
    refused: tuple[Refusal, ...]
    breaches: tuple[str, ...]
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """The outcome as JSON: the keys `merzim simulate --json` prints."""
        return {
            "name": self.name,
            "ok": self.ok,
            "outcome": self.outcome,
            "steps": [
                {"code": s.code, "occurrence": s.occurrence, **{f: _plain(getattr(s, f)) for f in STEP_FIELDS}}
                for s in self.steps
            ],
            "reminders": [
                {"step": r.step, "on": r.on.isoformat(), "role": r.role, "channel": channel, "kind": r.kind}
                for r in self.reminders
                for channel in r.channels
            ],
            "refused": [{"step": r.step, "clause": r.clause, "reason": str(r.reason)} for r in self.refused],
            "breaches": list(self.breaches),
            "differences": list(self.differences),
        }


def simulate(scenario: Mapping[str, Any]) -> Outcome:
    """Play one scenario. Raises `InvalidInput` where the scenario itself is not of the form asked for."""
    _check_keys(scenario)
    procedure = procedure_named(str(scenario.get("procedure", "")))
    calendar = working_calendar(str(scenario.get("country", procedure.act.country)))
    events = sorted(_events(scenario), key=lambda e: e[0])
    if [e[0] for e in events] != [e[0] for e in _events(scenario)]:
        raise InvalidInput("events: they must stand in the order of their days")
    cycle = _opened_cycle(procedure, dict(scenario.get("cycle") or {}), events, calendar)
    play = _Play(procedure, calendar, cycle, dict(scenario.get("case") or {}))
    play.cycle_steps(dict(scenario.get("cycle") or {}))
    for on, step, form in events:
        play.event(on, step, form)
    if scenario.get("until") is not None:
        play.event(_day(scenario["until"], "until"), None, {})
    return play.outcome(str(scenario.get("name", "")), scenario.get("expect") or {})


class _Play:
    """One scenario being played: the cycle, then the case its list opens."""

    def __init__(
        self, procedure: Procedure, calendar: WorkingCalendar, cycle: Course, person: dict[str, Any]
    ) -> None:
        self.procedure, self.calendar, self.cycle, self.person = procedure, calendar, cycle, person
        self.case: Course | None = None
        self.refused: list[Refusal] = []
        self.left_out = False

    def cycle_steps(self, given: Mapping[str, Any]) -> None:
        """The cycle's own steps, each on the day its form says it was done."""
        for step in self.procedure.cycle.steps:
            if step.code in given:
                form = dict(given[step.code] or {})
                on = as_day(form.pop("on", None)) or as_day(form.get(step.done_on)) or self.cycle.state.opened_on
                self.event(on, step.code, form)

    def event(self, on: date, step: str | None, form: Mapping[str, Any]) -> None:
        """The clock moves to the day, the sweep runs, the event is taken or refused."""
        for course in (self.cycle, self.case):
            if course is not None:
                course.sweep(on)
        if step is None:
            return
        try:
            process = self.procedure.of_step(step)
            course = self.cycle if process is self.procedure.cycle else self.case
            if course is None:
                raise Refusal(_no_case(self.left_out), clause=process.step(step).clause if process.has(step) else "-", step=step)
            course.answer(step, form, on)
        except Refusal as refusal:
            self.refused.append(refusal)
            return
        if step == self.procedure.cases_on:
            self._open_case(on)

    def _open_case(self, on: date) -> None:
        edition = self.cycle.state.edition
        if self.procedure.judge is not None:
            roll = self.procedure.judge(self.person, self.cycle.state.opened_on, edition)
            if not roll.listed:
                self.left_out = True
                self.refused.append(Refusal(roll.reasons[0], clause=roll.clause, step=self.procedure.cases_on))
                return
        facts = {f"case.{name}": value for name, value in self.person.items()}
        facts |= {k: v for k, v in self.cycle.state.known().items() if not k.startswith("case.")}
        state = CaseState("case", edition, on, facts)
        self.case = Course(self.procedure, "case", state, self.calendar)
        self.case.take(open_case(self.procedure.case, state, on, self.calendar))

    def outcome(self, name: str, expected: Mapping[str, Any]) -> Outcome:
        """What came of it, compared with what is expected."""
        courses = [c for c in (self.cycle, self.case) if c is not None]
        result = NOT_LISTED if self.left_out else (self.case.state.result if self.case else None)
        found = Outcome(
            name,
            result or None,
            tuple(s for c in courses for s in c.state.steps),
            tuple(sorted((r for c in courses for r in c.sent), key=lambda r: (r.on, r.step))),
            tuple(self.refused),
            tuple(str(b.text) for c in courses for b in c.state.breaches),
            (),
        )
        return replace(found, differences=tuple(_differences(found, expected)))


def _no_case(left_out: bool) -> Any:
    from models.texts import Text

    if left_out:
        return Text("дела нет: руководитель не в списке", "іс жоқ: басшы тізімде емес", "no case: the person is not on the list")
    return Text("дело ещё не открыто", "іс әлі ашылған жоқ", "the case is not open yet")


def _opened_cycle(
    procedure: Procedure, given: dict[str, Any], events: Sequence[tuple[date, str | None, Any]], calendar: WorkingCalendar
) -> Course:
    if given.get("opened_on") is not None:
        opened = _day(given["opened_on"], "cycle.opened_on")
    elif given.get("year") is not None and procedure.opens_on is not None:
        opened = date(int(given["year"]), *procedure.opens_on)
    elif events:
        opened = events[0][0]
    else:
        raise InvalidInput("cycle: needs `year` or `opened_on`")
    if given.get("edition") is not None:
        edition = procedure.act.edition(str(given["edition"]))
    else:
        edition = procedure.act.edition_on(opened, adopted_from=_day(given.get("adopted_from", date.min), "adopted_from"))
    edition = edition.with_values(given.get("parameters") or {})
    cycle_facts = {f"cycle.{k}": v for k, v in given.items() if not procedure.cycle.has(k)}
    state = CaseState("cycle", edition, opened, cycle_facts)
    course = Course(procedure, "cycle", state, calendar)
    course.take(open_case(procedure.cycle, state, opened, calendar))
    return course


def _check_keys(scenario: Mapping[str, Any]) -> None:
    unknown = [k for k in scenario if k not in KEYS]
    if unknown:
        raise InvalidInput(f"unknown key '{unknown[0]}'; a scenario has: {', '.join(KEYS)}")


def _events(scenario: Mapping[str, Any]) -> list[tuple[date, str | None, dict[str, Any]]]:
    found = []
    for number, event in enumerate(scenario.get("events") or [], start=1):
        where = f"events, entry {number}"
        if not isinstance(event, Mapping) or "on" not in event:
            raise InvalidInput(f"{where}: needs `on`, the day it happens")
        unknown = [k for k in event if k not in ("on", "step", "form", "about")]
        if unknown:
            raise InvalidInput(f"{where}: unknown key '{unknown[0]}'; an event has: on, step, form, about")
        found.append((_day(event["on"], where), event.get("step"), dict(event.get("form") or {})))
    return found


def _day(value: Any, where: str) -> date:
    day = as_day(value)
    if day is None:
        raise InvalidInput(f"{where}: a date like 2026-12-01 is needed, not {value!r}")
    return day


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _differences(found: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    known = ("steps", "outcome", "refused", "reminders", "breaches")
    for key in expected:
        if key not in known:
            raise InvalidInput(f"expect: unknown key '{key}'; it has: {', '.join(known)}")
    if "outcome" in expected and expected["outcome"] != found.outcome:
        yield f"outcome: expected {expected['outcome']}, found {found.outcome}"
    for name, fields in (expected.get("steps") or {}).items():
        yield from _step_differences(found, str(name), fields)
    refused = [{"step": r.step, "clause": r.clause} for r in found.refused]
    wanted = [{"step": str(r["step"]), "clause": str(r["clause"])} for r in expected.get("refused") or []]
    if refused != wanted:
        yield f"refused: expected {wanted}, found {[{**r, 'reason': str(f)} for r, f in zip(refused, found.refused, strict=True)]}"
    sent = found.as_dict()["reminders"]
    for reminder in expected.get("reminders") or []:
        want = {k: _plain(v) for k, v in reminder.items()}
        if not any(want.items() <= r.items() for r in sent):
            yield f"reminders: expected {want}, not among the {len(sent)} sent"
    if "breaches" in expected and len(found.breaches) != int(expected["breaches"]):
        yield f"breaches: expected {expected['breaches']}, found {list(found.breaches)}"


def _step_differences(found: Outcome, name: str, fields: Mapping[str, Any]) -> Iterator[str]:
    code, _, occurrence = name.partition("#")
    matching = [s for s in found.steps if s.code == code and (not occurrence or s.occurrence == int(occurrence))]
    if not matching:
        yield f"steps.{name}: expected, but it was never opened"
        return
    step = matching[-1]
    for key, wanted in (fields or {}).items():
        if key not in STEP_FIELDS:
            raise InvalidInput(f"expect, step {name}: unknown key '{key}'; it has: {', '.join(STEP_FIELDS)}")
        have = _plain(getattr(step, key))
        if have != _plain(wanted):
            yield f"steps.{name}.{key}: expected {_plain(wanted)}, found {have}"
