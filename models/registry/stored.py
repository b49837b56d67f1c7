"""How the registry's rows lie in the legal record, and what of them is there already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlmodel import Session

from models.record.tables import metadata

# What a row is known by: codes, dates and keys of other rows.
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Stored:
    """A table of the record in the registry's words.

    `refs` are the fields that name a row of another table: field -> (column, table); by the first of them it belongs to
    an authority. `key` are the fields a row is known by. `defaults` fill what a new row leaves out; every other field
    is then empty. `corrects`: days of the calendar, which move open terms: not written row by
    row, but as `merzim calendar` enters them.
    """

    name: str
    record: str
    key: tuple[str, ...]
    fields: tuple[str, ...]
    refs: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    corrects: bool = False

    @property
    def owner(self) -> str:
        """The field through which it belongs to an authority; empty of an authority itself."""
        return next(iter(self.refs), "")

    @property
    def numbered(self) -> bool:
        """Rows of other tables refer to it by its number."""
        return self.name in ("authorities", "organisations", "officials", "commissions")

    @cached_property
    def table(self) -> Table:
        """The table itself."""
        return metadata.tables[self.record]

    @cached_property
    def columns(self) -> dict[str, str]:
        """Column of each field."""
        return {name: self.refs[name][0] if name in self.refs else name for name in (*self.refs, *self.fields)}


_AUTHORITY = {"authority": ("authority_id", "authorities")}
_OFFICIAL = {"official": ("official_id", "officials")}
_ORGANISATION = {"organisation": ("organisation_id", "organisations")}

# In the order they are written: what a row refers to comes before it.
STORED = {
    each.name: each
    for each in (
        Stored(
            "authorities",
            "authorities",
            ("code",),
            ("code", "name_ru", "name_kk", "country", "timezone", "region", "language"),
            defaults={"country": "KZ", "timezone": "Asia/Almaty", "region": "", "language": "ru"},
        ),
        Stored(
            "calendar",
            "calendar_corrections",
            ("authority", "day"),
            ("day", "working", "decree"),
            _AUTHORITY,
            corrects=True,
        ),
        Stored(
            "adoptions",
            "adoptions",
            ("authority", "act", "from_day"),
            ("act", "from_day", "decree", "parameters"),
            _AUTHORITY,
            defaults={"parameters": {}},
        ),
        Stored(
            "organisations",
            "organisations",
            ("authority", "code"),
            ("code", "name_ru", "name_kk", "settlement", "district", "closed_on"),
            _AUTHORITY,
        ),
        Stored(
            "predecessors",
            "predecessors",
            ("organisation", "predecessor"),
            ("kind", "on_day"),
            _ORGANISATION | {"predecessor": ("predecessor_id", "organisations")},
        ),
        Stored(
            "officials",
            "officials",
            ("authority", "code"),
            ("code", "last_name", "first_name", "middle_name", "sex", "birth_date", "language", "email", "phone"),
            _AUTHORITY,
        ),
        Stored(
            "superiors",
            "superiors",
            ("official",),
            (),
            _OFFICIAL | {"superior": ("superior_id", "officials")},
        ),
        Stored(
            "tenures",
            "tenures",
            ("official", "organisation", "start_on"),
            ("post", "is_head", "start_on", "end_on", "act_no"),
            _ORGANISATION | _OFFICIAL,
        ),
        Stored(
            "categories",
            "categories",
            ("official", "category", "given_on"),
            ("category", "given_on", "valid_until"),
            _OFFICIAL,
        ),
        Stored(
            "facts",
            "official_facts",
            ("official", "name", "from_day"),
            ("name", "value", "from_day"),
            _OFFICIAL,
        ),
        Stored(
            "vacancies",
            "vacancies",
            ("organisation", "post", "open_from"),
            ("post", "qualification", "open_from", "filled_on"),
            _ORGANISATION,
        ),
        Stored(
            "performers",
            "performers",
            ("authority", "role", "settlement"),
            ("role", "settlement"),
            _AUTHORITY | _OFFICIAL | {"superior": ("superior_id", "officials")},
        ),
        Stored(
            "commissions",
            "commissions",
            ("authority", "procedure", "act_no"),
            ("procedure", "act_no", "act_on", "valid_from", "valid_until"),
            _AUTHORITY | {"secretary": ("secretary_id", "officials")},
        ),
        Stored(
            "members",
            "commission_members",
            ("commission", "full_name"),
            ("full_name", "part", "email", "is_chair"),
            {"commission": ("commission_id", "commissions")} | _OFFICIAL,
        ),
    )
}


@dataclass(frozen=True)
class Held:
    """A row the record has: its primary key, and its fields in the registry's words."""

    identity: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass
class Registry:
    """What the record has of some authorities, by table and key."""

    held: dict[str, dict[Key, Held]] = field(default_factory=lambda: {name: {} for name in STORED})
    # The number a row is referred to by, by table and key.
    ids: dict[str, dict[Key, int]] = field(default_factory=lambda: {name: {} for name in STORED})


def load(session: Session, authorities: Iterable[str]) -> Registry:
    """The registry of `authorities` (all of them are listed, whatever their codes), one query a table."""
    registry = Registry()
    chosen = set(authorities)
    keys: dict[str, dict[int, Key]] = {}
    for stored in STORED.values():
        columns = stored.table.c
        chosen_columns = [columns[column] for column in stored.columns.values()]
        primary = list(stored.table.primary_key.columns)
        found = select(*primary, *chosen_columns).where(*_scope(stored, chosen)).order_by(*primary)
        backward = keys.setdefault(stored.name, {})
        for row in session.execute(found):
            identity = dict(zip((column.name for column in primary), row, strict=False))
            values: dict[str, Any] = dict(zip(stored.columns, row[len(primary) :], strict=True))
            for name, (_, target) in stored.refs.items():
                values[name] = keys[target].get(values[name]) if values[name] is not None else None
            key = tuple(values[name] for name in stored.key)
            if key in registry.held[stored.name]:
                continue  # the record allows it where it has no unique constraint; the first one counts
            registry.held[stored.name][key] = Held(identity, values)
            if stored.numbered:
                registry.ids[stored.name][key] = identity["id"]
                backward[identity["id"]] = key
    return registry


def _scope(stored: Stored, authorities: set[str]) -> list[ColumnElement[bool]]:
    """Which rows belong to the authorities."""
    if not stored.owner:
        return []
    column, target = stored.refs[stored.owner]
    owner = STORED[target]
    inner = select(owner.table.c.id).where(*_scope(owner, authorities))
    if target == "authorities":
        inner = inner.where(owner.table.c.code.in_(sorted(authorities)))
    return [stored.table.c[column].in_(inner)]
