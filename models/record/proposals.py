"""A proposal for a rotation's plan, from the record: the heads not decided yet, the places, the weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from models.errors import InvalidInput, Refusal
from models.facts import Facts
from models.names import PersonName
from models.proposal import Candidate, Decision, Proposal, Seat, parse_weights, propose
from models.record.case_rows import name_of
from models.record.cases import Case, Ruling, StepRecord
from models.record.loading import calendar_of, load_states
from models.record.meetings import sitting
from models.record.people import Official, OfficialFact, Organisation
from models.record.places import PLACES, TAKEN, Place, places
from models.regulations.rotation.checks import destination_is_lawful
from models.regulations.rotation.forms import Destination, Review
from models.regulations.rotation.indicators import INDICATORS, WEIGHTS_PARAMETER
from models.texts import Text

CARRIED_CLAUSE = "12"
"""By which a head whom no place was found for is on the list again."""


@dataclass(frozen=True)
class Proposed:
    """A proposal with the names people read."""

    cycle: str
    on: date
    proposal: Proposal
    people: Mapping[str, PersonName]
    seats: Mapping[str, Seat]
    candidates: Mapping[str, Candidate]


def proposal_for(session: Session, cycle: str, on: date, weights: str = "") -> Proposed:
    """What the commission of this cycle may be proposed on the day; a fixed number of queries.

    `weights` go on top of the authority's own (the edition's parameter). Raises `InvalidInput` for a cycle of another
    procedure than the rotation, and for weights that can't be read.
    """
    own, authority, procedure = sitting(session, cycle)
    if procedure.code != "rotation":
        raise InvalidInput(f"{cycle}: a plan of places is proposed for a rotation only")
    rows = _undecided(session, own)
    states = load_states(session, [own, *(case for case, _, _ in rows)])
    edition = states[own.id].edition
    weighed = parse_weights(weights, parse_weights(str(edition[WEIGHTS_PARAMETER].value)))
    calendar = calendar_of(session, authority)
    known = places(session, authority.id, own.cycle_id, on)
    districts = _districts(session, authority.id)
    indicators = _indicators(session, [case.official_id for case, _, _ in rows if case.official_id], on)
    surrounding = {
        PLACES: {code: place.told for code, place in known.items()},
        TAKEN: {code: place.taken_by for code, place in known.items() if place.taken_by is not None},
    }
    candidates: list[Candidate] = []
    carried = {line["official"] for line in own.facts.get("roll") or () if line["clause"] == CARRIED_CLAUSE}
    for case, official, place in rows:
        facts = Facts({**states[case.id].known(), **surrounding}, on, states[case.id].edition, calendar)
        measures = indicators.get(case.official_id or 0, {})
        waits = official is not None and official.code in carried
        candidates.append(_candidate(case, place, facts, measures, carried=waits))
    held: dict[str, list[str]] = {}
    for each in candidates:
        held.setdefault(each.organisation, []).append(each.case)
    seats = [
        _seat(place, districts.get(place.code, ""), tuple(held.get(place.code, ())))
        for place in known.values()
        if place.taken_by is None
    ]
    found = propose(candidates, seats, lawful, weighed)
    return Proposed(
        cycle,
        on,
        found,
        {case.number: name for case, official, _ in rows if (name := name_of(official)) is not None},
        {seat.code: seat for seat in seats},
        {each.case: each for each in candidates},
    )


def lawful(head: Candidate, seat: Seat, decision: Decision) -> Refusal | None:
    """The review's own check, asked of a decision that sends the head there."""
    try:
        destination_is_lawful(_sends(seat.code, decision), head.facts)
    except Refusal as refusal:
        return refusal
    return None


@lru_cache(maxsize=8192)
def _sends(seat: str, decision: Decision) -> Review:
    """A decision as the form would hold it. Asked for each pair, made once for each place."""
    there = Destination.model_construct(organisation=seat)
    return Review.model_construct(decision=decision, destination=there, no_place=False)


def _undecided(session: Session, own: Case) -> list[tuple[Case, Official | None, Organisation | None]]:
    """The open cases of the cycle that the commission has not decided, or has to decide anew."""
    decided = (
        select(Ruling.case_id)
        .join(StepRecord, col(StepRecord.id) == Ruling.step_id)
        .where(col(StepRecord.state) == "done")
    )
    asked = (
        select(Case, Official, Organisation)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(Case.cycle_id == own.cycle_id, Case.kind == "case", col(Case.closed_on).is_(None))
        .where(col(Case.id).not_in(decided))
        .order_by(Case.number)
    )
    return [(case, official, place) for case, official, place in session.exec(asked)]


def _candidate(
    case: Case, place: Organisation | None, facts: Facts, indicators: Mapping[str, int], *, carried: bool
) -> Candidate:
    return Candidate(
        case=case.number,
        organisation=str(facts.get("case.organisation") or (place.code if place else "")),
        settlement=str(facts.get("case.settlement") or (place.settlement if place else "")),
        district=(place.district if place else None) or "",
        facts=facts,
        qualifications=tuple(facts.get("case.qualifications") or ()),
        indicators=indicators,
        waiting=carried,
        tenure=_years(facts),
    )


def _years(facts: Facts) -> int:
    """Whole years in the organisation, by the stints on the list."""
    days = 0
    for start, end in facts.get("case.stints") or ():
        first = date.fromisoformat(str(start))
        last = date.fromisoformat(str(end)) if end else facts.on
        days += max((min(last, facts.on) - first).days, 0)
    return days // 365


def _seat(place: Place, district: str, held_by: tuple[str, ...]) -> Seat:
    name = Text(f"{place.name_ru} ({place.code})", f"{place.name_kk} ({place.code})")
    return Seat(place.code, name, place.settlement, district, place.vacant, place.freed, place.qualification, held_by)


def _districts(session: Session, authority_id: int) -> dict[str, str]:
    asked = select(Organisation.code, Organisation.district).where(Organisation.authority_id == authority_id)
    return {code: district or "" for code, district in session.exec(asked)}


def _indicators(session: Session, officials: list[int], on: date) -> dict[int, dict[str, int]]:
    """The measures of clause 13 that the registry holds, the newest that hold on the day."""
    asked = (
        select(OfficialFact)
        .where(col(OfficialFact.official_id).in_(officials), col(OfficialFact.name).in_(INDICATORS))
        .where(col(OfficialFact.from_day) <= on)
        .order_by(col(OfficialFact.from_day), col(OfficialFact.id))
    )
    found: dict[int, dict[str, int]] = {}
    for fact in session.exec(asked):
        found.setdefault(fact.official_id, {})[fact.name] = int(fact.value)
    return found
