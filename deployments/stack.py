"""The embedded stack: a Prefect server and a warm worker as child processes, kept alive, ended with their parent.

    with Stack(Path(".merzim")) as stack, stack.connected():
        ...                       # Prefect's client talks to stack.api_url, people to stack.ui_url

Whichever child dies is started again, at once the first time, later each time it dies soon after. Nothing is lost with
either: the legal record is elsewhere, and runs whose worker died are started again (`tasks/recovery.py`).
"""

import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import httpx

from deployments.arrangement import arrangement, prefect_settings
from deployments.lifeline import GRACE_SECONDS
from models.errors import MerzimError
from models.keys import API_KEY_HEADER, api_key

START_SECONDS = 120.0
"""How long the server may take to answer: 6 s on a quiet machine, several times that on a busy one."""
STOP_SECONDS = {"worker": 40.0, "server": 15.0}
"""From SIGTERM to SIGKILL: the worker lets runs at work end."""
LOOK_SECONDS = 0.3
WELL_SECONDS = 60.0
"""A child that has lived so long starts again without a wait when it dies."""
LONGEST_WAIT_SECONDS = 30.0
_LOG_BYTES = 10_000_000

log = logging.getLogger(__name__)


class StackError(MerzimError):
    """The embedded Prefect stack does not start."""


@dataclass
class _Child:
    """One process and what is needed to start it again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    # Open in the child as long as it lives.
    kept_open: int
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restarts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                [*self.command, "--parent", str(os.getpid())],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal is ours to pass on: the worker first, the server after it.
                start_new_session=True,
                pass_fds=(self.kept_open,),
            )
        self.started = time.monotonic()

    def look(self) -> None:
        """Start the child again if it has died, when its wait is over."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.deaths = 0 if now - self.started > WELL_SECONDS else self.deaths + 1
            wait = 0.0 if self.deaths <= 1 else min(2.0 ** (self.deaths - 2), LONGEST_WAIT_SECONDS)
            log.warning("the %s ended with %s; it starts again in %.0f s", self.name, code, wait)
            self.process, self.not_before = None, now + wait
        if self.process is None and now >= self.not_before:
            self.restarts += 1
            self.start()

    def stop(self) -> None:
        if self.process is None:
            return
        for number, seconds in ((signal.SIGTERM, STOP_SECONDS[self.name]), (signal.SIGKILL, 10.0)):
            self.process.send_signal(number)
            try:
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                log.warning("the %s did not end on %s", self.name, number.name)
        self.process = None


