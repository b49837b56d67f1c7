"""Tasks wait for a database that restarts, or that somebody else holds: each of ours may be repeated, so it is."""

from typing import Any

from prefect import Task
from prefect.client.schemas.objects import State, TaskRun
from sqlalchemy.exc import DBAPIError

from models.record.database import passes

WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before each further try. Later still it is the next sweep that does what was left."""


def _passes(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, DBAPIError) and passes(state.data)


PATIENT: dict[str, Any] = {
    "retries": len(WAITS),
    "retry_delay_seconds": list(WAITS),
    "retry_condition_fn": _passes,
}
"""What `task` is given."""
