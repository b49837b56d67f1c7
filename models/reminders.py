"""Which reminders a step owes, and on which days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.calendars import WorkingCalendar
from models.process import ReminderPlan
from models.state import StepState
from models.terms import compute

WEEKLY = "overdue-weekly"
SUPERIOR = "superior"
"""The performer's superior, copied from the first overdue reminder on."""


@dataclass(frozen=True)
class Reminder:
    """One reminder of one step to one role on one day.

    kind  before-…, on-day, opens (the first day it may be done), overdue-…, overdue-weekly
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
        return ("email",) if self.kind.startswith(("before", "opens")) else ("email", "sms")


def planned_reminders(plan: ReminderPlan, step: StepState, calendar: WorkingCalendar) -> tuple[Reminder, ...]:
    """Reminders of a step that has just opened, in order of days, none before its opening.

    Weekly ones after the overdue ones are planned one at a time: `following`.
    """
    goal, last_day = step.due or step.ends, step.last_day
    found: list[tuple[date, str]] = []
    if goal is not None:
        for term in plan.before:
            day = compute(term, goal, calendar).due
            count, unit = term.split()[:2]
            kind = f"before-{count}" if unit == "working" else f"before-{count}-{unit}"
            if day is not None:
                found.append((day, kind))
        if plan.on_day:
            found.append((goal, "on-day"))
    if step.not_before is not None:
        found.append((calendar.roll_forward(step.not_before), "opens"))
    if last_day is not None:
        for term in plan.overdue:
            day = compute(term, last_day, calendar).due
            if day is not None:
                found.append((day, f"overdue-{term.split()[0]}"))
        if plan.weekly and found:
            found.append((_week_after(found[-1][0], calendar), WEEKLY))
    reminders = [
        Reminder(step.code, step.occurrence, day, kind, role)
        for day, kind in sorted(found)
        if day >= step.opened_on
        for role in (step.performer, *plan.roles, *((SUPERIOR,) if kind.startswith("overdue") else ()))
    ]
    return tuple(reminders)


def following(reminder: Reminder, calendar: WorkingCalendar) -> Reminder | None:
    """The weekly reminder that follows this one while the step stays overdue; `None` where none does."""
    if reminder.kind != WEEKLY:
        return None
    return replace(reminder, on=_week_after(reminder.on, calendar))


def _week_after(day: date, calendar: WorkingCalendar) -> date:
    return calendar.roll_forward(day + timedelta(days=7))
