"""What several procedures ask of the registry, and change in it."""

from datetime import date
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, select

from models.record.cases import Case
from models.record.people import Tenure
from models.record.registry_queries import commission_in_force


def commission_facts(session: Session, case: Case, on: date, *, needed: bool = True) -> dict[str, Any]:
    """The commission in force on the day, for its decision; where there is none, one of nobody if it is `needed`."""
    found = commission_in_force(session, case.authority_id, case.procedure, on)
    if found is None and not needed:
        return {}
    members = found.members if found else ()
    return {
        "cycle.commission": {
            "parts": [m.part for m in members],
            "members": [(m.full_name, m.part, m.is_chair) for m in members],
            "chairs": sum(m.is_chair for m in members),
            "secretary_is_member": found is not None and found.secretary_is_member,
        }
    }


def end_tenure(session: Session, case: Case, last_day: date, *, as_head: bool = False) -> str | None:
    """End the time of a case's person in its organisation (`as_head`: as the head of it), in every post held there; the
    post left, `None` where the registry has no open tenure.
    """
    held = session.exec(
        select(Tenure).where(
            Tenure.official_id == case.official_id,
            Tenure.organisation_id == case.organisation_id,
            col(Tenure.end_on).is_(None),
            col(Tenure.is_head) if as_head else true(),
        )
    ).all()
    for tenure in held:
        tenure.end_on = max(last_day, tenure.start_on)
    return held[0].post if held else None
