"""A meeting's decisions taken into the record: in one transaction, all or none. Knows nothing of Prefect."""

from dataclasses import dataclass

from models import clock
from models.errors import AlreadyRecorded, Refusal
from models.record.database import writing
from models.record.meetings import Decided, record_meeting, sitting
from models.texts import Text
from notifications.owed import put_letters
from tasks.record import the_record

ROW = Text("{case}: {reason} (п. {clause})", "{case}: {reason} ({clause}-т.)", "{case}: {reason} (clause {clause})")


@dataclass(frozen=True)
class Held:
    """What came of a meeting.

    decided    cases decided, now or before under the same key; `repeated`: those before
    refused    what the law refuses: then nothing was recorded
    elsewhere  cases that the form of their own decided in the meantime: left as they are, the others recorded
    """

    decided: int = 0
    refused: tuple[Refusal, ...] = ()
    elsewhere: tuple[AlreadyRecorded, ...] = ()
    repeated: int = 0

    def why(self) -> Text:
        """Each refused case with its reason and clause, and each decided elsewhere."""
        told = [ROW.filled(case=r.case, reason=r.reason, clause=r.clause) for r in (*self.refused, *self.elsewhere)]
        return Text.joined(told, "\n\n")


def hold_all(cycle: str, rows: list[Decided], *, by: str, check_only: bool = False) -> Held:
    """Record these decisions in one transaction; `check_only` takes it back even where nothing is refused."""
    at = clock.now()
    with writing(the_record()) as session:
        on = clock.local(at, sitting(session, cycle)[1].timezone)
        came = record_meeting(session, cycle, rows, on=on, at=at, by=by, then=put_letters)
        if came.refused or check_only:
            session.rollback()
    decided = len(came.recorded) + len(came.repeated)
    return Held(decided, tuple(came.refused), tuple(came.elsewhere), len(came.repeated))
