"""The attestation and the registry: who serves in Corps B, what exempts whom, who sits in the commission."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.acts import Edition
from models.procedure import Listed
from models.record.cases import Case
from models.record.people import Authority
from models.record.servants import Servant, servants
from models.regulations.attestation.exemption import FACTS
from models.regulations.attestation.posts import POSTS, post_of
from models.regulations.attestation.procedure import POST_CODE, on_the_list
from models.regulations.attestation.retirement import retirement_on
from models.regulations.shared_roster import commission_facts


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Answers II, III: every servant of Corps B, known by the code of the post, each judged on the day it opens."""
    running = _running(session, authority.id)
    return [
        _listed(servant, running.get(servant.official_id), opened_on, edition)
        for servant in servants(session, authority.id, opened_on, with_fact=POST_CODE)
    ]


def _running(session: Session, authority_id: int) -> dict[int, str]:
    """Who is being attested in another round of the authority, and in which case."""
    asked = select(col(Case.official_id), col(Case.number)).where(
        Case.authority_id == authority_id,
        Case.procedure == "attestation",
        Case.kind == "case",
        col(Case.closed_on).is_(None),
    )
    return {official: number for official, number in session.exec(asked) if official is not None}


def _listed(servant: Servant, running: str | None, on: date, edition: Edition) -> Listed:
    post = post_of(str(servant.facts[POST_CODE]))
    facts = {name: servant.facts[name] for name in FACTS if name in servant.facts}
    if servant.sex is not None:
        facts.setdefault("sex", servant.sex)
    if servant.birth_date is not None and facts.get("sex"):
        facts.setdefault("retirement_on", retirement_on(servant.birth_date, str(facts["sex"]), edition).isoformat())
    verdict = on_the_list({**facts, "post": post.code, "open_case": running}, on, edition)
    own: dict[str, Any] = {
        # What exemption 4 asks again at the interview. The rest was judged, and is nobody's business in a case.
        **{name: facts[name] for name in ("service_from", "first_appointment") if name in facts},
        "full_name": servant.full_name,
        "post": servant.post or POSTS[post.code].name.ru,
        "post_code": post.code,
        "level": post.level,
        "seat": post.seat,
        "organisation": servant.organisation_code,
        "organisation_name": servant.organisation_ru,
        "settlement": servant.settlement,
    }
    return Listed(
        servant.official_id, servant.official_code, servant.organisation_id, servant.organisation_code, verdict, own
    )


def surroundings(session: Session, case: Case, step: str, on: date) -> Mapping[str, Any]:
    """Answer VII: the commission in force, for its decision.

    Level 1 sits at the Higher attestation commission, which is not the authority's own: its registry does not hold it.
    """
    if case.kind != "case" or step != "interview" or case.facts.get("case.level") == 1:
        return {}
    return commission_facts(session, case, on)
