"""Who is reminded of what, and on which days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendars import working_calendar
from models.errors import DefinitionError
from models.process import ReminderPlan
from models.reminders import SUPERIOR, WEEKLY, Reminder, following, planned_reminders
from models.state import StepState
from tests.engine.rotations import APPOINT, CONSENT, KZ, NOTICE, PORTFOLIO, REVIEW, TRANSFER, rotation

DUE = date(2026, 12, 21)


def step(due: date = DUE, opened_on: date = date(2026, 11, 27)) -> StepState:
    return StepState("portfolio", 1, "open", opened_on, "8", "hr_region", due=due, last_day=due)


def days(reminders: tuple[Reminder, ...]) -> list[tuple[str, str, str]]:
    return [(r.kind, r.on.isoformat(), r.role) for r in reminders]


def test_reminders_are_5_3_1_working_days_ahead_on_the_day_and_after_1_and_3_then_weekly() -> None:
    # 16 December is a day off.
    assert days(planned_reminders(ReminderPlan(), step(), KZ)) == [
        ("before-5", "2026-12-11", "hr_region"),
        ("before-3", "2026-12-15", "hr_region"),
        ("before-1", "2026-12-18", "hr_region"),
        ("on-day", "2026-12-21", "hr_region"),
        ("overdue-1", "2026-12-22", "hr_region"),
        ("overdue-1", "2026-12-22", SUPERIOR),
        ("overdue-3", "2026-12-24", "hr_region"),
        ("overdue-3", "2026-12-24", SUPERIOR),
        (WEEKLY, "2026-12-31", "hr_region"),
        (WEEKLY, "2026-12-31", SUPERIOR),
    ]


def test_weekly_reminder_is_followed_by_the_next_on_a_working_day() -> None:
    weekly = Reminder("portfolio", 1, date(2026, 12, 31), WEEKLY, SUPERIOR)
    then = following(weekly, KZ)
    assert then is not None
    assert (then.on, then.role, then.kind) == (date(2027, 1, 8), SUPERIOR, WEEKLY), "7 January is a day off"
    assert following(Reminder("portfolio", 1, DUE, "on-day", "hr_region"), KZ) is None


def test_reminders_before_the_step_opened_are_left_out() -> None:
    kinds = [r.kind for r in planned_reminders(ReminderPlan(), step(opened_on=date(2026, 12, 18)), KZ)]
    assert kinds[:2] == ["before-1", "on-day"]


def test_step_that_opens_long_after_its_last_day_is_still_reminded_of_weekly() -> None:
    planned = planned_reminders(ReminderPlan(), step(opened_on=date(2027, 3, 1)), KZ)
    assert {r.kind for r in planned} == {WEEKLY}
    assert all(date(2027, 3, 1) <= r.on <= date(2027, 3, 9) for r in planned)


def test_step_without_a_date_owes_no_reminder() -> None:
    assert planned_reminders(ReminderPlan(), StepState("cases", 1, "open", DUE, "10", "clerk"), KZ) == ()


def test_backward_term_is_reminded_of_by_the_day_to_act_and_overdue_from_its_last_day() -> None:
    # 30 calendar days before 15 February 2027 are 16 January, a Saturday: act by Friday the 15th.
    notice = [r for r in rotation().last.reminders if r.step == "notice"]
    assert [(r.kind, r.on.isoformat()) for r in notice if r.role == "hr_district"] == [
        ("before-5", "2027-01-08"),
        ("before-3", "2027-01-12"),
        ("before-1", "2027-01-14"),
        ("on-day", "2027-01-15"),
        ("overdue-1", "2027-01-18"),
        ("overdue-3", "2027-01-20"),
        (WEEKLY, "2027-01-27"),
    ]


def test_clause_18_head_and_office_are_reminded_6_3_and_1_months_ahead() -> None:
    case = rotation(NOTICE, PORTFOLIO, REVIEW, TRANSFER, CONSENT, APPOINT)
    assert days(case.last.reminders) == [
        ("before-6-months", "2031-08-01", "hr_district"),
        ("before-6-months", "2031-08-01", "official"),
        ("before-3-months", "2031-10-31", "hr_district"),
        ("before-3-months", "2031-10-31", "official"),
        ("before-1-month", "2031-12-31", "hr_district"),
        ("before-1-month", "2031-12-31", "official"),
    ]


def test_sms_goes_out_once_the_day_has_come() -> None:
    channels = {r.kind: r.channels for r in planned_reminders(ReminderPlan(), step(), KZ)}
    assert channels["before-1"] == ("email",)
    assert channels["on-day"] == channels["overdue-1"] == channels[WEEKLY] == ("email", "sms")


def test_step_sets_its_own_reminders() -> None:
    own = ReminderPlan(before=("2 weeks before",), on_day=False, overdue=(), weekly=True, roles=("official",))
    assert days(planned_reminders(own, step(), KZ)) == [
        ("before-2-weeks", "2026-12-07", "hr_region"),
        ("before-2-weeks", "2026-12-07", "official"),
        (WEEKLY, "2026-12-28", "hr_region"),
        (WEEKLY, "2026-12-28", "official"),
        (WEEKLY, "2026-12-28", SUPERIOR),
    ]


def test_reminder_that_is_no_day_is_a_fault_of_the_definition() -> None:
    with pytest.raises(DefinitionError, match="for 5 years"):
        planned_reminders(ReminderPlan(before=("for 5 years",)), step(), KZ)


@given(
    due=st.dates(date(2016, 1, 1), date(2035, 12, 31)),
    opened=st.integers(-40, 40),
    country=st.sampled_from(["KZ", "RU"]),
)
def test_every_reminder_falls_on_a_working_day_not_before_the_step_opened_and_none_twice(
    due: date, opened: int, country: str
) -> None:
    calendar = working_calendar(country)
    last = calendar.roll_forward(due)
    opened_on = date.fromordinal(last.toordinal() + opened)
    planned = planned_reminders(ReminderPlan(), step(last, opened_on), calendar)
    assert all(calendar.is_working(r.on) and r.on >= opened_on for r in planned)
    assert len(set(planned)) == len(planned)
    assert [r.on for r in planned] == sorted(r.on for r in planned)
    assert all(r.overdue == (r.on > last) for r in planned)
    assert any(r.kind == WEEKLY for r in planned)
