"""A small region on a real record, taken through its rotation by the engine and the writer. Nobody in it is real."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from models.engine import Answer
from models.errors import Refusal
from models.record.database import writing
from models.record.opening import open_cycle
from models.record.tables import (
    Adoption,
    Case,
    Official,
)
from models.record.writer import keep_refusal
from tests.record import rotation_year, samples

CYCLE = "KRG-rotation-2026"
BY = "op-1"


def moment(day: date) -> datetime:
    """Ten in the morning in Karaganda."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def settle(database: Engine, heads: int = 2, **parameters: Any) -> None:
    """An authority, its performers, `heads` heads of whom all but the last have served their seven years."""
    with writing(database) as session:
        place = samples.authority(session)
        place.name_ru, place.name_kk = "Управление соцзащиты", "Әлеуметтік қорғау басқармасы"
        session.exec(select(Adoption)).one().parameters = parameters
        clerk = samples.official(session, place, "s-1", last_name="Кадрова", first_name="Сауле", middle_name="Ериковна")
        local = samples.official(session, place, "s-2", last_name="Местная", first_name="Ирина")
        for role in ("hr_district", "commission_secretary"):
            samples.performer(session, place, role, clerk)
        samples.performer(session, place, "hr_district", local, settlement="Теміртау")
        samples.commission(session, place, date(2026, 9, 1))
        for n in range(1, heads + 1):
            head = samples.official(session, place, f"{100 + n}", last_name=f"Үлгінов-{n}", first_name="Айдос",
                                    middle_name="Болатұлы")  # fmt: skip
            # The second one sits apart: that settlement has a performer of its own.
            at = samples.organisation(session, place, f"C-{n}", "Теміртау" if n == 2 else "Қарағанды")
            samples.head(session, head, at, date(2023, 5, 1) if n == heads else date(2015, 3, 2))


def open_year(database: Engine) -> None:
    """The cycle of 2026, opened on 1 November."""
    with writing(database) as session:
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 1)), by="trigger")


def do(database: Engine, number: str, step: str, on: date, form: Mapping[str, Any]) -> None:
    """Record an answer on a day."""
    rotation_year.answer(database, number, step, dict(form), on, at=moment(on), by=BY, answer_key=f"{step}-{on}")


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
