"""The career attestation on the record: its list from the registry, the category a decision gives, letters."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.record.database import reading, writing
from models.record.letters import Letter
from models.record.opening import open_cycle, yearly_openings
from models.record.people import Official
from models.record.tables import Adoption, Case, Category, OfficialFact, Reminder, Tenure
from notifications.owed import put_letters
from tests.record import samples
from tests.record.rotation_year import answer, case_of, moment, passed, said, steps_of

CYCLE = "KRG-career-2026"
OPENED = date(2026, 6, 1)
GROUPS = {
    "W-1": {"career-group": "claims-category", "career-claim": "career-consultant"},
    "W-2": {"career-group": "claims-category"},
    "W-3": {"career-group": "claims-category"},
    "W-4": {"career-group": "manager"},
    "W-5": {},
}
HELD = {"W-2": ("Кейс-менеджер", date(2029, 1, 1)), "W-3": ("мансап кеңесшісі", date(2026, 5, 31))}


@pytest.fixture
def centre(record: Engine) -> Engine:
    """A centre with a claimant, one whose category stands, one whose category expired, a manager, one of no group."""
    with writing(record) as session:
        of = samples.authority(session)
        own = {"opens-on": "by 1 June"}
        samples.add(
            session,
            Adoption(authority_id=of.id, act="career", from_day=date(2026, 1, 5), decree="№ 4", parameters=own),
        )
        place = samples.organisation(session, of, "C-1")
        for code, facts in GROUPS.items():
            person = samples.official(session, of, code, email=f"{code}@example.kz".lower())
            samples.head(session, person, place, date(2020, 1, 6), is_head=False, post="специалист")
            for name, value in facts.items():
                samples.add(session, OfficialFact(official_id=person.id, name=name, value=value, from_day=OPENED))
            if code in HELD:
                category, until = HELD[code]
                given = Category(official_id=person.id, category=category, given_on=date(2023, 6, 1), valid_until=until)
                samples.add(session, given)
        open_cycle(session, "career", "KRG", 2026, at=moment(OPENED), by="sweep")
    return record


def listed(record: Engine) -> dict[str, str]:
    """Who has a case: its number by personnel number."""
    with reading(record) as session:
        asked = select(col(Official.code), col(Case.number)).join(Case, col(Case.official_id) == Official.id)
        return dict(session.exec(asked).all())


def formed(record: Engine, **form: Any) -> dict[str, str]:
    answer(record, CYCLE, "list", {"formed_on": "2026-06-03", **form}, date(2026, 6, 3))
    return listed(record)


def through(record: Engine, number: str, *steps: tuple[str, dict[str, Any], date]) -> None:
    for step, form, on in steps:
        answer(record, number, step, form, on)


ADMITTED = ("admission", {"profile": "career-consultant"}, date(2026, 6, 10))
TESTED = ("testing", {"tested_on": "2026-06-16", "percent": 83}, date(2026, 6, 16))
EVALUATED = ("evaluation", {"rating": "4.4", "violations": 0}, date(2026, 6, 17))
DECIDED: tuple[str, dict[str, Any], date] = ("decision", {}, date(2026, 6, 17))


def test_clauses_7_9_the_list_is_drafted_from_the_registry_with_a_reason_for_each(centre: Engine) -> None:
    roll = {entry["official"]: (entry["listed"], entry["clause"]) for entry in case_of(centre, CYCLE).facts["roll"]}
    assert roll == {"W-1": (True, "14"), "W-2": (False, "7"), "W-3": (True, "7"), "W-4": (True, "9")}
    assert set(formed(centre)) == {"W-1", "W-3", "W-4"}


def test_clause_9_who_is_left_out_has_no_case(centre: Engine) -> None:
    assert set(formed(centre, exclude={"W-4": "в отпуске"})) == {"W-1", "W-3"}


def test_a_category_that_expired_is_claimed_anew_from_none(centre: Engine) -> None:
    facts = case_of(centre, formed(centre)["W-3"]).facts
    assert (facts["case.present"], facts["case.claimed"]) == ("none", "career-consultant")


def test_clauses_7_30_a_decision_gives_a_category_for_three_years(centre: Engine) -> None:
    number = formed(centre)["W-1"]
    through(centre, number, ADMITTED, TESTED, EVALUATED, DECIDED)
    with reading(centre) as session:
        given = session.exec(select(Category).join(Official).where(Official.code == "W-1")).one()
        assert (given.category, given.given_on, given.valid_until) == (
            "карьерный консультант", date(2026, 6, 17), date(2029, 6, 17),
        )  # fmt: skip
    assert steps_of(centre, number)["decision"].form == {
        "decided_on": "2026-06-17", "outcome": "claimed", "category": "career-consultant", "points": 86,
    }  # fmt: skip
    passed(centre, number, "test-appeal", date(2026, 6, 19))
    assert case_of(centre, number).closed_on is None
    passed(centre, number, "category-end", date(2029, 6, 18))
    assert case_of(centre, number).closed_on == date(2029, 6, 18)


def test_who_is_being_attested_is_not_on_the_next_list(centre: Engine) -> None:
    number = formed(centre)["W-4"]
    form = {"hours_done": 40, "hours_planned": 40}
    through(centre, number, ("admission", form, date(2026, 6, 10)), TESTED, ("decision", {}, date(2026, 6, 16)))
    with writing(centre) as session:
        following = open_cycle(session, "career", "KRG", 2027, at=moment(date(2027, 6, 1)), by="sweep")
        roll = {entry["official"]: (entry["listed"], entry["clause"]) for entry in following.facts["roll"]}
    assert roll["W-4"] == (False, "27")


def test_letters_tell_the_result_the_days_for_an_appeal_and_the_decision(centre: Engine) -> None:
    number = formed(centre)["W-1"]
    with writing(centre) as session:
        for step, form, on in (ADMITTED, TESTED, EVALUATED, DECIDED):
            said(session, number, step, form, on, then=put_letters)
    with reading(centre) as session:
        told = {letter.kind: letter.body for letter in _letters(session)}
    assert "83%" in told["career-test-result"]
    assert "18 июня 2026" in told["career-test-result"]
    assert "карьерный консультант" in told["career-decision"]
    assert "17 июня 2029" in told["career-decision"]
    assert "Повторная" not in told["career-decision"]


def _letters(session: Session) -> list[Letter]:
    return list(session.exec(select(Letter).where(Letter.channel == "email")))


def test_who_left_has_no_post_any_more(centre: Engine) -> None:
    number = formed(centre)["W-4"]
    answer(centre, number, "left-post", {"left_on": "2026-06-09"}, date(2026, 6, 10))
    assert case_of(centre, number).result == "closed"
    with reading(centre) as session:
        tenure = session.exec(select(Tenure).join(Official).where(Official.code == "W-4")).one()
        assert tenure.end_on == date(2026, 6, 9)


def test_the_authority_opens_on_the_day_it_set(centre: Engine) -> None:
    with reading(centre) as session:
        opening = {o.procedure: (o.month, o.day) for o in yearly_openings(session)}
    assert opening["career"] == (6, 1)
    assert case_of(centre, CYCLE).opened_on == OPENED


def test_clause_7_a_category_given_later_ends_the_years_and_the_reminders_of_the_earlier_one(centre: Engine) -> None:
    first = formed(centre)["W-1"]
    through(centre, first, ADMITTED, TESTED, EVALUATED, DECIDED)
    passed(centre, first, "test-appeal", date(2026, 6, 19))
    with writing(centre) as session:
        person = session.exec(select(Official).where(Official.code == "W-1")).one()
        session.add(
            OfficialFact(official_id=person.id, name="career-claim", value="case-manager", from_day=date(2027, 1, 11))
        )
        open_cycle(session, "career", "KRG", 2027, at=moment(date(2027, 6, 1)), by="sweep")
    answer(centre, "KRG-career-2027", "list", {"formed_on": "2027-06-04"}, date(2027, 6, 4))
    with reading(centre) as session:
        second = session.exec(
            select(Case.number).where(Case.official_id == person.id, col(Case.number).startswith("KRG-career-2027"))
        ).one()
    through(
        centre, second,
        ("admission", {"profile": "case-manager", "claimed": "case-manager"}, date(2027, 6, 10)),
        ("testing", {"tested_on": "2027-06-16", "percent": 83}, date(2027, 6, 16)),
        ("evaluation", {"rating": "4.4", "violations": 0}, date(2027, 6, 17)),
    )  # fmt: skip
    assert case_of(centre, first).closed_on is None, "nothing is decided yet"
    through(centre, second, ("decision", {}, date(2027, 6, 17)))
    case, steps = case_of(centre, first), steps_of(centre, first)
    assert (case.result, case.closed_on) == ("claimed", date(2027, 6, 17))
    assert steps["category-end"].state == "cancelled"
    assert (steps["new-category"].form or {})["case"] == second
    with reading(centre) as session:
        told = session.exec(select(Reminder).join(Case).where(Case.number == first, Reminder.state == "planned")).all()
        assert told == []
    assert steps_of(centre, second)["category-end"].state == "open"
    answer(centre, second, "left-post", {"left_on": "2027-07-01"}, date(2027, 7, 1))
    assert case_of(centre, second).result == "closed"
