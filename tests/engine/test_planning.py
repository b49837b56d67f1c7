"""The dated steps ahead."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendars import working_calendar
from models.errors import NotInForce
from models.planning import PlannedStep, plan
from models.regulations import procedure
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.procedure import PROCEDURE

KZ, RU = working_calendar("KZ"), working_calendar("RU")


def by_code(rows: list[PlannedStep]) -> dict[str, PlannedStep]:
    return {row.state.code: row for row in rows}


def test_rotation_from_1_november_2026_to_the_acting_appointment() -> None:
    rows = plan(PROCEDURE, date(2026, 11, 1), KZ)
    found = {r.state.code: (str(r.state.due or r.state.ends), str(r.state.not_before or "")) for r in rows}
    # Counted by hand: 16 December, 1, 4 and 7 January, 8 March are days off; 30 days from 1 February end on 3 March.
    assert found == {
        "form-list": ("2026-11-30", ""),
        "send-list": ("2026-12-01", ""),
        "notice": ("2027-01-15", ""),
        "portfolio": ("2026-12-23", ""),
        "review": ("2027-01-18", ""),
        "transfer": ("2027-01-27", ""),
        "decision-notice": ("2027-02-01", ""),
        "appoint": ("2027-03-12", "2027-03-04"),
        "term-end": ("2032-03-12", ""),
        "acting": ("2032-03-12", ""),
    }


def test_terms_of_the_authority_are_told_from_those_of_the_text() -> None:
    own = {code for code, row in by_code(plan(PROCEDURE, date(2026, 11, 1), KZ)).items() if row.is_own}
    assert own == {"decision-notice", "appoint"}


def test_clause_8_contradiction_comes_with_the_plan() -> None:
    term = by_code(plan(PROCEDURE, date(2026, 11, 1), KZ))["portfolio"].term
    assert term is not None
    assert term.note is not None
    assert "15 и 2" in term.note.ru


def test_other_calendar_and_other_parameters_move_the_dates() -> None:
    # 31 December and 1-8 January are off in Russia, 16 December is not.
    assert by_code(plan(PROCEDURE, date(2026, 11, 1), RU))["portfolio"].state.due == date(2026, 12, 22)
    chosen = DRAFT.with_values({"portfolio-term": "2 working days"})
    assert by_code(plan(PROCEDURE, date(2026, 11, 1), KZ, chosen))["portfolio"].state.due == date(2026, 12, 3)


def test_start_after_the_lists_day_plans_the_next_list() -> None:
    assert by_code(plan(PROCEDURE, date(2026, 12, 2), KZ))["form-list"].state.due == date(2027, 11, 30)


def test_plan_without_an_edition_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    later = replace(PROCEDURE.act, editions=(replace(DRAFT, in_force_from=date(2030, 1, 1)),))
    with pytest.raises(NotInForce):
        plan(replace(PROCEDURE, act=later), date(2026, 11, 1), KZ)


@settings(max_examples=40)
@given(st.dates(date(2016, 1, 1), date(2040, 12, 31)))
def test_plan_from_any_day_has_every_step_in_order_with_its_reminders(start: date) -> None:
    rows = plan(procedure("rotation"), start, KZ)
    assert [r.state.code for r in rows][:2] == ["form-list", "send-list"]
    assert len(rows) == 10
    for before, after in pairwise(rows):
        assert before.state.opened_on <= after.state.opened_on
    for row in rows:
        assert row.done_on >= row.state.opened_on
        assert row.state.due is None or row.state.not_before is None or row.state.due > row.state.not_before
        assert row.reminders
