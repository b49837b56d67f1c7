"""A small rotation year: three heads, everything that can happen to one. Played by a process that may be killed.

It goes on from the day its clock stands at, and gives each answer under a key of its own, as Prefect's runs do; so it
may be begun again wherever it was broken off.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import clock
from models.clock import SimulatedClock
from models.record.audit import AuditEntry
from models.record.cases import Case, Reminder, StepRecord
from models.record.database import reading, writing
from models.record.documents import Document
from models.record.letters import Letter
from models.record.people import Vacancy
from notifications.delivery import deliver
from notifications.rules import Rules
from tasks import sweeping
from tasks.documents import write_owed
from tasks.record import take, the_record
from tests.record import samples

Facts = dict[str, list[tuple[Any, ...]]]
AUTHORITY, CYCLE = "KRG", "KRG-rotation-2026"
FIRST_DAY, LAST_DAY = date(2026, 11, 2), date(2027, 3, 1)
ROLES = ("hr_district", "hr_region", "commission_secretary")


@dataclass(frozen=True)
class Said:
    """An answer on a day: of the cycle's own case, or of a head's."""

    on: date
    who: str
    step: str
    form: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        return f"{CYCLE}-{self.who}" if self.who else CYCLE

    @property
    def key(self) -> str:
        return f"{self.number}-{self.step}-{self.on}"


def _review(decision: str, votes: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"met_on": "2026-12-14", "members": 7, "present": 6, "votes": votes, "decision": decision, **more}


ANSWERS = (
    Said(date(2026, 11, 20), "", "form-list", {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}),
    Said(date(2026, 11, 27), "", "send-list", {"sent_on": "2026-11-27", "letter_no": "12"}),
    Said(date(2026, 12, 4), "001", "notice", {"served_on": "2026-12-04", "method": "paper"}),
    Said(date(2026, 12, 4), "002", "notice", {"served_on": "2026-12-04", "method": "paper"}),
    *(Said(date(2026, 12, 7), who, "portfolio", {"sent_on": "2026-12-07"}) for who in ("001", "003")),
    # Four of seven are no two thirds: refused (clause 9).
    Said(date(2026, 12, 14), "001", "review", _review("rotate", {"rotate": 4}) | {"present": 4}),
    Said(date(2026, 12, 15), "001", "review",
         _review("rotate", {"rotate": 6}, destination={"organisation": "C-9", "settlement": "Қарағанды"})),
    Said(date(2026, 12, 16), "001", "transfer", {"sent_on": "2026-12-16", "letter_no": "1"}),
    Said(date(2026, 12, 18), "001", "decision-notice", {"received_on": "2026-12-18", "consents": False}),
    Said(date(2026, 12, 22), "001", "terminate", {"act_no": "7", "act_on": "2026-12-22"}),
)  # fmt: skip
DAYS = sorted({
    FIRST_DAY, *(said.on for said in ANSWERS), date(2026, 11, 24), date(2026, 12, 10),
    date(2026, 12, 30), date(2027, 1, 19), LAST_DAY,
})  # fmt: skip
"""Days on which something is due: the sweep's part of it."""


def settle(record: Engine) -> None:
    """The region, its people with their addresses, and a vacancy."""
    with writing(record) as session:
        of = samples.authority(session)
        for n in range(1, 4):
            address = {"email": f"head{n}@example.kz", "phone": f"+770000001{n:02}"}
            person = samples.official(session, of, f"P-{n}", language="kk" if n == 2 else "ru", **address)
            place = samples.organisation(session, of, f"C-{n}")
            samples.head(session, person, place, date(2010, 1, n))
        free = samples.organisation(session, of, "C-9")
        samples.add(session, Vacancy(organisation_id=free.id, post="директор", open_from=date(2026, 6, 1)))
        samples.commission(session, of)
        chief = samples.official(session, of, "S-0", email="chief@example.kz")
        for role in ROLES:
            who = samples.official(session, of, f"S-{role}", email=f"{role.replace('_', '.')}@example.kz")
            samples.performer(session, of, role, who, superior=chief)


