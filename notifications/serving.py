"""A notice served by letter, and its receipt confirmed by the link in it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from models import clock
from models.engine import Answer
from models.errors import Refusal
from models.receipts import DAYS, SERVE_ON_PAPER, WAIT, service
from models.record.audit import Act, append
from models.record.cases import Case, Reminder, StepRecord
from models.record.confirmations import ReceiptLink, digest, usable_link
from models.record.letters import Letter
from models.record.loading import calendar_of, find_case, load_states
from models.record.people import Authority, Official
from models.record.writer import keep_refusal, record
from models.regulations import procedure as procedure_named
from models.settings import settings
from models.terms import compute
from models.texts import Text
from notifications.kinds import kind as kind_of
from notifications.letters import Recipient, case_letter
from notifications.outbox import put
from notifications.owed import about_of, organisation_names, put_letters
from notifications.receipts import PLACE, as_read, token_of
from notifications.rules import Rules

NOT_SO = Text(
    "уведомление этого шага письмом не вручается",
    "бұл қадамның хабарламасы хатпен тапсырылмайды",
    "the notice of this step is not served by letter",
)
NOT_OPEN = Text("шаг не открыт", "қадам ашық емес", "the step is not open")
NO_EMAIL = Text(
    "у получателя нет адреса электронной почты: вручите на бумаге",
    "алушының электрондық поштасы жоқ: қағаз түрінде тапсырыңыз",
    "the recipient has no email address: serve it on paper",
)
SENT_TODAY = Text("письмо сегодня уже отправлено", "хат бүгін жіберілген", "the letter has been sent today already")


def serve(session: Session, number: str, step: str, *, at: datetime, by: str) -> ReceiptLink:
    """Put the letter that serves a step's notice into the outbox, with a link; earlier links of the step end.

    The performer is reminded to serve it on paper on the day after the link's last one. Raises `Refusal` where the step
    is not open or not served so, where the recipient has no email, and for a second letter on one day.
    """
    case = find_case(session, number, lock=True)
    authority = session.get_one(Authority, case.authority_id)
    procedure = procedure_named(case.procedure)
    node, how = procedure.node(step), service(case.procedure, step)
    state = load_states(session, [case])[case.id]
    official = session.get_one(Official, case.official_id) if case.official_id else None
    if how is None or official is None:
        raise Refusal(NOT_SO, clause=node.clause, step=step, case=number)
    row = session.exec(
        select(StepRecord).where(StepRecord.case_id == case.id, StepRecord.code == step, StepRecord.state == "open")
    ).first()
    if row is None:
        raise Refusal(NOT_OPEN, clause=node.clause, step=step, case=number)
    if not official.email:
        raise Refusal(NO_EMAIL, clause=node.clause, step=step, case=number)
    on = clock.local(at, authority.timezone)
    calendar = calendar_of(session, authority)
    wait = state.edition[WAIT].value if WAIT in state.edition.parameters else DAYS
    until = compute(str(wait), on, calendar).last_day or on
    facts = {**state.known(), "receipt.until": until, "receipt.link": PLACE}
    names = organisation_names(session, authority.id, kind_of(how.letter).organisations(facts))
    about = about_of(session, case, authority, procedure.act.title)
    to = Recipient.of(official, authority.code, authority.timezone)
    drafts = case_letter(how.letter, to, about, facts, day=on, step=step, organisations=names)
    message_id = next(d for d in drafts if d.channel == "email").message_id(Rules.of(settings()).domain)
    if not any(d.channel == "email" for d in put(session, drafts, at=at)):
        raise Refusal(SENT_TODAY, clause=node.clause, step=step, case=number)
    letter = session.exec(select(Letter).where(Letter.message_id == message_id)).one()
    _withdraw(session, row, at)
    link = ReceiptLink(
        token_hash=digest(token_of(message_id)), message_id=message_id, step_id=row.id, official_id=official.id,
        text_hash=digest(as_read(letter.subject, letter.body)), made_at=at, made_by=by, until=until,
        expires_at=_end_of(until, authority.timezone),
    )  # fmt: skip
    session.add(link)
    paper_on = calendar.add_working(until, 1)
    _remind(session, row, paper_on)
    _entered(session, case, authority, row, link, "notice-sent", on=on, at=at, by=by)
    return link


def opened(session: Session, token: str, number: str, *, at: datetime) -> tuple[ReceiptLink, Official, str] | None:
    """The link, its recipient and the text to read, the first time audited; None: it is of no use to whoever asks."""
    found = usable_link(session, token, number, at)
    if found is None:
        return None
    link, case, step, official = found
    letter = session.exec(select(Letter).where(Letter.message_id == link.message_id)).one()
    if link.opened_at is None:
        link.opened_at = at
        session.add(link)
        authority = session.get_one(Authority, case.authority_id)
        on = clock.local(at, authority.timezone)
        _entered(session, case, authority, step, link, "notice-opened", on=on, at=at, by=recipient(official))
    return link, official, as_read(letter.subject, letter.body)


def confirm(session: Session, token: str, number: str, *, at: datetime, address: str) -> date | None:
    """Record that the notice was received; gives the day, None where the link is of no use. Good once.

    The step is recorded where the receipt is all its form asks. Where the law does not allow it, or the step was
    recorded elsewhere meanwhile, the confirmation stands all the same, and the operator is shown the refusal.
    """
    found = usable_link(session, token, number, at)
    if found is None:
        return None
    link, case, step, official = found
    authority = session.get_one(Authority, case.authority_id)
    on = clock.local(at, authority.timezone)
    how = service(case.procedure, step.code)
    link.confirmed_at, link.confirmed_on, link.address = at, on, address
    session.add(link)
    by = recipient(official)
    _entered(session, case, authority, step, link, "receipt-confirmed", on=on, at=at, by=by)
    _cancel_reminders(session, step)
    if how is not None and how.records and step.state == "open":
        answer, answer_key = Answer(step.code, {**how.given, how.received: on}), f"receipt-{link.id}"
        try:
            with session.begin_nested():
                record(session, case.number, answer, on=on, at=at, by=by, then=put_letters, answer_key=answer_key)
        except Refusal as refusal:
            keep_refusal(session, case.number, answer, refusal, at=at, by=by, answer_key=answer_key)
    return on


def recipient(official: Official) -> str:
    """How the record writes that the person a notice is for did something."""
    return f"recipient:{official.code}"


def _withdraw(session: Session, step: StepRecord, at: datetime) -> None:
    earlier = (col(ReceiptLink.step_id) == step.id, col(ReceiptLink.confirmed_at).is_(None))
    session.connection().execute(
        update(ReceiptLink).where(*earlier, col(ReceiptLink.withdrawn_at).is_(None)).values(withdrawn_at=at)
    )
    _cancel_reminders(session, step)


def _remind(session: Session, step: StepRecord, on: date) -> None:
    """Have the performer told on that day; one that an earlier letter planned for it counts again."""
    same = {"step_id": step.id, "kind": SERVE_ON_PAPER, "on_day": on, "role": step.performer}
    again = update(Reminder).where(*(getattr(Reminder, name) == value for name, value in same.items()))
    if not session.connection().execute(again.values(state="planned")).rowcount:
        planned = insert(Reminder).values(**same, case_id=step.case_id, state="planned")
        session.connection().execute(planned)


def _cancel_reminders(session: Session, step: StepRecord) -> None:
    mine = (col(Reminder.step_id) == step.id, col(Reminder.kind) == SERVE_ON_PAPER, col(Reminder.state) == "planned")
    session.connection().execute(update(Reminder).where(*mine).values(state="cancelled"))


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def _entered(
    session: Session, case: Case, authority: Authority, step: StepRecord, link: ReceiptLink, action: str, *,
    on: date, at: datetime, by: str,
) -> None:  # fmt: skip
    """In the audit trail; and the case's run is shown again."""
    after = {
        "message_id": link.message_id, "text_sha256": link.text_hash, "until": link.until.isoformat(),
        **({"address": link.address} if link.address else {}),
    }  # fmt: skip
    append(
        session,
        Act(at=at, on_day=on, actor=by, action=action, authority_code=authority.code, case_number=case.number,
            step=step.code, clause=step.clause, after=after),
    )  # fmt: skip
    case.version += 1
    session.add(case)
    session.flush()
