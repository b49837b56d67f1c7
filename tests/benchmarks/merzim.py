"""Merzim's record on the rotation case, on SQLite: opened in bulk, advanced one step, swept."""

import time
from datetime import date
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
"""A day before any reminder of the cases opened on 27 November."""


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


def multiply(made: Engine, times: int) -> None:
    """The cases, steps and reminders copied, so that `times` as many are open; in SQL, for it isn't measured."""
    with writing(made) as session:
        connection = session.connection()
        for table in _COPIED:
            _WIDTH[table] = connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one() + 1
        for table, columns in _COPIED.items():
            names = [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
            for k in range(1, times):
                values = [columns.get(name, name).format(**{f"w_{t}": w * k for t, w in _WIDTH.items()}, k=k)
                          for name in names]  # fmt: skip
                where = f"WHERE id < {_WIDTH[table]}" + (" AND kind = 'case'" if table == "cases" else "")
                connection.execute(text(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} {where}"
                ))  # fmt: skip


_WIDTH: dict[str, int] = {}
_COPIED: dict[str, dict[str, str]] = {
    "cases": {"id": "id + {w_cases}", "number": "number || '-{k}'", "official_id": "NULL"},
    "step_records": {"id": "id + {w_step_records}", "case_id": "case_id + {w_cases}"},
    "reminders": {"id": "id + {w_reminders}", "step_id": "step_id + {w_step_records}",
                  "case_id": "case_id + {w_cases}"},
}  # fmt: skip


def make_due(made: Engine, due: int) -> None:
    """The first reminder of the first `due` cases' portfolios falls due on the day before."""
    with writing(made) as session:
        session.connection().execute(text(
            "UPDATE reminders SET on_day = '2026-12-01' WHERE id IN (SELECT min(r.id) FROM reminders r "
            "JOIN step_records s ON s.id = r.step_id WHERE s.code = 'portfolio' GROUP BY s.id ORDER BY s.id LIMIT :due)"
        ), {"due": due})  # fmt: skip


def sweep(made: Engine) -> tuple[float, int]:
    """A morning's sweep of the record: timers, cycles decided, overdue marks, reminders; seconds, and how many told."""
    began = time.perf_counter()
    with writing(made) as session:
        authority = find_authority(session, region.CODE)
        assert not timers_run_out(session, SWEPT, authority_id=authority.id)
        assert not calls_decided(session)
        mark_overdue(session, authority, SWEPT, at=region.moment(SWEPT), by="sweep")
        told = remind(session, authority, SWEPT, region.moment(SWEPT))
    return time.perf_counter() - began, told.told


def size(made: Engine) -> int:
    """Bytes of the record's file."""
    made.dispose()
    found: Any = made.url.database
    return Path(found).stat().st_size
