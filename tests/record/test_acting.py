"""Who acts: a person's own superior where the role is theirs, or the performer of the settlement."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.record.case_file import case_file
from models.record.database import reading, writing
from models.record.opening import open_cycle
from models.record.sweeping import reminders_due
from models.record.tables import Adoption, Authority, Case, Official, Reminder, StepRecord, Superior, Tenure
from models.record.worklist import worklist
from tests.record import samples
from tests.record.rotation_year import answer, case_of, moment, steps_of

CYCLE = "KRG-evaluation-2026"
KPIS = [{"result": "R", "measure": "M", "deadline": "2026-12-01", "goal": "G"}] * 5


def serves_under(session: Session, official: Official, superior: Official) -> None:
    session.add(Superior(official_id=official.id, superior_id=superior.id))


@pytest.fixture
def office(record: Engine) -> None:
    """anna under bolat under the first head dana; erik under dana; farid under nobody. The performer is igor."""
    with writing(record) as session:
        of = samples.authority(session)
        session.add(Adoption(authority_id=of.id, act="evaluation", from_day=date(2025, 12, 1), decree="№ 2"))
        place = samples.organisation(session, of, "C-1")
        people = {
            code: samples.official(session, of, code, last_name=code, email=f"{code}@example.kz")
            for code in ("anna", "bolat", "dana", "erik", "farid", "igor", "jana")
        }
        for code in ("anna", "erik", "farid"):
            samples.head(session, people[code], place, date(2020, 3, 2), is_head=False, post="маман")
        samples.head(session, people["dana"], place, date(2019, 3, 2))
        serves_under(session, people["anna"], people["bolat"])
        serves_under(session, people["bolat"], people["dana"])
        serves_under(session, people["erik"], people["dana"])
        samples.performer(session, of, "supervisor", people["igor"], superior=people["jana"])
        open_cycle(session, "evaluation", "KRG", 2026, at=moment(date(2026, 1, 5)), by="sweep")


def number_of(record: Engine, code: str) -> str:
    with reading(record) as session:
        asked = select(Case.number).join(Official, col(Official.id) == Case.official_id).where(Official.code == code)
        return session.exec(asked).one()


@pytest.mark.usefixtures("office")
def test_each_servants_plan_is_their_own_supervisors_to_make(record: Engine) -> None:
    wanted = {"anna": "bolat", "erik": "dana", "farid": "igor"}
    with reading(record) as session:
        listed = {
            i.person.code: i.holder.code for i in worklist(session) if i.step == "work-plan" and i.person and i.holder
        }
        told = {
            r.official_name.split()[0]: r.recipient.code
            for r in reminders_due(session, date(2026, 1, 19), authority_id=1)
            if r.step == "work-plan" and r.kind == "on-day" and r.recipient
        }
    assert {k: v for k, v in listed.items() if k != "dana"} == wanted
    assert {k: v for k, v in told.items() if k != "dana"} == wanted
    for code, supervisor in wanted.items():
        with reading(record) as session:
            (step,) = (s for s in case_file(session, number_of(record, code)).steps if s.code == "work-plan")
            assert step.performer.name is not None
            assert step.performer.name.code == supervisor


@pytest.mark.usefixtures("office")
def test_the_first_overdue_letter_is_copied_to_the_supervisors_own_superior(record: Engine) -> None:
    with reading(record) as session:
        copies = {
            r.official_name.split()[0]: r.recipient.code if r.recipient else None
            for r in reminders_due(session, date(2026, 1, 20), authority_id=1)
            if r.kind == "overdue-1" and r.role == "superior"
        }
    # Nobody is named above the first head; the performer's own superior is jana.
    assert {k: copies[k] for k in ("anna", "erik", "farid")} == {"anna": "dana", "erik": None, "farid": "jana"}


@pytest.mark.usefixtures("office")
def test_clause_46_52_the_first_head_acts_for_the_superior_nobody_has(record: Engine) -> None:
    assert case_of(record, number_of(record, "erik")).facts["case.supervisor_is_first_head"] is True
    assert case_of(record, number_of(record, "anna")).facts["case.supervisor_is_first_head"] is False
    assert "case.supervisor_is_first_head" not in case_of(record, number_of(record, "farid")).facts
    with writing(record) as session:
        for code in ("anna", "erik"):
            asked = select(StepRecord).join(Case).where(Case.number == number_of(record, code))
            row = session.exec(asked.where(StepRecord.code == "work-plan")).one()
            row.performer = "superior"
            due = select(Reminder).where(Reminder.step_id == row.id, Reminder.kind == "on-day")
            session.exec(due).one().role = "superior"
    with reading(record) as session:
        holders = {
            i.person.code: i.holder.code
            for i in worklist(session)
            if i.person and i.holder and i.performer == "superior"
        }
        told = {
            r.official_name.split()[0]: r.recipient.code
            for r in reminders_due(session, date(2026, 1, 20), authority_id=1)
            if r.performer == "superior" and r.kind == "on-day" and r.recipient
        }
    assert holders == {"anna": "dana", "erik": "dana"}
    assert told == {"anna": "dana", "erik": "dana"}


@pytest.mark.usefixtures("office")
def test_clause_6_who_comes_into_a_post_within_the_period_is_admitted_with_a_plan_of_their_own_ten_days(
    record: Engine,
) -> None:
    with writing(record) as session:
        of = session.exec(select(Official).where(Official.code == "bolat")).one()
        place = session.exec(select(Tenure)).first()
        assert place is not None
        session.add(
            Tenure(official_id=of.id, organisation_id=place.organisation_id, post="маман", is_head=False,
                   start_on=date(2026, 7, 1))
        )  # fmt: skip
    with pytest.raises(Refusal, match="jana") as unknown:
        answer(record, CYCLE, "joined", {"person": "jana", "in_post_from": "2026-07-01"}, date(2026, 7, 2))
    assert (unknown.value.clause, unknown.value.field) == ("6", "person")
    answer(record, CYCLE, "joined", {"person": "bolat", "in_post_from": "2026-07-01"}, date(2026, 7, 2))
    number = number_of(record, "bolat")
    # 6 July is a day off: the tenth working day after 1 July.
    assert steps_of(record, number)["work-plan"].due == date(2026, 7, 16)
    assert case_of(record, number).facts["cycle.period_end"] == "2026-12-31"
    with pytest.raises(Refusal, match=number):
        answer(record, CYCLE, "joined", {"person": "bolat", "in_post_from": "2026-07-01"}, date(2026, 7, 2))


@pytest.mark.usefixtures("office")
def test_clause_6_another_post_within_the_period_is_another_plan_and_another_tenure(record: Engine) -> None:
    number = number_of(record, "anna")
    answer(record, number, "work-plan", {"kpis": KPIS}, date(2026, 1, 15))
    with writing(record) as session:
        of = case_of(record, number).authority_id
        other = samples.organisation(session, session.get_one(Authority, of), "C-2", "Теміртау")
    moved = {"in_post_from": "2026-07-01", "post": "бас маман", "organisation": "C-2"}
    with pytest.raises(Refusal, match="C-9"):
        answer(record, number, "new-post", {**moved, "organisation": "C-9"}, date(2026, 7, 2))
    answer(record, number, "new-post", moved, date(2026, 7, 2))
    case, steps = case_of(record, number), steps_of(record, number)
    assert (case.organisation_id, case.facts["case.post"]) == (other.id, "бас маман")
    assert (steps["work-plan"].occurrence, steps["work-plan"].state) == (2, "open")
    assert steps["work-plan"].due == date(2026, 7, 16)
    with reading(record) as session:
        tenures = session.exec(
            select(Tenure).where(Tenure.official_id == case.official_id).order_by(col(Tenure.start_on))
        ).all()
    assert [(t.start_on, t.end_on) for t in tenures] == [
        (date(2020, 3, 2), date(2026, 6, 30)),
        (date(2026, 7, 1), None),
    ]
