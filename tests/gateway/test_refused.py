"""The security log: who was refused what and when, and no more of it than fits."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from deployments.gateway import refused
from deployments.gateway.refused import AN_HOUR, Refusals, refusals
from tests.browser.office import Office
from tests.gateway.test_access import elsewheres_run
from tests.gateway.visitors import Browser
from tests.installed import Setting

AT = datetime(2026, 12, 4, 5, tzinfo=UTC)
STRANGER = "203.0.113.7"


@pytest.fixture
def home(tmp_path: Path, setting: Setting) -> Path:
    setting(home=str(tmp_path))
    return tmp_path


def knock(log: Refusals, path: str = "/api/x", *, who: str = "", after: float = 0, address: str = STRANGER) -> None:
    log.note(who=who, address=address, method="POST", path=path, status=403, at=AT + timedelta(seconds=after))


def test_a_line_says_who_what_and_when_and_nothing_secret(home: Path) -> None:
    log = Refusals(home)
    knock(log, "/api/flow_runs/77/resume", who="user:operator")
    knock(log, "/merzim/receipt/a-token-nobody-may-know/confirm")
    knock(log, "/api/flow_runs/secret@example.kz?iin=850101300123", after=1)
    first, token, other = refusals(home)
    assert (first["who"], first["method"], first["path"], first["status"]) == (
        "user:operator", "POST", "/api/flow_runs/77/resume", 403,
    )  # fmt: skip
    assert first["at"] == "2026-12-04T05:00:00+00:00"
    # One stranger is told from another, and neither is known by it.
    assert token["who"] == other["who"] != "stranger:"
    written = "".join(file.read_text() for file in home.glob("refused-*"))
    for secret in ("token-nobody", STRANGER, "secret@", "8501"):
        assert secret not in written
    assert {file.stat().st_mode & 0o777 for file in home.glob("refused-*")} == {0o600}
    (shown,) = json.loads(CliRunner().invoke(app, ["audit", "refused", "--last", "1", "--json"]).stdout)
    assert shown == other
    assert "user:operator  POST /api/flow_runs/77/resume" in CliRunner().invoke(app, ["audit", "refused"]).stdout


def test_a_flood_is_counted_and_fills_neither_the_disk_nor_the_others_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "LARGEST", 4000)
    log = Refusals(home)
    knock(log, who="user:operator")
    knock(log)
    for _ in range(5):
        knock(log, after=30)
    knock(log, after=61)
    assert refusals(home)[-1]["again"] == 5
    for n in range(AN_HOUR + 100):
        knock(log, after=62, address=f"2001:db8::{n:x}")
    knock(log, after=3700)
    found = refusals(home)
    assert found[-1]["left_out"] == 102
    assert [line["who"] for line in found].count("user:operator") == 1
    for _ in range(3):
        for n in range(AN_HOUR):
            knock(log, who=f"user:{n}", after=4000)
    assert sum(file.stat().st_size for file in home.glob("refused-*")) <= 2 * 4000 * (refused.KEPT + 1)


async def test_an_operator_at_another_authoritys_run_stands_in_the_log(
    browse: Callable[..., Browser], office: Office
) -> None:
    other = await elsewheres_run(office)
    answer = browse("operator").http.post(f"/api/flow_runs/{other}/resume", json={"run_input": {}})
    assert answer.status_code == 403
    lines = refusals(office.stack.state_dir.parent)
    assert ("user:operator", f"/api/flow_runs/{other}/resume") in {(line["who"], line["path"]) for line in lines}
