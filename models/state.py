"""A case as the engine sees it: its steps with their dates, what is known, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from models.acts import Edition
from models.terms import TermDates
from models.texts import Text

StepStatus = Literal["waiting", "open", "done", "cancelled", "superseded"]


@dataclass(frozen=True)
class StepState:
    """One occurrence of a step.

    status       waiting for a parallel step, open, done, cancelled (closed undone), superseded (done, but the case went
                 back and it no longer counts)
    term         as in the edition when the step opened; anchor_on the day it was counted from
    due          the day to act by
    last_day     the day by which lateness is judged
    not_before   the first day it may be done
    ends         the last day of a period of office
    done_on      the day it was done in law, not the day it was recorded
    computed     the freshly computed dates with their traces; empty on a state read back from the record
    """

    code: str
    occurrence: int
    status: StepStatus
    opened_on: date
    clause: str
    performer: str
    kind: str = "user-task"
    term: str = ""
    anchor_on: date | None = None
    due: date | None = None
    last_day: date | None = None
    not_before: date | None = None
    ends: date | None = None
    provisional: bool = False
    form: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""
    done_on: date | None = None
    late: bool = False
    computed: tuple[TermDates, ...] = field(default=(), compare=False)

    def evolve(self, **changes: Any) -> "StepState":
        """A copy with these fields changed."""
        # Half the time of `dataclasses.replace`.
        return StepState(**{**vars(self), **changes})

    @property
    def key(self) -> tuple[str, int]:
        """Code and occurrence: one step record."""
        return self.code, self.occurrence


@dataclass(frozen=True)
class Breach:
    """The law was not kept, and the record says so. `clause` is the one that sets the term missed."""

    step: str
    clause: str
    text: Text


@dataclass(frozen=True)
class CaseState:
    """A case, or the cycle it belongs to.

    `facts` are those from outside its own steps: `case.settlement`, the cycle's `send-list.sent_on`, the cycle's free
    destinations. `result` may stand while steps stay open (an appointment runs five years).
    """

    number: str
    edition: Edition
    opened_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepState, ...] = ()
    result: str = ""
    closed_on: date | None = None
    breaches: tuple[Breach, ...] = ()

    @property
    def open_steps(self) -> tuple[StepState, ...]:
        """Steps that can be answered or are running."""
        return tuple(s for s in self.steps if s.status == "open")

    def open_step(self, code: str) -> StepState | None:
        """The open occurrence of the step."""
        return next((s for s in self.steps if s.code == code and s.status == "open"), None)

    def waiting_step(self, code: str) -> StepState | None:
        """The occurrence of the step that waits for a parallel one."""
        return next((s for s in self.steps if s.code == code and s.status == "waiting"), None)

    def standing(self, code: str) -> StepState | None:
        """The latest occurrence that is done and still counts."""
        found = [s for s in self.steps if s.code == code and s.status == "done"]
        return max(found, key=lambda s: s.occurrence) if found else None

    def known(self) -> dict[str, Any]:
        """All facts by name: those from outside, and each standing step's form, outcome and `done_on`.

        Of a step that was done and is open again what was said stands until it is said anew; `opened_on`, `due` and
        `ends` are those of the latest occurrence.
        """
        values = dict(self.facts)
        values["case.opened_on"] = self.opened_on
        in_order = sorted(self.steps, key=lambda s: s.occurrence)
        standing = {s.code: s for s in in_order if s.status == "done"}
        for step in standing.values():
            values[f"{step.code}.outcome"] = step.outcome
            values.update({f"{step.code}.{name}": v for name, v in step.form.items()})
            values[f"{step.code}.done_on"] = step.done_on
        latest = {s.code: s for s in in_order if s.status in ("open", "done")}
        for step in latest.values():
            for name in ("opened_on", "due", "ends"):
                values[f"{step.code}.{name}"] = getattr(step, name)
        return values
