"""A copy of the whole record in one file, made while others write, the same for SQLite and PostgreSQL.

It is a zip: a table a file, its rows as JSON, all seen at one moment; the files of MERZIM_HOME (the key that signs
links); an office's own templates of documents; a manifest with counts, hashes and the head of the audit chain. Papers
are rows of the record like all else. It is read back into either kind of database. Prefect's database is not in it:
`merzim restore-runs` makes the runs again.
"""

import base64
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, Engine, LargeBinary, MetaData, Table, insert, select, text
from sqlmodel import Session

from models.errors import InvalidInput, MerzimError
from models.record.archive import UNPACKING
from models.record.chain import Anchor
from models.record.database import engine, reading, writing
from models.record.migrations import current, head, upgrade
from models.record.verifying import Fault, head_of, read_anchor, verify

FORMAT, VERSION, MANIFEST = "merzim-backup", 1, "manifest.json"
NOT_OURS = frozenset({"alembic_version"})
_ROWS = 500
_BIGGEST_FILE = 1_000_000


class NotEmpty(MerzimError):
    """There is a record here already: a backup is restored into an empty database."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    revision  of the record's schema: an older one is brought up to date when it is restored
    anchor    the head of the audit chain at that moment
    rows      by table
    sha256    by file
    """

    made_at: str
    revision: str
    database: str
    anchor: str
    rows: Mapping[str, int]
    sha256: Mapping[str, str]
    format: str = FORMAT
    version: int = VERSION


@dataclass(frozen=True)
class Checked:
    """A backup read back whole: what is wrong with it, and with the audit trail in it."""

    manifest: Manifest
    wrong: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        """It can be restored, and its trail holds."""
        return not self.wrong and not self.faults


def back_up(bind: Engine, to: Path, *, at: datetime, home: Path, templates: Path) -> Manifest:
    """Write the record into the file `to`, readable by its owner alone; a file of that name is replaced at the end.

    Nobody who writes meanwhile is kept waiting.
    """
    handle, name = tempfile.mkstemp(dir=to.absolute().parent, prefix=f".{to.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write(bind, archive, at, home, templates)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(to)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return manifest


def _write(bind: Engine, archive: zipfile.ZipFile, at: datetime, home: Path, templates: Path) -> Manifest:
    rows: dict[str, int] = {}
    sums: dict[str, str] = {}
    with reading(bind) as session:
        connection = session.connection()
        anchor = head_of(session)
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        for table in _tables(connection):
            name = f"tables/{table.name}.jsonl"
            hashed, rows[table.name] = sha256(), 0
            with archive.open(name, "w") as file:
                asked = connection.execution_options(yield_per=_ROWS).execute(select(table))
                for row in asked:
                    line = json.dumps([_out(v) for v in row], ensure_ascii=False, separators=(",", ":")) + "\n"
                    hashed.update(line.encode())
                    file.write(line.encode())
                    rows[table.name] += 1
            sums[name] = hashed.hexdigest()
    for name, content in (*_files(home, bind), *_templates(templates)):
        archive.writestr(name, content)
        sums[name] = sha256(content).hexdigest()
    made = at.astimezone(UTC).isoformat(timespec="seconds")
    manifest = Manifest(made, revision, bind.dialect.name, str(anchor), rows, sums)
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
    return manifest


def check(file: Path) -> Checked:
    """Restore the backup into a database of its own, and verify that one: hashes, counts, the audit chain.

    Raises `InvalidInput` for a file that is no backup.
    """
    with _opened(file) as archive, tempfile.TemporaryDirectory(prefix="merzim-backup-") as folder:
        manifest = _manifest(archive, file)
        wrong = list(_wrong(archive, manifest))
        if wrong:
            return Checked(manifest, tuple(wrong))
        bind = engine(f"sqlite:///{folder}/record.db")
        try:
            _load(archive, manifest, bind)
            faults = _verified(bind, read_anchor(manifest.anchor))
        finally:
            bind.dispose()
    return Checked(manifest, (), faults)


def restore(file: Path, bind: Engine, *, home: Path, templates: Path) -> Checked:
    """Read the backup back into an empty database, up to date, and verify it; files of MERZIM_HOME, and an office's
    templates, that are not there are put back.

    Raises `NotEmpty` where the database holds a record, `InvalidInput` for a file that is no backup or is damaged: then
    nothing was written.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        wrong = list(_wrong(archive, manifest))
        if wrong:
            raise InvalidInput(f"{file.name}: {wrong[0]}")
        if current(bind) is not None:
            raise NotEmpty
        _load(archive, manifest, bind)
        home.mkdir(parents=True, exist_ok=True)
        for name in manifest.sha256:
            part, *inside = PurePosixPath(name).parts
            if part == "home":
                _put_back(home / inside[-1], archive.read(name))
            elif part == "templates" and ".." not in inside:
                _put_back(templates.joinpath(*inside), archive.read(name))
    return Checked(manifest, (), _verified(bind, read_anchor(manifest.anchor)))


def _verified(bind: Engine, anchor: Anchor) -> tuple[Fault, ...]:
    with reading(bind) as session:
        found = verify(session, (anchor,))
        if found.ok and found.head.position != anchor.position:
            return (Fault("other-chain", found.head.position, None),)
    return found.faults


def _load(archive: zipfile.ZipFile, manifest: Manifest, bind: Engine) -> None:
    upgrade(bind, manifest.revision)
    with writing(bind) as session:
        connection = session.connection()
        for table in _tables(connection):
            name = f"tables/{table.name}.jsonl"
            if name in manifest.sha256:
                _fill(connection, table, _lines(archive, name))
        sequences(session)
    if manifest.revision != head():
        upgrade(bind)


def _fill(connection: Connection, table: Table, lines: Iterable[list[Any]]) -> None:
    columns = list(table.columns)
    some: list[dict[str, Any]] = []
    for line in lines:
        some.append({c.name: _in(c.type, v, connection.dialect.name) for c, v in zip(columns, line, strict=True)})
        if len(some) == _ROWS:
            connection.execute(insert(table), some)
            some = []
    if some:
        connection.execute(insert(table), some)


def sequences(session: Session) -> None:
    """PostgreSQL gives new rows ids after the last one."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return
    for table in _tables(connection):
        if "id" in table.columns:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}
            ).scalar()
            last = connection.execute(text(f'SELECT max(id) FROM "{table.name}"')).scalar()  # noqa: S608  # our own name
            if sequence and last:
                connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are in this database, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return [table for table in found.sorted_tables if table.name not in NOT_OURS]


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _in(kind: Any, value: Any, dialect: str) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if dialect == "sqlite" else moment
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value


