"""Years killed at every fault point and at random moments, on both databases, and what else happens to a service.

python -m tests.faults [--runs 200] [--only kills|around] [--docs docs]
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from models.faults import POINTS
from tests.faults.test_kills import IN_A_YEAR
from tests.faults.trials import PostgresRecords, Records, SqliteRecords, Trial, Trials
from tests.postgres_server import PostgresServer, programs, running_postgres

if TYPE_CHECKING:
    from tests.faults.around import Around

AT_ONCE = 4
"""Years played side by side: each waits for the disk now and then."""
ROOT = Path(__file__).parents[2]


def row(fault: str, database: str, trials: Iterable[Trial]) -> str:
    """A line of the table."""
    done = list(trials)
    numbers = [(t.kills, len(t.lost), len(t.changed), len(t.doubled), t.repeated) for t in done]
    cells = (fault, database, len(done), *map(sum, zip(*numbers, strict=True)))
    return f"| {' | '.join(map(str, cells))} |" + ("" if all(t.whole for t in done) else " FAILED")


KILLED = "| killed | database | tries | kills | lost | changed | doubled | sent again in flight |\n" + "|---" * 8 + "|"
TESTED = "| fault | tests | failed | lost, changed, doubled | asserted by |\n" + "|---" * 5 + "|"


class Players:
    """Trials of one database, as many as are played at once."""

    def __init__(self, made: Callable[[Path], Records], folder: Path) -> None:
        self._made, self._folder = made, folder

    def __enter__(self) -> "Players":
        self._undo, self._free = ExitStack(), SimpleQueue[Trials]()
        for number in range(AT_ONCE):
            folder = self._folder / str(number)
            trials = Trials(self._made(folder), folder / "work", Random(2026 + number))
            self._free.put(self._undo.enter_context(trials))
        self._pool = self._undo.enter_context(ThreadPoolExecutor(AT_ONCE))
        return self

    def __exit__(self, *error: object) -> None:
        self._undo.close()

    def play(self, years: Iterable[Callable[[Trials], Trial]]) -> Iterator[Trial]:
        """These years, in their order."""
        return self._pool.map(self._play, years)

    def _play(self, year: Callable[[Trials], Trial]) -> Trial:
        trials = self._free.get()
        try:
            return year(trials)
        finally:
            self._free.put(trials)


def killed(name: str, players: Players, runs: int) -> Iterator[str]:
    """Every fault point, then random moments."""
    at_points = players.play([partial(Trials.at, points=(point,)) for point in IN_A_YEAR])
    for point, trial in zip(IN_A_YEAR, at_points, strict=True):
        yield row(f"`{point}`: {POINTS[point]}", name, [told(trial)])
    if runs:
        trials = []
        for trial in map(told, players.play([Trials.at_random] * runs)):
            trials.append(trial)
            if not len(trials) % 20:
                sys.stderr.write(f"{name}: {len(trials)} of {runs}\n")
        yield row("at random moments", name, trials)


def told(trial: Trial) -> Trial:
    """A trial that failed says so at once."""
    if not trial.whole:
        sys.stderr.write(f"{trial}\n")
    return trial


def tested(around: "Around", cases: Mapping[str, Sequence[ET.Element]]) -> str:
    """A line for what happens around a service, from what its tests came to."""
    done = [case for name, several in cases.items() if name.startswith(around.tests) for case in several]
    skipped = sum(case.find("skipped") is not None for case in done)
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in done)
    names = ", ".join(f"`{test}`" for test in around.tests)
    well = failed == 0 and skipped < len(done)
    return f"| {around.fault} | {len(done) - skipped} | {failed} | {'0' if well else 'FAILED'} | {names} |"


def main() -> None:
    """Play, print, and write the page; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="years killed at random moments, a database")
    parser.add_argument("--only", choices=("kills", "around"), help="one of the two tables; the page keeps the other")
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    done: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        if given.only != "around":
            done["kills"] = kills_table(Path(name), given.runs)
        if given.only != "kills":
            done["around"] = around_table(Path(name))
    if given.docs is not None:
        page = given.docs / "faults.md"
        before = page.read_text(encoding="utf-8") if page.exists() else ""
        head, _, tail = before.partition(AROUND_HEAD)
        kills = f"{TITLE}\n{done['kills']}\n" if "kills" in done else head
        page.write_text(f"{kills}{AROUND_HEAD}{done.get('around', tail.strip())}\n", encoding="utf-8")
    sys.exit(any("FAILED" in table for table in done.values()))


def kills_table(folder: Path, runs: int) -> str:
    """Every point and random moments, on each database there is."""
    lines = [show(KILLED)]
    with ExitStack() as undo:
        kinds: dict[str, Callable[[Path], Records]] = {"SQLite": SqliteRecords}
        if (binaries := programs()) is not None:
            server: PostgresServer = undo.enter_context(running_postgres(binaries))
            kinds["PostgreSQL"] = lambda _: PostgresRecords(server)
        for kind, made in kinds.items():
            with Players(made, folder / kind) as players:
                lines += [show(row) for row in killed(kind, players, runs)]
    return "\n".join(lines) + "\n"


def around_table(folder: Path) -> str:
    """What happens around a service, by tests that are run now."""
    from tests.faults.around import AROUND

    report, names = folder / "report.xml", sorted({test for each in AROUND for test in each.tests})
    # Those that the suite leaves out because they take minutes, too.
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-p", "no:cacheprovider", f"--junitxml={report}", *names]
    subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    cases: dict[str, list[ET.Element]] = {}
    for case in ET.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        cases.setdefault(name, []).append(case)
    return "\n".join([show(TESTED), *(show(tested(each, cases)) for each in AROUND)])


def show(line: str) -> str:
    """Print it at once; it is given back."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return line


TITLE = """# Faults

Made by `make faults`. A small rotation year, three heads with their sweeps, answers, letters and documents, is played
by a process that is killed with SIGKILL and begun again, and is then compared with one that nobody disturbed: every
case, step, reminder, letter, document and act of the audit trail, whose chain is verified. *Lost* counts rows and
letters that are missing, *changed* those that are there and should not be. A letter counts as doubled unless its sender
was killed before it had written that the letter left: then it goes out again, under the same Message-ID.
`models/faults.py` names the points; those around a Prefect server are killed at by tests of the second table.
"""
AROUND_HEAD = """## What else happens to a service

Each row is what its tests assert: that nothing is lost, changed or doubled, and that who has to know is told.
"""


if __name__ == "__main__":
    main()
