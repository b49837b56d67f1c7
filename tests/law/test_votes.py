"""Votes: clause 9 of the rotation rules, stated once more and apart from the code."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decisions import table
from models.errors import InvalidInput
from models.texts import LANGUAGES
from models.votes import tally

TWO_THIRDS = Fraction(2, 3)


def outcome(members: int, present: int, votes: dict[str, int], chair: str | None = None, quorum: str = "2/3") -> str:
    return tally(members, present, votes, chair, Fraction(quorum)).outcome


def test_clause_9_more_than_half_of_the_votes_cast_decides() -> None:
    assert outcome(7, 5, {"rotate": 3, "refuse": 2}) == "rotate"
    assert outcome(7, 7, {"rotate": 2, "refuse": 1}) == "rotate", "those who abstain are present, their votes not cast"


def test_clause_9_quorum_is_two_thirds_of_all_members() -> None:
    assert outcome(7, 4, {"rotate": 4}) == "no-quorum"
    assert outcome(7, 5, {"rotate": 4}) == "rotate"
    assert outcome(6, 4, {"rotate": 4}) == "rotate", "exactly two thirds is enough"
    assert outcome(5, 3, {"rotate": 3}, quorum="1/2") == "rotate"
    assert outcome(5, 5, {"rotate": 5}, quorum="1") == "rotate"


def test_clause_9_tie_goes_to_the_chairs_option() -> None:
    result = tally(6, 6, {"rotate": 3, "refuse": 3}, "refuse", TWO_THIRDS)
    assert result.outcome == "refuse"
    assert result.by_chair
    assert outcome(6, 6, {"rotate": 3, "move": 0, "refuse": 3}, "rotate") == "rotate"


def test_clause_9_the_chairs_vote_does_not_outweigh_a_majority() -> None:
    result = tally(7, 7, {"rotate": 4, "refuse": 3}, "refuse", TWO_THIRDS)
    assert result.outcome == "rotate"
    assert not result.by_chair


def test_no_majority_where_no_option_has_more_than_half() -> None:
    assert outcome(7, 6, {"a": 2, "b": 2, "c": 2}, "a") == "no-majority"
    assert outcome(7, 7, {"a": 3, "b": 2, "c": 2}, "a") == "no-majority"
    assert outcome(7, 6, {"a": 3, "b": 2, "c": 1}, "a") == "no-majority", "one option with exactly half is no tie"
    assert outcome(7, 6, {"a": 3, "b": 3}) == "no-majority", "a tie, and the chair's vote is not given"
    assert outcome(7, 6, {}) == "no-majority"
    assert outcome(7, 6, {"a": 0, "b": 0}) == "no-majority"


@pytest.mark.parametrize(
    ("members", "present", "votes", "chair"),
    [
        (7, 5, {"a": 3, "b": 3}, None),
        (5, 6, {"a": 6}, None),
        (7, 5, {"a": 5}, "b"),
        (7, 5, {"a": 5, "b": 0}, "b"),
        (7, 5, {}, "b"),
        (7, 5, {"a": 6, "b": -1}, None),
        (0, 0, {}, None),
        (-1, 0, {}, None),
        (7, -1, {}, None),
        (7, 1, {"a": 2}, None),
    ],
)
def test_what_no_meeting_can_be_is_invalid_before_the_quorum_is_asked(
    members: int, present: int, votes: dict[str, int], chair: str | None
) -> None:
    result = tally(members, present, votes, chair, TWO_THIRDS)
    assert result.outcome == "invalid"
    assert result.reasons


def test_every_wrong_count_is_named() -> None:
    reasons = [str(reason) for reason in tally(5, 6, {"a": 7}, "b", TWO_THIRDS).reasons]
    assert reasons == [
        "6 were present, but there are 5 members",
        "7 votes were cast, but 6 were present",
        "the chair voted for 'b', but no vote was cast for it",
    ]


@pytest.mark.parametrize("quorum", ["0", "-1/2", "4/3"])
def test_a_quorum_that_is_no_share_is_refused(quorum: str) -> None:
    with pytest.raises(InvalidInput, match="above 0 and at most 1"):
        outcome(7, 5, {"a": 5}, quorum=quorum)


def test_an_option_named_like_an_outcome_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no-quorum"):
        outcome(7, 5, {"no-quorum": 5})


def stated_anew(members: int, present: int, votes: dict[str, int], chair: str | None, quorum: Fraction) -> str:
    """The rotation page's last section, read from the ballots: each vote one paper, the chair's among them."""
    papers = [option for option, count in votes.items() for _ in range(count)]
    sound = members > 0 and len(papers) <= present <= members and (chair is None or chair in papers)
    if not sound:
        return "invalid"
    if Fraction(present, members) < quorum:
        return "no-quorum"
    for option in set(papers):
        if papers.count(option) > len(papers) - papers.count(option):
            return option
    if chair is not None and len(set(papers)) == 2:
        return chair
    return "no-majority"


@given(
    st.integers(0, 15),
    st.integers(0, 15),
    st.dictionaries(st.sampled_from(["rotate", "refuse", "move", "postpone"]), st.integers(0, 7)),
    st.sampled_from([None, "rotate", "refuse", "move"]),
    st.sampled_from([Fraction(2, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(1, 100)]),
)
def test_agrees_with_the_rule_stated_anew(
    members: int, present: int, votes: dict[str, int], chair: str | None, quorum: Fraction
) -> None:
    result = tally(members, present, votes, chair, quorum)
    assert result.outcome == stated_anew(members, present, votes, chair, quorum)
    for reason in result.reasons:
        assert len({reason.in_(language) for language in LANGUAGES}) == 3


def test_table_takes_two_thirds_where_no_quorum_is_named() -> None:
    written = {"members": "7", "present": "4", "votes": "rotate:4"}
    decision = table("vote").answer(written)
    assert (decision.outcome, decision.clause) == ("no-quorum", "9")
    assert table("vote").answer({**written, "quorum": "1/2"}).outcome == "rotate"
    assert table("vote").answer({**written, "quorum": "0.5", "chair": " rotate "}).outcome == "rotate"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("votes", "rotate", "rotate:3,refuse:2"),
        ("votes", "rotate:3,rotate:2", "named twice"),
        ("votes", "rotate:three", "not a whole number"),
        ("votes", ":3", "rotate:3,refuse:2"),
        ("members", "7.0", "not a whole number"),
        ("members", "٧", "not a whole number"),
        ("quorum", "two thirds", "2/3"),
        ("quorum", "2/0", "divides by zero"),
        ("quorum", "66%", "2/3"),
    ],
)
def test_table_refuses_what_it_can_not_read(key: str, value: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        table("vote").answer({"members": "7", "present": "5", "votes": "rotate:3", key: value})
