"""Accounts as the gateway and `merzim users` use them: sign-in, sessions, roles. Time is an argument."""

import hashlib
import re
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, Engine, delete, inspect, update
from sqlmodel import Session, col, select

from models.errors import InvalidInput, MerzimError
from models.record.audit import Act, append
from models.record.people import Authority
from models.record.users import Account, AccountRole, SignedIn
from models.regulations import PROCEDURES
from models.roles import ROLES, Grant, actor_of

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
"""Characters. Length is what makes a password hard to guess, and a long one costs time to hash."""
SEEN_EVERY = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=90)
"""Longer than any session lasts."""
SIGNED_IN = "signed-in"
"""The act of the audit trail that holds the way and the network address."""
HASHING = threading.BoundedSemaphore(2)
"""Each hash takes 64 MB: many sign-ins at once wait for each other."""


class SignInRefused(MerzimError):
    """The login or the password is wrong."""


@dataclass(frozen=True)
class Person:
    """An account, what it may do, and when its session was last noted to be in use."""

    account: Account
    grants: tuple[Grant, ...]
    seen_at: datetime | None = None


def accounts_exist(bind: Engine) -> bool:
    """Whether there is an account, disabled ones counted; a record that has not been made yet has none.

    Raises whatever the database raises where it can't be asked: nobody is let in because it is down.
    """
    if bind.dialect.name == "sqlite" and bind.url.database and not Path(bind.url.database).expanduser().exists():
        return False
    with Session(bind) as session:
        if not inspect(session.connection()).has_table(Account.__tablename__):
            return False
        return session.exec(select(Account.id).limit(1)).first() is not None


def login_of(text: str) -> str:
    """The account's name that somebody typed. Raises `InvalidInput` for one that no account can have."""
    found = unicodedata.normalize("NFKC", text).strip().casefold()
    if not LOGIN.fullmatch(found):
        raise InvalidInput("a login is 2 to 64 lower-case Latin letters, digits, dots, dashes, underscores or @")
    return found


def password_of(text: str) -> str:
    """A password in the one form it is hashed in. Raises `InvalidInput` for one that is too short or too long."""
    found = unicodedata.normalize("NFKC", text)
    if not SHORTEST_PASSWORD <= len(found) <= LONGEST_PASSWORD:
        raise InvalidInput(f"a password is {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters long")
    return found


def find_account(session: Session, login: str) -> Account:
    """The account with this name. Raises `InvalidInput` where there is none."""
    found = session.exec(select(Account).where(Account.login == login_of(login))).first()
    if found is None:
        raise InvalidInput(f"there is no account '{login}'")
    return found


def add_account(
    session: Session, login: str, name: str, *, at: datetime, by: str, password: str | None = None,
    issuer: str | None = None,
) -> Account:  # fmt: skip
    """A new account without any role. Raises `InvalidInput` where the name is taken or not one."""
    login = login_of(login)
    if session.exec(select(Account.id).where(Account.login == login)).first() is not None:
        raise InvalidInput(f"there is an account '{login}' already")
    if not name.strip():
        raise InvalidInput("an account needs the person's name")
    account = Account(
        login=login, name=" ".join(name.split()), created_at=at, issuer=issuer,
        password_hash=_hashed(password) if password is not None else None,
    )  # fmt: skip
    session.add(account)
    session.flush()
    enter(session, at, by, "account-added", after={"login": login, "name": account.name})
    return account


def set_password(session: Session, account: Account, password: str, *, at: datetime, by: str) -> None:
    """Give an account another password; who is signed in with it is signed out."""
    account.password_hash = _hashed(password)
    end_sessions(session, account.id, at=at)
    enter(session, at, by, "password-set", after={"login": account.login})


def disable(session: Session, account: Account, *, at: datetime, by: str, again: bool = False) -> None:
    """Let nobody sign in with it any more (`again`: let them), and sign out who is."""
    account.disabled_at = None if again else at
    end_sessions(session, account.id, at=at)
    enter(session, at, by, "account-enabled" if again else "account-disabled", after={"login": account.login})


def grants_of(session: Session, account_id: int) -> tuple[Grant, ...]:
    """The roles an account has."""
    rows = session.exec(select(AccountRole).where(AccountRole.account_id == account_id).order_by(col(AccountRole.id)))
    return tuple(Grant(row.role, row.authority or None, row.procedure or None) for row in rows)


def grant(session: Session, account: Account, given: Grant, *, at: datetime, by: str) -> None:
    """Give an account a role; one it has already changes nothing. Raises `InvalidInput` for unknown codes."""
    if given.role not in ROLES:
        raise InvalidInput(f"no role '{given.role}'; there are: {', '.join(ROLES)}")
    if given.procedure is not None and given.procedure not in PROCEDURES:
        raise InvalidInput(f"no procedure '{given.procedure}'; there are: {', '.join(PROCEDURES)}")
    if given.authority is not None and (
        session.exec(select(Authority.id).where(Authority.code == given.authority)).first() is None
    ):
        raise InvalidInput(f"no authority '{given.authority}'")
    if given in grants_of(session, account.id):
        return
    row = AccountRole(
        account_id=account.id, role=given.role, authority=given.authority or "", procedure=given.procedure or ""
    )
    session.add(row)
    enter(session, at, by, "role-granted", after={"login": account.login, **vars(given)})


