"""A rotation year played against the record itself, without Prefect: for tests of what the writer guarantees."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.engine import Answer, TimerPassed
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.opening import open_cycle
from models.record.tables import Adoption, Case, StepRecord
from models.record.writer import Recorded, record
from tests.record import samples

CYCLE = "KRG-rotation-2026"
FIRST, SECOND = f"{CYCLE}-001", f"{CYCLE}-002"
HEADS = 3


def moment(on: date) -> datetime:
    """Noon of the day, UTC."""
    return datetime.combine(on, time(12), UTC)


def nothing(_session: Session, _done: Recorded, _at: datetime) -> None:
    """No letters."""


def region(record_: Engine, heads: int = HEADS, **own: str) -> None:
    """An authority with heads in post since 2010, each of an organisation of the same settlement.

    `own`: its parameters, where it has adopted other than those of the act.
    """
    with writing(record_) as session:
        of = samples.authority(session)
        adopted = session.exec(select(Adoption)).one()
        adopted.parameters = {name.replace("_", "-"): value for name, value in own.items()}
        for n in range(1, heads + 1):
            person = samples.official(session, of, f"P-{n}")
            samples.head(
                session, person, samples.organisation(session, of, f"C-{n}"), date(2010, 1, 1) + timedelta(days=n - 1)
            )
        samples.commission(session, of)


def opened(record_: Engine, heads: int = HEADS, **own: str) -> None:
    """The cycle of 2026 opened, its list formed and sent: a case for each head."""
    region(record_, heads, **own)
    with writing(record_) as session:
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    form = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    answer(record_, CYCLE, "form-list", form, date(2026, 11, 20))
    answer(record_, CYCLE, "send-list", {"sent_on": "2026-11-27", "letter_no": "12-3"}, date(2026, 11, 27))


def answer(record_: Engine, number: str, step: str, form: dict[str, Any], on: date, **more: Any) -> Recorded:
    """One answer in a transaction of its own."""
    with writing(record_) as session:
        return said(session, number, step, form, on, **more)


def said(session: Session, number: str, step: str, form: dict[str, Any], on: date, **more: Any) -> Recorded:
    """One answer in the session's transaction."""
    more = {"at": moment(on), "by": "P-9", "then": nothing, **more}
    return record(session, number, Answer(step, form), on=on, **more)


def passed(record_: Engine, number: str, step: str, on: date) -> Recorded:
    """A timer that ended."""
    with writing(record_) as session:
        return record(session, number, TimerPassed(step), on=on, at=moment(on), by="sweep", then=nothing)


def notice(day: int = 4) -> tuple[str, dict[str, Any], date]:
    """Step, form and day of a notice served in December 2026."""
    on = date(2026, 12, day)
    return "notice", {"served_on": on.isoformat(), "method": "paper"}, on


PORTFOLIO: tuple[str, dict[str, Any], date] = ("portfolio", {"sent_on": "2026-12-10"}, date(2026, 12, 10))


def review(**fields: Any) -> tuple[str, dict[str, Any], date]:
    """Step, form and day of a decision of the commission: five of seven present."""
    votes = {"rotate": 3, "refuse": 2}
    form = {"met_on": "2026-12-21", "members": 7, "present": 5, "votes": votes, "chair": "rotate", **fields}
    return "review", {"decision": "rotate", **form}, date(2026, 12, 21)


def goes_to(code: str) -> dict[str, Any]:
    """A destination."""
    return {"organisation": code, "settlement": "Қарағанды"}


def reviewed(record_: Engine, number: str, **fields: Any) -> Recorded:
    """The portfolio sent and the review held."""
    answer(record_, number, *PORTFOLIO)
    return answer(record_, number, *review(**fields))


def to_the_end(record_: Engine, number: str, destination: str) -> None:
    """From the review to the appointment."""
    answer(record_, number, *notice())
    reviewed(record_, number, destination=goes_to(destination))
    answer(record_, number, "transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, date(2026, 12, 24))
    answer(record_, number, "decision-notice", {"received_on": "2026-12-28", "consents": True}, date(2026, 12, 28))
    on = date(2027, 1, 29)
    answer(record_, number, "appoint", {"act_no": "77", "act_on": str(on), "starts_on": "2027-02-15"}, on)


def case_of(record_: Engine, number: str = FIRST) -> Case:
    """The case as it is now."""
    with reading(record_) as session:
        return find_case(session, number)


def steps_of(record_: Engine, number: str = FIRST) -> dict[str, StepRecord]:
    """The latest record of each step, by code."""
    with reading(record_) as session:
        asked = select(StepRecord).join(Case).where(Case.number == number).order_by(col(StepRecord.id))
        return {row.code: row for row in session.exec(asked)}
