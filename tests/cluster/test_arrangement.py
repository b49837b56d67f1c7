"""Combinations that would lose something are refused, in three languages, with what would be accepted."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Engine
from starlette.responses import PlainTextResponse

import deployments.member
from deployments import arrangement as told
from deployments.arrangement import Arrangement, Role, UnsafeCombination, check
from deployments.gateway.accounts import Accounts
from deployments.gateway.app import Gateway
from deployments.gateway.refused import Refusals
from deployments.member import NO_SUCH_REGION, ONE_POOL, OTHER_POOLS, check_worker, run_worker
from deployments.places import ANOTHER, place_among_servers
from models import clock
from models.errors import InvalidInput
from models.record import accounts
from models.record.database import writing
from models.record.people import Authority
from models.settings import Settings
from models.texts import LANGUAGES, Text
from tests.installed import Setting
from tests.ports import free_port
from tests.records import empty_record

ROOT = Path(__file__).parents[2]
SQLITE = "sqlite:////var/lib/merzim/merzim.db"
RECORD = "postgresql://merzim:secret@db.example.kz/merzim"
PREFECT = "postgresql+asyncpg://prefect:secret@db.example.kz/prefect"
REDIS = "redis://redis.example.kz:6379/0"
WHOLE = Arrangement(RECORD, PREFECT, REDIS, "regions")
HOME = Arrangement(SQLITE, None, None)
SQLITE_PREFECT = replace(WHOLE, prefect="sqlite+aiosqlite:////var/lib/prefect.db")

REFUSED: list[tuple[Role, Arrangement, Text]] = [
    ("server", replace(WHOLE, redis=None), told.NO_REDIS),
    ("services", replace(WHOLE, redis=None), told.NO_REDIS),
    ("server", SQLITE_PREFECT, told.PREFECT_ON_SQLITE),
    ("services", replace(WHOLE, prefect=None), told.PREFECT_ON_SQLITE),
    ("server", replace(WHOLE, record=SQLITE), told.ONE_WRITER),
    ("worker", replace(WHOLE, record=SQLITE, prefect=None), told.ONE_WRITER),
    ("server", replace(WHOLE, keys_missing=("MERZIM_API_KEY",)), told.NO_KEYS),
    ("worker", replace(WHOLE, keys_missing=("MERZIM_SECRET_KEY",)), told.NO_KEYS),
    ("up", replace(HOME, redis=REDIS), told.REDIS_ALONE),
    ("up", replace(SQLITE_PREFECT, pools="one"), told.REDIS_ALONE),
    ("up", replace(HOME, pools="regions"), told.REGIONS_ON_SQLITE),
    ("up", replace(SQLITE_PREFECT, redis=None), told.REGIONS_ON_SQLITE),
]
ACCEPTED: list[tuple[Role, Arrangement]] = [
    ("up", HOME),
    ("up", replace(HOME, record=RECORD)),
    ("up", replace(WHOLE, redis=None)),
    ("up", WHOLE),
    ("server", WHOLE),
    ("services", WHOLE),
    ("worker", replace(WHOLE, redis=None, prefect=None)),
]


@pytest.mark.parametrize(("role", "found", "text"), REFUSED)
def test_an_unsafe_combination_is_refused_and_says_what_would_be_accepted(
    role: Role, found: Arrangement, text: Text
) -> None:
    with pytest.raises(UnsafeCombination) as refused:
        check(role, found)
    reason = refused.value.reason
    for language in LANGUAGES:
        said = reason.in_(language)
        assert said.startswith(text.in_(language).partition("{")[0])
        assert "{" not in said
        # What to set instead is named, and no password of what is set.
        assert "MERZIM_" in said or "PREFECT_" in said
        assert "secret" not in said
    assert len({reason.in_(language) for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(("role", "found"), ACCEPTED)
def test_every_way_of_the_guide_is_accepted(role: Role, found: Arrangement) -> None:
    check(role, found)


@pytest.fixture
def worker(setting: Setting, postgres_record: Engine) -> Setting:
    """A worker's settings on a record with two regions."""
    with writing(postgres_record) as session:
        names = (("A", "almaty"), ("B", "karaganda"), ("C", ""))
        session.add_all(Authority(code=code, name_ru=code, name_kk=code, region=region) for code, region in names)
    url = postgres_record.url.render_as_string(hide_password=False)
    setting(database_url=url, api_key="k" * 40, secret_key="s" * 40, language="en")
    return setting


