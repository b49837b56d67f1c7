"""The evaluation and the registry: who is in a post of the body, who decides, what a servant's leaving changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.acts import Edition
from models.engine import Decision
from models.procedure import Listed
from models.record.cases import Case
from models.record.people import Authority, Official, Organisation, Tenure
from models.record.registry_queries import commission_in_force, in_force
from models.regulations.evaluation.procedure import evaluated
from models.regulations.evaluation.process import period


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Clauses 4, 6: everyone in a post of the authority on the first day of the period, each judged; one query.

    The registry does not tell Corps B from other posts: what is imported for an authority that adopted the methodology
    are its Corps B servants. One in several posts is there once, by the earliest.
    """
    days = {f"cycle.{name}": value for name, value in period(opened_on, edition, {}).items()}
    rows = session.exec(
        select(Official, Organisation, Tenure)
        .join(Tenure, col(Tenure.official_id) == Official.id)
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .where(col(Organisation.authority_id) == authority.id, in_force(Tenure.start_on, Tenure.end_on, opened_on))
        .order_by(col(Organisation.code), col(Official.last_name), col(Official.first_name), col(Official.id),
                  col(Tenure.start_on), col(Tenure.id))
    ).all()  # fmt: skip
    found: dict[int, Listed] = {}
    for official, place, post in sorted(rows, key=lambda row: row[2].start_on):
        if official.id in found:
            continue
        own = {
            "in_post_from": str(post.start_on),
            "post": post.post,
            "organisation": place.code,
            "organisation_name": place.name_ru,
            "settlement": place.settlement,
        }
        roll = evaluated({**own, **days}, opened_on, edition)
        found[official.id] = Listed(official.id, official.code, place.id, place.code, roll, own)
    order = {official.id: n for n, (official, _, _) in reversed(list(enumerate(rows)))}
    return sorted(found.values(), key=lambda one: order[one.official_id])


def surroundings(session: Session, case: Case, step: str, on: date) -> Mapping[str, Any]:
    """Clauses 58, 62: the commission in force, for its decision."""
    if case.kind != "case" or step != "commission":
        return {}
    found = commission_in_force(session, case.authority_id, "evaluation", on)
    if found is None:
        return {}
    commission = {
        "parts": [m.part for m in found.members],
        "members": [(m.full_name, m.part, m.is_chair) for m in found.members],
        "chairs": sum(m.is_chair for m in found.members),
        "secretary_is_member": found.secretary_is_member,
    }
    return {"cycle.commission": commission}


def effects(session: Session, case: Case, decision: Decision) -> None:
    """A servant who left the post: the time in it ends."""
    step = decision.recorded
    if step is None or step.outcome != "closed" or step.done_on is None:
        return
    current = session.exec(
        select(Tenure).where(
            Tenure.official_id == case.official_id,
            Tenure.organisation_id == case.organisation_id,
            col(Tenure.end_on).is_(None),
        )
    ).first()
    if current is not None:
        current.end_on = max(step.done_on, current.start_on)
