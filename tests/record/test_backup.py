"""A backup made while others write holds one moment of the record, and is the record again wherever it is restored."""

import json
import stat
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, inspect, select, text

from models.errors import InvalidInput
from models.record.audit import append_all
from models.record.backup import MANIFEST, NotEmpty, back_up, check, restore
from models.record.database import engine, reading, writing
from models.record.documents import keep_blob
from models.record.migrations import current, head, upgrade
from models.record.verifying import verify
from notifications.documents.rendering import template
from tests.called import Merzim
from tests.installed import Setting
from tests.postgres_server import PostgresServer
from tests.record import rotation_year as year
from tests.record.test_tables import act

AT = datetime(2026, 12, 22, 2, tzinfo=UTC)
NONE = Path("no such folder")


def office(record: Engine, home: Path) -> None:
    """A rotation under way, a paper, and a key."""
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    year.reviewed(record, year.FIRST, destination=year.goes_to("C-2"))
    with writing(record) as session:
        keep_blob(session, b"\x00paper\xff")
    home.mkdir(exist_ok=True)
    (home / "signing.key").write_bytes(b"k" * 32)
    (home / "prefect-api").write_text("http://127.0.0.1:4200/api")


def rows(record: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Everything, by table, in one shape for both databases."""
    found = MetaData()
    with record.connect() as connection:
        found.reflect(connection)
        return {
            name: sorted((tuple(_plain(v) for v in row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return bytes(value) if isinstance(value, memoryview) else json.dumps(value, default=str, sort_keys=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database to restore into, of each kind."""
    if request.param == "sqlite":
        made = engine(f"sqlite:///{tmp_path / 'other' / 'merzim.db'}")
        yield made
        made.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        made = engine(url)
        yield made
        made.dispose()


def test_a_backup_restored_into_either_database_is_the_record(record: Engine, empty: Engine, tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "copy.zip"
    office(record, home)
    manifest = back_up(record, file, at=AT, home=home, templates=NONE)
    assert manifest.rows["cases"] == 1 + year.HEADS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert check(file).ok
    found = restore(file, empty, home=tmp_path / "new home", templates=NONE)
    assert found.ok
    assert rows(empty) == rows(record)
    assert (tmp_path / "new home" / "signing.key").read_bytes() == b"k" * 32
    assert not (tmp_path / "new home" / "prefect-api").exists()
    # Life goes on there: new rows get new ids, the chain goes on.
    year.answer(empty, year.SECOND, *year.notice())
    with reading(empty) as session:
        assert verify(session).ok
    with pytest.raises(NotEmpty):
        restore(file, empty, home=home, templates=NONE)


def test_a_backup_made_while_others_write_holds_one_moment(record: Engine, tmp_path: Path) -> None:
    office(record, tmp_path / "home")
    stop, written, failed = threading.Event(), threading.Event(), list[Exception]()

    def write(name: int) -> None:
        n = 0
        try:
            while not stop.is_set():
                with writing(record) as session:
                    append_all(session, (act(action=f"{name}-{n}-{k}", after={"k": k}) for k in range(20)))
                n += 1
                written.set()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            failed.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    made = []
    try:
        for n in range(4):
            made.append(back_up(record, tmp_path / f"{n}.zip", at=AT, home=tmp_path / "home", templates=NONE))
            written.clear()
            assert written.wait(60), failed
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
    for n, manifest in enumerate(made):
        found = check(tmp_path / f"{n}.zip")
        assert found.ok, found
        # A transaction is in it whole or not at all.
        assert (manifest.rows["audit_entries"] - made[0].rows["audit_entries"]) % 20 == 0
        assert manifest.rows["audit_entries"] == manifest.rows["audit_links"]
    assert made[-1].rows["audit_entries"] > made[0].rows["audit_entries"]


def test_an_older_versions_backup_is_brought_up_to_date(url: str, empty: Engine, tmp_path: Path) -> None:
    old = engine(url)
    upgrade(old, "0008")
    with old.begin() as connection:
        connection.execute(
            text("INSERT INTO authorities (code, name_ru, name_kk, country, timezone, language) "
                 "VALUES ('KRG', 'Р', 'Қ', 'KZ', 'Asia/Almaty', 'ru')")
        )  # fmt: skip
    file = tmp_path / "old.zip"
    assert back_up(old, file, at=AT, home=tmp_path, templates=NONE).revision == "0008"
    old.dispose()
    assert check(file).ok
    assert restore(file, empty, home=tmp_path / "home", templates=NONE).ok
    assert current(empty) == head()
    with empty.connect() as connection:
        assert connection.execute(text("SELECT name_kk FROM authorities")).scalar() == "Қ"


@pytest.fixture(scope="module")
def whole(sqlite_kept: Engine, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("backup")
    office(sqlite_kept, folder / "home")
    back_up(sqlite_kept, folder / "copy.zip", at=AT, home=folder / "home", templates=NONE)
    return (folder / "copy.zip").read_bytes()


def rewritten(file: Path, name: str, content: bytes | None) -> None:
    with zipfile.ZipFile(file) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for n, was in files.items():
            if n != name or content is not None:
                archive.writestr(n, content if n == name and content is not None else was)


DAMAGED: dict[str, bytes | None] = {
    "tables/cases.jsonl": b"[]\n", "tables/outbox.jsonl": None, "tables/audit_links.jsonl": None,
    "home/signing.key": b"x" * 32,
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_backup_is_found_and_not_restored(name: str, whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    file.write_bytes(whole)
    rewritten(file, name, DAMAGED[name])
    found = check(file)
    assert not found.ok
    assert name in found.wrong[0]
    target = engine(f"sqlite:///{tmp_path / 'merzim.db'}")
    with pytest.raises(InvalidInput, match=name):
        restore(file, target, home=tmp_path / "home", templates=NONE)
    assert inspect(target).get_table_names() == []
    target.dispose()


def test_a_forged_trail_in_a_backup_is_found(whole: bytes, tmp_path: Path) -> None:
    from hashlib import sha256

    file = tmp_path / "copy.zip"
    file.write_bytes(whole)
    with zipfile.ZipFile(file) as archive:
        entries = archive.read("tables/audit_entries.jsonl").replace(b'"P-9"', b'"P-8"')
        manifest = json.loads(archive.read(MANIFEST))
    manifest["sha256"]["tables/audit_entries.jsonl"] = sha256(entries).hexdigest()
    rewritten(file, "tables/audit_entries.jsonl", entries)
    rewritten(file, MANIFEST, json.dumps(manifest).encode())
    found = check(file)
    assert not found.ok
    assert {f.kind for f in found.faults} == {"changed"}


def test_the_commands_back_up_verify_and_restore(
    merzim: Merzim, sqlite_record: Engine, setting: Setting, tmp_path: Path
) -> None:
    office(sqlite_record, tmp_path / "home")
    (tmp_path / "kept").mkdir()
    own = tmp_path / "home" / "templates" / "rotation" / "notice.ru.docx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"the office's own")

    def run(*words: str, home: str = "home", url: str = str(sqlite_record.url)) -> Any:
        setting(home=str(tmp_path / home), database_url=url)
        return merzim(*words)

    assert run("backup", str(tmp_path / "kept")).status == 0
    (file,) = (tmp_path / "kept").iterdir()
    assert run("backup", "--verify", str(file)).status == 0
    there = f"sqlite:///{tmp_path / 'there.db'}"
    done = run("restore", str(file), "--json", home="there", url=there)
    assert done.status == 0, done.err
    assert done.data["ok"]
    assert template("rotation", "notice", "ru") == b"the office's own"
    assert run("case", year.FIRST, "--json", home="there", url=there).status == 0
    assert run("audit", "verify", "--anchor", done.data["anchor"], url=there).status == 0
    assert run("restore", str(file), url=there).status != 0
    file.write_bytes(b"not a zip")
    assert run("backup", "--verify", str(file)).status != 0
    assert run("backup").status != 0
    assert run("backup", str(tmp_path / "no such folder" / "x.zip")).status != 0
