"""`merzim up`: the service on the real clock, started and stopped as an administrator does."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest

from tests.demo.stage import Stage
from tests.ports import free_port
from tests.records import empty_record

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(240)]
ROOT = Path(__file__).parents[2]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Settings of an installation in `folder`, its record `record.db`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MERZIM_", "PREFECT_"))}
    record = f"sqlite:///{folder / 'record.db'}"
    return {**inherited, "MERZIM_HOME": str(folder / "home"), "MERZIM_DATABASE_URL": record, **more}


def up(folder: Path, port: int, **more: str) -> "subprocess.Popen[str]":
    """`merzim up --json`, started."""
    argv = [sys.executable, "-m", "deployments", "up", "--port", str(port), "--json"]
    (folder / "home").mkdir(exist_ok=True)
    return subprocess.Popen(
        argv, cwd=ROOT, env=environment(folder, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def children(pid: int) -> list[int]:
    """Processes started by this one."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux: it looks for children in /proc")
def test_it_comes_up_with_every_open_case_and_stops_without_a_trace(tmp_path: Path) -> None:
    stage = Stage.put_up(tmp_path)
    stage.play(date(2026, 11, 26))
    stage.record.dispose()
    port = free_port()
    service = up(tmp_path, port)
    try:
        assert service.stdout is not None
        told = json.loads(service.stdout.readline())
        # Its Prefect database is new, the record is not: the runs of all open cases are made again.
        assert (told["ui"], told["restored"]) == (f"http://127.0.0.1:{port}", 18)
        address = tmp_path / "home" / "prefect-api"
        assert address.read_text() == told["api"]
        found = httpx.post(f"{told['api']}/deployments/filter", json={}).json()
        schedules = {each["id"]: [s["active"] for s in each["schedules"]] for each in found}
        assert [active for each in schedules.values() for active in each] == [True, True, True]
        started = children(service.pid)
        assert len(started) == 2
        service.send_signal(signal.SIGTERM)
        assert service.wait(90) == 0
    finally:
        service.kill()
        service.communicate()
    assert not address.exists()
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]


def test_what_keeps_it_from_coming_up_is_said(tmp_path: Path) -> None:
    empty_record(tmp_path / "record.db").dispose()
    service = up(tmp_path, free_port())
    _, err = service.communicate(timeout=110)
    assert service.returncode == 2
    assert "merzim import" in err
    service = up(tmp_path, free_port(), MERZIM_SIMULATED_CLOCK=str(tmp_path / "clock"))
    _, err = service.communicate(timeout=110)
    assert service.returncode == 2
    assert "MERZIM_SIMULATED_CLOCK" in err
