"""Whether the service is well: asked by monitoring, on the command line and over HTTP."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.context import use_profile
from prefect.settings import Profile
from sqlalchemy import Engine
from sqlmodel import select
from typer.testing import CliRunner

from deployments.catchers import Catchers
from deployments.cli import app
from models.clock import machine
from models.record.database import reading, writing
from models.record.letters import Letter
from notifications.stuck import oldest_waiting
from tests.browser.office import Office
from tests.gateway.visitors import Browser
from tests.installed import Setting, installed
from tests.record import samples

AT = datetime(2026, 12, 4, 5, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9/api"
Merzim = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def merzim(sqlite_record: Engine, tmp_path: Path, setting: Setting) -> Iterator[Merzim]:
    """`merzim health --json`: its exit status and checks; no Prefect server is up."""

    def health(**named: str) -> tuple[int, dict[str, Any]]:
        setting(**named)
        done = CliRunner().invoke(app, ["health", "--json"])
        return done.exit_code, json.loads(done.stdout)["checks"]

    nobody = {
        "PREFECT_API_URL": NOBODY, "PREFECT_CLIENT_CUSTOM_HEADERS": "{}",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    }  # fmt: skip
    # Another test's server may be up in this process, and Prefect keeps the settings that it read then.
    with (
        installed(sqlite_record, AT, tmp_path, **nobody),
        use_profile(Profile(name="nobody", settings={}), include_current_context=False),
    ):
        yield health


def waits(record: Engine, since: datetime) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        person = samples.official(session, of, "P-1")
        session.add(Letter(
            case_number="", step="", kind="digest", recipient_id=person.id, recipient_key="KRG/P-1", channel="email",
            address="p-1@example.kz", language="kk", day=since.date(), subject="s", body="b",
            message_id="<1@example.kz>", created_at=since, next_attempt_at=since,
        ))  # fmt: skip


def test_what_does_not_answer_is_named_and_the_exit_status_says_so(
    merzim: Merzim, sqlite_record: Engine, tmp_path: Path
) -> None:
    with Catchers(tmp_path / "caught") as catchers:
        urls = {"mail_urls": catchers.email_url, "sms_urls": catchers.sms_url}
        status, checks = merzim(**urls)
        assert status == 1
        assert {name: check["ok"] for name, check in checks.items()} == {
            "database": True, "prefect": False, "worker": False, "sweep": False, "letters": True, "email": True,
            "sms": True,
        }  # fmt: skip
        assert list(catchers.mail.box) == []
    _, checks = merzim()
    assert (checks["email"]["ok"], checks["sms"]["ok"]) == (False, False)
    assert "ConnectionRefusedError" in checks["sms"]["says"]
    _, checks = merzim(mail_urls="", sms_urls="smsc://login:password@{to}")
    assert checks["email"] == {"ok": True, "says": "адрес не задан", "at": None}
    _, checks = merzim(sms_urls="", mail_urls="mailto://no-such-thing://")
    assert not checks["email"]["ok"]


def test_the_oldest_undelivered_letter_is_told_with_its_age(merzim: Merzim, sqlite_record: Engine) -> None:
    since = AT - timedelta(hours=25)
    waits(sqlite_record, since)
    _, checks = merzim()
    assert (checks["letters"]["ok"], checks["letters"]["at"]) == (False, since.isoformat())
    assert "ждёт 25.0 ч; застряло 1" in checks["letters"]["says"]
    with writing(sqlite_record) as session:
        session.exec(select(Letter)).one().state = "sent"
    assert merzim()[1]["letters"]["ok"]


def test_a_record_that_is_absent_or_of_another_version_is_not_well(
    merzim: Merzim, sqlite_record: Engine, tmp_path: Path
) -> None:
    absent = tmp_path / "absent.db"
    for url in (f"sqlite:///{absent}", "postgresql+psycopg://merzim@127.0.0.1:9/merzim"):
        status, checks = merzim(database_url=url)
        assert (status, checks["database"]["ok"], checks["letters"]["ok"]) == (1, False, False)
    assert not absent.exists()
    with sqlite_record.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0014'")
    assert not merzim(database_url=str(sqlite_record.url))[1]["database"]["ok"]


async def test_the_running_service_is_asked_over_http_and_strangers_hear_no_more_than_well_or_not(
    browse: Callable[..., Browser], office: Office
) -> None:
    stranger = browse().http.get("/merzim/health")
    assert stranger.status_code == (200 if stranger.json()["ok"] else 503)
    assert set(stranger.json()) == {"ok"} == set(browse("operator").http.get("/merzim/health").json())
    checks = browse("administrator").http.get("/merzim/health").json()["checks"]
    assert {name: checks[name]["ok"] for name in ("database", "prefect", "worker", "sweep")} == {
        "database": True, "prefect": True, "worker": True, "sweep": True,
    }  # fmt: skip
    assert datetime.fromisoformat(checks["sweep"]["at"]) <= machine()
    with reading(office.record) as session:
        waiting = oldest_waiting(session)
    assert checks["letters"]["at"] == (waiting.isoformat() if waiting else None)
