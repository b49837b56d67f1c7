"""What the record owes in letters: each decision to the person concerned, each reminder to whoever must act."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.engine import Answer, Event, TimerPassed
from models.errors import Refusal
from models.record.database import reading, writing
from models.record.opening import open_cycle
from models.record.sweeping import reminders_due
from models.record.tables import (
    Authority,
    Case,
    Letter,
    Official,
    Performer,
    Reminder,
    StepRecord,
)
from models.record.writer import record as record_event
from notifications.letters import Recipient
from notifications.owed import Told, put_letters, put_reminders
from notifications.reminding import remind
from tests.installed import Setting
from tests.notifications.conftest import letters
from tests.record import samples

CYCLE, CASE, OTHER = "KRG-rotation-2026", "KRG-rotation-2026-001", "KRG-rotation-2026-002"


@pytest.fixture(autouse=True)
def link_in_letters(setting: Setting) -> None:
    """Letters link to the installation's own UI."""
    setting(ui_url="https://merzim.example.kz/")


def morning(day: date) -> datetime:
    """09:00 in Almaty."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def happen(record: Engine, number: str, event: Event, on: str) -> None:
    day = date.fromisoformat(on)
    with writing(record) as session:
        record_event(session, number, event, on=day, at=morning(day), by="test", then=put_letters)


def answer(record: Engine, on: str, step: str, *, number: str = CASE, **form: Any) -> None:
    happen(record, number, Answer(step, form), on)


@pytest.fixture
def year(sqlite_record: Engine) -> Engine:
    """A cycle whose list was sent: two cases are open, notice and portfolio wait in each."""
    with writing(sqlite_record) as session:
        authority = samples.authority(session)
        first, second = (samples.organisation(session, authority, code) for code in ("C-1", "C-2"))
        heads = [
            samples.official(
                session, authority, "101", language="kk", sex="f", email="one@example.kz", phone="+77000000101"
            ),
            samples.official(session, authority, "102", language="ru", email="two@example.kz"),
        ]
        for person, organisation in zip(heads, (first, second), strict=True):
            samples.head(session, person, organisation, date(2017, 1, 1))
        chief = samples.official(session, authority, "1", language="ru", email="chief@example.kz")
        district = samples.official(
            session, authority, "2", language="kk", email="district@example.kz", phone="+77000000002"
        )
        region = samples.official(session, authority, "3", language="ru", email="region@example.kz")
        samples.performer(session, authority, "hr_district", district, superior=chief)
        samples.performer(session, authority, "hr_region", region, superior=chief)
        samples.commission(session, authority, date(2026, 11, 1)).secretary_id = region.id
        open_cycle(session, "rotation", "KRG", 2026, at=morning(date(2026, 11, 1)), by="test")
    formed = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    answer(sqlite_record, "2026-11-20", "form-list", number=CYCLE, **formed)
    answer(sqlite_record, "2026-11-27", "send-list", number=CYCLE, sent_on="2026-11-27", letter_no="12-3")
    return sqlite_record


def decide(record: Engine, decision: str, **more: Any) -> None:
    answer(record, "2026-12-04", "notice", served_on="2026-12-04", method="paper")
    answer(record, "2026-12-10", "portfolio", sent_on="2026-12-10")
    review(record, decision, "2026-12-21", **more)
    answer(record, "2026-12-24", "transfer", sent_on="2026-12-24", letter_no="1")


def review(record: Engine, decision: str, on: str, **more: Any) -> None:
    form = {
        "met_on": on,
        "members": 7,
        "present": 5,
        "votes": {option: 5 if option == decision else 0 for option in ("rotate", "refuse", "move")},
        "chair": decision,
        "decision": decision,
        **more,
    }
    if decision != "refuse":
        form["destination"] = {"organisation": "C-2", "settlement": "Қарағанды"}
    happen(record, CASE, Answer("review", form), on)


def written(record: Engine, case: str = CASE) -> list[tuple[str, str, str]]:
    return [(letter.day.isoformat(), letter.kind, letter.channel) for letter in letters(record, case)]


def bodies(record: Engine, kind: str, channel: str = "email") -> list[Letter]:
    with reading(record) as session:
        return list(
            session.exec(select(Letter).where(Letter.kind == kind, Letter.channel == channel).order_by(col(Letter.id)))
        )


def test_each_decision_of_the_way_to_an_appointment_tells_the_head(year: Engine) -> None:
    decide(year, "rotate")
    answer(year, "2026-12-28", "decision-notice", received_on="2026-12-28", consents=True)
    answer(year, "2027-02-01", "appoint", act_no="77", act_on="2027-02-01", starts_on="2027-02-15")
    assert written(year) == [
        (day, kind, channel)
        for day, kind in (
            ("2026-12-04", "rotation-notice"),
            ("2026-12-24", "rotation-decision"),
            ("2027-02-01", "rotation-appointment"),
        )
        for channel in ("email", "sms")
    ]
    (appointment,) = bodies(year, "rotation-appointment")
    assert (appointment.language, appointment.address) == ("kk", "one@example.kz")
    assert appointment.body.startswith("Құрметті Айгүл Тестова-101!")
    for part in ("C-2 орталығы", "C-1 орталығы", "15 ақпан 2027 ж.", "15 ақпан 2032 ж.", "Басқарма", CASE):
        assert part in appointment.body


def test_clause_18_head_is_told_of_the_end_of_the_term_and_made_acting(year: Engine) -> None:
    decide(year, "rotate")
    answer(year, "2026-12-28", "decision-notice", received_on="2026-12-28", consents=True)
    answer(year, "2027-02-01", "appoint", act_no="77", act_on="2027-02-01", starts_on="2027-02-15")
    for on in ("2031-08-15", "2031-11-17", "2032-01-15"):
        sweep(year, on)
    happen(year, CASE, TimerPassed("term-end"), "2032-02-15")
    answer(year, "2032-02-16", "acting", act_no="5", act_on="2032-02-16")
    by_email = [(day, kind) for day, kind, channel in written(year) if channel == "email" and day > "2028"]
    to_head = [each for each in by_email if each[1] != "digest"]
    assert [kind for _, kind in to_head] == ["rotation-term-end"] * 3 + ["rotation-acting"]
    assert "15 ақпан 2032 ж." in bodies(year, "rotation-term-end")[0].body


def test_clause_12_head_without_a_place_is_told_of_the_next_review(year: Engine) -> None:
    decide(year, "refuse", no_place=True)
    answer(year, "2026-12-28", "decision-notice", received_on="2026-12-28")
    assert written(year)[-1][1] == "rotation-retained"
    assert "12-тармақ" in bodies(year, "rotation-retained")[0].body


def test_clause_20_head_who_declines_is_told_of_the_end_of_the_contract(year: Engine) -> None:
    decide(year, "rotate")
    answer(year, "2026-12-28", "decision-notice", received_on="2026-12-28", consents=False)
    answer(year, "2026-12-30", "terminate", act_no="9-ж", act_on="2026-12-30")
    assert written(year)[-1] == ("2026-12-30", "rotation-terminated", "sms")
    assert "№ 9-ж" in bodies(year, "rotation-terminated", "sms")[0].body


@pytest.mark.parametrize(("result", "words"), [("upheld", "қанағаттандырылды"), ("rejected", "күшінде қалады")])
def test_clause_19_head_is_told_what_came_of_the_appeal(year: Engine, result: str, words: str) -> None:
    decide(year, "rotate")
    answer(year, "2027-01-11", "appeal", filed_on="2027-01-05", result=result, decided_on="2027-01-11")
    (told,) = bodies(year, "appeal-result")
    assert words in told.body
    assert "5 қаңтар 2027 ж." in told.body


def test_decision_taken_again_after_an_appeal_is_told_again(year: Engine) -> None:
    decide(year, "rotate")
    answer(year, "2027-01-11", "appeal", filed_on="2027-01-05", result="upheld", decided_on="2027-01-11")
    review(year, "refuse", "2027-01-18")
    answer(year, "2027-01-20", "transfer", sent_on="2027-01-20", letter_no="2")
    first, second = bodies(year, "rotation-decision")
    assert "ротация жүргізілсін" in first.body
    assert "бас тартылсын" in second.body


def test_refused_answer_writes_no_letter(year: Engine) -> None:
    with pytest.raises(Refusal):
        answer(year, "2026-12-04", "notice", served_on="2026-12-30", method="paper")
    assert written(year) == []


def test_head_without_a_phone_gets_email_alone(year: Engine) -> None:
    answer(year, "2026-12-04", "notice", number=OTHER, served_on="2026-12-04", method="paper")
    assert written(year, OTHER) == [("2026-12-04", "rotation-notice", "email")]


def sweep(record: Engine, on: str) -> None:
    day = date.fromisoformat(on)
    with writing(record) as session:
        authority = session.exec(select(Authority)).one()
        remind(session, authority, day, morning(day))


def tell(record: Engine, on: str) -> Told:
    day = date.fromisoformat(on)
    with writing(record) as session:
        return put_reminders(session, reminders_due(session, day, authority_id=1), on=day, at=morning(day))


def test_performer_gets_one_digest_a_day_and_channel_with_every_step_due(year: Engine) -> None:
    with reading(year) as session:
        notice = session.exec(select(StepRecord).where(StepRecord.code == "notice")).first()
        assert notice is not None
        due = notice.due
    assert due == date(2027, 1, 15)
    sweep(year, "2027-01-15")
    digests = [letter for letter in bodies(year, "digest") if letter.address == "district@example.kz"]
    (digest,) = digests
    assert digest.language == "kk"
    assert digest.body.count("Ротация туралы хабарлама") == 2
    assert {CASE, OTHER} <= set(digest.body.split()) | {word.rstrip(",") for word in digest.body.split()}
    assert "7-тармақ" in digest.body
    assert "15 қаңтар 2027 ж." in digest.body
    assert [letter.address for letter in bodies(year, "digest", "sms")] == ["+77000000002"]
    for number in (CASE, OTHER):
        assert "digest" in {letter.kind for letter in letters(year, number)}


def test_reminder_ahead_of_time_goes_by_email_alone_and_falls_back_on_sms(year: Engine) -> None:
    told = tell(year, "2027-01-08")
    assert told.told
    (digest,) = [letter for letter in bodies(year, "digest") if letter.address == "district@example.kz"]
    assert digest.payload is not None
    assert digest.payload["fallback"]["address"] == "+77000000002"
    assert bodies(year, "digest", "sms") == []


def test_superior_is_copied_when_a_step_is_overdue(year: Engine) -> None:
    sweep(year, "2027-01-18")
    digests = {letter.address: letter for letter in bodies(year, "digest")}
    assert "Мерзімі өткен" in digests["district@example.kz"].body
    copy = digests["chief@example.kz"].body
    assert "Срок прошёл у подчинённых" in copy
    assert "исполнитель: Кадровая служба района (города)" in copy
    assert "15 января 2027 г." in copy


def test_step_with_several_missed_reminders_is_listed_once(year: Engine) -> None:
    # The service was down from November on.
    sweep(year, "2027-01-18")
    (digest,) = [letter for letter in bodies(year, "digest") if letter.address == "region@example.kz"]
    assert digest.body.count(CASE) == 1


def test_reminder_that_comes_after_todays_digest_waits_for_tomorrows(year: Engine) -> None:
    sweep(year, "2027-01-15")
    with writing(year) as session:
        step = session.exec(select(StepRecord).where(StepRecord.code == "notice")).first()
        assert step is not None
        late = Reminder(
            step_id=step.id, case_id=step.case_id, on_day=date(2027, 1, 15), kind="before-3", role="hr_district"
        )
        session.add(late)
        session.flush()
        late_id = late.id
    assert late_id not in tell(year, "2027-01-15").told
    before = len(bodies(year, "digest"))
    assert late_id in tell(year, "2027-01-16").told
    assert len(bodies(year, "digest")) > before


def test_role_that_nobody_acts_in_is_named(year: Engine) -> None:
    with writing(year) as session:
        for performer in session.exec(select(Performer)):
            session.delete(performer)
    told = tell(year, "2027-01-15")
    assert (told.told, told.letters) == ((), 0)
    assert told.to_nobody


def test_digest_links_to_the_cases_run(year: Engine) -> None:
    with writing(year) as session:
        _run(session, CASE, "0f1e")
    sweep(year, "2027-01-15")
    (digest,) = [letter for letter in bodies(year, "digest") if letter.address == "district@example.kz"]
    assert "https://merzim.example.kz/runs/flow-run/0f1e" in digest.body
    assert digest.payload is not None
    assert 'href="https://merzim.example.kz/runs/flow-run/0f1e"' in digest.payload["html"]


def _run(session: Session, number: str, run_id: str) -> None:
    case = session.exec(select(Case).where(Case.number == number)).one()
    case.run_id = run_id
    session.add(case)


def test_people_of_two_authorities_with_one_number_get_a_digest_each(year: Engine) -> None:
    with writing(year) as session:
        official = session.exec(select(Official).where(Official.code == "2")).one()
        keys = {Recipient.of(official, code, "Asia/Almaty").key for code in ("KRG", "AST")}
    assert keys == {"KRG/2", "AST/2"}
