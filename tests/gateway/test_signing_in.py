"""Who is not signed in gets nothing; who signs in gets a session that is nobody else's and can be taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import websockets
from sqlmodel import select

from models.record import accounts
from models.record.audit import AuditEntry
from models.record.database import reading, writing
from models.record.users import SignedIn
from tests.browser.office import CYCLE, Office
from tests.gateway.visitors import PASSWORD, Browser, make_account

Browse = Callable[..., Browser]
HTML = {"accept": "text/html"}


async def test_nothing_but_sign_in_and_health_is_served_to_whoever_comes(browse: Browse, office: Office) -> None:
    stranger = browse()
    page = stranger.http.get(f"/v2/runs/flow-run/{office.run_id(CYCLE)}?tab=Logs", headers=HTML)
    assert page.status_code == 303
    assert page.headers["location"].startswith("/merzim/sign-in?next=%2Fv2%2Fruns%2Fflow-run%2F")
    for path in ("api/flow_runs/filter", "api/admin/settings", "ui-settings", "openapi.json", "v2/assets/x.js"):
        assert stranger.http.get(f"/{path}").status_code == 401
    assert stranger.api("POST", "flow_runs/filter").status_code == 401
    assert stranger.http.get("/api/health").json() is True
    assert stranger.http.get("/merzim/sign-in").status_code == 200


@pytest.mark.parametrize("path", ["events/in", "events/out", "logs/out", "task_runs/subscriptions/scheduled"])
async def test_websockets_are_refused_before_they_open(office: Office, path: str) -> None:
    address = f"{office.stack.api_url.replace('http', 'ws')}/{path}"
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with websockets.connect(address, subprotocols=[websockets.Subprotocol("prefect")]):
            pass
    assert refused.value.response.status_code == 403


async def test_programs_come_in_by_the_key_and_by_no_other(browse: Browse, office: Office) -> None:
    assert await office.api.read_flow_runs()
    for key in ("", "wrong", "x" * 64):
        answer = browse().http.post("/api/flow_runs/filter", json={}, headers={"X-Merzim-Key": key})
        assert answer.status_code == 401
    key_file = office.stack.state_dir / "api.key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    address = f"{office.stack.api_url.replace('http', 'ws')}/events/in"
    async with websockets.connect(address, additional_headers={"X-Merzim-Key": key_file.read_text()}):
        pass


async def test_after_sign_in_the_browser_is_where_it_wanted_to_go(browse: Browse) -> None:
    browser = browse()
    answer = browser.try_sign_in("  Operator ", next="/v2/runs?tags=open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/v2/runs?tags=open")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("merzim_session="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Айгүл Серікова" in browser.http.get("/merzim/").text
    assert "Айгүл Серікова" in browser.http.get("/v2/runs", headers=HTML).text


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])
async def test_sign_in_leads_to_no_other_site(browse: Browse, wanted: str) -> None:
    assert browse().try_sign_in("operator", next=wanted).headers["location"] == "/v2/runs"


async def test_behind_tls_the_cookie_is_for_tls_and_this_host_alone(browse: Browse, office: Office) -> None:
    # As a reverse proxy on this machine speaks for a browser. Plain HTTP leads there, so the cookies go by hand.
    proxied = {
        "host": "merzim.example.kz", "origin": "https://merzim.example.kz", "x-forwarded-proto": "https",
        "x-forwarded-for": "203.0.113.7",
    }  # fmt: skip
    http = browse().http
    page = http.get("/merzim/sign-in", headers=proxied)
    visitor = page.headers["set-cookie"]
    assert "Secure" in visitor
    given = {"csrf": page.text.split('name="csrf" value="')[1].split('"')[0], "login": "auditor", "password": PASSWORD}
    answer = http.post("/merzim/sign-in", data=given, headers=proxied | {"cookie": visitor.split(";")[0]})
    assert answer.status_code == 303
    session = next(each for each in answer.headers.get_list("set-cookie") if "session" in each)
    assert session.startswith("__Host-merzim_session=")
    assert "Secure" in session
    with reading(office.record) as found:
        assert "203.0.113.7" in found.exec(select(SignedIn.address)).all()


async def test_a_session_set_from_outside_is_not_taken_over(browse: Browse) -> None:
    victim = browse()
    chosen = {"cookie": "merzim_session=chosen-by-somebody-else; merzim_visitor=chosen-too"}
    page = victim.http.get("/merzim/sign-in", headers=chosen)
    given = {"csrf": page.text.split('name="csrf" value="')[1].split('"')[0], "login": "operator", "password": PASSWORD}
    answer = victim.http.post("/merzim/sign-in", data=given, headers=chosen)
    assert answer.status_code == 303
    assert "chosen" not in str(answer.headers.get_list("set-cookie"))
    assert browse().http.post("/api/flow_runs/filter", json={}, headers=chosen).status_code == 401


async def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before(browse: Browse) -> None:
    browser = browse("operator")
    before = browser.session
    # Not by the form, which who is signed in is led away from.
    token = browser.form("/merzim/password")
    given = {"csrf": token, "login": "operator", "password": PASSWORD}
    assert browser.http.post("/merzim/sign-in", data=given).status_code == 303
    assert browser.session != before
    old = browse()
    old.http.cookies.set("merzim_session", before)
    assert old.api("POST", "flow_runs/filter").status_code == 401


async def test_signing_out_ends_the_session_on_the_server(browse: Browse) -> None:
    browser = browse("operator")
    kept = browser.session
    assert browser.http.post("/merzim/sign-out", data={"csrf": "guessed"}).status_code == 403
    answer = browser.http.post("/merzim/sign-out", data={"csrf": browser.form("/merzim/password")})
    assert answer.headers["location"] == "/merzim/sign-in"
    thief = browse()
    thief.http.cookies.set("merzim_session", kept)
    assert thief.api("POST", "flow_runs/filter").status_code == 401


async def test_a_session_ends_by_itself_and_when_its_account_is_disabled(browse: Browse, office: Office) -> None:
    browser = browse("viewer")
    now = office.clock.read()
    try:
        office.clock.set(now + timedelta(minutes=59))
        assert browser.api("POST", "flow_runs/filter").status_code == 200
        office.clock.set(now + timedelta(minutes=118))
        assert browser.api("POST", "flow_runs/filter").status_code == 200
        office.clock.set(now + timedelta(minutes=179))
        assert browser.api("POST", "flow_runs/filter").status_code == 401
        browser.sign_in("viewer")
        with writing(office.record) as session:
            accounts.disable(session, accounts.find_account(session, "viewer"), at=now, by="test")
        assert browser.api("POST", "flow_runs/filter").status_code == 401
        assert browser.try_sign_in("viewer").status_code == 401
        with writing(office.record) as session:
            accounts.disable(session, accounts.find_account(session, "viewer"), at=now, by="test", again=True)
        browser.sign_in("viewer")
    finally:
        office.clock.set(now)


async def test_wrong_password_and_unknown_account_are_told_alike_and_audited(browse: Browse, office: Office) -> None:
    browser = browse()
    answers = {}
    for login in ("nobody", "not-an-account", "администратор"):
        answer = browser.try_sign_in(login, "wrong password, wrong")
        answers[login] = (answer.status_code, answer.text.replace(login, "").split("csrf")[0])
    assert len(set(answers.values())) == 1
    assert answers["nobody"][0] == 401
    with reading(office.record) as session:
        refused = session.exec(select(AuditEntry).where(AuditEntry.action == "sign-in-refused")).all()
    told = [(each.after or {})["login"] for each in refused]
    assert "nobody" in told
    # What was typed for an account that is not there may be a password.
    assert "not-an-account" not in str([each.after for each in refused])


async def test_a_new_password_of_ones_own_signs_out_everywhere_else(browse: Browse, office: Office) -> None:
    make_account(office.record, office.clock.read(), "renewed", "Ольга Новая")
    here, there = browse("renewed"), browse("renewed")
    token = here.form("/merzim/password")
    assert here.http.post("/merzim/password", data={"csrf": token, "old": PASSWORD, "new": "short"}).status_code == 422
    given = {"csrf": token, "old": PASSWORD, "new": "another twelve words"}
    assert here.http.post("/merzim/password", data=given).status_code == 303
    assert here.http.get("/merzim/").status_code == 200
    assert there.http.get("/merzim/", headers=HTML).status_code == 303
    assert there.try_sign_in("renewed").status_code == 401
    assert there.try_sign_in("renewed", "another twelve words").status_code == 303
