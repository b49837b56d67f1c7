"""Without accounts the service is for this machine alone."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from deployments.gateway.accounts import Accounts
from deployments.gateway.app import Gateway
from deployments.gateway.refused import Refusals
from models import clock
from models.record import accounts
from models.record.database import engine, writing
from models.settings import settings
from tasks.showing import PATH
from tests.installed import Setting

KEY = "a key of more than thirty-two characters"
BEHIND: ASGIApp = PlainTextResponse("prefect")


def gateway(record: Engine) -> httpx.AsyncClient:
    made = Gateway(BEHIND, Accounts(lambda: record), KEY, Refusals(settings().home))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=made), base_url="http://127.0.0.1:4200")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, setting: Setting) -> None:
    """The security log, and the key of its digests, are this test's own."""
    setting(home=str(tmp_path))


@pytest.fixture
def record(sqlite_record: Engine) -> Engine:
    return sqlite_record


async def test_this_machine_has_everything_and_other_names_nothing(record: Engine) -> None:
    async with gateway(record) as http:
        assert (await http.get("/api/flow_runs/x")).text == "prefect"
        assert (await http.get("/api/flow_runs/x", headers={"host": "localhost:4200"})).text == "prefect"
        # A name of somebody's own that points here (rebinding), or a proxy in front.
        assert (await http.get("/api/flow_runs/x", headers={"host": "evil.example"})).status_code == 403
        assert (await http.post("/api/x", headers={"origin": "https://evil.example"})).status_code == 403
        assert (await http.post("/api/x", headers={"sec-fetch-site": "cross-site"})).status_code == 403


async def test_what_runs_show_is_told_by_programs_alone(record: Engine) -> None:
    async with gateway(record) as http:
        assert (await http.post(PATH, json=[])).status_code == 403
        assert (await http.post(PATH, json=[], headers={"X-Merzim-Key": f"{KEY} "})).status_code == 403


async def test_the_first_account_closes_the_door_at_once(record: Engine) -> None:
    async with gateway(record) as http:
        assert (await http.get("/api/flow_runs/x")).status_code == 200
        with writing(record) as session:
            accounts.add_account(session, "a.kim", "Ким", at=clock.now(), by="test", password="twelve letters")
        assert (await http.get("/api/flow_runs/x")).status_code == 401
        key = {"X-Merzim-Key": KEY}
        assert (await http.get("/api/flow_runs/x", headers={**key, "host": "merzim.example.kz"})).text == "prefect"


async def test_a_record_that_cannot_be_asked_lets_nobody_in(tmp_path: Path) -> None:
    broken = tmp_path / "merzim.db"
    broken.write_text("no database at all, but a file with this name " * 20)
    bind = engine(f"sqlite:///{broken}")
    async with gateway(bind) as http:
        with pytest.raises(Exception, match="not a database"):
            await http.get("/api/flow_runs/x")
    bind.dispose()


def test_the_server_does_not_listen_to_others_without_accounts(tmp_path: Path) -> None:
    environment = {"MERZIM_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PREFECT_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "deployments.server", "--host", "0.0.0.0", "--port", "1"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[2])
    assert done.returncode != 0
    assert "there are no accounts" in done.stderr


@pytest.mark.parametrize(("set_to", "closed"), [("on", True), ("off", False)])
async def test_accounts_can_be_asked_for_or_left_off(
    record: Engine, setting: Setting, set_to: str, closed: bool
) -> None:
    setting(accounts=set_to)
    async with gateway(record) as http:
        assert (await http.get("/api/flow_runs/x")).status_code == (401 if closed else 200)
