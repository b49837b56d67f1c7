"""The gateway with Prefect's real application behind it, in this process: our pages, every call of Prefect's API."""

import re
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from deployments.gateway.accounts import Accounts
from deployments.gateway.app import HEALTH, Gateway
from deployments.gateway.refused import Refusals
from deployments.server import write_in_turn
from models import clock
from models.record import accounts
from models.record.cases import Case
from models.record.database import engine, writing
from models.record.loading import find_case
from models.record.people import Authority
from models.roles import Grant
from tests.badinput.house import KEPT, House, house
from tests.badinput.surface import Check, Surface
from tests.badinput.values import DATES, TEXTS, disguised
from tests.record import rotation_year as year

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE, KEY, PASSWORD = "http://127.0.0.1:4200", "a key of more than thirty-two characters", "eleven blue trams at noon"
SECRET = "Тестова Айгүл"
"""In the name of the run of a case of Karaganda."""
PEOPLE = {
    "viewer": (Grant("viewer", "KRG"),),
    "operator": (Grant("operator", "KRG", "rotation"),),
    "secretary": (Grant("secretary", "KRG", "rotation"),),
    "elsewhere": (Grant("operator", "IZB", "reserve"),),
}
TOLD = KEPT | {"failed_sign_ins"}
"""What anybody may add to by trying to get in."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass
class Door:
    """The gateway, who has signed in there, and a run of a case."""

    home: House
    http: TestClient
    prefect: Path
    run: str
    deployment: str
    flow: str
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """One request; whatever the gateway raises comes out of here."""
        headers = {"origin": HERE, **more.pop("headers", {})}
        self.http.cookies.clear()
        cookie = f"merzim_session={self.sessions[who]}" if who else f"merzim_visitor={VISITOR}"
        headers = {"cookie": cookie, **headers}
        return self.http.request(method, path, headers=headers, follow_redirects=False, **more)

    def state(self) -> str:
        """What Prefect's database holds of what people could want to change."""
        digest = sha256()
        with closing(sqlite3.connect(f"file:{self.prefect}?mode=ro", uri=True)) as found:
            for table in _KEPT_BY_PREFECT:
                for row in found.execute(f"SELECT * FROM {table} ORDER BY id"):
                    digest.update(repr(row).encode())
        return digest.hexdigest()


VISITOR = "a-visitor-of-these-tests"
_KEPT_BY_PREFECT = (
    "flow", "deployment", "flow_run", "flow_run_state", "flow_run_input", "task_run", "artifact", "variable",
    "block_document", "block_type", "automation", "work_pool", "work_queue", "concurrency_limit_v2", "saved_search",
    "log",
)  # fmt: skip


