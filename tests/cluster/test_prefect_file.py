"""`deployments/prefect.yaml`: what `merzim deploy` puts up, and `prefect deploy` takes it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate

from deployments.deploy import Planned, deploy
from deployments.prefect_file import prefect_yaml
from deployments.timetable import timetable
from deployments.worker import WarmWorker
from models.record.database import reading
from tests.demo.stage import Stage
from tests.installed import set_to
from tests.prefect_server import PrefectServer

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deployments" / "prefect.yaml"
POOL = "from-file"


def planned(folder: Path, pools: str) -> tuple[Planned, ...]:
    """What the sample's registry asks for."""
    with set_to(MERZIM_POOLS=pools):
        stage = Stage.put_up(folder)
        with reading(stage.record) as session:
            return timetable(session)


def test_the_file_in_the_tree_is_what_the_sample_asks_for(tmp_path: Path) -> None:
    found = planned(tmp_path, "one")
    written = prefect_yaml(found, file="deployments/prefect.yaml")
    assert FILE.read_text(encoding="utf-8") == written


@pytest.mark.prefect
async def test_prefect_deploy_puts_up_what_merzim_deploy_does(prefect_server: PrefectServer, tmp_path: Path) -> None:
    ours = planned(tmp_path, "regions")
    file = tmp_path / "prefect.yaml"
    file.write_text(prefect_yaml(ours, pool=POOL), encoding="utf-8")
    async with get_client() as api:
        # Those that other tests put up: their schedules would stay.
        for each in (await held(api)).values():
            if each["entrypoint"] in {wanted.entrypoint for wanted in ours}:
                await api.delete_deployment(UUID(each["id"]))
        await api.create_work_pool(WorkPoolCreate(name=POOL, type=WarmWorker.type))
        done = await asyncio.to_thread(prefect, prefect_server, "--no-prompt", "deploy", "--all",
                                       "--prefect-file", str(file))  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        theirs = await held(api)
        put_up = {name: each for name, each in theirs.items() if each["pool"] == POOL}
        assert len(put_up) == len(ours)
        # Ours over theirs: the same deployments, and nothing about them is different then.
        found = await deploy(ours, pool=POOL, client=api)
        assert {name: str(key) for name, key in found.items()} == {name: each["id"] for name, each in put_up.items()}
        pool = await api.read_work_pool(POOL)
        assert pool.base_job_template == WarmWorker.get_default_base_job_template()
        after = await held(api)
        for name, each in put_up.items():
            assert after[name] == each
        for key in found.values():
            await api.delete_deployment(key)


def prefect(server: PrefectServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Prefect's own command line."""
    environment = {**os.environ, **server.environment, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "prefect", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


async def held(api: PrefectClient) -> dict[str, dict[str, Any]]:
    """All that a deployment is, by its name; without moments, and without pull steps, which our worker doesn't read."""
    flows = {flow.id: flow.name for flow in await api.read_flows()}
    return {
        f"{flows[each.flow_id]}/{each.name}": {
            "id": str(each.id),
            "pool": each.work_pool_name,
            "description": each.description,
            "entrypoint": each.entrypoint,
            "tags": sorted(each.tags),
            "parameters": each.parameters,
            "schema": {key: value for key, value in (each.parameter_openapi_schema or {}).items() if value},
            "enforced": each.enforce_parameter_schema,
            "limit": each.global_concurrency_limit and each.global_concurrency_limit.limit,
            "options": each.concurrency_options,
            "paused": each.paused,
            "schedules": sorted(
                (s.slug or "", s.schedule.model_dump(mode="json"), s.parameters, s.active) for s in each.schedules
            ),
        }
        for each in await api.read_deployments()
    }
