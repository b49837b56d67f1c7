"""The career attestation: its editions, its list, what scenarios can't say."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.acts import OWN
from models.calendars import working_calendar
from models.engine import Answer, Decision, TimerPassed, advance, open_case
from models.errors import InvalidInput, NotInForce, Refusal
from models.form_schema import form_schema
from models.outcomes import Outcome
from models.planning import plan
from models.regulations.career.act import ACT, AFTER, BEFORE, IN_FORCE_FROM, PUBLISHED_ON
from models.regulations.career.procedure import PROCEDURE, on_the_list
from models.regulations.career.process import CASE, CYCLE
from models.scenarios.playing import simulate
from models.scenarios.reading import read_scenario
from models.state import CaseState
from models.texts import LANGUAGES

KZ = working_calendar("KZ")
DAY = date(2026, 6, 16)
KNOWN = (*range(7, 10), 14, 17, 21, 27, 28, 30, 34)
"""Clauses of the text at hand; 28-1 beside them."""


def opened(**person: Any) -> CaseState:
    facts = {f"case.{name}": value for name, value in person.items()}
    return open_case(CASE, CaseState("A-career-2026-001", AFTER, date(2026, 6, 3), facts), date(2026, 6, 3), KZ).state


def took(state: CaseState, step: str, form: dict[str, Any], on: date) -> Decision:
    return advance(CASE, state, Answer(step, form), on, KZ)


def after_test(percent: int, **person: Any) -> Decision:
    admission = {"hours_done": 72, "hours_planned": 72}
    state = took(opened(**person), "admission", admission, date(2026, 6, 10)).state
    return took(state, "testing", {"tested_on": DAY.isoformat(), "percent": percent}, DAY)


def played(**cycle: Any) -> Outcome:
    written = {"procedure": "career", "cycle": cycle, "case": {"group": "manager"}, "events": []}
    return simulate(read_scenario(written))


def test_in_force_when_ten_calendar_days_after_publication_have_run_out() -> None:
    assert (date(2025, 9, 19), date(2025, 9, 30)) == (PUBLISHED_ON, IN_FORCE_FROM)
    assert AFTER.published_on == PUBLISHED_ON
    assert ACT.edition_on(date(2025, 9, 29)) is BEFORE
    assert ACT.edition_on(date(2025, 9, 30)) is AFTER


def test_editions_leave_no_day_out_and_none_is_covered_twice() -> None:
    day = date(2024, 11, 5)
    while day <= date(2026, 12, 31):
        in_force = [e.code for e in ACT.editions if e.status(day) == "in-force"]
        assert in_force == ["2024-422" if day < date(2025, 9, 30) else "2025-271"]
        day += timedelta(days=1)


def test_cycle_before_the_order_of_2024_is_refused_with_the_dates() -> None:
    with pytest.raises(NotInForce, match="2024-11-05") as refused:
        played(opened_on="2024-11-04")
    assert "2025-271" in refused.value.reason.ru


def test_of_the_edition_before_271_nothing_is_taken_for_told() -> None:
    assert all(p.is_own for p in BEFORE.parameters.values())
    assert {p.code for p in AFTER.parameters.values() if p.is_own} == {
        "opens-on", "list-term", "admission-term", "testing-term", "appeal-result-term",
    }  # fmt: skip
    noted = [p for p in BEFORE.parameters.values() if not AFTER[p.code].is_own and p.value == AFTER[p.code].value]
    assert noted
    assert all(p.note and "271" in p.note.kk for p in noted)


def test_who_has_the_earlier_text_puts_in_its_values_and_nobody_changes_those_of_271() -> None:
    assert BEFORE.with_values({"mark-manager": 80})["mark-manager"].value == 80
    with pytest.raises(InvalidInput, match="set by clause 17"):
        AFTER.with_values({"mark-manager": 80})


def test_every_step_and_parameter_has_a_clause_of_the_text_or_is_marked_own() -> None:
    known = {*map(str, KNOWN), "28-1", OWN}
    for node in (*CYCLE.nodes, *CASE.nodes):
        assert set(node.clause.split(", ")) <= known, node.code
    assert {p.clause for p in AFTER.parameters.values()} <= known


def test_an_authority_sets_its_own_opening_day_and_without_one_an_operator_opens() -> None:
    assert PROCEDURE.opening({}) is None
    assert PROCEDURE.opening({"opens-on": "by 1 September"}) == (9, 1)


@pytest.mark.parametrize(
    ("facts", "listed", "clause"),
    [
        ({}, True, "9"),
        ({"category_until": "2026-06-01"}, False, "7"),
        ({"category_until": "2026-05-31"}, True, "7"),
        ({"category_until": "2026-05-31", "claimed": "mentor"}, True, "7"),
        ({"category_until": "2028-01-01", "present": "case-manager", "claimed": "mentor"}, True, "14"),
        ({"category_until": "2028-01-01", "present": "mentor", "claimed": "mentor"}, False, "7"),
        ({"claimed": "mentor", "open_case": "A-career-2025-003"}, False, "27"),
    ],
)
def test_clauses_7_9_14_who_is_on_the_list(facts: dict[str, Any], listed: bool, clause: str) -> None:
    verdict = on_the_list(facts, date(2026, 6, 1), AFTER)
    assert (verdict.listed, verdict.clause) == (listed, clause)
    assert len({verdict.reasons[0].in_(language) for language in LANGUAGES}) == 3


def test_day_that_is_none_is_named() -> None:
    with pytest.raises(InvalidInput, match="category_until"):
        on_the_list({"category_until": "next year"}, date(2026, 6, 1), AFTER)


def test_clause_30_the_record_keeps_what_the_platform_worked_out() -> None:
    state = after_test(83, group="claims-category", claimed="career-consultant").state
    state = took(state, "evaluation", {"rating": 4.4, "violations": 0}, DAY).state
    recorded = took(state, "decision", {}, DAY).recorded
    assert recorded is not None
    assert recorded.form == {
        "decided_on": "2026-06-16", "outcome": "claimed", "category": "career-consultant", "points": 86,
    }  # fmt: skip


def test_case_closes_once_neither_the_decision_nor_an_appeal_can_come_any_more() -> None:
    state = took(after_test(70, group="first-time").state, "decision", {}, DAY).state
    assert (state.result, state.closed_on) == ("fits", None)
    over = advance(CASE, state, TimerPassed("test-appeal"), date(2026, 6, 19), KZ).state
    assert (over.result, over.closed_on) == ("fits", date(2026, 6, 19))
    state = after_test(70, group="first-time").state
    state = advance(CASE, state, TimerPassed("test-appeal"), date(2026, 6, 19), KZ).state
    assert state.closed_on is None, "the decision is still owed"
    assert took(state, "decision", {}, date(2026, 6, 22)).state.closed_on == date(2026, 6, 22)


def test_clause_27_the_test_again_is_owed_from_the_failed_test_even_before_the_decision() -> None:
    state = after_test(84, group="manager").state
    again = state.open_step("retest")
    assert again is not None
    assert again.due == date(2027, 6, 16)
    retested = took(state, "retest", {"tested_on": "2026-12-01", "percent": 84}, date(2026, 12, 1)).state
    assert retested.result == "dismissed"
    assert took(retested, "decision", {}, date(2026, 12, 1)).state.result == "dismissed"


def test_clause_27_whoever_is_refused_the_evaluation_is_told_the_mark() -> None:
    state = after_test(69, group="claims-category", claimed="mentor").state
    with pytest.raises(Refusal) as refused:
        took(state, "evaluation", {"rating": 5, "violations": 0}, DAY)
    assert refused.value.clause == "27"
    assert "70" in refused.value.reason.ru
    assert "69" in refused.value.reason.kk


def test_letters_and_documents_owed_on_the_way() -> None:
    first = after_test(69, group="claims-category", claimed="mentor")
    assert [owed.kind for owed in first.letters] == ["career-test-result"]
    decided = took(first.state, "decision", {}, DAY)
    assert [owed.kind for owed in decided.letters] == ["career-decision"]
    assert [owed.kind for owed in decided.documents] == ["decision"]


def test_plan_leads_through_the_evaluation_to_the_end_of_the_category() -> None:
    rows = plan(PROCEDURE, date(2026, 3, 2), KZ)
    assert [row.state.code for row in rows] == [
        "list", "admission", "testing", "test-appeal", "evaluation", "decision", "category-end",
    ]  # fmt: skip
    assert rows[-1].state.ends == rows[-2].done_on.replace(year=rows[-2].done_on.year + 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_drawn_in_every_language(language: Any) -> None:
    for node in (*CYCLE.nodes, *CASE.nodes):
        if node.form is not None:
            drawn = form_schema(node.form, language)
            assert all(field.get("title") for field in drawn["properties"].values()), node.code
