"""What an installation sets through its environment."""

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.settings import Settings


def test_nothing_set_means_sqlite_in_the_home_folder_and_russian() -> None:
    found = Settings()
    assert found.database == "sqlite:///.merzim/merzim.db"
    assert (found.language, found.quiet_from, found.quiet_until) == ("ru", time(21), time(8))
    assert found.mail_urls == ()


def test_environment_sets_each_field(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MERZIM_HOME", str(tmp_path))
    monkeypatch.setenv("MERZIM_LANGUAGE", "kk")
    monkeypatch.setenv("MERZIM_MAIL_URLS", "mailto://a:secret@one.example.kz  mailto://two.example.kz")
    monkeypatch.setenv("MERZIM_QUIET_FROM", "20:30")
    found = Settings()
    assert found.database == f"sqlite:///{tmp_path}/merzim.db"
    assert found.language == "kk"
    assert found.quiet_from == time(20, 30)
    assert [url.get_secret_value() for url in found.mail_urls] == [
        "mailto://a:secret@one.example.kz",
        "mailto://two.example.kz",
    ]


def test_passwords_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERZIM_DATABASE_URL", "postgresql://merzim:geheim@db.example.kz/merzim")
    monkeypatch.setenv("MERZIM_SMS_URLS", "json://user:geheim@sms.example.kz")
    found = Settings()
    assert found.database.endswith("@db.example.kz/merzim")
    assert "geheim" not in repr(found)


def test_empty_variable_means_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERZIM_DATABASE_URL", "")
    assert Settings().database.startswith("sqlite:")


@pytest.mark.parametrize(("name", "value"), [("LANGUAGE", "de"), ("ATTEMPTS", "0"), ("QUIET_FROM", "late")])
def test_wrong_value_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MERZIM_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
