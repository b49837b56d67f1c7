"""The evaluation in the engine: what scenarios can't say."""

from datetime import date
from typing import Any

import pytest

from models.calendars import working_calendar
from models.engine import Answer, TimerPassed, advance, open_case
from models.errors import NotInForce, Refusal
from models.planning import plan
from models.regulations.evaluation.act import ACT, EDITION
from models.regulations.evaluation.forms import Sheet, WorkPlan, number_met
from models.regulations.evaluation.grade import GRADES
from models.regulations.evaluation.procedure import PROCEDURE, evaluated
from models.regulations.evaluation.process import CASE, period
from models.state import CaseState

KZ = working_calendar("KZ")
OPENED = date(2025, 1, 1)
KPI = {"result": "R", "measure": "M", "deadline": "2025-12-01", "goal": "G"}


def case(**facts: Any) -> CaseState:
    known = PROCEDURE.set_by(OPENED, EDITION, {}) | facts
    return open_case(CASE, CaseState("K-1", EDITION, OPENED, known), OPENED, KZ).state


def done(state: CaseState, on: date, step: str, **form: Any) -> CaseState:
    return advance(CASE, state, Answer(step, form), on, KZ).state


def refused(state: CaseState, on: date, step: str, **form: Any) -> Refusal:
    with pytest.raises(Refusal) as error:
        done(state, on, step, **form)
    return error.value


def with_a_sheet(met: Any = 5) -> CaseState:
    state = done(case(), date(2025, 1, 10), "work-plan", kpis=[KPI] * 5)
    state = advance(CASE, state, TimerPassed("period-end"), date(2026, 1, 1), KZ).state
    return done(state, date(2026, 1, 8), "sheet", met=met)


def test_chapter_6_lapsed_on_31_august_2023() -> None:
    assert ACT.edition_on(date(2023, 7, 31)) is ACT.edition_on(date(2023, 8, 31))
    for outside in (date(2023, 7, 30), date(2023, 9, 1), date(2026, 1, 1)):
        with pytest.raises(NotInForce, match=r"2023-07-31\.\.2023-08-31"):
            ACT.edition_on(outside)


def test_authority_that_adopted_the_text_opens_a_cycle_after_it_lapsed() -> None:
    assert ACT.edition_on(date(2026, 1, 1), adopted_from=date(2025, 12, 1)).code == EDITION.code
    with pytest.raises(NotInForce):
        ACT.edition_on(date(2025, 11, 30), adopted_from=date(2025, 12, 1))


@pytest.mark.parametrize(
    ("own", "opens", "ends"),
    [
        ({}, (1, 1), "2025-12-31"),
        ({"period-start": "by 1 July", "period-end": "by 30 June"}, (7, 1), "2026-06-30"),
    ],
)
def test_period_is_the_authoritys_own(own: dict[str, str], opens: tuple[int, int], ends: str) -> None:
    assert PROCEDURE.opening(own) == opens
    found = period(date(2025, *opens), EDITION.with_values(own), {})
    assert found["period_end"] == ends
    assert date.fromisoformat(found["period_over"]).toordinal() == date.fromisoformat(ends).toordinal() + 1


def test_clause_6_counts_time_in_the_post_within_the_period_only() -> None:
    days = {"cycle.period_start": "2023-07-10", "cycle.period_end": "2023-07-31", "in_post_from": "2015-03-01"}
    assert not evaluated(days, OPENED, EDITION).listed
    assert evaluated(days | {"cycle.period_end": "2023-08-10"}, OPENED, EDITION).listed


@pytest.mark.parametrize(
    "said",
    [
        {"met": 3},
        {"met": [True, True, True, False, False]},
        {"kpis": [True, True, True, False, False]},
        {"kpis": [{"met": n < 3, "evidence": "report"} for n in range(5)]},
        {"met": 3, "kpis": 5, "signed_on": "2026-01-08", "evidence": "report No 5"},
    ],
)
def test_sheet_is_read_however_its_marks_are_written(said: dict[str, Any]) -> None:
    sheet = Sheet.model_validate(said)
    assert (len(sheet.kpis), number_met(sheet.kpis)) == (5, 3)


