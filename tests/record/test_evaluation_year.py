"""An evaluation year in the record: opened by the calendar, a case a servant, its period kept with each case."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.errors import NotInForce, Refusal
from models.record.database import reading, writing
from models.record.opening import open_cycle, yearly_openings
from models.record.sweeping import reminders_due
from models.record.tables import Adoption, Case, Tenure
from tests.record import samples
from tests.record.rotation_year import answer, case_of, moment, passed, steps_of

OPENED = date(2026, 1, 1)
FIRST = "KRG-evaluation-2026-001"
KPIS = [{"result": "R", "measure": "M", "deadline": "2026-12-01", "goal": "G"}] * 5
VOTE = {"met_on": "2027-01-20", "members": 5, "present": 5, "votes": {"confirm": 5}, "decision": "confirm"}


def office(record: Engine, adopted_from: date = date(2025, 12, 1), own: dict[str, str] | None = None) -> None:
    """Three servants, one of them gone before the year began, a superior who has a superior, a commission."""
    with writing(record) as session:
        of = samples.authority(session)
        session.add(
            Adoption(authority_id=of.id, act="evaluation", from_day=adopted_from, decree="№ 2", parameters=own or {})
        )
        place = samples.organisation(session, of, "C-1")
        last = {"gone": date(2025, 12, 31)}
        for code in ("clerk", "expert", "gone"):
            who = samples.official(session, of, code)
            samples.head(session, who, place, date(2020, 3, 2), last.get(code), is_head=False, post="маман")
        boss, top = samples.official(session, of, "boss"), samples.official(session, of, "top")
        samples.performer(session, of, "superior", boss, superior=top)
        samples.commission(session, of).procedure = "evaluation"


def opened(record: Engine, on: date = date(2026, 1, 5)) -> None:
    with writing(record) as session:
        open_cycle(session, "evaluation", "KRG", 2026, at=moment(on), by="sweep")


def test_year_opens_on_the_first_day_of_the_period_with_a_case_for_each_servant_in_post(record: Engine) -> None:
    office(record)
    opened(record)
    with reading(record) as session:
        cases = session.exec(select(Case).where(Case.kind == "case").order_by(col(Case.number))).all()
        assert [c.facts["case.in_post_from"] for c in cases] == ["2020-03-02"] * 2
        assert {c.opened_on for c in cases} == {OPENED}
        assert {c.facts["cycle.period_end"] for c in cases} == {"2026-12-31"}
        assert [(y.procedure, y.month, y.day) for y in yearly_openings(session) if y.act == "evaluation"] == [
            ("evaluation", 1, 1)
        ]
    steps = steps_of(record, FIRST)
    assert {code: row.state for code, row in steps.items()} == {"work-plan": "open", "period-end": "open"}
    # 1, 2 and 7 January off.
    assert (steps["work-plan"].due, steps["period-end"].ends) == (date(2026, 1, 19), date(2027, 1, 1))


def test_authority_sets_the_days_of_its_own_period(record: Engine) -> None:
    office(record, own={"period-start": "by 1 July", "period-end": "by 30 June"})
    opened(record, date(2026, 7, 1))
    steps = steps_of(record, FIRST)
    assert (steps["work-plan"].opened_on, steps["period-end"].ends) == (date(2026, 7, 1), date(2027, 7, 1))


def test_lapsed_text_that_nobody_adopted_by_then_opens_no_cycle(record: Engine) -> None:
    office(record, adopted_from=date(2026, 1, 2))
    with pytest.raises(NotInForce, match=r"2023-07-31\.\.2023-08-31"):
        opened(record)


def submitted(record: Engine) -> None:
    """The first servant's year, from the plan to the meeting agreed on."""
    office(record)
    opened(record)
    answer(record, FIRST, "work-plan", {"kpis": KPIS}, date(2026, 1, 15))
    passed(record, FIRST, "period-end", date(2027, 1, 1))
    answer(record, FIRST, "sheet", {"met": 2}, date(2027, 1, 11))
    with reading(record) as session:
        due = [r for r in reminders_due(session, date(2027, 1, 18), authority_id=1) if r.step == "superior-review"]
        # The step is the superior's own: the reminder is for the superior, not for the superior's superior.
        assert {(r.role, r.recipient.code if r.recipient else None) for r in due} == {("superior", "boss")}
    answer(record, FIRST, "superior-review", {"decision": "agree"}, date(2027, 1, 12))
    answer(record, FIRST, "submit", {"sent_on": "2027-01-13"}, date(2027, 1, 13))
    answer(record, FIRST, "schedule", {"meets_on": "2027-01-20"}, date(2027, 1, 14))


def approved(record: Engine) -> None:
    """The commission's decision, approved."""
    answer(record, FIRST, "commission", {**VOTE, "members": 7}, date(2027, 1, 20))
    answer(record, FIRST, "approve", {"approved_on": "2027-01-21"}, date(2027, 1, 21))


def test_case_in_the_record_goes_from_the_plan_to_the_commission_in_force(record: Engine) -> None:
    submitted(record)
    with pytest.raises(Refusal, match="the commission has 7 members, not 5"):
        answer(record, FIRST, "commission", VOTE, date(2027, 1, 20))
    approved(record)
    assert case_of(record, FIRST).result == "unsatisfactory"


def test_servant_who_left_is_in_the_post_no_longer(record: Engine) -> None:
    office(record)
    opened(record)
    answer(record, FIRST, "left-post", {"left_on": "2026-03-02"}, date(2026, 3, 3))
    with reading(record) as session:
        case = case_of(record, FIRST)
        assert case.result == "closed"
        post = session.exec(select(Tenure).where(Tenure.official_id == case.official_id)).one()
        assert post.end_on == date(2026, 3, 2)
