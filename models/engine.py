"""`advance`: what an event makes of a case. Pure: no clock, no record, no Prefect.

An event is a filled form (of a step or of a boundary event) or the clock passing a timer's end. The decision is the new
state, the steps opened and closed, and what is owed: reminders, letters, documents; or a `Refusal` that cites the
clause.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from models import engine_words as words
from models.calendars import WorkingCalendar
from models.dates import computed_dates, gate_clause
from models.errors import AlreadyRecorded, InvalidInput, Refusal
from models.facts import Facts, Watched, as_day
from models.forms import Form, field_title, happened_fields, read_form
from models.precedence import not_before
from models.process import BoundaryEvent, Next, Process, Step
from models.reminders import Reminder, planned_reminders
from models.state import Breach, CaseState, StepState
from models.texts import Text


@dataclass(frozen=True)
class Answer:
    """A filled form of an open step, or of a boundary event."""

    step: str
    form: Mapping[str, Any]


@dataclass(frozen=True)
class TimerPassed:
    """The end of a timer's period, or all cases of a call activity decided."""

    step: str


Event = Answer | TimerPassed


@dataclass(frozen=True)
class Owed:
    """A letter to the person concerned, or a document to the file."""

    kind: str
    step: str
    clause: str
    on: date


@dataclass(frozen=True)
class Decision:
    """What an event makes of a case; the caller carries it out in one transaction.

    `recorded` is the step record the event itself makes; `changed` are all step states that differ from before, it
    among them.
    """

    state: CaseState
    recorded: StepState | None = None
    changed: tuple[StepState, ...] = ()
    opened: tuple[StepState, ...] = ()
    closed: tuple[StepState, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    letters: tuple[Owed, ...] = ()
    documents: tuple[Owed, ...] = ()
    breaches: tuple[Breach, ...] = ()


def open_case(
    process: Process,
    state: CaseState,
    on: date,
    calendar: WorkingCalendar,
    asked: set[str] | None = None,
) -> Decision:
    """The decision that opens a new case with its first steps.

    `asked` takes the names of the facts it rests on: another case of the same edition, of which these are the same,
    opens alike.
    """
    return _Course(process, state, on, calendar, asked).opening()


def advance(process: Process, state: CaseState, event: Event, on: date, calendar: WorkingCalendar) -> Decision:
    """What `event`, recorded on the day `on`, makes of the case.

    Raises `Refusal` (with the clause) where the law does not allow it, `AlreadyRecorded` where the step is not open
    any more. The state passed in is never changed.
    """
    course = _Course(process, state, on, calendar)
    if isinstance(event, TimerPassed):
        return course.timer(event.step)
    return course.answer(event)


def suppose(
    process: Process, state: CaseState, step: str, values: Mapping[str, Any], on: date, calendar: WorkingCalendar
) -> Decision:
    """What would follow if the open step were done with these values: for plans, nothing is read or checked."""
    return _Course(process, state, on, calendar).suppose(step, values)


class _Course:
    """One run of `advance`, gathering what changes."""

    def __init__(
        self,
        process: Process,
        state: CaseState,
        on: date,
        calendar: WorkingCalendar,
        asked: set[str] | None = None,
    ) -> None:
        self.process, self.before, self.on, self.calendar, self.asked = process, state, on, calendar, asked
        self.steps: dict[tuple[str, int], StepState] = {s.key: s for s in state.steps}
        self.state = state
        # The case as it stands, and what is known of it, until something changes.
        self._stands: CaseState | None = None
        self._known: Facts | None = None
        self.breaches: list[Breach] = []
        self.letters: list[Owed] = []
        self.documents: list[Owed] = []
        self.day = on  # a step that a timer opens begins on the timer's day, however late the sweep came

    def facts(self) -> Facts:
        if self._known is None:
            known: Mapping[str, Any] = self._now().known()
            if self.asked is not None:
                known = Watched(known, self.asked)
            self._known = Facts(known, self.on, self.before.edition, self.calendar)
        return self._known

    def _now(self) -> CaseState:
        if self._stands is None:
            self._stands = replace(self.state, steps=tuple(self.steps.values()))
        return self._stands

    # What can happen

    def opening(self) -> Decision:
        for code in self.process.starts:
            self._open(code)
        return self._decision(None)

    def timer(self, code: str) -> Decision:
        current, step = self._now().open_step(code), self._node(code)
        if current is None or isinstance(step, BoundaryEvent) or step.kind == "user-task":
            raise AlreadyRecorded(words.NOT_RUNNING.filled(step=step.title), clause=step.main_clause, step=code)
        if current.ends is not None and self.on < current.ends:
            raise Refusal(
                words.TIMER_RUNS.filled(step=step.title, ends=current.ends), clause=step.main_clause, step=code
            )
        self.day = done_on = current.ends or self.on
        outcome = step.expires or next(iter(step.outcomes))
        recorded = current.evolve(status="done", outcome=outcome, done_on=done_on)
        self._put(recorded)
        self._follow(step, step.outcomes[outcome], done_on)
        return self._decision(recorded)

    def answer(self, event: Answer) -> Decision:
        node = self._node(event.step)
        if self.before.closed_on is not None:
            reason = words.CLOSED.filled(closed=self.before.closed_on)
            raise AlreadyRecorded(reason, clause=node.main_clause, step=node.code)
        try:
            if isinstance(node, BoundaryEvent):
                return self._boundary_answer(node, event.form)
            return self._step_answer(node, event.form)
        except (InvalidInput, OverflowError) as error:
            # A day so far away that no calendar reaches what follows from it.
            raise Refusal(words.OUT_OF_REACH, clause=node.main_clause, step=node.code) from error

    def _step_answer(self, step: Step, data: Mapping[str, Any]) -> Decision:
        current = self._now().open_step(step.code)
        if current is None or step.form is None:
            raise self._not_open(step)
        form = self._read(step, step.form, data)
        facts = self.facts()
        values, done_on = self._dated(form, step.done_on)
        self._gates(step, current, done_on)
        if step.kind == "timer" and current.ends is not None and done_on >= current.ends:
            reason = words.WINDOW_OVER.filled(step=step.title, day=done_on, ends=current.ends)
            raise Refusal(reason, clause=step.main_clause, step=step.code, field=step.done_on)
        self._in_order(step, done_on)
        for check in step.checks:
            check(form, facts)
        self.breaches += [found for remark in step.remarks if (found := remark(form, facts)) is not None]
        return self._record(step, current, form, values, done_on)

    def suppose(self, code: str, values: Mapping[str, Any]) -> Decision:
        """The step done with these values, unread and unchecked."""
        step, current = self.process.step(code), self._now().open_step(code)
        if current is None:
            raise self._not_open(step)
        done_on = as_day(values.get(step.done_on)) or self.on
        return self._record(step, current, SimpleNamespace(**values), values, done_on)

    def _record(self, step: Step, current: StepState, form: Any, values: Mapping[str, Any], done_on: date) -> Decision:
        outcome = step.decide(form, self.facts()) if step.decide else next(iter(step.outcomes))
        if step.completes is not None:
            values = {**values, **step.completes(form, self.facts())}
        late = current.last_day is not None and done_on > current.last_day
        recorded = current.evolve(status="done", form=values, outcome=outcome, done_on=done_on, late=late)
        self._put(recorded)
        if late:
            self._breach(step, recorded, done_on)
        self._follow(step, step.outcomes[outcome], done_on)
        return self._decision(recorded)

    def _boundary_answer(self, event: BoundaryEvent, data: Mapping[str, Any]) -> Decision:
        form = self._read(event, event.form, data)
        facts = self.facts()
        for check in event.checks:
            check(form, facts)
        outcome = event.decide(form, facts) if event.decide else next(iter(event.outcomes))
        values, done_on = self._dated(form, event.done_on)
        recorded = StepState(
            event.code, self._next_occurrence(event.code), "done", self.on, event.clause, event.performer,
            kind="boundary", form=values, outcome=outcome, done_on=done_on,
        )  # fmt: skip
        self._put(recorded)
        self._follow(event, event.outcomes[outcome], done_on)
        return self._decision(recorded)

    def _dated(self, form: Form, field: str) -> tuple[dict[str, Any], date]:
        """What is recorded, and the day it was done: left empty it is today, and that is recorded, too."""
        values = form.model_dump(mode="json", exclude_none=True)
        done_on = as_day(values.get(field)) or self.on
        if field in type(form).model_fields:
            values[field] = done_on.isoformat()
        return values, done_on

    # What is refused

    def _read(self, node: Step | BoundaryEvent, form: type[Form], data: Mapping[str, Any]) -> Form:
        filled = read_form(form, data, step=node.code, clause=node.main_clause)
        for name in happened_fields(form):
            day = as_day(getattr(filled, name))
            if day is not None and day > self.on:
                reason = words.FUTURE.filled(field=field_title(form, name), day=day, on=self.on)
                raise Refusal(reason, clause=node.main_clause, step=node.code, field=name)
        return filled

    def _gates(self, step: Step, current: StepState, done_on: date) -> None:
        if current.not_before is None or done_on >= current.not_before:
            return
        clause = gate_clause(step, self.facts()) or step.main_clause
        reason = words.TOO_EARLY.filled(step=step.title, day=done_on, first=current.not_before, clause=clause)
        raise Refusal(reason, clause=clause, step=step.code, field=step.done_on)

    def _in_order(self, step: Step, done_on: date) -> None:
        for clauses, facts in step.rests_on.items():
            not_before(done_on, self.facts().day(*facts), step.code, clauses.partition(",")[0], step.done_on)

    def _not_open(self, step: Step) -> Refusal:
        now = self._now()
        if step.form is None:
            return Refusal(words.NOT_ANSWERED.filled(step=step.title), clause=step.main_clause, step=step.code)
        done = now.standing(step.code)
        if done is not None:
            reason = words.RECORDED.filled(step=step.title, day=done.done_on, outcome=done.outcome)
            return AlreadyRecorded(reason, clause=step.main_clause, step=step.code)
        if now.waiting_step(step.code) is not None:
            # The clause that is not kept is the one of the step it waits for.
            awaited = next(self.process.step(c) for c in step.waits_for if now.standing(c) is None)
            reason = words.WAITS.filled(step=step.title, awaited=awaited.title)
            return Refusal(reason, clause=awaited.main_clause, step=step.code)
        not_for_it = step.unless(self.facts()) if step.unless is not None else None
        if not_for_it is not None:
            return not_for_it
        titles = [self.process.step(s.code).title for s in now.open_steps]
        reason = words.NOT_OPEN.filled(step=step.title, open=Text.joined(titles, "; ") if titles else words.NONE)
        return Refusal(reason, clause=step.main_clause, step=step.code)

    def _node(self, code: str) -> Step | BoundaryEvent:
        if not self.process.has(code):
            known = ", ".join(self.process.codes)
            reason = words.UNKNOWN.filled(step=code, process=self.process.title, known=known)
            raise Refusal(reason, clause="-", step=code)
        return self.process.node(code)

    # What follows

    def _follow(self, node: Step | BoundaryEvent, following: Next, done_on: date) -> None:
        for state in list(self.steps.values()):
            running = state.status in ("open", "waiting")
            if running and (following.ends or state.code in following.cancels):
                self._put(state.evolve(status="cancelled"))
            elif state.status == "done" and state.code in following.supersedes:
                self._put(state.evolve(status="superseded"))
        if following.result is not None:
            self._set(result=following.result)
        if following.ends:
            self._set(closed_on=self.on)
        for code in following.opens:
            self._open(code)
        for code in following.reopens:
            if self._now().standing(code) is None:
                self._open(code)
        for waiting in [s for s in self.steps.values() if s.status == "waiting"]:
            self._open(waiting.code)
        self._date()
        if following.finishes and not any(s.status in ("open", "waiting") for s in self.steps.values()):
            self._set(closed_on=self.on)
        for kinds, owed in ((following.letters, self.letters), (following.documents, self.documents)):
            owed.extend(Owed(kind, node.code, node.clause, done_on) for kind in kinds)

    def _open(self, code: str) -> None:
        step, now = self.process.step(code), self._now()
        if now.open_step(code) is not None:
            return
        ready = all(now.standing(awaited) is not None for awaited in step.waits_for)
        waiting = now.waiting_step(code)
        if not ready and waiting is not None:
            return
        if ready and step.unless is not None and step.unless(self.facts()) is not None:
            if waiting is not None:
                self._put(waiting.evolve(status="cancelled"))
            for other in step.instead:
                self._open(other)
            return
        occurrence = waiting.occurrence if waiting else self._next_occurrence(code)
        dates = computed_dates(step, self.facts(), self.day) if ready else {}
        self._put(StepState(
            code, occurrence, "open" if ready else "waiting", self.day, step.clause, step.performer,
            kind=step.kind, **dates,
        ))  # fmt: skip

    def _date(self) -> None:
        """Open steps whose term hangs on a fact that was not known when they opened, and now is, get their dates."""
        for state in [s for s in self.steps.values() if s.status == "open" and s.anchor_on is None]:
            step = self.process.step(state.code)
            if step.deadline is not None:
                self._put(state.evolve(**computed_dates(step, self.facts(), state.opened_on)))

    def _breach(self, step: Step, recorded: StepState, done_on: date) -> None:
        """A missed target of the authority's own is late, but no breach of the law."""
        if step.deadline is None or step.deadline.is_own(self.before.edition):
            return
        term = step.deadline.term
        clause = self.before.edition[term].clause if term else step.main_clause
        text = (step.late or words.LATE).filled(step=step.title, done=done_on, last_day=recorded.last_day)
        self.breaches.append(Breach(step.code, clause, text))

    def _next_occurrence(self, code: str) -> int:
        return 1 + max((s.occurrence for s in self.steps.values() if s.code == code), default=0)

    def _put(self, state: StepState) -> None:
        self.steps[state.key] = state
        self._stands = self._known = None

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._stands = self._known = None

    def _decision(self, recorded: StepState | None) -> Decision:
        before = {s.key: s for s in self.before.steps}
        changed = tuple(s for s in self.steps.values() if before.get(s.key) != s)
        opened = tuple(s for s in changed if s.status == "open")
        reminders = tuple(
            r for s in opened for r in planned_reminders(self.process.step(s.code).reminders, s, self.calendar)
        )
        state = replace(self._now(), breaches=(*self.before.breaches, *self.breaches))
        return Decision(
            state,
            recorded,
            changed,
            opened,
            tuple(s for s in changed if s.status in ("done", "cancelled", "superseded")),
            reminders,
            tuple(self.letters),
            tuple(self.documents),
            tuple(self.breaches),
        )
