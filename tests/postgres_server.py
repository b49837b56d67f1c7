"""A real PostgreSQL server in a folder of its own, where Debian's `postgresql` is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.ports import free_port

INSTALLED = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class PostgresServer:
    """A running server."""

    port: int
    control: Callable[[str], None]
    """`stop`, as a crash would, or `start`."""

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://merzim@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A new database, empty or like another nobody is connected to, dropped at the end: its SQLAlchemy URL."""
        name = f"merzim_{uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def down(self) -> Iterator[None]:
        """Crashed meanwhile, and started again."""
        self.control("stop")
        try:
            yield
        finally:
            self.control("start")

    def execute(self, statement: str) -> None:
        """A statement outside any transaction, on the server's own database."""
        with psycopg.connect(f"postgresql://merzim@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path | None:
    """The folder of the newest installed server's programs, None where there is none."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running_postgres(binaries: Path, *, durable: bool = False) -> Iterator[PostgresServer]:
    """Make a cluster and start it on a free port of 127.0.0.1; stop it and take it away at the end.

    It is thrown away, so it may lose everything in a crash, which makes it quick; `durable`: as an office's own is.
    """
    # Not pytest's own folder: PostgreSQL refuses to run as root, and another user can't look into that one.
    folder = Path(tempfile.mkdtemp(prefix="merzim-postgres-"))
    user: str | None = None
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = account.pw_name
    data, port = folder / "data", free_port()

    def run(*command: str) -> None:
        done = subprocess.run(
            command, user=user, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")

    # -l takes the server's output: a pipe that it kept open would never end.
    control = (str(binaries / "pg_ctl"), "-D", str(data), "-w", "-s", "-l", str(folder / "log"))
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    options += "" if durable else " -c fsync=off -c autovacuum=off"
    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "merzim", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(*control, "-o", options, "start")
        try:
            told = {"stop": ("-m", "immediate", "stop"), "start": ("-o", options, "start")}
            yield PostgresServer(port, lambda act: run(*control, *told[act]))
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
