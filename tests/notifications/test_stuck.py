"""When the outbox grows: letters that should have gone out, not those that wait lawfully."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, update

from models.record.database import writing
from models.record.letters import Letter
from notifications.outbox import put
from notifications.stuck import stuck
from tests.notifications.conftest import MORNING, RULES, draft

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("values", "waiting", "given_up"),
    [
        ({"state": "sent"}, 0, 0),
        # Due, and nobody took it; due a moment ago, and the next delivery will.
        ({"next_attempt_at": MORNING - HOUR}, 1, 0),
        ({"next_attempt_at": MORNING - 5 * MINUTE}, 0, 0),
        # Kept for the end of quiet hours.
        ({"next_attempt_at": MORNING + HOUR}, 0, 0),
        # Tried in vain: an hour ago, and just now.
        ({"state": "temporary_failure", "next_attempt_at": MORNING + HOUR}, 1, 0),
        ({"state": "temporary_failure", "next_attempt_at": MORNING + HOUR, "created_at": MORNING - MINUTE}, 0, 0),
        ({"state": "permanent_failure", "next_attempt_at": MORNING - HOUR}, 0, 1),
        ({"state": "permanent_failure", "next_attempt_at": MORNING - 30 * HOUR}, 0, 0),
        ({"state": "cancelled", "next_attempt_at": MORNING - HOUR}, 0, 0),
        # The administrator's own.
        ({"state": "temporary_failure", "kind": "alarm"}, 0, 0),
    ],
)
def test_a_letter_is_stuck_when_it_should_have_gone(
    values: dict[str, Any], waiting: int, given_up: int, sqlite_record: Engine
) -> None:
    with writing(sqlite_record) as session:
        put(session, [draft(1)], at=MORNING - 2 * HOUR, rules=RULES)
        session.connection().execute(update(Letter).values(**values))
        found = stuck(session, MORNING)
    assert (found.waiting, found.given_up) == (waiting, given_up)
    assert (found.oldest is not None) == bool(waiting)


def test_a_letter_that_went_by_the_other_way_is_not_given_up(sqlite_record: Engine) -> None:
    with writing(sqlite_record) as session:
        put(session, [draft(1), draft(1, "sms")], at=MORNING - 2 * HOUR, rules=RULES)
        connection = session.connection()
        failed = {"state": "permanent_failure", "next_attempt_at": MORNING - HOUR}
        connection.execute(update(Letter).where(col(Letter.channel) == "email").values(**failed))
        assert stuck(session, MORNING).given_up == 1
        connection.execute(update(Letter).where(col(Letter.channel) == "sms").values(fallback_of=1, state="sent"))
        assert stuck(session, MORNING).given_up == 0
