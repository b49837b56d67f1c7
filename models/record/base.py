"""What every table of the legal record shares: names of constraints, column types, codes with a CHECK."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, MetaData, Select, String, TypeDecorator
from sqlmodel import Field, SQLModel

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as the record keeps it. Cyrillic as it is, not as escapes: half the bytes, and readable with any client."""

# Alembic needs every constraint to have a name that is the same on every database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def in_parts(items: Sequence[Any], many: int) -> Iterator[Sequence[Any]]:
    """So many at a time: no statement takes any number of values."""
    return (items[n : n + many] for n in range(0, len(items), many))


Rows = Select[tuple[Any, ...]]
"""A statement that finds columns of several tables."""


class Record(SQLModel):
    """A row of the legal record. Rows are not validated: forms and facts are, before they become rows."""

    metadata = MetaData(naming_convention=NAMING)


class UtcMoment(TypeDecorator[datetime]):
    """A moment. Takes aware datetimes only, keeps them in UTC, gives back aware UTC.

    Raises `ValueError` (wrapped by SQLAlchemy in `StatementError`) on a naive one.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite has no zones, so there the zone is left out once it is UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Back to aware UTC, whatever zone the database session speaks in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Any:
    """A surrogate primary key, given by the database on flush (until then it is None)."""
    return Field(default=None, primary_key=True)


def coded(**options: Any) -> Any:
    """A column with one of the codes of a `Literal`; goes with `one_of` among the table's arguments."""
    return Field(sa_type=String, **options)


def moment(**options: Any) -> Any:
    """A column with a moment in UTC."""
    return Field(sa_type=UtcMoment, **options)


def document(**options: Any) -> Any:
    """A column with JSON; None is SQL's NULL, not JSON's `null`. Keys keep their order."""
    return Field(sa_type=JSON(none_as_null=True), **options)


def one_of(column: str, codes: Any) -> CheckConstraint:
    """CHECK that `column` holds one of the codes of the `Literal` (or is NULL)."""
    listed = ", ".join(f"'{each}'" for each in get_args(codes))
    return CheckConstraint(f"{column} IN ({listed})", name=column)
