"""A country's year on PostgreSQL: 20 regions, each a rotation of its own, and what a morning of them costs.

python -m tests.benchmarks.country [--cases 25000 50000 100000] [--docs docs] [--kept FILE]

Every case is of the same year and the same dates, so a morning on which something is due is one on which it is due in
all of them: the worst there is. What is measured is processor time, of this process and of the database server. The
rest is a straight line through it.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text

from models.record.database import engine, writing
from models.record.marking import date_boards, mark_overdue
from models.record.migrations import upgrade
from models.record.opening import find_authority
from models.record.sweeping import calls_decided, timers_run_out
from models.record.turns import in_turn
from notifications.reminding import remind
from tests.benchmarks import region
from tests.benchmarks.table import shown
from tests.postgres_server import PostgresServer, programs, running_postgres

REGIONS = 20
CASES = (25_000, 50_000, 100_000)
MORNINGS = {
    date(2026, 12, 1): "nothing is due",
    date(2026, 12, 14): "a step of every case is due in five working days",
    date(2026, 12, 21): "a step of every case is due today",
    date(2026, 12, 22): "a step of every case is overdue, and marked",
}
SERVANTS = 90_000
COUNTRY = {"90,000 evaluated": 90_000, "a third of them attested too": 120_000, "five such years open": 600_000}


@dataclass
class Measured:
    """One size."""

    cases: int
    # Cases a second of processor time; seconds of each morning, all regions in turn, and reminders told on it; bytes.
    opened: float = 0.0
    mornings: dict[str, float] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    size: int = 0


def code(number: int) -> str:
    """An authority's code."""
    return f"R{number:02}"


def busy(record: Engine) -> float:
    """Seconds of processor time that this process and its database server have taken so far.

    Not the clock's: the machine has other work, and what is compared is how the work grows.
    """
    tick = os.sysconf("SC_CLK_TCK")
    with record.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    postmaster = stat(backend)[1]
    there = (stat(int(folder.name)) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    each = [found for found in there if found[1] == postmaster]
    # Of its children that are there, and of those that have ended.
    ticks = sum(found[11] + found[12] for found in each) + sum(stat(postmaster)[11:15])
    return time.process_time() + ticks / tick


def stat(process: int) -> list[int]:
    """The numbers of /proc/N/stat after the name and the state, as proc(5) counts them from the third on."""
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return [0] * 50
    return [0, *(int(word) for word in words[1:])]


def measure(record: Engine, cases: int, regions: int) -> Measured:
    """The year of all regions opened, some answers, some mornings."""
    found = Measured(cases)
    upgrade(record)
    each = cases // regions
    for number in range(regions):
        region.settle(record, each, code(number), f"region-{number}")
        region.open_year(record, code(number))
    seconds = 0.0
    for number in range(regions):
        cycle = f"{code(number)}-rotation-2026"
        with writing(record) as session:
            region.form_list(session, cycle)
        began = busy(record)
        with writing(record) as session:
            region.send_list(session, cycle)
        seconds += busy(record) - began
        say(f"{cycle}: {each:,} cases, {each * (number + 1) / seconds:,.0f}/s")
    found.opened = each * regions / seconds
    with record.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    for day in MORNINGS:
        one = [morning(record, code(number), day) for number in range(regions)]
        found.mornings[str(day)], found.told[str(day)] = sum(taken for taken, _ in one), sum(told for _, told in one)
        say(f"{day}: {found.mornings[str(day)]:.1f} s, {found.told[str(day)]:,} told")
    with record.connect() as connection:
        found.size = int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    return found


def morning(record: Engine, authority: str, day: date) -> tuple[float, int]:
    """An authority's sweep of the record, as `flows/sweep.py` has it; seconds, and how many reminders were told."""
    began = busy(record)
    with in_turn(record, f"sweep {authority}"):
        with writing(record) as session:
            place = find_authority(session, authority)
            assert not timers_run_out(session, day, authority_id=place.id)
            assert not calls_decided(session)
            date_boards(session, place)
            mark_overdue(session, place, day, at=region.moment(day), by="sweep")
        with writing(record) as session:
            told = remind(session, find_authority(session, authority), day, region.moment(day))
    return busy(record) - began, told.told


@contextmanager
def database(server: PostgresServer) -> Iterator[Engine]:
    """An empty one."""
    with server.database() as url:
        made = engine(url)
        yield made
        made.dispose()


def line(points: Sequence[tuple[float, float]], at: float) -> float:
    """The straight line of least squares through the points, read at `at`."""
    mean_x, mean_y = sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) * (x - mean_x) for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    return mean_y + slope * (at - mean_x)


