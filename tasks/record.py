"""The legal record, as tasks use it: one engine a process, the clock, and answers taken into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Engine

from models import clock
from models.correction_form import CORRECT
from models.engine import Answer
from models.errors import Refusal
from models.faults import fault
from models.record.database import engine, reading, writing
from models.record.writer import answers_handled, keep_refusal, record
from notifications.owed import put_letters
from tasks.corrections import take_correction

OPERATOR = "operator"
"""Who answered a form, where the server in front has no accounts to tell it."""


@cache
def the_record() -> Engine:
    """The engine of this process: one pool of connections, kept. It waits for a server that is being restarted."""
    return engine(patient=True)


@dataclass(frozen=True)
class Taken:
    """What became of an answer: its outcome, or why it was refused."""

    case: str
    step: str
    outcome: str = ""
    refusal: Refusal | None = None

    @property
    def label(self) -> str:
        """In Latin letters, for a state's name or a log line: no personal data."""
        return f"refused: {self.refusal.clause}" if self.refusal else self.outcome


def take(case: str, step: str, form: Mapping[str, Any], *, key: str, by: str = OPERATOR) -> Taken:
    """Take one answer into the record, in one transaction; refused, it is kept with the reason in another.

    Taken again under the same key, it changes nothing.
    """
    at = clock.now()
    answer = Answer(step, form)
    fault("answer-read")
    try:
        with writing(the_record()) as session:
            if step == CORRECT:
                outcome = take_correction(session, case, form, at=at, by=by, key=key)
            else:
                outcome = record(session, case, answer, at=at, by=by, then=put_letters, answer_key=key).outcome
        fault("answer-recorded")
        return Taken(case, step, outcome)
    except Refusal as refusal:
        with writing(the_record()) as session:
            if key not in answers_handled(session, case):
                keep_refusal(session, case, answer, refusal, at=at, by=by, answer_key=key)
        fault("refusal-kept")
        return Taken(case, step, refusal=refusal)


def handled(case: str) -> set[str]:
    """Keys of the answers that were taken or refused already."""
    with reading(the_record()) as session:
        return answers_handled(session, case)
