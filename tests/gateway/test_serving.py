"""Clauses 7 and 15: a notice served by letter; its receipt is proved by a link that is good for one person, once."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from deployments.catchers import Catchers
from models.calendars import working_calendar
from models.errors import Refusal
from models.facts import Facts
from models.keys import secret_key
from models.receipts import SERVE_ON_PAPER
from models.record.case_file import case_file
from models.record.confirmations import digest
from models.record.cycle_file import cycle_file
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.sweeping import reminders_due
from models.record.tables import AuditEntry, Authority, Letter, Official, Performer, ReceiptLink, Reminder
from models.regulations.rotation.act import ACT
from models.regulations.rotation.process import DECISION_NOTICE
from models.regulations.rotation.roster import surroundings
from notifications.channels import Channels
from notifications.delivery import deliver
from notifications.receipts import PLACE, token_of
from notifications.reminding import remind
from notifications.serving import confirm, opened, serve
from tasks.boards import cycle_board
from tasks.sheets import case_sheet
from tests.installed import Setting
from tests.record import rotation_year, test_attestation, test_evaluation_year
from tests.record.rotation_year import CYCLE, FIRST, SECOND, moment, notice, steps_of

SENT, NEXT = date(2026, 12, 1), date(2026, 12, 2)
# 3 working days from 1 December 2026, a Tuesday.
UNTIL, PAPER = date(2026, 12, 4), date(2026, 12, 7)
OWN, OTHERS = "P-1", "P-2"
ADDRESS = "203.0.113.9"


@pytest.fixture(autouse=True)
def _own_key(tmp_path: Path, setting: Setting) -> None:
    """Links are signed with a key of this test's own."""
    setting(home=str(tmp_path), ui_url="https://merzim.example.kz/v2")


@pytest.fixture
def served(record: Engine) -> tuple[Engine, str]:
    """The first head's notice is on its way; the record, and the token in the letter's link."""
    rotation_year.opened(record)
    with writing(record) as session:
        for each in session.exec(select(Official)).all():
            each.email, each.language = f"{each.code.lower()}@example.kz", "kk"
    return record, serving(record, SENT)


def serving(record: Engine, on: date, number: str = FIRST) -> str:
    with writing(record) as session:
        return token_of(serve(session, number, "notice", at=moment(on), by="user:operator").message_id)


def confirming(record: Engine, token: str, on: date = NEXT, number: str = OWN) -> date | None:
    with writing(record) as session:
        return confirm(session, token, number, at=moment(on), address=ADDRESS)


def actions(session: Session, number: str = FIRST) -> list[str]:
    asked = select(AuditEntry.action).where(AuditEntry.case_number == number, AuditEntry.step == "notice")
    return list(session.exec(asked.order_by(col(AuditEntry.id))))


def test_a_confirmed_receipt_is_the_service_of_the_notice(served: tuple[Engine, str]) -> None:
    record, token = served
    with writing(record) as session:
        found = opened(session, token, " p-1 ", at=moment(NEXT))
        assert found is not None
        text = found[2]
    assert "15 ақпан 2027 ж." in text
    assert PLACE not in text
    assert confirming(record, token) == NEXT
    with reading(record) as session:
        step = steps_of(record)["notice"]
        assert (step.state, step.done_on, step.recorded_by) == ("done", NEXT, "recipient:P-1")
        assert step.form == {"served_on": NEXT.isoformat(), "method": "email"}
        link = session.exec(select(ReceiptLink)).one()
        assert (link.confirmed_on, link.address, link.text_hash) == (NEXT, ADDRESS, digest(text))
        assert actions(session) == ["notice-sent", "notice-opened", "receipt-confirmed", "step-recorded"]
        proof = session.exec(select(AuditEntry).where(AuditEntry.action == "receipt-confirmed")).one()
        assert proof.after is not None
        assert (proof.actor, proof.after["address"], proof.after["text_sha256"]) == (
            "recipient:P-1",
            ADDRESS,
            link.text_hash,
        )


