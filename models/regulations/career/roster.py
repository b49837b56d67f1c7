"""The career attestation and the registry: who is on the centre's staff, what a decision changes."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models.acts import Edition
from models.engine import Decision
from models.facts import as_day
from models.procedure import Listed
from models.record.cases import Case, StepRecord
from models.record.people import Authority, Category, Official, Organisation, Tenure
from models.record.registry_queries import in_force
from models.regulations.career.categories import CATEGORIES, CLAIMS, NONE, Group
from models.regulations.career.procedure import on_the_list

MANAGERS = ("директор", "руководител", "начальник", "заведующ", "басшы", "меңгеруші", "director", "head")
"""Clause 17 (3): heads of units, deputy directors, directors, by the words of the post."""
CENTRE_SPECIALISTS = ("ассистент", "assistant", "мобильност", "ұтқырлығы", "мобильділігі")
"""Clause 17 (4): specialists of the labour mobility centre, assistants of the career centre."""

Rows = Select[tuple[Any, ...]]


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Clauses 7, 9: everyone in post in the authority's organisations on the day, each judged; four queries in all."""
    categories = _categories(session, authority.id, opened_on)
    attested, running = _attested(session, authority.id), _running(session, authority.id)
    found: dict[int, Listed] = {}
    for official, place, post, is_head in session.execute(_staff(authority.id, opened_on)):
        if official.id in found:
            continue  # two posts: the higher one, or the one held longer
        category, until = categories.get(official.id, (None, None))
        expired = until is not None and until < opened_on
        facts = {
            "full_name": " ".join(p for p in (official.last_name, official.first_name, official.middle_name) if p),
            "post": post,
            "organisation": place.code,
            "organisation_name": place.name_ru,
            "settlement": place.settlement,
            "group": group_of(post, is_head, held=category is not None, attested=official.id in attested),
            "present": category if category and not expired else NONE,
            "category_until": str(until) if until else None,
            # Whose category ran out has to earn it again; another claim is stated at admission.
            "claimed": category if category and expired and category != NONE else None,
            "open_case": running.get(official.id),
        }
        judged_by = facts if not expired else {**facts, "claimed": None}
        roll = on_the_list(judged_by, opened_on, edition)
        found[official.id] = Listed(official.id, official.code, place.id, place.code, roll, facts)
    return list(found.values())


def group_of(post: str, is_head: bool, *, held: bool, attested: bool) -> Group:
    """Clause 17: the group by the post; of a specialist of the career centre, by what went before."""
    words = post.casefold()
    if is_head or any(word in words for word in MANAGERS):
        return "manager"
    if any(word in words for word in CENTRE_SPECIALISTS):
        return "centre-specialist" if attested else "first-time"
    if held:
        return CLAIMS
    return "centre-specialist" if attested else "first-time"


def _staff(authority_id: int, on: date) -> Rows:
    asked: Rows = (
        select(Official, Organisation, col(Tenure.post), col(Tenure.is_head))
        .join(Tenure, col(Tenure.official_id) == Official.id)
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .where(col(Organisation.authority_id) == authority_id, in_force(Tenure.start_on, Tenure.end_on, on))
        .order_by(
            col(Tenure.is_head).desc(), col(Organisation.code), col(Official.last_name), col(Official.first_name),
            col(Tenure.start_on), col(Official.id),
        )
    )  # fmt: skip
    return asked


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


def _attested(session: Session, authority_id: int) -> set[int]:
    """Who has been attested before."""
    asked = select(col(Case.official_id)).where(
        col(Case.authority_id) == authority_id, col(Case.procedure) == "career", col(Case.result).is_not(None)
    )
    return {official for (official,) in session.execute(asked) if official is not None}


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
        _end_tenure(session, case, as_day(step.form.get("left_on")) or step.done_on)


def _end_tenure(session: Session, case: Case, last_day: date) -> None:
    current = session.execute(
        select(Tenure).where(
            col(Tenure.official_id) == case.official_id,
            col(Tenure.organisation_id) == case.organisation_id,
            col(Tenure.end_on).is_(None),
        )
    ).scalars()
    for tenure in current:
        tenure.end_on = max(last_day, tenure.start_on)
