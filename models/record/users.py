"""Accounts of the people who use the service, their roles, their sessions, and sign-ins that failed."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.record.base import Record, coded, key, moment, one_of
from models.roles import Role
from models.texts import Language


class Account(Record, table=True):
    """Somebody who may sign in, by password or through the authority's OpenID Connect provider."""

    __tablename__ = "accounts"
    __table_args__ = (one_of("language", Language), UniqueConstraint("issuer", "subject"))

    id: int = key()
    # Lower-case Latin letters, digits, dots, dashes: what the record writes as `user:<login>`, so it is never reused.
    login: str = Field(unique=True)
    # As people call the person.
    name: str
    # Argon2, with its parameters and salt; None: no sign-in by password.
    password_hash: str | None = None
    # Whom the OpenID Connect provider means: its issuer, and the person's name there.
    issuer: str | None = None
    subject: str | None = None
    # None: the browser's.
    language: Language | None = coded(default=None)
    created_at: datetime = moment()
    # Since when nobody may sign in with it; None: it is in use.
    disabled_at: datetime | None = moment(default=None)


class AccountRole(Record, table=True):
    """A role an account has, in one authority or all, for one procedure or all."""

    __tablename__ = "account_roles"
    __table_args__ = (one_of("role", Role), UniqueConstraint("account_id", "role", "authority", "procedure"))

    id: int = key()
    account_id: int = Field(foreign_key="accounts.id")
    role: Role = coded()
    # Codes; empty, not NULL, for all of them: NULLs would never be equal.
    authority: str = ""
    procedure: str = ""


class SignedIn(Record, table=True):
    """A session of an account, from sign-in to sign-out or expiry. The browser alone knows its token."""

    __tablename__ = "sessions"

    # SHA-256 of the token in the browser's cookie.
    token_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", index=True)
    started_at: datetime = moment()
    # Of the last request, to the minute.
    seen_at: datetime = moment()
    # Signed out, or ended by an administrator.
    ended_at: datetime | None = moment(default=None)
    address: str = ""


class FailedSignIns(Record, table=True):
    """Sign-ins that failed one after another, by account, by address and by both; gone once one succeeds."""

    __tablename__ = "failed_sign_ins"

    # A digest: names that people type may be passwords.
    about: str = Field(primary_key=True)
    count: int
    last_at: datetime = moment()
