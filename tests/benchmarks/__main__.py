"""Merzim and its peers, measured in one run: a table and a plot in `docs/`.

python -m tests.benchmarks [--quick] [--docs FOLDER]

Each engine runs in a process of its own, one after another; what is compared was measured in the same run. `--quick`
takes smaller numbers, for a look whether all of it works.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.plot import draw
from tests.benchmarks.table import Table, engines

NAMES = {
    "merzim": "Merzim",
    "floor": "floor: hand-written SQL",
    "spiff": "SpiffWorkflow, as documented",
    "spiff-indexed": "SpiffWorkflow, shared specification and timer index",
    "dbos": "DBOS",
    "prefect": "plain Prefect",
}
Figures = dict[str, Any]


@cache
def run(module: str, *arguments: object) -> Figures:
    """One measurement, in a new process; what is asked for twice is measured once."""
    began = time.perf_counter()
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, arguments)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: Figures = json.loads(said.splitlines()[-1])
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{module} {' '.join(map(str, arguments))} ({seconds:.0f} s): {json.dumps(found)}\n")
    sys.stdout.flush()
    return found


def compare(table: Table, quick: bool) -> dict[str, Figures]:
    """The rotation case on every engine."""
    count, fewer = (1_000, 200) if quick else (10_000, 2_000)
    found = {
        "merzim": run("cases", "merzim", count, count // 50),
        "floor": run("cases", "floor", count, count // 50),
        "spiff": run("cases", "spiff", fewer, fewer // 50),
        "spiff-indexed": run("cases", "spiff-indexed", count // (1 if quick else 2), count // 50),
        "dbos": run("cases", "dbos", 100 if quick else 300, 0),
        "prefect": run("cases", "prefect", 2 if quick else 4, 0),
    }
    ours, floor = found["merzim"], found["floor"]
    table.at_least("open in bulk, beside SpiffWorkflow", ours["open"], found["spiff"]["open"], 10, "/s")
    table.at_least("open in bulk, beside the floor", ours["open"], floor["open"], 0.1, "/s")
    turns = run("cases", "in-turn", count)
    table.at_most("advance a step, p50, beside the floor", turns["merzim"], turns["floor"], 4, "s")
    best = min((name for name in found if name not in ("merzim", "floor")), key=lambda name: found[name]["advance"])
    table.at_most(f"advance a step, p50, beside {NAMES[best]}", ours["advance"], found[best]["advance"], 1, "s")
    indexed = found["spiff-indexed"]
    table.at_least(
        "sweep, 2 % due, beside SpiffWorkflow's timer index", 1 / ours["sweep"], 1 / indexed["sweep"], 50, "/s"
    )
    table.under("memory of it, 10,000 open", ours["memory"], 300_000_000, "B")
    return found


def scale(table: Table, quick: bool) -> dict[str, list[tuple[int, float]]]:
    """A sweep with the number due held fixed, as more and more cases are open."""
    due, first = 200, 1_000 if quick else 10_000
    times = [1, 10] if quick else [1, 10, 100]
    ours = [(first * k, run("cases", "merzim", first, due, *_more(k))["sweep"]) for k in times]
    floor = [(first * k, run("cases", "floor", first, due, *_more(k))["sweep"]) for k in times]
    spiff = [(n, run("cases", "spiff", n, n // 50)["sweep"]) for n in ((200, 500) if quick else (500, 2_000))]
    table.at_most(f"sweep of 200 due, {ours[-1][0]:,} open beside {first:,}", ours[-1][1], ours[0][1], 1.5, "s")
    return {"Merzim": ours, "floor": floor, "SpiffWorkflow": spiff}


def _more(times: int) -> tuple[int, ...]:
    # As many as were opened are measured already, beside the other engines.
    return (times,) if times > 1 else ()


def others(table: Table, quick: bool) -> None:
    """Letters, dates, runs, the command line."""
    found = run("dates")
    table.at_least("due dates, beside `holidays`", found["ours"], found["holidays"], 10, "/s")
    table.plain(f"due dates that differ from it, of {found['dates']:,}", found["differ"], "")
    letters = run("letters", 100 if quick else 400)
    table.at_least("email, beside apprise as it comes", letters["ours"], letters["apprise"], 1, "/s")
    table.plain("email: smtplib with a kept connection, same server", letters["smtplib"], "/s")
    table.under("5,000 letters through the outbox", 5_000 / letters["outbox"], 120, "s")
    table.under("100,000 letters through the outbox", 100_000 / letters["outbox"], 3_600, "s")
    runs = run("runs", 100 if quick else 4_824)
    table.under("an answer in the UI to the next badge, p50", runs["answer"], 1, "s")
    table.plain("the same while Prefect still keeps the events of 4,824 new runs", runs["answer-busy"], "s")
    table.under("a cycle of 4,824 opened, every run visible", runs["open"], 300, "s")
    table.plain("the list of runs meanwhile, p50", runs["list"], "s")
    table.under("all of them marked overdue, every run showing it", runs["late"], 120, "s")
    start = run("startup", "due")
    table.under("`merzim due` starts in", start["due"], 0.3, "s")
    kept = run("startup", "memory")
    table.plain("the embedded stack at rest: server", kept["server"], "B")
    table.plain("the embedded stack at rest: worker", kept["worker"], "B")


def written(table: Table, found: dict[str, Figures], quick: bool) -> str:
    """The page."""
    cores = os.cpu_count()
    size = "Smaller numbers (`--quick`). " if quick else ""
    return f"""# Benchmarks

Made by `make bench` on {cores} cores with Python {sys.version.split()[0]}. {size}Compare ratios, which were measured side by side in one
run, and not these figures with those of another machine.

{table.markdown()}

## The rotation case on each engine

{engines({NAMES[name]: row for name, row in found.items()})}

SQLite, each act durable (`synchronous=FULL`). Eight steps with their reminders. Merzim writes what the law asks for:
the case with its facts, each step with its dates and how they were counted in three languages, every reminder, and an
audit entry chained to those before it. The floor writes the case, its steps, reminders and a line of audit, without
law. SpiffWorkflow serialises each case. DBOS and plain Prefect have no sweep: each case waits in a workflow of its own.
Plain Prefect polls each second here; by default it polls every ten. A sweep is the median of three, in a process that has
swept before but for the first. Beside the floor, steps were taken in turn with its own. [Where the time goes](performance.md).

![How a sweep's cost grows with the cases that are open](images/benchmarks-sweep.svg)
"""  # noqa: E501


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--docs", type=Path, help="where the page goes; left out: it is printed only")
    given = parser.parse_args()
    began, table = time.perf_counter(), Table()
    found = compare(table, given.quick)
    grown = scale(table, given.quick)
    others(table, given.quick)
    page = written(table, found, given.quick)
    sys.stdout.write(f"\n{page}\nMeasured in {(time.perf_counter() - began) / 60:.1f} minutes.\n")
    if given.docs is not None:
        (given.docs / "benchmarks.md").write_text(page, encoding="utf-8")
        draw(grown, given.docs / "images" / "benchmarks-sweep.svg")


if __name__ == "__main__":
    main()
