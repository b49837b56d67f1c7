"""Officials in service and what the registry knows of each, for procedures that ask more than a tenure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.names import full_name
from models.record.base import Rows
from models.record.people import Official, OfficialFact, Organisation, Tenure
from models.record.registry_queries import in_force


@dataclass(frozen=True)
class Servant:
    """An official in post on a day; without a tenure in the registry, one whose post is known by a fact alone.

    facts  by name, each as it stands on the day
    """

    official_id: int
    official_code: str
    full_name: str
    sex: str | None
    birth_date: date | None
    organisation_id: int | None
    organisation_code: str
    organisation_ru: str
    settlement: str | None
    post: str
    facts: Mapping[str, Any]


def servants(session: Session, authority_id: int, on: date, *, with_fact: str) -> list[Servant]:
    """The officials in post on the day of whom this fact is known, by organisation and name; four queries.

    One who left every post the registry knows of is not in service; one of whom it knows no post stands at the end.
    """
    known = facts_on(session, authority_id, on)
    posts = {row[0]: row[1:] for row in session.execute(_posts(authority_id, on))}
    ever = set(session.execute(_ever_in_post(authority_id)).scalars())
    found = []
    people = select(Official).where(col(Official.authority_id) == authority_id)
    for person in session.execute(people).scalars():
        if with_fact not in known.get(person.id, ()) or (person.id in ever and person.id not in posts):
            continue
        post, place, code, name, settlement = posts.get(person.id, ("", None, "", "", None))
        called = full_name(person.last_name, person.first_name, person.middle_name)
        found.append(
            Servant(
                person.id, person.code, called, person.sex, person.birth_date, place, code, name, settlement, post,
                known[person.id],
            )
        )  # fmt: skip
    return sorted(found, key=lambda s: (not s.organisation_code, s.organisation_code, s.full_name, s.official_code))


def facts_on(session: Session, authority_id: int, on: date) -> dict[int, dict[str, Any]]:
    """Facts of the authority's officials as they stand on the day, by official and name; one query."""
    asked: Rows = (
        select(col(OfficialFact.official_id), col(OfficialFact.name), col(OfficialFact.value))
        .join(Official, col(Official.id) == OfficialFact.official_id)
        .where(col(Official.authority_id) == authority_id, col(OfficialFact.from_day) <= on)
        .order_by(col(OfficialFact.from_day), col(OfficialFact.id))
    )
    found: dict[int, dict[str, Any]] = {}
    for official_id, name, value in session.execute(asked):
        found.setdefault(official_id, {})[name] = value
    return found


def _posts(authority_id: int, on: date) -> Rows:
    """The post each official has held shortest: one who has two is there by the newer."""
    nth = func.row_number().over(
        partition_by=col(Tenure.official_id), order_by=(col(Tenure.start_on).desc(), col(Tenure.id).desc())
    )
    ranked = (
        select(
            col(Tenure.official_id), col(Tenure.post), col(Organisation.id).label("place"), col(Organisation.code),
            col(Organisation.name_ru), col(Organisation.settlement), nth.label("nth"),
        )
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .where(col(Organisation.authority_id) == authority_id, in_force(Tenure.start_on, Tenure.end_on, on))
        .subquery()
    )  # fmt: skip
    c = ranked.c
    return select(c.official_id, c.post, c.place, c.code, c.name_ru, c.settlement).where(c.nth == 1)


def _ever_in_post(authority_id: int) -> Rows:
    asked: Rows = (
        select(col(Tenure.official_id))
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .where(col(Organisation.authority_id) == authority_id)
        .distinct()
    )
    return asked
