"""What a meeting's minutes tell of it, as plain values: who sat, what was decided in each case, by which votes, why."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from models.filed import FiledPlace, plain
from models.filled_forms import FilledField
from models.names import PersonName
from models.texts import Language, Text


@dataclass(frozen=True)
class SatMember:
    """A member of the commission. `present`: whether at this meeting; `None` where only the number was kept."""

    full_name: str
    part: str
    is_chair: bool
    present: bool | None


@dataclass(frozen=True)
class Vote:
    """The votes cast for one option. `casting`: the chair's vote is among them."""

    option: str
    title: Text
    votes: int
    casting: bool


@dataclass(frozen=True)
class DecidedCase:
    """One case as the meeting decided it.

    reasons    what the votes came to, in words: quorum, majority, the chair's vote
    recused    members whom a conflict of interest kept out of this vote
    form       what was filled in, field by field
    standing   no appeal has set the decision aside
    """

    case: str
    person: PersonName | None
    post: str
    place: FiledPlace | None
    step: str
    occurrence: int
    clause: str
    option: str
    option_title: Text
    votes: tuple[Vote, ...]
    recused: tuple[str, ...]
    reasons: tuple[Text, ...]
    destination: FiledPlace | None
    no_place: bool
    form: tuple[FilledField, ...]
    standing: bool


@dataclass(frozen=True)
class MeetingFile:
    """A meeting held, or a decision taken by the form of its own case (`id` is `None`).

    quorum         the least share of all members that must be present, with its clause
    conflict_rule  what a conflict of interest does here: `off`, `vote` or `quorum` (`models.conflicts.RULES`)
    sat            the members of the commission in the order its act names them
    """

    id: int | None
    cycle: str
    procedure: str
    title: Text
    authority: str
    authority_name: Text
    country: str
    language: Language
    met_on: date
    minutes_no: str | None
    members: int
    present: int
    quorum: Fraction
    quorum_clause: str
    conflict_rule: str
    act_no: str | None
    act_on: date | None
    sat: tuple[SatMember, ...]
    secretary: PersonName | None
    cases: tuple[DecidedCase, ...]

    @property
    def chair(self) -> SatMember | None:
        """Who chairs the commission."""
        return next((m for m in self.sat if m.is_chair), None)

    @property
    def attended(self) -> tuple[SatMember, ...]:
        """Those known to have been present; the minutes are signed by them. All members where no names were kept."""
        known = tuple(m for m in self.sat if m.present)
        return known or tuple(m for m in self.sat if m.present is None)

    def as_data(self, language: Language) -> dict[str, Any]:
        """As plain data for JSON, texts in one language."""
        found: dict[str, Any] = plain(self, language)
        return found
