"""A small region on a real record, taken through its rotation by the engine and the writer. Nobody in it is real."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.engine import Answer
from models.errors import Refusal
from models.record.database import writing
from models.record.opening import open_cycle
from models.record.tables import (
    Adoption,
    Authority,
    Case,
    Commission,
    CommissionMember,
    Official,
    Organisation,
    Performer,
    Tenure,
)
from models.record.writer import keep_refusal, record

CYCLE = "KRG-rotation-2026"
BY = "op-1"


def moment(day: date) -> datetime:
    """Ten in the morning in Karaganda."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def settle(database: Engine, heads: int = 2, **parameters: Any) -> None:
    """An authority, its performers, `heads` heads of whom all but the last have served their seven years."""
    with writing(database) as session:
        place = Authority(code="KRG", name_ru="Управление соцзащиты", name_kk="Әлеуметтік қорғау басқармасы")
        session.add(place)
        session.flush()
        session.add(
            Adoption(
                authority_id=place.id,
                act="rotation",
                from_day=date(2026, 9, 1),
                decree="№ 41-п",
                parameters=parameters,
            )
        )
        clerk = _person(session, place, "s-1", "Кадрова", "Сауле", "Ериковна")
        local = _person(session, place, "s-2", "Местная", "Ирина", None)
        for role in ("hr_district", "commission_secretary"):
            session.add(Performer(authority_id=place.id, role=role, official_id=clerk.id))
        session.add(Performer(authority_id=place.id, role="hr_district", settlement="Теміртау", official_id=local.id))
        _commission(session, place)
        for number in range(1, heads + 1):
            _head(session, place, number, date(2023, 5, 1) if number == heads else date(2015, 3, 2))


def _commission(session: Session, place: Authority) -> None:
    made = Commission(
        authority_id=place.id, procedure="rotation", act_no="7", act_on=date(2026, 9, 1), valid_from=date(2026, 9, 1)
    )
    session.add(made)
    session.flush()
    parts = ["regional-office", "district-office", "centre", "media", "public-association", "centre", "media"]
    for number, part in enumerate(parts):
        name = f"Член Комиссии-{number}"
        session.add(CommissionMember(commission_id=made.id, full_name=name, part=part, is_chair=number == 0))


def _person(session: Session, place: Authority, code: str, last: str, first: str, middle: str | None) -> Official:
    made = Official(authority_id=place.id, code=code, last_name=last, first_name=first, middle_name=middle)
    session.add(made)
    session.flush()
    return made


def _head(session: Session, place: Authority, number: int, since: date) -> None:
    # The second one sits apart: that settlement has a performer of its own.
    settlement = "Теміртау" if number == 2 else "Қарағанды"
    organisation = Organisation(
        authority_id=place.id,
        code=f"C-{number}",
        name_ru=f"Центр № {number}",
        name_kk=f"№ {number} орталық",
        settlement=settlement,
    )
    session.add(organisation)
    person = _person(session, place, f"{100 + number}", f"Үлгінов-{number}", "Айдос", "Болатұлы")
    session.add(
        Tenure(official_id=person.id, organisation_id=organisation.id, post="директор", is_head=True, start_on=since)
    )


def open_year(database: Engine) -> None:
    """The cycle of 2026, opened on 1 November."""
    with writing(database) as session:
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 1)), by="trigger")


def do(database: Engine, number: str, step: str, on: date, form: Mapping[str, Any]) -> None:
    """Record an answer on a day."""
    with writing(database) as session:
        record(
            session,
            number,
            Answer(step, form),
            on=on,
            at=moment(on),
            by=BY,
            then=lambda *_: None,
            answer_key=f"{step}-{on}",
        )


def refused(database: Engine, number: str, step: str, on: date, form: Mapping[str, Any]) -> Refusal:
    """An answer that the law refuses, kept as the run keeps it."""
    answer = Answer(step, form)
    try:
        do(database, number, step, on, form)
    except Refusal as refusal:
        with writing(database) as session:
            keep_refusal(session, number, answer, refusal, at=moment(on), by=BY, answer_key=f"no-{step}-{on}")
        return refusal
    raise AssertionError(f"{step} was not refused")


def open_cases(database: Engine, **form: Any) -> dict[str, str]:
    """Form the list and send it: the numbers of the cases it opens, by their heads' personnel numbers."""
    open_year(database)
    listed = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15", **form}
    do(database, CYCLE, "form-list", date(2026, 11, 20), listed)
    do(database, CYCLE, "send-list", date(2026, 11, 27), {"sent_on": "2026-11-27", "letter_no": "12-3"})
    with writing(database) as session:
        asked = select(Official.code, Case.number).join(Case, col(Case.official_id) == Official.id)
        return dict(session.exec(asked).all())


def review(**changes: Any) -> dict[str, Any]:
    """A commission of seven that refuses to rotate, 4 to 1."""
    return {
        "met_on": "2026-12-21",
        "members": 7,
        "present": 5,
        "votes": {"rotate": 1, "refuse": 4},
        "decision": "refuse",
        **changes,
    }
