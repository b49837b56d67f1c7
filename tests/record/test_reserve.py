"""The reserve against the record: claimants come forward one by one, in a Russian authority with its own days off."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.errors import InvalidInput, NotInForce, Refusal
from models.record.database import reading, writing
from models.record.opening import open_cycle
from models.record.sweeping import calls_decided
from models.record.tables import (
    Adoption,
    AuditEntry,
    Authority,
    CalendarCorrection,
    Case,
    DueDocument,
    Letter,
    Official,
    Reminder,
    StepRecord,
)
from notifications.owed import put_letters
from tests.record import samples
from tests.record.rotation_year import answer, case_of, moment, passed, steps_of

CYCLE = "IZB-reserve-2011"
FIRST, SECOND = f"{CYCLE}-001", f"{CYCLE}-002"
ANNOUNCED = date(2011, 1, 17)


def district(record: Engine, **fields: Any) -> None:
    """An authority in Stavropol region, where Radonitsa is off."""
    with writing(record) as session:
        of = Authority(
            code="IZB", name_ru="Администрация", name_kk="Әкімшілік", country="RU", timezone="Europe/Moscow", **fields
        )
        session.add(of)
        session.flush()
        session.add(
            CalendarCorrection(
                authority_id=of.id, country="RU", day=date(2011, 5, 3), working=False, decree="Радоница",
                entered_at=moment(date(2011, 1, 11)),
            )
        )  # fmt: skip
        samples.official(session, of, "P-1", birth_date=date(1975, 5, 1), email="p1@example.ru")


def called(record: Engine) -> None:
    """The call of 2011 opened by an operator, and announced."""
    district(record)
    with writing(record) as session:
        open_cycle(session, "reserve", "IZB", at=moment(ANNOUNCED), by="operator")
    answer(record, CYCLE, "positions", {"service": {"начальник отдела": 3}}, ANNOUNCED)
    answer(record, CYCLE, "announce", {"published_on": "2011-01-17"}, ANNOUNCED)


def comes(record: Engine, on: date = date(2011, 1, 24), **form: Any) -> None:
    answer(record, CYCLE, "claimant", {"person": "P-1", **form}, on)


def included(record: Engine) -> None:
    """P-1 in the reserve from 19 April 2011."""
    called(record)
    comes(record)
    passed(record, CYCLE, "applications", date(2011, 2, 17))
    for step, form, on in (
        ("apply", {"applied_on": "2011-02-01"}, date(2011, 2, 1)),
        ("screen", {"decision": "admitted"}, date(2011, 2, 18)),
        ("assess", {"score": 80, "recommended": True}, date(2011, 3, 1)),
        ("commission", {"decision": "include"}, date(2011, 4, 1)),
        ("order", {"order_no": "77-р", "in_force_on": "2011-04-19"}, date(2011, 4, 15)),
    ):
        answer(record, FIRST, step, form, on, then=put_letters)


def cases(session: Session) -> list[Case]:
    return list(session.exec(select(Case).where(Case.kind == "case").order_by(col(Case.number))))


def test_an_announcement_opens_no_case_and_each_claimant_opens_one(record: Engine) -> None:
    called(record)
    with reading(record) as session:
        assert cases(session) == []
    comes(record)
    comes(record, person="Q-1", last_name="Тестова", first_name="Анна", birth="1980-02-29", email="q1@example.ru")
    with reading(record) as session:
        first, second = cases(session)
        assert (first.number, second.number) == (FIRST, SECOND)
        new = session.exec(select(Official).where(Official.code == "Q-1")).one()
        assert (second.official_id, second.organisation_id) == (new.id, None)
        assert (new.last_name, new.birth_date, new.language) == ("Тестова", date(1980, 2, 29), "ru")
        assert second.facts["case.birth_date"] == "1980-02-29"
        assert second.facts["announce.published_on"] == "2011-01-17"
        opened = session.exec(select(AuditEntry).where(AuditEntry.action == "case-opened")).all()
        assert [(e.case_number, e.step, e.clause) for e in opened] == [(n, "claimant", "2.4") for n in (FIRST, SECOND)]
        reminded = session.exec(
            select(col(Reminder.on_day), col(Reminder.role)).join(Case).where(Case.number == FIRST)
        ).all()
        # Due on 16 February 2011; 5 working days and 1 before, and the day itself.
        assert sorted(reminded) == [(date(2011, 2, day), "official") for day in (9, 15, 16)]
    assert steps_of(record, FIRST)["apply"].due == date(2011, 2, 16)


def test_a_claimant_who_came_forward_already_is_told_the_case(record: Engine) -> None:
    called(record)
    comes(record)
    with pytest.raises(Refusal) as refused:
        comes(record)
    assert FIRST in refused.value.reason.ru
    assert refused.value.clause == "2.3"
    with reading(record) as session:
        assert len(cases(session)) == 1
        events = session.exec(select(StepRecord).where(StepRecord.code == "claimant")).all()
        assert len(events) == 1


def test_clause_2_5_somebody_new_needs_a_name(record: Engine) -> None:
    called(record)
    with pytest.raises(Refusal) as refused:
        comes(record, person="Q-1", last_name="Тестова")
    assert (refused.value.clause, refused.value.step, refused.value.field) == ("2.5", "claimant", "last_name")
    with reading(record) as session:
        assert session.exec(select(Official).where(Official.code == "Q-1")).first() is None
        assert cases(session) == []


def test_clause_2_10_nobody_comes_forward_once_the_30_days_are_over(record: Engine) -> None:
    called(record)
    comes(record, on=date(2011, 2, 17), applied_on="2011-02-16")
    with pytest.raises(Refusal) as refused:
        comes(record, on=date(2011, 2, 17), person="Q-1", last_name="Тестова", first_name="Анна")
    assert refused.value.clause == "2.10"


def test_radonitsa_is_off_in_this_authority_alone(record: Engine) -> None:
    included(record)
    steps = steps_of(record, FIRST)
    # Two weeks from 19 April 2011 end on Tuesday 3 May, Radonitsa, a working day elsewhere in Russia.
    assert steps["publish"].due == date(2011, 5, 4)
    assert steps["term-end"].ends == date(2016, 4, 19)
    assert steps["exclude"].due is None
    assert case_of(record, FIRST).result == "included"
    with reading(record) as session:
        kinds = session.exec(select(Letter.kind).where(Letter.channel == "email")).all()
        assert kinds == ["reserve-included"]
        documents = session.exec(select(DueDocument.code).join(Case).where(Case.number == FIRST)).all()
        assert documents == ["application", "recommendation", "minutes", "order"]


def test_a_call_is_over_once_everybody_is_decided_and_the_reserve_goes_on(record: Engine) -> None:
    included(record)
    with reading(record) as session:
        assert [(c.case_number, c.step) for c in calls_decided(session)] == [(CYCLE, "cases")]
    passed(record, CYCLE, "cases", date(2011, 4, 15))
    assert case_of(record, CYCLE).closed_on == date(2011, 4, 15)
    assert case_of(record, FIRST).closed_on is None


def test_a_term_gets_its_day_and_its_reminders_once_the_vacancy_is_known(record: Engine) -> None:
    included(record)
    offer = steps_of(record, FIRST)["offer"]
    assert (offer.state, offer.due) == ("open", None)
    answer(record, FIRST, "vacancy", {"appeared_on": "2011-06-01"}, date(2011, 6, 2))
    offer = steps_of(record, FIRST)["offer"]
    assert (offer.anchor_on, offer.due) == (date(2011, 6, 1), date(2011, 7, 1))
    with reading(record) as session:
        asked = select(col(Reminder.on_day)).where(Reminder.step_id == offer.id).order_by(col(Reminder.on_day))
        assert session.exec(asked).first() == date(2011, 6, 24)
    answer(record, FIRST, "offer", {"offered_on": "2011-06-15", "answer": "declines"}, date(2011, 6, 15))
    with reading(record) as session:
        left = session.exec(select(Reminder.state).where(Reminder.step_id == offer.id).distinct()).all()
        assert left == ["cancelled"]
    again = steps_of(record, FIRST)["offer"]
    assert (again.occurrence, again.due) == (2, None)


def test_clause_4_8_excluded_for_declining_a_post_nobody_comes_forward_again(record: Engine) -> None:
    included(record)
    answer(record, FIRST, "vacancy", {"appeared_on": "2011-06-01"}, date(2011, 6, 2))
    answer(record, FIRST, "offer", {"answer": "declines"}, date(2011, 6, 15))
    form = {"ground": "4.7-declined", "commission_on": "2011-06-20"}
    answer(record, FIRST, "exclude", form, date(2011, 6, 20), then=put_letters)
    answer(record, FIRST, "publish", {}, date(2011, 6, 21))
    assert case_of(record, FIRST).closed_on == date(2011, 6, 21)
    with reading(record) as session:
        letter = session.exec(select(Letter).where(Letter.kind == "reserve-excluded")).one()
        assert "не допускается" in (letter.body or "")
    adopted(record)
    with writing(record) as session:
        open_cycle(session, "reserve", "IZB", at=moment(date(2012, 1, 16)), by="operator")
    nxt = "IZB-reserve-2012"
    answer(record, nxt, "announce", {"published_on": "2012-01-16"}, date(2012, 1, 16))
    with pytest.raises(Refusal) as refused:
        answer(record, nxt, "claimant", {"person": "P-1"}, date(2012, 1, 17))
    assert (refused.value.clause, refused.value.step) == ("4.8", "claimant")


def adopted(record: Engine) -> None:
    with writing(record) as session:
        of = session.exec(select(Authority)).one()
        session.add(Adoption(authority_id=of.id, act="reserve", from_day=date(2011, 8, 1), decree="№ 5"))


def test_the_lapsed_text_opens_no_cycle_until_the_authority_adopts_it(record: Engine) -> None:
    district(record)
    with pytest.raises(NotInForce), writing(record) as session:
        open_cycle(session, "reserve", "IZB", at=moment(date(2011, 7, 19)), by="operator")
    adopted(record)
    with writing(record) as session:
        case = open_cycle(session, "reserve", "IZB", at=moment(date(2011, 8, 1)), by="operator")
        assert case.edition == "2010-06-21"


def test_a_cycle_in_an_unknown_authority_is_told(record: Engine) -> None:
    district(record)
    with pytest.raises(InvalidInput, match="there are: IZB"), writing(record) as session:
        open_cycle(session, "reserve", "XXX", at=moment(date(2011, 1, 17)), by="operator")


def test_an_operator_may_announce_several_calls_in_a_year_each_with_numbers_of_its_own(record: Engine) -> None:
    called(record)
    comes(record)
    with writing(record) as session:
        same = open_cycle(session, "reserve", "IZB", at=moment(date(2011, 5, 4)), by="operator")
        assert same.number == CYCLE, "without a word of another one, the one there is is found"
        second = open_cycle(session, "reserve", "IZB", at=moment(date(2011, 5, 4)), by="operator", another=True)
    assert second.number == f"{CYCLE}-2"
    answer(record, second.number, "positions", {"service": {"начальник отдела": 1}}, date(2011, 5, 4))
    answer(record, second.number, "announce", {"published_on": "2011-05-04"}, date(2011, 5, 4))
    answer(record, second.number, "claimant", {"person": "P-2", "last_name": "Б", "first_name": "В"}, date(2011, 5, 5))
    with reading(record) as session:
        assert [c.number for c in cases(session)] == [FIRST, f"{CYCLE}-2-001"]
    with writing(record) as session:
        again = open_cycle(session, "reserve", "IZB", at=moment(date(2011, 5, 6)), by="operator")
        assert again.number == second.number, "the last one of the year"


def test_a_yearly_procedure_is_opened_once_a_year(record: Engine) -> None:
    with writing(record) as session:
        samples.authority(session)
    with writing(record) as session, pytest.raises(InvalidInput, match="once a year"):
        open_cycle(session, "rotation", "KRG", 2026, at=moment(date(2026, 11, 2)), by="operator", another=True)
