"""Working calendars against the official ones, and the authority's own corrections on top."""

import copy
import csv
import pickle
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendars import Correction, Country, WorkingCalendar, working_calendar
from models.errors import InvalidInput
from models.texts import LANGUAGES

OFFICIAL = Path(__file__).parent.parent / "data" / "terms" / "kz_calendar.csv"
"""Days off and worked week-ends with their sources: Kazakhstan 2015-2027, Russia some years, Stavropol krai's own."""

DAYS = st.dates(date(1995, 1, 1), date(2095, 12, 31))
WORKING_CALENDARS = st.sampled_from([working_calendar("KZ"), working_calendar("RU")])


def official() -> dict[tuple[str, int], dict[date, str]]:
    years: dict[tuple[str, int], dict[date, str]] = defaultdict(dict)
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            years[row["country"], int(row["year"])][date.fromisoformat(row["date"])] = row["kind"]
    return years


YEARS = official()


def year_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("country", "year"), sorted(key for key in YEARS if "-" not in key[0]))
def test_every_day_of_the_year_is_as_in_the_official_calendar(country: str, year: int) -> None:
    listed = YEARS[country, year]
    calendar = working_calendar(country)
    expected = {
        day: listed.get(day) == "working_weekend" if day.weekday() >= 5 else day not in listed
        for day in year_days(year)
    }
    assert {day: calendar.is_working(day) for day in expected} == expected


def test_official_calendar_of_kazakhstan_covers_2015_to_2027() -> None:
    assert [year for country, year in sorted(YEARS) if country == "KZ"] == list(range(2015, 2028))


@pytest.mark.parametrize("year", [year for country, year in sorted(YEARS) if country == "RU-STA"])
def test_local_day_off_of_a_krai_is_a_correction_not_the_countrys(year: int) -> None:
    local = [day for day, kind in YEARS["RU-STA", year].items() if kind == "off"]
    country = working_calendar("RU")
    krai = working_calendar("RU", tuple(Correction(day, False, "закон края") for day in local))
    assert local
    for day in local:
        assert country.is_working(day)
        assert not krai.is_working(day)
        assert "закон края" in str(krai.why_off(day))
    others = [day for day in year_days(year) if day not in local]
    assert [krai.is_working(day) for day in others] == [country.is_working(day) for day in others]


def test_decembers_worked_saturday_is_known_from_next_years_transfers() -> None:
    # A country of its own, that has read no other year yet.
    assert Country("KZ").year(2013).worked == {
        date(2013, 10, 12): date(2013, 10, 14),
        date(2013, 5, 4): date(2013, 5, 10),
        date(2013, 12, 28): date(2014, 1, 3),
    }
    assert working_calendar("KZ").is_working(date(2013, 12, 28))


def test_reasons_name_the_holiday_the_transfer_and_the_week_end_in_each_language() -> None:
    calendar = working_calendar("KZ")
    why = {day: calendar.why_off(day) for day in (date(2025, 3, 24), date(2025, 1, 3), date(2025, 1, 11))}
    for text in why.values():
        assert text is not None
        assert len({text.in_(language) for language in LANGUAGES}) == 3
    assert "Наурыз мейрамы" in why[date(2025, 3, 24)].kk  # type: ignore[union-attr]
    assert "05.01.2025" in why[date(2025, 1, 3)].ru  # type: ignore[union-attr]
    assert calendar.why_off(date(2025, 1, 6)) is None
    worked = calendar.why_worked(date(2025, 1, 5))
    assert worked is not None
    assert "03.01.2025" in worked.kk
    assert calendar.why_worked(date(2025, 1, 6)) is None


@given(DAYS, WORKING_CALENDARS)
def test_a_day_is_off_for_a_reason_or_worked(day: date, calendar: WorkingCalendar) -> None:
    assert calendar.is_working(day) is (calendar.why_off(day) is None)
    if day.weekday() < 5:
        assert calendar.why_worked(day) is None


@given(DAYS, WORKING_CALENDARS)
def test_rolls_reach_the_nearest_working_day_on_their_side(day: date, calendar: WorkingCalendar) -> None:
    forward, back = calendar.roll_forward(day), calendar.roll_back(day)
    assert back <= day <= forward
    assert calendar.is_working(forward)
    assert calendar.is_working(back)
    between = [back + timedelta(days=n) for n in range(1, (forward - back).days)]
    assert not any(calendar.is_working(one) for one in between if one != day)
    assert calendar.is_working(day) is (back == day == forward)


