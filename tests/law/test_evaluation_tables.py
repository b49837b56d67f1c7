"""`evaluation.grade` and `evaluation.subject` over their range, against a second statement of clauses 6, 48, 50."""

from datetime import date, timedelta

import pytest

from models.decisions import table
from models.errors import InvalidInput

GRADE, SUBJECT = table("evaluation.grade"), table("evaluation.subject")

# Clause 50, row by row: all, 4 of 5, 3 of 5, fewer than 3 of 5.
BY_NUMBER = {
    0: "unsatisfactory",
    1: "unsatisfactory",
    2: "unsatisfactory",
    3: "satisfactory",
    4: "proper",
    5: "effective",
}


@pytest.mark.parametrize("met", range(-3, 12))
def test_clause_50_grade_of_every_number_met(met: int) -> None:
    if met in BY_NUMBER:
        found = GRADE.answer({"met": str(met)})
        assert (found.outcome, found.clause) == (BY_NUMBER[met], "50")
        assert f"{met} of 5" in str(found.reasons[0])
    else:
        with pytest.raises(InvalidInput, match=r"clause 48.*from 0 to 5"):
            GRADE.answer({"met": str(met)})


@pytest.mark.parametrize("kpis", [k for k in range(-1, 12) if k != 5])
@pytest.mark.parametrize("met", range(6))
def test_clause_48_any_other_number_of_indicators_is_refused(met: int, kpis: int) -> None:
    with pytest.raises(InvalidInput, match=rf"clause 48.*there are 5 KPIs, not {kpis} "):
        GRADE.answer({"met": str(met), "kpis": str(kpis)})


def test_clause_48_five_indicators_may_be_named() -> None:
    assert GRADE.answer({"met": "5", "kpis": "5"}).outcome == "effective"


@pytest.mark.parametrize("written", [{}, {"met": ""}, {"met": "4.5"}, {"met": "all"}, {"met": "4", "grade": "proper"}])
def test_number_that_is_none_is_told(written: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"Keys of evaluation\.grade: met, \[kpis\]"):
        GRADE.answer(written)


def reached_by(start: date, end: date) -> bool:
    """A month from `start`, walked day by day: the same number in the next month, or its last day before that."""
    following = (start.month % 12) + 1
    day = start
    while day <= end:
        day_after = day + timedelta(days=1)
        if day.month == following and (day.day == start.day or day_after.month != following):
            return True
        day = day_after
    return False


@pytest.mark.parametrize("start", [date(2023, 1, 1) + timedelta(days=n) for n in range(800)])
def test_clause_6_one_month_in_the_post_within_the_period(start: date) -> None:
    for length in (0, 1, 26, 27, 28, 29, 30, 31, 32, 60, 364):
        end = start + timedelta(days=length)
        found = SUBJECT.answer({"in_post_from": str(start), "period_end": str(end)})
        assert found.outcome == ("evaluated" if reached_by(start, end) else "not-evaluated"), (start, end)
        assert found.clause == "6"


@pytest.mark.parametrize(
    ("start", "end", "outcome"),
    [
        ("2023-07-05", "2023-07-31", "not-evaluated"),
        ("2023-06-30", "2023-07-31", "evaluated"),
        ("2023-07-01", "2023-07-31", "not-evaluated"),
        ("2023-07-01", "2023-08-01", "evaluated"),
        # There is no 31 June, no 29-31 February.
        ("2023-05-31", "2023-06-30", "evaluated"),
        ("2023-01-31", "2023-02-28", "evaluated"),
        ("2023-01-31", "2023-02-27", "not-evaluated"),
        ("2024-01-30", "2024-02-29", "evaluated"),
        ("2024-01-30", "2024-02-28", "not-evaluated"),
        ("2015-03-01", "2023-12-31", "evaluated"),
        ("2023-08-01", "2023-07-31", "not-evaluated"),
    ],
)
def test_clause_6_by_hand(start: str, end: str, outcome: str) -> None:
    assert SUBJECT.answer({"in_post_from": start, "period_end": end}).outcome == outcome


@pytest.mark.parametrize("start", ["2023-02-30", "today", "9999-12-05"])
def test_day_that_can_not_be_counted_from_is_told(start: str) -> None:
    with pytest.raises(InvalidInput):
        SUBJECT.answer({"in_post_from": start, "period_end": "2023-07-31"})
