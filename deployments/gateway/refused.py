"""The security log: what the gateway refused, to whom and when, one JSON object a line.

It is not the audit trail: whoever is refused has done nothing, and a stranger could fill that with as many entries as
there are requests. Accounts and strangers have a file each, so that a flood of the one does not wash the other out;
each is cut at a size, and the same refusal again is counted, not written, for a minute. No body, no query and no token
goes in, and of a stranger's address only a digest that can't be made without the installation's key.
"""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from models.keys import secret_key

REFUSED = frozenset({401, 403, 429})
ACCOUNTS, STRANGERS = "refused-accounts.jsonl", "refused-strangers.jsonl"
LARGEST, KEPT = 1_000_000, 5
"""Bytes of one file, and how many older ones stay beside it: 12 MB at most, whoever knocks."""
AGAIN = timedelta(minutes=1)
"""The same refusal within it is counted with the next one that is written."""
AN_HOUR = 300
"""Lines an hour that one account, or all strangers together, may cause; the rest is counted."""
REMEMBERED, LONGEST_PATH = 1000, 120
_RECEIPTS = "/merzim/receipt/"
"""What follows it in a path is a token."""


@dataclass
class _Hour:
    since: datetime
    lines: int = 0
    left_out: int = 0


class Refusals:
    """Writes the log in a folder that it makes when there is something to write."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recent: OrderedDict[tuple[str, str, str, int], list[Any]] = OrderedDict()
        self._hours: OrderedDict[str, _Hour] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, *, who: str, address: str, method: str, path: str, status: int, at: datetime) -> None:
        """One refusal; `who` is empty for a stranger. A disk that is full refuses no request for that."""
        whom = who or f"stranger:{_digest(address)}"
        what = (whom, method[:10], _shown(path, stranger=not who), status)
        with self._lock:
            seen = self._recent.get(what)
            if seen is not None and at - seen[0] < AGAIN:
                seen[1] += 1
                return
            hour = self._hours.setdefault(who, _Hour(at))
            if at - hour.since >= timedelta(hours=1):
                hour.since, hour.lines = at, 0
            if hour.lines >= AN_HOUR:
                hour.left_out += 1
                return
            self._recent[what] = [at, 0]
            self._recent.move_to_end(what)
            for known in (self._recent, self._hours):
                while len(known) > REMEMBERED:
                    known.popitem(last=False)
            line = {"at": at.isoformat(timespec="seconds"), "who": whom, "method": what[1], "path": what[2],
                    "status": status, "again": seen[1] if seen else 0, "left_out": hour.left_out}  # fmt: skip
            hour.lines, hour.left_out = hour.lines + 1, 0
            try:
                _append(self._folder / (ACCOUNTS if who else STRANGERS), json.dumps(line, ensure_ascii=False))
            except OSError:
                return


def refusals(folder: Path) -> list[dict[str, Any]]:
    """What the log holds, oldest first; a line cut off by a crash is passed over."""
    files = chain.from_iterable(_files(folder / name) for name in (ACCOUNTS, STRANGERS))
    return sorted(chain.from_iterable(map(_lines, files)), key=lambda line: str(line["at"]))


def _files(file: Path) -> list[Path]:
    return [file, *(file.with_suffix(f".{n}.jsonl") for n in range(1, KEPT + 1))]


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size + len(line) > LARGEST:
        older = _files(file)
        for there, to in zip(reversed(older[:-1]), reversed(older[1:]), strict=True):
            if there.exists():
                there.replace(to)
    file.touch(mode=0o600)
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")


def _shown(path: str, *, stranger: bool) -> str:
    if path.startswith(_RECEIPTS):
        return f"{_RECEIPTS}…"
    # What a stranger asks for may be anything: where it was aimed at is enough.
    return ("/".join(path.split("/")[:3]) if stranger else path)[:LONGEST_PATH]


def _digest(address: str) -> str:
    return hmac.new(secret_key(), f"refused|{address}".encode(), hashlib.sha256).hexdigest()[:12]
