"""What was caught: in memory, and line by line in a JSON file that survives the process."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, TypeVar


@dataclass(frozen=True)
class CaughtMail:
    """One message as it came off the wire."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str
    subject: str
    text: str
    html: str | None
    date: str
    raw: str


@dataclass(frozen=True)
class CaughtSms:
    """One text message as the gateway took it."""

    phone: str
    text: str
    id: str


C = TypeVar("C", CaughtMail, CaughtSms)


class Box(Generic[C]):
    """Everything caught, in the order it came. Thread-safe; iterate over it as a whole."""

    def __init__(self, kind: type[C], file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._caught: list[C] = []
        self._file = file
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                self._caught = [_read(kind, line) for line in file.read_text(encoding="utf-8").splitlines()]

    def put(self, item: C) -> None:
        """Keep `item`; it is on disk when this returns."""
        line = json.dumps(asdict(item), ensure_ascii=False)
        with self._lock:
            if self._file:
                with self._file.open("a", encoding="utf-8") as out:
                    out.write(line + "\n")
            self._caught.append(item)

    def all(self) -> list[C]:
        """What was caught so far."""
        with self._lock:
            return list(self._caught)

    def clear(self) -> None:
        """Forget it, on disk too."""
        with self._lock:
            self._caught.clear()
            if self._file:
                self._file.unlink(missing_ok=True)

    def __iter__(self) -> Iterator[C]:
        return iter(self.all())

    def __len__(self) -> int:
        with self._lock:
            return len(self._caught)


def _read(kind: type[C], line: str) -> C:
    fields = json.loads(line)
    if "recipients" in fields:
        fields["recipients"] = tuple(fields["recipients"])
    return kind(**fields)