@dataclass
class Stack:
    """A Prefect server and its worker in `state_dir`, on this machine's loopback unless told otherwise."""

    state_dir: Path
    # Left out: the one used in this folder before if it is free, else any free one.
    port: int | None = None
    # Added to the children's environment.
    env: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    # Any URL Prefect takes (postgresql+asyncpg://...); left out: SQLite in the folder.
    database_url: str | None = None
    with_worker: bool = True
    # More arguments of the worker: ("--limit", "8").
    worker_arguments: tuple[str, ...] = ()
    # Called with the stack when the server answers and before the worker starts: the place to deploy.
    prepare: Callable[["Stack"], object] | None = None

    def __post_init__(self) -> None:
        self.state_dir = self.state_dir.expanduser().absolute()
        self._children: dict[str, _Child] = {}
        self._locks: list[IO[str]] = []
        self._stopping = threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def ui_url(self) -> str:
        """Where people open it."""
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        """What PREFECT_API_URL has to be."""
        return f"{self.ui_url}/api"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to be this server's client."""
        home = self.state_dir / "prefect"
        return {
            "PREFECT_API_URL": self.api_url,
            "PREFECT_UI_URL": self.ui_url,
            "PREFECT_HOME": str(home),
            "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
            # The gateway in front of the server knows programs by it, over HTTP and over websockets.
            "PREFECT_CLIENT_CUSTOM_HEADERS": json.dumps({API_KEY_HEADER: api_key(self.state_dir)}),
            # Without this server, fail: no hidden other one.
            "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
            "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
            "PREFECT_LOGGING_LEVEL": "WARNING",
            "PREFECT_CLI_COLORS": "false",
            "DO_NOT_TRACK": "1",
        }

    def pid(self, name: str) -> int | None:
        """The process id of "server" or "worker"; None while it is down."""
        child = self._children.get(name)
        return child.process.pid if child and child.process else None

    def restarts(self, name: str) -> int:
        """How often "server" or "worker" has been started again."""
        return self._children[name].restarts

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Within it, this process's Prefect client (and processes started from here) talk to this server."""
        before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        try:
            from prefect.context import use_profile
            from prefect.settings import Profile

            # Prefect keeps what it read when it was imported, maybe before this server was there.
            with use_profile(Profile(name="merzim", settings={}), include_current_context=False):
                yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.start()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start both and wait for the server. Raises StackError where it does not come up, with what it printed."""
        self.state_dir.mkdir(parents=True, exist_ok=True)
        self._take_folder()
        self._choose_port()
        address = ["--host", self.host, "--port", str(self.port)]
        server = self._child("server", address, self._server_settings())
        server.start()
        self._wait_for_server(server)
        if self.prepare is not None:
            self.prepare(self)
        if self.with_worker:
            self._child("worker", self.worker_arguments, {"PREFECT_LOGGING_LEVEL": "INFO"}).start()
        self._watch = threading.Thread(target=self._look_after, name="stack", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """End the worker, which lets its runs end, then the server."""
        self._stopping.set()
        if self._watch is not None:
            self._watch.join(STOP_SECONDS["server"])
        for name in ("worker", "server"):
            if child := self._children.get(name):
                child.stop()
        while self._locks:
            self._locks.pop().close()

    def _child(self, name: str, arguments: Any, settings: Mapping[str, str]) -> _Child:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        environment = {**inherited, **self.environment, **settings, **self.env}
        command = [sys.executable, "-m", f"deployments.{name}", *arguments]
        log_file, children = self.state_dir / f"{name}.log", self._locks[-1].fileno()
        self._children[name] = _Child(name, command, environment, log_file, children)
        return self._children[name]

    def _server_settings(self) -> dict[str, str]:
        database = self.database_url or f"sqlite+aiosqlite:///{self.state_dir / 'prefect' / 'prefect.db'}"
        return {
            **prefect_settings(replace(arrangement(), prefect=database), self.ui_url),
            "PREFECT_SERVER_API_HOST": self.host,
            "PREFECT_SERVER_API_PORT": str(self.port),
            "MERZIM_API_KEY": api_key(self.state_dir),
        }

    def _wait_for_server(self, server: _Child) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if server.process is None or server.process.poll() is not None:
                raise StackError(f"the Prefect server ended at once:\n{_tail(server.log)}")
            if self.healthy():
                return
            time.sleep(0.1)
        raise StackError(f"no Prefect server answered in {START_SECONDS:.0f} s:\n{_tail(server.log)}")

    def healthy(self) -> bool:
        """Whether the server answers."""
        try:
            return httpx.get(f"{self.api_url}/health", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _look_after(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            for child in self._children.values():
                try:
                    child.look()
                except OSError:
                    log.exception("the %s can't be started", child.name)

    def _take_folder(self) -> None:
        """One stack a folder; and the children of one whose parent was killed have to end first."""
        for name, seconds, problem in (
            ("stack.lock", 0.0, f"another process already runs the stack in {self.state_dir}"),
            ("children.lock", GRACE_SECONDS * 2, f"what ran the stack in {self.state_dir} before does not end"),
        ):
            lock = (self.state_dir / name).open("w")
            end = time.monotonic() + seconds
            while not _locked(lock):
                if time.monotonic() >= end:
                    lock.close()
                    raise StackError(problem)
                time.sleep(0.1)
            self._locks.append(lock)

    def _choose_port(self) -> None:
        kept = self.state_dir / "port"
        if self.port is None:
            before = int(kept.read_text()) if kept.exists() and kept.read_text().isdigit() else 0
            self.port = before if before and _free(self.host, before) else _free_port(self.host)
        elif not _free(self.host, self.port):
            raise StackError(f"port {self.port} on {self.host} is taken")
        kept.write_text(str(self.port))


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # As the server will: an old connection that is closing does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port


def _tail(path: Path) -> str:
    return path.read_text(errors="replace")[-3000:]
