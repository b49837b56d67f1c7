"""The rotation's own law, apart from the engine: the commission, the list, the edition's values."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from models.acts import OWN
from models.calendars import working_calendar
from models.errors import InvalidInput, Refusal
from models.regulations import PROCEDURES, procedure
from models.regulations.rotation.act import ACT, DRAFT
from models.regulations.rotation.checks import PARTS, commission_in_order
from models.regulations.rotation.procedure import PROCEDURE, on_the_list, stints_of, tenure_day
from models.tenure import Stint

WHOLE = ("regional-office", "district-office", "centre", "media", "public-association")
DAY = date(2026, 12, 1)


# Clause 9: the commission


@pytest.mark.parametrize("members", [WHOLE, (*WHOLE, "centre", "media")])
def test_clause_9_commission_of_all_five_bodies_with_a_chair_is_in_order(members: Sequence[str]) -> None:
    commission_in_order(members, chairs=1, secretary_is_member=False, members=5)


@pytest.mark.parametrize(
    ("parts", "chairs", "secretary", "missing"),
    [
        (WHOLE[:4], 1, False, ("4 members, at least 5 needed", "nobody from: public associations")),
        ((*WHOLE[:4], "centre"), 1, False, ("nobody from: public associations",)),
        (("centre",) * 5, 1, False, ("nobody from: regional office, district office, media, public associations",)),
        (WHOLE, 0, False, ("one chair is needed, there are 0",)),
        (WHOLE, 2, False, ("one chair is needed, there are 2",)),
        (WHOLE, 1, True, ("the secretary can't be a member",)),
        (
            (),
            0,
            True,
            ("0 members", "nobody from: regional office", "one chair is needed", "the secretary can't be a member"),
        ),
    ],
)
def test_clause_9_each_missing_part_is_named(
    parts: Sequence[str], chairs: int, secretary: bool, missing: Sequence[str]
) -> None:
    with pytest.raises(Refusal) as error:
        commission_in_order(parts, chairs, secretary, members=5)
    assert error.value.clause == "9"
    told = str(error.value.reason).removeprefix("The commission can't be convened: ").split("; ")
    assert len(told) == len(missing)
    for said, part in zip(told, missing, strict=True):
        assert said.startswith(part)


def test_clause_9_missing_bodies_are_named_in_each_language() -> None:
    with pytest.raises(Refusal) as error:
        commission_in_order((*WHOLE[:3], "media", "media"), 1, False, 5)
    assert error.value.reason.ru == "Комиссию нельзя созвать: нет представителей: общественные объединения"
    assert error.value.reason.kk == "Комиссияны шақыруға болмайды: өкілдер жоқ: қоғамдық бірлестіктер"
    assert list(PARTS) == list(WHOLE)


# Clauses 5, 12, 18: who is on the list


def listed(facts: Mapping[str, Any], on: date = DAY) -> tuple[bool, str]:
    verdict = on_the_list(facts, on, DRAFT)
    assert all(reason.ru and reason.kk and reason.en for reason in verdict.reasons)
    return verdict.listed, verdict.clause


@pytest.mark.parametrize(
    ("stints", "is_listed"),
    [
        ("2019-12-01..", True),  # the 7th anniversary itself
        ("2019-12-02..", False),
        ("2015-03-01..2018-06-30,2023-04-02..", True),  # 3 y 4 m + 3 y 8 m
        ("2015-03-01..2018-06-30,2023-04-03..", False),  # a day less
        ("2010-01-01..2026-11-30", False),  # left the day before: there is nobody to rotate
        ("2027-01-01..", False),
    ],
)
def test_clause_5_seven_years_in_one_organisation(stints: str, is_listed: bool) -> None:
    assert listed({"stints": stints}) == (is_listed, "5")


@pytest.mark.parametrize(("years", "is_listed"), [(6, False), ("6.99", False), (7, True), (12, True)])
def test_clause_5_whole_years_may_be_stated(years: object, is_listed: bool) -> None:
    assert listed({"tenure_years": years}) == (is_listed, "5")


def test_clauses_12_and_18_who_was_carried_over_or_is_acting_is_on_the_list_whatever_the_tenure() -> None:
    assert listed({"tenure_years": 1, "carried_over": True}) == (True, "12")
    assert listed({"tenure_years": 1, "acting": True}) == (True, "18")
    assert listed({"tenure_years": 1, "acting": False, "carried_over": False}) == (False, "5")


def test_clause_5_reasons_show_stints_days_and_years() -> None:
    reasons = [str(r) for r in on_the_list({"stints": "2015-03-01..2018-06-30,2023-04-02.."}, DAY, DRAFT).reasons]
    assert len(reasons) == 5, "two stints, the days, the years, the verdict"
    # 365 + 366 + 365 + 122 days, and 274 + 366 + 365 + 335
    assert "1218 days" in reasons[0]
    assert "1340 days" in reasons[1]
    assert "2558 days" in reasons[2]
    assert "7 years" in reasons[3]
    assert "subject to rotation (clause 5)" in reasons[4]


@pytest.mark.parametrize(
    "facts", [{}, {"stints": None}, {"stints": ""}, {"stints": [["2019-01-01", "x"]]}, {"stints": [7]}]
)
def test_tenure_that_cant_be_read_is_told(facts: Mapping[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="stint"):
        on_the_list(facts, DAY, DRAFT)


def test_stints_come_as_the_registry_keeps_them() -> None:
    pairs = [(date(2015, 3, 1), date(2018, 6, 30)), (date(2019, 1, 10), None)]
    assert stints_of(pairs) == (Stint(*pairs[0]), Stint(*pairs[1]))


def test_clauses_5_and_6_tenure_is_counted_on_1_december_of_the_cycles_year() -> None:
    assert tenure_day(date(2026, 11, 1), DRAFT, working_calendar("KZ")) == DAY
    assert PROCEDURE.judged_on(date(2024, 11, 1), DRAFT) == date(2024, 12, 1), "a Sunday, and counted on it"


# The edition


@pytest.mark.parametrize(
    ("code", "value", "clause"),
    [
        ("tenure-years", 7, "5"),
        ("list-by", "by 30 November", "6"),
        ("send-by", "by 1 December", "6"),
        ("notice-lead", "30 calendar days before", "7"),
        ("portfolio-term", "15 working days", "8"),
        ("commission-members", 5, "9"),
        ("quorum", Fraction(2, 3), "9"),
        ("review-term", "15 working days", "10"),
        ("transfer-term", "7 working days", "10"),
        ("decision-notice-term", "3 working days", OWN),
        ("appoint-wait", "run out 30 calendar days", "15"),
        ("appoint-target", "5 working days", OWN),
        ("office-term", "for 5 years", "15"),
        ("terminate-term", "5 working days", OWN),
    ],
)
def test_every_number_of_the_text_stands_once_with_its_clause(code: str, value: object, clause: str) -> None:
    assert (DRAFT[code].value, DRAFT[code].clause) == (value, clause)


def test_the_act_is_a_draft_in_one_edition_for_kazakhstan() -> None:
    assert (ACT.country, [e.code for e in ACT.editions]) == ("KZ", ["2026-draft"])
    assert DRAFT.status(date(2030, 1, 1)) == "draft"


def test_cycle_opens_on_1_november_each_year() -> None:
    assert PROCEDURE.opens_on == (11, 1)


def test_unknown_procedure_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match=f"no procedure 'rotations'; there are: {', '.join(PROCEDURES)}"):
        procedure("rotations")
