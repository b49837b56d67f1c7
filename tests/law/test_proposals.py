"""A rotation's plan proposed: lawful by the review's own check, and no lawful plan is better."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendars import working_calendar
from models.errors import InvalidInput
from models.facts import Facts
from models.proposal import CRITERIA, WEIGHTS, Candidate, Pair, Proposal, Seat, parse_weights, propose
from models.record.proposals import lawful
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.checks import destination_is_lawful
from models.regulations.rotation.forms import Destination, Review
from models.texts import Text

ON = date(2026, 12, 21)
CATEGORIES = ("first", "second")


def seat(code: str, settlement: str = "A", **fields: Any) -> Seat:
    known: dict[str, Any] = {"district": "d", "vacant": False, "freed": True, "qualification": None, "held_by": ()}
    return Seat(code, Text(code, code), settlement, **{**known, **fields})


def head(n: int, at: str, settlement: str = "A", **fields: Any) -> Candidate:
    nobody = Facts({}, ON, DRAFT, working_calendar("KZ"))
    return Candidate(f"K-{n}", at, settlement, "d", nobody, **fields)


def around(heads: Sequence[Candidate], seats: Sequence[Seat]) -> list[Candidate]:
    """The heads with the facts that the review's check asks for."""
    places = {
        s.code: {
            "name_ru": s.code, "name_kk": s.code, "settlement": s.settlement, "freed": s.freed, "vacant": s.vacant,
            "qualification": s.qualification,
        }
        for s in seats
    }  # fmt: skip
    return [
        replace(
            each,
            facts=Facts(
                {
                    "case.organisation": each.organisation, "case.settlement": each.settlement,
                    "case.qualifications": each.qualifications, "cycle.places": places, "cycle.taken": {},
                },
                ON, DRAFT, working_calendar("KZ"),
            ),
        )
        for each in heads
    ]  # fmt: skip


@st.composite
def regions(draw: st.DrawFn) -> tuple[list[Candidate], list[Seat], dict[str, int]]:
    """Up to five heads, of whom two may share a place, and up to three vacancies, in two settlements."""
    settlements, categories = st.sampled_from(["A", "B"]), st.sampled_from(CATEGORIES)
    count = draw(st.integers(1, 5))
    homes = [f"H{draw(st.integers(1, n))}" if draw(st.booleans()) else f"H{n}" for n in range(1, count + 1)]
    lies_in = {code: draw(settlements) for code in sorted(set(homes))}
    heads = [
        head(
            n, home, lies_in[home],
            qualifications=tuple(draw(st.sets(categories))),
            indicators=draw(st.dictionaries(st.sampled_from(["k", "w"]), st.integers(0, 100))),
            waiting=draw(st.booleans()), tenure=draw(st.integers(0, 9)),
        )
        for n, home in enumerate(homes, start=1)
    ]  # fmt: skip
    seats = [
        seat(
            code,
            settlement,
            vacant=draw(st.integers(0, 4)) == 0,
            held_by=tuple(h.case for h in heads if h.organisation == code),
        )
        for code, settlement in lies_in.items()
    ]
    seats += [
        seat(f"V{n}", draw(settlements), vacant=True, freed=False, qualification=draw(st.none() | categories))
        for n in range(1, draw(st.integers(0, 3)) + 1)
    ]
    weights = {code: draw(st.integers(0, 9)) for code in CRITERIA}
    return around(heads, seats), seats, weights


def plans(
    heads: Sequence[Candidate], seats: Sequence[Seat], pairs: Mapping[str, Sequence[Pair]]
) -> Iterator[list[Pair]]:
    """Every lawful plan: at most one head to a place, and a place held is free once all who hold it go."""
    by_case = {h.case: {p.seat: p for p in pairs[h.case]} for h in heads}
    held = {s.code: s.held_by for s in seats if not s.vacant}
    choices = [s.code for s in seats] + [""] * len(heads)
    for chosen in set(permutations(choices, len(heads))):
        if any(code and code not in by_case[h.case] for h, code in zip(heads, chosen, strict=True)):
            continue
        goes = {h.case for h, code in zip(heads, chosen, strict=True) if code}
        # The proposal is careful with a place that two heads hold: it is offered to nobody.
        if any(code in held and (len(held[code]) > 1 or not goes.issuperset(held[code])) for code in chosen if code):
            continue
        yield [by_case[h.case][code] for h, code in zip(heads, chosen, strict=True) if code]


@settings(max_examples=120)
@given(regions())
def test_no_lawful_plan_is_better_and_none_is_proposed_that_the_review_would_refuse(
    region: tuple[list[Candidate], list[Seat], dict[str, int]],
) -> None:
    heads, seats, weights = region
    found = propose(heads, seats, lawful, weights)
    # The very check of the form, asked anew with the whole form.
    for pair in found.pairs.values():
        candidate = next(h for h in heads if h.case == pair.case)
        form = Review(
            met_on=ON, members=7, present=7, votes={"rotate": 7}, decision=pair.decision,
            destination=Destination(organisation=pair.seat),
        )  # fmt: skip
        destination_is_lawful(form, candidate.facts)
    assert len({p.seat for p in found.pairs.values()}) == len(found.pairs)
    for each in seats:
        if any(p.seat == each.code for p in found.pairs.values()) and not each.vacant:
            assert all(case in found.pairs for case in each.held_by)
    for someone in heads:
        allowed = {
            s.code
            for s in seats
            if (s.vacant and lawful(someone, s, "move") is None) or (s.freed and lawful(someone, s, "rotate") is None)
        }
        assert {p.seat for p in found.lawful[someone.case]} == allowed
    best = max((len(plan), sum(p.total for p in plan)) for plan in plans(heads, seats, found.lawful))
    assert (len(found.pairs), found.total) == best
    assert {left.case for left in found.left} == {h.case for h in heads} - set(found.pairs)