def worked(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Working days from the first to the last, counted one by one."""
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range((last - first).days + 1))


@given(DAYS, st.integers(1, 400), WORKING_CALENDARS)
def test_adding_and_taking_away_working_days_agree(day: date, n: int, calendar: WorkingCalendar) -> None:
    reached = calendar.add_working(day, n)
    assert calendar.add_working(reached, -n) == calendar.roll_back(day)
    assert worked(calendar, day + timedelta(days=1), reached) == n
    before = calendar.add_working(day, -n)
    assert calendar.add_working(before, n) == calendar.roll_forward(day)
    assert worked(calendar, before, day - timedelta(days=1)) == n


def test_no_working_days_added_is_the_day_itself() -> None:
    assert working_calendar("KZ").add_working(date(2025, 1, 1), 0) == date(2025, 1, 1)


@given(st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.booleans())
def test_a_correction_settles_its_own_day_and_no_other(day: date, working: bool) -> None:
    plain = working_calendar("KZ")
    corrected = working_calendar("KZ", (Correction(day, working, "№ 1"),))
    assert corrected.is_working(day) is working
    assert not corrected.is_provisional(day)
    near = [day + timedelta(days=n) for n in range(-20, 21) if n]
    assert [corrected.is_working(one) for one in near] == [plain.is_working(one) for one in near]
    told = corrected.why_worked(day) if working else corrected.why_off(day)
    assert told is not None
    assert "№ 1" in told.kk


def test_of_two_corrections_of_one_day_the_later_counts() -> None:
    day = date(2026, 9, 1)
    both = (Correction(day, False, "№ 1"), Correction(day, True, "№ 2"))
    assert working_calendar("KZ", both).is_working(day)
    assert not working_calendar("KZ", both[::-1]).is_working(day)


def test_kazakhstan_is_settled_through_2026_and_provisional_after() -> None:
    calendar = working_calendar("KZ")
    assert not calendar.provisional_between(date(2015, 1, 1), date(2026, 12, 31))
    assert not calendar.is_provisional(date(2026, 5, 27)), "Kurban Ait of 2026 is announced"
    assert calendar.is_provisional(date(2027, 1, 1))
    assert calendar.why_provisional(date(2026, 12, 1), date(2026, 12, 31)) == ()


def test_an_estimated_holiday_is_named_as_the_reason_and_covers_the_days_beside_it() -> None:
    calendar = working_calendar("KZ")
    ait = date(2027, 5, 16)
    for day in (ait - timedelta(days=1), ait, ait + timedelta(days=1)):
        assert any("Құрбан айт" in why.kk for why in calendar.why_provisional(day, day)), day
    assert not any("айт" in why.kk for why in calendar.why_provisional(date(2027, 5, 20), date(2027, 5, 20)))
    emirates = working_calendar("AE")
    assert emirates.is_provisional(next(day for day in year_days(2040) if "Eid al-Fitr" in str(emirates.why_off(day))))
    assert not emirates.is_provisional(date(2040, 12, 2))


def test_a_correction_lifts_the_doubt_from_a_day_of_an_undecreed_year() -> None:
    days = [date(2027, 5, 14) + timedelta(days=n) for n in range(4)]
    calendar = working_calendar("KZ", tuple(Correction(day, day.weekday() < 5, "№ 2") for day in days))
    assert not calendar.provisional_between(days[0], days[-1])
    assert calendar.provisional_between(days[0], days[-1] + timedelta(days=1))


@pytest.mark.parametrize("code", ["XX", "KAZ", "", "К З", "RU-STA"])
def test_unknown_country_is_refused_with_what_is_accepted(code: str) -> None:
    with pytest.raises(InvalidInput, match="two-letter codes such as KZ"):
        working_calendar(code)


def test_country_is_taken_in_either_case() -> None:
    assert working_calendar(" kz ") is working_calendar("KZ")


@pytest.mark.parametrize("day", [date(1990, 12, 31), date(2101, 1, 1), date.max, date.min])
def test_a_year_without_a_calendar_is_refused_with_the_years_there_are(day: date) -> None:
    with pytest.raises(InvalidInput, match="1991-2100"):
        working_calendar("KZ").is_working(day)


def test_a_count_that_runs_off_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidInput, match="1991-2100"):
        working_calendar("KZ").add_working(date(2100, 12, 30), 5)
    with pytest.raises(InvalidInput, match="1991-2100"):
        working_calendar("KZ").add_working(date(1991, 1, 3), -5)


def test_calendars_of_the_same_make_are_equal_and_can_be_copied_and_pickled() -> None:
    own = (Correction(date(2026, 9, 1), False, "№ 1"),)
    calendar = working_calendar("KZ", own)
    assert calendar.is_working(date(2026, 9, 2))
    for twin in (copy.deepcopy(calendar), pickle.loads(pickle.dumps(calendar))):
        assert twin == calendar
        assert hash(twin) == hash(calendar)
        assert not twin.is_working(date(2026, 9, 1))
    assert calendar != working_calendar("KZ")
