"""Statements compiled once and run on the driver's own cursor: those that every recorded step needs.

A step takes a dozen small statements, and SQLAlchemy's way from a statement to the cursor costs ten times what a
database takes to answer one. What a statement says in each dialect, and how values become columns and back, stays
SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
_Turn = Callable[[Any], Any] | None


class _Compiled(NamedTuple):
    """A statement in one dialect: its text, the values it takes, in order, and the rows it gives."""

    text: str
    # Name, how it is written, and the value where none is given: the one the statement fixes, or NULL.
    takes: tuple[tuple[str, _Turn, Any], ...]
    by_name: bool
    gives: tuple[_Turn, ...]

    @property
    def names(self) -> list[str]:
        return [name for name, *_ in self.takes]


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
        rows = _run(connection, compiled, (values,), fetch=True)
        turned = [(n, turn) for n, turn in enumerate(compiled.gives) if turn is not None]
        found = []
        for row in rows:
            cells = list(row)
            for n, turn in turned:
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
        takes = []
        for name in compiled.positiontup or compiled.params:
            bind = compiled.binds[name]
            turn = bind.type.dialect_impl(dialect).bind_processor(dialect)
            takes.append((name, turn, None if bind.required else bind.value))
        given = self._statement.exported_columns
        gives = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in given)
        return _Compiled(str(compiled), tuple(takes), not compiled.positional, gives)


def _run(connection: Connection, compiled: _Compiled, values: Sequence[Values], *, fetch: bool) -> Any:
    rows: list[Any] = [
        [
            turn(named.get(name, fixed)) if turn is not None else named.get(name, fixed)
            for name, turn, fixed in compiled.takes
        ]
        for named in values
    ]
    if compiled.by_name:
        rows = [dict(zip(compiled.names, row, strict=True)) for row in rows]
    cursor = connection.connection.cursor()
    try:
        if len(rows) == 1:
            cursor.execute(compiled.text, rows[0])
        else:
            cursor.executemany(compiled.text, rows)
        return cursor.fetchall() if fetch else None
    except connection.dialect.loaded_dbapi.Error as error:
        told = DBAPIError.instance(compiled.text, None, error, connection.dialect.loaded_dbapi.Error)
        raise told from error
    finally:
        cursor.close()
