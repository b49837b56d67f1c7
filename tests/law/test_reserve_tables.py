"""`reserve.admission` and `reserve.readmission` against second statements of clauses 2.2, 2.10 and 4.8."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.decisions import table
from models.errors import InvalidInput
from models.regulations.reserve.admission import COURT
from models.regulations.reserve.readmission import GROUNDS

ADMISSION, READMISSION = table("reserve.admission"), table("reserve.readmission")

TEXT_OF_4_7 = (
    "4.7. Исключение кандидата из резерва может осуществляться ... в случаях:",
    "ликвидации администрации района ...;",
    "сокращения должности, предполагаемой к замещению кандидатом;",
    "увольнения кандидата ... на срок полномочий главы администрации района;",
    "назначения кандидата на ... иную должность ...;",
    "невыполнения кандидатом ... обязанности представлять ... сведения о своих доходах ...;",
    "отказа кандидата от замещения должности, предложенной в порядке, определенном настоящим Положением;",
    "переезда кандидата на постоянное место жительства за пределы Изобильненского района;",
    "неудовлетворительных результатов выполнения индивидуального плана подготовки кандидата по его вине;",
    "неудовлетворительной (менее 50 процентов от максимально возможной) оценки ...",
)
"""The paragraphs of clause 4.7 as the act prints them."""
CODES_OF_4_7 = (
    None, "liquidation", "post-cut", "end-of-head-term", "other-post", "income-statement", "declined", "moved-away",
    "plan-failed", "low-score",
)  # fmt: skip

BARRED = {
    "4.6-dismissal-1", "4.6-dismissal-2", "4.6-dismissal-3", "4.6-dismissal-4", "4.6-dismissal-5", "4.6-dismissal-6",
    "4.6-dismissal-7", "4.6-dismissal-8", "4.6-dismissal-9", "4.7-declined", "4.7-low-score",
}  # fmt: skip
"""Clause 4.8, written out."""
ALLOWED = {
    "4.6-appointed", "4.6-own-request", "4.6-death", "4.6-term-over", "4.6-obstacle", "4.7-liquidation",
    "4.7-post-cut", "4.7-end-of-head-term", "4.7-other-post", "4.7-income-statement", "4.7-moved-away",
    "4.7-plan-failed",
}  # fmt: skip


def test_clause_4_8_bars_after_eleven_grounds_and_no_other() -> None:
    assert set(GROUNDS) == BARRED | ALLOWED
    for ground in GROUNDS:
        found = READMISSION.answer({"ground": ground})
        assert found.outcome == ("barred" if ground in BARRED else "allowed")
        assert found.clause == "4.8"
        assert len(found.reasons) == 1


def test_clause_4_8_counts_paragraphs_from_the_opening_line_and_there_is_no_eleventh() -> None:
    assert len(TEXT_OF_4_7) == 10
    assert TEXT_OF_4_7[7 - 1].startswith("отказа кандидата")
    assert TEXT_OF_4_7[10 - 1].startswith("неудовлетворительной (менее 50 процентов")
    for number, code in enumerate(CODES_OF_4_7, start=1):
        if code is not None:
            barred = READMISSION.answer({"ground": f"4.7-{code}"}).outcome == "barred"
            assert barred == (number in (7, 10, 11))


@pytest.mark.parametrize("ground", ["", "4.6", "4.6-dismissal-10", "4.6-dismissal-0", "4.7-fired"])
def test_unknown_ground_is_told_with_those_there_are(ground: str) -> None:
    with pytest.raises(InvalidInput, match="ground"):
        READMISSION.answer({"ground": ground})


def aged_25_to_55(birth: date, on: date) -> bool:
    """Clause 2.2, by the calendar's own days: the years lived, a birthday of 29 February being 28 in a common year."""
    day = birth.day
    if (birth.month, birth.day) == (2, 29) and (date(on.year, 3, 1) - timedelta(days=1)).day == 28:
        day = 28
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, day))
    return 25 <= years < 56


