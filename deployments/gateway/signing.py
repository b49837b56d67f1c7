"""Sign-in by password, sign-out, a new password of one's own."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from deployments.gateway import oidc
from deployments.gateway.accounts import Accounts, cookie_name
from deployments.gateway.pages import HEADERS, language_of, page, problem
from deployments.gateway.visit import Forbidden, csrf_field, posted, signed_in, somebody, visit_of
from models.errors import InvalidInput
from models.record.accounts import (
    SignInRefused,
    end_session,
    find_account,
    password_of,
    set_password,
    start_session,
)
from models.record.database import writing
from models.record.signing import TooManyTries, sign_in
from models.roles import actor_of
from models.texts import Text

WORKLIST = "/v2/runs"

TITLE = Text("Вход", "Кіру", "Sign in")
LOGIN = Text("Имя для входа", "Кіру аты", "Login")
PASSWORD = Text("Пароль", "Құпиясөз", "Password")
SIGN_IN = Text("Войти", "Кіру", "Sign in")
WRONG = Text(
    "Имя или пароль не подошли.", "Кіру аты немесе құпиясөз дұрыс емес.", "The login or the password is wrong."
)
WAIT = Text(
    "Слишком много неудачных попыток. Попробуйте через {seconds} с.",
    "Сәтсіз әрекеттер тым көп. {seconds} с кейін қайталап көріңіз.",
    "Too many failed tries. Try again in {seconds} s.",
)
NO_ACCOUNTS = Text(
    "Учётных записей ещё нет: администратор заводит их командой merzim users add.",
    "Тіркелгілер әлі жоқ: оларды әкімші merzim users add командасымен енгізеді.",
    "There are no accounts yet: an administrator makes them with merzim users add.",
)
NEW_PASSWORD = Text("Новый пароль", "Жаңа құпиясөз", "New password")
OLD = Text("Нынешний пароль", "Қазіргі құпиясөз", "Present password")
NEW = Text(
    "Новый пароль, не короче 12 знаков", "Жаңа құпиясөз, кемінде 12 таңба", "New password, 12 characters or more"
)
CHANGE = Text("Сменить", "Ауыстыру", "Change")
UNFIT = Text(
    "Нужен пароль длиной от 12 до 200 знаков.",
    "Ұзындығы 12-ден 200 таңбаға дейінгі құпиясөз қажет.",
    "A password is 12 to 200 characters long.",
)


def local_path(wanted: str | None) -> str:
    """Where to go after sign-in: a path of this very service, or the worklist."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\", "/merzim/sign-")):
        return WORKLIST
    parts = urlsplit(wanted)
    # Browsers read "\" as "/", and leave out tabs and line breaks.
    bad = parts.scheme or parts.netloc or "\\" in wanted or any(ord(c) < 32 for c in wanted)
    return WORKLIST if bad else wanted


async def sign_in_form(request: Request) -> Response:
    """The form; who is signed in already goes where they wanted."""
    visitor = signed_in(request)
    wanted = local_path(request.query_params.get("next"))
    if visitor is not None and visitor.login:
        return RedirectResponse(wanted, 303, HEADERS)
    return _form(request, wanted)


async def sign_in_sent(request: Request) -> Response:
    """The form was sent."""
    form = await posted(request)
    visit, accounts = visit_of(request), accounts_of(request)
    wanted = local_path(text_of(form, "next"))
    login, password = text_of(form, "login"), text_of(form, "password")
    try:
        token = await run_in_threadpool(sign_in, accounts.bind(), login, password, address=visit.address, at=visit.at)
    except SignInRefused:
        return _form(request, wanted, WRONG, status=401, login=login)
    except TooManyTries as many:
        return _form(request, wanted, _wait(many), status=429, login=login)
    return await let_in(request, token, wanted)


async def let_in(request: Request, token: str, wanted: str) -> Response:
    """The browser gets its new session; the one it had is over."""
    await _end_old(request)
    response = RedirectResponse(wanted, 303, HEADERS)
    response.set_cookie(
        cookie_name(request), token, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )
    response.delete_cookie("merzim_visitor", path="/merzim")
    return response


