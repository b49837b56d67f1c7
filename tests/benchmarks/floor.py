"""The floor: the same facts kept by hand-written, set-based SQL on SQLite, with no law, letters or traces.

A case row, its two open steps with their dates, seven reminders of each, and an audit entry of each act.
"""

import json
import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path

SCHEMA = """
CREATE TABLE cases (id INTEGER PRIMARY KEY, number TEXT UNIQUE, opened_on TEXT, state TEXT, facts TEXT);
CREATE TABLE steps (id INTEGER PRIMARY KEY, case_id INTEGER, code TEXT, state TEXT, due TEXT, done_on TEXT, form TEXT,
                    UNIQUE (case_id, code));
CREATE TABLE reminders (id INTEGER PRIMARY KEY, step_id INTEGER, on_day TEXT, state TEXT);
CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT, case_number TEXT, action TEXT);
CREATE INDEX due ON steps (due) WHERE state = 'open';
CREATE INDEX of_step ON reminders (step_id);
CREATE INDEX planned ON reminders (on_day) WHERE state = 'planned';
"""
OPENED = date(2026, 11, 27)
SWEPT = OPENED + timedelta(days=5)
NEXT = ("notice", "portfolio")


def connected(file: Path) -> sqlite3.Connection:
    """As durable as Merzim's own record: WAL, and every commit on the disk."""
    made = sqlite3.connect(file, isolation_level=None)
    made.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    return made


REMINDERS = (-5, -3, -1, 0, 1, 3, 8)
"""Days from the due date, as every step has them by default."""


def open_cases(db: sqlite3.Connection, count: int) -> float:
    """Open them in one transaction; seconds."""
    db.executescript(SCHEMA)
    due = OPENED + timedelta(days=15)
    days = [str(due + timedelta(days=d)) for d in REMINDERS]
    facts = json.dumps({"full_name": "Фамилия Имя", "organisation": "C-1", "settlement": "S-1"}, ensure_ascii=False)
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO cases (id, number, opened_on, state, facts) VALUES (?, ?, ?, 'open', ?)",
                   ((n, f"BEN-{n}", str(OPENED), facts) for n in range(1, count + 1)))  # fmt: skip
    db.executemany("INSERT INTO steps (id, case_id, code, state, due) VALUES (?, ?, ?, 'open', ?)",
                   ((2 * n + k, n, code, str(due))
                    for n in range(1, count + 1) for k, code in enumerate(NEXT)))  # fmt: skip
    db.executemany("INSERT INTO reminders (step_id, on_day, state) VALUES (?, ?, 'planned')",
                   ((step, day) for step in range(2, 2 * count + 2) for day in days))  # fmt: skip
    db.executemany("INSERT INTO audit (at, case_number, action) VALUES (?, ?, 'opened')",
                   ((str(OPENED), f"BEN-{n}") for n in range(1, count + 1)))  # fmt: skip
    db.execute("COMMIT")
    return time.perf_counter() - began


def advance(db: sqlite3.Connection, number: int) -> float:
    """Record one step of one case and open the next, in one transaction; seconds."""
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    found = ("SELECT s.id, c.id FROM steps s JOIN cases c ON c.id = s.case_id "
             "WHERE c.number = ? AND s.code = 'portfolio' AND s.state = 'open'")  # fmt: skip
    row = db.execute(found, (f"BEN-{number}",)).fetchone()
    db.execute("UPDATE steps SET state = 'done', done_on = ?, form = ? WHERE id = ?", (str(SWEPT), "{}", row[0]))
    db.execute("UPDATE reminders SET state = 'cancelled' WHERE step_id = ? AND state = 'planned'", (row[0],))
    step = db.execute("INSERT INTO steps (case_id, code, state, due) VALUES (?, 'review', 'open', ?)",
                      (row[1], str(SWEPT + timedelta(days=21)))).lastrowid  # fmt: skip
    db.executemany("INSERT INTO reminders (step_id, on_day, state) VALUES (?, ?, 'planned')",
                   [(step, str(SWEPT + timedelta(days=21 + d))) for d in REMINDERS])  # fmt: skip
    db.execute("INSERT INTO audit (at, case_number, action) VALUES (?, ?, 'recorded')", (str(SWEPT), f"BEN-{number}"))
    db.execute("COMMIT")
    return time.perf_counter() - began


def sweep(db: sqlite3.Connection, due: int, nth: int) -> float:
    """Mark the nth `due` reminders as told; seconds."""
    first = ("SELECT (SELECT min(id) FROM reminders WHERE step_id = s.id) FROM steps s "
             "WHERE s.code = 'portfolio' ORDER BY s.id LIMIT ? OFFSET ?")  # fmt: skip
    before = (str(SWEPT - timedelta(days=1)), due, nth * due)
    db.execute(f"UPDATE reminders SET on_day = ? WHERE id IN ({first})", before)
    began = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    found = db.execute("SELECT r.id, s.case_id FROM reminders r JOIN steps s ON s.id = r.step_id "
                       "WHERE r.state = 'planned' AND r.on_day < ?", (str(SWEPT),)).fetchall()  # fmt: skip
    db.executemany("UPDATE reminders SET state = 'done' WHERE id = ?", ((key,) for key, _ in found))
    db.executemany("INSERT INTO audit (at, case_number, action) VALUES (?, ?, 'reminded')",
                   ((str(SWEPT), f"BEN-{case}") for _, case in found))  # fmt: skip
    db.execute("COMMIT")
    assert len(found) == due
    return time.perf_counter() - began
