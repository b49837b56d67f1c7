"""The evaluation and the registry: who is in a post of the body, who decides, what a servant's leaving changes."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.acts import Edition
from models.engine import Decision
from models.errors import Refusal
from models.facts import as_day
from models.procedure import Listed, Verdict
from models.record.cases import Case
from models.record.people import Authority, Official, Organisation, Superior, Tenure
from models.record.registry_queries import in_force
from models.regulations.evaluation.procedure import evaluated
from models.regulations.evaluation.process import period
from models.regulations.shared_roster import commission_facts, end_tenure
from models.state import StepState
from models.texts import Text


def roster(session: Session, authority: Authority, opened_on: date, edition: Edition) -> list[Listed]:
    """Clauses 4, 6: everyone in a post of the authority on the first day of the period, each judged; one query.

    The registry does not tell Corps B from other posts: what is imported for an authority that adopted the methodology
    are its Corps B servants. One in several posts is there once, by the earliest.
    """
    days = {f"cycle.{name}": value for name, value in period(opened_on, edition, {}).items()}
    rows = session.exec(
        _in_post(authority.id, opened_on).order_by(
            col(Organisation.code), col(Official.last_name), col(Official.first_name), col(Official.id),
            col(Tenure.start_on), col(Tenure.id),
        )
    ).all()  # fmt: skip
    found: dict[int, Listed] = {}
    for official, place, post, *above in sorted(rows, key=lambda row: row[2].start_on):
        if official.id in found:
            continue
        own = _facts(place, post, *above)
        verdict = evaluated({**own, **days}, opened_on, edition)
        found[official.id] = Listed(official.id, official.code, place.id, place.code, verdict, own)
    order = {row[0].id: n for n, row in reversed(list(enumerate(rows)))}
    return sorted(found.values(), key=lambda one: order[one.official_id])


def _in_post(authority_id: int, on: date) -> Any:
    """Who is in a post of the authority on the day, with the superior and whether that one is a first head."""
    own = aliased(Tenure)
    heads = exists().where(
        col(own.official_id) == Superior.superior_id, col(own.is_head), in_force(own.start_on, own.end_on, on)
    )
    return (
        select(Official, Organisation, Tenure)
        .add_columns(col(Superior.superior_id), heads)
        .join(Tenure, col(Tenure.official_id) == Official.id)
        .join(Organisation, col(Organisation.id) == Tenure.organisation_id)
        .outerjoin(Superior, col(Superior.official_id) == Official.id)
        .where(col(Organisation.authority_id) == authority_id, in_force(Tenure.start_on, Tenure.end_on, on))
    )


def _facts(place: Organisation, post: Tenure, superior: int | None, heads: bool) -> dict[str, Any]:
    """What a case knows of its servant. Clause 46: whether the superior is the first head, where one is named."""
    return {
        "in_post_from": str(post.start_on),
        "post": post.post,
        "organisation": place.code,
        "organisation_name": place.name_ru,
        "settlement": place.settlement,
        **({"supervisor_is_first_head": bool(heads)} if superior is not None else {}),
    }


def admit(session: Session, cycle_case: Case, decision: Decision) -> Listed:
    """Clause 6: who came into a post within the period, as the registry knows the post. Raises `Refusal` for a number
    or a post that it does not know.
    """
    assert decision.recorded is not None
    code, first = str(decision.recorded.form["person"]), as_day(decision.recorded.form["in_post_from"])
    assert first is not None
    row = session.exec(
        _in_post(cycle_case.authority_id, first)
        .where(col(Official.code) == code)
        .order_by(col(Tenure.start_on).desc(), col(Tenure.id).desc())
    ).first()
    if row is None:
        raise Refusal(
            Text(
                "в реестре нет служащего {code} в должности на {day:%d.%m.%Y}; сначала загрузите его в реестр",
                "тізілімде {day:%d.%m.%Y} күні лауазымда {code} қызметшісі жоқ; алдымен оны тізілімге жүктеңіз",
                "the registry has no servant {code} in a post on {day}; import it first",
            ).filled(code=code, day=first),
            clause="6",
            step="joined",
            case=cycle_case.number,
            field="person",
        )
    official, place, post, *above = row
    own = {**_facts(place, post, *above), "in_post_from": str(first), "joined_on": str(first)}
    verdict = Verdict(True, (_JOINED.filled(day=first),), "6")
    return Listed(official.id, official.code, place.id, place.code, verdict, own)


_JOINED = Text(
    "пришёл в должность {day:%d.%m.%Y} (п. 6)", "{day:%d.%m.%Y} лауазымға келді (6-т.)", "came into the post on {day}"
)


def surroundings(session: Session, case: Case, step: str, on: date) -> Mapping[str, Any]:
    """Clauses 58, 62: the commission in force, for its decision."""
    if case.kind != "case" or step != "commission":
        return {}
    return commission_facts(session, case, on, needed=False)


def effects(session: Session, case: Case, decision: Decision) -> None:
    """A servant who left the post: the time in it ends; who moved to another one: that begins."""
    step = decision.recorded
    if step is None or step.done_on is None:
        return
    if step.code == "new-post":
        _moved(session, case, step)
    elif step.outcome == "closed":
        end_tenure(session, case, step.done_on)


def _moved(session: Session, case: Case, step: StepState) -> None:
    assert case.official_id is not None
    first = as_day(step.form["in_post_from"])
    assert first is not None
    code, place = step.form.get("organisation"), session.get(Organisation, case.organisation_id)
    if code:
        place = session.exec(
            select(Organisation).where(Organisation.authority_id == case.authority_id, Organisation.code == code)
        ).first()
    if place is None:
        raise Refusal(
            Text("организации {code} нет", "{code} ұйымы жоқ", "there is no organisation {code}").filled(code=code),
            clause="6", step="new-post", case=case.number, field="organisation",
        )  # fmt: skip
    post = str(step.form["post"])
    held = session.exec(select(Tenure).where(Tenure.official_id == case.official_id, Tenure.start_on == first)).first()
    if held is None:  # an import may have known of it first
        end_tenure(session, case, first - timedelta(days=1))
        session.add(
            Tenure(official_id=case.official_id, organisation_id=place.id, post=post, is_head=False, start_on=first)
        )
    kept = session.get_one(Case, case.id)
    kept.organisation_id = place.id
    kept.facts = {
        **kept.facts,
        **{f"case.{name}": value for name, value in (
            ("post", post), ("organisation", place.code), ("organisation_name", place.name_ru),
            ("settlement", place.settlement),
        )},
    }  # fmt: skip