@contextmanager
def door(folder: Path) -> Iterator[Door]:
    """The gateway over a house's record."""
    from prefect.server.api.server import create_app
    from prefect.settings import PREFECT_SERVER_DATABASE_CONNECTION_URL, temporary_settings

    database = folder / "prefect.db"
    with (
        house(folder) as home,
        temporary_settings({PREFECT_SERVER_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{database}"}),
    ):
        bind = engine(f"sqlite:///{home.file}")
        # As our server does: what Prefect writes of events beside, every few seconds, fails no request then.
        write_in_turn()
        app = create_app(ephemeral=True, ignore_cache=True)
        with TestClient(app, base_url=HERE) as inside:
            flow = inside.post("/api/flows/", json={"name": "rotation-case"}).json()["id"]
            deployment = inside.post("/api/deployments/", json={"name": "merzim", "flow_id": flow}).json()["id"]
            run = inside.post(
                "/api/flow_runs/",
                json={
                    "flow_id": flow, "deployment_id": deployment, "name": f"{SECRET} · {year.FIRST}",
                    "tags": ["authority:KRG", "procedure:rotation"], "state": {"type": "PAUSED"},
                },
            ).json()["id"]  # fmt: skip
            gateway = Gateway(app, Accounts(lambda: bind), KEY, Refusals(folder))
            made = Door(home, TestClient(gateway, base_url=HERE), database, run, deployment, flow)
            _people(bind, run)
            for login in PEOPLE:
                made.sessions[login], made.tokens[login] = _signed_in(made, login)
            made.tokens[""] = _token(made.ask("", "GET", "/merzim/sign-in").text)
            yield made
        bind.dispose()


def _people(bind: Any, run: str) -> None:
    at = clock.now()
    with writing(bind) as session:
        session.add(Authority(code="IZB", name_ru="Изобильный", name_kk="Изобильный", country="RU"))
        case: Case = find_case(session, year.FIRST)
        case.run_id = run
        session.add(case)
        for login, grants in PEOPLE.items():
            account = accounts.add_account(session, login, login.title(), at=at, by="test", password=PASSWORD)
            for each in grants:
                accounts.grant(session, account, each, at=at, by="test")


def _token(page: str) -> str:
    found = re.search('name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _signed_in(made: Door, login: str) -> tuple[str, str]:
    given = {"csrf": _token(made.ask("", "GET", "/merzim/sign-in").text), "login": login, "password": PASSWORD}
    answer = made.ask("", "POST", "/merzim/sign-in", data=given)
    assert answer.status_code == 303, answer.text
    session = answer.cookies["merzim_session"]
    made.sessions[login] = session
    return session, _token(made.ask(login, "GET", "/merzim/password").text)


ODD = [t for t in (*TEXTS, *DATES) if len(t) < 1_000] + [
    "\udcff",
    "%",
    "%zz",
    "a/../b",
    "..",
    "/",
    "?",
    "#",
    "x" * 5_000,
]
PATHS = {
    "/merzim": (), "/merzim/": (), "/merzim/sign-in": (), "/merzim/sign-out": (), "/merzim/password": (),
    "/merzim/oidc/start": (), "/merzim/oidc/callback": (), "/merzim/worklist": (), "/merzim/health": (),
    "/merzim/receipt/{}": ("token", uuid4().hex, "x"), "/merzim/receipt/{}/confirm": ("token", "x"),
    "/merzim/serve/{}/{}": (year.FIRST, year.CYCLE, "notice", "decision-notice", "review"),
    "/merzim/documents/{}": ("1", "0", "-1", "99999999999999999999", "1.5"),
    "/merzim/documents/{}/{}": (year.FIRST, "drafts", "notice", "review"),
    "/merzim/drafts/{}/{}": (year.FIRST, "notice", "review", disguised(year.FIRST)),
    "/merzim/meetings/{}": (year.CYCLE, year.FIRST, "KRG-rotation-2031"),
    "/merzim/meetings/{}/agenda.xlsx": (year.CYCLE, "x"),
    "/api/health": (), "/health": (), "/{}": ("v2/runs", "x"),
}  # fmt: skip
METHODS = ("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")
FIELDS = ("csrf", "login", "password", "old", "new", "next", "number", "file", "x")
HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {}, {"accept-language": "kk;q=nan, ru;q=\x7f"}, {"content-type": "application/json"},
    {"content-length": "x"},
    {"content-type": "multipart/form-data"}, {"content-type": "multipart/form-data; boundary=" + "b" * 300},
    {"content-type": "text/plain; charset=utf-7"}, {"content-encoding": "gzip"}, {"cookie": "merzim_session=\xff; =;;"},
    {"cookie": "merzim_session=" + "x" * 4_000}, {"origin": "null"}, {"origin": "http://evil.example"},
    {"sec-fetch-site": "cross-site"}, {"x-merzim-key": "\xff"}, {"x-merzim-key": ""}, {"host": "evil.example"},
    {"x-forwarded-for": "127.0.0.1"}, {"range": "bytes=0-"}, {"transfer-encoding": "chunked"}, {"if-none-match": "*"},
)  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> dict[str, Any]:
    """A request of one of our pages, with a form or something else in it."""
    pattern = draw(st.sampled_from(sorted(PATHS)))
    likely = PATHS[pattern]
    value = st.sampled_from([*likely, *likely, *likely, *ODD] if likely else ODD).map(
        lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")
    )
    path = pattern.format(*(draw(value) for _ in range(pattern.count("{}"))))
    some = st.sampled_from(["token", "viewer", "operator", PASSWORD, "P-1", year.FIRST, *ODD])
    names = draw(st.lists(st.sampled_from(FIELDS), max_size=5, unique=True))
    return {
        "who": draw(st.sampled_from(("", "", *PEOPLE))),
        "method": draw(st.sampled_from(METHODS)),
        "path": path,
        "headers": draw(st.sampled_from(HEADERS)),
        "query": draw(st.dictionaries(st.sampled_from(("next", "lang", "code", "state", "x")), some, max_size=2)),
        "form": {name: draw(some) for name in names},
        # The token of the form, one that is none, or none at all.
        "csrf": draw(st.sampled_from(("right", "right", "wrong", "none"))),
        "body": draw(st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=60))),
        "file": draw(st.sampled_from((None, None, None, b"", b"PK\x03\x04", b"x" * 2_000))),
    }


