"""The record's accounts, as the gateway asks for them: whether there are any, and whose session a cookie holds."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine
from starlette.requests import HTTPConnection

from deployments.gateway.visit import Visitor
from models.record.accounts import SEEN_EVERY, accounts_exist, find_session, touch_session
from models.record.database import reading, writing
from models.settings import settings

SESSION_COOKIE = "merzim_session"
SECURE_SESSION_COOKIE = "__Host-merzim_session"
"""Over TLS: the browser takes it from this very host only, and sends it nowhere else."""


class Accounts:
    """The accounts of the record; `bind` gives its engine when it is needed first."""

    def __init__(self, bind: Callable[[], Engine]) -> None:
        self.bind = bind
        self._found = False

    def are_on(self) -> bool:
        """Whether people have to sign in. Once there is an account it stays so while the process lives."""
        wanted = settings().accounts
        if wanted == "auto" and not self._found:
            self._found = accounts_exist(self.bind())
        return wanted == "on" or (wanted == "auto" and self._found)

    def cookie(self, connection: HTTPConnection) -> str:
        """The session's token that the browser brought; empty: none."""
        return connection.cookies.get(cookie_name(connection), "")

    def visitor(self, token: str, at: datetime, *, seen: bool = True) -> Visitor | None:
        """Whose session it is; None where it is over. `seen`: its owner asks for something, and it lasts longer."""
        idle, longest = lengths()
        with reading(self.bind()) as session:
            person = find_session(session, token, at=at, idle=idle, longest=longest)
        if person is None:
            return None
        if seen and person.seen_at is not None and at - person.seen_at > SEEN_EVERY:
            with writing(self.bind()) as session:
                touch_session(session, token, at=at)
        account = person.account
        return Visitor(account.login, account.name, person.grants, account.language, account.id)


def cookie_name(connection: HTTPConnection) -> str:
    """The session cookie's name: over TLS one that no other host can set."""
    return SECURE_SESSION_COOKIE if connection.url.scheme in ("https", "wss") else SESSION_COOKIE


def lengths() -> tuple[timedelta, timedelta]:
    """How long a session lasts without a request, and at most."""
    return timedelta(minutes=settings().session_idle_minutes), timedelta(hours=settings().session_hours)
