"""What a sweep marks, and that it marks it once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.record.database import reading, writing
from models.record.marking import date_boards, mark_overdue
from models.record.people import Authority
from models.record.sweeping import cases_to_show
from models.record.tables import AuditEntry, Case, StepRecord
from tests.record import samples
from tests.record.counting import counted, plan
from tests.record.rotation_year import CYCLE, opened

# A Monday.
MONDAY = date(2026, 12, 7)
AT = datetime(2026, 12, 7, 4, 0, tzinfo=UTC)


def case(record: Engine, **step: Any) -> None:
    """One case, its run up to date, with one open step."""
    with writing(record) as session:
        of = samples.authority(session)
        person = samples.official(session, of, "P-1")
        made = samples.case(session, samples.cycle(session, of), "R-1", person, version=3, shown_version=3)
        samples.step(session, made, **step)


def marked(record: Engine, on: date = MONDAY, code: str = "KRG") -> int:
    with writing(record) as session:
        of = session.exec(select(Authority).where(Authority.code == code)).one()
        return mark_overdue(session, of, on, at=AT, by="sweep")


def shown_again(record: Engine) -> list[str]:
    with reading(record) as session:
        return [each.number for each in cases_to_show(session)]


def test_an_overdue_step_is_marked_audited_and_shown_once(record: Engine) -> None:
    case(record, last_day=MONDAY - timedelta(days=1))
    assert [marked(record), marked(record)] == [1, 0]
    with reading(record) as session:
        assert session.exec(select(StepRecord.late)).one() is True
        assert session.exec(select(Case.version)).one() == 4
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.action, entry.case_number, entry.step, entry.clause) == ("step-overdue", "R-1", "notice", "7")
        assert (entry.on_day, entry.actor, entry.after) == (MONDAY, "sweep", {"last_day": "2026-12-06"})
    assert shown_again(record) == ["R-1"]


@pytest.mark.parametrize(
    "step", [{"last_day": MONDAY}, {"last_day": date(2026, 1, 1), "state": "done", "done_on": MONDAY}, {}]
)
def test_a_step_in_time_done_or_without_a_term_is_left_alone(step: dict[str, Any], record: Engine) -> None:
    case(record, **step)
    assert marked(record) == 0
    assert shown_again(record) == []


def test_another_authoritys_steps_are_left_to_its_own_sweep(record: Engine) -> None:
    case(record, last_day=date(2026, 12, 1))
    with writing(record) as session:
        samples.authority(session, "PVL")
    assert marked(record, code="PVL") == 0
    assert marked(record) == 1


@pytest.mark.parametrize(("days", "again"), [(-3, []), (-2, ["R-1"]), (-1, ["R-1"]), (0, ["R-1"]), (1, [])])
def test_a_step_allowed_since_the_last_working_day_is_shown_again(days: int, again: list[str], record: Engine) -> None:
    """No sweep runs on Saturday and Sunday: what they allowed is shown on Monday."""
    case(record, not_before=MONDAY + timedelta(days=days))
    assert marked(record) == 0
    assert shown_again(record) == again


def test_marking_finds_its_steps_by_the_index_of_unmarked_ones(sqlite_record: Engine) -> None:
    case(sqlite_record, last_day=date(2026, 12, 1))
    with writing(sqlite_record) as session, counted(session) as statements:
        assert mark_overdue(session, session.exec(select(Authority)).one(), MONDAY, at=AT, by="sweep") == 1
    (marking,) = [s for s in statements if s[0].startswith("UPDATE step_records")]
    with writing(sqlite_record) as session:
        assert any("ix_step_records_unmarked" in line for line in plan(session, marking))


def test_boards_of_open_cycles_alone_are_dated_anew(record: Engine) -> None:
    opened(record)
    with writing(record) as session:
        for each in session.exec(select(Case)):
            each.shown_version = each.version
    with writing(record) as session:
        of = session.exec(select(Authority).where(Authority.code == "KRG")).one()
        assert date_boards(session, of) == 1
    assert shown_again(record) == [CYCLE]
    with writing(record) as session:
        session.exec(select(Case).where(Case.number == CYCLE)).one().closed_on = date(2027, 6, 1)
    with writing(record) as session:
        assert date_boards(session, session.exec(select(Authority)).one()) == 0
