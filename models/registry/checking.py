"""Checks of rows against each other and against the record: repeated rows, references, persons, commissions."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from models.registry import reasons, relations
from models.registry.law import check_law
from models.registry.lines import Line
from models.registry.persons import check_persons
from models.registry.reasons import Reason
from models.registry.rows import Drafts, Row
from models.registry.scripts import skeleton
from models.registry.stints import check_stints, warn_closed
from models.registry.stored import STORED, Key, Registry

# A row of these is not dropped with the row that names it: the field may stay empty, but not wrong.
_CODE_TABLES = ("organisations", "officials", "authorities")


# Days that end something. A file that does not know of the end must not undo what a case has recorded.
_ENDS = {"organisations": "closed_on", "tenures": "end_on", "vacancies": "filled_on"}


def check(drafts: Drafts, registry: Registry, *, replace: bool = False) -> None:
    """Marks every row that can't be imported, with what rests on it, until nothing more falls.

    An empty cell leaves the end of something as the record has it, unless `replace` is set.
    """
    if not replace:
        _keep_ends(drafts, registry)
    _repeated(drafts)
    _lookalikes(drafts, registry)
    _own_predecessors(drafts, registry)
    _own_superiors(drafts, registry)
    _chairs(drafts)
    check_persons(drafts, registry)
    check_law(drafts)
    unknown = _unknown_finder(drafts, registry)
    while True:
        before = _count_bad(drafts)
        _references(drafts, registry, unknown)
        check_stints(drafts, registry, replace=replace)
        if _count_bad(drafts) == before:
            break
    warn_closed(drafts, registry)


def _keep_ends(drafts: Drafts, registry: Registry) -> None:
    for table, name in _ENDS.items():
        for row in drafts.of(table):
            held = registry.held[table].get(row.key)
            if held and held.values[name] is not None and row.values.get(name, ...) is None:
                del row.values[name]
                named = "end_on" if row.line.layout.position(name) is None else name
                row.line.warn(relations.END_KEPT, named, held=held.values[name])


def _count_bad(drafts: Drafts) -> int:
    return sum(1 for table in STORED for row in drafts.of(table) if row.bad)


def _repeated(drafts: Drafts) -> None:
    """The same row twice: the later ones are superfluous. Different rows of one key: none can be trusted."""
    for table, by_key in drafts.rows.items():
        for rows in by_key.values():
            if len(rows) < 2:
                continue
            first = rows[0]
            alike = all((row.values, row.refs) == (first.values, first.refs) for row in rows[1:])
            reason = relations.REPEATED if alike else relations.CONFLICT
            reason = relations.PERSON_TWICE if table == "officials" else reason
            for row in rows[1:]:
                row.line.refuse(reason, _naming_field(row.line), place=first.line.place)
            if not alike:
                first.line.refuse(reason, _naming_field(first.line), place=rows[1].line.place)


def _naming_field(line: Line) -> str:
    """The column by which a person finds the row."""
    for name in ("code", "official", "full_name", "organisation", "role", "act"):
        if line.layout.position(name) is not None:
            return name
    return ""


def _references(drafts: Drafts, registry: Registry, unknown: Callable[[Row, str, Key], None]) -> None:
    """A row that names an unknown row, or one that is not imported, is not imported."""
    # In the order of writing, so that one pass carries a fall from an authority down to a commission's member.
    for table, stored in STORED.items():
        for row in drafts.of(table):
            if row.bad:
                if row.whole:
                    _drop_whole(row)
                continue
            for name, key in row.refs.items():
                if key is None:
                    continue
                target = stored.refs[name][1]
                rows = drafts.rows[target].get(key)
                if rows is None:
                    if key not in registry.held[target]:
                        unknown(row, name, key)
                elif all(each.bad for each in rows):
                    for line in row.lines:
                        if not line.bad:
                            place = next((each.place for each in rows[0].lines if each.bad), rows[0].line.place)
                            line.drop(relations.DEPENDS, _field_of(name), place=place)


def _drop_whole(row: Row) -> None:
    spoilt = next(line for line in row.lines if line.bad)
    for line in row.lines:
        if not line.bad:
            line.drop(relations.DEPENDS, place=spoilt.place)


def _field_of(name: str) -> str:
    return "predecessors" if name == "predecessor" else name


def _unknown_finder(drafts: Drafts, registry: Registry) -> Callable[[Row, str, Key], None]:
    """Refuses a row for a code nobody has, with the code that looks the same if there is one."""

    @cache
    def alike() -> dict[tuple[str, Key], str]:
        return {
            (table, _looks(known)): known[-1]
            for table in _CODE_TABLES
            for known in (*registry.held[table], *drafts.rows[table])
        }

    def refuse(row: Row, name: str, key: Key) -> None:
        other = alike().get((STORED[row.table].refs[name][1], _looks(key)))
        for line in row.lines:
            if other:
                line.refuse(relations.UNKNOWN_LOOKALIKE, _field_of(name), what=key[-1], other=other)
            else:
                line.refuse(relations.UNKNOWN, _field_of(name), what=key[-1])

    return refuse


def _looks(key: Key) -> Key:
    """A key with its code as it looks."""
    return (*key[:-1], skeleton(key[-1]))


def _lookalikes(drafts: Drafts, registry: Registry) -> None:
    """Two codes nobody can tell apart on paper."""
    for table in _CODE_TABLES:
        seen: dict[Key, Key] = {_looks(key): key for key in registry.held[table]}
        for key, rows in drafts.rows[table].items():
            if key in registry.held[table]:
                continue
            other = seen.setdefault(_looks(key), key)
            if other != key:
                line = rows[0].line
                field = "organisation_code" if line.layout.position("organisation_code") is not None else "code"
                line.warn(reasons.LOOKALIKE_CODES, field, other=other[-1])


def _own_predecessors(drafts: Drafts, registry: Registry) -> None:
    """An organisation that came out of itself, however many steps back."""
    before: dict[Key, set[Key]] = defaultdict(set)
    for organisation, predecessor in (*registry.held["predecessors"], *drafts.rows["predecessors"]):
        before[organisation].add(predecessor)
    _circles(drafts, "predecessors", "predecessor", before, relations.OWN_PREDECESSOR)


def _own_superiors(drafts: Drafts, registry: Registry) -> None:
    """A person who would serve under somebody that serves under them, however many steps up."""
    above: dict[Key, set[Key]] = defaultdict(set)
    for key, held in registry.held["superiors"].items():
        if key not in drafts.rows["superiors"] and (superior := held.values["superior"]) is not None:
            above[key[0]].add(superior)
    for row in drafts.of("superiors"):
        above[row.key[0]].add(row.refs["superior"] or ())
    _circles(drafts, "superiors", "superior", above, relations.OWN_SUPERIOR)


def _circles(drafts: Drafts, table: str, name: str, before: Mapping[Key, set[Key]], reason: Reason) -> None:
    """Refuses the rows of a table by whose field `name` something stands before itself."""
    for row in list(drafts.of(table)):
        own = row.key[0]
        chain = _path(before, row.refs[name] or (), own)
        if chain:
            row.line.refuse(reason, _field_of(name), chain=" ← ".join(key[1] for key in (own, *chain)))


def _path(before: Mapping[Key, set[Key]], start: Key, goal: Key) -> list[Key]:
    """The way from `start` back to `goal`; empty if there is none."""
    came: dict[Key, Key | None] = {start: None}
    stack = [start]
    while stack:
        here = stack.pop()
        if here == goal:
            way = [here]
            while (after := came[way[-1]]) is not None:
                way.append(after)
            return way[::-1]
        for earlier in sorted(before.get(here, ())):
            if earlier not in came:
                came[earlier] = here
                stack.append(earlier)
    return []


def _chairs(drafts: Drafts) -> None:
    """A commission has one chair (rotation, clause 9)."""
    chairs: dict[Any, list[Row]] = defaultdict(list)
    for row in drafts.good("members"):
        if row.values.get("is_chair"):
            chairs[row.refs["commission"]].append(row)
    for rows in chairs.values():
        for row in rows if len(rows) > 1 else ():
            other = next(each for each in rows if each is not row)
            row.line.refuse(relations.TWO_CHAIRS, "is_chair", place=other.line.place)
