"""`merzim` called as a person calls it, within this process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from deployments.cli import app, main

ROOT = Path(__file__).parents[1]
HEAVY = {"prefect", "sqlmodel", "sqlalchemy", "apprise", "jinja2", "fastapi", "openpyxl"}


class Said(NamedTuple):
    """How a call ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


Merzim = Callable[..., Said]
Command = Callable[..., Any]


@pytest.fixture
def merzim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Merzim:
    """Calls the console script's function: nothing is raised out of it. `stdin`: what is typed."""

    def call(*arguments: object, stdin: str = "") -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["merzim", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Calls a command; gives what it printed, read where it is JSON. What it refuses is raised."""

    def call(*arguments: str, stdin: str = "") -> Any:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        app(list(arguments), standalone_mode=False, prog_name="merzim")
        out = capsys.readouterr().out
        return json.loads(out) if "--json" in arguments else out

    return call


def printed(*arguments: str, **environment: str) -> Any:
    """What a command prints as JSON, in a process of its own; `environment` besides this one's."""
    command = [sys.executable, "-m", "deployments", *arguments, "--json"]
    told = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def heavy(arguments: list[str]) -> set[str]:
    """Which of the packages that take long to import a command has imported, in a process of its own."""
    script = (
        f"import sys; sys.argv = ['merzim', *{arguments!r}]\n"
        "from deployments.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return HEAVY & set(done.stdout.splitlines()[-1].split())
