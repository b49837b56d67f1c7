"""What the registry knows, in set-based queries: heads with their stints, the commission in force."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.names import full_name
from models.record.base import Rows
from models.record.cases import Case
from models.record.commissions import Commission, CommissionMember
from models.record.people import Category, Official, Organisation, Predecessor, Tenure


@dataclass(frozen=True)
class Head:
    """A first head in post on a day, with all that the rotation list asks for (rotation, clauses 4, 5, 12, 18).

    stints    as first head of the organisation and of all its predecessors, by their first day; both ends inclusive,
              `None` is still in post
    category  the qualification category given last and the last day it is valid (`None`: without limit)
    last_result, last_result_on  of the head's last case of the procedure, where it has one
    """

    official_id: int
    official_code: str
    last_name: str
    first_name: str
    middle_name: str | None
    organisation_id: int
    organisation_code: str
    organisation_ru: str
    organisation_kk: str
    settlement: str
    district: str | None
    post: str
    stints: tuple[tuple[date, date | None], ...]
    category: str | None = None
    category_until: date | None = None
    last_result: str | None = None
    last_result_on: date | None = None

    @property
    def full_name(self) -> str:
        """Surname, first name, patronymic."""
        return full_name(self.last_name, self.first_name, self.middle_name)


@dataclass(frozen=True)
class CommissionInForce:
    """A commission with its members, in the order they were named."""

    id: int
    act_no: str
    act_on: date
    valid_from: date
    valid_until: date | None
    secretary_id: int | None
    members: tuple[CommissionMember, ...]

    @property
    def secretary_is_member(self) -> bool:
        """What clause 9 of the rotation does not allow."""
        return self.secretary_id is not None and any(m.official_id == self.secretary_id for m in self.members)


def in_force(start: Any, end: Any, on: date) -> ColumnElement[bool]:
    """Whether the day lies between two columns of days, both inclusive, an empty end being open."""
    return and_(col(start) <= on, or_(col(end).is_(None), col(end) >= on))


def heads(session: Session, authority_id: int, procedure: str, on: date) -> list[Head]:
    """The first heads in post on the day, by settlement, organisation and name; three queries however many there are.

    One who heads two organisations is there twice. `procedure` is the one whose last case is looked up.
    """
    categories = {row[0]: row[1:] for row in session.execute(_categories(authority_id, on))}
    results = {row[0]: row[1:] for row in session.execute(_results(authority_id, procedure, on))}
    found: dict[tuple[int, int], Head] = {}
    for *own, start_on, end_on in session.execute(_stints(authority_id, on)):
        official, organisation = own[0], own[5]
        before = found.get((official, organisation))
        stints = (*(before.stints if before else ()), (start_on, end_on))
        latest = (*categories.get(official, (None, None)), *results.get(official, (None, None)))
        found[official, organisation] = Head(*(*own, stints, *latest))
    return list(found.values())


def ancestry(authority_id: int) -> CTE:
    """Every organisation of the authority (`root`) with itself and all its predecessors (`part`), at any distance."""
    itself: Rows = select(col(Organisation.id).label("root"), col(Organisation.id).label("part"))
    tree = itself.where(col(Organisation.authority_id) == authority_id).cte("ancestry", recursive=True)
    # UNION, not UNION ALL: rows that name each other as predecessors would never end.
    return tree.union(
        select(tree.c.root, col(Predecessor.predecessor_id)).join(
            Predecessor, col(Predecessor.organisation_id) == tree.c.part
        )
    )


def _stints(authority_id: int, on: date) -> Rows:
    parts, past = ancestry(authority_id), aliased(Tenure)
    same = and_(col(past.organisation_id) == parts.c.part, col(past.official_id) == Tenure.official_id)
    asked: Rows = (
        select(
            col(Official.id).label("official_id"), col(Official.code).label("official_code"),
            col(Official.last_name), col(Official.first_name), col(Official.middle_name),
            col(Organisation.id).label("organisation_id"), col(Organisation.code).label("organisation_code"),
            col(Organisation.name_ru).label("organisation_ru"), col(Organisation.name_kk).label("organisation_kk"),
            col(Organisation.settlement), col(Organisation.district), col(Tenure.post),
            col(past.start_on), col(past.end_on),
        )
        .select_from(Organisation)
        .join(Tenure, and_(col(Tenure.organisation_id) == Organisation.id, col(Tenure.is_head)))
        .join(Official, col(Official.id) == Tenure.official_id)
        .join(parts, parts.c.root == Organisation.id)
        .join(past, and_(same, col(past.is_head)))
        .where(col(Organisation.authority_id) == authority_id, in_force(Tenure.start_on, Tenure.end_on, on))
        .where(col(past.start_on) <= on)
        .order_by(
            col(Organisation.settlement), col(Organisation.code), col(Official.last_name), col(Official.first_name),
            col(Official.id), col(past.start_on), col(past.id),
        )
    )  # fmt: skip
    return asked


def _categories(authority_id: int, on: date) -> Rows:
    nth = func.row_number().over(
        partition_by=col(Category.official_id), order_by=(col(Category.given_on).desc(), col(Category.id).desc())
    )
    ranked = (
        select(col(Category.official_id), col(Category.category), col(Category.valid_until), nth.label("nth"))
        .join(Official, col(Official.id) == Category.official_id)
        .where(col(Official.authority_id) == authority_id, col(Category.given_on) <= on)
        .subquery()
    )
    return select(ranked.c.official_id, ranked.c.category, ranked.c.valid_until).where(ranked.c.nth == 1)


def _results(authority_id: int, procedure: str, on: date) -> Rows:
    nth = func.row_number().over(
        partition_by=col(Case.official_id), order_by=(col(Case.opened_on).desc(), col(Case.id).desc())
    )
    ranked = (
        select(col(Case.official_id), col(Case.result), col(Case.result_on), nth.label("nth"))
        .where(col(Case.authority_id) == authority_id, col(Case.procedure) == procedure, col(Case.kind) == "case")
        .where(col(Case.opened_on) <= on)
        .subquery()
    )
    return select(ranked.c.official_id, ranked.c.result, ranked.c.result_on).where(ranked.c.nth == 1)


ASKED_ONCE = "commissions asked once"
"""In a session's `info`: the commissions read in it, kept while a whole meeting is judged."""


