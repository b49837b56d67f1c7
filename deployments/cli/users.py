"""`merzim users`: accounts, their passwords and their roles."""

from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli import new_app
from deployments.cli.opened import opened, opened_to_write
from deployments.cli.options import Json, print_json
from models.texts import Language

if TYPE_CHECKING:
    from models.record.accounts import Person

users = new_app(help="Accounts of the people who use the service.")

Login = Annotated[str, typer.Argument(metavar="LOGIN")]
FromStdin = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input, one line.")]
Authority = Annotated[str | None, typer.Option(help="In this authority (its code); left out: in all.")]
Procedure = Annotated[str | None, typer.Option(help="For this procedure; left out: for all.")]
RoleName = Annotated[str, typer.Argument(metavar="ROLE", help="viewer, operator, secretary or administrator")]
BY = "command line"
"""Who did it, in the audit trail, with the name of the operating system's user."""


@users.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name, as colleagues see it.")],
    role: Annotated[str | None, typer.Option(help="A first role; more with `merzim users grant`.")] = None,
    authority: Authority = None,
    procedure: Procedure = None,
    language: Annotated[
        Language | None, typer.Option("--lang", help="Language of its pages; left out: the browser's.")
    ] = None,
    oidc: Annotated[
        bool, typer.Option("--oidc", help="Sign-in through the OpenID Connect provider, without a password.")
    ] = False,
    stdin: FromStdin = False,
    as_json: Json = False,
) -> None:
    """A new account. The password is asked for twice, or read from standard input; never an argument."""
    from models import clock
    from models.errors import InvalidInput
    from models.record import accounts
    from models.roles import Grant
    from models.settings import settings

    if oidc and not settings().oidc_issuer:
        raise InvalidInput("MERZIM_OIDC_ISSUER is not set: there is no provider to sign in through")
    accounts.login_of(login)
    password = None if oidc else _password(stdin)
    at, by = clock.now(), _by()
    with opened_to_write() as session:
        account = accounts.add_account(
            session, login, name, at=at, by=by, password=password, issuer=settings().oidc_issuer if oidc else None
        )
        account.language = language
        if role is not None:
            accounts.grant(session, account, Grant(role, authority, procedure), at=at, by=by)  # type: ignore[arg-type]
        _show(accounts.person_of(session, account), as_json)


@users.command("list")
def list_(as_json: Json = False) -> None:
    """All accounts with their roles."""
    from models.record import accounts

    with opened() as session:
        found = accounts.all_accounts(session)
    if as_json:
        print_json([_data(each) for each in found])
        return
    for each in found:
        _show(each, as_json=False)


@users.command()
def password(login: Login, stdin: FromStdin = False) -> None:
    """Another password; whoever is signed in with the account is signed out."""
    from models import clock
    from models.record import accounts

    with opened_to_write() as session:
        accounts.find_account(session, login)
    given = _password(stdin)
    with opened_to_write() as session:
        account = accounts.find_account(session, login)
        accounts.set_password(session, account, given, at=clock.now(), by=_by())


@users.command()
def disable(
    login: Login, undo: Annotated[bool, typer.Option("--undo", help="Let the account in again.")] = False
) -> None:
    """Nobody signs in with the account any more, and whoever is signed in is signed out. It is never deleted."""
    from models import clock
    from models.record import accounts

    with opened_to_write() as session:
        accounts.disable(session, accounts.find_account(session, login), at=clock.now(), by=_by(), again=undo)


@users.command()
def grant(
    login: Login, role: RoleName, authority: Authority = None, procedure: Procedure = None, as_json: Json = False
) -> None:
    """Give an account a role, in one authority or all, for one procedure or all."""
    _change("grant", login, role, authority, procedure, as_json)


@users.command()
def revoke(
    login: Login, role: RoleName, authority: Authority = None, procedure: Procedure = None, as_json: Json = False
) -> None:
    """Take a role away, named as it was given."""
    _change("revoke", login, role, authority, procedure, as_json)


def _change(how: str, login: str, role: str, authority: str | None, procedure: str | None, as_json: bool) -> None:
    from models import clock
    from models.record import accounts
    from models.roles import Grant

    meant = Grant(role, authority, procedure)  # type: ignore[arg-type]  # checked when it is granted
    with opened_to_write() as session:
        account = accounts.find_account(session, login)
        change = accounts.grant if how == "grant" else accounts.revoke
        change(session, account, meant, at=clock.now(), by=_by())
        _show(accounts.person_of(session, account), as_json)


def _password(stdin: bool) -> str:
    import sys

    from models.record.accounts import password_of

    if stdin:
        return password_of(sys.stdin.readline().rstrip("\r\n"))
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password_of(given)


def _by() -> str:
    import getpass

    return f"{BY} ({getpass.getuser()})"


def _data(person: "Person") -> dict[str, object]:
    account = person.account
    return {
        "login": account.login,
        "name": account.name,
        "signs_in_by": "oidc" if account.issuer else "password",
        "language": account.language,
        "disabled": account.disabled_at is not None,
        "roles": [vars(each) for each in person.grants],
    }


def _show(person: "Person", as_json: bool) -> None:
    data = _data(person)
    if as_json:
        print_json(data)
        return
    state = "  (disabled)" if data["disabled"] else ""
    print(f"{data['login']}  {data['name']}  {data['signs_in_by']}{state}")
    for each in person.grants:
        print(f"  {each.role}  authority: {each.authority or 'all'}  procedure: {each.procedure or 'all'}")
