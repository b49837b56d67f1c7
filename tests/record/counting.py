"""How many statements a block runs, and whether they use indexes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

Statement = tuple[str, Any]


@contextmanager
def counted(session: Session) -> Iterator[list[Statement]]:
    """The statements the block runs, with their parameters."""
    statements: list[Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        statements.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)


def plan(session: Session, statement: Statement) -> list[str]:
    """SQLite's plan of a statement, a line each step."""
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
    return [row[3] for row in rows]
