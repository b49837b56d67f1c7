"""Work that is done by one process at a time, however many ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import sleep

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

_LOOK_SECONDS = 0.1


@contextmanager
def in_turn(bind: Engine, name: str) -> Iterator[None]:
    """Within the block nobody else is in a block of this name; whoever comes meanwhile waits here.

    On PostgreSQL an advisory lock of a connection of its own: a process that dies gives its turn up. SQLite has one
    writing process, whose deployments run one at a time: nobody is waited for there.
    """
    if bind.dialect.name != "postgresql":
        yield
        return
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Asked for again and again: a statement that waits keeps a view of the whole database meanwhile, and with it
        # vacuum and new indexes waiting.
        asked = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 7263418))")
        while not connection.execute(asked, {"name": name}).scalar_one():
            sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            # A connection that was cut off has given its turn up already.
            with suppress(DBAPIError):
                connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 7263418))"), {"name": name})
