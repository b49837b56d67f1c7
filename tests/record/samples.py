"""A small authority, made by the tests that need one. Nobody in it is real."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.record.tables import (
    Adoption,
    Authority,
    Case,
    Commission,
    CommissionMember,
    Cycle,
    Official,
    Organisation,
    Performer,
    StepRecord,
    Tenure,
)

OPENED = date(2026, 11, 1)


def add(session: Session, *rows: Any) -> Any:
    """The rows, added and flushed so that they have their keys; the row itself where there is one."""
    session.add_all(rows)
    session.flush()
    return rows[0] if len(rows) == 1 else rows


def authority(session: Session, code: str = "KRG", **fields: Any) -> Authority:
    """An authority that has adopted the rotation rules."""
    made: Authority = add(session, Authority(code=code, name_ru="Управление", name_kk="Басқарма", **fields))
    add(session, Adoption(authority_id=made.id, act="rotation", from_day=date(2026, 9, 1), decree="№ 1"))
    return made


def organisation(
    session: Session, of: Authority, code: str, settlement: str = "Қарағанды", **fields: Any
) -> Organisation:
    """An organisation."""
    made: Organisation = add(
        session,
        Organisation(
            authority_id=of.id,
            code=code,
            name_ru=f"Центр {code}",
            name_kk=f"{code} орталығы",
            settlement=settlement,
            **fields,
        ),
    )
    return made


def official(session: Session, of: Authority, code: str, **fields: Any) -> Official:
    """An official."""
    named: Mapping[str, Any] = {"last_name": f"Тестова-{code}", "first_name": "Айгүл", **fields}
    made: Official = add(session, Official(authority_id=of.id, code=code, **named))
    return made


def head(
    session: Session, person: Official, of: Organisation, start: date, end: date | None = None, **fields: Any
) -> Tenure:
    """A stint as first head."""
    fields = {"post": "директор", "is_head": True, **fields}
    made: Tenure = add(
        session, Tenure(official_id=person.id, organisation_id=of.id, start_on=start, end_on=end, **fields)
    )
    return made


def performer(
    session: Session,
    of: Authority,
    role: str,
    who: Official,
    settlement: str | None = None,
    superior: Official | None = None,
) -> Performer:
    """Who acts in a role."""
    made: Performer = add(
        session,
        Performer(
            authority_id=of.id,
            role=role,
            settlement=settlement,
            official_id=who.id,
            superior_id=superior.id if superior else None,
        ),
    )
    return made


PARTS = ("regional-office", "district-office", "centre", "media", "public-association", "centre", "media")
"""Bodies of a lawful commission's members; the chair is the first (clause 9)."""


def commission(
    session: Session, of: Authority, valid_from: date = date(2026, 1, 1), until: date | None = None
) -> Commission:
    """A commission of seven, lawfully made up."""
    made: Commission = add(
        session,
        Commission(
            authority_id=of.id,
            procedure="rotation",
            act_no="7",
            act_on=valid_from,
            valid_from=valid_from,
            valid_until=until,
        ),
    )
    for n, part in enumerate(PARTS):
        add(session, CommissionMember(commission_id=made.id, full_name=f"Член {n}", part=part, is_chair=n == 0))
    return made


def cycle(session: Session, of: Authority, year: int = 2026, procedure: str = "rotation") -> Cycle:
    """A cycle without its own case."""
    made: Cycle = add(
        session,
        Cycle(procedure=procedure, authority_id=of.id, year=year, edition="2026-draft", opened_on=date(year, 11, 1)),
    )
    return made


def case(
    session: Session, of: Cycle, number: str, who: Official | None, at: Organisation | None = None, **fields: Any
) -> Case:
    """A case; the cycle's own where it is nobody's."""
    fields = {"opened_on": of.opened_on, "kind": "case" if who else "cycle", **fields}
    made: Case = add(
        session,
        Case(
            number=number,
            procedure=of.procedure,
            edition=of.edition,
            authority_id=of.authority_id,
            cycle_id=of.id,
            official_id=who.id if who else None,
            organisation_id=at.id if at else None,
            **fields,
        ),
    )
    return made


def step(session: Session, of: Case, code: str = "notice", **fields: Any) -> StepRecord:
    """An open step."""
    fields = {"kind": "user-task", "state": "open", "opened_on": of.opened_on, **fields}
    fields = {"clause": "7", "performer": "hr_district", **fields}
    made: StepRecord = add(session, StepRecord(case_id=of.id, code=code, **fields))
    return made


def latest(session: Session, code: str) -> StepRecord:
    """The step record made last under this code."""
    asked = select(StepRecord).where(StepRecord.code == code).order_by(col(StepRecord.id).desc())
    return session.exec(asked.limit(1)).one()
