"""One engine's measurement of the rotation case, in a process of its own: what it prints is one line of JSON.

python -m tests.benchmarks.cases ENGINE COUNT [DUE] [TIMES]
"""

import json
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from deployments.collecting import collect_seldom

ADVANCED = 100
"""Steps of which the median is taken."""
BLOCK = 20
"""Steps of one engine before it is the other's turn."""
SWEEPS = 3
"""Sweeps, each with as many cases due that were not before; the median is taken, the first one's is told beside it."""
Figures = dict[str, float]


def _figures(opened: float, steps: Sequence[float], swept: Sequence[float], size: float) -> Figures:
    return {"open": opened, "advance": statistics.median(steps), "sweep": statistics.median(swept),
            "first_sweep": swept[0], "bytes": size}  # fmt: skip


def merzim(folder: Path, count: int, due: int, times: int) -> Figures:
    """Ours; `times` as many cases as were opened lie open when the sweep comes."""
    from tests.benchmarks import merzim as ours

    record, seconds = ours.opened(folder, count)
    steps = [ours.advance(record, n) for n in range(count - ADVANCED + 1, count + 1)]
    size = ours.size(record)
    ours.multiply(record, times)
    swept = []
    for nth in range(SWEEPS):
        ours.make_due(record, due, nth)
        took, told = ours.sweep(record, nth)
        assert told == due, f"{told} reminders of {due}"
        swept.append(took)
    return _figures(count / seconds, steps, swept, size / count)


def floor(folder: Path, count: int, due: int, times: int) -> Figures:
    """Hand-written SQL."""
    from tests.benchmarks import floor as sql

    db = sql.connected(folder / "floor.db")
    seconds = sql.open_cases(db, count * times)
    steps = [sql.advance(db, n) for n in range(count - ADVANCED + 1, count + 1)]
    swept = [sql.sweep(db, due, nth) for nth in range(SWEEPS)]
    size = (folder / "floor.db").stat().st_size
    return _figures(count * times / seconds, steps, swept, size / count / times)


def in_turn(folder: Path, count: int, _due: int, _times: int) -> Figures:
    """Our steps and the floor's, some of each in turn: whatever else the machine does, it does to both."""
    from tests.benchmarks import floor as sql
    from tests.benchmarks import merzim as ours

    record, _ = ours.opened(folder, count)
    db = sql.connected(folder / "floor.db")
    sql.open_cases(db, count)
    steps: dict[str, list[float]] = {"merzim": [], "floor": []}
    for first in range(1, ADVANCED * 4, BLOCK):
        steps["merzim"] += [ours.advance(record, n) for n in range(first, first + BLOCK)]
        steps["floor"] += [sql.advance(db, n) for n in range(first, first + BLOCK)]
    return {name: statistics.median(taken) for name, taken in steps.items()}


def _spiff(folder: Path, count: int, due: int, *, shared: bool) -> Figures:
    from tests.benchmarks.spiff import Spiff

    cases = Spiff(folder, shared=shared)
    seconds = cases.open_cases(count)
    steps = [cases.advance(n) for n in range(count - ADVANCED + 1, count + 1)]
    swept = []
    for nth in range(SWEEPS):
        cases.make_due(due, nth)
        took, passed = cases.sweep()
        assert passed == due, f"{passed} reminders of {due}"
        swept.append(took)
    size = (folder / "spiff.db").stat().st_size
    return _figures(count / seconds, steps, swept, size / count)


def spiff(folder: Path, count: int, due: int, _: int) -> Figures:
    """SpiffWorkflow as documented."""
    return _spiff(folder, count, due, shared=False)


def spiff_indexed(folder: Path, count: int, due: int, _: int) -> Figures:
    """SpiffWorkflow with its specification shared and an index of timers."""
    return _spiff(folder, count, due, shared=True)


def dbos(folder: Path, count: int, _due: int, _: int) -> Figures:
    """DBOS; every case keeps a timer of its own, there is no sweep."""
    from tests.benchmarks.dbos_cases import measured

    opened, advanced = measured(folder, count, 10)
    return {"open": opened, "advance": advanced}


def prefect(folder: Path, count: int, _due: int, _: int) -> Figures:
    """Plain Prefect."""
    from tests.benchmarks.plain_prefect import measured

    opened, advanced = measured(folder, count, min(count, 3))
    return {"open": opened, "advance": advanced}


ENGINES: dict[str, Callable[[Path, int, int, int], Figures]] = {
    "merzim": merzim, "floor": floor, "in-turn": in_turn, "spiff": spiff, "spiff-indexed": spiff_indexed,
    "dbos": dbos, "prefect": prefect,
}  # fmt: skip


def main() -> None:
    """Measure, and print."""
    # As in our own processes; for every engine alike.
    collect_seldom()
    engine, count, *rest = sys.argv[1:]
    due, times = (int(rest[0]) if rest else 0), (int(rest[1]) if len(rest) > 1 else 1)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found: dict[str, Any] = ENGINES[engine](Path(folder), int(count), due, times)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
