"""The engine on small processes of its own: what the rotation does not use yet."""

from datetime import date
from typing import Any, ClassVar

import pytest

from models.acts import Edition, Parameter, parameters
from models.calendars import working_calendar
from models.engine import Answer, Decision, Event, TimerPassed, advance, open_case
from models.errors import Refusal
from models.forms import Day, Form, asked
from models.process import BoundaryEvent, Deadline, Gate, Next, Process, Step
from models.state import CaseState
from models.texts import Text

WORD = Text("слово", "сөз", "word")
KZ = working_calendar("KZ")
OPENED = date(2026, 11, 2)
EDITION = Edition(
    "first",
    parameters(
        Parameter("window", "for 1 month", "3", WORD),
        Parameter("wait", "run out 2 weeks", "4", WORD),
        Parameter("lead", "2 weeks before", "5", WORD),
    ),
)


class Done(Form):
    """Something done on a day."""

    title: ClassVar = WORD
    done_on: Day = asked(WORD, happened=True)


def task(code: str, following: Next, **more: Any) -> Step:
    return Step(code, WORD, "1, 2", "clerk", {"done": following}, form=Done, done_on="done_on", **more)


def opened(process: Process, edition: Edition = EDITION) -> Decision:
    return open_case(process, CaseState("1", edition, OPENED), OPENED, KZ)


def took(process: Process, state: CaseState, event: Event, on: date) -> Decision:
    return advance(process, state, event, on, KZ)


WINDOW = Step(
    "appeals", WORD, "3", "clerk", {"answered": Next(opens=("next",)), "nothing": Next(ends=True)},
    form=Done, done_on="done_on", kind="timer", deadline=Deadline("window"), decide=lambda *_: "answered",
    expires="nothing",
)  # fmt: skip
WINDOWED = Process("window", WORD, (WINDOW, task("next", Next(ends=True))), ("appeals",))


def test_timer_with_a_form_is_answered_while_it_runs() -> None:
    state = opened(WINDOWED).state
    decision = took(WINDOWED, state, Answer("appeals", {"done_on": "2026-12-01"}), date(2026, 12, 1))
    assert [s.code for s in decision.state.open_steps] == ["next"]
    assert decision.recorded is not None
    assert (decision.recorded.outcome, decision.recorded.form) == ("answered", {"done_on": "2026-12-01"})


def test_timer_with_a_form_is_not_answered_once_it_has_run_out() -> None:
    state = opened(WINDOWED).state
    with pytest.raises(Refusal, match="it ran until 2026-12-02") as refused:
        took(WINDOWED, state, Answer("appeals", {"done_on": "2026-12-02"}), date(2026, 12, 2))
    assert refused.value.clause == "3"


def test_timer_with_a_form_runs_out_into_the_outcome_of_nobody_answering() -> None:
    decision = took(WINDOWED, opened(WINDOWED).state, TimerPassed("appeals"), date(2026, 12, 2))
    assert decision.recorded is not None
    assert decision.recorded.outcome == "nothing"
    assert decision.state.closed_on == date(2026, 12, 2)


def test_step_two_others_are_waited_for_opens_once_with_the_last_of_them() -> None:
    joining = Process(
        "join",
        WORD,
        (
            task("left", Next(opens=("both",))),
            task("right", Next(opens=("both",))),
            task("both", Next(ends=True), waits_for=("left", "right"), not_before=(Gate("wait", "left.done_on"),)),
        ),
        ("left", "right"),
    )
    one = took(joining, opened(joining).state, Answer("left", {"done_on": "2026-11-02"}), date(2026, 11, 9))
    assert [s.code for s in one.state.open_steps] == ["right"]
    assert one.state.waiting_step("both") is not None
    two = took(joining, one.state, Answer("right", {"done_on": "2026-11-09"}), date(2026, 11, 9))
    both = two.state.open_step("both")
    assert both is not None
    # Two weeks from Monday 2 November run out on the 16th.
    assert (both.occurrence, both.not_before) == (1, date(2026, 11, 17))
    with pytest.raises(Refusal, match="the first day allowed is 2026-11-17") as refused:
        took(joining, two.state, Answer("both", {"done_on": "2026-11-16"}), date(2026, 11, 20))
    assert refused.value.clause == "4", "the clause of the gate, not of the step"


def test_lead_is_kept_in_weeks_too_and_not_rolled() -> None:
    leading = Process(
        "lead",
        WORD,
        (task("told", Next(opens=("act",))), task("act", Next(ends=True), not_before=(Gate("lead", "told.done_on"),))),
        ("told",),
    )
    state = took(leading, opened(leading).state, Answer("told", {"done_on": "2026-11-07"}), date(2026, 11, 9)).state
    act = state.open_step("act")
    assert act is not None
    assert act.not_before == date(2026, 11, 21), "a Saturday"


def test_term_whose_first_day_is_not_known_leaves_the_step_undated() -> None:
    undated = Process(
        "undated", WORD, (task("only", Next(ends=True), deadline=Deadline("wait", ("case.day",))),), ("only",)
    )
    only = opened(undated).state.open_step("only")
    assert only is not None
    assert (only.due, only.last_day, only.term) == (None, None, "")


def test_boundary_event_may_open_a_step_and_leave_the_others_running() -> None:
    event = BoundaryEvent("found", WORD, "9", "clerk", Done, {"found": Next(opens=("extra",))}, done_on="done_on")
    process = Process(
        "side", WORD, (task("only", Next(ends=True)), task("extra", Next(ends=True))), ("only",), (event,)
    )  # fmt: skip
    decision = took(process, opened(process).state, Answer("found", {"done_on": "2026-11-03"}), date(2026, 11, 4))
    assert {s.code for s in decision.state.open_steps} == {"only", "extra"}
    assert decision.recorded is not None
    assert (decision.recorded.kind, decision.recorded.done_on) == ("boundary", date(2026, 11, 3))
    again = took(process, decision.state, Answer("found", {"done_on": "2026-11-04"}), date(2026, 11, 4))
    assert again.recorded is not None
    assert again.recorded.occurrence == 2
    assert len(again.state.open_steps) == 2


def test_decision_tells_what_changed_opened_and_closed() -> None:
    process = Process("two", WORD, (task("one", Next(opens=("two",))), task("two", Next(ends=True))), ("one",))
    first = opened(process)
    assert [s.key for s in first.opened] == [("one", 1)]
    decision = took(process, first.state, Answer("one", {"done_on": "2026-11-03"}), date(2026, 11, 3))
    assert [s.key for s in decision.changed] == [("one", 1), ("two", 1)]
    assert [s.key for s in decision.closed] == [("one", 1)]
    assert [s.key for s in decision.opened] == [("two", 1)]
