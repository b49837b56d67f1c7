"""The ground everything stands on: the lock, the commands, the import rules and the servers of the tests."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest
import sqlalchemy

from tests.prefect_server import PrefectServer

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text()


def locked() -> dict[str, str]:
    """Each locked distribution with the text of its entry, hashes included."""
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    return {re.split(r"[\[=]", entry, maxsplit=1)[0]: entry for entry in entries}


def test_lock_gives_every_requirement_one_version_and_hashes() -> None:
    entries = locked()
    assert len(entries) > 50
    for name, entry in entries.items():
        head, *hashes = [line.strip() for line in entry.replace("\\\n", "\n").splitlines()]
        assert re.match(rf"{re.escape(name)}(\[[\w,]+\])?==[\w.!+]+( ;.*)?$", head), head
        assert hashes, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), name


@pytest.mark.parametrize("host", [r"://", r"^-", r"@ ", "index-url", "find-links", "file:", r"\.\./", r"(^|\s)/"])
def test_lock_names_no_host_and_no_place_on_a_disk(host: str) -> None:
    assert not re.search(host, LOCK, flags=re.MULTILINE)


def test_lock_holds_everything_that_the_project_and_its_checks_ask_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", line, maxsplit=1)[0].lower() for line in asked}
    assert names <= locked().keys()


def test_lock_is_what_this_environment_runs() -> None:
    for name in ("prefect", "fastapi", "sqlmodel", "pydantic", "holidays"):
        assert f"{name}=={version(name)} " in locked()[name]


def test_make_alone_lists_every_target_a_person_may_type() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = re.findall(r"^  make (\w+) +\S", shown, flags=re.MULTILINE)
    assert {"demo", "test", "check", "help"} <= set(listed)
    assert sorted(listed) == sorted(phony[1].split())


def test_imports_go_one_way() -> None:
    checker = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([checker, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("package", "line", "broken"),
    [
        ("models", "import tasks", "Imports go one way"),
        ("notifications", "import prefect", "know nothing of Prefect"),
        ("tasks", "import apprise", "Only notifications.channels imports apprise"),
        ("flows", "import jinja2", "Only notifications.templates imports jinja2"),
    ],
)
def test_import_rules_catch_who_breaks_them(package: str, line: str, broken: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for name in ("flows", "tasks", "models", "notifications", "deployments"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(line if name == package else "")
    checker = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [checker, "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(rf"{re.escape(broken)}.* BROKEN", done.stdout), done.stdout


def test_wall_clock_is_read_in_one_module_only() -> None:
    source = (
        "import datetime\nimport time\n\nimport pendulum\n\n"
        "moments = [datetime.datetime.now(datetime.UTC), datetime.date.today(), time.time(), pendulum.now()]\n"
    )
    ruff = str(Path(sys.executable).with_name("ruff"))
    command = [ruff, "check", "--no-cache", "--select=TID251", "--output-format=concise", "--stdin-filename"]
    for module, found in (("models/engine.py", 4), ("models/clock.py", 0)):
        done = subprocess.run(
            [*command, module, "-"], cwd=ROOT, input=source, capture_output=True, text=True, check=False
        )
        assert done.stdout.count("TID251") == found, done.stdout + done.stderr


def test_tests_of_one_group_run_on_one_worker(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(
        "import pytest\n\n@pytest.mark.xdist_group('server')\n"
        "@pytest.mark.parametrize('number', range(8))\ndef test_member(number: int) -> None: ...\n"
    )
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-v", "-p", "no:cacheprovider"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    workers = re.findall(r"^\[(gw\d)\] .* PASSED", shown, flags=re.MULTILINE)
    assert len(workers) == 8
    assert len(set(workers)) == 1


def test_locked_prefect_server_starts_and_serves_its_ui(prefect_server: PrefectServer) -> None:
    assert httpx.get(f"{prefect_server.api_url}/health").json() is True
    assert "<html" in httpx.get(prefect_server.url, follow_redirects=True).text
    assert (prefect_server.home / "prefect.db").exists()


async def test_prefect_client_of_the_tests_talks_to_that_server(prefect_server: PrefectServer) -> None:
    from prefect import flow, get_client

    @flow(name="ground", persist_result=False)
    async def ground() -> str:
        return "қызмет"

    assert await ground() == "қызмет"
    async with get_client() as client:
        assert str(client.api_url).startswith(prefect_server.url)
        runs = await client.read_flow_runs()
        flows = {(await client.read_flow(run.flow_id)).name for run in runs}
    assert "ground" in flows


def test_postgres_database_of_a_test_is_new_and_takes_kazakh(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT upper('мерзім')")) is not None
        assert connection.scalar(sqlalchemy.text("SHOW server_encoding")) == "UTF8"
        tables = sqlalchemy.inspect(connection).get_table_names()
    engine.dispose()
    assert tables == []
