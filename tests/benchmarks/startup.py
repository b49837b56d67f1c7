"""How long `merzim due` takes to start, and what the demo keeps in memory.

python -m tests.benchmarks.startup due|memory
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deployments.stack import Stack

TIMES = 7


def due() -> dict[str, float]:
    """Median seconds of `merzim due` as a whole process, and of Python alone that does nothing."""
    taken: dict[str, list[float]] = {"due": [], "python": []}
    ask = [sys.executable, "-m", "deployments", "due", "15 working days", "2026-12-21"]
    for name, command in (("due", ask), ("python", [sys.executable, "-c", "pass"])) * TIMES:
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(each) for name, each in taken.items()}


def resident(pid: int) -> int:
    """Bytes of a process in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def memory() -> dict[str, float]:
    """Resident bytes of the embedded stack's two processes, at rest."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack, stack.connected():
        time.sleep(15)
        return {name: resident(pid) for name in ("server", "worker") if (pid := stack.pid(name)) is not None}


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"due": due, "memory": memory}[sys.argv[1]]()) + "\n")
