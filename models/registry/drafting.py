"""Lines of the plain tables as rows: one line is one row, but for predecessors, superiors, commissions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.registry import relations
from models.registry.cells import FullName
from models.registry.lines import Line
from models.registry.rows import Drafts, Row
from models.registry.stored import STORED, Key

# The day from which a fact holds whose line does not say.
_ALWAYS = date(1900, 1, 1)

_PERIODS = (
    ("start_on", "end_on"),
    ("given_on", "valid_until"),
    ("open_from", "filled_on"),
    ("valid_from", "valid_until"),
)


@dataclass(frozen=True)
class Scope:
    """Which authority a line belongs to where it does not say."""

    # Codes of the authorities in the file and in the record, or the one the operator named.
    authorities: tuple[str, ...]

    def authority(self, line: Line) -> Key | None:
        """The authority's key; None, with the line refused, if that can't be told."""
        if named := line.text("authority"):
            return (named,)
        if len(self.authorities) == 1:
            return (self.authorities[0],)
        if not self.authorities:
            line.bad = True  # said once, for the file
        elif "authority" in line.values or line.layout.position("authority") is None:
            line.refuse(relations.NO_AUTHORITY, "authority", count=len(self.authorities))
        return None


def draft(lines: Iterable[Line], scope: Scope, drafts: Drafts) -> None:
    """Rows of the lines of any table but `heads`. A line whose key can't be read gives none."""
    for line in lines:
        match line.layout.form.code:
            case "authorities":
                _authority(line, drafts)
            case "commission":
                _commission(line, scope, drafts)
            case table:
                _plain(table, line, scope, drafts)


def _authority(line: Line, drafts: Drafts) -> None:
    if code := line.text("code"):
        values = {name: value for name, value in line.values.items() if name in STORED["authorities"].fields}
        drafts.add(Row("authorities", (code,), _without_empty(values, "authorities"), {}, [line]))


def _plain(table: str, line: Line, scope: Scope, drafts: Drafts) -> None:
    """A line of a table whose rows lie in the record as the file has them."""
    authority = scope.authority(line)
    row = _row(table, line, authority) if authority is not None else None
    if authority is None or row is None:
        return
    drafts.add(row)
    check_order(line)
    if table == "organisations":
        _predecessors(line, row, authority, drafts)
    if table == "officials":
        _superior(line, row, authority, drafts)
    if table == "performers" and row.refs.get("superior") and row.refs["superior"] == row.refs["official"]:
        line.refuse(relations.OWN_SUPERIOR, "superior", chain=line.text("official"))


def _row(table: str, line: Line, authority: Key) -> Row | None:
    """The line as a row of the table; None if a cell of its key is unreadable."""
    stored = STORED[table]
    values = {name: value for name, value in line.values.items() if name in stored.fields}
    full_name = line.values.get("full_name")
    if isinstance(full_name, FullName) and "last_name" in stored.fields:
        values |= {"last_name": full_name.last, "first_name": full_name.first, "middle_name": full_name.middle}
    refs: dict[str, Key | None] = {}
    for name in stored.refs:
        if name == "authority":
            refs[name] = authority
        elif name in line.values:
            code = line.text(name)
            refs[name] = (authority, code) if code else None
    if table == "performers":
        values.setdefault("settlement", None)
    if table == "facts":
        values["from_day"] = values.get("from_day") or _ALWAYS
    key = tuple(refs.get(name) if name in stored.refs else values.get(name) for name in stored.key)
    if any(part is None for part, name in zip(key, stored.key, strict=True) if name != "settlement"):
        return None
    return Row(table, key, _without_empty(values, table), refs, [line])


def _without_empty(values: dict[str, Any], table: str) -> dict[str, Any]:
    """Empty cells clear a field, but not one that must have a value: there they leave it as it is."""
    stored = STORED[table]
    columns = stored.table.c
    return {name: value for name, value in values.items() if value is not None or columns[name].nullable}


def check_order(line: Line) -> None:
    """Refuses a line in which something ends before it starts."""
    for first, last in _PERIODS:
        start, end = line.values.get(first), line.values.get(last)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            line.refuse(relations.END_BEFORE_START, last, start=start)


def _predecessors(line: Line, organisation: Row, authority: Key, drafts: Drafts) -> None:
    links = line.values.get("predecessors")
    for link in links if isinstance(links, tuple) and not isinstance(links, FullName) else ():
        before = (authority, link.code)
        drafts.add(
            Row(
                "predecessors",
                (organisation.key, before),
                {"kind": link.kind, "on_day": link.on_day},
                {"organisation": organisation.key, "predecessor": before},
                [line],
            )
        )


def _superior(line: Line, official: Row, authority: Key, drafts: Drafts) -> None:
    if code := line.text("superior"):
        drafts.add(
            Row("superiors", (official.key,), {}, {"official": official.key, "superior": (authority, code)}, [line])
        )


def _commission(line: Line, scope: Scope, drafts: Drafts) -> None:
    authority = scope.authority(line)
    if authority is None:
        return
    check_order(line)
    commission = _row("commissions", line, authority)
    if commission is None:
        return
    commission.whole = True
    known = drafts.first("commissions", commission.key)
    if known is None:
        drafts.add(commission)
    else:
        known.lines.append(line)
        _check_agrees(line, commission, known)
        commission = known
    if line.text("official") and line.text("official") == line.text("secretary"):
        line.refuse(relations.SECRETARY_IS_MEMBER, "official")
    if member := _member(line, commission, authority):
        drafts.add(member)


def _check_agrees(line: Line, row: Row, known: Row) -> None:
    for name in (*STORED["commissions"].fields, "secretary"):
        if row.get(name) != known.get(name):
            line.refuse(relations.COMMISSION_DIFFERS, name, place=known.line.place)


def _member(line: Line, commission: Row, authority: Key) -> Row | None:
    name = line.values.get("full_name")
    if not isinstance(name, FullName):
        return None
    values: dict[str, Any] = {"full_name": " ".join(part for part in name if part)}
    values |= {each: line.values[each] for each in ("part", "email", "is_chair") if each in line.values}
    refs: dict[str, Key | None] = {"commission": commission.key}
    if "official" in line.values:
        code = line.text("official")
        refs["official"] = (authority, code) if code else None
    return Row("members", (commission.key, values["full_name"]), values, refs, [line])
