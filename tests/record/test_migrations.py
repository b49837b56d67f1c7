"""The migrations make what the models say, from nothing and one by one, whoever runs them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from models.record.database import engine
from models.record.migrations import NewerRecordError, configuration, current, head, upgrade
from models.record.tables import metadata
from tests.at_once import at_once
from tests.postgres_server import PostgresServer

_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
_POSTGRES = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'alembic_version'""",
    """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass""",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def parts(sql: str | None) -> str:
    """One statement, a table's columns and constraints in no order."""
    # SQLite puts the name of a table that was made anew into quotes.
    flat = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", " ".join((sql or "").split()))
    if not flat.startswith("CREATE TABLE"):
        return flat
    start, inside = flat.split(" (", 1)
    # A comma outside of every bracket.
    return " ".join([start, *sorted(re.split(r", (?![^()]*\))", inside.removesuffix(" )")))])


def schema(database: Engine) -> set[tuple[object, ...]]:
    """Everything the database says about its own shape."""
    with database.connect() as connection:
        if database.dialect.name == "sqlite":
            return {(kind, name, parts(sql)) for kind, name, sql in connection.execute(text(_SQLITE))}
        return {tuple(row) for query in _POSTGRES for row in connection.execute(text(query))}


@pytest.fixture
def other(record: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A second database of the same kind, made from the models."""
    if record.dialect.name == "sqlite":
        made = engine(f"sqlite:///{tmp_path / 'models.db'}")
        metadata.create_all(made)
        yield made
        made.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as second:
        made = engine(second)
        metadata.create_all(made)
        with made.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        yield made
        made.dispose()


def test_migrated_database_is_what_the_models_say(record: Engine, other: Engine) -> None:
    found = schema(record)
    assert len(found) > 60
    assert found == schema(other)


def test_alembic_finds_nothing_left_to_migrate(record: Engine) -> None:
    with record.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_comparison_sees_a_check_and_a_column_that_differ(record: Engine, other: Engine) -> None:
    with other.begin() as connection:
        connection.execute(text("DROP TABLE adoptions"))
        connection.execute(
            text(
                "CREATE TABLE adoptions (id INTEGER NOT NULL, authority_id INTEGER NOT NULL, act VARCHAR NOT NULL, "
                "from_day DATE, decree VARCHAR NOT NULL, parameters JSON NOT NULL)"
            )
        )
    assert schema(record) != schema(other)


def test_upgrade_twice_changes_nothing(record: Engine) -> None:
    before = schema(record)
    upgrade(record)
    assert current(record) == head()
    assert schema(record) == before


def test_each_revision_leads_to_the_next(url: str) -> None:
    database = engine(url)
    revisions = [each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions()][::-1]
    assert current(database) is None
    for revision in revisions:
        upgrade(database, revision)
        assert current(database) == revision
    assert revisions[-1] == head()
    database.dispose()


def test_several_processes_may_upgrade_at_once(url: str) -> None:
    def start() -> None:
        own = engine(url)
        upgrade(own)
        own.dispose()

    assert at_once(*[start] * 4) == [None] * 4
    assert current(engine(url)) == head()


def test_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    database = engine(url)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE ballots (in_the_way integer)"))
    with pytest.raises(DBAPIError, match="ballots"):
        upgrade(database)
    assert current(database) is None
    assert inspect(database).get_table_names() == ["ballots"]
    with database.begin() as connection:
        connection.execute(text("DROP TABLE ballots"))
    upgrade(database)
    assert current(database) == head()
    database.dispose()


def test_record_of_a_newer_program_is_refused(record: Engine) -> None:
    with record.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerRecordError, match="newer version"):
        upgrade(record)
