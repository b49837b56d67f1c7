"""Rotation cases for tests: opened as the cycle would, and brought as far as a test needs them."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from models.acts import Edition
from models.calendars import working_calendar
from models.engine import Answer, Decision, TimerPassed, advance, open_case
from models.errors import Refusal
from models.regulations.rotation.act import DRAFT
from models.regulations.rotation.process import CASE
from models.state import CaseState, StepState

KZ = working_calendar("KZ")
SENT_ON = date(2026, 11, 27)
FACTS: Mapping[str, Any] = {
    "form-list.approved_on": "2026-11-20",
    "form-list.planned_rotation_on": "2027-02-15",
    "send-list.sent_on": "2026-11-27",
    "case.settlement": "Karaganda",
}
NOTICE = ("notice", {"served_on": "2026-12-04"}, date(2026, 12, 4))
PORTFOLIO = ("portfolio", {"sent_on": "2026-12-10"}, date(2026, 12, 10))
ROTATE: Mapping[str, Any] = {
    "met_on": "2026-12-21",
    "members": 7,
    "present": 5,
    "votes": {"rotate": 5},
    "decision": "rotate",
    "destination": {"organisation": "C-2", "settlement": "Karaganda"},
}
REFUSE: Mapping[str, Any] = {
    "met_on": "2026-12-21",
    "members": 7,
    "present": 5,
    "votes": {"refuse": 5},
    "decision": "refuse",
}
REVIEW = ("review", ROTATE, date(2026, 12, 21))
REFUSAL = ("review", REFUSE, date(2026, 12, 21))
TRANSFER = ("transfer", {"sent_on": "2026-12-24", "letter_no": "1"}, date(2026, 12, 24))
CONSENT = ("decision-notice", {"received_on": "2026-12-28", "consents": True}, date(2026, 12, 28))
APPOINT = (
    "appoint",
    {"act_no": "15", "act_on": "2027-01-28", "starts_on": "2027-02-01"},
    date(2027, 1, 28),
)
Given = tuple[str, Mapping[str, Any], date]


@dataclass
class Rotation:
    """One case of the rotation, with the last decision taken in it."""

    state: CaseState
    last: Decision
    reminded: list[Any] = field(default_factory=list)

    def answer(self, step: str, form: Mapping[str, Any], on: date) -> Decision:
        """A filled form. Raises `Refusal`."""
        self.last = advance(CASE, self.state, Answer(step, form), on, KZ)
        self.state = self.last.state
        return self.last

    def passed(self, step: str, on: date) -> Decision:
        """A timer's end found on a day."""
        self.last = advance(CASE, self.state, TimerPassed(step), on, KZ)
        self.state = self.last.state
        return self.last

    def open(self, code: str) -> StepState:
        """The open occurrence of a step; fails where there is none."""
        found = self.state.open_step(code)
        assert found is not None, f"{code} is not open"
        return found

    @property
    def open_codes(self) -> set[str]:
        """What is open now."""
        return {s.code for s in self.state.open_steps}


def rotation(*given: Given, facts: Mapping[str, Any] = FACTS, edition: Edition = DRAFT) -> Rotation:
    """A case opened on the day the list was sent, with these forms given."""
    state = CaseState("KRG-rotation-2026-001", edition, SENT_ON, dict(facts))
    opened = open_case(CASE, state, SENT_ON, KZ)
    case = Rotation(opened.state, opened)
    for step, form, on in given:
        case.answer(step, form, on)
    return case


DECLINES = ("decision-notice", {"received_on": "2026-12-28", "consents": False}, date(2026, 12, 28))
UPHELD: Mapping[str, Any] = {"filed_on": "2027-01-11", "result": "upheld", "decided_on": "2027-01-20"}
FAR = date(2027, 6, 1)


def refusal(case: Rotation, step: str, form: Mapping[str, Any], on: date = FAR) -> Refusal:
    """The refusal of an answer, in every language; the case is as it was."""
    before = deepcopy(case.state)
    with pytest.raises(Refusal) as error:
        case.answer(step, form, on)
    assert case.state == before
    assert all((error.value.reason.ru, error.value.reason.kk, error.value.reason.en))
    return error.value
