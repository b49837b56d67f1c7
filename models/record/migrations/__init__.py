"""Migrations of the legal record, run from code: `upgrade(engine)`."""

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
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = configuration(connection)
        known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in known:
            raise NewerRecordError
        command.upgrade(config, revision)


def current(engine: Engine) -> str | None:
    """The revision the database is at; None: it has no record yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(configuration()).get_current_head()
