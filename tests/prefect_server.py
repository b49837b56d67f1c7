"""A real server of ours, with Prefect's behind it, in a process of its own, on SQLite in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deployments.arrangement import Arrangement, prefect_settings
from models.keys import API_KEY_HEADER
from tests.ports import free_port
from tests.prefect_database import put_empty_database
from tests.records import empty_record

ROOT = Path(__file__).parents[1]
START_SECONDS = 120.0
"""How long the server may take to answer: 6 s on a quiet machine, several times that on a busy one."""

STOP_SECONDS = 20.0
KEY = "a-key-for-the-programs-of-one-run-of-tests"


@dataclass(frozen=True)
class PrefectServer:
    """A running server."""

    url: str
    """Where the UI is."""
    home: Path
    """Its PREFECT_HOME: the database and nothing of the person's own ~/.prefect."""
    log: Path
    """What the server printed."""
    pid: int

    @property
    def api_url(self) -> str:
        """What PREFECT_API_URL has to be."""
        return f"{self.url}/api"

    @property
    def environment(self) -> dict[str, str]:
        """What a client of this server needs in its environment."""
        shown = {"PREFECT_CLIENT_CUSTOM_HEADERS": json.dumps({API_KEY_HEADER: KEY})}
        return {**private_environment(self.home), "PREFECT_API_URL": self.api_url, **shown}


def private_environment(home: Path) -> dict[str, str]:
    """Settings that keep Prefect inside `home`, quiet, and from telling anybody outside that it runs."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        # A test that forgot to ask for the server fails instead of starting a hidden one.
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PREFECT_CLI_COLORS": "false",
    }


@contextmanager
def running_server(home: Path) -> Iterator[PrefectServer]:
    """Start a server on a free port, with a record of its own that nobody has an account in; stop it at the end.

    Raises RuntimeError with the server's own output when it ends or does not answer in START_SECONDS.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    log = home / "server.log"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    database, record = put_empty_database(home), empty_record(home / "record.db")
    record.dispose()
    ours = Arrangement(record="sqlite://", prefect=f"sqlite+aiosqlite:///{database}", redis=None)
    environment = {
        **inherited,
        **private_environment(home),
        **prefect_settings(ours, f"http://127.0.0.1:{port}"),
        "MERZIM_DATABASE_URL": str(record.url),
        "MERZIM_HOME": str(home),
        "MERZIM_API_KEY": KEY,
        "PYTHONPATH": str(ROOT),
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.server", "--port", str(port)],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = PrefectServer(f"http://127.0.0.1:{port}", home, log, process.pid)
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        _stop(process)


def _wait_until_healthy(server: PrefectServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the Prefect server ended with {process.returncode}:\n{server.log.read_text()}")
        try:
            if httpx.get(f"{server.api_url}/health", timeout=5).json() is True:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"no Prefect server answered in {START_SECONDS:.0f} s:\n{server.log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    # The command may start the server as a child: the whole group goes.
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            process.wait(STOP_SECONDS)
