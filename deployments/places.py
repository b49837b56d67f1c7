"""A server's place among those on one Prefect database: the only one, or one of several that share Redis.

Held by a lock on the database itself, which PostgreSQL frees when the server's connection ends, however it died. On
SQLite the stack's folder is locked instead.
"""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
from sqlalchemy import make_url

from deployments.arrangement import Arrangement, UnsafeCombination
from models.texts import Text

# Any numbers that no other program locks in the same database.
_PLACE, _START = 7_263_416, 7_263_417
PATIENCE_SECONDS = 10.0
"""How long the place of a server that has just died may stay taken."""
_LOOK_SECONDS, _TURN_SECONDS = 5.0, 0.2
_MOST_FAILURES = 12

ANOTHER = Text(
    "С этой базой Prefect уже работает другой сервер, а сообщения между ними не передаются. Подойдёт остановить его, "
    "дать другую базу или всем серверам один MERZIM_REDIS_URL",
    "Бұл Prefect дерекқорымен басқа сервер жұмыс істеп тұр, ал олардың арасында хабарлама берілмейді. Оны тоқтату, "
    "басқа дерекқор беру немесе барлық серверге бір MERZIM_REDIS_URL беру жарайды",
    "Another server works on this Prefect database already, and no messages pass between the two. Accepted: that one "
    "stopped, another database, or one MERZIM_REDIS_URL for all servers",
)

log = logging.getLogger(__name__)


@contextmanager
def place_among_servers(found: Arrangement) -> Iterator["Place"]:
    """Keep the place within the block. Raises `UnsafeCombination` where it is taken.

    Servers start one after another: each finds the database as the one before left it.
    """
    place = Place(found)
    try:
        if not found.prefect_is_sqlite:
            place.take()
        yield place
    finally:
        place.give_up()


class Place:
    """The lock, and a thread that looks whether it is still held."""

    def __init__(self, found: Arrangement) -> None:
        self._url, self._shared = found.prefect or "", bool(found.redis)
        self._connection: psycopg.Connection | None = None
        self._over = threading.Event()

    def take(self, patience: float = PATIENCE_SECONDS) -> None:
        """Take the place and the turn to start."""
        self._connection = self._held(patience)
        # Asked for again and again: a statement that waits for its lock keeps Prefect's migrations waiting for itself
        # (CREATE INDEX CONCURRENTLY).
        while not _locked(self._connection, "pg_try_advisory_lock", _START):
            self._over.wait(_TURN_SECONDS)
        threading.Thread(target=self._watch, name="place", daemon=True).start()

    def started(self) -> None:
        """The next server may start."""
        if self._connection is not None:
            self._connection.execute("SELECT pg_advisory_unlock(%s)", [_START])

    def give_up(self) -> None:
        """For the next one."""
        self._over.set()
        if self._connection is not None:
            self._connection.close()

    def _held(self, patience: float) -> psycopg.Connection:
        connection = psycopg.connect(_libpq(self._url), autocommit=True, options=_SHORT_LIVED)
        end = monotonic() + patience
        while not _locked(connection, "pg_try_advisory_lock" + ("_shared" if self._shared else ""), _PLACE):
            if monotonic() > end or self._over.wait(_TURN_SECONDS):
                connection.close()
                raise UnsafeCombination(ANOTHER)
        return connection

    def _watch(self) -> None:
        """A connection that broke gave the place up: take it again, and end where another server has it now."""
        failures = 0
        while not self._over.wait(_LOOK_SECONDS):
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = self._held(PATIENCE_SECONDS)
                self._connection.execute("SELECT 1")
                failures = 0
            except UnsafeCombination as error:
                log.error("%s", error)
                break
            except psycopg.Error as error:
                failures += 1
                log.warning("the database does not answer (%s)", type(error).__name__)
                if self._connection is not None:
                    self._connection.close()
                if failures == _MOST_FAILURES:
                    break
        else:
            return
        os.kill(os.getpid(), signal.SIGTERM)


# A server that vanished with its machine is noticed after some seconds, not hours.
_SHORT_LIVED = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"


def _locked(connection: psycopg.Connection, function: str, key: int) -> bool:
    row = connection.execute(f"SELECT {function}(%s)".encode(), [key]).fetchone()
    return bool(row and row[0])


def _libpq(url: str) -> str:
    """Prefect's URL as libpq takes it."""
    found = make_url(url).set(drivername="postgresql")
    ssl = found.query.get("ssl")
    plain = found.difference_update_query(["ssl"]).update_query_dict({"sslmode": ssl} if ssl else {})
    return plain.render_as_string(hide_password=False)
