"""How a catcher is told to fail."""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

MailFailure = Literal[
    "refuse",  # the connection is refused: nobody listens
    "temporary",  # 451 to the recipient
    "permanent",  # 550 to the recipient: no such mailbox
    "busy",  # 421 to the recipient, and the connection is closed
    "rejected",  # 554 to the message
    "stall",  # no answer to the recipient until the failure is lifted or the client goes
    "drop",  # the connection breaks before the message is taken
    "drop-after",  # the message is taken, the connection breaks before the answer
]
SmsFailure = Literal[
    "refuse",  # the connection is refused: nobody listens
    "temporary",  # 503
    "throttled",  # 429
    "permanent",  # 400: no such number
    "stall",  # no answer until the failure is lifted
    "drop",  # the connection breaks before the message is taken
    "drop-after",  # the message is taken, the connection breaks before the answer
]


@dataclass
class _Failure:
    mode: str
    left: int | None
    address: str | None
    lifted: threading.Event


class FailurePlan:
    """Which failure comes next: for all addresses or one, for ever or `times` times. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: list[_Failure] = []

    def fail(self, mode: str, *, times: int | None = None, address: str | None = None) -> None:
        """Fail from now on: `times` times (None: until `recover`), for one address or all."""
        with self._lock:
            self._failures.append(_Failure(mode, times, address, threading.Event()))

    def recover(self) -> None:
        """Fail no more; what stalls goes on."""
        with self._lock:
            for failure in self._failures:
                failure.lifted.set()
            self._failures.clear()

    def standing(self) -> list[tuple[str, int | None, str | None]]:
        """The failures still to come: mode, how many times (None: for ever), address (None: all)."""
        with self._lock:
            return [(f.mode, f.left, f.address) for f in self._failures]

    def next(self, address: str) -> tuple[str, threading.Event] | None:
        """The failure that meets this address now, with the event that lifts it; counts one off."""
        with self._lock:
            for failure in self._failures:
                if failure.mode == "refuse" or failure.address not in (None, address):
                    continue
                if failure.left is not None:
                    failure.left -= 1
                    if failure.left <= 0:
                        self._failures.remove(failure)
                return failure.mode, failure.lifted
        return None


class Catcher(ABC):
    """A server that can be told to fail. Start and stop it as often as you like; the port stays the same."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.plan = FailurePlan()

    @abstractmethod
    def start(self) -> None:
        """Listen; returns when connections are taken."""

    @abstractmethod
    def stop(self) -> None:
        """Close the server and its connections: the next one is refused."""

    def fail(self, mode: MailFailure | SmsFailure, *, times: int | None = None, address: str | None = None) -> None:
        """Fail from now on, `times` times or until `recover`; `refuse` closes the server."""
        self.plan.fail(mode, times=times, address=address)
        if mode == "refuse":
            self.stop()

    def recover(self) -> None:
        """Take every message again."""
        self.plan.recover()
        self.start()
