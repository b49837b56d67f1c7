"""Sign-in through an OpenID Connect provider: only for accounts made for it, only for the person first bound to one."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from joserfc import jwt
from sqlmodel import select
from starlette.responses import JSONResponse, Response

from deployments.gateway.oidc import LASTS_SECONDS
from models.keys import SECRET_KEY
from models.record import accounts
from models.record.database import reading, writing
from models.record.users import Account
from models.roles import Grant
from tests.browser.office import Office
from tests.gateway.provider import CLIENT, SECRET, Provider, made_key
from tests.gateway.visitors import Browser

Browse = Callable[..., Browser]
ANOTHER = made_key()
PERSON = {"sub": "8e1f", "preferred_username": "zh.omarov"}


@pytest.fixture(autouse=True)
def _account(office: Office, provider: Provider) -> None:
    """An account made for the provider, bound to nobody yet."""
    provider.reset(**PERSON)
    with writing(office.record) as session:
        found = session.exec(select(Account).where(Account.login == "zh.omarov")).first()
        if found is None:
            at = office.clock.read()
            found = accounts.add_account(session, "zh.omarov", "Жандос Омаров", at=at, by="test", issuer=provider.url)
            accounts.grant(session, found, Grant("viewer", "KRG"), at=at, by="test")
        found.subject = None


def through(browser: Browser, wanted: str = "/merzim/", change: Callable[[str], str] = str) -> httpx.Response:
    """To the provider and back, as a browser is led; `change` may alter the address it comes back to."""
    start = browser.http.get(f"/merzim/oidc/start?next={wanted}")
    assert start.status_code == 302
    return browser.http.get(change(httpx.get(start.headers["location"]).headers["location"]))


async def test_the_provider_vouches_for_a_person_and_the_account_is_bound_to_them(
    browse: Browse, office: Office, provider: Provider
) -> None:
    browser = browse()
    assert "Портал органа" in browser.http.get("/merzim/sign-in").text
    answer = through(browser, "/v2/runs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/v2/runs")
    assert "Жандос Омаров" in browser.http.get("/merzim/").text
    with reading(office.record) as session:
        assert session.exec(select(Account.subject).where(Account.login == "zh.omarov")).one() == "8e1f"
    # Renamed over there: still the same person. Somebody else who got the name: not.
    provider.reset(sub="8e1f", preferred_username="zhandos")
    assert through(browse()).status_code == 303
    provider.reset(sub="someone-else", preferred_username="zh.omarov")
    assert through(browse()).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "1", "preferred_username": "not-an-account"},
        # An account with a password is not the provider's to open.
        {"sub": "1", "preferred_username": "administrator"},
        {"sub": "1"},
        {"preferred_username": "zh.omarov"},
        {"sub": "1", "preferred_username": "zh.omarov\u200b"},
    ],
)
async def test_whoever_has_no_account_for_it_is_refused(
    browse: Browse, provider: Provider, said: dict[str, Any]
) -> None:
    provider.reset(**said)
    browser = browse()
    assert through(browser).status_code == 403
    assert not browser.session


@pytest.mark.parametrize(
    "cheats",
    [
        {"aud": "another"}, {"aud": ["another", "a third"]}, {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"}, {"nonce": "replayed"}, {"exp": 1_000_000_000}, {"iat": 9_000_000_000},
        *({claim: None} for claim in ("aud", "iss", "nonce", "exp", "iat", "sub")),
    ],
    ids=str,
)  # fmt: skip
async def test_a_token_that_is_not_for_us_and_now_is_refused(
    browse: Browse, provider: Provider, cheats: dict[str, Any]
) -> None:
    provider.cheats = cheats
    refused(browse())


def unsigned(provider: Provider, claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def by_another_key(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, ANOTHER)


def by_the_key_it_brings(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "jwk": ANOTHER.as_dict(private=False)}, claims, ANOTHER)


def by_a_key_of_no_name(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "two"}, claims, ANOTHER)


def by_the_public_key_as_a_password(provider: Provider, claims: dict[str, Any]) -> str:
    return _by_password(claims, provider.key.as_pem(private=False))


def by_the_client_secret(provider: Provider, claims: dict[str, Any]) -> str:
    return _by_password(claims, SECRET.encode())


def with_other_claims_under_the_signature(provider: Provider, claims: dict[str, Any]) -> str:
    head, _, signature = provider.signed(claims | {"sub": "1"}).split(".")
    return f"{head}.{_part(claims)}.{signature}"


def without_its_signature(provider: Provider, claims: dict[str, Any]) -> str:
    return provider.signed(claims).rpartition(".")[0] + "."


def no_token(provider: Provider, claims: dict[str, Any]) -> str:
    return "x"


def no_claims(provider: Provider, claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'RS256'})}.{_part([])}.x"


def only_who_it_is(provider: Provider, claims: dict[str, Any]) -> Response:
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "userinfo": claims})


def a_number(provider: Provider, claims: dict[str, Any]) -> Response:
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": 5, "userinfo": claims})


def nothing(provider: Provider, claims: dict[str, Any]) -> Response:
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": None, "userinfo": claims})


def no_json(provider: Provider, claims: dict[str, Any]) -> Response:
    return Response("<html>", media_type="text/html")


def a_list(provider: Provider, claims: dict[str, Any]) -> Response:
    return JSONResponse([provider.signed(claims)])


def an_error(provider: Provider, claims: dict[str, Any]) -> Response:
    return JSONResponse({"error": "server_error", "id_token": provider.signed(claims)}, 500)


@pytest.mark.parametrize(
    "forged",
    [
        unsigned, by_another_key, by_the_key_it_brings, by_a_key_of_no_name, by_the_public_key_as_a_password,
        by_the_client_secret, with_other_claims_under_the_signature, without_its_signature, no_token, no_claims,
        only_who_it_is, a_number, nothing, no_json, a_list, an_error,
    ],
)  # fmt: skip
async def test_a_forged_answer_is_refused(
    browse: Browse, provider: Provider, forged: Callable[[Provider, dict[str, Any]], str | Response]
) -> None:
    provider.forges = partial(forged, provider)
    browser = browse()
    refused(browser)
    # And the honest one is not.
    provider.forges = None
    assert through(browser).status_code == 303


async def test_a_token_of_an_earlier_sign_in_is_refused(browse: Browse, provider: Provider) -> None:
    kept: list[str] = []

    def again(claims: dict[str, Any]) -> str:
        kept.append(provider.signed(claims))
        return kept[0]

    provider.forges = again
    assert through(browse()).status_code == 303
    refused(browse())


async def test_a_way_back_is_gone_once_and_while_it_is_fresh(browse: Browse, office: Office) -> None:
    browser = browse()
    location, kept = led_back(browser)
    assert browser.http.get(location).status_code == 303
    assert browser.http.get(location).status_code == 403
    # Whoever has the address has not what this browser kept; and with both, the provider takes no code twice.
    assert browse().http.get(location).status_code == 403
    assert browse().http.get(location, headers={"cookie": f"merzim_oidc={kept}"}).status_code == 403
    for query in ("", "?code=x", "?state=x", "?error=access_denied", "?code=x&state=x&state=y"):
        again = browse()
        again.http.get("/merzim/oidc/start")
        refused_back = again.http.get(f"/merzim/oidc/back{query}")
        assert (refused_back.status_code, again.session) == (403, "")


async def test_what_a_browser_kept_is_worth_nothing_when_it_is_old_or_changed(browse: Browse, office: Office) -> None:
    key = (Path(office.record.url.database or "").parent / SECRET_KEY).read_bytes().strip()

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - LASTS_SECONDS - 1

    ours = URLSafeTimedSerializer(key, salt="oidc")
    forged: tuple[Callable[[str], str], ...] = (
        lambda kept: str(URLSafeTimedSerializer(key, salt="oidc", signer=Earlier).dumps(ours.loads(kept))),
        lambda kept: str(URLSafeTimedSerializer(key, salt="else").dumps(ours.loads(kept))),
        lambda kept: f"{'A' if kept[0] != 'A' else 'B'}{kept[1:]}",
        lambda _: "x",
    )
    for forge in forged:
        browser = browse()
        location, kept = led_back(browser)
        stranger = browse()
        assert stranger.http.get(location, headers={"cookie": f"merzim_oidc={forge(kept)}"}).status_code == 403
        # It would have been good.
        assert browser.http.get(location).status_code == 303


def led_back(browser: Browser) -> tuple[str, str]:
    """Where the provider sends it back to, not gone to yet, and what the browser kept for it."""
    start = browser.http.get("/merzim/oidc/start")
    return httpx.get(start.headers["location"]).headers["location"], browser.http.cookies["merzim_oidc"]


def refused(browser: Browser) -> None:
    """Turned away with a page that says so, and not signed in."""
    assert through(browser).status_code == 403
    assert not browser.session


def _part(what: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


def _by_password(claims: dict[str, Any], password: bytes) -> str:
    signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
    signature = hmac.new(password, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


async def test_a_way_back_that_this_browser_did_not_begin_is_refused(browse: Browse) -> None:
    # Another's code, sent to a victim: the victim would be signed in as the attacker.
    victim, attacker = browse(), browse()
    start = attacker.http.get("/merzim/oidc/start")
    location = attacker.http.get(start.headers["location"]).headers["location"]
    assert victim.http.get(location).status_code == 403
    assert through(browse(), change=lambda to: to.replace("state=", "state=x")).status_code == 403


async def test_after_sign_in_there_it_leads_to_no_other_site(browse: Browse) -> None:
    assert through(browse(), "https://evil.example").headers["location"] == "/v2/runs"
