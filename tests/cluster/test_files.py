"""The files for several machines: every command is one of ours, every setting exists, what can be checked here is."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import prefect.settings
import pytest
import yaml
from prefect_redis.cleanup_queue import RedisWorkerCleanupQueueSettings  # type: ignore[import-untyped]
from prefect_redis.client import RedisMessagingSettings  # type: ignore[import-untyped]

from deployments.arrangement import Arrangement, prefect_settings
from models.settings import Settings
from tests.pages.docs import understood

FOLDER = Path(__file__).parents[2] / "deployments"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
VALUES: dict[str, Any] = yaml.safe_load((FOLDER / "kubernetes" / "values.yaml").read_text())
WORKERS: list[dict[str, Any]] = list(yaml.safe_load_all((FOLDER / "kubernetes" / "workers.yaml").read_text()))
# What the Caddyfile reads, and what makes up our settings in compose.yaml.
OTHERS = {"MERZIM_HOST", "MERZIM_SERVERS"}


def commands() -> Iterator[list[str]]:
    """The arguments of `merzim` in every file."""
    for name, service in COMPOSE["services"].items():
        if service.get("image") == "merzim":
            yield [str(word) for word in service["command"]]
            assert "command" in service, name
    yield VALUES["server"]["args"]
    yield VALUES["backgroundServices"]["args"]
    for document in WORKERS:
        yield document["spec"]["template"]["spec"]["containers"][0]["args"]


def names() -> set[str]:
    """Every environment variable that a file sets for us."""
    found = {
        name for service in COMPOSE["services"].values() for name in service.get("environment", {})
    } | {each["name"] for each in VALUES["global"]["prefect"]["env"]}  # fmt: skip
    for document in WORKERS:
        found |= {each["name"] for each in document["spec"]["template"]["spec"]["containers"][0]["env"]}
    for file in ("kubernetes/values.yaml", "compose.yaml", "Dockerfile"):
        found |= set(re.findall(r"\b(?:MERZIM|PREFECT)_[A-Z_]+\b", (FOLDER / file).read_text()))
    return {name for name in found if name.startswith(("MERZIM_", "PREFECT_"))}


@pytest.mark.parametrize("arguments", [each for each in commands() if each != ["--help"]], ids=" ".join)
def test_every_command_is_one_of_ours_with_these_options(arguments: list[str]) -> None:
    understood(arguments)


def test_every_setting_is_one_that_is_read() -> None:
    ours = {f"MERZIM_{name.upper()}" for name in Settings.model_fields}
    found = names()
    assert {name for name in found if name.startswith("MERZIM_")} <= ours | OTHERS
    redis = {"PREFECT_REDIS_MESSAGING_URL", "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL"}
    whole = Arrangement("postgresql://db/merzim", "postgresql+asyncpg://db/prefect", "redis://redis:6379/0")
    for name in ({each for each in found if each.startswith("PREFECT_")} | prefect_settings(whole, "").keys()) - redis:
        # Raises for a setting that Prefect does not have.
        assert getattr(prefect.settings, name).name
    assert {"url"} <= RedisMessagingSettings.model_fields.keys() & RedisWorkerCleanupQueueSettings.model_fields.keys()


def test_all_members_of_the_compose_file_are_set_as_one_arrangement_allows() -> None:
    services = {name: each for name, each in COMPOSE["services"].items() if each.get("image") == "merzim"}
    shared = ("MERZIM_DATABASE_URL", "MERZIM_REDIS_URL", "MERZIM_POOLS", "MERZIM_API_KEY", "MERZIM_SECRET_KEY",
              "PREFECT_SERVER_DATABASE_CONNECTION_URL")  # fmt: skip
    first, *others = services.values()
    for name in shared:
        assert all(each["environment"][name] == first["environment"][name] for each in others), name
    assert {each["command"][0] for each in services.values()} == {"server", "services", "worker", "--help"}
    servers = [name for name, each in services.items() if each["command"][0] == "server"]
    assert COMPOSE["services"]["caddy"]["environment"]["MERZIM_SERVERS"].split() == [f"{name}:4200" for name in servers]


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_takes_the_file() -> None:
    given = {
        "MERZIM_HOST": "merzim.example.kz",
        "POSTGRES_PASSWORD": "x",
        "MERZIM_API_KEY": "k",
        "MERZIM_SECRET_KEY": "s",
    }
    command = ["docker-compose", "-f", str(FOLDER / "compose.yaml"), "config", "--services"]
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == set(COMPOSE["services"])


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_caddy_takes_its_file_for_one_server_and_for_several() -> None:
    for servers in ("127.0.0.1:4200", "gateway-1:4200 gateway-2:4200"):
        given = {"MERZIM_HOST": "merzim.example.kz, http://caddy:8080", "MERZIM_SERVERS": servers}
        command = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(FOLDER / "Caddyfile")]
        done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        written = json.dumps(json.loads(done.stdout))
        assert all(f'{{"dial": "{server}"}}' in written for server in servers.split())


def test_the_image_has_what_the_project_is_made_of() -> None:
    text = (FOLDER / "Dockerfile").read_text()
    copied = set(re.findall(r"^COPY (\w+) \w+$", text, flags=re.MULTILINE))
    assert copied == {"flows", "tasks", "models", "notifications", "deployments"}
    assert all((FOLDER.parent / name).exists() for name in ("requirements.lock", "pyproject.toml", "README.md"))