def test_a_confirmed_receipt_of_the_decision_stands_in_the_operators_form(served: tuple[Engine, str]) -> None:
    record, _ = served
    rotation_year.reviewed(record, FIRST, destination=rotation_year.goes_to("C-2"))
    rotation_year.answer(record, FIRST, "transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, date(2026, 12, 24))
    told, received = date(2026, 12, 28), date(2026, 12, 29)
    with writing(record) as session:
        link = serve(session, FIRST, "decision-notice", at=moment(told), by="user:operator")
        token = token_of(link.message_id)
    assert confirming(record, token, received) == received
    # Whether the head consents (clause 20) nobody has said yet: the step is an operator's to record.
    assert steps_of(record)["decision-notice"].state == "open"
    with reading(record) as session:
        case = find_case(session, FIRST)
        around = surroundings(session, case, "decision-notice", received)
        known = DECISION_NOTICE.known
        assert known is not None
        facts = Facts(around, received, ACT.edition(case.edition), working_calendar("KZ"))
        assert known(facts) == {"received_on": "2026-12-29"}
        assert "receipt-confirmed" in [e.action for e in all_entries(record) if e.step == "decision-notice"]


def test_the_window_to_appeal_an_attestation_runs_from_the_confirmed_receipt(
    sqlite_record: Engine, tmp_path: Path
) -> None:
    """Answer VII: ten working days, the authority's own, from the day the servant received the decision."""
    test_attestation.opened(sqlite_record, tmp_path / "files")
    number = test_attestation.FIRST
    for step in (*test_attestation.STAGES, test_attestation.interview()):
        rotation_year.answer(sqlite_record, number, *step)
    confirmed_by_letter(sqlite_record, number, "decision-notice", date(2017, 5, 17), date(2017, 5, 18))
    steps = steps_of(sqlite_record, number)
    assert steps["decision-notice"].form == {"received_on": "2017-05-18"}
    assert steps["appeal-window"].ends == date(2017, 6, 2)


def test_clause_68_an_evaluated_servant_is_acquainted_by_a_confirmed_letter(sqlite_record: Engine) -> None:
    test_evaluation_year.submitted(sqlite_record)
    test_evaluation_year.approved(sqlite_record)
    number, told = test_evaluation_year.FIRST, date(2027, 1, 21)
    # One day of the two that clause 68 gives is waited for, the other is left for paper.
    assert confirmed_by_letter(sqlite_record, number, "acquaint", told, date(2027, 1, 22)) == date(2027, 1, 22)
    step = steps_of(sqlite_record, number)["acquaint"]
    assert (step.form, step.late) == ({"told_on": "2027-01-22", "channel": "email"}, False)


def confirmed_by_letter(record: Engine, number: str, step: str, sent: date, on: date) -> date:
    """The notice of a step served by letter and confirmed; the last day of its link."""
    with writing(record) as session:
        person = session.get_one(Official, find_case(session, number).official_id)
        person.email, code = "own@example.kz", person.code
        link = serve(session, number, step, at=moment(sent), by="user:operator")
        token, until = token_of(link.message_id), link.until
    assert confirming(record, token, on, code) == on
    return until


def test_opening_alone_confirms_nothing_and_is_noted_once(served: tuple[Engine, str]) -> None:
    record, token = served
    for _ in range(3):
        with writing(record) as session:
            assert opened(session, token, OWN, at=moment(NEXT)) is not None
    with reading(record) as session:
        assert actions(session) == ["notice-sent", "notice-opened"]
    assert steps_of(record)["notice"].state == "open"


@pytest.mark.parametrize("wrong", ["unknown", "another's number", "used", "expired", "replaced", "served on paper"])
def test_a_link_that_is_of_no_use_says_not_why(served: tuple[Engine, str], wrong: str) -> None:
    record, token = served
    number, on = OWN, NEXT
    match wrong:
        case "unknown":
            token = token[:-1] + ("A" if token[-1] != "A" else "B")
        case "another's number":
            number = OTHERS
        case "used":
            assert confirming(record, token) == NEXT
        case "expired":
            on = UNTIL + timedelta(days=1)
        case "replaced":
            serving(record, NEXT)
            on = NEXT + timedelta(days=1)
        case "served on paper":
            rotation_year.answer(record, FIRST, *notice(2))
            on = NEXT + timedelta(days=1)
            # It still proves that the letter was received; the step stays as it was recorded.
            assert confirming(record, token, on) == on
            step = steps_of(record)["notice"]
            assert (step.done_on, step.recorded_by) == (NEXT, "P-9")
            return
    with writing(record) as session:
        assert opened(session, token, number, at=moment(on)) is None
    before = len(all_entries(record))
    assert confirming(record, token, on, number) is None
    assert len(all_entries(record)) == before


def all_entries(record: Engine) -> list[AuditEntry]:
    with reading(record) as session:
        return list(session.exec(select(AuditEntry)))


def test_the_link_is_good_through_its_last_day_in_the_authoritys_time(served: tuple[Engine, str]) -> None:
    record, token = served
    # Almaty's midnight is 19:00 UTC.
    late = datetime.combine(UNTIL, datetime.min.time(), moment(UNTIL).tzinfo) + timedelta(hours=18, minutes=59)
    with writing(record) as session:
        assert opened(session, token, OWN, at=late + timedelta(minutes=1)) is None
        assert confirm(session, token, OWN, at=late, address=ADDRESS) == UNTIL


def test_the_record_does_not_hold_what_makes_a_link(served: tuple[Engine, str], tmp_path: Path) -> None:
    record, token = served
    with Catchers(tmp_path / "caught") as catchers:
        channels = Channels([catchers.email_url], [catchers.sms_url])
        deliver(record, moment(NEXT), channels=channels)
        channels.close()
        texts = [each.text for each in catchers.mail.box]
    mailed = [text for text in texts if f"https://merzim.example.kz/merzim/receipt/{token}" in text]
    assert len(mailed) == 1
    with reading(record) as session:
        held = [
            repr(dict(row)) for row in session.connection().exec_driver_sql("SELECT * FROM receipt_links").mappings()
        ]
        bodies = [letter.body for letter in session.exec(select(Letter))]
    assert not any(token in each for each in (*held, *bodies))
    key = tmp_path / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.write_text("another installation's key, long enough to be one")
    secret_key.cache_clear()
    with reading(record) as session:
        assert token_of(session.exec(select(ReceiptLink.message_id)).one()) != token


def test_without_a_confirmation_the_performer_is_asked_to_serve_it_on_paper(served: tuple[Engine, str]) -> None:
    record, _ = served
    with writing(record) as session:
        performer = session.exec(select(Official).where(Official.code == "P-3")).one()
        performer.language = "ru"
        session.add(Performer(authority_id=performer.authority_id, role="hr_district", official_id=performer.id))
        assert not [r for r in reminders_due(session, UNTIL, authority_id=1) if r.kind == SERVE_ON_PAPER]
    with writing(record) as session:
        due = [r for r in reminders_due(session, PAPER, authority_id=1) if r.kind == SERVE_ON_PAPER]
        assert [(r.case_number, r.step, r.role) for r in due] == [(FIRST, "notice", "hr_district")]
        assert remind(session, session.exec(select(Authority)).one(), PAPER, moment(PAPER)).told == 1
        letters = session.exec(select(Letter).where(Letter.kind == "digest")).all()
        assert [each.recipient_key for each in letters] == ["KRG/P-3"]
        assert "Уведомление о ротации: получение не подтверждено, вручите на бумаге" in letters[0].body


def shown(record: Engine, on: date) -> tuple[str, str]:
    """The case's sheet and the cycle's board on a day."""
    ui = "https://merzim.example.kz/v2"
    with reading(record) as session:
        return (
            case_sheet(case_file(session, FIRST), "ru", on, names="initials", ui_url=ui),
            cycle_board(cycle_file(session, CYCLE, on=on), "ru", names="initials", ui_url=ui),
        )


def test_what_is_to_be_served_on_paper_stands_on_the_sheet_and_the_board(served: tuple[Engine, str]) -> None:
    record, _ = served
    page, asked = f"https://merzim.example.kz/merzim/serve/{FIRST}/notice", "Получение не подтверждено"
    sheet, board = shown(record, UNTIL)
    assert page in sheet
    assert asked not in sheet + board
    for text in shown(record, PAPER):
        assert asked in text
        assert page in text
    before = find_version(record)
    with writing(record) as session:
        remind(session, session.exec(select(Authority)).one(), PAPER, moment(PAPER))
    assert find_version(record) > before, "its run is shown again"
    # Another letter is waited for in its turn; a confirmation ends it.
    token = serving(record, PAPER)
    assert not [text for text in shown(record, PAPER) if asked in text]
    confirming(record, token, PAPER)
    assert not [text for text in shown(record, date(2026, 12, 20)) if asked in text]


def find_version(record: Engine) -> int:
    with reading(record) as session:
        return find_case(session, FIRST).version


def test_a_confirmation_takes_the_paper_reminder_back(served: tuple[Engine, str]) -> None:
    record, token = served
    confirming(record, token)
    with reading(record) as session:
        kept = session.exec(select(Reminder).where(Reminder.kind == SERVE_ON_PAPER)).one()
        assert kept.state == "cancelled"


def test_a_notice_that_cannot_be_served_by_letter_is_refused_in_words(served: tuple[Engine, str]) -> None:
    record, _ = served
    for number, step, why in (
        (FIRST, "notice", "has been sent today already"),
        (FIRST, "portfolio", "is not served by letter"),
        (FIRST, "decision-notice", "not open"),
        (CYCLE, "form-list", "is not served by letter"),
    ):
        with pytest.raises(Refusal, match=why), writing(record) as session:
            serve(session, number, step, at=moment(SENT), by="test")
    with writing(record) as session:
        case = find_case(session, SECOND)
        session.get_one(Official, case.official_id).email = None
    with pytest.raises(Refusal, match="no email"), writing(record) as session:
        serve(session, SECOND, "notice", at=moment(SENT), by="test")