@pytest.mark.parametrize(
    "said",
    [{"met": -1}, {"met": 6}, {"met": [True] * 4}, {"kpis": [True] * 6}, {"met": 4, "kpis": 6}, {"met": 2, "kpis": 4}],
)
def test_clause_48_sheet_of_another_number_is_refused(said: dict[str, Any]) -> None:
    state = advance(
        CASE, done(case(), date(2025, 1, 10), "work-plan", kpis=[KPI] * 5), TimerPassed("period-end"),
        date(2026, 1, 1), KZ,
    ).state  # fmt: skip
    assert refused(state, date(2026, 1, 8), "sheet", **said).clause == "48"


def test_sheet_that_says_its_marks_twice_is_refused() -> None:
    state = done(case(), date(2025, 1, 10), "work-plan", kpis=[KPI] * 5)
    state = advance(CASE, state, TimerPassed("period-end"), date(2026, 1, 1), KZ).state
    assert refused(state, date(2026, 1, 8), "sheet", met=4, kpis=[True] * 5).clause == "50"


def test_clause_50_grade_is_kept_with_the_sheet_and_the_corrected_one_counts() -> None:
    state = with_a_sheet(2)
    assert state.known()["sheet.grade"] == "unsatisfactory"
    state = done(state, date(2026, 1, 9), "superior-review", decision="return", reason="KPI 3 was met")
    state = done(state, date(2026, 1, 9), "correct-sheet", met=3)
    state = done(state, date(2026, 1, 9), "superior-review", decision="agree")
    state = done(state, date(2026, 1, 9), "submit", sent_on="2026-01-09")
    state = done(state, date(2026, 1, 9), "schedule", meets_on="2026-01-19")
    meeting = {"met_on": "2026-01-19", "members": 3, "present": 2, "votes": {"confirm": 2}, "decision": "confirm"}
    state = done(state, date(2026, 1, 19), "commission", **meeting)
    assert state.known()["commission.grade"] == "satisfactory"
    assert done(state, date(2026, 1, 20), "approve", approved_on="2026-01-20").result == "satisfactory"


def test_clause_47_indicator_may_be_called_by_other_names() -> None:
    other = {"indicator": "R", "criterion": "M", "due": "2025-12-01", "strategic_goal": "G"}
    plan_ = WorkPlan.model_validate({"kpis": [other] * 5})
    assert plan_.kpis[0].measure == "M"
    state = done(case(), date(2025, 1, 10), "work-plan", kpis=[other] * 5)
    assert state.standing("work-plan") is not None


def test_superiors_own_step_is_reminded_of_once_and_copied_to_nobody() -> None:
    state = done(case(), date(2025, 1, 10), "work-plan", kpis=[KPI] * 5)
    state = advance(CASE, state, TimerPassed("period-end"), date(2026, 1, 1), KZ).state
    reminders = advance(CASE, state, Answer("sheet", {"met": 5}), date(2026, 1, 8), KZ).reminders
    assert {r.role for r in reminders} == {"superior"}
    assert len({(r.on, r.kind) for r in reminders}) == len(reminders)


def test_clause_9_every_result_says_what_it_may_be_used_for() -> None:
    assert set(PROCEDURE.consequences) == set(GRADES)
    said = {str(use).removesuffix(" (clause 9)") for use in PROCEDURE.consequences["unsatisfactory"]}
    assert said == {"bonuses", "incentives", "training", "rotation", "promotion", "demotion", "dismissal"}


def test_plan_of_the_year_2025() -> None:
    # Counted by hand: 5 January 2025 worked; 1, 2 and 7 January 2026 off.
    found = {r.state.code: str(r.state.due or r.state.ends) for r in plan(PROCEDURE, OPENED, KZ)}
    assert found == {
        "work-plan": "2025-01-17",
        "period-end": "2026-01-01",
        "sheet": "2026-01-19",
        "superior-review": "2026-01-26",
        "submit": "2026-01-28",
        "schedule": "2026-02-02",
        "commission": "2026-02-05",
        "approve": "2026-02-10",
        "appeal-window": "2026-02-19",
        "acquaint": "2026-02-12",
    }