def play(only: str = "") -> None:
    """Every day from the one the clock stands at: the morning's sweep, then the day's answers, then the letters.

    `only` that day, where one is given (ISO).
    """
    time = SimulatedClock(Path(os.environ[clock.VARIABLE]))
    begins = time.read()
    for day in (day for day in DAYS if begins.date() <= day and only in ("", str(day))):
        time.set(_moment(day, 4))
        asyncio.run(sweep(day))
        time.set(_moment(day, 6))
        for said in (said for said in ANSWERS if said.on == day):
            take(said.number, said.step, said.form, key=said.key)
        write_owed()
        deliver(the_record(), clock.now(), rules=RULES)
    if not only:
        # What a killed sender had claimed is free again when its lease is over.
        time.set(max(_moment(LAST_DAY, 8), begins + 2 * RULES.lease))
        deliver(the_record(), clock.now(), rules=RULES)
    the_record().dispose()


# So long that a busy machine is not taken for a server that hangs, and short of the next day.
PATIENCE = timedelta(minutes=10)
RULES = Rules(attempts=4, lease=4 * PATIENCE, timeout=PATIENCE, senders=2)


def morning(day: date) -> datetime:
    """The moment of a day's sweep."""
    return _moment(day, 4)


def lived(clock: SimulatedClock, days: Sequence[date]) -> Facts:
    """What is so after these days, in this order: the sweep of each, and its answers."""
    for day in days:
        clock.set(morning(day))
        asyncio.run(sweep(day))
        for said in (said for said in ANSWERS if said.on == day):
            take(said.number, said.step, said.form, key=said.key)
    return facts(the_record())


async def sweep(on: date) -> None:
    """The morning's sweep, in the order of its flow, without Prefect."""
    await sweeping.open_missing_cycles.fn(AUTHORITY, on)
    await sweeping.pass_timers.fn(AUTHORITY, on)
    await sweeping.end_cycles.fn(AUTHORITY, on)
    await sweeping.mark_steps.fn(AUTHORITY, on)
    await sweeping.remind_performers.fn(AUTHORITY, on)


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# What is compared.


def facts(record: Engine) -> Facts:
    """All that the law asks of the record, without ids and moments."""
    with reading(record) as session:
        return {"cases": _cases(session), "steps": _steps(session), "reminders": _reminders(session),
                "letters": _letters(session), "documents": _documents(session), "acts": _acts(session)}  # fmt: skip


def _cases(session: Session) -> list[tuple[Any, ...]]:
    rows = session.exec(select(Case).order_by(Case.number))
    return [(c.number, c.result, c.result_on, c.closed_on, len(c.breaches)) for c in rows]


def _steps(session: Session) -> list[tuple[Any, ...]]:
    rows = session.exec(select(Case.number, StepRecord).join(StepRecord).order_by(Case.number, col(StepRecord.id)))
    return sorted(
        (n, s.code, s.occurrence, s.state, s.outcome or "", str(s.due), str(s.done_on), s.late) for n, s in rows
    )


def _reminders(session: Session) -> list[tuple[Any, ...]]:
    asked = select(Case.number, StepRecord.code, Reminder).join(StepRecord, col(StepRecord.case_id) == Case.id)
    rows = session.exec(asked.join(Reminder, col(Reminder.step_id) == StepRecord.id))
    return sorted((n, code, r.kind, str(r.on_day), r.role, r.state) for n, code, r in rows)


def _letters(session: Session) -> list[tuple[Any, ...]]:
    rows = session.exec(select(Letter))
    return sorted((x.case_number, x.step, x.kind, x.recipient_key, x.channel, str(x.day), x.state) for x in rows)


def _acts(session: Session) -> list[tuple[Any, ...]]:
    # PostgreSQL gives no id twice, not even one of a transaction that came to nothing.
    rows = [
        (a, {k: v for k, v in (a.after or {}).items() if k != "document"}) for a in session.exec(select(AuditEntry))
    ]
    return sorted((a.case_number or "", a.action, a.step or "", str(a.on_day), str(after)) for a, after in rows)


def _documents(session: Session) -> list[tuple[Any, ...]]:
    rows = session.exec(select(Case.number, Document).join(Document, col(Document.case_id) == Case.id))
    return sorted((number, d.kind, d.language, d.number, d.revision) for number, d in rows)
