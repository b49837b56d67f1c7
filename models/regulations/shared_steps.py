"""What processes of several procedures have in common: an outcome as the form says it, and leaving the post."""

from collections.abc import Callable
from typing import Any

from models.acts import OWN
from models.facts import Facts
from models.process import BoundaryEvent, Next, ReminderPlan
from models.regulations.shared_forms import LeftPost
from models.texts import Text

NO_REMINDERS = ReminderPlan(before=(), on_day=False, overdue=(), weekly=False)
LONG_AHEAD = ReminderPlan(
    before=("6 months before", "3 months before", "1 month before"),
    on_day=False,
    overdue=(),
    weekly=False,
    roles=("official",),
)
"""Of a period of years: the person it is of is told in good time that it ends."""
CLOSED = {"closed": Text("закрыто: покинул должность", "жабылды: лауазымынан кетті", "closed: left the post")}
"""The result of a case that `left_post` ends."""


def as_said(field: str) -> Callable[[Any, Facts], str]:
    """The outcome is what the form says in a field."""
    return lambda form, facts: str(getattr(form, field))


def by_field(field: str, given: str, empty: str) -> Callable[[Any, Facts], str]:
    """One outcome where a field of the form is filled in, or says yes; the other where it is empty, or says no."""
    return lambda form, facts: given if getattr(form, field) else empty


def left_post(performer: str) -> BoundaryEvent:
    """At any open step: the person left the post, and the case is over."""
    return BoundaryEvent(
        "left-post",
        Text("Покинул должность", "Лауазымынан кетті", "Left the post"),
        clause=OWN,
        performer=performer,
        form=LeftPost,
        done_on="left_on",
        outcomes={"closed": Next(ends=True, result="closed")},
    )
