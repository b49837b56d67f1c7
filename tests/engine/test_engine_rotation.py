"""The engine on the rotation: steps out of turn, what runs side by side, what goes back."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.engine import Answer, TimerPassed, advance, open_case
from models.errors import AlreadyRecorded, Refusal
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.process import CASE, CYCLE
from models.state import CaseState
from tests.engine.rotations import (
    APPOINT,
    CONSENT,
    FACTS,
    FAR,
    KZ,
    NOTICE,
    PORTFOLIO,
    REFUSAL,
    REVIEW,
    ROTATE,
    SENT_ON,
    TRANSFER,
    UPHELD,
    Rotation,
    refusal,
    rotation,
)

# Steps out of turn


def test_step_recorded_already_is_refused_politely_and_nothing_changes() -> None:
    case = rotation(NOTICE)
    refused = refusal(case, "notice", {"served_on": "2026-12-07"})
    assert isinstance(refused, AlreadyRecorded)
    assert "done on 2026-12-04" in str(refused.reason)
    assert "changed nothing" in str(refused.reason)


def test_step_that_is_not_open_names_those_that_are() -> None:
    refused = refusal(rotation(), "review", ROTATE)
    assert not isinstance(refused, AlreadyRecorded)
    assert "Open: Notice of rotation; Portfolio" in str(refused.reason)


def test_timer_is_not_filled_in() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT, APPOINT)
    assert "it ends by itself" in str(refusal(case, "term-end", {}).reason)


def test_unknown_step_is_told_with_those_there_are() -> None:
    assert "it has: notice, portfolio, review" in str(refusal(rotation(), "notise", {}).reason)


@pytest.mark.parametrize("step", ["notice", "review", "left-post", "appeal"])
def test_closed_case_takes_nothing(step: str) -> None:
    case = rotation()
    case.answer("left-post", {"left_on": "2026-12-01"}, date(2026, 12, 1))
    refused = refusal(case, step, {})
    assert isinstance(refused, AlreadyRecorded)
    assert refused.clause == CASE.node(step).main_clause


def test_error_in_a_check_is_not_taken_for_an_unknown_step() -> None:
    # A place of the registry without a settlement is a fault of the caller, not a refusal.
    case = rotation(PORTFOLIO, facts={**FACTS, "cycle.places": {"C-2": {"freed": True}}})
    with pytest.raises(KeyError, match="settlement"):
        case.answer("review", ROTATE, FAR)


# Side by side


def test_notice_and_portfolio_run_side_by_side_from_the_day_the_list_was_sent() -> None:
    case = rotation()
    assert case.open_codes == {"notice", "portfolio"}
    assert {s.opened_on for s in case.state.open_steps} == {SENT_ON}
    case.answer("portfolio", {"sent_on": "2026-12-10"}, date(2026, 12, 10))
    assert case.open_codes == {"notice", "review"}


def test_clause_7_appointment_waits_for_the_notice_and_names_it() -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER, CONSENT)
    assert case.open_codes == {"notice"}
    waiting = case.state.waiting_step("appoint")
    assert waiting is not None
    assert (waiting.due, waiting.not_before) == (None, None)
    assert case.last.reminders == (), "nobody is reminded of what can't be done yet"
    refused = refusal(case, "appoint", APPOINT[1])
    assert refused.clause == "7"
    assert "waits for 'Notice of rotation'" in str(refused.reason)
    case.answer("notice", {"served_on": "2026-12-28"}, date(2026, 12, 29))
    opened = case.open("appoint")
    assert (opened.occurrence, opened.opened_on) == (1, date(2026, 12, 29))


@pytest.mark.parametrize(
    ("served_on", "not_before", "clause"),
    [
        ("2026-12-28", "2027-01-28", "15"),  # 30 days on is 27 January: clause 15 binds
        ("2026-12-29", "2027-01-28", "15"),  # both allow the 28th
        ("2026-12-30", "2027-01-29", "7"),
        ("2027-01-25", "2027-02-24", "7"),
    ],
)
def test_clauses_7_and_15_the_later_of_the_two_dates_binds(served_on: str, not_before: str, clause: str) -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER, CONSENT)
    case.answer("notice", {"served_on": served_on}, FAR)
    first = date.fromisoformat(not_before)
    assert case.open("appoint").not_before == first
    day_before = (first - timedelta(days=1)).isoformat()
    assert refusal(case, "appoint", {"act_no": "1", "act_on": day_before, "starts_on": not_before}).clause == clause
    case.answer("appoint", {"act_no": "1", "act_on": not_before, "starts_on": not_before}, FAR)
    assert case.state.result == "appointed"


def test_clause_10_refusal_closes_a_notice_not_yet_served() -> None:
    case = rotation(PORTFOLIO, REFUSAL)
    assert case.open_codes == {"transfer"}
    assert [s.status for s in case.state.steps if s.code == "notice"] == ["cancelled"]


def test_clause_10_refusal_leaves_a_notice_that_was_served() -> None:
    assert rotation(NOTICE, PORTFOLIO, REFUSAL).state.standing("notice") is not None


# Back to the commission


def test_clause_19_upheld_appeal_reopens_the_review_and_sets_aside_what_followed() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT, APPOINT)
    assert case.state.result == "appointed"
    case.answer("appeal", {"filed_on": "2027-02-01", "result": "upheld", "decided_on": "2027-02-10"}, date(2027, 2, 11))
    assert case.open_codes == {"review"}
    assert case.state.result == ""
    review = case.open("review")
    assert (review.occurrence, review.anchor_on, review.due) == (2, date(2027, 2, 10), date(2027, 3, 3))
    status = {s.key: s.status for s in case.state.steps}
    for code in ("review", "transfer", "decision-notice", "appoint"):
        assert status[code, 1] == "superseded"
    assert status["term-end", 1] == "cancelled"
    assert status["notice", 1] == status["portfolio", 1] == "done"


def test_clause_19_upheld_appeal_reopens_a_cancelled_notice_once_the_commission_rotates() -> None:
    case = rotation(PORTFOLIO, REFUSAL)
    case.answer("appeal", {"filed_on": "2026-12-23", "result": "upheld"}, date(2026, 12, 28))
    assert case.open_codes == {"review"}
    case.answer("review", {**ROTATE, "met_on": "2027-01-11"}, date(2027, 1, 11))
    assert case.open_codes == {"notice", "transfer"}
    assert case.open("notice").occurrence == 2
    assert case.open("notice").last_day == date(2027, 1, 16)


def test_clause_19_notice_served_before_the_appeal_is_not_owed_again() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW)
    case.answer("appeal", UPHELD, date(2027, 1, 20))
    case.answer("review", {**ROTATE, "met_on": "2027-02-01"}, date(2027, 2, 1))
    assert case.open_codes == {"transfer"}


@pytest.mark.parametrize("result", ["pending", "rejected"])
def test_clause_19_appeal_not_upheld_stops_nothing(result: str) -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT)
    before = case.state.open_steps
    case.answer("appeal", {"filed_on": "2027-01-11", "result": result}, date(2027, 1, 11))
    assert case.state.open_steps == before


def test_appeal_without_a_day_is_of_the_day_it_was_recorded() -> None:
    case = rotation(PORTFOLIO, REVIEW)
    case.answer("appeal", {}, date(2027, 1, 11))
    assert case.last.recorded is not None
    assert (case.last.recorded.done_on, case.last.recorded.outcome) == (date(2027, 1, 11), "pending")


# Ends, letters, documents, breaches


def test_left_post_closes_the_case_at_any_open_step() -> None:
    case = rotation(PORTFOLIO, REVIEW)
    case.answer("left-post", {"left_on": "2026-12-22"}, date(2026, 12, 23))
    assert (case.state.result, case.state.closed_on) == ("closed", date(2026, 12, 23))
    assert case.open_codes == set()
    assert {s.code for s in case.last.closed} == {"notice", "transfer", "left-post"}


def test_clause_12_head_without_a_place_is_retained_until_the_next_review() -> None:
    case = rotation(PORTFOLIO)
    case.answer("review", {**REFUSAL[1], "no_place": True}, date(2026, 12, 21))
    case.answer(*TRANSFER)
    case.answer("decision-notice", {"received_on": "2026-12-28"}, date(2026, 12, 28))
    assert case.state.result == "retained-until-next-review"
    assert case.state.closed_on == date(2026, 12, 28)


def test_letters_and_documents_are_owed_with_their_clause() -> None:
    case = rotation(NOTICE)
    assert [(o.kind, o.clause, o.on) for o in case.last.letters] == [("rotation-notice", "7", date(2026, 12, 4))]
    assert [o.kind for o in case.last.documents] == ["notice"]
    case.answer(*PORTFOLIO)
    case.answer(*REVIEW)
    assert [o.kind for o in case.last.documents] == ["minutes"]


def test_term_of_the_text_kept_late_is_a_breach_under_the_clause_that_sets_it() -> None:
    case = rotation(PORTFOLIO)
    case.answer("review", {**ROTATE, "met_on": "2027-01-06"}, date(2027, 1, 6))
    assert [(b.step, b.clause) for b in case.last.breaches] == [("review", "10")]
    assert "the last day was 2027-01-05" in str(case.last.breaches[0].text)
    assert case.state.breaches == case.last.breaches


def test_own_target_missed_is_late_and_no_breach() -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER)
    case.answer("decision-notice", {"received_on": "2027-01-15", "consents": True}, date(2027, 1, 15))
    assert case.last.recorded is not None
    assert case.last.recorded.late
    assert case.state.breaches == ()


def test_lateness_is_judged_by_the_day_it_was_done_not_recorded() -> None:
    case = rotation()
    case.answer("portfolio", {"sent_on": "2026-12-21"}, FAR)
    assert case.last.recorded is not None
    assert not case.last.recorded.late


def test_clause_18_timer_found_late_opens_on_the_legal_day() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT, APPOINT)
    assert case.open("term-end").ends == date(2032, 2, 1)
    with pytest.raises(Refusal, match="runs until 2032-02-01"):
        case.passed("term-end", date(2032, 1, 31))
    case.passed("term-end", date(2032, 3, 15))
    acting = case.open("acting")
    assert (acting.opened_on, acting.due, acting.last_day) == (date(2032, 2, 1), date(2032, 2, 2), date(2032, 2, 2))
    assert case.last.recorded is not None
    assert case.last.recorded.done_on == date(2032, 2, 1)
    with pytest.raises(AlreadyRecorded):
        case.passed("term-end", date(2032, 3, 15))


def test_timer_event_of_a_step_that_people_do_is_refused() -> None:
    with pytest.raises(AlreadyRecorded, match="is not running"):
        rotation().passed("notice", FAR)


def test_cycle_ends_when_its_cases_are_decided() -> None:
    opened = date(2026, 11, 1)
    state = open_case(CYCLE, CaseState("cycle", DRAFT, opened), opened, KZ).state
    for step, form in (
        ("form-list", {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}),
        ("send-list", {"sent_on": "2026-11-27", "letter_no": "1"}),
    ):
        state = advance(CYCLE, state, Answer(step, form), date(2026, 11, 27), KZ).state
    done = advance(CYCLE, state, TimerPassed("cases"), date(2027, 3, 1), KZ).state
    assert (done.result, done.closed_on, done.open_steps) == ("completed", date(2027, 3, 1), ())


def test_state_that_was_passed_in_is_never_changed() -> None:
    case = rotation(NOTICE, PORTFOLIO)
    before = case.state
    kept = deepcopy(before)
    form = deepcopy(ROTATE)
    advance(CASE, before, Answer("review", form), FAR, KZ)
    assert before == kept
    assert form == ROTATE


def test_the_same_event_makes_the_same_decision() -> None:
    state = rotation(NOTICE, PORTFOLIO).state
    assert advance(CASE, state, Answer("review", ROTATE), FAR, KZ) == advance(
        CASE, state, Answer("review", ROTATE), FAR, KZ
    )


def test_state_read_back_from_the_record_goes_on_as_before() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW)
    bare = tuple(replace(s, computed=()) for s in case.state.steps)
    again = Rotation(replace(case.state, steps=bare), case.last)
    for answer in (TRANSFER, CONSENT, APPOINT):
        case.answer(*answer)
        again.answer(*answer)
    assert again.state == case.state
