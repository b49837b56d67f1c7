"""Terms by example: the acceptance cases, the grammar, what is refused."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.calendars import Correction, working_calendar
from models.errors import InvalidInput, InvalidTerm
from models.terms import Term, compute
from models.texts import LANGUAGES

CASES = Path(__file__).parent.parent / "data" / "terms" / "cases.csv"
KZ = working_calendar("KZ")


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_case_worked_out_from_an_independent_calendar(case: dict[str, str]) -> None:
    found = compute(case["term"], date.fromisoformat(case["start"]), working_calendar(case["country"]))
    assert str(getattr(found, case["column"])) == case["expected"], case["note"]
    assert found.provisional is ("provisional" in case["note"])


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("15 working days", "15 working days"),
        ("1 Working Day", "1 working day"),
        ("  30   CALENDAR\tdays ", "30 calendar days"),
        ("1 calendar days", "1 calendar day"),
        ("3 working day before", "3 working days before"),
        ("30 calendar days before", "30 calendar days before"),
        ("1 month", "1 month"),
        ("2 weeks", "2 weeks"),
        ("6 months before", "6 months before"),
        ("5 years", "5 years"),
        ("for 1 year", "for 1 year"),
        ("For 5 Years", "for 5 years"),
        ("run out 30 calendar days", "run out 30 calendar days"),
        ("run out 2 weeks", "run out 2 weeks"),
        ("run out of 1 month", "run out 1 month"),
        ("by 1 December", "by 1 December"),
        ("by 01 dec", "by 1 December"),
        ("BY 29 FEBRUARY", "by 29 February"),
    ],
)
def test_grammar_is_read_and_given_back(written: str, canonical: str) -> None:
    term = Term.parse(written)
    assert str(term) == canonical
    assert Term.parse(canonical) == term


@pytest.mark.parametrize(
    "written",
    [
        "", "soon", "15", "15 days", "working days", "0 working days", "-3 working days", "1.5 months", "15 foo",
        "99999 working days", "999999999999999999999999 years", "101 years", "for 5 years before", "run out",
        "run out 5 years before", "by December", "by 31 April", "by 0 May", "by 1 Smarch", "by 1 december 2026",
        "15 working days after", "fifteen working days", "1٥ working days",
    ],
)  # fmt: skip
def test_what_is_no_term_is_refused_with_the_accepted_forms(written: str) -> None:
    with pytest.raises(InvalidTerm, match="30 calendar days before; run out 30 calendar days; for 5 years; by 1 Dec"):
        Term.parse(written)


@pytest.mark.parametrize("kind", [("within", "fortnight", 1), ("by",), ("for", "year", 0)])
def test_a_term_made_by_hand_is_checked_too(kind: tuple[str, ...]) -> None:
    with pytest.raises(InvalidTerm):
        Term(*kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "ru", "kk", "en"),
    [
        ("1 working day", "1 рабочий день", "1 жұмыс күні", "1 working day"),
        ("15 working days", "15 рабочих дней", "15 жұмыс күні", "15 working days"),
        ("22 working days", "22 рабочих дня", "22 жұмыс күні", "22 working days"),
        ("11 working days", "11 рабочих дней", "11 жұмыс күні", "11 working days"),
        ("21 calendar days", "21 календарный день", "күнтізбелік 21 күн", "21 calendar days"),
        ("3 months", "3 месяца", "3 ай", "3 months"),
        ("5 years", "5 лет", "5 жыл", "5 years"),
        ("1 week before", "не позднее чем за 1 неделю", "кемінде 1 апта бұрын", "at least 1 week before"),
        (
            "30 calendar days before",
            "не позднее чем за 30 календарных дней",
            "кемінде күнтізбелік 30 күн бұрын",
            "at least 30 calendar days before",
        ),
        ("run out 21 working days", "по истечении 21 рабочего дня", "21 жұмыс күні өткен соң",
         "after 21 working days have run out"),
        ("for 1 week", "сроком на 1 неделю", "1 апта мерзімге", "for 1 week"),
        ("for 5 years", "сроком на 5 лет", "5 жыл мерзімге", "for 5 years"),
        ("by 1 December", "не позднее 1 декабря", "1 желтоқсаннан кешіктірмей", "by 1 December"),
    ],
)  # fmt: skip
def test_text_has_the_right_forms_in_each_language(term: str, ru: str, kk: str, en: str) -> None:
    assert [Term.parse(term).text(language) for language in LANGUAGES] == [ru, kk, en]


@pytest.mark.parametrize(
    ("term", "start", "due", "last_day", "not_before", "ends"),
    [
        ("15 working days", "2024-12-20", "2025-01-15", "2025-01-15", None, None),
        ("30 calendar days before", "2025-02-01", "2024-12-31", "2025-01-02", None, None),
        ("1 month before", "2026-03-31", "2026-02-27", "2026-02-28", None, None),
        ("by 1 December", "2024-11-01", "2024-11-29", "2024-12-01", None, None),
        ("by 1 December", "2026-12-01", "2026-12-01", "2026-12-01", None, None),
        ("by 1 December", "2025-12-02", "2026-12-01", "2026-12-01", None, None),
        ("by 29 February", "2024-01-10", "2024-02-29", "2024-02-29", None, None),
        ("by 29 February", "2025-01-10", "2025-02-28", "2025-02-28", None, None),
        ("run out 30 calendar days", "2026-07-31", "2026-08-31", "2026-08-31", "2026-09-01", None),
        ("run out 3 working days", "2026-01-01", "2026-01-08", "2026-01-08", "2026-01-09", None),
        ("for 5 years", "2024-02-29", None, None, None, "2029-02-28"),
        ("for 1 year", "2025-05-31", None, None, None, "2026-05-31"),
        ("for 10 calendar days", "2025-12-22", None, None, None, "2026-01-01"),
    ],
)
def test_each_form_fills_its_own_days(
    term: str, start: str, due: str | None, last_day: str | None, not_before: str | None, ends: str | None
) -> None:
    found = compute(term, date.fromisoformat(start), KZ)
    days = (found.due, found.last_day, found.not_before, found.ends)
    assert tuple(day and day.isoformat() for day in days) == (due, last_day, not_before, ends)


def test_a_period_of_office_rests_on_no_calendar() -> None:
    assert compute("for 5 years", date(2099, 3, 1), KZ).ends == date(2104, 3, 1)
    assert not compute("for 5 years", date(2026, 3, 1), KZ).provisional
    assert compute("for 5 working days", date(2027, 3, 1), KZ).provisional


def test_a_correction_moves_the_date_and_its_decree_is_in_the_trace() -> None:
    corrected = working_calendar("KZ", (Correction(date(2026, 11, 20), False, "қаулы № 77"),))
    before, after = (compute("15 working days", date(2026, 11, 1), calendar) for calendar in (KZ, corrected))
    assert (before.due, after.due) == (date(2026, 11, 20), date(2026, 11, 23))
    assert any("қаулы № 77" in line for line in after.trace.lines("kk"))


def test_why_a_date_is_provisional_is_told_in_the_trace() -> None:
    found = compute("30 calendar days", date(2027, 4, 16), KZ)
    assert found.provisional
    reasons = [str(why) for why in found.why_provisional()]
    assert any("transfers of days off for 2027" in why for why in reasons)
    assert any("Kurban Ait" in why for why in reasons)
    assert [part.kind for part in found.trace.parts].count("provisional") == len(reasons)


def test_trace_of_five_years_of_working_days_stays_small() -> None:
    found = compute("1250 working days", date(2021, 9, 1), KZ)
    assert len(found.trace.parts) < 40
    assert found.trace.total == found.due


def test_the_trace_tells_what_was_counted_skipped_and_worked() -> None:
    lines = compute("3 working days", date(2024, 12, 31), KZ).trace.lines("en")
    assert [line.split(" (")[0] for line in lines[1:3]] == ["1 Jan 2025", "3 Jan 2025"]
    assert "5 Jan 2025 (Sun): worked: its day off is moved to 3 Jan 2025 (Fri)" in lines
    assert any("not counted, Orthodox Christmas" in line for line in lines)
    assert lines[-1] == "last day of the term: 8 Jan 2025 (Wed)"


def test_a_clamped_month_says_so() -> None:
    lines = compute("1 month", date(2026, 1, 29), KZ).trace.lines("ru")
    assert any("нет 29-го числа" in line for line in lines)
    assert not any("числа" in line for line in compute("1 month", date(2026, 1, 28), KZ).trace.lines("ru"))


def test_a_moment_is_no_day_to_count_from() -> None:
    with pytest.raises(InvalidTerm, match="not from a moment"):
        compute("1 month", datetime(2026, 1, 1, tzinfo=UTC), KZ)


@pytest.mark.parametrize(
    ("term", "start"),
    [("for 100 years", date(9950, 1, 1)), ("for 10 calendar days", date(9999, 12, 30)), ("by 1 May", date.max)],
)
def test_a_result_beyond_the_last_year_is_refused(term: str, start: date) -> None:
    with pytest.raises(InvalidInput, match="1-9999"):
        compute(term, start, KZ)


def test_a_result_beyond_the_calendar_is_refused_with_its_years() -> None:
    with pytest.raises(InvalidInput, match="1991-2100"):
        compute("10000 working days", date(2090, 1, 1), KZ)
    with pytest.raises(InvalidInput, match="1991-2100"):
        compute("1 month", date(1985, 1, 1), KZ)
