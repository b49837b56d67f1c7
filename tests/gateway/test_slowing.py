"""Guessing passwords gets slower and slower, without keeping the owner out or telling which accounts there are."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlmodel import select

from models.record import accounts, signing
from models.record.accounts import SignInRefused
from models.record.database import reading, writing
from models.record.signing import TooManyTries, sign_in
from models.record.users import Account, FailedSignIns
from models.roles import Grant, may, within
from tests.at_once import at_once

AT = datetime(2026, 12, 4, 9, tzinfo=UTC)
RIGHT, WRONG = "eleven blue trams at noon", "eleven blue trams at none"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as it is, but quick: hundreds of guesses are made here."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    for module in (accounts, signing):
        monkeypatch.setattr(module, "hasher", lambda: quick)
    signing._nobodys.cache_clear()


@pytest.fixture
def record(sqlite_record: Engine) -> Engine:
    """SQLite; what the database's own locks decide is tried on both."""
    return sqlite_record


@pytest.fixture
def with_account(record: Engine) -> Engine:
    with writing(record) as session:
        accounts.add_account(session, "a.serikova", "Айгүл Серікова", at=AT, by="test", password=RIGHT)
    return record


def outcome(
    record: Engine, password: str, at: datetime, *, login: str = "a.serikova", address: str = "10.0.0.1"
) -> str:
    try:
        sign_in(record, login, password, address=address, at=at)
    except SignInRefused:
        return "refused"
    except TooManyTries as many:
        return f"wait {many.wait.total_seconds():.0f}"
    return "in"


@pytest.mark.parametrize("login", ["a.serikova", "nobody-of-that-name"])
def test_each_failure_past_the_fifth_doubles_the_wait_whether_the_account_exists(
    with_account: Engine, login: str
) -> None:
    at = AT
    for _ in range(5):
        assert outcome(with_account, WRONG, at, login=login) == "refused"
    for wait in (1, 2, 4, 8, 16, 32):
        # A right password is not looked at either: the answer would tell that it is right.
        assert outcome(with_account, RIGHT, at, login=login) == f"wait {wait}"
        at += timedelta(seconds=wait)
        assert outcome(with_account, WRONG, at, login=login) == "refused"


def test_the_wait_never_grows_past_a_quarter_of_an_hour_and_is_forgotten(with_account: Engine) -> None:
    at = AT
    for _ in range(30):
        said = outcome(with_account, WRONG, at)
        at += timedelta(seconds=int(said.split()[1])) if said.startswith("wait") else timedelta()
        assert not said.startswith("wait") or int(said.split()[1]) <= 900
    assert outcome(with_account, RIGHT, at + timedelta(minutes=15)) == "in"
    assert outcome(with_account, WRONG, at + timedelta(minutes=15)) == "refused"


def test_a_stranger_keeps_the_owner_out_for_half_a_minute_at_most(with_account: Engine) -> None:
    for number in range(200):
        outcome(with_account, WRONG, AT, address=f"203.0.113.{number}")
    said = outcome(with_account, RIGHT, AT, address="10.0.0.9")
    assert int(said.split()[1]) <= 30
    assert outcome(with_account, RIGHT, AT + timedelta(seconds=30), address="10.0.0.9") == "in"


def test_one_address_that_tries_many_accounts_is_slowed_down(with_account: Engine) -> None:
    said = [outcome(with_account, WRONG, AT, login=f"account-{number}") for number in range(40)]
    assert said[:30] == ["refused"] * 30
    assert all(each.startswith("wait") for each in said[30:])
    # Somebody else's sign-in from there does not set it back.
    assert outcome(with_account, RIGHT, AT + timedelta(seconds=1)) == "in"
    assert outcome(with_account, WRONG, AT + timedelta(seconds=1), login="account-50") == "wait 1"
    assert outcome(with_account, WRONG, AT + timedelta(seconds=2), login="account-51") == "refused"
    assert outcome(with_account, WRONG, AT + timedelta(seconds=2), login="account-52") == "wait 2"


def test_an_office_behind_one_address_signs_in_all_day(with_account: Engine) -> None:
    at = AT
    for number in range(120):
        assert outcome(with_account, RIGHT, at) == "in"
        if number % 6 == 0:
            assert outcome(with_account, WRONG, at) == "refused"
        at += timedelta(minutes=4)


def test_a_clock_set_back_keeps_nobody_out_for_longer(with_account: Engine) -> None:
    for _ in range(6):
        outcome(with_account, WRONG, AT + timedelta(days=1))
    assert outcome(with_account, RIGHT, AT) == "wait 1"
    assert outcome(with_account, RIGHT, AT, address="10.0.0.2") == "in"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_many_guesses_at_once_are_counted_before_any_is_looked_at(kind: str, request: pytest.FixtureRequest) -> None:
    record: Engine = request.getfixturevalue(f"{kind}_record")
    said = at_once(*[lambda: outcome(record, WRONG, AT)] * 24)
    assert said.count("refused") == 5
    assert all(each == "refused" or each.startswith("wait") for each in said)


def test_what_was_typed_is_not_kept(with_account: Engine) -> None:
    outcome(with_account, WRONG, AT, login="my password by mistake")
    with reading(with_account) as session:
        rows = session.exec(select(FailedSignIns)).all()
        kept = session.exec(select(Account)).one()
    assert rows
    assert all("password" not in row.about and len(row.about) == 64 for row in rows)
    assert kept.password_hash is not None
    assert kept.password_hash.startswith("$argon2id$")


def test_a_password_is_taken_however_its_letters_are_composed(record: Engine) -> None:
    with writing(record) as session:
        accounts.add_account(session, "b.kim", "Ким", at=AT, by="test", password="й" * 12)
    assert outcome(record, "\u0438\u0306" * 12, AT, login="B.KIM") == "in"


@pytest.mark.parametrize(
    ("grants", "action", "where", "allowed"),
    [
        ((Grant("viewer"),), "read", ("KRG", "rotation"), True),
        ((Grant("viewer"),), "answer", ("KRG", "rotation"), False),
        ((Grant("operator", "KRG"),), "answer", ("KRG", "reserve"), True),
        ((Grant("operator", "KRG"),), "answer", ("IZB", "reserve"), False),
        ((Grant("operator", "KRG"),), "read", (None, None), False),
        ((Grant("operator", None, "reserve"),), "open", ("IZB", "reserve"), True),
        ((Grant("secretary", "KRG"),), "answer", ("KRG", "rotation"), False),
        ((Grant("secretary", "KRG"),), "meet", ("KRG", "rotation"), True),
        ((Grant("administrator", "KRG"),), "manage", (None, None), False),
        ((Grant("administrator"),), "manage", (None, None), True),
        ((), "read", ("KRG", "rotation"), False),
    ],
)
def test_a_role_reaches_its_authority_and_procedure_and_no_further(
    grants: tuple[Grant, ...], action: str, where: tuple[str | None, str | None], allowed: bool
) -> None:
    assert may(grants, action, *where) is allowed  # type: ignore[arg-type]


def test_places_inside_others_are_told_once() -> None:
    grants = (Grant("viewer", "KRG"), Grant("operator", "KRG", "rotation"), Grant("viewer", "IZB", "reserve"))
    assert within(grants, "read") == {("KRG", None), ("IZB", "reserve")}
    assert within(grants, "answer") == {("KRG", "rotation")}
    assert within((*grants, Grant("viewer")), "read") == {(None, None)}
