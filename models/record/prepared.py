"""Statements compiled once and run on the driver's own cursor: those that every recorded step needs.

A step takes a dozen small statements, and SQLAlchemy's way from a statement to the cursor costs ten times what a
database takes to answer one. What a statement says in each dialect, and how values become columns and back, stays
SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Date, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

from models.record.base import UtcMoment

Values = Mapping[str, Any]
_Turn = Callable[[Any], Any]


class _Compiled(NamedTuple):
    """A statement in one dialect: its text, the values it takes, in order, and the rows it gives."""

    text: str
    names: tuple[str, ...]
    # The values where none are given: those the statement fixes, or NULL.
    fixed: Mapping[str, Any]
    # Which values and cells are written otherwise in the database, and how.
    takes: tuple[tuple[int, _Turn], ...]
    gives: tuple[tuple[int, _Turn], ...]
    by_name: bool


class Prepared:
    """One statement; the values it takes are named as its `bindparam`s, or as the `columns` an insert sets."""

    def __init__(self, statement: Insert | Update | Select[Any], columns: Sequence[str] = ()) -> None:
        self._statement, self._columns = statement, list(columns)
        names = [str(column.key) for column in statement.exported_columns]
        self._row: Any = namedtuple("Row", names)  # type: ignore[misc]
        self._by_dialect: dict[str, _Compiled] = {}

    def ask(self, connection: Connection, **values: Any) -> list[Any]:
        """The rows it finds, or gives back of what it writes; columns by their names."""
        compiled = self._compiled(connection.dialect)
        found = []
        for row in _run(connection, compiled, (values,), fetch=True):
            cells = list(row)
            for n, turn in compiled.gives:
                cells[n] = turn(cells[n])
            found.append(self._row._make(cells))
        return found

    def run(self, connection: Connection, *values: Values) -> None:
        """Once for each of these values."""
        _run(connection, self._compiled(connection.dialect), values, fetch=False)

    def _compiled(self, dialect: Dialect) -> _Compiled:
        found = self._by_dialect.get(dialect.name)
        if found is None:
            found = self._by_dialect[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._columns or None)
        names = tuple(compiled.positiontup or compiled.params)
        binds = [compiled.binds[name] for name in names]
        turns = [_kept(bind.type, bind.type.dialect_impl(dialect).bind_processor(dialect)) for bind in binds]
        fixed = {name: None if bind.required else bind.value for name, bind in zip(names, binds, strict=True)}
        given = [column.type.dialect_impl(dialect) for column in self._statement.exported_columns]
        gives = [kind.result_processor(dialect, None) for kind in given]
        return _Compiled(str(compiled), names, fixed, _turned(turns), _turned(gives), not compiled.positional)


def _kept(kind: Any, turn: _Turn | None) -> _Turn | None:
    # The same few days and moments are written again and again, and SQLite's are put together digit by digit.
    return lru_cache(maxsize=4096)(turn) if turn is not None and isinstance(kind, Date | UtcMoment) else turn


def _turned(turns: Iterable[_Turn | None]) -> tuple[tuple[int, _Turn], ...]:
    return tuple((n, turn) for n, turn in enumerate(turns) if turn is not None)


def _run(connection: Connection, compiled: _Compiled, values: Sequence[Values], *, fetch: bool) -> Any:
    rows: list[Any] = []
    for named in values:
        taken = {**compiled.fixed, **named}
        row = [*map(taken.__getitem__, compiled.names)]
        for n, turn in compiled.takes:
            row[n] = turn(row[n])
        rows.append(dict(zip(compiled.names, row, strict=True)) if compiled.by_name else row)
    return on_cursor(connection, compiled.text, rows, fetch=fetch)


def on_cursor(connection: Connection, text: str, rows: Sequence[Any], *, fetch: bool = False) -> Any:
    """A statement's text run on the driver's own cursor, once for each row of values, written as the driver takes them.

    Raises SQLAlchemy's errors.
    """
    cursor = connection.connection.cursor()
    # Whoever listens to a database's statements hears of these, too.
    connection.dispatch.before_cursor_execute(connection, cursor, text, rows, None, len(rows) > 1)
    try:
        if len(rows) == 1:
            cursor.execute(text, rows[0])
        else:
            cursor.executemany(text, rows)
        return cursor.fetchall() if fetch else None
    except connection.dialect.loaded_dbapi.Error as error:
        told = DBAPIError.instance(text, None, error, connection.dialect.loaded_dbapi.Error)
        raise told from error
    finally:
        cursor.close()
