"""Cases opened together open as each would alone."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models.calendars import working_calendar
from models.engine import open_case
from models.record.cases import Case, Reminder, StepRecord
from models.record.database import reading, writing
from models.record.first_steps import opened_alike
from models.regulations import procedure
from models.state import CaseState
from tests.benchmarks import region

ROTATION = procedure("rotation")
CALENDAR = working_calendar("KZ")
SENT = date(2026, 11, 27)


def state(number: str, **facts: str) -> CaseState:
    known = {"form-list.planned_rotation_on": "2027-02-15", "send-list.sent_on": "2026-11-27"}
    return CaseState(
        number, ROTATION.act.editions[0], SENT, {**known, **{k.replace("__", "."): v for k, v in facts.items()}}
    )


def test_cases_alike_in_what_their_opening_rests_on_are_decided_once() -> None:
    states = [state(str(n), case__full_name=f"Head {n}") for n in range(50)]
    ((decision, members),) = opened_alike(ROTATION.case, states, SENT, CALENDAR)
    assert members == list(range(50))
    for one in states:
        alone = open_case(ROTATION.case, one, SENT, CALENDAR)
        assert replace(alone.state, number="0", facts={}) == replace(decision.state, facts={})
        assert (alone.changed, alone.reminders) == (decision.changed, decision.reminders)


def test_a_fact_a_term_hangs_on_sets_cases_apart() -> None:
    later = {"form-list.planned_rotation_on": "2027-03-15"}
    states = [state("1"), replace(state("2"), facts=later | {"send-list.sent_on": "2026-11-27"}), state("3")]
    found = opened_alike(ROTATION.case, states, SENT, CALENDAR)
    assert [members for _, members in found] == [[0, 2], [1]]
    assert found[0][0].changed[0].due != found[1][0].changed[0].due


def test_an_unknown_fact_is_told_from_a_known_one() -> None:
    """What was asked for and not known is part of what a decision rests on."""
    unknown = replace(state("1"), facts={"send-list.sent_on": "2026-11-27"})
    found = opened_alike(ROTATION.case, [unknown, state("2"), unknown], SENT, CALENDAR)
    assert [members for _, members in found] == [[0, 2], [1]]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_rows_copied_are_the_rows_each_case_would_have_had(kind: str, request: pytest.FixtureRequest) -> None:
    record: Engine = request.getfixturevalue(f"{kind}_record")
    region.settle(record, 25)
    region.open_year(record)
    with writing(record) as session:
        region.form_list(session)
        region.send_list(session)
    with reading(record) as session:
        rows = {case.number: _rows(session, case) for case in session.exec(select(Case).where(Case.kind == "case"))}
    assert len(rows) == 25
    first, *others = rows.values()
    assert [step["code"] for step in first[0]] == ["notice", "portfolio"]
    assert len(first[1]) > 8
    assert all(other == first for other in others)


def _rows(session: Session, case: Case) -> tuple[list[dict[str, object]], list[tuple[object, ...]]]:
    steps = session.exec(select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.code)).all()
    codes = {step.id: step.code for step in steps}
    reminders = session.exec(select(Reminder).where(Reminder.case_id == case.id)).all()
    return [step.model_dump(exclude={"id", "case_id"}) for step in steps], sorted(
        (codes[r.step_id], r.on_day, r.kind, r.role, r.state) for r in reminders
    )
