"""The rotation and the registry: who is a head, where a head may go, what an appointment changes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models.acts import Edition
from models.calendars import working_calendar
from models.engine import Decision
from models.facts import as_day
from models.names import PersonName
from models.procedure import Listed
from models.record.cases import Case
from models.record.confirmations import received_on
from models.record.people import Authority, Official, Organisation, Tenure, Vacancy
from models.record.places import AskedLater, place_facts
from models.record.registry_queries import Head, heads
from models.regulations.rotation.procedure import on_the_list, tenure_day
from models.regulations.shared_roster import commission_facts, end_tenure
from models.settings import settings


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Clauses 4, 5, 12, 18: every head of the authority, each judged; tenure counted on the day of the cycle's year."""
    day = tenure_day(opened_on, edition, working_calendar(authority.country))
    return [_listed(head, day, edition) for head in heads(session, authority.id, "rotation", day)]


def _listed(head: Head, day: date, edition: Edition) -> Listed:
    facts = {
        "stints": head.stints,
        "carried_over": head.last_result == "retained-until-next-review",
        "acting": head.last_result == "acting",
    }
    own = {
        "full_name": head.full_name,
        "post": head.post,
        "organisation": head.organisation_code,
        "organisation_name": head.organisation_ru,
        "organisation_name_kk": head.organisation_kk,
        "settlement": head.settlement,
        "stints": [[str(a), str(b) if b else None] for a, b in head.stints],
        "category": head.category,
        "category_until": str(head.category_until) if head.category_until else None,
        "qualifications": [head.category]
        if head.category and (not head.category_until or head.category_until >= day)
        else [],
    }
    verdict = on_the_list(facts, day, edition)
    return Listed(head.official_id, head.official_code, head.organisation_id, head.organisation_code, verdict, own)


def surroundings(session: Session, case: Case, step: str, on: date) -> Mapping[str, Any]:
    """Clauses 3, 9, 10, 11: the commission in force, and where a head may go, for its decision; clauses 4, 5: the draft
    list, for the form that may leave somebody out of it; clause 15: the day on which the head confirmed the receipt."""
    if step == "form-list":
        return {"cycle.draft": AskedLater(lambda: _draft(session, case))}
    if step == "decision-notice":
        received = received_on(session, case.id, step)
        return {"receipt.confirmed_on": received.isoformat()} if received else {}
    if case.kind != "case" or step != "review":
        return {}
    places = place_facts(session, case.authority_id, case.cycle_id, on, case.number)
    return {**commission_facts(session, case, on), **places}


def _draft(session: Session, case: Case) -> Mapping[str, Any]:
    """Who is on the draft list, by personnel number: the name as the installation shows it, and the organisation."""
    listed = {entry["official"]: entry["organisation"] for entry in case.facts["roll"] if entry["listed"]}
    people = session.exec(
        select(Official)
        .where(Official.authority_id == case.authority_id, col(Official.code).in_(listed))
        .order_by(col(Official.last_name), col(Official.first_name), col(Official.code))
    )
    names = {p.code: PersonName(p.code, p.last_name, p.first_name, p.middle_name) for p in people}
    shown = settings().names
    return {
        code: {"name": names[code].written(shown), "organisation": place}
        for code, place in listed.items()
        if code in names
    }


def effects(session: Session, case: Case, decision: Decision) -> None:
    """Clauses 15, 20: an appointment ends one tenure and begins another; a contract ended, or a post left, ends it."""
    step = decision.recorded
    if step is None or case.official_id is None:
        return
    if step.outcome == "appointed":
        starts_on = as_day(step.form["starts_on"])
        assert starts_on is not None
        _appointed(session, case, decision, starts_on, str(step.form["act_no"]))
    elif step.outcome in ("terminated", "closed") and step.done_on is not None:
        end_tenure(session, case, step.done_on, as_head=True)


def _appointed(session: Session, case: Case, decision: Decision, starts_on: date, act_no: str) -> None:
    review = decision.state.standing("review")
    assert review is not None
    code = review.form["destination"]["organisation"]
    place = session.exec(
        select(Organisation).where(Organisation.authority_id == case.authority_id, Organisation.code == code)
    ).one()
    assert case.official_id is not None  # a case is about a person; only a cycle's own is not
    post = end_tenure(session, case, starts_on - timedelta(days=1), as_head=True) or ""
    session.add(
        Tenure(
            official_id=case.official_id,
            organisation_id=place.id,
            post=post,
            is_head=True,
            start_on=starts_on,
            act_no=act_no,
        )
    )
    vacancy = session.exec(
        select(Vacancy)
        .where(Vacancy.organisation_id == place.id, col(Vacancy.filled_on).is_(None))
        .order_by(col(Vacancy.id))
    ).first()
    if vacancy is not None:
        vacancy.filled_on = starts_on
