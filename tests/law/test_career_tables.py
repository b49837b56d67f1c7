"""`career.decision` over its whole range, against the rule stated once more, apart from the code.

Here the rule is a table of bounds, read row by row, and points are counted in tenths; the code counts in whole percent
and asks question after question.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from itertools import product

import pytest

from models.decisions import Decision, table
from models.errors import InvalidInput
from models.regulations.career.act import ACT
from models.texts import LANGUAGES

TABLE = table("career.decision")
LADDER = ["none", "career-consultant", "case-manager", "mentor"]
CLAIMS = [(held, wanted) for i, held in enumerate(LADDER) for wanted in LADDER[i + 1 :]]
RATINGS = ["0", "3.9", "3.900001", "3.95", "4", "4.0", "4.000001", "4.4", "5"]
VIOLATIONS = ["0", "1", "7"]

# Clauses 27, 28, 30: group, attempt, from, up to (percent) -> outcome, clause.
POSTS = [
    ("first-time", 1, 70, 100, "fits", "30"),
    ("first-time", 1, 0, 69, "does-not-fit", "30"),
    ("first-time", 2, 70, 100, "fits", "30"),
    ("first-time", 2, 0, 69, "dismissed", "28"),
    ("manager", 1, 85, 100, "fits", "30"),
    ("manager", 1, 0, 84, "does-not-fit", "30"),
    ("manager", 2, 85, 100, "fits", "30"),
    ("manager", 2, 0, 84, "dismissed", "28"),
    ("centre-specialist", 1, 70, 100, "fits", "30"),
    ("centre-specialist", 1, 0, 69, "does-not-fit", "30"),
    ("centre-specialist", 2, 70, 100, "fits", "30"),
    ("centre-specialist", 2, 0, 69, "dismissed", "28"),
]
# Clause 30 (2): a claimant's total, from, up to.
TOTALS = [(85, 100, "claimed"), (70, 84, "present"), (0, 69, "below-claimed")]


def answer(**keys: object) -> Decision:
    return TABLE.answer({name: str(value) for name, value in keys.items()})


def one_down(category: str) -> str:
    return dict(zip(LADDER, ["none", *LADDER], strict=False))[category]


def total(percent: int, rating: str, violations: str) -> int:
    tenths = Decimal(percent) * Decimal("0.8")
    tenths += 10 if Decimal(rating) > Decimal(4) else 0
    tenths += 10 if violations == "0" else 0
    return int(tenths.quantize(Decimal(1), rounding=ROUND_DOWN))


def of_claim(
    percent: int, attempt: int, held: str, wanted: str, rating: str, violations: str
) -> tuple[str, str, dict[str, object]]:
    """Outcome, clause, other results."""
    if percent >= 70:
        whole = total(percent, rating, violations)
        outcome = next(name for low, high, name in TOTALS if low <= whole <= high)
        category = {"claimed": wanted, "present": held, "below-claimed": one_down(wanted)}[outcome]
        return outcome, "30", {"category": category, "points": whole}
    if attempt == 1:
        return "below-present", "27", {"category": one_down(held), "retest_within": "12 months"}
    if held == "none":
        return "dismissed", "28", {}
    return "below-present", "28", {"category": one_down(held)}


def every_claim() -> Iterator[tuple[int, int, str, str, str, str]]:
    for (held, wanted), attempt, percent in product(CLAIMS, (1, 2), range(101)):
        for rating, violations in product(RATINGS, VIOLATIONS):
            yield percent, attempt, held, wanted, rating, violations


@pytest.mark.parametrize(("group", "attempt", "low", "high", "outcome", "clause"), POSTS)
def test_clauses_27_28_30_who_claims_no_category_over_every_percent(
    group: str, attempt: int, low: int, high: int, outcome: str, clause: str
) -> None:
    for percent in range(low, high + 1):
        found = answer(group=group, percent=percent, attempt=attempt)
        again = {"retest_within": "12 months"} if outcome == "does-not-fit" else {}
        assert (found.outcome, found.clause, dict(found.extra)) == (outcome, clause, again), percent


def test_the_rows_of_those_who_claim_nothing_leave_no_percent_out() -> None:
    for group, attempt in product(("first-time", "manager", "centre-specialist"), (1, 2)):
        rows = [r for r in POSTS if r[:2] == (group, attempt)]
        assert sorted(p for _, _, low, high, *_ in rows for p in range(low, high + 1)) == list(range(101))


def test_clauses_27_28_30_claims_over_the_whole_range() -> None:
    count = 0
    for percent, attempt, held, wanted, rating, violations in every_claim():
        found = answer(
            group="claims-category", percent=percent, attempt=attempt, present=held, claimed=wanted,
            rating=rating, violations=violations,
        )  # fmt: skip
        expected = of_claim(percent, attempt, held, wanted, rating, violations)
        assert (found.outcome, found.clause, dict(found.extra)) == expected, (percent, attempt, held, wanted, rating)
        count += 1
    assert count == 6 * 2 * 101 * 9 * 3


def test_the_pages_own_example() -> None:
    found = answer(
        group="claims-category", percent=83, rating="4.4", violations=0, present="none", claimed="career-consultant",
        attempt=1,
    )  # fmt: skip
    assert (found.outcome, found.clause) == ("claimed", "30")
    assert dict(found.extra) == {"category": "career-consultant", "points": 86}


def test_present_is_none_and_attempt_the_first_where_left_out() -> None:
    found = answer(group="claims-category", percent=69, claimed="mentor")
    assert (found.outcome, found.extra["category"], found.clause) == ("below-present", "none", "27")


def test_clause_28_1_a_rating_between_the_bounds_counts_nothing_and_the_operator_is_told() -> None:
    found = answer(group="claims-category", percent=90, rating="3.95", violations=0, claimed="mentor")
    told = [reason for reason in found.reasons if "silent" in reason.en]
    assert len(told) == 1
    assert "3,9" in told[0].ru
    clear = answer(group="claims-category", percent=90, rating="3.9", violations=0, claimed="mentor")
    assert not [reason for reason in clear.reasons if "silent" in reason.en]


def test_every_reason_is_told_in_three_languages() -> None:
    for keys in (
        {"group": "manager", "percent": 84},
        {"group": "claims-category", "percent": 90, "rating": "3.95", "violations": 2, "claimed": "mentor"},
        {"group": "claims-category", "percent": 50, "claimed": "mentor", "attempt": 2},
    ):
        for reason in answer(**keys).reasons:
            told = [reason.in_(language) for language in LANGUAGES]
            assert len(set(told)) == 3
            assert not any("{" in text for text in told)


@pytest.mark.parametrize("percent", ["-1", "101", "83.5", "83,5", "eighty", "1e2", "70%"])
def test_percent_that_is_no_whole_number_from_0_to_100_is_refused(percent: str) -> None:
    with pytest.raises(InvalidInput, match="percent"):
        answer(group="manager", percent=percent)


@pytest.mark.parametrize(("held", "wanted"), [(h, w) for i, h in enumerate(LADDER) for w in LADDER[: i + 1]])
def test_a_claim_that_does_not_lie_above_the_present_category_is_refused(held: str, wanted: str) -> None:
    with pytest.raises(InvalidInput, match="claimed"):
        answer(group="claims-category", percent=50, present=held, claimed=wanted)


@pytest.mark.parametrize("held", LADDER)
@pytest.mark.parametrize("attempt", [1, 2])
def test_clauses_27_28_below_the_mark_nothing_hangs_on_the_category_claimed(held: str, attempt: int) -> None:
    for percent in (0, 69):
        found = answer(group="claims-category", percent=percent, attempt=attempt, present=held)
        expected = of_claim(percent, attempt, held, "", "0", "0")
        assert (found.outcome, found.clause, dict(found.extra)) == expected


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"group": "director", "percent": 90}, "first-time, claims-category, manager, centre-specialist"),
        ({"group": "manager", "percent": 90, "attempt": 3}, "attempt"),
        ({"group": "manager", "percent": 90, "attempt": 0}, "attempt"),
        ({"group": "manager"}, "'percent' is missing"),
        ({"percent": 90}, "'group' is missing"),
        ({"group": "claims-category", "percent": 70, "rating": 4, "violations": 0}, "'claimed' is missing"),
        ({"group": "claims-category", "percent": 90, "claimed": "mentor", "violations": 0}, "rating and violations"),
        ({"group": "claims-category", "percent": 90, "claimed": "mentor", "rating": 4}, "rating and violations"),
        ({"group": "claims-category", "percent": 90, "claimed": "guru", "rating": 4, "violations": 0}, "claimed"),
        ({"group": "claims-category", "percent": 90, "claimed": "mentor", "rating": "5.1", "violations": 0}, "rating"),
        ({"group": "claims-category", "percent": 90, "claimed": "mentor", "rating": "-1", "violations": 0}, "rating"),
        ({"group": "claims-category", "percent": 90, "claimed": "mentor", "rating": 4, "violations": -1}, "violations"),
    ],
)
def test_what_is_not_accepted_is_named(keys: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        answer(**keys)


def test_before_order_271_the_test_alone_gives_the_points() -> None:
    for percent in range(70, 101):
        found = answer(group="claims-category", percent=percent, claimed="career-consultant", edition="2024-422")
        outcome = "claimed" if percent >= 85 else "present"
        assert (found.outcome, found.extra["points"]) == (outcome, percent)


def test_the_newest_edition_is_taken_where_none_is_named() -> None:
    keys = {"group": "claims-category", "percent": 83, "rating": "4.4", "violations": 0, "claimed": "mentor"}
    assert answer(**keys) == answer(**keys, edition=ACT.editions[-1].code)
