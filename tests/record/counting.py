"""How many statements a block runs, and whether they use indexes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

Statement = tuple[str, Any]


@contextmanager
def counted(on: Session | Engine) -> Iterator[list[Statement]]:
    """The statements the block runs there, with their parameters."""
    statements: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        statements.append((statement, parameters))

    source = on if isinstance(on, Engine) else on.connection()
    event.listen(source, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(source, "before_cursor_execute", note)


def plan(session: Session, statement: Statement) -> list[str]:
    """SQLite's plan of a statement, a line each step."""
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
    return [row[3] for row in rows]
