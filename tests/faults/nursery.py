"""Processes that work and may be killed: one has everything imported and warm, and forks a new one for each piece.

python -m tests.faults.nursery WARM, then a line of JSON on stdin for each: what it is told is a line of JSON on stdout.
A piece of work is named as module:function.
"""

import gc
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import Any, Self

from models.faults import VARIABLE

FAILED = 1


@dataclass(frozen=True)
class Ended:
    """How a process ended: by itself, or killed by a signal; and how long it lived."""

    killed: bool
    status: int
    seconds: float


class Nursery:
    """The process that forks the others. `warm` is done in it once: every child then finds all it needs there."""

    def __init__(self, environment: Mapping[str, str], warm: str) -> None:
        self._environment, self._warm = environment, warm

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", self._warm],
            env={**os.environ, **self._environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._read() == {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def do(
        self,
        work: str,
        *arguments: str,
        fault: str = "",
        kill_after: float | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Ended:
        """A piece of work in a process of its own; killed at a fault point, or after so many seconds.

        `environment` is added to the nursery's own.
        """
        assert self._process.stdin is not None
        told = {**(environment or {}), VARIABLE: fault}
        asked = {"work": work, "arguments": arguments, "environment": told, "kill_after": kill_after}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(**self._read())

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline() or "null")


def _call(work: str, *arguments: str) -> None:
    module, _, function = work.partition(":")
    getattr(import_module(module), function)(*arguments)


def _forked(asked: dict[str, Any]) -> dict[str, Any]:
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        status = FAILED
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.environ.update(asked["environment"])
            _call(asked["work"], *asked["arguments"])
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


def main(warm: str) -> None:
    """Fork one for each line."""
    logging.disable(logging.ERROR)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    _call(warm)
    gc.freeze()
    print("{}", file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(_forked(json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
