"""`vote`: what a commission's open vote came to (clause 9)."""

from collections.abc import Mapping
from fractions import Fraction

from models.decisions import Decision, Key, Table, share, whole_number
from models.errors import InvalidInput
from models.regulations.rotation.act import DRAFT
from models.votes import RESERVED, tally


def parse_votes(text: str) -> Mapping[str, int]:
    """Accepts `rotate:3,refuse:2`, each option once."""
    votes: dict[str, int] = {}
    for part in text.split(","):
        option, colon, count = (piece.strip() for piece in part.rpartition(":"))
        if not colon or not option:
            raise InvalidInput(f"'{part.strip()}' is not an option with its votes; accepted: rotate:3,refuse:2")
        if option in votes:
            raise InvalidInput(f"option '{option}' is named twice")
        votes[option] = whole_number(count)
    return votes


def _decide(members: int, present: int, votes: Mapping[str, int], chair: str | None, quorum: Fraction) -> Decision:
    found = tally(members, present, votes, chair, quorum)
    return Decision(found.outcome, DRAFT["quorum"].clause, found.reasons)


TABLE = Table(
    name="vote",
    doc="What did a commission's open vote come to: quorum, simple majority, the chair's vote in a tie (clause 9)?",
    keys=(
        Key("members", whole_number, "all members of the commission"),
        Key("present", whole_number, "members present"),
        Key("votes", parse_votes, "votes cast for each option: rotate:3,refuse:2; left out: none", {}),
        Key("chair", str, "the option the chair voted for, which decides a tie; left out: not given", None),
        Key("quorum", share, "least share of all members that must be present; 2/3 by default", Fraction(2, 3)),
    ),
    decide=_decide,
    outcomes=f"the option taken, or {', '.join(RESERVED)}",
    example="members=7 present=5 votes=rotate:3,refuse:2 chair=rotate quorum=2/3",
)
