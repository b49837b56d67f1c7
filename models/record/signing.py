"""Sign-in by password, and the slow-down of those who guess.

An attempt is counted before its password is looked at, so that a hundred at once are a hundred. Whether the account is
there, disabled or without a password can't be told from the answer, nor from the time it takes.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.errors import InvalidInput, MerzimError
from models.record.accounts import HASHING, LONGEST_PASSWORD, SignInRefused, enter, hasher, login_of, start_session
from models.record.database import reading, writing
from models.record.users import Account, FailedSignIns

KEPT = timedelta(days=1)
"""Counts that old are gone whatever they were."""


class TooManyTries(MerzimError):
    """Too many sign-ins failed; wait and try again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True)
class Slowing:
    """So many failures are free; each one more doubles the wait, from a second up to `longest`.

    One failure is forgotten every `forgets`: an office behind one address has a few in the course of a day.
    """

    free: int
    longest: timedelta
    forgets: timedelta

    def left(self, count: int, since: timedelta) -> int:
        """How many of `count` failures still count, so long after the last one."""
        return count if since < timedelta() else max(0, count - since // self.forgets)

    def wait(self, count: int, since: timedelta = timedelta()) -> timedelta:
        """How long yet, so long after the last of `count` failures, until the next attempt is looked at."""
        if count < self.free:
            return timedelta()
        whole = min(timedelta(seconds=2.0 ** min(count - self.free, 20)), self.longest)
        # A clock that was set back keeps nobody out for longer.
        return whole - max(since, timedelta())


SLOWING = {
    "pair": Slowing(5, timedelta(minutes=15), timedelta(minutes=15)),
    "address": Slowing(30, timedelta(minutes=15), timedelta(minutes=2)),
    # From anywhere: not long, or a stranger could keep the owner out.
    "account": Slowing(10, timedelta(seconds=30), timedelta(minutes=5)),
}
"""By the account and the address together, by the address alone, by the account alone."""


def sign_in(bind: Engine, login: str, password: str, *, address: str, at: datetime) -> str:
    """Sign in by password; gives the session's token.

    Raises `SignInRefused`, or `TooManyTries` with the wait: then the password was not looked at.
    """
    try:
        name = login_of(login)
    except InvalidInput:
        # What can be no account's name is counted all the same.
        name = ""
    counted = counted_try(bind, name or unicodedata.normalize("NFKC", login)[:200], address, at=at)
    with reading(bind) as session:
        account = session.exec(select(Account).where(Account.login == name)).first() if name else None
    usable = account if account is not None and account.disabled_at is None else None
    right = _verified(usable.password_hash if usable else None, password)
    with writing(bind) as session:
        if account is None or not right:
            # What was typed for an account that is not there is not kept: people type passwords there.
            about = {"address": address, "login": account.login if account else None}
            enter(session, at, "sign-in", "sign-in-refused", after=about)
        else:
            _forget(session, counted)
            if account.password_hash and hasher().check_needs_rehash(account.password_hash):
                account.password_hash = hasher().hash(unicodedata.normalize("NFKC", password))
                session.add(account)  # read in another session
            return start_session(session, account, at=at, address=address, way="password")
    # Outside of the transaction, which keeps the refusal.
    raise SignInRefused


def counted_try(bind: Engine, name: str, address: str, *, at: datetime) -> dict[str, str]:
    """Count a try to guess something of this name from an address. Raises `TooManyTries`, and then it is not counted.

    What it gives is for `tries_forgotten`, once the try has turned out to be right.
    """
    counted = _about(name, address)
    with writing(bind) as session:
        wait = _count(session, counted, at)
    if wait:
        raise TooManyTries(wait)
    return counted


def tries_forgotten(bind: Engine, counted: dict[str, str]) -> None:
    """The try was right: nobody is guessing."""
    with writing(bind) as session:
        _forget(session, counted)


def _forget(session: Session, counted: dict[str, str]) -> None:
    gone = delete(FailedSignIns).where(col(FailedSignIns.about).in_([counted["pair"], counted["account"]]))
    session.connection().execute(gone)
    # Only this try is taken back: one's own account is no way to go on guessing others' passwords.
    address = (col(FailedSignIns.about) == counted["address"], col(FailedSignIns.count) > 0)
    session.connection().execute(update(FailedSignIns).where(*address).values(count=col(FailedSignIns.count) - 1))


def _verified(hashed: str | None, password: str) -> bool:
    given = unicodedata.normalize("NFKC", password)[: LONGEST_PASSWORD + 1]
    with HASHING:
        try:
            hasher().verify(hashed or _nobodys(), given)
        except (VerificationError, InvalidHashError):
            return False
    return hashed is not None


@cache
def _nobodys() -> str:
    """A hash that takes as long to verify as anybody's."""
    return hasher().hash("nobody's password")


def _about(name: str, address: str) -> dict[str, str]:
    return {
        kind: hashlib.sha256(f"{kind}|{what}".encode()).hexdigest()
        for kind, what in (("pair", f"{name}|{address}"), ("address", address), ("account", name))
    }


def _count(session: Session, counted: dict[str, str], at: datetime) -> timedelta:
    """Count an attempt; gives the wait where it comes too early, and then it is not counted."""
    session.connection().execute(delete(FailedSignIns).where(col(FailedSignIns.last_at) < at - KEPT))
    # Always in one order: two attempts at once wait for each other, and neither for ever.
    for about in sorted(counted.values()):
        _begin(session, about, at)
    asked = select(FailedSignIns).where(col(FailedSignIns.about).in_(counted.values()))
    rows = {row.about: row for row in session.exec(asked.order_by(col(FailedSignIns.about)).with_for_update())}
    left = {k: SLOWING[k].left(rows[about].count, at - rows[about].last_at) for k, about in counted.items()}
    wait = max(SLOWING[k].wait(left[k], at - rows[about].last_at) for k, about in counted.items())
    if wait > timedelta():
        return wait
    for kind, about in counted.items():
        rows[about].count, rows[about].last_at = left[kind] + 1, at
    return timedelta()


def _begin(session: Session, about: str, at: datetime) -> None:
    """Make sure that there is a count to lock."""
    if session.exec(select(FailedSignIns.about).where(FailedSignIns.about == about)).first() is None:
        try:
            with session.begin_nested():
                session.connection().execute(insert(FailedSignIns).values(about=about, count=0, last_at=at))
        except IntegrityError:
            # Another attempt was faster.
            return
