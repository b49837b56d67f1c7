"""What a scenario came to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.days import iso_days
from models.filed import plain
from models.procedure import Verdict
from models.reminders import Reminder
from models.state import Breach, StepState
from models.texts import Language, Text

STEP_FIELDS = (
    "opened_on", "due", "last_day", "not_before", "ends", "done_on", "late", "clause", "performer", "outcome", "status",
    "provisional",
)  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """An event the law refused: its step, the clause that does not allow it, its day and why."""

    step: str
    clause: str
    on: date
    reason: Text


@dataclass(frozen=True)
class Outcome:
    """What a scenario came to, and how that differs from what it expects.

    outcome  the case's result; `None` while it is undecided
    verdict  whether the person is on the list and why; `None` before the list was sent
    """

    name: str
    outcome: str | None
    verdict: Verdict | None
    steps: tuple[StepState, ...]
    reminders: tuple[Reminder, ...]
    refused: tuple[Refused, ...]
    breaches: tuple[Breach, ...]
    differences: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.differences

    def as_dict(self, language: Language = "en") -> dict[str, Any]:
        """The outcome as plain data: what `merzim simulate --json` prints."""
        return {
            "name": self.name,
            "ok": self.ok,
            "outcome": self.outcome,
            "steps": [step_data(s) for s in self.steps],
            "reminders": [one for r in self.reminders for one in reminder_data(r)],
            "refused": plain(self.refused, language),
            "differences": list(self.differences),
            "breaches": plain(self.breaches, language),
            "list": plain(self.verdict, language),
        }


def step_data(step: StepState) -> dict[str, Any]:
    """One occurrence of a step as plain data."""
    return {"code": step.code, "occurrence": step.occurrence, **iso_days(step, STEP_FIELDS)}


def reminder_data(reminder: Reminder) -> list[dict[str, Any]]:
    """A reminder as plain data, once for each channel."""
    return [
        {
            "step": reminder.step,
            "on": reminder.on.isoformat(),
            "role": reminder.role,
            "channel": channel,
            "kind": reminder.kind,
        }
        for channel in reminder.channels
    ]