FLAGS = ("state_language", "in_time", "complete", "forged", "qualified")


def test_clauses_2_2_and_2_10_over_every_combination_of_the_facts() -> None:
    ages = {"1985-08-01": True, "1985-08-02": False, "1954-08-02": True, "1954-08-01": False, "1970-01-01": True}
    for birth, court, values in product(ages, COURT, product(("true", "false"), repeat=len(FLAGS))):
        facts = dict(zip(FLAGS, values, strict=True))
        found = ADMISSION.answer({"birth": birth, "on": "2010-08-01", "court": court, **facts})
        grounds = []
        if not ages[birth]:
            grounds.append("2.2-age")
        if facts["state_language"] == "false":
            grounds.append("2.2-state-language")
        if court in ("incapable", "limited"):
            grounds.append("2.10-1")
        if court in ("disqualified", "convicted", "record"):
            grounds.append("2.10-2")
        if "false" in (facts["in_time"], facts["complete"]):
            grounds.append("2.10-3")
        if facts["forged"] == "true":
            grounds.append("2.10-4")
        if facts["qualified"] == "false":
            grounds.append("2.10-5")
        assert found.extra["grounds"] == grounds
        assert found.outcome == ("refused" if grounds else "admitted")
        assert len(found.reasons) == max(1, len(grounds))
        clauses = [c for c in ("2.2", "2.10") if any(g.startswith(f"{c}-") for g in grounds)]
        assert found.clause == (", ".join(clauses) or "2.2, 2.10")


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.dates(date(1925, 1, 1), date(2100, 12, 31)))
def test_clause_2_2_age_on_any_day(birth: date, on: date) -> None:
    assume(birth <= on)
    found = ADMISSION.answer({"birth": str(birth), "on": str(on)})
    assert (found.outcome == "admitted") == aged_25_to_55(birth, on)


@pytest.mark.parametrize("birth", [date(1960, 2, 29), date(1985, 5, 1), date(1984, 12, 31), date(1975, 3, 31)])
def test_clause_2_2_from_the_25th_birthday_to_the_day_before_the_56th(birth: date) -> None:
    first = date(birth.year + 25, 2, 28) if birth.day == 29 else birth.replace(year=birth.year + 25)
    after = birth.replace(year=birth.year + 56)
    expected = [(first - timedelta(days=1), False), (first, True), (after - timedelta(days=1), True), (after, False)]
    for on, of_age in expected:
        outcome = ADMISSION.answer({"birth": str(birth), "on": str(on)}).outcome
        assert (outcome == "admitted") == of_age, on


def test_what_is_left_out_speaks_against_nobody() -> None:
    assert ADMISSION.answer({"birth": "1985-05-01", "on": "2010-08-01"}).outcome == "admitted"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"on": "2010-08-01"}, "'birth' is missing"),
        ({"birth": "1985-05-01"}, "'on' is missing"),
        ({"birth": "2010-08-02", "on": "2010-08-01"}, "after 2010-08-01"),
        ({"birth": "9960-08-02", "on": "9999-08-01"}, "leave the years"),
        ({"birth": "1985-05-01", "on": "2010-08-01", "court": "maybe"}, "accepted: none, incapable"),
        ({"birth": "1985-05-01", "on": "2010-08-01", "forged": "perhaps"}, "accepted: yes, no"),
    ],
)
def test_admission_says_what_is_wrong(facts: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        ADMISSION.answer(facts)


@pytest.mark.parametrize(
    ("word", "ground"), [("limited-capacity", "2.10-1"), ("Convicted", "2.10-2"), ("criminal-record", "2.10-2")]
)
def test_other_words_for_what_a_court_decided(word: str, ground: str) -> None:
    found = ADMISSION.answer({"birth": "1985-05-01", "on": "2010-08-01", "court": word})
    assert found.extra["grounds"] == [ground]
