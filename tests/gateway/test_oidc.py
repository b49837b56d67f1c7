"""Sign-in through an OpenID Connect provider: only for accounts made for it, only for the person first bound to one."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlmodel import select

from models.record import accounts
from models.record.database import reading, writing
from models.record.users import Account
from models.roles import Grant
from tests.browser.office import Office
from tests.gateway.provider import Provider, made_key
from tests.gateway.visitors import Browser

Browse = Callable[..., Browser]
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
    "cheats", [{"aud": "another"}, {"iss": "https://evil.example"}, {"nonce": "replayed"}, {"exp": 1_000_000_000}]
)
async def test_a_token_that_is_not_for_us_and_now_is_refused(
    browse: Browse, provider: Provider, cheats: dict[str, Any]
) -> None:
    provider.cheats = cheats
    assert through(browse()).status_code == 403


async def test_a_token_signed_by_somebody_else_is_refused(browse: Browse, provider: Provider) -> None:
    provider.signs_with = made_key()
    assert through(browse()).status_code == 403


async def test_a_way_back_that_this_browser_did_not_begin_is_refused(browse: Browse) -> None:
    # Another's code, sent to a victim: the victim would be signed in as the attacker.
    victim, attacker = browse(), browse()
    start = attacker.http.get("/merzim/oidc/start")
    location = attacker.http.get(start.headers["location"]).headers["location"]
    assert victim.http.get(location).status_code == 403
    assert through(browse(), change=lambda to: to.replace("state=", "state=x")).status_code == 403


async def test_after_sign_in_there_it_leads_to_no_other_site(browse: Browse) -> None:
    assert through(browse(), "https://evil.example").headers["location"] == "/v2/runs"
