"""Tenure and who is subject to rotation: clause 5, stated once more and apart from the code."""

from datetime import date, timedelta

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decisions import table
from models.errors import InvalidInput
from models.regulations.rotation.subject import parse_stints
from models.tenure import Stint, tenure
from models.texts import LANGUAGES

ON = date(2026, 12, 1)


def subject(stints: str, on: str = "2026-12-01") -> tuple[str, object, object]:
    found = table("rotation.subject").answer({"stints": stints, "on": on})
    assert found.clause == "5"
    return found.outcome, found.extra["days"], found.extra["years"]


def test_clause_5_one_stint_is_subject_from_the_seventh_anniversary() -> None:
    assert subject("2019-12-01..") == ("subject", 2558, 7)
    assert subject("2019-12-02..") == ("not-subject", 2557, 6)


def test_clause_5_a_stint_that_has_ended_counts_to_the_day_after_its_end() -> None:
    assert subject("2015-01-01..2021-12-31") == ("subject", 2557, 7)
    assert subject("2015-01-01..2021-12-30") == ("not-subject", 2556, 6)


def test_clause_5_time_away_does_not_count_and_does_not_reset() -> None:
    assert subject("2015-03-01..2018-06-30,2019-01-10..")[0] == "subject"
    assert subject("2015-03-01..2018-06-30,2023-04-03..") == ("not-subject", 2557, 6)


def test_clause_5_several_stints_add_up_in_years_months_and_days() -> None:
    # 3 years 4 months, and 3 years 8 months: 7 years to the day.
    assert subject("2015-03-01..2018-06-30,2023-04-02..")[2] == 7
    assert subject("2015-03-01..2018-06-30,2023-04-03..")[2] == 6
    # 6 years 11 months 15 days, and 15 days: 30 days make the month.
    assert subject("2012-01-01..2018-12-15,2020-02-01..2020-02-15")[2] == 7
    assert subject("2012-01-01..2018-12-15,2020-02-01..2020-02-14")[2] == 6


def test_clause_5_a_day_in_two_stints_counts_once_and_neighbours_are_one_stint() -> None:
    assert subject("2019-12-01..2024-06-30,2023-01-01..") == ("subject", 2558, 7)
    assert subject("2019-12-02..2022-12-31,2023-01-01..") == subject("2019-12-02..")
    assert not tenure(parse_stints("2019-12-02..2022-12-30,2023-01-01.."), ON).unbroken


def test_stints_after_the_day_do_not_count() -> None:
    assert subject("2019-12-02..,2027-01-01..") == subject("2019-12-02..")
    assert subject("2027-01-01..") == ("not-subject", 0, 0)
    assert subject("2019-12-01..2030-01-01") == subject("2019-12-01..9999-12-31") == subject("2019-12-01..")


def test_29_february_has_its_anniversary_on_the_28th() -> None:
    assert subject("2016-02-29..", "2023-02-28")[0] == "subject"
    assert subject("2016-02-29..", "2023-02-27")[0] == "not-subject"


def test_a_head_who_has_left_is_judged_by_tenure_and_told_to_have_left() -> None:
    left = table("rotation.subject").answer({"stints": "2015-01-01..2023-05-31", "on": "2026-12-01"})
    assert left.outcome == "subject"
    assert "no longer in post since 1 Jun 2023 (Thu); only the tenure is judged here" in map(str, left.reasons)
    last_day = table("rotation.subject").answer({"stints": "2015-01-01..2026-12-01", "on": "2026-12-01"})
    assert not any("no longer" in str(reason) for reason in last_day.reasons)


def test_reasons_give_each_stint_the_days_and_the_length_in_each_language() -> None:
    found = table("rotation.subject").answer({"stints": "2015-03-01..2018-06-30,2019-01-10..", "on": "2026-12-01"})
    english = [str(reason) for reason in found.reasons]
    assert english[0] == "1 Mar 2015 (Sun) – 30 Jun 2018 (Sat): 1218 days"
    assert english[2] == "in post up to and including 1 Dec 2026 (Tue): 4101 days"
    assert "11 years 2 months 22 days" in english[3]
    assert english[-1].endswith("at least 7 years, subject to rotation (clause 5)")
    for reason in found.reasons:
        assert len({reason.in_(language) for language in LANGUAGES}) == 3


@pytest.mark.parametrize(
    "stints",
    ["2018-06-30..2015-03-01", "2015-03-01", "..2018-06-30", "2015-03-01..2018-06-31", "2015-03-01..,", "a..b"],
)
def test_what_is_no_stint_is_refused(stints: str) -> None:
    with pytest.raises(InvalidInput, match=r"rotation\.subject: stints: .* Keys of rotation\.subject: stints, on"):
        subject(stints)


def test_tenure_on_the_last_day_there_is_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1-9998"):
        tenure([Stint(date(2020, 1, 1))], date.max)


STINTS = st.lists(
    st.tuples(st.dates(date(2008, 1, 1), date(2028, 12, 31)), st.none() | st.integers(0, 4000)).map(
        lambda pair: Stint(pair[0], pair[1] if pair[1] is None else pair[0] + timedelta(days=pair[1]))
    ),
    max_size=5,
)
DAYS = st.dates(date(2012, 1, 1), date(2028, 12, 31))


def stated_anew(stints: list[Stint], on: date) -> tuple[int, int]:
    """Days and whole years by the rotation page's last section, from the set of days in post."""
    in_post = {
        day
        for stint in stints
        for day in range(stint.start.toordinal(), min(stint.end or on, on).toordinal() + 1)
    }  # fmt: skip
    runs: list[list[int]] = []
    for day in sorted(in_post):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) == 1:
        start, after = pendulum.Date.fromordinal(runs[0][0]), runs[0][-1] + 1
        until = min(on.toordinal(), after)
        return len(in_post), max(n for n in range(40) if start.add(years=n).toordinal() <= until)
    years = months = days = 0
    for run in runs:
        start, after = pendulum.Date.fromordinal(run[0]), run[-1] + 1
        whole = max(n for n in range(500) if start.add(months=n).toordinal() <= after)
        years, months, days = (
            years + whole // 12,
            months + whole % 12,
            days + after - start.add(months=whole).toordinal(),
        )
    return len(in_post), years + (months + days // 30) // 12


@given(STINTS, DAYS)
def test_agrees_with_the_rule_stated_anew(stints: list[Stint], on: date) -> None:
    found = tenure(stints, on)
    days, years = stated_anew(stints, on)
    assert (found.days, found.years) == (days, years)
    assert found.reached(7) is (years >= 7)
    assert 0 <= found.months < 12
    assert 0 <= found.day_rest < 31


@given(STINTS, DAYS)
def test_order_and_repeats_of_stints_make_no_difference(stints: list[Stint], on: date) -> None:
    assert tenure(stints, on) == tenure([*reversed(stints), *stints], on)


@given(STINTS, DAYS, st.integers(0, 500))
def test_tenure_never_shrinks_with_time(stints: list[Stint], on: date, more: int) -> None:
    now, later = tenure(stints, on), tenure(stints, on + timedelta(days=more))
    assert now.days <= later.days
    if len(now.stints) == len(later.stints):
        assert now.years <= later.years
