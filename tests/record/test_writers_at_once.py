"""Two who write at the same time: one wins and the other is told, or both are recorded whole."""

import threading
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, func, select

from models.errors import AlreadyRecorded, Refusal
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.opening import open_cycle
from models.record.tables import AuditEntry, Case, Ruling
from models.record.writer import Recorded
from tests.at_once import at_once
from tests.record.rotation_year import (
    CYCLE,
    FIRST,
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
    said,
    steps_of,
    to_the_end,
)


def test_of_two_who_answer_one_step_at_once_one_wins_and_the_other_is_told(record: Engine) -> None:
    opened(record)
    version = case_of(record).version
    results = at_once(*(lambda day=day: answer(record, FIRST, *notice(day)) for day in (4, 7, 8, 9)))
    won = [r for r in results if isinstance(r, Recorded)]
    told = [r for r in results if isinstance(r, AlreadyRecorded)]
    assert (len(won), len(told)) == (1, 3), results
    assert case_of(record).version == version + 1
    with reading(record) as session:
        written = session.exec(
            select(AuditEntry).where(AuditEntry.case_number == FIRST, AuditEntry.step == "notice")
        ).all()
        assert [e.action for e in written] == ["step-recorded"]


def test_of_one_answer_brought_twice_at_once_one_is_recorded(record: Engine) -> None:
    opened(record)
    results = at_once(*(lambda: answer(record, FIRST, *notice(), answer_key="k") for _ in range(3)))
    assert all(isinstance(r, Recorded) for r in results), results
    assert sorted(r.repeated for r in results if isinstance(r, Recorded)) == [False, True, True]


def test_two_steps_of_a_case_answered_at_once_are_both_recorded(record: Engine) -> None:
    opened(record)
    version = case_of(record).version
    results = at_once(lambda: answer(record, FIRST, *notice()), lambda: answer(record, FIRST, *PORTFOLIO))
    assert all(isinstance(r, Recorded) for r in results), results
    assert case_of(record).version == version + 2
    steps = steps_of(record)
    assert (steps["notice"].state, steps["portfolio"].state, steps["review"].state) == ("done", "done", "open")


@pytest.mark.postgres
def test_a_case_looked_at_before_it_was_locked_is_read_again(postgres_record: Engine) -> None:
    opened(postgres_record)
    version = case_of(postgres_record).version
    on = date(2027, 1, 20)
    with writing(postgres_record) as session:
        # As a task does, to know which day it is at the case's authority.
        seen = find_case(session, FIRST)
        assert seen.version == version
        answer(postgres_record, FIRST, "notice", {"served_on": str(on), "method": "paper"}, on)
        said(session, FIRST, *PORTFOLIO)
        assert seen.version == version + 2
    case = case_of(postgres_record)
    assert case.version == version + 2
    assert [b["step"] for b in case.breaches] == ["notice"]


@pytest.mark.postgres
def test_clause_10_two_heads_decided_at_once_do_not_get_one_place(postgres_record: Engine) -> None:
    opened(postgres_record)
    for number in (FIRST, SECOND):
        answer(postgres_record, number, *PORTFOLIO)
    result: list[object] = []

    def second() -> None:
        try:
            result.append(answer(postgres_record, SECOND, *review(destination=goes_to("C-3"))))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            result.append(error)

    other = threading.Thread(target=second)
    with writing(postgres_record) as session:
        said(session, FIRST, *review(destination=goes_to("C-3")))
        session.flush()
        other.start()
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        with postgres_record.connect() as watch:
            while other.is_alive() and not watch.execute(waiting).scalar_one():
                watch.rollback()
    other.join()
    (refused,) = result
    assert isinstance(refused, Refusal), refused
    assert refused.clause == "10"
    with reading(postgres_record) as session:
        assert session.exec(select(Ruling.destination_id)).all() == [3]


def test_an_answer_against_a_timer_ends_as_if_one_had_come_after_the_other(record: Engine) -> None:
    opened(record)
    to_the_end(record, FIRST, "C-2")
    ends = date(2032, 2, 16)
    gone, ended = at_once(
        lambda: answer(record, FIRST, "left-post", {"left_on": str(ends)}, ends),
        lambda: passed(record, FIRST, "term-end", ends),
    )
    # Whoever has left may leave whatever the timer did; a timer of a closed case is told that there is none.
    assert isinstance(gone, Recorded), gone
    assert isinstance(ended, Recorded | Refusal), ended
    timer_first = isinstance(ended, Recorded)
    steps, case = steps_of(record), case_of(record)
    assert (case.result, case.closed_on) == ("closed", ends)
    assert steps["term-end"].state == ("done" if timer_first else "cancelled")
    assert ("acting" in steps) == timer_first
    with reading(record) as session:
        about = col(AuditEntry.step).in_(("term-end", "left-post"))
        acts = session.exec(select(AuditEntry.step).where(about).order_by(col(AuditEntry.id))).all()
    assert acts == (["term-end", "left-post"] if timer_first else ["left-post"])


def test_two_sweeps_open_one_cycle(record: Engine) -> None:
    region(record)

    def sweep() -> str:
        with writing(record) as session:
            return open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="sweep").number

    assert at_once(sweep, sweep, sweep) == [CYCLE] * 3
    with reading(record) as session:
        assert session.exec(select(func.count()).select_from(Case)).one() == 1
        assert session.exec(select(AuditEntry.action)).all() == ["cycle-opened"]