def _page(at: Door, tried: dict[str, Any]) -> str:
    who, form = tried["who"], {name: _sendable(value) for name, value in tried["form"].items()}
    form.pop("csrf", None)
    if tried["csrf"] != "none":
        form["csrf"] = at.tokens[who] if tried["csrf"] == "right" else "0" * 64
    more: dict[str, Any] = {"data": form} if tried["body"] is None else {"content": tried["body"]}
    if tried["file"] is not None and tried["body"] is None:
        more["files"] = {"file": ("agenda.xlsx", tried["file"])}
    query = {name: _sendable(value) for name, value in tried["query"].items()}
    headers = {name: value.encode("latin-1") for name, value in tried["headers"].items()}
    before = at.home.counts()
    answer = at.ask(who, tried["method"], tried["path"], headers=headers, params=query, **more)
    after = at.home.counts()
    # A sign-in that failed is told on the audit trail.
    told = TOLD | ({"audit_entries", "audit_links"} if tried["path"] == "/merzim/sign-in" else set())
    changed = {name for name in before if before[name] != after[name]} - told
    # The health page says so where the service is not well: here no sweep ran, no worker is there.
    assert answer.status_code < 500 or "/health" in tried["path"], (answer.status_code, answer.text[:200])
    forged = tried["csrf"] != "right" or tried["body"] is not None or not who or set(headers) & {"origin", "cookie"}
    if forged or tried["method"] in ("GET", "HEAD", "OPTIONS"):
        assert not changed, ("written without a session or a token", changed)
    if who in ("viewer", "elsewhere"):
        assert not changed - {"audit_entries", "audit_links"}, ("written without the right", changed)
    if SECRET in answer.text or "Тестова" in answer.text:
        assert who in ("viewer", "operator", "secretary"), "told to a stranger"
    _looks_alike(at, tried, answer)
    return "taken" if answer.status_code < 400 else "refused"


def _looks_alike(at: Door, tried: dict[str, Any], answer: Any) -> None:
    """No page tells a link that there is from one there is not, nor an account."""
    kind = f"{tried['method']} {tried['path'].split('/')[2]}" if tried["path"].count("/") > 1 else ""
    if kind not in ("GET receipt", "POST receipt", "POST sign-in") or answer.status_code not in (200, 401, 404):
        return
    if tried["headers"] or tried["who"] or tried["query"] or "%2F" in tried["path"]:
        return
    text = re.sub(r'(value|action)="[^"]*"', "", answer.text)
    known = at.seen.setdefault(f"{kind} {answer.status_code} {tried['path'].count('/')}", text)
    assert text == known, "one link, or one account, looks otherwise than another"


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


@cache
def _operations(schema: str) -> dict[tuple[str, str], Any]:
    import json

    known = schemathesis.openapi.from_dict(json.loads(schema))
    found: list[Any] = [each.ok() for each in known.get_all_operations()]  # type: ignore[union-attr]
    return {(each.method.upper(), each.full_path): each for each in found}


def calls(at: Door, operations: dict[tuple[str, str], Any]) -> st.SearchStrategy[Any]:
    """A call of Prefect's API, about the run of a case where it can be."""
    own = st.sampled_from((at.run, at.run, at.deployment, at.flow, str(uuid4())))
    return st.sampled_from(sorted(operations)).flatmap(
        lambda key: st.tuples(
            st.sampled_from(("", "viewer", "viewer", "elsewhere", "elsewhere")),
            st.just(key),
            operations[key].as_strategy(generation_mode=GenerationMode.POSITIVE),
            own,
        )
    )


def _call(at: Door, tried: tuple[str, tuple[str, str], Any, str]) -> str:
    who, (method, path), case, own = tried
    for name in case.path_parameters or {}:
        path = path.replace(
            "{" + name + "}",
            own if name == "id" or name.endswith("_id") else quote(str(case.path_parameters[name]), safe=""),
        )
    body = case.body if isinstance(case.body, dict | list) else {}
    before = at.state()
    more: dict[str, Any] = {} if method == "GET" else {"json": body}
    try:
        answer = at.ask(who, method, path, params=dict(case.query or {}), **more)
    except ValueError as error:
        # What no program can send: NaN, half a pair.
        if "JSON" in str(error) or "surrogates" in str(error):
            return "unsendable"
        raise
    told = answer.text
    assert answer.status_code < 500, (answer.status_code, told[:300])
    assert at.state() == before, "changed by one who may only look"
    if not who:
        assert answer.status_code in (401, 403) or (method == "GET" and path in HEALTH), answer.status_code
    if who != "viewer":
        assert SECRET not in told, "another authority's run is told"
    return "taken" if answer.status_code < 400 else "refused"


@contextmanager
def opened(folder: Path) -> Iterator[tuple[st.SearchStrategy[Any], Check]]:
    """Our pages, and Prefect's."""
    with door(folder) as at:
        operations = _operations(at.http.get("/api/openapi.json", headers={"x-merzim-key": KEY}).text)
        asked: dict[str, Callable[[Any], str]] = {"page": lambda t: _page(at, t), "call": lambda t: _call(at, t)}

        def check(tried: tuple[str, Any]) -> str:
            return asked[tried[0]](tried[1])

        yield (
            st.one_of(
                st.tuples(st.just("page"), pages()),
                st.tuples(st.just("call"), calls(at, operations)),
            ),
            check,
        )


DOOR = Surface("pages of the gateway, calls of Prefect's API", opened, quick=120, deep=2_000)
