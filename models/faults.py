"""Named places between two effects, where a test kills the process to prove that nothing is lost or doubled.

`MERZIM_FAULT=letter-sent:3` kills it (SIGKILL) the third time it comes to `letter-sent`; without it, `fault` does
nothing.
"""

import os
import signal
from collections import Counter

VARIABLE = "MERZIM_FAULT"

POINTS = {
    "cycle-inserted": "a cycle's rows are written, not committed",
    "cases-inserted": "the rows of a cycle's cases are written, their steps are not",
    "cycle-opened": "a cycle is committed",
    "answer-read": "an answer has come, nothing of it is written",
    "step-carried-out": "what an event changes is written, its letters are not; not committed",
    "letters-put": "an event and its letters are written, not committed",
    "answer-recorded": "an answer is committed, its sender has not been told",
    "refusal-kept": "a refused answer is committed, its sender has not been told",
    "overdue-marked": "steps are marked overdue, not committed",
    "reminders-put": "reminders are in the outbox and not marked as told; not committed",
    "reminders-told": "reminders are marked as told, not committed",
    "letters-claimed": "letters are claimed for sending, and committed",
    "letter-sending": "a letter is about to be given to the channel",
    "letter-sent": "a letter has left, and nobody has written so",
    "letters-settled": "what came of letters is committed",
    "document-written": "a document's bytes are kept, its row is not committed",
    "form-saved": "Prefect holds a form, no state of the run names it yet",
    "run-made": "Prefect has a case's run, the record does not know its id",
    "run-shown": "a run shows a case, the record does not know so",
    "run-tagged": "runs have the day's tags, the record does not know so",
    "shown-marked": "the record takes a case for shown; its own flow has not paused its run yet",
    "answers-forgotten": "answers that were taken have left Prefect, the run is not paused again",
}
"""Each place, with what has been done there and what has not."""

_passed: Counter[str] = Counter()


def fault(point: str) -> None:
    """Die here if a test asked for it."""
    asked = os.environ.get(VARIABLE)
    if not asked:
        return
    name, _, times = asked.partition(":")
    if name == point:
        _passed[point] += 1
        if _passed[point] == int(times or 1):
            os.kill(os.getpid(), signal.SIGKILL)
