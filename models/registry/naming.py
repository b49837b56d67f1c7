"""Finds organisations and persons by name, for files that give no codes, and makes codes for new ones."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.registry.columns import normal
from models.registry.rows import Drafts
from models.registry.stored import Key, Registry

NameKey = tuple[str, ...]


def person_key(values: Mapping[str, Any]) -> NameKey:
    """A person's name as it is compared."""
    return tuple(normal(values.get(part) or "") for part in ("last_name", "first_name", "middle_name"))


def organisation_key(name: str, settlement: str) -> NameKey:
    """An organisation's name as it is compared: the same name in two settlements is two organisations."""
    return (normal(name), normal(settlement))


def effective(table: str, drafts: Drafts, registry: Registry) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The rows of a table as they will be: the record's, with what the file says over it, and the file's new ones."""
    for key, held in registry.held[table].items():
        row = drafts.first(table, key)
        yield key, {**held.values, **row.values} if row else dict(held.values)
    for key, rows in drafts.rows[table].items():
        if key not in registry.held[table]:
            yield key, rows[0].values


def known(table: str, key: Key, name: str, drafts: Drafts, registry: Registry) -> Any:
    """A field of a row as it will be; None where neither the file nor the record has the row."""
    row, held = drafts.first(table, key), registry.held[table].get(key)
    values = held.values if held else None
    return row.get(name, values) if row else values and values[name]


@dataclass
class Names:
    """Organisations and persons by authority and name, and the numbers codes were made of."""

    organisations: dict[tuple[Key, NameKey], list[Key]] = field(default_factory=lambda: defaultdict(list))
    persons: dict[tuple[Key, NameKey], list[Key]] = field(default_factory=lambda: defaultdict(list))
    born: dict[Key, date | None] = field(default_factory=dict)
    _codes: set[str] = field(default_factory=set)
    _last: dict[str, int] = field(default_factory=lambda: {"O": 0, "P": 0})

    @classmethod
    def of(cls, drafts: Drafts, registry: Registry) -> "Names":
        """Those of the record and of the rows drafted so far."""
        names = cls()
        for key, values in effective("organisations", drafts, registry):
            for name in {values.get("name_ru"), values.get("name_kk")} - {None}:
                names.add_organisation(key, str(name), values.get("settlement") or "")
        for key, values in effective("officials", drafts, registry):
            names.add_person(key, person_key(values), values.get("birth_date"))
        return names

    def add_organisation(self, key: Key, name: str, settlement: str) -> None:
        """One more organisation of that name."""
        found = self.organisations[key[0], organisation_key(name, settlement)]
        if key not in found:
            found.append(key)
        self._note(key)

    def add_person(self, key: Key, name: NameKey, born: date | None) -> None:
        """One more person of that name."""
        self.persons[key[0], name].append(key)
        self.born[key] = born
        self._note(key)

    def find_persons(self, authority: Key, name: NameKey, born: date | None) -> list[Key]:
        """Persons of that name who may be the one born on that day (None: not known)."""
        found = self.persons.get((authority, name), [])
        return [key for key in found if born is None or self.born[key] in (None, born)]

    def new_code(self, letter: str) -> str:
        """The next free code: O-0001 for an organisation, P-0001 for a person."""
        while True:
            self._last[letter] += 1
            code = f"{letter}-{self._last[letter]:04}"
            if code not in self._codes:
                self._codes.add(code)
                return code

    def _note(self, key: Key) -> None:
        self._codes.add(key[1])
        if made := _MADE.fullmatch(key[1]):
            letter = made[1]
            self._last[letter] = max(self._last[letter], int(made[2]))


_MADE = re.compile(r"([OP])-(\d{4,9})")
