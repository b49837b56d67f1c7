"""What the law of the rotation refuses, by clause."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from models.engine import Answer, advance, open_case
from models.errors import Refusal
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.process import CYCLE
from models.state import CaseState
from tests.engine.rotations import (
    APPOINT,
    CONSENT,
    DECLINES,
    FACTS,
    FAR,
    KZ,
    NOTICE,
    PORTFOLIO,
    REVIEW,
    ROTATE,
    TRANSFER,
    UPHELD,
    refusal,
    rotation,
)


def review_refused(changes: Mapping[str, Any], **facts: Any) -> Refusal:
    case = rotation(PORTFOLIO, facts={**FACTS, **facts})
    return refusal(case, "review", {**ROTATE, **changes})


def test_clause_3_another_settlement_is_refused() -> None:
    refused = review_refused({"destination": {"organisation": "C-7", "settlement": "Temirtau"}})
    assert (refused.clause, refused.field) == ("3", "destination")
    assert "Karaganda, not Temirtau" in str(refused.reason)


def test_clause_3_the_registrys_settlement_counts_and_the_form_may_not_name_another() -> None:
    places = {"C-2": {"settlement": "Karaganda", "freed": True}, "C-7": {"settlement": "Temirtau", "freed": True}}
    for place in ({"organisation": "C-7"}, {"organisation": "C-2", "settlement": "Temirtau"}):
        assert review_refused({"destination": place}, **{"cycle.places": places}).clause == "3"


def test_clause_3_settlements_are_compared_without_regard_to_case_and_spaces() -> None:
    case = rotation(PORTFOLIO)
    case.answer("review", {**ROTATE, "destination": {"organisation": "C-2", "settlement": " karaganda "}}, FAR)
    assert case.open_codes == {"notice", "transfer"}


def test_clause_2_the_heads_own_organisation_is_no_destination() -> None:
    assert review_refused({}, **{"case.organisation": "C-2"}).clause == "2"


@pytest.mark.parametrize(
    ("step", "form", "clause"),
    [
        ("form-list", {"approved_on": "2026-10-31", "planned_rotation_on": "2027-02-15"}, "6"),
        ("form-list", {"approved_on": "2026-11-20", "planned_rotation_on": "2026-11-20"}, "7"),
        (
            "form-list",
            {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15", "exclude": {"P-1": " "}},
            "5",
        ),
    ],
)
def test_clauses_5_6_7_what_the_list_may_not_say(step: str, form: Mapping[str, Any], clause: str) -> None:
    opened = date(2026, 11, 1)
    cycle = open_case(CYCLE, CaseState("cycle", DRAFT, opened), opened, KZ).state
    with pytest.raises(Refusal) as error:
        advance(CYCLE, cycle, Answer(step, form), FAR, KZ)
    assert error.value.clause == clause


def test_clause_7_a_notice_before_the_list_is_refused() -> None:
    assert refusal(rotation(), "notice", {"served_on": "2026-11-19"}).clause == "7"


def test_clause_8_a_portfolio_before_the_list_is_refused() -> None:
    assert refusal(rotation(), "portfolio", {"sent_on": "2026-11-19"}).clause == "8"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"members": 4, "present": 4, "votes": {"rotate": 4}}, "at least 5 members, not 4"),
        ({"present": 4, "votes": {"rotate": 4}}, "4 of 7 were present, at least 5 are needed"),
        ({"votes": {"rotate": 2, "refuse": 2, "move": 1}}, "no option has more than half"),
        ({"present": 6, "votes": {"rotate": 3, "refuse": 3}}, "the chair's vote is not given"),
        ({"present": 6, "votes": {"rotate": 3, "refuse": 3}, "chair": "refuse"}, "'rotate' is written"),
        ({"votes": {"refuse": 5}}, "the vote came to 'refuse to rotate'"),
        ({"votes": {"rotate": 6}}, "6 votes were cast, but 5 were present"),
        ({"present": 8, "votes": {"rotate": 8}}, "8 were present, but there are 7 members"),
        ({"votes": {"rotate": 0}}, "no vote was cast"),
    ],
)
def test_clause_9_what_no_commission_decided_is_refused_with_the_count(changes: Mapping[str, Any], said: str) -> None:
    refused = review_refused(changes)
    assert refused.clause == "9"
    assert said in str(refused.reason)


def test_clause_9_a_tie_goes_to_the_chairs_option() -> None:
    case = rotation(PORTFOLIO)
    case.answer("review", {**ROTATE, "present": 6, "votes": {"rotate": 3, "move": 3}, "chair": "rotate"}, FAR)
    assert case.last.recorded is not None
    assert case.last.recorded.outcome == "rotate"


@pytest.mark.parametrize(
    ("changes", "facts", "said"),
    [
        ({"destination": None}, {}, "must be named"),
        ({"decision": "refuse", "votes": {"refuse": 5}}, {}, "a refusal names no destination"),
        ({}, {"cycle.taken": {"C-2": "KRG-3"}}, "already given in case KRG-3"),
        ({}, {"cycle.places": {"C-2": {"settlement": "Karaganda"}}}, "neither freed this year nor vacant"),
        ({}, {"cycle.places": {"C-1": {"settlement": "Karaganda"}}}, "C-2 is not known; there are: C-1"),
        ({"met_on": "2026-12-09"}, {}, "before what the step rests on (2026-12-10)"),
    ],
)
def test_clause_10_no_lawful_destination_or_portfolio_is_refused(
    changes: Mapping[str, Any], facts: Mapping[str, Any], said: str
) -> None:
    refused = review_refused(changes, **facts)
    assert refused.clause == "10"
    assert said in str(refused.reason)


@pytest.mark.parametrize(
    ("place", "facts", "said"),
    [
        ({"vacant": False}, {}, "not vacant"),
        ({"equivalent": False}, {}, "not equivalent"),
        ({"qualified": False}, {}, "the qualification asked for"),
        ({}, {"cycle.places": {"C-2": {"settlement": "Karaganda", "freed": True}}}, "not vacant"),
        (
            {},
            {"cycle.places": {"C-2": {"settlement": "Karaganda", "vacant": True, "qualification": "first"}}},
            "the qualification asked for (first)",
        ),
    ],
)
def test_clause_11_a_move_needs_an_equivalent_vacancy_and_its_qualification(
    place: Mapping[str, Any], facts: Mapping[str, Any], said: str
) -> None:
    destination = {"organisation": "C-2", "settlement": "Karaganda", **place}
    refused = review_refused({"decision": "move", "votes": {"move": 5}, "destination": destination}, **facts)
    assert refused.clause == "11"
    assert said in str(refused.reason)


def test_clause_11_a_head_with_the_qualification_may_move() -> None:
    places = {"C-2": {"settlement": "Karaganda", "vacant": True, "qualification": "first"}}
    case = rotation(PORTFOLIO, facts={**FACTS, "cycle.places": places, "case.qualifications": ["first"]})
    case.answer("review", {**ROTATE, "decision": "move", "votes": {"move": 5}}, FAR)
    assert "transfer" in case.open_codes


def test_clause_12_no_place_goes_with_a_refusal_only() -> None:
    assert review_refused({"no_place": True}).clause == "12"


def test_clause_10_what_is_passed_on_was_decided() -> None:
    case = rotation(PORTFOLIO, REVIEW)
    assert refusal(case, "transfer", {"sent_on": "2026-12-20", "letter_no": "1"}).clause == "10"


def test_clause_14_nobody_is_told_before_the_decision() -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER)
    assert refusal(case, "decision-notice", {"received_on": "2026-12-20", "consents": True}).clause == "14"


def test_clause_20_consent_or_its_refusal_must_be_said_where_the_head_is_to_move() -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER)
    assert refusal(case, "decision-notice", {"received_on": "2026-12-28"}).clause == "20"


def test_clause_20_no_contract_ends_before_the_head_declined() -> None:
    case = rotation(PORTFOLIO, REVIEW, TRANSFER, DECLINES)
    assert refusal(case, "terminate", {"act_no": "1", "act_on": "2026-12-27"}).clause == "20"


def test_clause_15_no_act_before_30_calendar_days_have_run_out() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT)
    refused = refusal(case, "appoint", {"act_no": "1", "act_on": "2027-01-27", "starts_on": "2027-02-01"})
    assert (refused.clause, refused.field) == ("15", "act_on")
    assert "the first day allowed is 2027-01-28" in str(refused.reason)


def test_clause_15_no_appointment_starts_before_its_act() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT)
    refused = refusal(case, "appoint", {"act_no": "1", "act_on": "2027-01-28", "starts_on": "2027-01-27"})
    assert (refused.clause, refused.field) == ("15", "starts_on")


def test_clause_18_no_acting_head_before_the_five_years_end() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT, APPOINT)
    case.passed("term-end", date(2032, 2, 1))
    assert refusal(case, "acting", {"act_no": "1", "act_on": "2032-01-31"}, date(2032, 2, 2)).clause == "18"


def test_clause_19_only_a_standing_decision_can_be_appealed() -> None:
    assert refusal(rotation(PORTFOLIO), "appeal", UPHELD).clause == "19"
    case = rotation(PORTFOLIO, REVIEW)
    assert refusal(case, "appeal", {"filed_on": "2026-12-20"}).clause == "19"
    assert refusal(case, "appeal", {**UPHELD, "decided_on": "2027-01-10"}).clause == "19"
    case.answer("appeal", UPHELD, FAR)
    assert refusal(case, "appeal", UPHELD).clause == "19", "the decision fell; there is no other yet"


def test_clause_19_the_new_decision_comes_after_the_appeal() -> None:
    case = rotation(PORTFOLIO, REVIEW)
    case.answer("appeal", UPHELD, date(2027, 1, 20))
    assert refusal(case, "review", {**ROTATE, "met_on": "2027-01-19"}).clause == "19"


def test_what_has_not_happened_yet_is_refused() -> None:
    refused = refusal(rotation(), "notice", {"served_on": "2026-12-05"}, date(2026, 12, 4))
    assert (refused.clause, refused.field) == ("7", "served_on")
