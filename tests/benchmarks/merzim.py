"""Merzim's record on the rotation case, on SQLite: opened in bulk, advanced one step, swept."""

import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from models.record.database import engine, writing
from models.record.marking import mark_overdue
from models.record.migrations import upgrade
from models.record.opening import find_authority
from models.record.sweeping import calls_decided, timers_run_out
from notifications.reminding import remind
from tests.benchmarks import region

SWEPT = date(2026, 12, 2)
"""The first sweep's day: before any reminder of the cases opened on 27 November."""


def opened(folder: Path, count: int) -> tuple[Engine, float]:
    """The record of a region whose list was sent; seconds from the sending to the commit of all its cases."""
    made = engine(f"sqlite:///{folder / 'merzim.db'}")
    upgrade(made)
    region.settle(made, count)
    region.open_year(made)
    with writing(made) as session:
        region.form_list(session)
    began = time.perf_counter()
    with writing(made) as session:
        region.send_list(session)
    return made, time.perf_counter() - began


def advance(made: Engine, number: int) -> float:
    """The portfolio of a case recorded: the review opened, its reminders planned, all audited; seconds."""
    began = time.perf_counter()
    with writing(made) as session:
        region.answer(session, region.case(number), "portfolio", date(2026, 12, 4), sent_on="2026-12-04")
    return time.perf_counter() - began


_COPIED: dict[str, dict[str, str]] = {
    "cycles": {"id": "id + {cycles} * k", "year": "year - k"},
    # First what they differ by, so that each copy's numbers follow the last one's in the index.
    "cases": {"id": "id + {cases} * k", "number": "k || '-' || number", "cycle_id": "cycle_id + {cycles} * k"},
    # Without the account of how their days were counted: half of the gigabytes, and no sweep reads it.
    "step_records": {"id": "id + {step_records} * k", "case_id": "case_id + {cases} * k", "trace": "NULL"},
    "reminders": {"id": "id + {reminders} * k", "step_id": "step_id + {step_records} * k",
                  "case_id": "case_id + {cases} * k"},
}  # fmt: skip
_OF_CASES = "(SELECT id FROM cases WHERE kind = 'case')"
_COPIES = "WITH RECURSIVE copies (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < {last})"


def multiply(made: Engine, times: int) -> None:
    """The cases, steps and reminders copied, so that `times` as many are open; in SQL, for it isn't measured, without
    a journal, which would write the gigabytes twice, and from tables of their own, for the same reason.
    """
    if times == 1:
        return
    made.dispose()
    db = sqlite3.connect(str(made.url.database), isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY; "
        "PRAGMA ignore_check_constraints=ON; BEGIN"
    )
    ends = {table: db.execute(f"SELECT max(id) + 1 FROM {table}").fetchone()[0] for table in _COPIED}
    for table in _COPIED:
        mine = {"cases": "id", "cycles": None}.get(table, "case_id")
        of_cases = f"WHERE {mine} IN {_OF_CASES}" if mine else ""
        db.execute(f"CREATE TEMP TABLE the_{table} AS SELECT * FROM {table} {of_cases} ORDER BY id")
    for table, changed in _COPIED.items():
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(name, f'"{name}"').format(**ends) for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        copied = f"INSERT INTO {table} ({columns}) SELECT {values} FROM copies CROSS JOIN temp.the_{table}"
        db.execute(f"{_COPIES.format(last=times - 1)} {copied}")
    db.execute("COMMIT")
    db.close()


def make_due(made: Engine, due: int, nth: int) -> None:
    """The first reminder of the portfolios of the nth `due` cases falls due on the day before the nth sweep."""
    with writing(made) as session:
        session.connection().execute(text(
            "UPDATE reminders SET on_day = :day WHERE id IN "
            "(SELECT (SELECT min(id) FROM reminders WHERE step_id = s.id) FROM step_records s "
            "WHERE s.code = 'portfolio' AND s.state = 'open' ORDER BY s.id LIMIT :due OFFSET :past)"
        ), {"day": str(SWEPT + timedelta(days=nth - 1)), "due": due, "past": nth * due})  # fmt: skip


def sweep(made: Engine, nth: int) -> tuple[float, int]:
    """A morning's sweep of the record: timers, cycles decided, overdue marks, reminders; seconds, and how many told."""
    day = SWEPT + timedelta(days=nth)
    began = time.perf_counter()
    with writing(made) as session:
        authority = find_authority(session, region.CODE)
        assert not timers_run_out(session, day, authority_id=authority.id)
        assert not calls_decided(session)
        mark_overdue(session, authority, day, at=region.moment(day), by="sweep")
        told = remind(session, authority, day, region.moment(day))
    return time.perf_counter() - began, told.told


def size(made: Engine) -> int:
    """Bytes of the record's file."""
    made.dispose()
    found: Any = made.url.database
    return Path(found).stat().st_size
