"""Overlapping posts: one head post held by two at once, one person heading two organisations at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from models.registry import relations
from models.registry.findings import IN_REGISTRY, Place
from models.registry.naming import known
from models.registry.reasons import Reason
from models.registry.replacing import removed
from models.registry.rows import Drafts, Row
from models.registry.stored import Key, Registry
from models.texts import Text

_STILL = Text(ru="по настоящее время", kk="осы уақытқа дейін", en="to this day")


@dataclass(frozen=True, slots=True)
class _Stint:
    """A head's time in an organisation, both days included; `row` is None where only the record has it."""

    official: Key
    organisation: Key
    start: date
    end: date
    row: Row | None

    @property
    def place(self) -> Place:
        return self.row.line.place if self.row else IN_REGISTRY

    @property
    def period(self) -> tuple[object, ...]:
        return (self.start, _STILL if self.end == date.max else self.end)


def check_stints(drafts: Drafts, registry: Registry, *, replace: bool) -> None:
    """Refuses rows of the file by which a head post, or a head, is in two hands on one day.

    Both rows are refused: which of them is right can't be told. Rows that are only in the record are let be.
    """
    by_organisation: dict[Key, list[_Stint]] = defaultdict(list)
    by_official: dict[Key, list[_Stint]] = defaultdict(list)
    for stint in _stints(drafts, registry, replace=replace):
        by_organisation[stint.organisation].append(stint)
        by_official[stint.official].append(stint)
    told: set[tuple[int, str]] = set()
    for one, other in _overlaps(by_organisation.values()):
        reason = relations.STINTS_OVERLAP if one.official == other.official else relations.POST_HELD_TWICE
        for mine, theirs in ((one, other), (other, one)):
            _refuse(mine, theirs, reason, _named(theirs, drafts, registry), told)
    for one, other in _overlaps(by_official.values()):
        if one.organisation != other.organisation:
            for mine, theirs in ((one, other), (other, one)):
                _refuse(mine, theirs, relations.HEADS_TWO, _titled(theirs, drafts, registry), told)


def _stints(drafts: Drafts, registry: Registry, *, replace: bool) -> Iterator[_Stint]:
    gone = set(removed("tenures", drafts, registry)) if replace else set()
    for key, held in registry.held["tenures"].items():
        row = drafts.first("tenures", key)
        if key in gone:
            continue
        if row is None or row.bad:
            if held.values["is_head"]:
                yield _Stint(key[0], key[1], key[2], held.values["end_on"] or date.max, None)
        elif row.get("is_head", held.values):
            yield _Stint(key[0], key[1], key[2], row.get("end_on", held.values) or date.max, row)
    for row in drafts.good("tenures"):
        if row.values.get("is_head") and row.key not in registry.held["tenures"]:
            yield _Stint(row.key[0], row.key[1], row.key[2], row.values.get("end_on") or date.max, row)


def _overlaps(groups: Iterable[list[_Stint]]) -> Iterator[tuple[_Stint, _Stint]]:
    """Every stint that begins while another one lasts, with the one that lasts longest."""
    for stints in groups:
        if len(stints) < 2:
            continue
        stints.sort(key=attrgetter("start"))
        longest = stints[0]
        for stint in stints[1:]:
            if stint.start <= longest.end:
                yield longest, stint
            if stint.end > longest.end:
                longest = stint


def _named(stint: _Stint, drafts: Drafts, registry: Registry) -> object:
    """The person's code; one the import made up itself says nothing to anybody."""
    row = drafts.first("officials", stint.official)
    if stint.official in registry.held["officials"] or (row and row.line.text("code")):
        return stint.official[1]
    return relations.OTHER_PERSON


def _titled(stint: _Stint, drafts: Drafts, registry: Registry) -> object:
    """The organisation's code, or its name where the file gives no code."""
    row = drafts.first("organisations", stint.organisation)
    if stint.organisation in registry.held["organisations"] or row is None:
        return stint.organisation[1]
    return row.line.text("code") or row.line.text("organisation_code") or row.values.get("name_ru")


def _refuse(mine: _Stint, theirs: _Stint, reason: Reason, named: object, told: set[tuple[int, str]]) -> None:
    # Once a row: an end left out in one row overlaps everyone who came after.
    if mine.row and (id(mine.row), reason.code) not in told:
        told.add((id(mine.row), reason.code))
        mine.row.line.refuse(reason, "start_on", other=named, period=theirs.period, place=theirs.place)


def warn_closed(drafts: Drafts, registry: Registry) -> None:
    """Stints that go on in an organisation after it closed."""
    for row in drafts.good("tenures"):
        closed = known("organisations", row.key[1], "closed_on", drafts, registry)
        end = known("tenures", row.key, "end_on", drafts, registry)
        if closed and (end is None or end > closed):
            row.line.warn(relations.CLOSED, "end_on", on=closed)
