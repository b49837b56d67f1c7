"""An authority with a rotation under way, and `merzim` called there as a person calls it, within this process."""

import io
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from deployments.cli import main
from models.record.database import engine
from models.record.tables import metadata
from models.settings import settings
from tests.installed import installed, set_to
from tests.record import rotation_year as year
from tests.records import empty_record

COUNTS = text("SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in metadata.tables))
# An answer that was refused is kept with the reason.
KEPT = {"refused_answers"}


@dataclass
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


@dataclass
class House:
    """A folder with a record; as it was made it can be had again."""

    folder: Path
    file: Path
    made: Path

    def merzim(self, *arguments: str) -> Said:
        """Call it. Whatever is raised out of it would be a traceback."""
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
        settings.cache_clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["merzim", *arguments])
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            patch.setattr(
                sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a pass phrase of some length\n"), encoding="utf-8")
            )
            try:
                main()
                status: object = 0
            except SystemExit as end:
                status = end.code
            for stream in streams:
                stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams)
        assert isinstance(status, int), status
        return Said(status, out, err)

    def try_(self, *arguments: str, then: Callable[[Said], None] = lambda _: None) -> Said:
        """Call it, and see that what it refuses changes nothing, and that it says why; `then` may look at the record.

        The record is as before then.
        """
        before = self.counts()
        said = self.merzim(*arguments)
        after = self.counts()
        changed = {name for name in before if before[name] != after[name]}
        try:
            then(said)
        finally:
            if changed:
                self.restore()
        # 130: a password was asked for, and none was typed.
        assert said.status in (0, 1, 2) or (said.status == 130 and arguments[0] == "users"), said
        assert "Traceback" not in said.out + said.err, said
        if said.status:
            assert (said.out + said.err).strip(), arguments
            assert changed <= KEPT, (arguments, changed)
        return said

    def counts(self) -> dict[str, int]:
        """Rows of every table."""
        bind = engine(f"sqlite:///{self.file}")
        with bind.connect() as connection:
            found = dict(connection.execute(COUNTS).one()._mapping)
        bind.dispose()
        return found

    def restore(self) -> None:
        """The record as it was made."""
        with closing(sqlite3.connect(self.made)) as source, closing(sqlite3.connect(self.file)) as target:
            source.backup(target)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """A house in a folder: two heads wait for the commission on 22 December 2026."""
    file, made = folder / "home" / "record.db", folder / "made.db"
    bind = empty_record(file)
    year.opened(bind, heads=2)
    for number in (year.FIRST, year.SECOND):
        year.answer(bind, number, *year.notice())
        year.answer(bind, number, *year.PORTFOLIO)
    bind.dispose()
    shutil.copyfile(file, made)
    at = datetime(2026, 12, 22, 12, tzinfo=ZoneInfo("Asia/Almaty"))
    with chdir(folder), set_to():
        for name in [name for name in os.environ if name.startswith("MERZIM_")]:
            del os.environ[name]
        with installed(f"sqlite:///{file}", at, folder / "home"):
            yield House(folder, file, made)
