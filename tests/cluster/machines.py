"""An installation on several machines, all of them this one: PostgreSQL, Redis, Caddy, servers, services, workers."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.ports import free_port
from tests.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
SECONDS = 240.0
"""How long anything may take on a busy machine."""
NEEDED = ("redis-server", "caddy")


def missing() -> list[str]:
    """Programs that are not installed here."""
    return [program for program in NEEDED if shutil.which(program) is None]


@dataclass
class Machines:
    """What runs, by name: `redis`, `caddy`, `server-1`, `worker-almaty` ..."""

    folder: Path
    environment: dict[str, str]
    url: str
    redis_port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    commands: dict[str, list[str]] = field(default_factory=dict)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api"

    def start(self, name: str, *command: str) -> None:
        """Start it, or start it again as it was."""
        self.commands[name] = list(command) or self.commands[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.commands[name], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def merzim(self, name: str, *arguments: str) -> None:
        """Start one of our own commands."""
        self.start(name, sys.executable, "-m", "deployments", *arguments)

    def kill(self, name: str) -> int:
        """SIGKILL, and its process id."""
        process = self.running.pop(name)
        process.kill()
        process.wait()
        return process.pid

    def stop(self) -> None:
        """End all, the last started first."""
        for name in reversed(self.running):
            self.running[name].send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(45)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def told(self, name: str) -> str:
        """What it printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def until(self, ready: Callable[[], bool], *watched: str) -> None:
        """Wait; fail with what those that are watched printed where one of them ended."""
        end = time.monotonic() + SECONDS
        while not ready():
            for name in watched:
                if (code := self.running[name].poll()) is not None:
                    raise RuntimeError(f"{name} ended with {code}:\n{self.told(name)[-3000:]}")
            if time.monotonic() > end:
                raise TimeoutError("\n".join(f"{name}: {self.told(name)[-1500:]}" for name in self.running))
            time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether a server is healthy."""
    try:
        return httpx.get(f"{url}/api/health", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


@contextmanager
def installed(folder: Path, postgres: PostgresServer, regions: tuple[str, ...], **more: str) -> Iterator[Machines]:
    """Two servers behind Caddy, services, a worker for each region ("": for authorities of none); `more` settings."""
    with ExitStack() as up:
        record, prefect = (up.enter_context(postgres.database()) for _ in range(2))
        door, first, second, redis = (free_port() for _ in range(4))
        url = f"http://127.0.0.1:{door}"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "MERZIM_"))}
        environment = inherited | {
            "PYTHONPATH": str(ROOT),
            "MERZIM_HOME": str(folder / "home"),
            "MERZIM_DATABASE_URL": record,
            "MERZIM_REDIS_URL": f"redis://127.0.0.1:{redis}/0",
            "MERZIM_POOLS": "regions",
            "MERZIM_API_KEY": "k" * 40,
            "MERZIM_SECRET_KEY": "s" * 40,
            "MERZIM_UI_URL": f"{url}/v2",
            "MERZIM_HOST": url,
            "MERZIM_SERVERS": f"127.0.0.1:{first} 127.0.0.1:{second}",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": prefect.replace("+psycopg", "+asyncpg"),
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_URL": f"{url}/api",
            **more,
        }
        machines = Machines(folder, environment, url, redis)
        up.callback(machines.stop)
        machines.start("redis", "redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--dir", str(folder),
                       "--save", "", "--appendonly", "yes")  # fmt: skip
        machines.start("caddy", "caddy", "run", "--adapter", "caddyfile", "--config",
                       str(ROOT / "deployments" / "Caddyfile"))  # fmt: skip
        machines.merzim("server-1", "server", "--port", str(first))
        machines.merzim("server-2", "server", "--port", str(second))
        machines.merzim("services", "services")
        for port in (first, second):
            machines.until(lambda port=port: answers(f"http://127.0.0.1:{port}"), "server-1", "server-2", "services")  # type: ignore[misc]
        machines.until(lambda: answers(url), "caddy")
        for region in regions:
            machines.merzim(f"worker-{region}", "worker", *(["--region", region] if region else []))
        yield machines
