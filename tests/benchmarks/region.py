"""A region of any size in the legal record: heads on one rotation's list, as a registry import leaves them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import Session, select

from models.engine import Answer
from models.record.database import writing
from models.record.opening import open_cycle
from models.record.people import Adoption, Authority, Official, Organisation, Performer, Tenure
from models.record.writer import record
from models.regulations import procedure
from notifications.owed import put_letters

CODE = "BEN"
CYCLE = f"{CODE}-rotation-2026"
FORMED, SENT = date(2026, 11, 20), date(2026, 11, 27)
PLANNED = date(2027, 2, 15)
SETTLEMENTS = 40
SLICE = 10_000


def moment(day: date) -> datetime:
    """That day's morning in Almaty."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def settle(engine: Engine, heads: int, code: str = CODE, region: str = "") -> None:
    """An authority with `heads` first heads of eight years, each in an organisation of his own, and its performers."""
    with writing(engine) as session:
        authority = Authority(code=code, name_ru="Область", name_kk="Облыс", region=region)
        session.add(authority)
        session.flush()
        act = procedure("rotation").act.code
        session.add(Adoption(authority_id=authority.id, act=act, from_day=date(2025, 1, 1), decree="1"))
        for first in range(0, heads, SLICE):
            _heads(session, authority.id, range(first, min(first + SLICE, heads)))
        roles = [r for r in procedure("rotation").roles if r != "official"]
        for number, role in enumerate(roles):
            official = Official(authority_id=authority.id, code=f"P{number}", last_name="Исполнитель", first_name=role,
                                email=f"{role}.{code}@example.kz".replace("_", "-").lower())  # fmt: skip
            session.add(official)
            session.flush()
            session.add(Performer(authority_id=authority.id, role=role, official_id=official.id))


def _heads(session: Session, authority: int, numbers: range) -> None:
    many: list[tuple[Any, list[dict[str, Any]]]] = [
        (Organisation, [
            {"authority_id": authority, "code": f"C-{n}", "name_ru": f"Центр {n}", "name_kk": f"{n} орталығы",
             "settlement": f"S-{n % SETTLEMENTS}"} for n in numbers
        ]),
        (Official, [
            {"authority_id": authority, "code": f"H{n}", "last_name": f"Фамилия{n}", "first_name": "Имя",
             "language": "ru" if n % 2 else "kk", "email": f"h{n}@example.kz"} for n in numbers
        ]),
    ]  # fmt: skip
    for table, rows in many:
        session.connection().execute(insert(table), rows)
    found = select(Official.code, Official.id).where(Official.authority_id == authority)
    people = dict(session.exec(found).all())
    places = dict(
        session.exec(select(Organisation.code, Organisation.id).where(Organisation.authority_id == authority)).all()
    )
    session.connection().execute(
        insert(Tenure),
        [{"official_id": people[f"H{n}"], "organisation_id": places[f"C-{n}"], "post": "директор", "is_head": True,
          "start_on": date(2018, 3, 1) + timedelta(days=n % 200)} for n in numbers],
    )  # fmt: skip


def form_list(session: Session, cycle: str = CYCLE) -> None:
    """The list formed, everyone on it."""
    answer(session, cycle, "form-list", FORMED, approved_on=str(FORMED), planned_rotation_on=str(PLANNED))


def send_list(session: Session, cycle: str = CYCLE) -> None:
    """The list sent: every head on it has a case."""
    answer(session, cycle, "send-list", SENT, sent_on=str(SENT), letter_no="1")


def case(number: int) -> str:
    """The number of a case."""
    return f"{CYCLE}-{number:03d}"


def open_year(engine: Engine, code: str = CODE) -> None:
    """The cycle of 2026."""
    with writing(engine) as session:
        open_cycle(session, "rotation", code, 2026, at=moment(date(2026, 11, 2)), by="bench")


def answer(session: Session, case: str, step: str, on: date, **form: Any) -> None:
    """A form filled in on the day."""
    record(session, case, Answer(step, form), on=on, at=moment(on), by="bench", then=put_letters)
