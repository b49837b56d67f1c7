"""A conflict of interest keeps a member out of one vote, and where the authority rules so, of its quorum."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.conflicts import PARAMETER
from models.errors import InvalidInput
from models.form_schema import form_schema
from models.regulations import procedure
from models.votes import KeptOut, tally

TWO_THIRDS = Fraction(2, 3)


@given(
    st.integers(1, 15), st.integers(0, 15), st.integers(0, 15), st.integers(0, 15), st.sampled_from([None, "a", "b"])
)
def test_out_of_vote_and_quorum_is_the_same_as_never_having_been_a_member(
    members: int, absent: int, votes_a: int, votes_b: int, chair: str | None
) -> None:
    present = max(members - absent, 0)
    votes = {"a": votes_a, "b": votes_b}
    # One present and one absent member besides, both kept out.
    found = tally(members + 2, present + 1, votes, chair, TWO_THIRDS, KeptOut(1, 1, from_quorum=True))
    without = tally(members, present, votes, chair, TWO_THIRDS)
    assert (found.outcome, found.by_chair) == (without.outcome, without.by_chair)


def test_where_only_the_vote_is_barred_the_quorum_counts_the_member() -> None:
    votes = {"a": 3, "b": 1}
    assert tally(7, 5, votes, None, TWO_THIRDS, KeptOut(1)).outcome == "a"
    # 4 of 6 is two thirds, too; 3 of 5 is not.
    assert tally(7, 5, {"a": 2, "b": 1}, None, TWO_THIRDS, KeptOut(2, from_quorum=True)).outcome == "no-quorum"
    assert tally(7, 5, {"a": 2, "b": 1}, None, TWO_THIRDS, KeptOut(2)).outcome == "a"


@pytest.mark.parametrize(
    ("present", "votes", "chair", "out", "said"),
    [
        (5, {"a": 5}, None, KeptOut(1), "4 could vote: of 5 present 1"),
        (5, {"a": 2}, "a", KeptOut(1, chair=True), "the chair is kept out"),
        (2, {"a": 1}, None, KeptOut(3), "3 of those present were kept out, but 2 were present"),
        (5, {"a": 1}, None, KeptOut(4, 4), "8 in all, of 7 members"),
        (7, {}, None, KeptOut(7, from_quorum=True), "no members"),
    ],
)
def test_a_count_that_cannot_be_is_invalid_and_says_why(
    present: int, votes: dict[str, int], chair: str | None, out: KeptOut, said: str
) -> None:
    found = tally(7, present, votes, chair, TWO_THIRDS, out)
    assert found.outcome == "invalid"
    assert said in " ".join(map(str, found.reasons))


@pytest.mark.parametrize("code", ["rotation", "attestation", "evaluation"])
def test_the_texts_are_silent_and_the_form_asks_only_where_the_authority_rules(code: str) -> None:
    found = procedure(code)
    parameter = found.act.editions[-1]["conflict-of-interest"]
    assert (parameter.value, parameter.is_own) == ("off", True)
    form = found.case.step(found.meets_on).form
    assert form is not None
    assert "recused" not in form_schema(form, "kk", offers={"recused": []})["properties"]
    assert form_schema(form, "kk", offers={"recused": ["Член 1"]})["properties"]["recused"]["title"]


def test_the_authority_takes_one_of_the_two_rules_and_no_third() -> None:
    assert PARAMETER.valued("quorum").value == "quorum"
    with pytest.raises(InvalidInput, match="accepted: off, vote, quorum"):
        PARAMETER.valued("sometimes")
