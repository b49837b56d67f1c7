"""Which reminders a step owes, and on which days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from models.calendars import WorkingCalendar
from models.errors import DefinitionError
from models.process import ReminderPlan
from models.state import StepState
from models.terms import compute

WEEKLY = "overdue-weekly"
SUPERIOR = "superior"
"""The performer's superior, copied from the first overdue reminder on."""
MOVED, MOVED_OPENING = "moved", "moved-opening"
"""Kinds of the reminder that tells a performer once that a date has moved: the day to act by, or only the first day
allowed."""


@dataclass(frozen=True)
class Reminder:
    """One reminder of one step to one role on one day.

    kind  before-5 (working days), before-6-months, on-day, overdue-1 (working days), overdue-weekly, moved
    """

    step: str
    occurrence: int
    on: date
    kind: str
    role: str

    @property
    def overdue(self) -> bool:
        """The step's last day has passed."""
        return self.kind.startswith("overdue")

    @property
    def channels(self) -> tuple[str, ...]:
        """Email always; SMS as well where the day itself has come, or has passed."""
        return ("email",) if self.kind.startswith("before") else ("email", "sms")


def planned_reminders(
    plan: ReminderPlan, step: StepState, calendar: WorkingCalendar, since: date | None = None
) -> tuple[Reminder, ...]:
    """Reminders of a step that has just opened, in order of days, none before its opening; or, of one whose dates moved
    since, none before the day `since`.

    Weekly ones after the overdue ones are planned one at a time: `following`.
    """
    first, goal = max(step.opened_on, since or step.opened_on), step.due or step.ends
    return _planned(plan, step.code, step.occurrence, step.performer, first, goal, step.last_day, calendar)


# Cases of one list come to a step on the same day: planned once, not once a case.
@lru_cache(maxsize=1024)
def _planned(
    plan: ReminderPlan,
    code: str,
    occurrence: int,
    performer: str,
    first: date,
    goal: date | None,
    last_day: date | None,
    calendar: WorkingCalendar,
) -> tuple[Reminder, ...]:
    found: list[tuple[date, str]] = []
    if goal is not None:
        found += [(_day(term, goal, calendar), _before(term)) for term in plan.before]
        if plan.on_day:
            found.append((goal, "on-day"))
    if last_day is not None:
        overdue = [(_day(term, last_day, calendar), f"overdue-{term.split()[0]}") for term in plan.overdue]
        found += overdue
        if plan.weekly:
            weekly = _week_after(max((day for day, _ in overdue), default=last_day), calendar)
            while weekly < first:  # opened long after its last day: the weekly ones still come
                weekly = _week_after(weekly, calendar)
            found.append((weekly, WEEKLY))
    return tuple(
        Reminder(code, occurrence, day, kind, role)
        for day, kind in sorted(found)
        if day >= first
        # A step that is the superior's own is copied to nobody further, and told once.
        for role in dict.fromkeys((performer, *plan.roles, *((SUPERIOR,) if kind.startswith("overdue") else ())))
    )


def _day(term: str, start: date, calendar: WorkingCalendar) -> date:
    day = compute(term, start, calendar).due
    if day is None:
        raise DefinitionError("reminders", term, "is not a term counted to a day")
    return day


def _before(term: str) -> str:
    count, unit = term.split()[:2]
    return f"before-{count}" if unit == "working" else f"before-{count}-{unit}"


def following(reminder: Reminder, calendar: WorkingCalendar) -> Reminder | None:
    """The weekly reminder that follows this one while the step stays overdue; `None` where none does."""
    if reminder.kind != WEEKLY:
        return None
    return replace(reminder, on=_week_after(reminder.on, calendar))


def _week_after(day: date, calendar: WorkingCalendar) -> date:
    return calendar.roll_forward(day + timedelta(days=7))
