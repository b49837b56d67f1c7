"""Reminders whose day has come: one digest a person, day and channel; to the person concerned a letter of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from models.record.audit import Act, append_all
from models.record.cases import Case
from models.record.cases import Reminder as ReminderRow
from models.record.loading import calendar_of, load_states
from models.record.people import Authority
from models.record.sweeping import OFFICIAL, ReminderDue, reminders_due
from models.regulations import procedure as procedure_named
from models.reminders import SUPERIOR, Reminder, following
from models.settings import settings
from models.texts import Text
from notifications.digest import DigestRow, digests, run_link
from notifications.letters import LetterDraft, Recipient
from notifications.outbox import put
from notifications.owed import letters_to_person


@dataclass(frozen=True)
class Reminded:
    """What reminding did: reminders told, letters put, reminders nobody could be found for (role and case)."""

    reminders: int = 0
    letters: int = 0
    nobody: tuple[str, ...] = ()


def remind(session: Session, authority: Authority, on: date, at: datetime) -> Reminded:
    """Tell everyone concerned of what falls due on or before the day; each reminder is told once."""
    due = reminders_due(session, on, authority_id=authority.id)
    if not due:
        return Reminded()
    told = [r for r in due if r.recipient is not None]
    own = [r for r in told if r.role == OFFICIAL]
    rows = [_row(r, authority) for r in told if r.role != OFFICIAL]
    drafts = [*digests(rows, on), *_to_persons(session, authority, own, on)]
    written = put(session, drafts, at=at)
    _mark(session, authority, due, on, at)
    nobody = tuple(sorted({f"{r.role}: {r.case_number}" for r in due if r.recipient is None}))
    return Reminded(len(due), len(written), nobody)


def _row(reminder: ReminderDue, authority: Authority) -> DigestRow:
    assert reminder.recipient is not None
    procedure = procedure_named(reminder.procedure)
    step = procedure.node(reminder.step)
    planned = Reminder(reminder.step, reminder.occurrence, reminder.on_day, reminder.kind, reminder.role)
    opens = reminder.kind == "opens"
    copied = reminder.role == SUPERIOR
    return DigestRow(
        to=Recipient.of(reminder.recipient, authority.code, authority.timezone),  # type: ignore[arg-type]
        title=step.title,
        case_number=reminder.case_number,
        clause=step.clause,
        due=reminder.not_before if opens else (reminder.due or reminder.ends),
        authority=Text(authority.name_ru, authority.name_kk),
        overdue=planned.overdue,
        opens=opens,
        performer=procedure.roles[reminder.performer].in_(reminder.recipient.language) if copied else "",  # type: ignore[arg-type]
        person=reminder.official_name,
        link=run_link(settings().ui_url, reminder.run_id),
        channels=planned.channels,  # type: ignore[arg-type]
    )


def _to_persons(session: Session, authority: Authority, due: Sequence[ReminderDue], on: date) -> list[LetterDraft]:
    """A step that reminds the person concerned has a kind of letter of its own: `<procedure>-<step>`."""
    if not due:
        return []
    cases = session.exec(select(Case).where(col(Case.id).in_({r.case_id for r in due}))).all()
    states, by_id = load_states(session, cases), {c.id: c for c in cases}
    return [
        draft
        for r in due
        for draft in letters_to_person(
            session, by_id[r.case_id], authority, states[r.case_id], f"{r.procedure}-{r.step}", r.step, on
        )
    ]


def _mark(session: Session, authority: Authority, due: Sequence[ReminderDue], on: date, at: datetime) -> None:
    """Mark reminders told, and plan the weekly ones that follow."""
    session.connection().execute(
        update(ReminderRow).where(col(ReminderRow.id).in_([r.reminder_id for r in due])).values(state="done")
    )
    calendar = calendar_of(session, authority)
    again = []
    for row in due:
        # A service that was down for weeks reminds once, and goes on from today.
        told = Reminder(row.step, row.occurrence, max(row.on_day, on), row.kind, row.role)
        later = following(told, calendar)
        if later is not None:
            again.append(
                {"step_id": row.step_id, "case_id": row.case_id, "on_day": later.on, "kind": later.kind,
                 "role": later.role, "state": "planned"}
            )  # fmt: skip
    if again:
        session.connection().execute(insert(ReminderRow), again)
    append_all(session, [
        Act(at=at, on_day=on, actor="sweep", action="reminder-sent", authority_code=authority.code,
            case_number=r.case_number, step=r.step, clause=r.clause, after={"kind": r.kind, "role": r.role})
        for r in due
    ])  # fmt: skip
