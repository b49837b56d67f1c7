"""Once a week the audit trail is verified, and the administrator gets the head of its chain by letter."""

from prefect import task
from sqlmodel import select

from models import clock
from models.record.database import reading, writing
from models.record.letters import Letter
from models.record.verifying import verify
from notifications.alarms import administrator
from notifications.anchors import ANCHOR, anchor_letter, week_of
from notifications.outbox import put
from tasks.record import the_record


@task(name="anchor", task_run_name="anchor")
async def send_anchor() -> int:
    """Put this week's letter, unless it was put or the settings name no administrator; how many were put."""
    at = clock.now()
    with reading(the_record()) as session:
        to = administrator(session)
        if to is None:
            return 0
        on = clock.local(at, to.timezone)
        if session.exec(select(Letter.id).where(Letter.kind == ANCHOR, Letter.day == week_of(on))).first() is not None:
            return 0
        # All of it once a week: some 30 s for a million entries.
        found = verify(session)
    with writing(the_record()) as session:
        return len(put(session, anchor_letter(to, found, on=on), at=at))
