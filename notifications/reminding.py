"""Reminders whose day has come: told, marked, and the weekly ones that follow planned, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from models.faults import fault
from models.receipts import SERVE_ON_PAPER
from models.record.audit import Act, append_all
from models.record.cases import Reminder as ReminderRow
from models.record.loading import calendar_of
from models.record.marking import show_again
from models.record.people import Authority
from models.record.prepared import Prepared
from models.record.sweeping import ReminderDue, reminders_due
from models.reminders import WEEKLY, Reminder, following
from notifications.owed import put_reminders

_DONE = Prepared(update(ReminderRow).where(col(ReminderRow.id) == bindparam("reminder")).values(state="done"))


@dataclass(frozen=True)
class Reminded:
    """What reminding did: reminders told, letters put, and reminders nobody is named for (role and case)."""

    told: int = 0
    letters: int = 0
    nobody: tuple[str, ...] = ()


def remind(session: Session, authority: Authority, on: date, at: datetime) -> Reminded:
    """Tell everyone concerned of what falls due on or before the day; each reminder is told once.

    What falls due for somebody who has had today's digest already waits for tomorrow's.
    """
    due = reminders_due(session, on, authority_id=authority.id)
    if not due:
        return Reminded()
    put = put_reminders(session, due, on=on, at=at)
    fault("reminders-put")
    put_now, missed = set(put.told), set(put.to_nobody)
    told = [r for r in due if r.reminder_id in put_now]
    # Nobody could be told: marked all the same, the sweep's own state names the role that is missing.
    nobody = [r for r in due if r.reminder_id in missed]
    _mark(session, authority, [*told, *nobody], on)
    # The sheet says so, too.
    show_again(session, (r.case_id for r in (*told, *nobody) if r.kind == SERVE_ON_PAPER))
    fault("reminders-told")
    append_all(session, [
        Act(at=at, on_day=on, actor="sweep", action="reminder-sent", authority_code=authority.code,
            case_number=r.case_number, step=r.step, clause=r.clause, after={"kind": r.kind, "role": r.role})
        for r in told
    ])  # fmt: skip
    return Reminded(len(told), put.letters, tuple(sorted({f"{r.role}: {r.case_number}" for r in nobody})))


def _mark(session: Session, authority: Authority, due: Sequence[ReminderDue], on: date) -> None:
    if due:
        _DONE.run(session.connection(), *({"reminder": r.reminder_id} for r in due))
    weekly = [row for row in due if row.kind == WEEKLY]
    if not weekly:
        return
    calendar = calendar_of(session, authority)
    again = []
    for row in weekly:
        # A service that was down for weeks reminds once, and goes on from today.
        told = Reminder(row.step, row.occurrence, max(row.on_day, on), row.kind, row.role)
        later = following(told, calendar)
        if later is not None:
            again.append(
                {"step_id": row.step_id, "case_id": row.case_id, "on_day": later.on, "kind": later.kind,
                 "role": later.role, "state": "planned"}
            )  # fmt: skip
    session.connection().execute(insert(ReminderRow), again)
