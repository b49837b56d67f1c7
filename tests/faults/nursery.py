"""Processes that play a year and may be killed: one has everything imported, and forks a new one each time.

python -m tests.faults.nursery, then a line of JSON on stdin for each: what it is told is a line of JSON on stdout.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Ended:
    """How a process ended: by itself, or killed by a signal; and how long it lived."""

    killed: bool
    status: int
    seconds: float


class Nursery:
    """The process that forks the others."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._read()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def play(self, environment: dict[str, str], clock: str, kill_after: float | None = None) -> Ended:
        """Play the year under this clock; killed after so many seconds, if it is not over by then."""
        assert self._process.stdin is not None
        asked = {"environment": environment, "clock": clock, "kill_after": kill_after}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(**self._read())

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline() or "null")


def _child(environment: dict[str, str], clock: str) -> None:
    from pathlib import Path

    from models.clock import SimulatedClock
    from tests.faults.small_year import play

    os.environ.update(environment)
    play(SimulatedClock(Path(clock)))


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            _child(asked["environment"], asked["clock"])
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it was, it is told and the fork ends here
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    left, status = asked["kill_after"], 0
    while left is not None and time.monotonic() - began < left:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            break
        time.sleep(0.001)
    else:
        if left is not None:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status)
    code = os.WTERMSIG(status) if killed else os.WEXITSTATUS(status)
    return {"killed": killed, "status": code, "seconds": time.monotonic() - began}


def _warm() -> None:
    """Play a year here once: every child then has its modules, templates and calendars from the first moment."""
    from datetime import UTC, datetime
    from pathlib import Path

    from models.clock import SimulatedClock
    from models.settings import settings
    from tasks.record import the_record
    from tests.faults.small_year import FIRST_DAY, play
    from tests.faults.trials import SqliteRecords

    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = SimulatedClock(folder / "clock")
        clock.set(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 4, tzinfo=UTC))
        with SqliteRecords(folder / "records").fresh() as url:
            os.environ.update({"MERZIM_DATABASE_URL": url, "MERZIM_HOME": name, **clock.environment()})
            play(clock)
            the_record().dispose()
    os.environ.clear()
    os.environ.update(before)
    for kept in (the_record, settings):
        kept.cache_clear()


def main() -> None:
    """Fork one for each line."""
    logging.disable(logging.ERROR)
    _warm()
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_forked(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
