"""Corrections of the calendar by decree: shown first, then written; open terms computed again, performers told once."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.calendars import Correction
from models.errors import InvalidInput
from models.record.audit import CalendarCorrection
from models.record.corrections import Scope, correct, preview, scope, settling
from models.record.database import reading, writing
from models.record.letters import Letter
from models.record.marking import mark_overdue
from models.record.opening import open_cycle
from models.record.people import Authority, Official
from models.record.recomputing import Recomputing
from models.record.tables import AuditEntry, Case, Reminder, StepRecord
from notifications.reminding import remind
from tests.record import samples
from tests.record.counting import counted
from tests.record.rotation_year import CYCLE, FIRST, answer, moment, notice, opened, region, steps_of

TODAY = date(2026, 12, 1)
# Portfolio: 15 working days from 27 November 2026, the last day 21 December; a Friday in between becomes a day off.
OFF = Correction(date(2026, 12, 11), False, "№ 100")
WORKED = Correction(date(2026, 12, 12), True, "№ 100")


def corrected(record: Engine, *corrections: Correction, on: date = TODAY, authority: str | None = None) -> list[Any]:
    with writing(record) as session:
        where = scope(session, authority=authority)
        return moves(correct(session, where, corrections, at=moment(on), by="clerk"))


def previewed(record: Engine, *corrections: Correction, authority: str | None = None) -> list[Any]:
    with reading(record) as session:
        return moves(preview(session, scope(session, authority=authority), corrections, moment(TODAY)))


def moves(found: list[Recomputing]) -> list[Any]:
    return [(m.case.number, m.after.code, m.days, m.after.provisional) for each in found for m in each.moved]


def everything(record: Engine) -> dict[str, list[Any]]:
    """All that a correction may touch, as plain rows."""
    with reading(record) as session:
        return {
            table.__name__: [row.model_dump() for row in session.exec(select(table).order_by(col(table.id)))]
            for table in (CalendarCorrection, Case, StepRecord, Reminder, AuditEntry, Letter)
        }


def planned(record: Engine, code: str, number: str = FIRST) -> list[tuple[date, str, str]]:
    with reading(record) as session:
        asked = select(Reminder).join(StepRecord).join(Case, col(Case.id) == StepRecord.case_id)
        asked = asked.where(Case.number == number, StepRecord.code == code, Reminder.state == "planned")
        return sorted((r.on_day, r.kind, r.role) for r in session.exec(asked))


def test_the_preview_writes_nothing_and_says_what_applying_then_does(record: Engine) -> None:
    opened(record)
    before = everything(record)
    shown = previewed(record, OFF)
    assert everything(record) == before
    day = (date(2026, 12, 21), date(2026, 12, 22))
    assert shown == [
        (f"{CYCLE}-00{n}", "portfolio", {"due": day, "last_day": day}, False) for n in (1, 2, 3)
    ]  # fmt: skip
    assert corrected(record, OFF) == shown
    step = steps_of(record)["portfolio"]
    assert (step.due, step.last_day) == day[1:] * 2
    assert steps_of(record)["notice"].due == date(2027, 1, 15)


def test_a_day_moved_within_a_term_leaves_its_end_and_tells_nobody_but_the_trace_knows(record: Engine) -> None:
    opened(record, heads=1)
    assert corrected(record, OFF, WORKED) == []
    step = steps_of(record)["portfolio"]
    assert step.due == date(2026, 12, 21)
    assert step.trace is not None
    assert "№ 100" in str(step.trace)
    with reading(record) as session:
        assert session.exec(select(Case).where(Case.number == FIRST)).one().version == 2, "its sheet is shown again"
    assert [r for r in planned(record, "portfolio") if r[1] == "moved"] == []


def test_what_is_written_is_what_it_would_be_had_the_calendar_always_been_so(record: Engine) -> None:
    def terms(of: str) -> list[Any]:
        with reading(record) as session:
            asked = select(Case.number, StepRecord).join(Case).where(StepRecord.state == "open")
            rows = session.exec(asked.where(col(Case.number).startswith(of)).order_by(Case.number, StepRecord.code))
            kept = ("code", "term", "anchor_on", "due", "last_day", "not_before", "ends", "provisional", "trace")
            return [(n.removeprefix(of), *(getattr(s, name) for name in kept)) for n, s in rows]

    opened(record)
    days = [OFF, Correction(date(2026, 12, 30), False, "№ 2"), Correction(date(2027, 1, 15), False, "№ 3")]
    for each in days:
        corrected(record, each)
    # Another authority of the same country, opened afterwards.
    with writing(record) as session:
        of = samples.authority(session, "AST")
        for n in range(1, 4):
            person = samples.official(session, of, f"A-{n}")
            samples.head(session, person, samples.organisation(session, of, f"A-{n}"), date(2010, 1, n))
        samples.commission(session, of)
        open_cycle(session, "rotation", "AST", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    form = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    answer(record, "AST-rotation-2026", "form-list", form, date(2026, 11, 20))
    sent = {"sent_on": "2026-11-27", "letter_no": "12-3"}
    answer(record, "AST-rotation-2026", "send-list", sent, date(2026, 11, 27))
    assert terms("KRG-rotation-2026") == terms("AST-rotation-2026")
    again = [planned(record, code, "AST-rotation-2026-001") for code in ("notice", "portfolio")]
    mine = [[r for r in planned(record, code) if r[1] != "moved"] for code in ("notice", "portfolio")]
    assert mine == again, "and so are the reminders still to come"


def test_performers_are_told_once_that_a_date_moved(record: Engine) -> None:
    opened(record, heads=1)
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        clerk = samples.official(session, of, "P-50", email="clerk@example.kz")
        samples.performer(session, of, "hr_region", clerk)
    corrected(record, OFF)
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        assert remind(session, of, TODAY, moment(TODAY)).letters == 1
    with reading(record) as session:
        text = session.exec(select(Letter)).one().body
    assert "срок 22 декабря 2026 г. (дата изменилась)" in text
    assert "15 января 2027 г. (" not in text, "the notice did not move"
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        assert remind(session, of, TODAY + timedelta(days=1), moment(TODAY + timedelta(days=1))).letters == 0
    # A second decree on the same day, after the digest of that day went out: told in the next one, once more.
    corrected(record, Correction(date(2026, 12, 14), False, "№ 101"))
    assert (TODAY + timedelta(days=1), "moved", "hr_region") in planned(record, "portfolio")
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        assert remind(session, of, TODAY + timedelta(days=1), moment(TODAY + timedelta(days=1))).letters == 1


def test_an_overdue_step_goes_on_being_reminded_of(record: Engine) -> None:
    opened(record, heads=1)
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        clerk = samples.official(session, of, "P-50", email="clerk@example.kz")
        samples.performer(session, of, "hr_region", clerk)
    on = date(2027, 1, 25)
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        mark_overdue(session, of, on, at=moment(on), by="sweep")
        remind(session, of, on, moment(on))
    corrected(record, OFF, on=on)
    assert steps_of(record)["portfolio"].late, "overdue under the new date too"
    weekly = [r for r in planned(record, "portfolio") if r[1] == "overdue-weekly"]
    assert {role for _, _, role in weekly} == {"hr_region", "superior"}
    assert all(on < day <= on + timedelta(days=8) for day, _, _ in weekly)


def test_a_step_marked_overdue_that_is_not_any_more_loses_its_mark(record: Engine) -> None:
    opened(record, heads=1)
    on = date(2026, 12, 22)
    with writing(record) as session:
        mark_overdue(session, session.exec(select(Authority)).one(), on, at=moment(on), by="sweep")
    assert steps_of(record)["portfolio"].late
    corrected(record, OFF, on=on)
    step = steps_of(record)["portfolio"]
    assert (step.late, step.last_day) == (False, on)
    assert (on, "on-day", "hr_region") in planned(record, "portfolio")


def test_every_move_is_audited_before_and_after_with_the_decree(record: Engine) -> None:
    opened(record, heads=1)
    corrected(record, OFF)
    with reading(record) as session:
        decree, term = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(2)).all()[::-1]
    assert (decree.action, decree.actor, decree.on_day) == ("calendar-corrected", "clerk", TODAY)
    assert decree.after == {"of": "KZ", "decree": "№ 100", "days": {"2026-12-11": "off"}}
    assert (term.action, term.case_number, term.step, term.clause) == ("term-recomputed", FIRST, "portfolio", "8")
    assert term.before is not None
    assert term.after is not None
    assert (term.before["due"], term.after["due"]) == ("2026-12-21", "2026-12-22")
    assert term.after["why"] == "№ 100"


@pytest.mark.parametrize(
    ("corrections", "said"),
    [
        ([Correction(date(2026, 12, 11), True, "№ 1")], "2026-12-11 is working already for KZ"),
        ([Correction(date(2026, 12, 12), False, "№ 1")], "2026-12-12 is off already for KZ"),
        ([Correction(date(2026, 12, 11), False, " ")], "the decree that makes it so must be named"),
        ([OFF, Correction(OFF.day, True, "№ 1")], "can't be both worked and a day off"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(record: Engine, corrections: Any, said: str) -> None:
    region(record, 1)
    for act in (previewed, corrected):
        with pytest.raises(InvalidInput, match=said):
            act(record, *corrections)


def test_a_correction_entered_twice_is_refused_and_a_later_decree_takes_it_back(record: Engine) -> None:
    opened(record, heads=1)
    corrected(record, OFF)
    with pytest.raises(InvalidInput, match=r"2026-12-11 is off already for KZ \(№ 100\)"):
        corrected(record, Correction(OFF.day, False, "№ 200"))
    corrected(record, Correction(OFF.day, True, "№ 200"))
    assert steps_of(record)["portfolio"].due == date(2026, 12, 21)
    rows = everything(record)
    assert [(r["working"], r["decree"]) for r in rows["CalendarCorrection"]] == [(True, "№ 200")]
    said = [r["before"] for r in rows["AuditEntry"] if r["action"] == "calendar-corrected"]
    assert said == [None, {"2026-12-11": "off, № 100"}]


def two(record: Engine) -> None:
    """Two authorities of one country, each with one case of its own open."""
    opened(record, heads=1)
    with writing(record) as session:
        of = samples.authority(session, "AST")
        person = samples.official(session, of, "A-1")
        samples.head(session, person, samples.organisation(session, of, "A-1"), date(2010, 1, 1))
        open_cycle(session, "rotation", "AST", 2026, at=moment(date(2026, 11, 2)), by="sweep")
    form = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    answer(record, "AST-rotation-2026", "form-list", form, date(2026, 11, 20))
    sent = {"sent_on": "2026-11-27", "letter_no": "12-3"}
    answer(record, "AST-rotation-2026", "send-list", sent, date(2026, 11, 27))


def test_a_correction_of_one_authority_touches_no_other(record: Engine) -> None:
    two(record)
    assert {number for number, *_ in corrected(record, OFF, authority="KRG")} == {FIRST}
    assert steps_of(record, FIRST)["portfolio"].due == date(2026, 12, 22)
    assert steps_of(record, "AST-rotation-2026-001")["portfolio"].due == date(2026, 12, 21)
    # One of the country: KRG has its own already, so that only the other one moves.
    assert {number for number, *_ in previewed(record, OFF)} == {"AST-rotation-2026-001"}
    assert {number for number, *_ in corrected(record, OFF)} == {"AST-rotation-2026-001"}


def test_an_authoritys_own_correction_goes_before_its_countrys(record: Engine) -> None:
    two(record)
    corrected(record, OFF)
    corrected(record, Correction(OFF.day, True, "№ 5"), authority="KRG")
    shown = previewed(record, Correction(date(2026, 12, 14), False, "№ 6"))
    assert corrected(record, Correction(date(2026, 12, 14), False, "№ 6")) == shown
    assert steps_of(record, FIRST)["portfolio"].due == date(2026, 12, 22)
    assert steps_of(record, "AST-rotation-2026-001")["portfolio"].due == date(2026, 12, 23)


def test_whose_calendar_must_be_said_where_there_are_several(record: Engine) -> None:
    region(record, 1)
    with writing(record) as session:
        samples.authority(session, "STV", country="RU", timezone="Europe/Moscow")
    with reading(record) as session:
        with pytest.raises(InvalidInput, match="under those of KZ, RU: add --country"):
            scope(session)
        with pytest.raises(InvalidInput, match="no authority 'XXX'; there are: KRG, STV"):
            scope(session, authority="XXX")
        with pytest.raises(InvalidInput, match="the calendar of 'DE'; countries: KZ, RU"):
            scope(session, country="de")
        assert scope(session, country="ru").said == "RU"
        found: Scope = scope(session, authority="STV")
        assert (found.country, found.said) == ("RU", "STV")


def test_provisional_marks_go_away_once_the_years_days_are_settled(record: Engine) -> None:
    opened(record, heads=1)
    assert steps_of(record)["notice"].provisional, "15 January 2027: transfers of 2027 are not decreed yet"
    with writing(record) as session:
        where = scope(session)
        days = settling(session, where, 2027, "№ 7")
        found = correct(session, where, days, at=moment(TODAY), by="clerk")
    assert len(days) == 365
    assert [(m.after.code, m.days, m.after.provisional) for m in found[0].moved] == [("notice", {}, False)]
    assert not steps_of(record)["notice"].provisional
    assert [r for r in planned(record, "notice") if r[1] == "moved"] == [], "no date moved: nobody is told"
    with reading(record) as session, pytest.raises(InvalidInput, match="no day of 2027 is in doubt for KZ"):
        settling(session, scope(session), 2027, "№ 7")
    # What was settled may still be moved, by a decree of its own.
    corrected(record, Correction(date(2027, 1, 15), False, "№ 8"))
    assert steps_of(record)["notice"].due == date(2027, 1, 14)


def test_confirming_the_days_a_term_rests_on_settles_it(record: Engine) -> None:
    opened(record, heads=1)
    # At least 30 days before 15 February is Saturday 16 January; to be acted on by Friday.
    friday, saturday = Correction(date(2027, 1, 15), True, "№ 9"), Correction(date(2027, 1, 16), False, "№ 9")
    assert previewed(record, friday) == []
    assert corrected(record, friday, saturday) == [(FIRST, "notice", {}, False)]


def statements(session: Session, heads: int) -> int:
    del heads
    with counted(session) as said:
        correct(session, scope(session), [OFF], at=moment(TODAY), by="clerk")
        session.flush()
    return len(said)


def test_as_many_statements_for_thirty_cases_as_for_three(sqlite_record: Engine, tmp_path: Any) -> None:
    opened(sqlite_record, heads=3)
    with writing(sqlite_record) as session:
        few = statements(session, 3)
        session.rollback()
    with writing(sqlite_record) as session:
        of = session.exec(select(Authority)).one()
        cycle_case = session.exec(select(Case).where(Case.number == CYCLE)).one()
        first = session.exec(select(Case).where(Case.number == FIRST)).one()
        step = session.exec(
            select(StepRecord).where(StepRecord.case_id == first.id, StepRecord.code == "portfolio")
        ).one()
        for n in range(100, 127):
            person: Official = samples.official(session, of, f"P-{n}")
            more = Case(number=f"{CYCLE}-{n}", kind="case", procedure="rotation", edition=first.edition,
                        authority_id=of.id, cycle_id=cycle_case.cycle_id, official_id=person.id,
                        opened_on=first.opened_on, facts=dict(first.facts))  # fmt: skip
            session.add(more)
            session.flush()
            session.add(StepRecord(**{**step.model_dump(exclude={"id"}), "case_id": more.id}))
        session.flush()
        assert statements(session, 30) == few
        session.rollback()


def test_a_closed_case_and_a_done_step_keep_their_dates(record: Engine) -> None:
    opened(record, heads=2)
    answer(record, FIRST, *notice())
    answer(record, FIRST, "portfolio", {"sent_on": "2026-12-10"}, date(2026, 12, 10))
    answer(record, FIRST, "left-post", {"left_on": "2026-12-10"}, date(2026, 12, 10))
    before = steps_of(record)
    corrected(record, OFF, on=date(2026, 12, 10))
    assert {c: (s.due, s.last_day) for c, s in before.items()} == {
        c: (s.due, s.last_day) for c, s in steps_of(record).items()
    }
    assert steps_of(record, f"{CYCLE}-002")["portfolio"].due == date(2026, 12, 22)