def commission_in_force(session: Session, authority_id: int, procedure: str, on: date) -> CommissionInForce | None:
    """The commission in force on the day, the newest where there are two; `None` where there is none. One query, or
    one a session that keeps them (`ASKED_ONCE`)."""
    kept: dict[tuple[int, str, date], CommissionInForce | None] = session.info.get(ASKED_ONCE, {})
    key = (authority_id, procedure, on)
    if key not in kept:
        kept[key] = _commission_in_force(session, authority_id, procedure, on)
    return kept[key]


def _commission_in_force(session: Session, authority_id: int, procedure: str, on: date) -> CommissionInForce | None:
    newest = (
        select(col(Commission.id))
        .where(col(Commission.authority_id) == authority_id, col(Commission.procedure) == procedure)
        .where(in_force(Commission.valid_from, Commission.valid_until, on))
        .order_by(col(Commission.valid_from).desc(), col(Commission.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    return find_commission(session, newest)


def find_commission(session: Session, which: Any) -> CommissionInForce | None:
    """The commission with this id, in force or not; one query."""
    rows = session.execute(
        select(Commission, CommissionMember)
        .outerjoin(CommissionMember, col(CommissionMember.commission_id) == Commission.id)
        .where(col(Commission.id) == which)
        .order_by(col(CommissionMember.id))
    ).all()
    if not rows:
        return None
    found: Commission = rows[0][0]
    members = tuple(member for _, member in rows if member is not None)
    return CommissionInForce(
        found.id, found.act_no, found.act_on, found.valid_from, found.valid_until, found.secretary_id, members
    )
