"""Worker, server and the demo itself killed in the middle: no step and no letter lost, none doubled."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from deployments.demo.progress import cycle_of
from deployments.demo.scripts import script_of
from models.record.cases import Case, StepRecord
from models.record.database import engine, reading
from tests.demo.stage import Stage, letters, steps

pytestmark = [pytest.mark.deep, pytest.mark.prefect, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]
UNTIL = date(2026, 12, 1)
"""The list formed and sent, 17 cases opened, five notices served: 8 answers, one refused."""


class Demo:
    """`merzim demo` in a process of its own, and its record as it stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = engine(f"sqlite:///{folder / 'merzim.db'}")
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start it, or start it again."""
        argv = ["demo", "--state", str(self.folder), "--until", UNTIL.isoformat(), "--json"]
        with (self.folder.parent / "demo.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "deployments", *argv], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def until(self, reached: Callable[[Session], bool]) -> None:
        """Wait for the record to be so."""
        ends = time.monotonic() + 120
        while not self._is(reached):
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < ends, self.log()
            time.sleep(0.01)

    def _is(self, reached: Callable[[Session], bool]) -> bool:
        if not (self.folder / "stack" / "worker.log").exists():
            return False
        with reading(self.record) as session:
            return reached(session)

    def kill(self, name: str) -> None:
        """SIGKILL to the `server` or the `worker`; the demo starts it again."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        children = {Path(f"/proc/{pid}/cmdline").read_bytes().decode(): int(pid) for pid in listed}
        (victim,) = (pid for line, pid in children.items() if f"deployments.{name}" in line)
        os.kill(victim, signal.SIGKILL)

    def log(self) -> str:
        """What it told."""
        return (self.folder.parent / "demo.log").read_text()


def first_run(session: Session) -> bool:
    """The list is sent, and the runs of its cases are being made."""
    return any(case.run_id for case in session.exec(select(Case).where(Case.kind == "case")))


def formed(session: Session) -> bool:
    """The list is formed."""
    asked = (
        select(StepRecord.id)
        .join(Case)
        .where(Case.number == cycle_of(script_of("rotation")), StepRecord.code == "send-list")
    )
    return session.exec(asked).first() is not None


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux: it looks for children in /proc")
def test_no_step_and_no_letter_is_lost_or_doubled_whoever_is_killed(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "demo")
    demo.until(formed)
    demo.process.kill()
    demo.process.wait()
    demo.process = demo.start()
    demo.until(first_run)
    demo.kill("worker")
    demo.kill("server")
    out, _ = demo.process.communicate(timeout=600)
    assert demo.process.returncode == 0, (out, demo.log())
    told = json.loads(out)
    assert told["problems"] == []
    assert told["letters"]["agree"]
    assert told["letters"]["received"] == told["letters"]["outbox"]
    undisturbed = Stage.put_up(tmp_path)
    undisturbed.play(UNTIL)
    with reading(demo.record) as session, reading(undisturbed.record) as other:
        assert steps(session) == steps(other)
        assert letters(session) == letters(other)
        runs = session.exec(select(Case.run_id)).all()
    assert all(runs)
    assert len(set(runs)) == 18
    demo.record.dispose()
