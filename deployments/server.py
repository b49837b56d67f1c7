"""The server in a process of its own, until SIGTERM: the gateway, and Prefect's API, UI and services behind it.

    python -m deployments.server --port 4200

What it is set to comes from the environment, as for `prefect server start`; that command does not end with its parent.
"""

import argparse
import logging
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from deployments.arrangement import arrangement
from deployments.collecting import collect_as_usual, collect_seldom
from deployments.lifeline import end_with
from deployments.places import place_among_servers
from models.errors import InvalidInput
from models.settings import settings

START_FAILED = 3
"""Exit status, as uvicorn's own."""
OPEN_CONNECTIONS_SECONDS = 3
"""How long browsers and workers that stay connected may hold up the end."""
_INDEX = "CREATE INDEX IF NOT EXISTS merzim_artifact_collection_latest_id ON artifact_collection (latest_id)"

log = logging.getLogger(__name__)


class _RollsBack(sqlite3.Connection):
    """Ends its transaction when it is closed. SQLite itself does so only once no statement of it is held any more, and
    a task that was cancelled holds one in its traceback, until garbage is collected: nobody could write meanwhile.
    """

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


def _roll_back_when_closed(dialect: Any, _: object, __: object, options: dict[str, Any]) -> None:
    if dialect.driver == "aiosqlite":
        options["factory"] = _RollsBack


def write_in_turn() -> None:
    """Make Prefect's transactions on SQLite take the write lock at their start, and so wait for each other; and let it
    go when their connection goes.

    As Prefect begins them (deferred), one that reads before it writes fails at once with "database is locked" when
    another has written in between; the client then tries again after 2 s and more, and under a handful of writers most
    of the time goes there. PostgreSQL is not touched.
    """
    from prefect.server.database import configurations as db
    from sqlalchemy import Engine, event

    event.listen(Engine, "do_connect", _roll_back_when_closed)
    original = db.AioSqliteConfiguration.begin_transaction

    def begin_transaction(
        self: db.AioSqliteConfiguration,
        session: Any,
        with_for_update: bool = False,  # noqa: ARG001 - always so
    ) -> Any:
        return original(self, session, with_for_update=True)

    def begin_sqlite_stmt(_: db.AioSqliteConfiguration, connection: Any) -> None:
        mode = db.SQLITE_BEGIN_MODE.get()
        if mode is not None:
            connection.exec_driver_sql(f"BEGIN {mode}")
            # A session opened inside this transaction would wait for it for ever.
            db.SQLITE_BEGIN_MODE.set("DEFERRED")

    db.AioSqliteConfiguration.begin_transaction = begin_transaction  # type: ignore[method-assign]
    db.AioSqliteConfiguration.begin_sqlite_stmt = begin_sqlite_stmt  # type: ignore[method-assign, assignment]


async def index_sheets() -> None:
    """Let Prefect find a sheet to change by the id it was given: without an index of ours it reads all sheets of all
    runs for each. Prefect's migrations know nothing of it, and need not: it goes with its table.
    """
    from prefect.server.database import provide_database_interface
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    found = await provide_database_interface().engine()
    try:
        async with found.begin() as connection:
            if found.dialect.name == "postgresql":
                # It waits for whoever writes sheets now, and those after it for it: not for long.
                await connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            await connection.execute(text(_INDEX))
    except SQLAlchemyError as error:
        log.warning("sheets have no index, and are slow to change: %s", type(error).__name__)


def serve(host: str, port: int, *, services: bool = True) -> None:
    """Listen until SIGTERM. `services`: Prefect's scheduler and the like run here too, and not in `merzim services`.

    Raises `InvalidInput` where it would be open to others without accounts, `UnsafeCombination` where another server
    uses the same database and they don't share Redis.
    """
    import uvicorn
    from prefect.server.api.server import create_app

    from deployments.gateway.accounts import Accounts
    from deployments.gateway.app import LOOPBACK, Gateway
    from deployments.gateway.refused import Refusals
    from models.keys import api_key
    from tasks.record import the_record

    accounts = Accounts(the_record)
    if host not in LOOPBACK and not accounts.are_on():
        raise InvalidInput(f"{host} is not loopback, and there are no accounts: `merzim users add` makes one")
    write_in_turn()
    with place_among_servers(arrangement()) as place:
        config = uvicorn.Config(
            Gateway(
                create_app(final=True, webserver_only=not services),
                accounts,
                api_key(),
                Refusals(settings().home.expanduser()),
            ),
            host=host,
            port=port,
            # Of a reverse proxy of ours, and of nobody else: whom it speaks for, and whether over TLS.
            proxy_headers=True,
            forwarded_allow_ips=",".join(settings().proxies),
            server_header=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=OPEN_CONNECTIONS_SECONDS,
            log_level="warning",
        )

        class Server(uvicorn.Server):
            async def startup(self, sockets: Any = None) -> None:
                await super().startup(sockets)
                if self.started:
                    await index_sheets()
                place.started()
                collect_as_usual()

        server = Server(config)
        with suppress(KeyboardInterrupt):
            server.run()
    if not server.started:
        raise SystemExit(START_FAILED)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    collect_seldom()
    parser = argparse.ArgumentParser(prog="python -m deployments.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--parent", type=int, help="end when this process is no longer the parent")
    given = parser.parse_args(arguments)
    if given.parent is not None:
        end_with(given.parent)
    serve(given.host, given.port)


if __name__ == "__main__":
    main()
