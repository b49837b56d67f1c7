"""Documents written when they are owed: right after the step that owes them, and by the sweep what was left.

Each in a transaction of its own, after the one that recorded the step: a broken template loses no act, and a process
killed anywhere leaves what it had not written to the next one.
"""

import logging
from dataclasses import dataclass

from models import clock
from models.errors import MerzimError
from models.faults import fault
from models.record.database import reading, writing
from notifications.documents.writing import Owed, keep_problem, owed, write
from tasks.record import the_record

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """How many documents were written, each language counted, and how many could not be."""

    written: int = 0
    failed: int = 0


def write_owed(case: str | None = None, *, whole_cycle: bool = False) -> Written:
    """Write what is owed: of one case (or of its whole cycle), or of all. One that can't be written stops no other."""
    with reading(the_record()) as session:
        todo = owed(session, case=case, whole_cycle=whole_cycle)
    done = [_write(each) for each in todo]
    return Written(sum(count for count in done if count is not None), done.count(None))


def is_owed(case: str) -> bool:
    """Whether the case has a document that is not written yet."""
    with reading(the_record()) as session:
        return bool(owed(session, case=case, limit=1))


def _write(what: Owed) -> int | None:
    """How many were written; None where it could not be."""
    at = clock.now()
    try:
        with writing(the_record()) as session:
            count = len(write(session, what, at=at))
            fault("document-written")
            return count
    except MerzimError as error:
        problem = error
    except Exception as error:  # noqa: BLE001
        # Named by class only: a message may hold what a person filled in.
        problem = MerzimError(type(error).__name__)
    with writing(the_record()) as session:
        name = keep_problem(session, what, problem, at=at)
    log.error("%s can't be written: %s", name, problem)
    return None
