"""The probation and the registry: who was hired."""

from datetime import date

from sqlmodel import Session, col, select

from models.acts import Edition
from models.procedure import Listed
from models.record.people import Authority, Official, Organisation, Tenure
from models.regulations.probation.procedure import on_probation


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Everyone in post on the day, each judged by the first day; one query."""
    asked = (
        select(Official, Organisation, Tenure)
        .join(Tenure, col(Tenure.official_id) == Official.id)
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .where(Official.authority_id == authority.id, col(Tenure.end_on).is_(None))
        .order_by(Official.code)
    )
    found = []
    for person, place, post in session.exec(asked):
        facts = {"hired_on": post.start_on.isoformat()}
        verdict = on_probation(facts, opened_on, edition)
        found.append(Listed(person.id, person.code, place.id, place.code, verdict, facts))
    return found
