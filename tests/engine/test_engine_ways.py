"""The engine on ways that part and meet: steps passed over, ways at their end, what the record works out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

import pytest

from models.acts import Edition, Parameter, parameters
from models.calendars import working_calendar
from models.engine import Answer, Decision, TimerPassed, advance, open_case
from models.errors import DefinitionError, Refusal
from models.facts import Facts
from models.forms import Form, asked, read_form
from models.process import Deadline, Next, Process, Step
from models.record.outcomes import ahead_of, outcome_title
from models.state import CaseState
from models.texts import LANGUAGES, Text

WORD = Text("слово", "сөз", "word")
KZ = working_calendar("KZ")
OPENED = date(2026, 11, 2)
EDITION = Edition("first", parameters(Parameter("window", "2 working days", "3", WORD)))


class Sized(Form):
    """How much there is."""

    title: ClassVar = WORD
    size: float = asked(WORD, ge=0)


def small(facts: Facts) -> Refusal | None:
    return Refusal(WORD, clause="7", step="look") if facts.get("case.size", 0) < 5 else None


def doubled(form: Any, facts: Facts) -> Mapping[str, Any]:
    return {"doubled": 2 * form.size, "of": facts.get("case.size")}


LOOK = Step(
    "look", WORD, "2", "clerk", {"done": Next(opens=("close",))}, form=Sized, deadline=Deadline(on="opened"),
    unless=small, instead=("close",), completes=doubled,
)  # fmt: skip
CLOSE = Step("close", WORD, "4", "clerk", {"done": Next(finishes=True, result="closed")}, form=Sized)
WINDOW = Step(
    "window", WORD, "3", "clerk", {"none": Next(finishes=True)}, kind="timer", deadline=Deadline("window"),
    named={"none": Text("не подана", "берілген жоқ", "none")},
)  # fmt: skip
PROCESS = Process("ways", WORD, (LOOK, CLOSE, WINDOW), ("look", "window"), results={"closed": WORD})


def opened(size: int, on: date = OPENED) -> CaseState:
    return open_case(PROCESS, CaseState("1", EDITION, on, {"case.size": size}), on, KZ).state


def took(state: CaseState, step: str, on: date = OPENED) -> Decision:
    return advance(PROCESS, state, Answer(step, {"size": 1.5}), on, KZ)


def test_step_that_is_not_for_the_case_gives_way_to_another() -> None:
    assert {s.code for s in opened(4).steps} == {s.code for s in opened(4).open_steps} == {"close", "window"}
    assert {s.code for s in opened(5).open_steps} == {"look", "window"}


def test_who_does_it_all_the_same_is_told_why_not() -> None:
    with pytest.raises(Refusal) as refused:
        took(opened(4), "look")
    assert refused.value.clause == "7"


def test_waiting_step_that_turns_out_not_to_be_for_the_case_gives_way() -> None:
    waits = replace(LOOK, waits_for=("before",))
    before = Step("before", WORD, "1", "clerk", {"done": Next()}, form=Sized)
    process = Process("wait", WORD, (before, waits, CLOSE), ("before", "look"), results={"closed": WORD})
    state = open_case(process, CaseState("1", EDITION, OPENED, {"case.size": 4}), OPENED, KZ).state
    assert state.waiting_step("look") is not None
    state = advance(process, state, Answer("before", {"size": 1}), OPENED, KZ).state
    assert state.waiting_step("look") is None
    assert [s.code for s in state.open_steps] == ["close"]


def test_way_at_its_end_closes_the_case_once_no_other_is_open() -> None:
    closed_first = took(opened(4), "close").state
    assert (closed_first.result, closed_first.closed_on) == ("closed", None)
    over = advance(PROCESS, closed_first, TimerPassed("window"), date(2026, 11, 5), KZ).state
    assert (over.result, over.closed_on) == ("closed", date(2026, 11, 5))
    window_first = advance(PROCESS, opened(4), TimerPassed("window"), date(2026, 11, 5), KZ).state
    assert window_first.closed_on is None
    assert took(window_first, "close", date(2026, 11, 6)).state.closed_on == date(2026, 11, 6)


def test_what_follows_from_a_form_is_kept_with_it_and_known_from_then_on() -> None:
    decision = took(opened(5), "look")
    assert decision.recorded is not None
    assert decision.recorded.form == {"size": 1.5, "doubled": 3.0, "of": 5}
    assert decision.state.known()["look.doubled"] == 3.0


def test_step_due_on_the_day_it_opens_is_due_on_the_next_working_day_where_that_is_off() -> None:
    monday = opened(5).open_step("look")
    saturday = opened(5, date(2026, 11, 7)).open_step("look")
    assert monday is not None
    assert saturday is not None
    assert (monday.due, saturday.due) == (date(2026, 11, 2), date(2026, 11, 9))


def test_step_in_whose_place_an_unknown_one_stands_is_named() -> None:
    for wrong in (replace(LOOK, instead=("gone",)), replace(LOOK, unless=None)):
        with pytest.raises(DefinitionError, match="step 'look'"):
            Process("ways", WORD, (wrong, CLOSE, WINDOW), ("look", "window"), results={"closed": WORD})


def test_outcome_is_named_as_the_step_names_it() -> None:
    two = replace(WINDOW, outcomes={**WINDOW.outcomes, "other": Next(ends=True)}, decide=lambda *_: "other")
    process = Process("named", WORD, (two,), ("window",))
    named = outcome_title(process, "window", "none", {})
    assert named is not None
    assert named.ru == "не подана"


def test_what_lies_ahead_closes_the_case_only_where_nothing_else_is_open() -> None:
    assert [b.ends for b in ahead_of(PROCESS, "close", {"close"}).branches] == [False]
    assert [b.ends for b in ahead_of(PROCESS, "close", {"close"}, alone=True).branches] == [True]


@pytest.mark.parametrize("written", ["much", "1,5", [], {}])
def test_a_number_that_is_none_is_refused_in_the_readers_language(written: object) -> None:
    with pytest.raises(Refusal) as refused:
        read_form(Sized, {"size": written}, step="look", clause="2")
    assert len({refused.value.reason.in_(language) for language in LANGUAGES}) == 3