async def sign_out(request: Request) -> Response:
    """The session is over, on the server and in the browser."""
    await posted(request)
    await _end_old(request)
    response = RedirectResponse("/merzim/sign-in", 303, {**HEADERS, "Clear-Site-Data": '"cache"'})
    response.delete_cookie(cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True)
    return response


async def password_form(request: Request) -> Response:
    """The form for another password of one's own."""
    _own(request)
    return _password(request)


async def password_sent(request: Request) -> Response:
    """Another password of one's own: all sessions end but a new one."""
    login = _own(request)
    form = await posted(request)
    visit, bind = visit_of(request), accounts_of(request).bind()

    old, new = text_of(form, "old"), text_of(form, "new")

    def change() -> str:
        sign_in(bind, login, old, address=visit.address, at=visit.at)
        with writing(bind) as session:
            account = find_account(session, login)
            set_password(session, account, new, at=visit.at, by=actor_of(login))
            return start_session(session, account, at=visit.at, address=visit.address, way="new password")

    try:
        password_of(new)
        token = await run_in_threadpool(change)
    except InvalidInput:
        return _password(request, UNFIT, status=422)
    except SignInRefused:
        return _password(request, WRONG, status=401)
    except TooManyTries as many:
        return _password(request, _wait(many), status=429)
    return await let_in(request, token, "/merzim/")


def _own(request: Request) -> str:
    visitor = somebody(request)
    if not visitor.login:
        raise Forbidden
    return visitor.login


def _wait(many: TooManyTries) -> Text:
    return WAIT.filled(seconds=max(1, -(-many.wait // timedelta(seconds=1))))


async def _end_old(request: Request) -> None:
    visitor, accounts = signed_in(request), accounts_of(request)
    token = accounts.cookie(request)
    if visitor is None or not visitor.login or not token:
        return
    login, at = visitor.login, visit_of(request).at

    def end() -> None:
        with writing(accounts.bind()) as session:
            end_session(session, token, at=at, login=login)

    await run_in_threadpool(end)


def _form(request: Request, wanted: str, wrong: Text | None = None, *, status: int = 200, login: str = "") -> Response:
    language = language_of(request)
    body = Markup(
        '{problem}<form method="post" action="/merzim/sign-in">{csrf}<input type="hidden" name="next" value="{next}">'
        '<label for="login">{login}</label><input id="login" name="login" value="{given}" autocomplete="username" '
        'autocapitalize="none" spellcheck="false" required autofocus maxlength="64">'
        '<label for="password">{password}</label><input id="password" name="password" type="password" '
        'autocomplete="current-password" required maxlength="200"><button>{sign_in}</button></form>{other}'
    ).format(
        problem=problem(request, wrong),
        csrf=csrf_field(request),
        next=wanted,
        login=LOGIN.in_(language),
        given=login[:64],
        password=PASSWORD.in_(language),
        sign_in=SIGN_IN.in_(language),
        other=oidc.link(wanted, language),
    )
    return page(request, TITLE, body, status=status, narrow=True)


def _password(request: Request, wrong: Text | None = None, *, status: int = 200) -> Response:
    language = language_of(request)
    body = Markup(
        '{problem}<form method="post" action="/merzim/password">{csrf}'
        '<label for="old">{old}</label><input id="old" name="old" type="password" autocomplete="current-password" '
        'required maxlength="200"><label for="new">{new}</label><input id="new" name="new" type="password" '
        'autocomplete="new-password" required minlength="12" maxlength="200"><button>{change}</button></form>'
    ).format(
        problem=problem(request, wrong),
        csrf=csrf_field(request),
        old=OLD.in_(language),
        new=NEW.in_(language),
        change=CHANGE.in_(language),
    )
    return page(request, NEW_PASSWORD, body, status=status, narrow=True)


def accounts_of(request: Request) -> Accounts:
    """The accounts this gateway asks."""
    found: Accounts = request.app.state.accounts
    return found


def text_of(form: FormData | Mapping[str, Any], name: str) -> str:
    """A form's field as text; empty where it is missing, or a file."""
    found = form.get(name)
    return found if isinstance(found, str) else ""


ROUTES = [
    Route("/sign-in", sign_in_form, methods=["GET"]),
    Route("/sign-in", sign_in_sent, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/password", password_form, methods=["GET"]),
    Route("/password", password_sent, methods=["POST"]),
]
