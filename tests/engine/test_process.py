"""A definition that is not whole is refused when it is loaded, by the name of what is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from models.acts import OWN, Act, Edition, Parameter, parameters
from models.errors import DefinitionError
from models.forms import Day, Form, asked
from models.procedure import Procedure
from models.process import BoundaryEvent, Deadline, Gate, Next, Process, Step
from models.regulations.rotation.procedure import PROCEDURE
from models.regulations.rotation.process import CASE, CYCLE
from models.texts import Text

WORD = Text("слово", "сөз", "word")


class Done(Form):
    """Something done on a day."""

    title: ClassVar = WORD
    done_on: Day = asked(WORD)


def step(code: str = "only", **changes: Any) -> Step:
    whole = Step(code, WORD, "1", "clerk", {"done": Next(ends=True)}, form=Done, done_on="done_on")
    return replace(whole, **changes)


def process(*steps: Step, starts: tuple[str, ...] = ("only",), **more: Any) -> Process:
    return Process("sample", WORD, steps, starts, **more)


def problem(*steps: Step, **more: Any) -> str:
    with pytest.raises(DefinitionError) as error:
        process(*steps, **more)
    return str(error.value)


def leading_to(**following: Any) -> Mapping[str, Next]:
    return {"done": Next(**following)}


def test_whole_definition_is_taken() -> None:
    assert process(step()).step("only").main_clause == "1"


def test_step_defined_twice_is_named() -> None:
    assert problem(step(), step()) == "sample: step 'only': defined twice"


@pytest.mark.parametrize("way", ["opens", "reopens", "cancels", "supersedes"])
def test_unknown_step_that_an_outcome_names_is_named(way: str) -> None:
    said = problem(step(outcomes=leading_to(ends=True, **{way: ("gone",)})))
    assert said == "sample: step 'only', outcome 'done': leads to an unknown step 'gone'"


def test_outcome_that_opens_nothing_and_ends_nothing_is_a_dead_end() -> None:
    assert "outcome 'done': is a dead end" in problem(step(outcomes=leading_to()))


def test_step_without_outcomes_is_a_dead_end() -> None:
    assert problem(step(outcomes={})) == "sample: step 'only': is a dead end: no outcome"


def test_missing_clause_is_named_and_own_is_a_clause() -> None:
    assert "step 'only': has no clause; where the text is silent mark it 'own'" in problem(step(clause=""))
    assert process(step(clause=OWN)).step("only").main_clause == OWN


def test_missing_performer_is_named() -> None:
    assert "step 'only': has no performer" in problem(step(performer=""))


def test_unreachable_step_is_named() -> None:
    assert problem(step(), step("island")) == "sample: step 'island': can't be reached from the start"


def test_step_is_reached_through_a_join_or_a_boundary_event() -> None:
    joined = step("after", waits_for=("only",))
    assert process(step(outcomes=leading_to()), joined).step("after") == joined
    event = BoundaryEvent("appeal", WORD, "2", "clerk", Done, leading_to(opens=("again",)))
    assert process(step(), step("again"), boundary_events=(event,)).node("appeal") is event


def test_circle_that_never_ends_the_case_is_named() -> None:
    there, back = step(outcomes=leading_to(opens=("back",))), step("back", outcomes=leading_to(opens=("only",)))
    assert problem(there, back) == "sample: step 'only': leads nowhere: no path from it ends the case"


def test_unknown_start_is_named() -> None:
    assert problem(step(), starts=("only", "gone")) == "sample: starts: names an unknown step 'gone'"


def test_unknown_awaited_step_is_named() -> None:
    assert problem(step(waits_for=("gone",))) == "sample: step 'only': waits for an unknown step 'gone'"


def test_unknown_result_is_named() -> None:
    said = problem(step(outcomes=leading_to(ends=True, result="fine")))
    assert said == "sample: step 'only', outcome 'done': gives an unknown result 'fine'"
    process(step(outcomes=leading_to(ends=True, result="fine")), results={"fine": WORD})


def test_several_outcomes_need_something_that_decides() -> None:
    outcomes = {"yes": Next(ends=True), "no": Next(ends=True)}
    assert "has several outcomes and nothing that decides" in problem(step(outcomes=outcomes))
    process(step(outcomes=outcomes, decide=lambda *_: "yes"))


def test_day_the_form_does_not_ask_for_is_named() -> None:
    assert "is done on 'sent_on', which its form does not ask for" in problem(step(done_on="sent_on"))


def test_user_task_needs_a_form_and_a_timer_a_period() -> None:
    assert "is a user task without a form" in problem(step(form=None, done_on=""))
    assert "is a timer without a period" in problem(step(form=None, done_on="", kind="timer"))


def test_timer_that_can_be_answered_says_what_follows_if_nobody_answers() -> None:
    outcomes = {"answered": Next(ends=True), "nothing": Next(ends=True)}
    window = step(kind="timer", deadline=Deadline("term"), outcomes=outcomes, decide=lambda *_: "answered")
    assert "has no outcome for when nobody answers" in problem(window)
    assert "expires into 'silence', which is no outcome of a timer" in problem(replace(window, expires="silence"))
    assert "expires into 'done', which is no outcome of a timer" in problem(step(expires="done"))
    process(replace(window, expires="nothing"))


def test_deadline_is_a_term_or_a_day() -> None:
    assert "has a deadline that is neither a term nor a day" in problem(step(deadline=Deadline()))


# What only an edition and the whole procedure can tell.


def procedure(
    case: Process, term: str = "5 working days", roles: tuple[str, ...] = ("clerk",), cases_on: str = "send"
) -> Procedure:
    own = Edition("first", parameters(Parameter("term", term, "3", WORD)))
    cycle = Process("cycle", WORD, (step("send"),), ("send",))
    return Procedure(
        "sample", WORD, Act("sample", WORD, "KZ", (own,)), cycle, case, cases_on, dict.fromkeys(roles, WORD)
    )


def procedure_problem(case: Process, **more: Any) -> str:
    with pytest.raises(DefinitionError) as error:
        procedure(case, **more)
    return str(error.value)


def test_term_the_edition_does_not_set_is_named() -> None:
    said = procedure_problem(process(step(deadline=Deadline("trem"))))
    assert said == "sample: step 'only', term 'trem': edition first does not set it"


def test_parameter_that_is_no_term_is_named() -> None:
    said = procedure_problem(process(step(deadline=Deadline("term"))), term="soon")
    assert said.startswith("sample: step 'only', term 'term': term 'soon': it is not one of the accepted forms")


@pytest.mark.parametrize("fact", ["sent.sent_on", "send.sent_on", "only", "somewhere.done_on"])
def test_day_that_nobody_states_is_named(fact: str) -> None:
    said = procedure_problem(process(step(deadline=Deadline("term", after=(fact,)))))
    assert said == f"sample: step 'only': counts from '{fact}', which nobody states"


@pytest.mark.parametrize("fact", ["send.done_on", "send.ends", "case.opened_on", "opened"])
def test_days_of_the_cycle_and_of_the_step_itself_are_stated(fact: str) -> None:
    gate = Gate("term", "send.done_on")
    procedure(process(step(deadline=Deadline("term", after=(fact,)), not_before=(gate,))))


def test_unknown_role_is_named() -> None:
    assert procedure_problem(process(step(performer="boss"))) == "sample: step 'only': has no such role: 'boss'"


def test_step_that_is_to_open_the_cases_must_be_there() -> None:
    assert "step 'sned': is to open the cases, but there is none" in procedure_problem(process(step()), cases_on="sned")


def test_cases_open_with_a_cycle_that_has_no_step_of_its_own_before_them() -> None:
    cases = step("cases", form=None, done_on="", kind="call-activity")
    cycle = Process("cycle", WORD, (cases,), ("cases",))
    assert replace(procedure(process(step())), cycle=cycle, cases_on="cases").cases_open_with_cycle
    assert not procedure(process(step())).cases_open_with_cycle
    assert not PROCEDURE.cases_open_with_cycle


def test_rotation_is_whole_and_every_step_has_a_clause_of_the_text_or_is_marked_own() -> None:
    assert PROCEDURE.codes[:3] == ("form-list", "send-list", "cases")
    for node in (*CYCLE.nodes, *CASE.nodes):
        for clause in node.clause.split(", "):
            assert clause == OWN or 1 <= int(clause) <= 20, node.code
        assert node.main_clause in node.clause.split(", ")
