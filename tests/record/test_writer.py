"""What an event writes: all of it in one transaction, once, whoever else writes at the same time."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models.engine import Answer
from models.errors import AlreadyRecorded, InvalidInput, NotInForce, Refusal
from models.record.database import reading, writing
from models.record.opening import open_cycle
from models.record.sweeping import calls_decided
from models.record.tables import (
    Adoption,
    AuditEntry,
    Ballot,
    Case,
    Cycle,
    DueDocument,
    Letter,
    RefusedAnswer,
    Reminder,
    Ruling,
    StepRecord,
    Tenure,
)
from models.record.writer import Recorded, answers_handled, keep_refusal
from tests.record.rotation_year import (
    CYCLE,
    FIRST,
    HEADS,
    PORTFOLIO,
    SECOND,
    answer,
    case_of,
    goes_to,
    moment,
    notice,
    opened,
    passed,
    region,
    review,
    reviewed,
    steps_of,
    to_the_end,
)

Writes = tuple[str, dict[str, Any], date]


def counts(record: Engine) -> dict[str, int]:
    """How many rows each table that an event writes has."""
    tables = (AuditEntry, Ballot, DueDocument, Letter, Reminder, Ruling, StepRecord, Tenure)
    with reading(record) as session:
        return {table.__name__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def a_letter(session: Session, done: Recorded, at: datetime) -> None:
    session.add(
        Letter(
            case_number=done.case.number,
            step="notice",
            kind="rotation-notice",
            recipient_key="P-1",
            channel="email",
            address="p1@example.kz",
            language="kk",
            day=at.date(),
            message_id=f"<{done.case.number}@example.kz>",
            created_at=at,
        )
    )


# Opening


def test_a_cycle_opens_on_its_lawful_day_however_late_the_service_came(record: Engine) -> None:
    region(record)
    with writing(record) as session:
        case = open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 12, 3)), by="sweep")
        assert (case.number, case.opened_on) == (CYCLE, date(2026, 11, 1))
    assert steps_of(record, CYCLE)["form-list"].last_day == date(2026, 11, 30)
    with reading(record) as session:
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.action, entry.on_day, entry.at) == ("cycle-opened", date(2026, 11, 1), moment(date(2026, 12, 3)))


def test_a_cycle_opened_twice_is_one_cycle(record: Engine) -> None:
    region(record)
    for _ in range(2):
        with writing(record) as session:
            open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    with reading(record) as session:
        assert session.exec(select(func.count()).select_from(Cycle)).one() == 1
        assert session.exec(select(func.count()).select_from(Case)).one() == 1


def test_a_draft_nobody_adopted_opens_no_cycle(record: Engine) -> None:
    region(record)
    with writing(record) as session:
        session.exec(select(Adoption)).one().from_day = date(2026, 11, 2)
    with pytest.raises(NotInForce), writing(record) as session:
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    with reading(record) as session:
        assert session.exec(select(Cycle)).all() == []


def test_sending_the_list_opens_a_case_for_each_head_in_the_same_transaction(record: Engine) -> None:
    opened(record)
    with reading(record) as session:
        numbers = session.exec(select(Case.number).where(Case.kind == "case").order_by(Case.number)).all()
        assert numbers == [f"{CYCLE}-{n:03d}" for n in range(1, HEADS + 1)]
    steps = steps_of(record)
    assert {code: row.state for code, row in steps.items()} == {"notice": "open", "portfolio": "open"}
    assert (steps["notice"].last_day, steps["portfolio"].anchor_on) == (date(2027, 1, 16), date(2026, 11, 27))
    with reading(record) as session:
        planned = session.exec(select(Reminder).where(Reminder.step_id == steps["notice"].id)).all()
        assert {r.state for r in planned} == {"planned"}
        assert {"before-5", "on-day", "overdue-1"} <= {r.kind for r in planned}


# One answer


def test_an_answer_writes_the_step_what_follows_and_who_gave_it(record: Engine) -> None:
    opened(record)
    before = case_of(record)
    done = reviewed(record, FIRST, destination=goes_to("C-2"))
    assert done.outcome == "rotate"
    case, steps = case_of(record), steps_of(record)
    assert case.version == before.version + 2
    assert (steps["review"].state, steps["review"].done_on) == ("done", date(2026, 12, 21))
    assert (steps["review"].recorded_by, steps["review"].recorded_at) == ("P-9", moment(date(2026, 12, 21)))
    assert steps["transfer"].state == "open"
    with reading(record) as session:
        ruling = session.exec(select(Ruling)).one()
        assert (ruling.option, ruling.met_on, ruling.destination_id) == ("rotate", date(2026, 12, 21), 2)
        ballots = session.exec(select(Ballot).order_by(Ballot.option)).all()
        assert [(b.option, b.votes, b.casting) for b in ballots] == [("refuse", 2, False), ("rotate", 3, True)]
        assert session.exec(select(DueDocument.code).where(DueDocument.step_id == steps["review"].id)).all() == [
            "minutes"
        ]
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
        assert entry is not None
        assert (entry.action, entry.case_number, entry.step, entry.actor) == ("step-recorded", FIRST, "review", "P-9")


def test_reminders_of_a_step_done_are_planned_no_more(record: Engine) -> None:
    opened(record)
    answer(record, FIRST, *notice())
    with reading(record) as session:
        states = {
            (code, state)
            for code, state in session.exec(
                select(StepRecord.code, Reminder.state)
                .join(StepRecord, col(StepRecord.id) == Reminder.step_id)
                .join(Case, col(Case.id) == Reminder.case_id)
                .where(Case.number == FIRST)
            )
        }
    assert states == {("notice", "cancelled"), ("portfolio", "planned")}


def test_a_late_notice_is_a_breach_that_stays_on_the_case(record: Engine) -> None:
    opened(record)
    on = date(2027, 1, 20)
    answer(record, FIRST, "notice", {"served_on": on.isoformat(), "method": "paper"}, on)
    answer(record, FIRST, *PORTFOLIO)
    case = case_of(record)
    assert [(b["step"], b["clause"]) for b in case.breaches] == [("notice", "7")]
    assert steps_of(record)["notice"].late
    with reading(record) as session:
        assert session.exec(select(AuditEntry.action).where(AuditEntry.action == "breach-recorded")).one()


def test_the_same_answer_brought_twice_is_recorded_once(record: Engine) -> None:
    opened(record)
    first = answer(record, FIRST, *notice(), answer_key="run-1-answer-1", then=a_letter)
    before, version = counts(record), case_of(record).version
    again = answer(record, FIRST, *notice(), answer_key="run-1-answer-1", then=a_letter)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.outcome == first.outcome == "served"
    assert (counts(record), case_of(record).version) == (before, version)


def test_the_same_key_in_another_case_is_another_answer(record: Engine) -> None:
    opened(record)
    for number in (FIRST, SECOND):
        assert not answer(record, number, *notice(), answer_key="answer-1").repeated


def test_an_event_is_recorded_whole_or_not_at_all(record: Engine) -> None:
    opened(record)
    before, case = counts(record), case_of(record)

    def fails(session: Session, done: Recorded, at: datetime) -> None:
        a_letter(session, done, at)
        session.flush()
        raise RuntimeError("the letters could not be written")

    with pytest.raises(RuntimeError, match="letters"):
        answer(record, FIRST, *notice(), then=fails)
    assert counts(record) == before
    assert case_of(record).version == case.version
    assert steps_of(record)["notice"].state == "open"


def test_a_refusal_changes_nothing_and_names_its_case(record: Engine) -> None:
    opened(record)
    answer(record, FIRST, *PORTFOLIO)
    before = counts(record)
    with pytest.raises(Refusal) as refused:
        answer(record, FIRST, *review(present=4, votes={"rotate": 4}, destination=goes_to("C-2")))
    assert (refused.value.clause, refused.value.case) == ("9", FIRST)
    assert counts(record) == before


def test_a_refused_answer_is_kept_as_it_was_given_until_something_is_recorded(record: Engine) -> None:
    opened(record)
    version = case_of(record).version
    step, form, on = notice()
    refusal = Refusal(notice_refused := _text("нет"), clause="7", step=step)
    with writing(record) as session:
        keep_refusal(session, FIRST, Answer(step, form), refusal, at=moment(on), by="P-9", answer_key="k")
    case = case_of(record)
    assert case.version == version + 1
    assert case.message == {**vars(notice_refused), "clause": "7", "step": "notice"}
    with reading(record) as session:
        kept = session.exec(select(RefusedAnswer)).one()
        assert (kept.form, kept.given_by) == (form, "P-9")
        assert answers_handled(session, FIRST) == {"k"}
    answer(record, FIRST, *notice(), answer_key="k2")
    assert case_of(record).message is None


def _text(said_: str) -> Any:
    from models.texts import Text

    return Text(said_, "жоқ", "no")


def test_an_unknown_case_is_told(record: Engine) -> None:
    with pytest.raises(InvalidInput, match="no case 'X'"):
        answer(record, "X", *notice())


# The course of a case


def test_result_and_its_day_follow_the_case_through_five_years(record: Engine) -> None:
    opened(record)
    to_the_end(record, FIRST, "C-2")
    case = case_of(record)
    assert (case.result, case.result_on, case.closed_on) == ("appointed", date(2027, 1, 29), None)
    assert steps_of(record)["term-end"].ends == date(2032, 2, 15)
    passed(record, FIRST, "term-end", date(2032, 2, 16))
    on = date(2032, 2, 16)
    answer(record, FIRST, "acting", {"act_no": "5", "act_on": str(on)}, on)
    case = case_of(record)
    assert (case.result, case.result_on, case.closed_on) == ("acting", on, on)


def test_clause_19_an_appeal_upheld_takes_the_result_back(record: Engine) -> None:
    opened(record)
    to_the_end(record, FIRST, "C-2")
    on = date(2027, 2, 1)
    answer(record, FIRST, "appeal", {"filed_on": "2027-01-30", "result": "upheld", "decided_on": str(on)}, on)
    case = case_of(record)
    assert (case.result, case.result_on) == (None, None)
    with reading(record) as session:
        asked = select(StepRecord).join(Case).where(Case.number == FIRST, StepRecord.code == "review")
        found = session.exec(asked.order_by(col(StepRecord.occurrence))).all()
        assert [(r.occurrence, r.state) for r in found] == [(1, "superseded"), (2, "open")]


def test_a_cycle_ends_with_its_last_decided_case(record: Engine) -> None:
    opened(record, heads=2)
    for number in (FIRST, SECOND):
        with reading(record) as session:
            assert calls_decided(session) == []
        on = date(2027, 1, 5)
        answer(record, number, "left-post", {"left_on": str(on)}, on)
    with reading(record) as session:
        (cycle,) = calls_decided(session)
    passed(record, cycle.case_number, cycle.step, date(2027, 1, 6))
    own = case_of(record, CYCLE)
    assert (own.result, own.closed_on) == ("completed", date(2027, 1, 6))
    with reading(record) as session:
        assert calls_decided(session) == []


def test_a_timer_that_has_not_ended_is_refused(record: Engine) -> None:
    opened(record)
    to_the_end(record, FIRST, "C-2")
    ends = steps_of(record)["term-end"].ends
    assert ends is not None
    with pytest.raises(Refusal):
        passed(record, FIRST, "term-end", ends - timedelta(days=1))
    assert passed(record, FIRST, "term-end", ends).outcome == "ended"
    with pytest.raises(AlreadyRecorded):
        passed(record, FIRST, "term-end", ends)