def revoke(session: Session, account: Account, given: Grant, *, at: datetime, by: str) -> None:
    """Take a role away. Raises `InvalidInput` where the account does not have just this one."""
    if given not in grants_of(session, account.id):
        raise InvalidInput(f"'{account.login}' does not have this role")
    session.connection().execute(
        delete(AccountRole).where(
            col(AccountRole.account_id) == account.id, col(AccountRole.role) == given.role,
            col(AccountRole.authority) == (given.authority or ""),
            col(AccountRole.procedure) == (given.procedure or ""),
        )
    )  # fmt: skip
    enter(session, at, by, "role-revoked", before={"login": account.login, **vars(given)})


def person_of(session: Session, account: Account) -> Person:
    """An account with what it may do."""
    return Person(account, grants_of(session, account.id))


def all_accounts(session: Session) -> Sequence[Person]:
    """Every account, by name."""
    accounts = session.exec(select(Account).order_by(Account.login)).all()
    return [person_of(session, account) for account in accounts]


def start_session(session: Session, account: Account, *, at: datetime, address: str, way: str) -> str:
    """Sign an account in; gives the token for the browser's cookie, which nobody else ever sees."""
    # Who signed in when stands in the audit trail; of a session as old as that nothing else is needed.
    session.connection().execute(delete(SignedIn).where(col(SignedIn.started_at) < at - FORGOTTEN_AFTER))
    token = secrets.token_urlsafe(32)
    session.add(SignedIn(token_hash=_digest(token), account_id=account.id, started_at=at, seen_at=at, address=address))
    enter(session, at, actor_of(account.login), SIGNED_IN, after={"way": way, "address": address})
    return token


def sign_in_by_provider(session: Session, issuer: str, subject: str, name: str, *, at: datetime, address: str) -> str:
    """Sign in whom an OpenID Connect provider vouches for; gives the session's token.

    The account is the one bound to this subject; else the one made for the provider under this name, which is bound to
    the subject now. Raises `SignInRefused` where there is none, or it is disabled.
    """
    mine = select(Account).where(Account.issuer == issuer)
    account = session.exec(mine.where(Account.subject == subject)).first()
    if account is None:
        try:
            login = login_of(name)
        except InvalidInput:
            raise SignInRefused from None
        account = session.exec(mine.where(Account.login == login, col(Account.subject).is_(None))).first()
        if account is None or account.disabled_at is not None:
            raise SignInRefused
        account.subject = subject
        enter(session, at, actor_of(login), "account-bound", after={"login": login, "issuer": issuer})
    if account.disabled_at is not None:
        raise SignInRefused
    return start_session(session, account, at=at, address=address, way="openid-connect")


def find_session(session: Session, token: str, *, at: datetime, idle: timedelta, longest: timedelta) -> Person | None:
    """Whose session it is; None where it is over, expired or of an account that is disabled."""
    found = session.exec(
        select(SignedIn, Account)
        .join(Account, col(Account.id) == SignedIn.account_id)
        .where(SignedIn.token_hash == _digest(token))
    ).first()
    if found is None:
        return None
    row, account = found
    if row.ended_at is not None or account.disabled_at is not None:
        return None
    if at - row.seen_at > idle or at - row.started_at > longest:
        return None
    return Person(account, grants_of(session, account.id), row.seen_at)


def touch_session(session: Session, token: str, *, at: datetime) -> None:
    """Note that a session is in use; costs nothing but once a minute."""
    session.connection().execute(
        update(SignedIn)
        .where(col(SignedIn.token_hash) == _digest(token), col(SignedIn.seen_at) < at - SEEN_EVERY)
        .values(seen_at=at)
    )


def end_session(session: Session, token: str, *, at: datetime, login: str) -> None:
    """Sign out."""
    _end(session, col(SignedIn.token_hash) == _digest(token), at)
    enter(session, at, actor_of(login), "signed-out")


def end_sessions(session: Session, account_id: int, *, at: datetime) -> None:
    """Sign an account out everywhere."""
    _end(session, col(SignedIn.account_id) == account_id, at)


def _end(session: Session, which: ColumnElement[bool], at: datetime) -> None:
    session.connection().execute(update(SignedIn).where(which, col(SignedIn.ended_at).is_(None)).values(ended_at=at))


def enter(
    session: Session, at: datetime, by: str, action: str, *,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Enter an act about accounts in the audit trail: they belong to no one authority."""
    on = at.astimezone(UTC).date()
    append(session, Act(at=at, on_day=on, actor=by, action=action, authority_code="", before=before, after=after))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's own parameters."""
    return PasswordHasher()


def _hashed(password: str) -> str:
    with HASHING:
        return hasher().hash(password_of(password))
