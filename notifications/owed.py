"""The letters that the record owes: to the person a case is about by a decision, to performers by their reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.receipts import SERVE_ON_PAPER
from models.record.acting import CONCERNED
from models.record.cases import Case
from models.record.people import Authority, Official, Organisation
from models.record.sweeping import ReminderDue
from models.record.writer import Recorded
from models.regulations import procedure as procedure_named
from models.reminders import MOVED, MOVED_OPENING, SUPERIOR
from models.settings import settings
from models.texts import Text
from notifications.diary import Diary
from notifications.digest import DigestRow, digests
from notifications.kinds import kind as kind_of
from notifications.letters import About, Channel, LetterDraft, Recipient, case_letter
from notifications.links import run_url
from notifications.outbox import put

_EMAIL_ONLY: tuple[Channel, ...] = ("email",)
_BOTH: tuple[Channel, ...] = ("email", "sms")
ON_PAPER = Text(
    "{step}: получение не подтверждено, вручите на бумаге",
    "{step}: алғаны расталмады, қағаз түрінде тапсырыңыз",
    "{step}: receipt not confirmed, serve it on paper",
)
# What a letter to the person concerned may say of the step it reminds of.
_STEP_DAYS = ("opened_on", "due", "last_day", "ends")


@dataclass(frozen=True)
class Told:
    """What came of reminders that were due, by their ids.

    told         in a letter that is in the outbox now; others come into tomorrow's: the person has had today's digest
    to_nobody    nobody is named for the role
    letters      letters put into the outbox
    """

    told: tuple[int, ...]
    to_nobody: tuple[int, ...]
    letters: int


def put_letters(session: Session, done: Recorded, at: datetime) -> None:
    """Put the letters that a recorded event owes to the person concerned; `models.record.writer.record` calls it.

    Raises `InvalidInput` for a fact a letter needs and the case lacks: then nothing of the event is recorded.
    """
    if done.decision is None or not done.decision.letters or done.case.official_id is None:
        return
    official = session.get_one(Official, done.case.official_id)
    to = Recipient.of(official, done.authority.code, done.authority.timezone)
    facts = done.decision.state.known()
    about = about_of(session, done.case, done.authority, done.procedure.act.title)
    drafts: list[LetterDraft] = []
    for owed in done.decision.letters:
        names = organisation_names(session, done.authority.id, kind_of(owed.kind).organisations(facts))
        drafts += case_letter(owed.kind, to, about, facts, day=owed.on, step=owed.step, organisations=names)
    put(session, drafts, at=at)


def put_reminders(session: Session, due: Sequence[ReminderDue], *, on: date, at: datetime) -> Told:
    """Put the letters of reminders that are due on `on` (`models.record.sweeping.reminders_due`).

    Performers and their superiors get one digest each; the person a case is about gets a letter of the kind
    `<procedure>-<step>`. The caller marks as done the reminders that were `told`, in the same transaction.
    """
    named = [r for r in due if r.recipient is not None]
    # One of each person, whatever the reminders: most performers have many.
    those = {r.recipient.id: (r.recipient, r.authority_code, r.timezone) for r in named if r.recipient}
    people = {key: Recipient.of(*person) for key, person in those.items()}
    recipient_of = {r.reminder_id: people[r.recipient.id] for r in named if r.recipient}
    to_performers = [r for r in named if r.role != CONCERNED]
    # Told once that the date moved, whatever else is due of the step in the same digest.
    moved = {(r.recipient.id, r.step_id) for r in to_performers if r.recipient and r.kind in (MOVED, MOVED_OPENING)}
    performers = {to.key: to.language for to in (recipient_of[r.reminder_id] for r in to_performers)}
    diary = Diary.read(session, performers, (r.step_id for r in to_performers))
    rows = []
    for each in _latest(to_performers):
        to = recipient_of[each.reminder_id]
        is_moved = each.recipient is not None and (each.recipient.id, each.step_id) in moved
        rows.append(_row(each, to, on, diary, moved=is_moved))
    drafts = digests(rows, on, diary.over(on))
    for reminder in (r for r in named if r.role == CONCERNED):
        to, act = recipient_of[reminder.reminder_id], procedure_named(reminder.procedure).act.title
        about = About(reminder.case_number, reminder.authority, act, reminder.organisation)
        facts = {f"{reminder.step}.{name}": getattr(reminder, name) for name in _STEP_DAYS}
        code = f"{reminder.procedure}-{reminder.step}"
        drafts += case_letter(code, to, about, facts, day=on, step=reminder.step)
    letters = put(session, drafts, at=at)
    diary.keep(session, letters)
    reached = {(draft.to.key, draft.step) for draft in letters}
    told = tuple(
        r.reminder_id
        for r in named
        if (recipient_of[r.reminder_id].key, r.step if r.role == CONCERNED else "") in reached
    )
    nobody = tuple(r.reminder_id for r in due if r.recipient is None)
    return Told(told, nobody, len(letters))


def _latest(reminders: Sequence[ReminderDue]) -> list[ReminderDue]:
    """One reminder of each step to each person, the latest: several are due at once where sweeps were missed."""
    latest = {
        (r.recipient.id if r.recipient else None, r.step_id, _is_copy(r)): r
        for r in sorted(reminders, key=lambda r: r.on_day)
    }
    return list(latest.values())


def _is_copy(reminder: ReminderDue) -> bool:
    """It goes to the performer's superior; a step may be the superior's own."""
    return reminder.role == SUPERIOR != reminder.performer


def _row(reminder: ReminderDue, to: Recipient, on: date, diary: Diary, *, moved: bool) -> DigestRow:
    procedure = procedure_named(reminder.procedure)
    opens = reminder.kind == MOVED_OPENING
    last_day = reminder.last_day or reminder.due
    overdue = reminder.kind.startswith("overdue") or (not opens and last_day is not None and last_day < on)
    is_copy = _is_copy(reminder)
    role = procedure.roles.get(reminder.performer)
    title, link = _title(reminder, procedure.node(reminder.step).title), run_url(settings().ui_url, reminder.run_id)
    due = reminder.not_before if opens else reminder.due or reminder.last_day or reminder.ends
    # Of the recipient's own steps, as far as the day lies ahead.
    dated = due is not None and due >= on and not opens and not is_copy
    return DigestRow(
        to=to,
        title=title,
        case_number=reminder.case_number,
        clause=reminder.clause,
        due=due,
        authority=reminder.authority,
        overdue=overdue,
        opens=opens,
        moved=moved,
        performer=(role.in_(to.language) if role else reminder.performer) if is_copy else "",
        person=reminder.official_name,
        link=link,
        entry=diary.entry(reminder, to, due, title, link) if due is not None and dated else None,
        channels=_BOTH if overdue or reminder.kind == "on-day" or (moved and reminder.due == on) else _EMAIL_ONLY,
    )


def _title(reminder: ReminderDue, step: Text) -> Text:
    return ON_PAPER.filled(step=step) if reminder.kind == SERVE_ON_PAPER else step


def about_of(session: Session, case: Case, authority: Authority, act: Text) -> About:
    """What a letter about a case says of it."""
    organisation = session.get(Organisation, case.organisation_id) if case.organisation_id else None
    return About(case.number, _name(authority), act, _name(organisation) if organisation else None)


def _name(named: Authority | Organisation) -> Text:
    return Text(named.name_ru, named.name_kk)


def organisation_names(session: Session, authority_id: int, codes: set[str]) -> dict[str, Text]:
    """The names of an authority's organisations, by their codes."""
    if not codes:
        return {}
    found = session.exec(
        select(Organisation).where(Organisation.authority_id == authority_id, col(Organisation.code).in_(codes))
    )
    return {organisation.code: _name(organisation) for organisation in found}
