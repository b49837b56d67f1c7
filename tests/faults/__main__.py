"""Many years killed at every fault point and at random moments, on both databases: a table of what was lost.

python -m tests.faults [--runs 200] [--docs docs]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.faults import POINTS
from tests.faults.test_kills import OF_PREFECT
from tests.faults.trials import PostgresRecords, Records, SqliteRecords, Trial, Trials
from tests.postgres_server import programs, running_postgres

HEAD = (
    "| killed | database | tries | kills | facts lost or changed | letters lost | sent again in flight |\n"
    + "|---" * 7
    + "|"
)


def line(where: str, records: Records, trials: list[Trial]) -> str:
    """A row of the table."""
    kills, broken = sum(t.kills for t in trials), sum(bool(t.differs) or t.failed for t in trials)
    lost, again = sum(t.lost for t in trials), sum(t.repeated for t in trials)
    row = f"| {where} | {records.name} | {len(trials)} | {kills} | {broken} | {lost} | {again} |"
    sys.stdout.write(row + "\n")
    sys.stdout.flush()
    return row


def table(records: Records, folder: Path, runs: int) -> Iterator[str]:
    """Every fault point, then random moments."""
    with Trials(records, folder) as trials:
        for point in POINTS:
            if point not in OF_PREFECT:
                yield line(f"`{point}`: {POINTS[point]}", records, [trials.at(point)])
        yield line("at random moments", records, [trials.at_random() for _ in range(runs)])


@contextmanager
def databases(folder: Path) -> Iterator[list[Records]]:
    """SQLite, and PostgreSQL where it is installed."""
    found: list[Records] = [SqliteRecords(folder / "sqlite")]
    binaries = programs()
    if binaries is None:
        yield found
        return
    with running_postgres(binaries) as server:
        yield [*found, PostgresRecords(server)]


def main() -> None:
    """Play, print, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    sys.stdout.write(HEAD + "\n")
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as kinds:
        rows = [row for kind in kinds for row in table(kind, Path(name) / kind.name, given.runs)]
    if given.docs is not None:
        page = "\n".join([TITLE, HEAD, *rows, ""])
        (given.docs / "faults.md").write_text(page, encoding="utf-8")


TITLE = """# Killed

Made by `make faults`. A small rotation year, three heads with their sweeps, answers, letters and documents, is played
by a process that is killed with SIGKILL and begun again, and is then compared with one nobody disturbed: every case,
step, reminder, letter, document and act of the audit trail. A letter may arrive again only if it had left when its
sender was killed: it has the same Message-ID. Python's source names the points (`models/faults.py`).
"""


if __name__ == "__main__":
    main()
