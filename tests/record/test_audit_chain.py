"""The audit trail is a chain: whatever is done to it behind the service's back is found, and the first place named."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, select

from models.record.audit import APPEND_ONLY, GUARDS, append, append_all
from models.record.chain import Anchor, Hop, Walk, canonical, digest, link, needed_links, proves, skips_to, way
from models.record.database import engine, reading, writing
from models.record.migrations import upgrade
from models.record.tables import AuditEntry, AuditLink
from models.record.verifying import ERASED, Verified, head_of, verify
from tests.at_once import at_once
from tests.record import rotation_year as year
from tests.record.test_tables import act

ENTRIES = 12


def entered(record: Engine, count: int = ENTRIES) -> Anchor:
    """So many entries, three a transaction: the head after them."""
    for n in range(0, count, 3):
        with writing(record) as session:
            append_all(session, (act(action=f"n{k}", case_number="X", after={"n": k}) for k in range(n, n + 3)))
    with reading(record) as session:
        return head_of(session)


def verified(record: Engine, *anchors: Anchor) -> Verified:
    with reading(record) as session:
        return verify(session, anchors)


@contextmanager
def unguarded(record: Engine) -> Iterator[Session]:
    """As one who owns the database can: the triggers off, and on again afterwards."""
    with writing(record) as session:
        if record.dialect.name == "postgresql":
            # Foreign keys as well as the triggers.
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield session
            return
        for name in GUARDS["sqlite"]:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield session
        for statements in APPEND_ONLY.values():
            for statement in statements["sqlite"]:
                session.execute(text(statement))


def tampered(record: Engine, *statements: str) -> None:
    if record.dialect.name == "postgresql":
        with unguarded(record) as session:
            for statement in statements:
                session.execute(text(statement))
        return
    # A connection of one's own: foreign keys are off unless asked for.
    raw = create_engine(record.url)
    with raw.begin() as connection:
        for name in GUARDS["sqlite"]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        for guards in APPEND_ONLY.values():
            for guard in guards["sqlite"]:
                connection.exec_driver_sql(guard)
    raw.dispose()


def test_a_trail_left_alone_holds(record: Engine) -> None:
    head = entered(record)
    assert verified(record, head) == Verified(ENTRIES, 0, head)
    assert head.position == ENTRIES


def test_a_rotation_year_holds_and_every_act_is_linked(record: Engine) -> None:
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    year.reviewed(record, year.FIRST, destination=year.goes_to("C-2"))
    found = verified(record)
    assert found.ok
    with reading(record) as session:
        assert found.entries == len(session.exec(select(AuditEntry)).all()) > 8


TAMPERING: dict[str, tuple[tuple[str, ...], str, int | None]] = {
    "an actor": (("UPDATE audit_entries SET actor = 'other' WHERE id = 5",), "changed", 5),
    "a day": (("UPDATE audit_entries SET on_day = '2026-11-02' WHERE id = 5",), "changed", 5),
    "a case": (("UPDATE audit_entries SET case_number = NULL WHERE id = 5",), "changed", 5),
    "what was after": (("""UPDATE audit_entries SET after = '{"n": 5}' WHERE id = 5""",), "content-changed", 5),
    "a salt": (("UPDATE audit_entries SET salt = 'ff' WHERE id = 5",), "content-changed", 5),
    "a content's hash": (("UPDATE audit_entries SET content = repeat_ WHERE id = 5",), "changed", 5),
    "erased, unaccounted for": (
        ("UPDATE audit_entries SET salt = NULL, before = NULL, after = NULL WHERE id = 5",), "content-erased", 5,
    ),
    "an entry removed": (("DELETE FROM audit_entries WHERE id = 5",), "removed", 5),
    "an entry and its link removed": (
        ("DELETE FROM audit_links WHERE entry_id = 5", "DELETE FROM audit_entries WHERE id = 5"), "link-removed", 5,
    ),
    "two swapped": (
        ("UPDATE audit_links SET entry_id = 900 WHERE position = 5",
         "UPDATE audit_links SET entry_id = 5 WHERE position = 6",
         "UPDATE audit_links SET entry_id = 6 WHERE position = 5"), "changed", 5,
    ),
    "the first one": (("UPDATE audit_entries SET actor = 'other' WHERE id = 1",), "changed", 1),
    "the last one": ((f"UPDATE audit_entries SET actor = 'other' WHERE id = {ENTRIES}",), "changed", ENTRIES),
    "one put in": (
        (("INSERT INTO audit_entries (id, at, on_day, actor, action, authority_code) VALUES "
         "(999, '2026-11-01 04:00:00.000000', '2026-11-01', 'x', 'y', 'KRG')"),), "added", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERING)
def test_whatever_is_done_to_an_entry_is_found_and_named(how: str, record: Engine) -> None:
    entered(record)
    statements, kind, position = TAMPERING[how]
    tampered(record, *(s.replace("repeat_", f"'{'0' * 64}'") for s in statements))
    found = verified(record)
    assert not found.ok
    assert (found.faults[0].kind, found.faults[0].position) == (kind, position)


@pytest.mark.parametrize("last", [0, 1, 6, 11])
def test_a_trail_cut_off_at_its_end_is_found_by_an_anchor(last: int, record: Engine) -> None:
    anchor = entered(record)
    tampered(record, f"DELETE FROM audit_links WHERE position > {last}", f"DELETE FROM audit_entries WHERE id > {last}")
    assert verified(record).ok
    found = verified(record, anchor)
    assert [f.kind for f in found.faults] == ["truncated"]


def test_a_trail_written_anew_with_all_its_hashes_is_found_by_an_anchor(record: Engine) -> None:
    anchor = entered(record)
    tampered(record, "DELETE FROM audit_links", "DELETE FROM audit_entries")
    entered(record, ENTRIES + 3)
    assert verified(record).ok
    assert [f.kind for f in verified(record, anchor).faults] == ["other-chain"]


def test_a_guard_taken_away_is_found(record: Engine) -> None:
    entered(record)
    on = " ON audit_entries" if record.dialect.name == "postgresql" else ""
    with record.begin() as connection:
        connection.execute(text(f"DROP TRIGGER audit_entries_no_update{on}"))
    found = verified(record)
    assert [f.kind for f in found.faults] == ["unguarded"]
    assert "audit_entries_no_update" in found.faults[0].told


@pytest.mark.parametrize(
    "change", ["UPDATE audit_links SET hash = ''", "DELETE FROM audit_links", "DELETE FROM audit_entries",
               "UPDATE audit_entries SET salt = NULL, before = NULL, after = NULL, actor = 'x'",
               "UPDATE audit_entries SET after = NULL", "UPDATE audit_entries SET content = NULL, salt = NULL"],
)  # fmt: skip
def test_the_database_refuses_any_change_but_erasing(change: str, record: Engine) -> None:
    entered(record, 3)
    with pytest.raises(DBAPIError, match="is append-only"), record.begin() as connection:
        connection.execute(text(change))


def test_what_was_erased_leaves_the_chain_whole_where_an_entry_accounts_for_it(record: Engine) -> None:
    entered(record)
    with writing(record) as session:
        append(session, act(action=ERASED, after={"entries": [[2, 4]]}))
        session.execute(text("UPDATE audit_entries SET salt = NULL, before = NULL, after = NULL WHERE id IN (2, 3)"))
    found = verified(record)
    assert found.ok
    assert found.erased == 2


def test_an_entry_taken_back_with_its_savepoint_has_no_link(record: Engine) -> None:
    with writing(record) as session:
        append(session, act(action="kept", after={"n": 1}))
        savepoint = session.begin_nested()
        append(session, act(action="gone", after={"n": 2}))
        savepoint.rollback()
        append(session, act(action="after it", after={"n": 3}))
    with Session(record) as session:
        append(session, act(action="rolled back"))
        session.rollback()
        append(session, act(action="committed"))
        session.commit()
    found = verified(record)
    assert found.ok
    with reading(record) as session:
        assert session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all() == [
            "kept", "after it", "committed",
        ]  # fmt: skip


def test_writers_at_once_make_one_chain(record: Engine) -> None:
    def write(name: int) -> None:
        for n in range(15):
            with writing(record) as session:
                append_all(session, (act(action=f"{name}-{n}-{k}", after={"k": k}) for k in range(3)))

    assert at_once(*(partial(write, n) for n in range(4))) == [None] * 4
    found = verified(record)
    assert found.ok
    assert found.entries == 4 * 15 * 3


def test_the_chain_can_not_fork(record: Engine) -> None:
    entered(record, 3)
    with pytest.raises(IntegrityError), record.begin() as connection:
        connection.execute(text("INSERT INTO audit_links (position, entry_id, hash) VALUES (3, 1, 'x')"))


def test_entries_of_an_older_version_are_linked_by_the_migration(url: str) -> None:
    database = engine(url)
    upgrade(database, "0007")
    with database.begin() as connection:
        for n in (1, 2, 3):
            connection.execute(
                text("INSERT INTO audit_entries (at, on_day, actor, action, authority_code, after) VALUES "
                     "(:at, '2026-11-01', 'sweep', 'tested', 'KRG', :after)"),
                {"at": "2026-11-01 04:00:00.000000", "after": None if n == 2 else f'{{"n": {n}, "а": "Ә"}}'},
            )  # fmt: skip
    upgrade(database)
    entered(database, 3)
    found = verified(database)
    assert found.ok
    assert found.entries == 6
    database.dispose()


@pytest.mark.postgres
def test_a_role_that_only_serves_can_neither_change_nor_unguard_the_trail(postgres_record: Engine) -> None:
    """With the rights the administrator's guide gives the service, not the owner's."""
    guide = (Path(__file__).parents[2] / "docs" / "administrator-guide.md").read_text(encoding="utf-8")
    granted = re.search(r"```sql\n(-- The role that serves.*?)```", guide, re.DOTALL)
    assert granted is not None
    database = make_url(str(postgres_record.url)).database
    role = f"serves_{database}"
    with postgres_record.begin() as connection:
        for statement in granted[1].replace("merzim_service", role).replace("'...'", "'secret'").split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    served = engine(postgres_record.url.set(username=role, password="secret"))
    try:
        year.opened(served)
        entered(served, 3)
        assert verified(served).ok
        for forbidden in (
            "DROP TRIGGER audit_entries_no_update ON audit_entries", "TRUNCATE audit_links, audit_entries CASCADE",
            "ALTER TABLE audit_entries DISABLE TRIGGER ALL", "SET session_replication_role = replica",
            "DELETE FROM audit_entries", "UPDATE audit_entries SET actor = 'x'", "DROP TABLE audit_links CASCADE",
            ("CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RETURN NEW; END'"),
        ):  # fmt: skip
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"), served.begin() as connection:
                connection.execute(text(forbidden))
    finally:
        served.dispose()
        with postgres_record.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role}"))
            connection.execute(text(f"DROP ROLE {role}"))


# The chain alone.


@given(fields=st.dictionaries(st.text(), st.text() | st.integers(0, 2**63 - 1) | st.none()))
def test_a_digest_is_of_canonical_json_whatever_writes_it(fields: dict[str, Any]) -> None:
    assert digest(fields) == hashlib.sha256(canonical(fields)).hexdigest()


@given(count=st.integers(1, 200), data=st.data())
@examples(max_examples=60)
def test_a_way_proves_its_entry_and_no_other(count: int, data: st.DataObject) -> None:
    walk, links, digests = Walk(), {0: Walk().head}, {}
    for position in range(1, count + 1):
        digests[position] = digest({"n": position})
        links[position] = walk.next(digests[position])
        assert links[position] == link(links[position - 1], links[skips_to(position)], digests[position])
        walk.go(links[position])
    kept, at = {}, count
    while at:
        kept[at], at = links[at], skips_to(at)
    again = Walk(kept)
    assert again.next("x") == walk.next("x")
    at = data.draw(st.integers(1, count))
    hops = [Hop(p, digests[p], links[p - 1], links[skips_to(p)]) for p in way(at, count)]
    assert needed_links(way(at, count)) <= links.keys()
    head = Anchor(count, links[count])
    assert proves(head, hops, digests[at], at)
    assert not proves(head, hops, digest({"n": -1}), at)
    broken = data.draw(st.integers(0, len(hops) - 1))
    field = data.draw(st.sampled_from(["digest", "before", "skipped"]))
    wrong = Hop(**{**vars(hops[broken]), field: "0" * 63 + "1"})
    assert not proves(head, [*hops[:broken], wrong, *hops[broken + 1 :]], digests[at], at)


COLUMNS: dict[str, Callable[[Any], Any]] = {
    "at": lambda _: "2026-11-01 04:00:00.000001", "on_day": lambda _: "2025-01-01", "actor": lambda v: v + "x",
    "action": lambda v: v + "x", "authority_code": lambda v: v + "x", "case_number": lambda v: (v or "") + "x",
    "step": lambda v: (v or "") + "x", "clause": lambda v: (v or "") + "x", "content": lambda v: (v or "") + "x",
    "salt": lambda v: (v or "") + "x", "before": lambda _: '{"x": 1}', "after": lambda _: '{"x": 2}',
}  # fmt: skip


@pytest.fixture(scope="module")
def played(sqlite_kept: Engine) -> Engine:
    """A rotation year's trail, shared: each example is rolled back."""
    year.opened(sqlite_kept)
    year.answer(sqlite_kept, year.FIRST, *year.notice())
    with sqlite_kept.begin() as connection:
        for name in GUARDS["sqlite"]:
            connection.execute(text(f"DROP TRIGGER {name}"))
    return sqlite_kept