def page(found: Sequence[Measured], regions: int) -> str:
    """The table, and the line to the country."""
    columns = [*(f"{each.cases:,}" for each in found), *(COUNTRY if len(found) > 1 else ())]
    rows: list[tuple[str, list[float], str]] = [
        ("cases opened", [each.opened for each in found], "/s"),
        *((f"morning: {what}", [each.mornings[str(day)] for each in found], "s") for day, what in MORNINGS.items()),
        ("database", [float(each.size) for each in found], "B"),
    ]

    def cells(values: list[float], unit: str) -> list[str]:
        points = [(float(each.cases), value) for each, value in zip(found, values, strict=True)]
        # Never less than at the largest size: where it does not grow, the line only follows the machine's other work.
        ahead = [max(values[-1], line(points, cases)) for cases in COUNTRY.values()] if len(points) > 1 else []
        # A rate has no line: it is as measured, at the largest size.
        if unit == "/s":
            ahead = [values[-1]] * len(ahead)
        return [shown(value, unit) for value in (*values, *ahead)]

    table = "\n".join(f"| {name} | {' | '.join(cells(values, unit))} |" for name, values, unit in rows)
    head = f"| | {' | '.join(columns)} |\n{'|---' * (len(columns) + 1)}|"
    told = ", ".join(f"{found[-1].told[str(day)]:,} ({day:%d.%m})" for day in MORNINGS)
    numbers = ", ".join(f"{name}: {cases:,}" for name, cases in COUNTRY.items())
    last = found[-1]
    return f"""# A country

Made by `python -m tests.benchmarks.country` on {os.cpu_count()} cores with Python {sys.version.split()[0]} and
PostgreSQL, `fsync` on: {regions} regions, each a rotation of its own, fully recorded (steps with their dates,
reminders, the audit trail). Seconds are of processor time, this process and the database server together, because the
machine had other work. The columns named by a number are measured, the others are the straight line through them
({numbers} cases).

{head}
{table}

One process sweeps all regions here, one after another; with a worker for each region (MERZIM_POOLS) they sweep side by
side, each {regions} times less. All cases stand at the same step, so what is due is due in all of them on one
morning; reminders told at {last.cases:,} cases: {told}. A case takes {shown(last.size / last.cases, "B")}.
Kazakhstan has some {SERVANTS:,} civil servants.
"""


def kept(file: Path | None) -> list[Measured]:
    """What was measured before a run was broken off."""
    if file is None or not file.exists():
        return []
    return [Measured(**each) for each in json.loads(file.read_text(encoding="utf-8"))]


def say(words: str) -> None:
    """Progress."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.country", description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=CASES)
    parser.add_argument("--regions", type=int, default=REGIONS)
    parser.add_argument("--docs", type=Path, help="where the page goes; left out: it is printed only")
    parser.add_argument("--kept", type=Path, help="figures of sizes measured before, and a place for those to come")
    given = parser.parse_args()
    binaries = programs()
    if binaries is None:
        raise SystemExit("PostgreSQL's server is not installed (Debian: postgresql)")
    found = kept(given.kept)
    with running_postgres(binaries, durable=True) as server:
        for cases in given.cases:
            if cases not in {each.cases for each in found}:
                with database(server) as record:
                    found.append(measure(record, cases, given.regions))
                if given.kept is not None:
                    given.kept.write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")
    text_ = page(found, given.regions)
    sys.stdout.write(text_)
    if given.docs is not None:
        (given.docs / "country.md").write_text(text_, encoding="utf-8")


if __name__ == "__main__":
    main()
