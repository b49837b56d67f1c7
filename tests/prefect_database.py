"""Prefect's SQLite database before anything is in it, made once a machine: its migrations take seconds."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

_MAKE = """
import asyncio
from prefect.server.database import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""


def put_empty_database(folder: Path) -> Path:
    """Put it into `folder` as prefect.db, for a server that will start there; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(_made_once(), folder / "prefect.db"))


def _made_once() -> Path:
    cache = Path(tempfile.gettempdir()) / f"merzim-tests-{os.getuid()}"
    cache.mkdir(mode=0o700, exist_ok=True)
    kept = cache / f"prefect-{version('prefect')}.db"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with tempfile.TemporaryDirectory(dir=cache) as home:
                made = Path(home) / "prefect.db"
                environment = {
                    **os.environ,
                    "PREFECT_HOME": home,
                    "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{made}",
                }
                subprocess.run([sys.executable, "-c", _MAKE], env=environment, check=True)
                # Whole once it has its name: whoever is killed before leaves none.
                made.rename(kept)
    return kept
