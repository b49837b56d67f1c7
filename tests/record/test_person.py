"""A person's page: cases of every procedure, their results and what these mean elsewhere, dates to come."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.errors import InvalidInput
from models.record.database import reading, writing
from models.record.person_file import PersonFile, person_file
from models.record.tables import Authority, Category, Official, Tenure
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named
from models.texts import LANGUAGES
from tests.record import samples
from tests.record.counting import counted
from tests.record.rotation_year import FIRST, answer, goes_to, moment, notice, opened, passed, reviewed

DECEMBER = date(2026, 12, 22)


def page(record: Engine, code: str = "P-1", on: date = DECEMBER, **more: Any) -> PersonFile:
    with reading(record) as session:
        return person_file(session, code, moment(on), **more)


def appointed(record: Engine) -> None:
    """The head of C-1 moved to C-2, whose head is on the list too, until 2032."""
    opened(record, heads=2)
    answer(record, FIRST, *notice())
    reviewed(record, FIRST, destination=goes_to("C-2"))
    answer(record, FIRST, "transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, date(2026, 12, 24))
    told = {"received_on": "2026-12-28", "consents": True}
    answer(record, FIRST, "decision-notice", told, date(2026, 12, 28))
    act = {"act_no": "15", "act_on": "2027-01-28", "starts_on": "2027-02-01"}
    answer(record, FIRST, "appoint", act, date(2027, 1, 28))


def test_open_steps_and_categories_that_end_are_the_dates_to_come(record: Engine) -> None:
    opened(record, heads=1)
    with writing(record) as session:
        person = session.exec(select(Official).where(Official.code == "P-1")).one()
        for category, until in (("first", date(2027, 3, 1)), ("second", date(2026, 12, 21)), ("highest", None)):
            samples.add(session, Category(official_id=person.id, category=category, given_on=date(2020, 1, 1),
                                          valid_until=until))  # fmt: skip
    ahead = page(record).ahead
    assert [(a.day, a.clause, a.case, a.overdue) for a in ahead] == [
        (date(2026, 12, 21), "8", FIRST, True),
        (date(2027, 1, 15), "7", FIRST, False),
        (date(2027, 3, 1), "", "", False),
    ]
    assert ahead[2].what.en == "Qualification category 'first' is valid through this day"


def test_the_five_years_and_what_was_decided_on_the_way_are_shown(record: Engine) -> None:
    appointed(record)
    found = page(record, on=date(2031, 9, 1))
    assert [(a.day, a.clause, a.overdue) for a in found.ahead] == [(date(2032, 2, 1), "18", False)]
    case = found.cases[0]
    assert (case.number, str(case.result), case.closed_on) == (FIRST, "appointed", None)
    assert [(s.on, s.clause) for s in case.said] == [(date(2026, 12, 21), "9, 10, 13"), (date(2026, 12, 28), "14")]
    assert [(p.start, p.end) for p in found.posts] == [
        (date(2010, 1, 1), date(2027, 1, 31)),
        (date(2027, 2, 1), None),
    ]


def test_what_the_result_of_one_procedure_means_for_another_is_told_with_its_clause(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        person = samples.official(session, of, "P-1")
        for n, (procedure, result) in enumerate([("evaluation", "unsatisfactory"), ("rotation", "terminated")]):
            cycle = samples.cycle(session, of, 2026, procedure)
            cycle.edition = procedure_named(procedure).act.editions[-1].code
            samples.case(session, cycle, f"C-{n}", person, opened_on=date(2026, 1, 1 + n), result=result,
                         result_on=date(2026, 12, 1), closed_on=date(2026, 12, 1))  # fmt: skip
    evaluation, rotation = page(record).cases
    assert "rotation (clause 9)" in [m.en for m in evaluation.means]
    assert "dismissal (clause 9)" in [m.en for m in evaluation.means]
    assert str(evaluation.result) == "performs the duties unsatisfactorily"
    assert (rotation.closed_on, str(rotation.result)) == (date(2026, 12, 1), "contract ended")


def test_five_years_that_ran_out_put_the_head_on_the_next_list(record: Engine) -> None:
    appointed(record)
    passed(record, FIRST, "term-end", date(2032, 2, 1))
    answer(record, FIRST, "acting", {"act_no": "2", "act_on": "2032-02-02"}, date(2032, 2, 2))
    case = page(record, on=date(2032, 3, 1)).cases[0]
    assert [m.en for m in case.means] == ["on the next rotation list (clause 18)"]


@pytest.mark.parametrize("code", PROCEDURES)
def test_consequences_are_of_results_there_are_each_with_its_clause(code: str) -> None:
    procedure = procedure_named(code)
    assert set(procedure.consequences) <= set(procedure.case.results)
    for told in procedure.consequences.values():
        assert told
        for text in told:
            assert "(п. " in text.ru or "(ответ " in text.ru
            assert all(text.in_(language) for language in LANGUAGES)


def test_a_number_that_nobody_or_several_have_is_told(record: Engine) -> None:
    opened(record, heads=1)
    with writing(record) as session:
        samples.official(session, samples.authority(session, "AST"), "P-1")
    with pytest.raises(InvalidInput, match="no person with the number 'P-7'"):
        page(record, "P-7")
    with pytest.raises(InvalidInput, match="'P-1' is in AST, KRG: add --authority"):
        page(record)
    assert page(record, authority="AST").cases == ()
    assert len(page(record, authority="KRG").cases) == 1


def statements(session: Session) -> int:
    with counted(session) as said:
        person_file(session, "P-1", moment(DECEMBER))
    return len(said)


def test_as_many_statements_for_five_cases_as_for_one(sqlite_record: Engine) -> None:
    opened(sqlite_record, heads=1)
    with reading(sqlite_record) as session:
        few = statements(session)
    with writing(sqlite_record) as session:
        of = session.exec(select(Authority)).one()
        person = session.exec(select(Official).where(Official.code == "P-1")).one()
        place = samples.organisation(session, of, "C-5")
        for year in range(2021, 2026):
            cycle = samples.cycle(session, of, year)
            samples.step(session, samples.case(session, cycle, f"C-{year}", person), due=date(year, 12, 1))
            samples.add(session, Tenure(official_id=person.id, organisation_id=place.id, post="x", is_head=False,
                                        start_on=date(year, 1, 1)))  # fmt: skip
    with reading(sqlite_record) as session:
        assert statements(session) == few <= 6
        assert len(page(sqlite_record).cases) == 6
