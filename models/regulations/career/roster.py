"""The career attestation and the registry: who is on the centres' staff, what a decision changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.acts import Edition
from models.engine import Answer, Decision
from models.procedure import Listed
from models.record.cases import Case, StepRecord
from models.record.people import Authority, Category, Official
from models.record.servants import Servant, servants
from models.regulations.career.categories import CATEGORIES, NONE
from models.regulations.career.procedure import CLAIM, GROUP, on_the_list
from models.regulations.shared_roster import end_tenure


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Clauses 7, 9: everyone in post on the day whose group the registry names, each judged; five queries in all."""
    categories, running = _categories(session, authority.id, opened_on), _running(session, authority.id)
    found = []
    for person in servants(session, authority.id, opened_on, with_fact=GROUP):
        category, until = categories.get(person.official_id, (NONE, None))
        own = _facts(person, category, until, running.get(person.official_id), opened_on)
        verdict = on_the_list(own, opened_on, edition)
        found.append(
            Listed(
                person.official_id, person.official_code, person.organisation_id, person.organisation_code, verdict, own
            )
        )
    return found


def _facts(person: Servant, category: str, until: date | None, running: str | None, on: date) -> Mapping[str, Any]:
    expired = until is not None and until < on
    # Who claims nothing else has to earn anew the category that ran out.
    claimed = person.facts.get(CLAIM) or (category if expired and category != NONE else None)
    return {
        "full_name": person.full_name,
        "post": person.post,
        "organisation": person.organisation_code,
        "organisation_name": person.organisation_ru,
        "settlement": person.settlement,
        "group": person.facts[GROUP],
        "present": NONE if expired else category,
        "claimed": claimed,
        "category_until": str(until) if until else None,
        "open_case": running,
    }


def category_code(written: str) -> str | None:
    """The category as the registry writes it, in any of the languages or by its code; `None` for another."""
    plain = " ".join(written.split()).casefold()
    return next(
        (c for c, t in CATEGORIES.items() if plain in (c, t.ru.casefold(), t.kk.casefold(), t.en.casefold())), None
    )


def _categories(session: Session, authority_id: int, on: date) -> dict[int, tuple[str, date | None]]:
    """The career category given last to each official, and the last day it is in force."""
    rows = session.execute(
        select(col(Category.official_id), col(Category.category), col(Category.valid_until))
        .join(Official, col(Official.id) == Category.official_id)
        .where(col(Official.authority_id) == authority_id, col(Category.given_on) <= on)
        .order_by(col(Category.given_on), col(Category.id))
    )
    return {
        official: (code, until) for official, written, until in rows if (code := category_code(written)) is not None
    }


def _running(session: Session, authority_id: int) -> dict[int, str]:
    """Who is being attested, and in which case: more is open there than the category that runs."""
    asked = (
        select(col(Case.official_id), col(Case.number))
        .join(StepRecord, col(StepRecord.case_id) == Case.id)
        .where(col(Case.authority_id) == authority_id, col(Case.procedure) == "career", col(Case.kind) == "case")
        .where(col(StepRecord.state).in_(("open", "waiting")), col(StepRecord.code) != "category-end")
    )
    return {official: number for official, number in session.execute(asked) if official is not None}


def effects(session: Session, case: Case, decision: Decision) -> None:
    """Clauses 7, 27, 28, 30: a decision gives a category; who left has no post any more."""
    step = decision.recorded
    if step is None or case.official_id is None or step.done_on is None:
        return
    if step.code == "decision" and step.form.get("category"):
        running = decision.state.open_step("category-end")
        session.add(
            Category(
                official_id=case.official_id,
                category=CATEGORIES[str(step.form["category"])].ru,
                given_on=step.done_on,
                valid_until=running.ends if running else None,
            )
        )
    elif step.outcome == "closed":
        end_tenure(session, case, step.done_on)


def follows(session: Session, case: Case, decision: Decision) -> list[tuple[str, Answer]]:
    """Clauses 7, 28: a category given, or a dismissal, ends the years of the category of an earlier case; who left the
    centre left it in that case too.
    """
    step = decision.recorded
    if step is None or step.done_on is None or case.official_id is None:
        return []
    if step.code == "decision" and (step.form.get("category") or step.outcome == "dismissed"):
        form = {"case": case.number, "category": step.form.get("category"), "given_on": step.done_on.isoformat()}
        event = Answer("new-category", form)
    elif step.outcome == "closed":
        event = Answer("left-post", {"left_on": step.done_on.isoformat(), "reason": case.number})
    else:
        return []
    earlier = session.execute(
        select(col(Case.number))
        .join(StepRecord, col(StepRecord.case_id) == Case.id)
        .where(col(Case.official_id) == case.official_id, col(Case.procedure) == "career", col(Case.id) < case.id)
        .where(col(StepRecord.state) == "open", col(StepRecord.code) == "category-end", col(Case.closed_on).is_(None))
        .order_by(col(Case.number))
    ).scalars()
    return [(number, event) for number in earlier]
