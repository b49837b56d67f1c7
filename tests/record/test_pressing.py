"""What a day makes of open cases: marks put on and taken off, found by what changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.record.database import reading, writing
from models.record.pressing import Dated, keep, marks, moved
from models.record.tables import Authority, Case
from tests.record import samples
from tests.record.counting import counted, plan

# Wednesday, and the Sunday after it.
ON, SUNDAY = date(2026, 12, 9), date(2026, 12, 13)
TODAY = ("due-this-week", "today", "today:hr")
LATE = ("overdue", "today", "today:hr")


@pytest.mark.parametrize(
    ("due", "last_day", "not_before", "expected"),
    [
        (None, None, None, ()),
        (ON, ON, None, TODAY),
        (SUNDAY, SUNDAY, None, ("due-this-week",)),
        (SUNDAY + timedelta(1), SUNDAY + timedelta(1), None, ()),
        # A named date on a day off: to be done the working day before, late only after it.
        (ON - timedelta(1), ON + timedelta(1), None, TODAY),
        (ON - timedelta(1), ON - timedelta(1), None, LATE),
        # It may not be done yet: it presses nobody, until it may.
        (ON, ON + timedelta(9), SUNDAY + timedelta(1), ()),
        (ON, ON + timedelta(9), ON + timedelta(1), ("due-this-week",)),
        (ON, ON + timedelta(9), ON, TODAY),
    ],
)
def test_a_step_presses_on_its_day_in_its_week_and_when_it_is_late(
    due: date | None, last_day: date | None, not_before: date | None, expected: tuple[str, ...]
) -> None:
    assert marks([Dated("hr", due, last_day, not_before)], ON) == expected


def test_each_role_has_its_own_day() -> None:
    steps = [Dated("hr", ON, ON, None), Dated("secretary", ON - timedelta(9), ON - timedelta(9), None)]
    assert marks(steps, ON) == ("due-this-week", "overdue", "today", "today:hr", "today:secretary")


def test_only_cases_whose_marks_change_are_found_in_two_queries(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        cycle = samples.cycle(session, of)

        def case(number: str, **more: Any) -> int:
            step = {"performer": "hr", "due": more.pop("due"), "last_day": None}
            made = samples.case(session, cycle, number, samples.official(session, of, number), **more)
            samples.step(session, made, **step)
            return made.id

        new = case("new", due=ON, run_id="r1")
        case("as shown", due=ON, run_id="r2", marks=" ".join(TODAY))
        gone = case("moved away", due=SUNDAY + timedelta(30), run_id="r3", marks="due-this-week")
        case("no run yet", due=ON)
        for number in range(30):
            case(f"far {number}", due=SUNDAY + timedelta(30), run_id=f"f{number}")
    with reading(record) as session:
        place = session.exec(select(Authority)).one()
        with counted(session) as queries:
            found = moved(session, place, ON)
        if record.dialect.name == "sqlite":
            due, marked = (" ".join(plan(session, query)) for query in queries)
            assert "ix_step_records_due" in due
            assert "ix_cases_marked" in marked
    assert [(each.case_id, each.run_id, each.marks) for each in found] == [(new, "r1", TODAY), (gone, "r3", ())]
    assert len(queries) == 2
    with writing(record) as session:
        keep(session, {each.case_id: each.marks for each in found})
        assert moved(session, session.exec(select(Authority)).one(), ON) == []
        assert session.get_one(Case, new).marks == " ".join(TODAY)
