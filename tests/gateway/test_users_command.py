"""`merzim users` and `merzim serve` on a real record, as they are called."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from starlette.requests import HTTPConnection

from deployments.gateway.accounts import Accounts
from deployments.gateway.pages import language_of
from deployments.gateway.visit import Visit, put_visit
from models.errors import InvalidInput, MerzimError, Refusal
from models.keys import kept_key
from models.record.accounts import SignInRefused
from models.record.database import reading, writing
from models.record.signing import sign_in
from models.record.tables import AuditEntry, Official
from tests.at_once import at_once
from tests.called import Command
from tests.installed import installed
from tests.record.rotation_year import FIRST, opened

AT = datetime(2026, 12, 1, 7, tzinfo=UTC)
GOOD = "eleven blue trams at noon"


@pytest.fixture
def record(sqlite_record: Engine) -> Engine:
    return sqlite_record


@pytest.fixture
def run(record: Engine, tmp_path: Path, command: Command) -> Iterator[Command]:
    """The command line on the record."""
    with installed(record, AT, tmp_path):
        yield command


def test_an_account_is_made_given_roles_and_taken_out_of_use(run: Command, record: Engine) -> None:
    opened(record)
    made = run("users", "add", "A.Serikova", "--name", "Айгүл  Серікова", "--role", "operator", "--authority", "KRG",
               "--lang", "kk", "--stdin", "--json", stdin=f"{GOOD}\n")  # fmt: skip
    assert made == {
        "login": "a.serikova", "name": "Айгүл Серікова", "signs_in_by": "password", "language": "kk", "disabled": False,
        "roles": [{"role": "operator", "authority": "KRG", "procedure": None}],
    }  # fmt: skip
    token = sign_in(record, "a.serikova", GOOD, address="10.0.0.1", at=AT)
    russian = HTTPConnection({"type": "http", "query_string": b"", "headers": [(b"accept-language", b"ru")]})
    put_visit(russian, Visit(Accounts(lambda: record).visitor(token, AT), AT, token))
    assert language_of(russian) == "kk"
    run("users", "password", "a.serikova", "--stdin", stdin="another long password\n")
    with pytest.raises(SignInRefused):
        sign_in(record, "a.serikova", GOOD, address="10.0.0.1", at=AT)
    run("users", "grant", "a.serikova", "viewer", "--procedure", "rotation")
    run("users", "revoke", "a.serikova", "operator", "--authority", "KRG")
    run("users", "disable", "a.serikova")
    (listed,) = run("users", "list", "--json")
    assert listed["disabled"]
    assert listed["roles"] == [{"role": "viewer", "authority": None, "procedure": "rotation"}]
    with pytest.raises(SignInRefused):
        sign_in(record, "a.serikova", "another long password", address="10.0.0.1", at=AT)
    with reading(record) as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.authority_code == "")).all()
    assert [each.action for each in entries if not each.action.startswith("sign")] == [
        "account-added", "role-granted", "password-set", "role-granted", "role-revoked", "account-disabled"
    ]  # fmt: skip
    assert GOOD not in str([each.after for each in entries])


@pytest.mark.parametrize(
    ("arguments", "typed", "why"),
    [
        (("add", "root", "--name", "R", "--stdin"), "short\n", "12 to 200 characters"),
        (("add", "а.серикова", "--name", "А", "--stdin"), f"{GOOD}\n", "lower-case Latin"),
        (("add", "x" * 65, "--name", "А", "--stdin"), f"{GOOD}\n", "lower-case Latin"),
        (("add", "somebody", "--name", "S", "--role", "king", "--stdin"), f"{GOOD}\n", "no role 'king'"),
        (("add", "somebody", "--name", "S", "--role", "viewer", "--authority", "XXX", "--stdin"), f"{GOOD}\n", "XXX"),
        (("add", "somebody", "--name", "S", "--oidc"), "", "MERZIM_OIDC_ISSUER"),
        (("grant", "nobody", "viewer"), "", "no account 'nobody'"),
    ],
)
def test_what_makes_no_account_is_refused_and_leaves_none(
    run: Command, record: Engine, arguments: tuple[str, ...], typed: str, why: str
) -> None:
    opened(record)
    with pytest.raises(MerzimError, match=why):
        run("users", *arguments, stdin=typed)
    assert run("users", "list", "--json") == []


def test_a_notice_is_served_by_command(run: Command, record: Engine) -> None:
    opened(record)
    with writing(record) as session:
        for each in session.exec(select(Official)).all():
            each.email = f"{each.code.lower()}@example.kz"
    told = run("serve", FIRST, "notice", "--by", "P-9", "--json")
    assert (told["case"], told["until"]) == (FIRST, "2026-12-04")
    with pytest.raises(Refusal, match="sent today already"):
        run("serve", FIRST, "notice")
    with pytest.raises(InvalidInput):
        run("serve", f"{FIRST}9", "notice")


def test_a_key_is_one_however_many_make_it_and_nobody_elses_to_read(tmp_path: Path) -> None:
    found = at_once(*[lambda: kept_key(tmp_path / "k" / "a.key")] * 8)
    assert isinstance(found[0], str)
    assert found == [found[0]] * 8
    (tmp_path / "k" / "a.key").chmod(0o644)
    with pytest.raises(InvalidInput, match="can be read by others"):
        kept_key(tmp_path / "k" / "a.key")
