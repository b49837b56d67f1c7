"""The chain of the audit trail, as anybody can compute it again: hashes alone, no database.

Each entry has a position, from 1 on, without a gap. Everything is SHA-256, written in lower-case hex:

    content  of salt + newline + canonical({"after": ..., "before": ...}); none where the entry has neither
    digest   of canonical(the entry's fields, its position, and `content` in place of before and after)
    link     of link before + link skipped to + digest, the three written one after another

`canonical` is JSON with sorted keys, no spaces, letters as they are, in UTF-8. The link before the first is 64 zeros.
The link skipped to is that at `position & (position - 1)`: with it a way from an entry to the head of the chain takes
some tens of links, not all of them. What was before and after is in the digest through a salted hash alone: when the
law asks for personal data to be erased, salt and content go, and the chain still holds.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import orjson

START = "0" * 64
"""The link before the first entry."""
# Made once: `json.dumps` would make one for every entry.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> bytes:
    """A value as the bytes that are hashed."""
    return _CANONICAL.encode(value).encode()


def content_hash(salt: str, before: Any, after: Any) -> str:
    """The hash that stands for what was before and after."""
    return _hash(salt.encode() + b"\n" + canonical({"after": after, "before": before}))


def digest(fields: Mapping[str, Any]) -> str:
    """The hash of an entry: of its fields as `entry_fields` writes them."""
    # `canonical` in a twentieth of the time, for these are texts and whole numbers alone. Not for what an entry holds:
    # a number like 1e16 is not written alike.
    return _hash(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS))


def link(before: str, skipped: str, digest_: str) -> str:
    """The hash of the chain up to an entry."""
    return _hash(f"{before}{skipped}{digest_}".encode())


def skips_to(position: int) -> int:
    """The position an entry's second link leads to."""
    return position & (position - 1)


def entry_fields(
    *,
    position: int,
    entry: int,
    at: datetime,
    on_day: date,
    actor: str,
    action: str,
    authority: str,
    case: str | None,
    step: str | None,
    clause: str | None,
    content: str | None,
) -> dict[str, Any]:
    """An entry's fields as they are hashed: the moment in UTC to the microsecond, the day in ISO."""
    return {
        "position": position,
        "entry": entry,
        "at": _moment(at),
        "on_day": on_day.isoformat(),
        "actor": actor,
        "action": action,
        "authority": authority,
        "case": case,
        "step": step,
        "clause": clause,
        "content": content,
    }


# What one transaction enters it enters at one moment.
@lru_cache(maxsize=64)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Walk:
    """The chain gone along from the start, or from a position whose kept links are known."""

    def __init__(self, known: Mapping[int, str] | None = None) -> None:
        self._kept = [(0, START), *sorted((known or {}).items())]

    @property
    def position(self) -> int:
        """The position of the last link."""
        return self._kept[-1][0]

    @property
    def head(self) -> str:
        """The last link."""
        return self._kept[-1][1]

    @property
    def hangs_on(self) -> tuple[str, str]:
        """The two links the next entry is linked to."""
        skipped = skips_to(self.position + 1)
        return self.head, next(hash_ for at, hash_ in reversed(self._kept) if at <= skipped)

    def next(self, digest_: str) -> str:
        """The link of the next entry, not gone to yet."""
        return link(*self.hangs_on, digest_)

    def go(self, hash_: str) -> None:
        """On to the next entry, whose link this is."""
        position = self.position + 1
        while self._kept[-1][0] > skips_to(position):
            self._kept.pop()
        self._kept.append((position, hash_))


@dataclass(frozen=True)
class Anchor:
    """The chain up to a position, to be kept where nobody who can write to the record can reach it."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True)
class Hop:
    """One link on the way from the head to an entry: what it was made of, and which of its two links the way takes."""

    position: int
    digest: str
    before: str
    skipped: str


def way(position: int, head: int) -> list[int]:
    """Positions from the head to an entry, both among them: at each the longer step that does not pass the entry."""
    found, at = [], head
    while at > position:
        found.append(at)
        at = skips_to(at) if skips_to(at) >= position else at - 1
    return [*found, position]


def proves(anchor: Anchor, hops: Sequence[Hop], digest_: str, position: int) -> bool:
    """Whether the hops lead from the anchor to an entry of this digest at this position."""
    expected, at = anchor.hash, anchor.position
    for hop in hops:
        if hop.position != at or link(hop.before, hop.skipped, hop.digest) != expected:
            return False
        if at == position:
            return hop.digest == digest_
        skip = skips_to(at)
        expected, at = (hop.skipped, skip) if skip >= position else (hop.before, at - 1)
    return False


def needed_links(positions: Iterable[int]) -> set[int]:
    """Positions whose links the hops at these positions are made of."""
    found = set()
    for position in positions:
        found |= {position - 1, skips_to(position)}
    return found - {0}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
