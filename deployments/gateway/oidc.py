"""Sign-in through the authority's OpenID Connect provider: code flow with PKCE, state and nonce, by authlib.

Only accounts made for it (`merzim users add LOGIN --oidc`) can be signed in to. The first sign-in binds the account to
the person the provider means by it; from then on nobody else of that name gets in.
"""

import logging
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App  # type: ignore[import-untyped]
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deployments.gateway.pages import language_of, page
from deployments.gateway.visit import visit_of
from models.keys import secret_key
from models.record.accounts import SignInRefused, sign_in_by_provider
from models.record.database import writing
from models.settings import settings
from models.texts import Language, Text

COOKIE = "merzim_oidc"
"""What this browser's sign-in at the provider has to come back with; signed, and good for ten minutes."""
LASTS_SECONDS = 600
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures that the provider alone can make."""

TITLE = Text("Вход", "Кіру", "Sign in")
THROUGH = Text("Войти через {name}", "{name} арқылы кіру", "Sign in through {name}")
REFUSED = Text(
    "Войти через {name} не удалось. Если вы впервые здесь, попросите администратора завести учётную запись.",
    "{name} арқылы кіру мүмкін болмады. Алғаш кірсеңіз, әкімшіден тіркелгі ашуды сұраңыз.",
    "Sign-in through {name} did not work. If this is your first time, ask an administrator for an account.",
)

log = logging.getLogger(__name__)


def link(wanted: str, language: Language) -> Markup:
    """The way to the provider, for the sign-in page; nothing where none is set."""
    if not settings().oidc_issuer:
        return Markup("")
    return Markup('<p><a href="/merzim/oidc/start?next={}">{}</a></p>').format(
        quote(wanted, safe=""), THROUGH.filled(name=settings().oidc_name).in_(language)
    )


async def start(request: Request) -> Response:
    """Off to the provider."""
    from deployments.gateway.signing import local_path

    provider = _provider()
    kept: dict[str, Any] = {"next": local_path(request.query_params.get("next"))}
    request.scope["session"] = kept
    try:
        await _only_safe_signatures(provider)
        response: Response = await provider.authorize_redirect(request, _back(request))
    except (AuthlibBaseError, httpx.HTTPError, RuntimeError) as error:
        log.warning("the OpenID Connect provider can't be reached: %s: %s", type(error).__name__, error)
        return _refused(request, 502)
    response.set_cookie(
        COOKIE, _serializer().dumps(kept), max_age=LASTS_SECONDS, httponly=True, samesite="lax",
        secure=request.url.scheme == "https", path="/merzim/oidc",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


async def back(request: Request) -> Response:
    """Back from the provider, with a code for who it is."""
    from deployments.gateway.signing import accounts_of, let_in

    provider, visit, bind = _provider(), visit_of(request), accounts_of(request).bind()
    try:
        kept: dict[str, Any] = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=LASTS_SECONDS)
        request.scope["session"] = dict(kept)
        said = await _said(provider, request)
        subject, name = str(said.get("sub") or ""), _name(said)
        if not subject:
            raise SignInRefused

        def enter() -> str:
            with writing(bind) as session:
                return sign_in_by_provider(
                    session, settings().oidc_issuer, subject, name, at=visit.at, address=visit.address
                )

        session_token = await run_in_threadpool(enter)
    except (SignInRefused, BadSignature):
        return _refused(request, 403)
    response = await let_in(request, session_token, kept["next"])
    response.delete_cookie(COOKIE, path="/merzim/oidc")
    return response


async def _said(provider: StarletteOAuth2App, request: Request) -> dict[str, Any]:
    """What the signed token says of who came. Raises `SignInRefused` where the answer holds none that is good."""
    try:
        await _only_safe_signatures(provider)
        token = await provider.authorize_access_token(request)
        # Without a signed token authlib would take what stands beside it.
        return dict(token["userinfo"]) if token.get("id_token") else {}
    except Exception as error:  # noqa: BLE001
        # The answer may be of any shape and hold anything: its kind is enough.
        log.warning("a sign-in through OpenID Connect was refused: %s", type(error).__name__)
        raise SignInRefused from None


def _name(said: dict[str, Any]) -> str:
    """What the provider calls the person, by the claim that is set; an email only where the provider vouches for it."""
    claim = settings().oidc_claim
    if claim == "email" and said.get("email_verified") is not True:
        return ""
    return str(said.get(claim) or "")


def _provider() -> StarletteOAuth2App:
    now = settings()
    if not now.oidc_issuer:
        raise HTTPException(404)
    secret = now.oidc_client_secret.get_secret_value() if now.oidc_client_secret else None
    return _registered(now.oidc_issuer, now.oidc_client_id, secret)


@cache
def _registered(issuer: str, client_id: str, secret: str | None) -> StarletteOAuth2App:
    return OAuth().register(
        "provider",
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=client_id,
        client_secret=secret,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 15},
    )


async def _only_safe_signatures(provider: StarletteOAuth2App) -> None:
    metadata = await provider.load_server_metadata()
    if metadata.get("issuer", "").rstrip("/") != settings().oidc_issuer.rstrip("/"):
        raise RuntimeError("the provider's metadata name another issuer")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in SIGNED_WITH]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key(), salt="oidc")


def _back(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/merzim/oidc/back"


def _refused(request: Request, status: int) -> Response:
    said = REFUSED.filled(name=settings().oidc_name).in_(language_of(request))
    body = Markup('<p class="bad" role="alert">{}</p><p><a href="/merzim/sign-in">{}</a></p>').format(
        said, TITLE.in_(language_of(request))
    )
    return page(request, TITLE, body, status=status, narrow=True)


ROUTES = [Route("/oidc/start", start, methods=["GET"]), Route("/oidc/back", back, methods=["GET"])]
