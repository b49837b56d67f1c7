"""Settings, from the environment: `MERZIM_DATABASE_URL` and so on."""

from datetime import time
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, SecretStr
from pydantic.functional_validators import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from models.texts import Language


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


Urls = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """What an installation sets. Every field is the variable `MERZIM_<FIELD>`; urls are parted by spaces."""

    model_config = SettingsConfigDict(env_prefix="MERZIM_", env_ignore_empty=True, extra="ignore", frozen=True)

    # The folder of the record, the keys and the embedded stack.
    home: Path = Path(".merzim")
    # Where the legal record is: `postgresql://merzim:secret@db.example.kz/merzim`; left out: SQLite in MERZIM_HOME.
    database_url: SecretStr | None = None
    # One work pool and its workers, or one for each region of the registry (`merzim worker --region`).
    pools: Literal["one", "regions"] = "one"
    # `redis://host:6379/0`: what several servers share of Prefect's messages, leases and background work.
    redis_url: SecretStr | None = None
    # Reverse proxies, addresses or networks: whom a request comes from, and whether over TLS, is believed of them.
    proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)] = ("127.0.0.1", "::1")
    # The language of forms, badges, case sheets, filters, automations and alarms: ru, kk or en.
    language: Language = "ru"
    # How runs name the person a case is about: full, initials (surname and initial), or number (of the case, alone).
    names: Literal["full", "initials", "number"] = "initials"
    # Apprise URLs the letters go through, parted by spaces; the first one that takes a letter sends it.
    mail_urls: Urls = ()
    sms_urls: Urls = ()
    # Whom the service tells that it is not well; both left out: nobody.
    admin_email: str = ""
    admin_phone: str = ""
    # So many letters that wait too long, or were given up since yesterday, are worth telling of.
    alarm_letters: int = Field(default=10, ge=1)
    # The domain of Message-IDs: one of your own.
    mail_domain: str = "merzim.example.kz"
    # No SMS between these times, local to the authority; equal times: no quiet hours.
    quiet_from: time = time(21)
    quiet_until: time = time(8)
    # The same for email.
    quiet_email: bool = False
    # Tries of one letter over one channel before the other one is tried.
    attempts: int = Field(default=5, ge=1)
    # Minutes to wait after the first failed try, the second and so on; the last one is repeated. Parted by spaces.
    retry_minutes: Annotated[tuple[PositiveInt, ...], NoDecode, BeforeValidator(_split)] = Field(
        default=(1, 5, 30, 120), min_length=1
    )
    # Seconds a mail server or SMS gateway has to answer.
    send_timeout: float = Field(default=15, gt=0)
    # Letters sent at once.
    senders: int = Field(default=4, ge=1)
    # A sender that has not reported in for so many seconds is taken for dead, and its letters are sent again.
    lease_seconds: int = Field(default=600, ge=1)
    # An office's own templates of documents, `<procedure>/<kind>.<language>.docx`; ours for those that are not there.
    # Left out: `templates` in MERZIM_HOME.
    templates: Path | None = None
    # So many years after a case is closed `merzim retention` erases its personal data; left out: it erases nothing.
    retention_years: int | None = Field(default=None, ge=1)
    # Where people open the Prefect UI: links in letters and sheets begin with it. Without `/v2` they lead to its V1.
    ui_url: str = "http://127.0.0.1:4200/v2"
    # Sign-in in front of Prefect: on, off (on loopback only), or auto: as soon as there is one account.
    accounts: Literal["auto", "on", "off"] = "auto"
    # What workers and commands show the server; left out: `stack/api.key` in MERZIM_HOME holds it.
    api_key: SecretStr | None = None
    # What links and forms are signed with, 32 characters or more; left out: `secret.key` in MERZIM_HOME holds it.
    secret_key: SecretStr | None = Field(default=None, min_length=32)
    # A session ends after so many minutes without a request, and after so many hours whatever happens.
    session_idle_minutes: int = Field(default=60, ge=1)
    session_hours: int = Field(default=12, ge=1)
    # Sign-in through an OpenID Connect provider: its address, what it knows us by, and its name on the button.
    oidc_issuer: str = ""
    oidc_client_id: str = "merzim"
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "OpenID Connect"
    # The claim that an account's login is compared with, the first time.
    oidc_claim: Literal["preferred_username", "email", "sub"] = "preferred_username"

    @property
    def own_templates(self) -> Path:
        """The folder of the office's own templates; it need not be there."""
        return (self.templates or self.home / "templates").expanduser()

    @property
    def database(self) -> str:
        """The URL of the legal record."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home.expanduser() / 'merzim.db'}"


@cache
def settings() -> Settings:
    """The settings of this process, read once (`settings.cache_clear()` to read them again)."""
    return Settings()
