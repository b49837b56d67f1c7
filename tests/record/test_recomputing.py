"""Recomputing: open terms computed again are what they would have been, had the calendar always been so."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendars import Correction, WorkingCalendar, working_calendar
from models.engine import Answer, Event, TimerPassed, advance, open_case
from models.errors import MerzimError
from models.procedure import Procedure
from models.process import Process
from models.record.recomputing import recomputed
from models.scenarios.playing import Course, simulate
from models.scenarios.reading import Scenario, load_scenario
from models.state import CaseState
from models.terms import Term, compute

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


class Moment:
    """A case at one moment of a scenario: the state before an event, the event, the state after it."""

    def __init__(
        self, procedure: Procedure, kind: str, before: CaseState, event: Event | None, on: date, after: CaseState
    ):
        self.procedure, self.kind = procedure, kind
        self.before, self.event, self.on, self.after = before, event, on, after

    @property
    def process(self) -> Process:
        return self.procedure.process(self.kind)

    def played(self, calendar: WorkingCalendar) -> CaseState:
        """The same event under another calendar, on the same state before."""
        if self.event is None:
            return open_case(self.process, self.before, self.on, calendar).state
        return advance(self.process, self.before, self.event, self.on, calendar).state


def moments(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """Every moment of a scenario, in its order."""
    found: list[Moment] = []

    class Watched(Course):
        def event(self, event: Event, on: date) -> None:
            before = self.state
            super().event(event, on)
            found.append(Moment(self.procedure, self.kind, before, event, on, self.state))

    monkeypatch.setattr("models.scenarios.playing.Course", Watched)
    simulate(scenario)
    return found


@pytest.fixture(scope="module")
def all_moments() -> list[tuple[str, WorkingCalendar, Moment]]:
    """Every moment of every scenario of every procedure."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for path in SCENARIOS:
            scenario = load_scenario(path)
            calendar = working_calendar(scenario.country, scenario.corrections)
            found += [(path.stem, calendar, each) for each in moments(scenario, patch)]
    assert len(found) > 60
    return found


def test_under_the_same_calendar_nothing_moves(all_moments: list[tuple[str, WorkingCalendar, Moment]]) -> None:
    """Facts that came to be known since a step opened do not change its dates."""
    for name, calendar, moment in all_moments:
        assert recomputed(moment.after, moment.process, calendar, moment.on) == moment.after, name


def corrected(calendar: WorkingCalendar, around: date, days: list[int]) -> WorkingCalendar:
    """The calendar with these days, so many days from the one given, turned into their opposite."""
    turned = [around + timedelta(days=n) for n in days]
    own = tuple(Correction(day, not calendar.is_working(day), "№ 1") for day in turned)
    return working_calendar(calendar.country, (*calendar.corrections, *own))


@settings(max_examples=300)
@given(data=st.data())
def test_recomputed_is_what_the_same_event_gives_under_the_new_calendar(
    all_moments: list[tuple[str, WorkingCalendar, Moment]], data: st.DataObject
) -> None:
    """Computing again = computing afresh, for the steps an event opened, whatever days were corrected."""
    _, calendar, moment = data.draw(st.sampled_from(all_moments))
    days = data.draw(st.lists(st.integers(-10, 60), unique=True, max_size=12))
    other = corrected(calendar, moment.on, days)
    again = recomputed(moment.after, moment.process, other, moment.on)
    try:
        afresh = moment.played(other)
    except MerzimError:
        return  # the event itself would have been too early under that calendar
    opened = {s.key for s in moment.after.open_steps} - {s.key for s in moment.before.open_steps}
    assert {s.key: s for s in again.steps if s.key in opened} == {s.key: s for s in afresh.steps if s.key in opened}


@settings(max_examples=200)
@given(data=st.data())
def test_recomputing_does_not_depend_on_what_was_corrected_before(
    all_moments: list[tuple[str, WorkingCalendar, Moment]], data: st.DataObject
) -> None:
    _, calendar, moment = data.draw(st.sampled_from(all_moments))
    calendars = [calendar]
    for _ in range(data.draw(st.integers(1, 4))):
        days = data.draw(st.lists(st.integers(-10, 60), unique=True, max_size=8))
        calendars.append(corrected(calendars[-1], moment.on, days))
    state = moment.after
    for each in calendars[1:]:
        state = recomputed(state, moment.process, each, moment.on)
    assert state == recomputed(moment.after, moment.process, calendars[-1], moment.on)
    assert recomputed(state, moment.process, calendar, moment.on) == moment.after, "and it goes all the way back"


def test_only_open_steps_are_computed_again(all_moments: list[tuple[str, WorkingCalendar, Moment]]) -> None:
    moved = 0
    for name, calendar, moment in all_moments:
        other = corrected(calendar, moment.on, list(range(1, 30)))
        again = recomputed(moment.after, moment.process, other, moment.on)
        for old, new in zip(moment.after.steps, again.steps, strict=True):
            moved += old != new
            assert old == new or old.status == "open", name
        assert replace(again, steps=()) == replace(moment.after, steps=()), name
    assert moved > 50


def test_the_term_itself_is_counted_as_merzim_due_counts_it(
    all_moments: list[tuple[str, WorkingCalendar, Moment]],
) -> None:
    """A second way to the same day: the term's text and its anchor alone."""
    counted = 0
    for name, calendar, moment in all_moments:
        other = corrected(calendar, moment.on, [3, 4, 5])
        for step in recomputed(moment.after, moment.process, other, moment.on).open_steps:
            if step.term and step.anchor_on and step.last_day:
                counted += 1
                assert step.last_day == compute(Term.parse(step.term), step.anchor_on, other).last_day, name
    assert counted > 50


@pytest.mark.parametrize(("turned", "late"), [([], True), ([-1], False)])
def test_a_step_stays_overdue_only_while_its_new_last_day_has_passed(
    all_moments: list[tuple[str, WorkingCalendar, Moment]], turned: list[int], late: bool
) -> None:
    calendar, moment, step = next(
        (c, m, s) for _, c, m in all_moments for s in m.after.open_steps if s.term == "15 working days"
    )
    assert step.last_day is not None
    on = calendar.add_working(step.last_day, 1)
    marked = replace(moment.after, steps=tuple(s.evolve(late=True) if s == step else s for s in moment.after.steps))
    # One more day off before the last day: the last day is today, nobody is late.
    off = [Correction(calendar.add_working(step.last_day, n), False, "№ 1") for n in turned]
    other = working_calendar(calendar.country, (*calendar.corrections, *off))
    again = recomputed(marked, moment.process, other, on).open_step(step.code)
    assert again is not None
    assert again.late == late
    assert again.last_day == (step.last_day if late else on)


def test_a_timer_that_passed_is_not_turned_back(all_moments: list[tuple[str, WorkingCalendar, Moment]]) -> None:
    for name, calendar, moment in all_moments:
        if isinstance(moment.event, TimerPassed):
            done = [s for s in moment.after.steps if s.status == "done"]
            other = corrected(calendar, moment.on, list(range(-20, 20)))
            again = recomputed(moment.after, moment.process, other, moment.on)
            assert [s for s in again.steps if s.status == "done"] == done, name
        assert isinstance(moment.event, Answer | TimerPassed)
