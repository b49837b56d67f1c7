"""Migrations of the legal record, run from code: `upgrade(engine)`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from models.errors import MerzimError

# Any number that no other program locks in the same database.
_LOCK = 7_263_415


class NewerRecordError(MerzimError):
    """The database was made by a newer version of Merzim: upgrade the program."""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision` (the newest one), in one transaction; does nothing where it is there already.

    Safe to call from several processes at once. Raises `NewerRecordError` if the database is ahead of this program.
    """
    with _whole(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = configuration(connection)
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in known:
            raise NewerRecordError
        command.upgrade(config, revision)


@contextmanager
def _whole(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction. SQLite changes a constraint by making the table anew, which takes foreign keys
    switched off before the transaction begins; they are checked before it ends.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        # Of the driver's own connection: SQLAlchemy's would begin the transaction.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise MerzimError(f"a migration would leave rows that refer to nothing: {broken[:3]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
            driver.close()


def current(engine: Engine) -> str | None:
    """The revision the database is at; None: it has no record yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(configuration()).get_current_head()
