"""Acts, editions, parameters: what binds on a day, and what an authority may choose."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from models.acts import OWN, Act, Edition, Parameter, parameters
from models.errors import DefinitionError, InvalidInput, NotInForce
from models.regulations.rotation.act import ACT, DRAFT
from models.texts import Text

WORD = Text("слово", "сөз", "word")


def edition(code: str, since: str | None, until: str | None = None, **values: Any) -> Edition:
    made = parameters(*(Parameter(name, value, "1", WORD) for name, value in values.items()))
    first, last = (date.fromisoformat(d) if d else None for d in (since, until))
    return Edition(code, made, in_force_from=first, in_force_to=last)


FIRST = edition("first", "2020-01-01", "2023-12-31")
SECOND = edition("second", "2024-01-01")
SAMPLE = Act("sample", WORD, "KZ", (FIRST, SECOND))


@pytest.mark.parametrize(
    ("on", "code"),
    [("2020-01-01", "first"), ("2023-12-31", "first"), ("2024-01-01", "second"), ("2040-01-01", "second")],
)
def test_edition_binds_from_its_first_to_its_last_day(on: str, code: str) -> None:
    assert SAMPLE.edition_on(date.fromisoformat(on)).code == code


def test_before_the_first_edition_nothing_binds_and_the_dates_are_told() -> None:
    with pytest.raises(NotInForce, match=r"first: 2020-01-01..2023-12-31; second: 2024-01-01..…"):
        SAMPLE.edition_on(date(2019, 12, 31))
    with pytest.raises(NotInForce):
        SAMPLE.edition_on(date(2019, 12, 31), adopted_from=date(2010, 1, 1))


def test_draft_needs_adoption() -> None:
    with pytest.raises(NotInForce) as refused:
        ACT.edition_on(date(2026, 11, 1))
    assert "не действует ни одна редакция" in refused.value.reason.ru
    assert "қабылдай алады" in refused.value.reason.kk
    with pytest.raises(NotInForce):
        ACT.edition_on(date(2026, 11, 1), adopted_from=date(2026, 11, 2))
    assert ACT.edition_on(date(2026, 11, 1), adopted_from=date(2026, 11, 1)) is DRAFT


def test_adopted_draft_binds_until_an_edition_is_in_force_and_a_lapsed_one_afterwards() -> None:
    draft, law = edition("draft", None), edition("law", "2027-01-01", "2028-12-31")
    act = Act("sample", WORD, "KZ", (draft, law))
    adopted = date(2026, 1, 1)
    assert act.edition_on(date(2026, 12, 31), adopted) is draft
    assert act.edition_on(date(2027, 1, 1), adopted) is law
    assert act.edition_on(date(2029, 1, 1), adopted) is law


@pytest.mark.parametrize(
    ("on", "status"), [("2019-12-31", "not-yet"), ("2020-01-01", "in-force"), ("2024-01-01", "lapsed")]
)
def test_edition_has_a_status_on_every_day(on: str, status: str) -> None:
    assert FIRST.status(date.fromisoformat(on)) == status
    assert DRAFT.status(date.fromisoformat(on)) == "draft"


def test_editions_that_overlap_leave_a_gap_or_share_a_code_are_named() -> None:
    for other, said in [
        (edition("second", "2023-12-31"), "overlaps edition first"),
        (edition("second", "2024-01-02"), "leaves a gap after edition first"),
        (edition("first", "2024-01-01"), "defined twice"),
    ]:
        with pytest.raises(DefinitionError, match=said):
            Act("sample", WORD, "KZ", (FIRST, other))


def test_unknown_edition_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="no edition 'third'; it has: first, second"):
        SAMPLE.edition("third")


def test_parameter_that_no_edition_sets_is_a_fault_of_the_definition() -> None:
    with pytest.raises(DefinitionError, match="the edition does not set it"):
        DRAFT["portfolio-trem"]


# What the authority may choose.


def test_authority_takes_the_other_reading_of_a_contradiction() -> None:
    chosen = DRAFT.with_values({"portfolio-term": "2  Working Days"})
    assert chosen["portfolio-term"].value == "2 working days"
    assert DRAFT["portfolio-term"].value == "15 working days"


def test_authority_sets_its_own_targets_as_it_likes() -> None:
    assert DRAFT.with_values({"appoint-target": "10 working days"})["appoint-target"].value == "10 working days"
    assert DRAFT["appoint-target"].clause == OWN


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"portfolio-term": "3 working days"}, "set by clause 8.*accepted: 15 working days, 2 working days"),
        ({"tenure-years": 5}, "set by clause 5.*accepted: 7"),
        ({"quorum": "1/2"}, "set by clause 9.*accepted: 2/3"),
        ({"appoint-target": "soon"}, "not of its kind; it is '5 working days' unless changed"),
        ({"appoint-target": "5 working days before"}, "not of its kind"),
        ({"tenure-years": "7"}, "not of its kind"),
        ({"tenure-years": True}, "not of its kind"),
        ({"quorum": "most"}, "not of its kind"),
        ({"portfolio": "2 working days"}, "has no parameter 'portfolio'; it has: appoint-target"),
    ],
)
def test_value_the_text_does_not_leave_open_is_refused(values: Mapping[str, object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        DRAFT.with_values(values)


def test_values_come_back_from_the_record_as_they_were_written() -> None:
    written: Mapping[str, object] = {"quorum": "2/3", "tenure-years": 7, "notice-lead": "30 calendar days before"}
    again = DRAFT.with_values(written)
    assert again["quorum"].value == Fraction(2, 3)
    assert {code: p.value for code, p in again.parameters.items()} == {c: p.value for c, p in DRAFT.parameters.items()}


def test_parameter_that_is_a_word_takes_a_word() -> None:
    scale = Parameter("scale", "points", OWN, WORD)
    assert scale.valued("percent").value == "percent"


# What an amending act makes of it.


def test_new_edition_ends_the_one_in_force_the_day_before() -> None:
    third = edition("third", "2027-03-01")
    act = SAMPLE.amended(third)
    assert [(e.code, e.in_force_to) for e in act.editions] == [
        ("first", date(2023, 12, 31)), ("second", date(2027, 2, 28)), ("third", None),
    ]  # fmt: skip
    assert act.edition_on(date(2027, 2, 28)).code == "second"
    assert act.edition_on(date(2027, 3, 1)).code == "third"
    assert SAMPLE.editions == (FIRST, SECOND), "the act itself is as it was"


def test_edition_that_lapses_later_is_cut_short_by_a_new_one() -> None:
    act = Act("sample", WORD, "KZ", (edition("old", "2020-01-01", "2030-12-31"),)).amended(edition("new", "2028-01-01"))
    assert act.edition("old").in_force_to == date(2027, 12, 31)


def test_lapsed_act_may_be_put_in_force_again_and_the_gap_is_no_slip() -> None:
    act = Act("sample", WORD, "KZ", (FIRST,)).amended(edition("again", "2027-01-01"))
    assert act.edition_on(date(2027, 1, 1)).code == "again"
    with pytest.raises(NotInForce, match=r"first: 2020-01-01..2023-12-31; again: 2027-01-01..…"):
        act.edition_on(date(2025, 1, 1))
    assert act.edition_on(date(2025, 1, 1), adopted_from=date(2024, 6, 1)).code == "first"


def test_draft_edition_changes_nothing_in_force() -> None:
    act = SAMPLE.amended(edition("draft", None))
    assert act.edition_on(date(2040, 1, 1)) is SECOND
    assert act.edition("draft").status(date(2040, 1, 1)) == "draft"


def test_what_was_said_in_the_past_is_not_amended() -> None:
    for day in ("2024-01-01", "2021-01-01"):
        with pytest.raises(InvalidInput, match="edition second begins on 2024-01-01: a new edition begins after"):
            SAMPLE.amended(edition("third", day))
    with pytest.raises(InvalidInput, match="has an edition 'second' already"):
        SAMPLE.amended(edition("second", "2027-01-01"))


def test_amended_parameter_keeps_its_kind_and_takes_a_new_clause() -> None:
    before = DRAFT["portfolio-term"]
    after = before.amended("10  Working Days", "8-1", ["2 weeks"])
    assert (after.value, after.clause, after.choices, after.note) == ("10 working days", "8-1", ("2 weeks",), None)
    assert before.amended("1 month").clause == "8"
    assert DRAFT["quorum"].amended("3/4").value == Fraction(3, 4)
    for code, value in [("portfolio-term", "soon"), ("portfolio-term", "by 1 May"), ("quorum", "most")]:
        with pytest.raises(InvalidInput, match="not of its kind"):
            DRAFT[code].amended(value)