@pytest.mark.postgres
def test_a_worker_is_told_of_regions_that_are_not_there(worker: Setting) -> None:
    with pytest.raises(UnsafeCombination) as refused:
        check_worker(("almaty",))
    assert refused.value.reason == ONE_POOL
    worker(pools="regions")
    check_worker(("almaty", "karaganda"))
    check_worker(())
    with pytest.raises(InvalidInput) as unknown:
        check_worker(("abay",))
    assert str(unknown.value) == NO_SUCH_REGION.filled(region="abay", known="almaty, karaganda").en


@pytest.mark.postgres
def test_one_server_alone_or_several_that_share_redis_and_never_both(postgres_url: str) -> None:
    url = postgres_url.replace("+psycopg", "+asyncpg")
    alone, shared = Arrangement(RECORD, url, None), Arrangement(RECORD, url, REDIS)
    with place_among_servers(alone) as place:
        place.started()
        for other in (alone, shared):
            with pytest.raises(UnsafeCombination) as refused:
                type(place)(other).take(patience=0.3)
            assert refused.value.reason == ANOTHER
    # It has ended: its place is free at once, for several.
    with place_among_servers(shared) as first:
        first.started()
        with place_among_servers(shared) as second:
            second.started()
            with pytest.raises(UnsafeCombination):
                type(first)(alone).take(patience=0.3)


@contextmanager
def listening(folder: Path) -> Iterator[str]:
    """A gateway of this process on a free port, closed to people: the address of its API."""
    record = empty_record(folder / "accounts.db")
    with writing(record) as session:
        accounts.add_account(session, "a.kim", "Ким", at=clock.now(), by="test", password="twelve letters")
    port = free_port()
    app = Gateway(PlainTextResponse("prefect"), Accounts(lambda: record), "k" * 40, Refusals(folder))
    server = uvicorn.Server(uvicorn.Config(app, port=port, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{port}/api"
    server.should_exit = True
    thread.join(10)
    record.dispose()


@pytest.mark.postgres
def test_a_worker_asks_its_server_and_stays_away_from_one_on_sqlite_or_with_other_pools(
    worker: Setting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with listening(tmp_path) as url:
        with pytest.raises(UnsafeCombination) as refused:
            run_worker((), 4, url)
        assert refused.value.reason == told.PREFECT_ON_SQLITE.filled(name=told.DATABASE, prefect=told.PREFECT_URL)
        monkeypatch.setenv(told.DATABASE, PREFECT)
        monkeypatch.setattr(deployments.member, "settings", lambda: Settings(pools="regions"))
        with pytest.raises(UnsafeCombination) as other:
            run_worker((), 4, url)
        assert other.value.reason == OTHER_POOLS.filled(theirs="one", ours="regions")
        with pytest.raises(InvalidInput, match="no Merzim server"):
            run_worker((), 4, f"{url}/somebody-elses/api")
        worker(api_key="x" * 40)
        with pytest.raises(InvalidInput, match="MERZIM_API_KEY"):
            run_worker((), 4, url)


def test_the_command_line_refuses_before_it_starts_anything(tmp_path: Path) -> None:
    environment = {"MERZIM_HOME": str(tmp_path), "MERZIM_LANGUAGE": "kk", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-m", "deployments", "server"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    expected = told.ONE_WRITER.filled(role="server", record=told.RECORD_URL).kk
    assert done.stderr == f"merzim: {expected}\n"
    assert list(tmp_path.iterdir()) == []
