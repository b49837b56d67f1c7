"""Whether the audit trail is what was entered: every hash computed again, from the first entry to the last."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sqlalchemy import Row, select, text
from sqlmodel import Session, col

from models.errors import InvalidInput
from models.record.audit import GUARDS, AuditEntry, AuditLink
from models.record.chain import Anchor, Walk, content_hash, digest
from models.record.sealing import fields_of
from models.texts import Text

FaultKind = Literal[
    "changed", "content-changed", "content-erased", "removed", "link-removed", "added", "truncated", "other-chain",
    "unguarded",
]  # fmt: skip
ERASED = "personal-data-erased"
"""The act that says whose before and after were erased: `entries`, a list of [first, last] ids."""
TOLD: dict[FaultKind, Text] = {
    "changed": Text(
        "запись {entry} на месте {position} не та, что была внесена: изменена или переставлена",
        "{position}-орындағы {entry}-жазба енгізілгендегідей емес: өзгертілген немесе орны ауыстырылған",
        "entry {entry} at position {position} is not what was entered there: changed or moved",
    ),
    "content-changed": Text(
        "запись {entry}: то, что было до и после, не то, что было внесено",
        "{entry}-жазба: бұрынғысы мен кейінгісі енгізілгендегідей емес",
        "what entry {entry} holds before and after is not what was entered",
    ),
    "content-erased": Text(
        "запись {entry}: содержание стёрто, и ни одна запись об этом не говорит",
        "{entry}-жазба: мазмұны өшірілген, бұл туралы бірде-бір жазба жоқ",
        "what entry {entry} held before and after is gone, and no entry accounts for it",
    ),
    "removed": Text("запись {entry} удалена", "{entry}-жазба жойылған", "entry {entry} has been removed"),
    "link-removed": Text(
        "место {position} в цепи пропущено",
        "тізбектің {position}-орны жоқ",
        "position {position} of the chain is missing",
    ),
    "added": Text(
        "записи {entry} нет в цепи: её внесла не служба",
        "{entry}-жазба тізбекте жоқ: оны қызмет енгізбеген",
        "entry {entry} is in no place of the chain: the service did not enter it",
    ),
    "truncated": Text(
        "цепь кончается на месте {what}, а при снятии якоря доходила до {position}",
        "тізбек {what}-орында аяқталады, ал зәкір алынғанда {position}-орынға жеткен",
        "the chain ends at position {what}; when the anchor was taken it reached {position}",
    ),
    "other-chain": Text(
        "на месте {position} цепь не та, с которой снят якорь",
        "{position}-орында тізбек зәкір алынған тізбек емес",
        "at position {position} the chain is not the one the anchor was taken from",
    ),
    "unguarded": Text(
        "нет триггера {what}, который не даёт менять журнал",
        "журналды өзгертуге жол бермейтін {what} триггері жоқ",
        "the trigger {what}, which refuses changes, is missing",
    ),
}
MANY = 100
"""So many faults are told; a chain rewritten from its middle has as many as it has entries."""
_AT_ONCE = 2000
_MISSING = ""


@dataclass(frozen=True)
class Fault:
    """Something in the trail that is not as it was entered. `position` and `entry` where it is one of them.

    what  what is missing, where it is a trigger
    """

    kind: FaultKind
    position: int | None
    entry: int | None
    what: str = ""

    @property
    def text(self) -> Text:
        """The fault in words."""
        return TOLD[self.kind].filled(position=self.position, entry=self.entry, what=self.what)

    @property
    def told(self) -> str:
        """The fault in English, for data and errors."""
        return self.text.en


@dataclass(frozen=True)
class Verified:
    """What the verification found: how many entries hold, the head of the chain, the faults in order."""

    entries: int
    erased: int
    head: Anchor
    faults: tuple[Fault, ...] = ()
    more: int = 0

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.faults

    def as_data(self) -> dict[str, Any]:
        """As JSON."""
        faults = [{**asdict(fault), "told": fault.told} for fault in self.faults]
        return {"ok": self.ok, **asdict(self), "faults": faults, "head": str(self.head)}


def read_anchor(written: str) -> Anchor:
    """An anchor as `position:hash`. Raises `InvalidInput` for anything else."""
    position, _, hash_ = written.strip().partition(":")
    if not position.isdigit() or len(hash_) != 64 or set(hash_) - set("0123456789abcdef"):
        raise InvalidInput(f"an anchor is written as POSITION:HASH, not {written[:80]!r}")
    return Anchor(int(position), hash_)


def head_of(session: Session) -> Anchor:
    """The head of the chain, as it is written in the record."""
    asked = select(col(AuditLink.position), col(AuditLink.hash)).order_by(col(AuditLink.position).desc()).limit(1)
    found = session.execute(asked).first()
    return Anchor(*found) if found else Anchor(0, Walk().head)


@dataclass
class _Found:
    faults: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, kind: FaultKind, position: int | None, entry: int | None, what: str = "") -> None:
        if len(self.faults) < MANY:
            self.faults.append(Fault(kind, position, entry, what))
        else:
            self.more += 1


def verify(session: Session, anchors: tuple[Anchor, ...] = ()) -> Verified:
    """Go along the whole chain. `anchors` are heads it had before: with them a trail that was cut off at its end, or
    written anew with all its hashes, is found too.
    """
    found, walk = _Found(), Walk()
    expected = {anchor.position: anchor for anchor in anchors if anchor.position}
    erased: list[tuple[int, int]] = []
    accounted: set[int] = set()
    entries = 0
    for row in _links(session):
        for missing in range(walk.position + 1, row.position):
            found.add("link-removed", missing, None)
            # What follows is judged by the links that are there: each fault is told once.
            walk.go(_MISSING)
        entries += row.entry_id is not None and row.id is not None
        if row.id is None:
            found.add("removed", row.position, row.entry_id)
        else:
            _judge(found, walk, row, erased)
            if row.action == ERASED and row.after is not None:
                accounted.update(n for first, last in row.after["entries"] for n in range(first, last + 1))
        walk.go(row.hash)
        anchor = expected.pop(row.position, None)
        if anchor is not None and anchor.hash != row.hash:
            found.add("other-chain", row.position, row.entry_id)
    for position, entry in erased:
        if entry not in accounted:
            found.add("content-erased", position, entry)
    for position in sorted(expected):
        found.add("truncated", position, None, str(walk.position))
    for entry in session.execute(_unlinked()).scalars():
        found.add("added", None, entry)
    for guard in _guards_missing(session):
        found.add("unguarded", None, None, guard)
    order = sorted(found.faults, key=lambda f: (f.position is None, f.position or 0))
    return Verified(entries, len(erased), Anchor(walk.position, walk.head), tuple(order), found.more)


def _judge(found: _Found, walk: Walk, row: Row[Any], erased: list[tuple[int, int]]) -> None:
    fields = fields_of(row.position, row.entry_id, row._asdict())
    if _MISSING not in walk.hangs_on and walk.next(digest(fields)) != row.hash:
        found.add("changed", row.position, row.entry_id)
    elif row.content is None:
        if row.before is not None or row.after is not None or row.salt is not None:
            found.add("content-changed", row.position, row.entry_id)
    elif row.salt is None and row.before is None and row.after is None:
        erased.append((row.position, row.entry_id))
    elif content_hash(row.salt or "", row.before, row.after) != row.content:
        found.add("content-changed", row.position, row.entry_id)


def _links(session: Session, since: int = 0) -> Iterator[Row[Any]]:
    """Every link with its entry, in the order of the chain; some thousands in memory at a time."""
    while True:
        asked = (
            select(*AuditLink.__table__.c, *AuditEntry.__table__.c)  # type: ignore[attr-defined]
            .outerjoin(AuditEntry, col(AuditEntry.id) == col(AuditLink.entry_id))
            .where(col(AuditLink.position) > since)
            .order_by(col(AuditLink.position))
            .limit(_AT_ONCE)
        )
        rows = session.execute(asked).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        since = rows[-1].position


def _unlinked() -> Any:
    linked = select(col(AuditLink.entry_id))
    return select(col(AuditEntry.id)).where(col(AuditEntry.id).not_in(linked)).order_by(col(AuditEntry.id))


def _guards_missing(session: Session) -> list[str]:
    dialect = session.connection().dialect.name
    asked: Mapping[str, str] = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    there = set(session.execute(text(asked[dialect])).scalars())
    return [name for name in GUARDS[dialect] if name not in there]
