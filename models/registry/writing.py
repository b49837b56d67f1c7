"""Compares good rows with the record, writes what is new or changed, and leaves a trail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from models.registry.naming import known
from models.registry.replacing import removed
from models.registry.rows import Drafts, Row
from models.registry.stored import STORED, Key, Registry, Stored


@dataclass(frozen=True)
class Change:
    """One row that is new, changed (`before` and `after` hold what differs) or removed."""

    table: str
    key: Key
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass
class Plan:
    """What an import does to the record."""

    # By table and kind: `new`, `changed`, `removed`.
    changes: dict[tuple[str, str], list[Change]] = field(default_factory=lambda: defaultdict(list))
    unchanged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    # Values of every row that is new or changed, whole.
    whole: dict[tuple[str, Key], dict[str, Any]] = field(default_factory=dict)

    def of(self, table: str, kind: str) -> list[Change]:
        """Changes of a table: `new`, `changed` or `removed`."""
        return self.changes.get((table, kind), [])

    def add(self, change: Change) -> None:
        """One more change."""
        kind = "new" if change.before is None else "removed" if change.after is None else "changed"
        self.changes[change.table, kind].append(change)


def plan(drafts: Drafts, registry: Registry, *, replace: bool) -> Plan:
    """What the good rows change. With `replace`, lists the file gives are whole: what it leaves out is removed."""
    made = Plan()
    for table, stored in STORED.items():
        for row in drafts.good(table):
            held = registry.held[table].get(row.key)
            if held is None:
                values = _new(stored, row, drafts, registry)
                made.add(Change(table, row.key, None, values))
                made.whole[table, row.key] = values
                continue
            said = {**row.settled(), **row.refs}
            differs = [name for name, value in said.items() if held.values.get(name) != value]
            if differs:
                before = {name: held.values.get(name) for name in differs}
                made.add(Change(table, row.key, before, {name: said[name] for name in differs}))
                made.whole[table, row.key] = {**held.values, **said}
            else:
                made.unchanged[table] += 1
        for key in removed(table, drafts, registry) if replace else ():
            made.add(Change(table, key, registry.held[table][key].values, None))
    return made


def _new(stored: Stored, row: Row, drafts: Drafts, registry: Registry) -> dict[str, Any]:
    values = dict.fromkeys(stored.columns) | dict(stored.defaults) | row.fallback | row.settled() | row.refs
    if stored.name == "officials" and values["language"] is None:
        # Letters in the language of the office, until someone says another.
        values["language"] = known("authorities", row.refs["authority"] or (), "language", drafts, registry) or "ru"
    return values


def write(session: Session, made: Plan, registry: Registry) -> None:
    """Carry the plan out in the session's transaction, in as many statements as there are tables.

    Days of the calendar are not among them: `days_off.enter`.
    """
    for stored in reversed(STORED.values()):
        gone = [registry.held[stored.name][change.key].identity for change in made.of(stored.name, "removed")]
        if gone:
            primary = list(stored.table.primary_key.columns)
            where = [column == bindparam(f"at_{column.name}") for column in primary]
            session.connection().execute(
                delete(stored.table).where(*where),
                [{f"at_{name}": value for name, value in each.items()} for each in gone],
            )
    for stored in (each for each in STORED.values() if not each.corrects):
        new = [change.key for change in made.of(stored.name, "new")]
        if new:
            rows = [_as_columns(stored, made.whole[stored.name, key], registry) for key in new]
            session.connection().execute(insert(stored.table), rows)
            if stored.numbered:
                _number(session, stored, new, registry)
        changed = [change.key for change in made.of(stored.name, "changed")]
        if changed:
            _update(session, stored, changed, made, registry)


def _as_columns(stored: Stored, values: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    row = {}
    for name, column in stored.columns.items():
        value = values.get(name)
        row[column] = registry.ids[stored.refs[name][1]][value] if name in stored.refs and value is not None else value
    return row


def _update(session: Session, stored: Stored, keys: Iterable[Key], made: Plan, registry: Registry) -> None:
    table = stored.table
    own = {column.name for column in table.primary_key.columns}
    columns = [column for column in stored.columns.values() if column not in own]
    statement = (
        update(table)
        .where(*[table.c[name] == bindparam(f"at_{name}") for name in own])
        .values({column: bindparam(f"to_{column}") for column in columns})
    )
    rows = []
    for key in keys:
        identity = registry.held[stored.name][key].identity
        values = _as_columns(stored, made.whole[stored.name, key], registry)
        rows.append(
            {f"at_{name}": identity[name] for name in own} | {f"to_{column}": values[column] for column in columns}
        )
    session.connection().execute(statement, rows)


def _number(session: Session, stored: Stored, keys: Iterable[Key], registry: Registry) -> None:
    """Notes the numbers the database gave, for the rows that refer to these."""
    table = stored.table
    columns = [table.c[stored.columns[name]] for name in stored.key]
    last = max((held.identity["id"] for held in registry.held[stored.name].values()), default=0)
    backward = {
        name: {number: key for key, number in registry.ids[target].items()}
        for name, (_, target) in stored.refs.items()
        if name in stored.key
    }
    wanted = set(keys)
    for number, *found in session.execute(select(table.c.id, *columns).where(table.c.id > last)):
        key = tuple(
            backward[name].get(value) if name in backward else value
            for name, value in zip(stored.key, found, strict=True)
        )
        if key in wanted:
            registry.ids[stored.name][key] = number