def _files(home: Path, bind: Engine) -> Iterator[tuple[str, bytes]]:
    """The small files of MERZIM_HOME itself: keys. Not the record, nor where the server of a running service is."""
    if not home.is_dir():
        return
    for path in sorted(home.iterdir()):
        record = bind.dialect.name == "sqlite" and path.name.startswith(Path(str(bind.url.database)).name)
        # Nor the security log: it is of this machine's door, and grows anew.
        ours = path.suffix not in (".db", ".jsonl") and not record and path.name != "prefect-api"
        if path.is_file() and ours and path.stat().st_size <= _BIGGEST_FILE:
            yield f"home/{path.name}", path.read_bytes()


def _templates(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*.docx")) if folder.is_dir() else ():
        yield f"templates/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _put_back(to: Path, content: bytes) -> None:
    if not to.exists():
        to.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror or error}") from None
    except UNPACKING as error:
        raise InvalidInput(f"{file.name}: not a backup, or damaged ({error})") from None


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
        kinds = {type(each) for each in (manifest.made_at, manifest.revision, manifest.database, manifest.anchor)}
        if kinds != {str} or {type(n) for n in manifest.rows.values()} - {int}:
            raise TypeError
        manifest.sha256.items()
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise InvalidInput(f"{file.name}: not a backup of Merzim") from None
    if manifest.format != FORMAT or manifest.version != VERSION:
        raise InvalidInput(f"{file.name}: a backup of another program or version")
    return manifest


def _wrong(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    names = archive.namelist()
    for name in sorted(set(names) - set(manifest.sha256) - {MANIFEST}):
        yield f"{name!r} is no part of it"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} is there twice"
    for name, hash_ in sorted(manifest.sha256.items()):
        if name not in names:
            yield f"{name} is missing"
            continue
        hashed, lines = sha256(), 0
        with archive.open(name) as part:
            while chunk := part.read(1 << 20):
                hashed.update(chunk)
                lines += chunk.count(b"\n")
        table = PurePosixPath(name).stem
        if hashed.hexdigest() != hash_:
            yield f"{name} has been changed"
        elif name.startswith("tables/") and lines != manifest.rows.get(table):
            yield f"{name} holds {lines} rows, not {manifest.rows.get(table)}"


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[list[Any]]:
    with archive.open(name) as part:
        for line in io.TextIOWrapper(part, encoding="utf-8", newline="\n"):
            yield json.loads(line)
