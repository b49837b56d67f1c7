"""Where a head may go: the places of an authority on a day, what a cycle frees, what it has given away already."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from models.record.base import Rows
from models.record.cases import Case, Ruling, StepRecord
from models.record.people import Organisation, Vacancy
from models.regulations import procedure as procedure_named

PLACES, TAKEN = "cycle.places", "cycle.taken"
"""Facts around a case: places by code; code -> number of the case that it was given to."""


@dataclass(frozen=True)
class Opening:
    """A vacant post and the qualification category it asks for."""

    post: str
    qualification: str | None


@dataclass(frozen=True)
class Place:
    """An organisation a head may go to.

    freed     its own head is on the cycle's list and does not keep the place (rotation, clause 10)
    openings  its vacant posts (clause 11)
    taken_by  the number of the case whose standing decision gives it away
    """

    organisation_id: int
    code: str
    name_ru: str
    name_kk: str
    settlement: str
    freed: bool
    openings: tuple[Opening, ...]
    taken_by: str | None

    @property
    def vacant(self) -> bool:
        """It has a vacant post."""
        return bool(self.openings)

    @property
    def qualification(self) -> str | None:
        """What its vacant posts ask for; `None` if one of them asks for nothing."""
        asked = [opening.qualification for opening in self.openings]
        return None if None in asked or not asked else asked[0]

    @property
    def told(self) -> dict[str, Any]:
        """The place as checks are told of it."""
        names = ("name_ru", "name_kk", "settlement", "freed", "vacant", "qualification")
        return {name: getattr(self, name) for name in names}


def places(session: Session, authority_id: int, cycle_id: int, on: date) -> dict[str, Place]:
    """The organisations open on the day, by code; three queries however many there are."""
    asked: Rows = (
        select(
            col(Organisation.id), col(Organisation.code), col(Organisation.name_ru), col(Organisation.name_kk),
            col(Organisation.settlement), col(Vacancy.post), col(Vacancy.qualification),
        )
        .outerjoin(
            Vacancy,
            and_(
                col(Vacancy.organisation_id) == Organisation.id,
                col(Vacancy.open_from) <= on,
                or_(col(Vacancy.filled_on).is_(None), col(Vacancy.filled_on) > on),
            ),
        )
        .where(col(Organisation.authority_id) == authority_id)
        .where(or_(col(Organisation.closed_on).is_(None), col(Organisation.closed_on) > on))
        .order_by(col(Organisation.code), col(Vacancy.id))
    )  # fmt: skip
    openings: dict[int, list[Opening]] = {}
    found: dict[int, tuple[int, str, str, str, str]] = {}
    for *organisation, post, qualification in session.execute(asked):
        found[organisation[0]] = tuple(organisation)
        if post is not None:
            openings.setdefault(organisation[0], []).append(Opening(post, qualification))
    rulings = standing_rulings(session, cycle_id)
    taken = {r.destination_id: r.case_number for r in rulings if r.destination_id is not None}
    kept = {r.organisation_id for r in rulings if r.keeps_place}
    freed = set(session.execute(_listed(cycle_id)).scalars()) - kept
    return {
        each[1]: Place(
            *each, freed=each[0] in freed, openings=tuple(openings.get(each[0], ())), taken_by=taken.get(each[0])
        )
        for each in found.values()
    }


@dataclass(frozen=True)
class StandingRuling:
    """A decision of the commission that still counts. `keeps_place`: the person stays in the place held so far."""

    case_number: str
    organisation_id: int | None
    option: str
    destination_id: int | None
    keeps_place: bool


def standing_rulings(session: Session, cycle_id: int) -> list[StandingRuling]:
    """The decisions of a cycle's cases that no appeal has set aside. Who does not go gives the place back."""
    rows = session.execute(
        select(
            col(Case.number),
            col(Case.organisation_id),
            col(Ruling.option),
            col(Ruling.destination_id),
            col(Case.result),
            col(Case.procedure),
        )
        .join(StepRecord, col(StepRecord.id) == Ruling.step_id)
        .join(Case, col(Case.id) == Ruling.case_id)
        .where(col(Case.cycle_id) == cycle_id, col(Case.kind) == "case", col(StepRecord.state) == "done")
        .order_by(col(Case.number))
    )
    return [
        StandingRuling(
            number, organisation, option, None if result in of.gives_back else destination, option in of.keeps_place
        )
        for number, organisation, option, destination, result, procedure in rows
        for of in (procedure_named(procedure),)
    ]


def _listed(cycle_id: int) -> Any:
    return select(col(Case.organisation_id)).where(
        col(Case.cycle_id) == cycle_id, col(Case.kind) == "case", col(Case.organisation_id).is_not(None)
    )


class AskedLater(Mapping[str, Any]):
    """A fact that few checks ask for, read when one does."""

    def __init__(self, read: Callable[[], Mapping[str, Any]]) -> None:
        self._read = read

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        return self._read()

    @property
    def asked(self) -> bool:
        """It was read."""
        return "_values" in vars(self)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __bool__(self) -> bool:
        # `facts.get(name) or {}` must not read it yet.
        return True


def place_facts(session: Session, authority_id: int, cycle_id: int, on: date, own_case: str) -> dict[str, Any]:
    """`PLACES`, and `TAKEN` by other cases, as checks ask for them."""
    found = cache(lambda: places(session, authority_id, cycle_id, on))
    return {
        PLACES: AskedLater(lambda: {code: p.told for code, p in found().items()}),
        TAKEN: AskedLater(
            lambda: {code: p.taken_by for code, p in found().items() if p.taken_by not in (None, own_case)}
        ),
    }


def looked_at(around: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision rests on of all that is known around its case: of the places, the one it names.

    The others' cases are no matter of this one's trail, and all places beside each of as many heads grow as a square.
    """
    code = (form.get("destination") or {}).get("organisation")
    return {
        name: ({code: value[code]} if code in value else {}) if name in (PLACES, TAKEN) else value
        for name, value in around.items()
        if getattr(value, "asked", True)
    }
