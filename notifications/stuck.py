"""Letters that should have gone out and did not: whether the outbox grows, judged by the record alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.record.letters import Letter
from notifications.alarms import ALARM

PATIENCE = timedelta(minutes=45)
"""A letter that is due waits for the next delivery, less than an hour; one that was tried waits for its turn."""
LOOK_BACK = timedelta(days=1)


@dataclass(frozen=True)
class Stuck:
    """Letters that were tried in vain or are overdue for it, and those given up over every channel in a day."""

    waiting: int
    given_up: int
    oldest: datetime | None

    @property
    def count(self) -> int:
        """Both together."""
        return self.waiting + self.given_up


def oldest_waiting(session: Session) -> datetime | None:
    """Since when the oldest letter waits that has not gone out and was not given up; None: none does."""
    waiting = col(Letter.state).in_(("created", "sending", "temporary_failure"))
    oldest: datetime | None = session.execute(select(func.min(col(Letter.created_at))).where(waiting)).scalar_one()
    return oldest


def stuck(session: Session, at: datetime) -> Stuck:
    """What stands in the outbox at the moment `at`, just after a delivery. Letters kept for the end of quiet hours wait
    lawfully; the administrator's own letters are not counted.
    """
    state, next_at, created = col(Letter.state), col(Letter.next_attempt_at), col(Letter.created_at)
    ours = col(Letter.kind) != ALARM
    late = (state == "temporary_failure") | (state.in_(("created", "sending")) & (next_at <= at - PATIENCE))
    waiting, oldest = session.execute(
        select(func.count(), func.min(created)).where(
            state.in_(("created", "sending", "temporary_failure")), ours, late, created <= at - PATIENCE
        )
    ).one()
    # It fell back on the other channel: that letter counts in its place.
    spare = aliased(Letter)
    given_up = session.execute(
        select(func.count()).where(
            state == "permanent_failure",
            next_at >= at - LOOK_BACK,
            ours,
            ~exists().where(col(spare.fallback_of) == Letter.id),
        )
    ).scalar_one()
    return Stuck(waiting, given_up, oldest)