@given(regions(), st.randoms(use_true_random=False))
def test_the_same_plan_is_proposed_in_whatever_order_it_is_asked(
    region: tuple[list[Candidate], list[Seat], dict[str, int]], random: Any
) -> None:
    heads, seats, weights = region
    first = propose(heads, seats, lawful, weights)
    random.shuffle(heads)
    random.shuffle(seats)
    assert propose(heads, seats, lawful, weights) == first


def places_of(found: Proposal) -> dict[str, str]:
    return {case: pair.seat for case, pair in found.pairs.items()}


def test_clause_11_a_vacancy_lets_a_whole_chain_move() -> None:
    seats = [seat("C-1", held_by=("K-1",)), seat("C-2", held_by=("K-2",)), seat("V", vacant=True, freed=False)]
    heads = around([head(1, "C-1"), head(2, "C-2")], seats)
    found = propose(heads, seats, lawful, WEIGHTS)
    # Both go, by exchange or along the chain; nobody to the own place.
    assert len(found.pairs) == 2
    assert all(seat_ != {"K-1": "C-1", "K-2": "C-2"}[case] for case, seat_ in places_of(found).items())


def test_clause_12_a_place_whose_head_has_nowhere_to_go_is_not_free() -> None:
    # The head of C-2 lives in another settlement than every place: C-2 is not freed, and K-1 has no place either.
    seats = [seat("C-1", held_by=("K-1",)), seat("C-2", held_by=("K-2",))]
    heads = around([head(1, "C-1"), head(2, "C-2", settlement="B")], seats)
    found = propose(heads, seats, lawful, WEIGHTS)
    assert found.pairs == {}
    assert [left.case for left in found.left] == ["K-1", "K-2"]
    assert found.lawful["K-1"][0].seat == "C-2"


def test_clause_11_a_vacancy_asks_for_its_qualification_and_says_so() -> None:
    seats = [seat("C-1", held_by=("K-1",)), seat("V", vacant=True, freed=False, qualification="first")]
    heads = around([head(1, "C-1", qualifications=("second",))], seats)
    (left,) = propose(heads, seats, lawful, WEIGHTS).left
    clause, reason = left.reasons["V"]
    assert clause == "11"
    assert "first" in reason.en
    qualified = around([head(1, "C-1", qualifications=("first",))], seats)
    assert propose(qualified, seats, lawful, WEIGHTS).pairs["K-1"].decision == "move"


def test_clause_13_a_strong_head_goes_where_the_work_is_weak_if_it_weighs_most() -> None:
    seats = [seat(f"C-{n}", held_by=(f"K-{n}",)) for n in (1, 2, 3)]
    marks = {1: 90, 2: 10, 3: 60}
    heads = around([head(n, f"C-{n}", indicators={"indicator_work": marks[n]}) for n in (1, 2, 3)], seats)
    found = propose(heads, seats, lawful, parse_weights("potential=9"))
    assert places_of(found)["K-1"] == "C-2"


def test_clause_12_who_waits_since_last_year_goes_before_who_does_not() -> None:
    seats = [seat("C-1", held_by=("K-1",)), seat("C-2", held_by=("K-2",)), seat("V", vacant=True, freed=False)]
    # Neither may take the other's place here: they are given to others already.
    heads = around([head(1, "C-1"), head(2, "C-2", waiting=True)], seats)
    heads = [
        replace(h, facts=replace(h.facts, values={**h.facts.values, "cycle.taken": {"C-1": "x", "C-2": "y"}}))
        for h in heads
    ]
    found = propose(heads, seats, lawful, WEIGHTS)
    assert places_of(found) == {"K-2": "V"}
    (left,) = found.left
    assert left.taken_by == {"V": "K-2"}


def test_five_hundred_heads_and_places_are_one_problem() -> None:
    seats = [seat(f"C-{n:03}", held_by=(f"K-{n}",)) for n in range(500)]
    heads = around([head(n, f"C-{n:03}", tenure=7 + n % 9) for n in range(500)], seats)
    found = propose(heads, seats, lawful, WEIGHTS)
    assert len(found.pairs) == 500


@pytest.mark.parametrize(
    "written", ["potential", "potential=", "potential=-1", "potential=1.5", "beauty=3", "tenure=1001"]
)
def test_weights_that_cannot_be_read_are_told_with_what_would_be(written: str) -> None:
    with pytest.raises(InvalidInput, match=r"accepted: qualification=0\.\.1000"):
        parse_weights(written)


def test_weights_are_the_authority_s_own_and_no_clause_sets_them() -> None:
    parameter = DRAFT["proposal-weights"]
    assert parameter.is_own
    assert parse_weights(str(parameter.value)) == dict(WEIGHTS)
    assert parse_weights("potential=5, district=0")["potential"] == 5