@given(data=st.data())
@examples(max_examples=120)
def test_any_column_of_any_entry_changed_is_found(played: Engine, data: st.DataObject) -> None:
    with Session(played) as session:
        ids = session.exec(select(AuditLink.entry_id)).all()
        entry = data.draw(st.sampled_from(sorted(ids)))
        column = data.draw(st.sampled_from(sorted(COLUMNS)))
        was = session.execute(text(f"SELECT {column} FROM audit_entries WHERE id = {entry}")).scalar()
        session.execute(
            text(f"UPDATE audit_entries SET {column} = :value WHERE id = {entry}"), {"value": COLUMNS[column](was)}
        )
        faults = [f for f in verify(session).faults if f.kind != "unguarded"]
        assert faults[0].entry == entry
        session.rollback()


def test_the_program_of_the_documentation_checks_a_trail_without_merzim(sqlite_record: Engine, tmp_path: Path) -> None:
    entered(sqlite_record)
    page = (Path(__file__).parents[2] / "docs" / "audit-trail.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert program is not None
    file = tmp_path / "check.py"
    file.write_text(program[1], encoding="utf-8")

    def run() -> subprocess.CompletedProcess[str]:
        called = [sys.executable, "-I", str(file), str(sqlite_record.url.database)]
        return subprocess.run(called, capture_output=True, text=True, timeout=240, check=False)

    with reading(sqlite_record) as session:
        head = head_of(session)
    done = run()
    assert done.returncode == 0, done.stderr
    assert f"{head}" in done.stdout
    tampered(sqlite_record, "UPDATE audit_entries SET actor = 'other' WHERE id = 5")
    done = run()
    assert done.returncode != 0
    assert "5" in done.stderr
