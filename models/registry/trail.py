"""What an import leaves in the audit trail."""

import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from models.record.audit import Act
from models.registry.stored import STORED, Key, Registry
from models.registry.writing import Change, Plan

_OF_PERSON = ("officials", "superiors", "tenures", "categories")


@dataclass(frozen=True)
class Occasion:
    """An import: when (aware UTC), on which day at each authority, by whom, of which file (name, digest)."""

    at: datetime
    on: Mapping[str, date]
    actor: str
    source: Mapping[str, Any]


def trail(made: Plan, registry: Registry, occasion: Occasion) -> list[Act]:
    """One act for the import at each authority it changed, one for each person of the record that it changed.

    A person who is new comes in by the import's own act: the file's digest says what it held.
    """
    counts: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    persons: dict[Key, list[Change]] = defaultdict(list)
    for (table, kind), changes in made.changes.items():
        for change in changes:
            counts[authority_of(change.key)][table][kind] += 1
            if table in _OF_PERSON:
                person = change.key if table == "officials" else change.key[0]
                if person in registry.held["officials"]:
                    persons[person].append(change)
    act = partial(Act, at=occasion.at, actor=occasion.actor)
    acts = []
    for code, tables in sorted(counts.items()):
        after = {**occasion.source, "tables": {name: dict(each) for name, each in tables.items()}}
        acts.append(act(on_day=occasion.on[code], action="registry-imported", authority_code=code, after=after))
    for person, changes in sorted(persons.items(), key=operator.itemgetter(0)):
        code = authority_of(person)
        before, after = ({"official": person[1], **_side(changes, side)} for side in ("before", "after"))
        acts.append(
            act(on_day=occasion.on[code], action="official-changed", authority_code=code, before=before, after=after)
        )
    return acts


def authority_of(key: Any) -> str:
    """The code of the authority a row belongs to: every key begins with it."""
    while isinstance(key, tuple):
        key = key[0]
    return str(key)


def as_codes(value: Any) -> Any:
    """A value as JSON has it: keys by their own code, days in ISO."""
    if isinstance(value, tuple):
        return as_codes(value[-1])
    return value.isoformat() if isinstance(value, date) else value


def _side(changes: Iterable[Change], side: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for change in changes:
        values = getattr(change, side)
        if values is None:
            continue
        if change.table == "officials":
            found |= {name: as_codes(value) for name, value in values.items()}
        else:
            named = zip(STORED[change.table].key[1:], change.key[1:], strict=True)
            entry = dict(named) | {name: value for name, value in values.items() if name != "official"}
            found.setdefault(change.table, []).append({name: as_codes(value) for name, value in entry.items()})
    return found
