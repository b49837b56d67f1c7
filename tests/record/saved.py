"""Records as earlier versions saved them: `tests/data/records/<revision>.sql.gz`, a dump of SQLite each.

`python -m tests.record.saved` adds that of this version: do it before a migration is added. There is one of each schema
that a release or the main branch ever had and that could be made.
"""

import gzip
import sqlite3
from datetime import UTC, date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import DateTime, Engine, MetaData, insert, select

from models.record.backup import sequences
from models.record.database import engine, reading, writing
from models.record.migrations import current, head, upgrade
from tests.record import rotation_year as year
from tests.records import empty_record

SAVED = Path(__file__).parent.parent / "data" / "records"
THIRD = f"{year.CYCLE}-003"
FILES = sorted(SAVED.glob("*.sql.gz"))


def play(record: Engine) -> None:
    """A rotation under way: one head told and decided on, another whose portfolio is with the commission, one gone."""
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    year.reviewed(record, year.FIRST, destination=year.goes_to("C-2"))
    year.answer(record, year.SECOND, *year.PORTFOLIO)
    # The day left empty: today.
    year.answer(record, THIRD, "left-post", {}, date(2026, 12, 22))


def put(saved: Path, to: Engine) -> None:
    """A saved record, as it was, into an empty database of either kind."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.db"
        with gzip.open(saved, "rt", encoding="utf-8") as dump, sqlite3.connect(file) as database:
            database.executescript(dump.read())
        database.close()
        source = engine(f"sqlite:///{file}")
        if to.dialect.name == "sqlite":
            Path(str(to.url.database)).parent.mkdir(parents=True, exist_ok=True)
            source.dispose()
            file.replace(str(to.url.database))
            return
        revision = current(source)
        assert revision is not None
        upgrade(to, revision)
        _copy(source, to)
        source.dispose()


def _copy(source: Engine, to: Engine) -> None:
    found = MetaData()
    found.reflect(source)
    with reading(source) as session, writing(to) as there:
        for table in found.sorted_tables:
            moments = [c.name for c in table.columns if isinstance(c.type, DateTime)]
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            for row in rows:
                row.update({name: row[name].replace(tzinfo=UTC) for name in moments if row[name] is not None})
            if rows and table.name != "alembic_version":
                there.connection().execute(insert(table), rows)
        sequences(there)


def save() -> Path:
    """Write this version's record down."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.db"
        record = empty_record(file)
        play(record)
        record.dispose()
        with sqlite3.connect(file) as database:
            dump = "\n".join(database.iterdump())
        database.close()
    to = SAVED / f"{head()}.sql.gz"
    to.write_bytes(gzip.compress(dump.encode(), 9, mtime=0))
    return to


if __name__ == "__main__":
    save()
