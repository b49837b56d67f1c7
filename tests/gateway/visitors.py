"""People in front of the gateway: accounts in the record, and each one's browser as far as HTTP goes."""

import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from itertools import count
from typing import Any

import httpx
from sqlalchemy import Engine

from models.record import accounts
from models.record.database import writing
from models.roles import Grant
from tests.browser.office import Office

PASSWORD = "eleven blue trams at noon"
PEOPLE: dict[str, tuple[str, tuple[Grant, ...]]] = {
    "administrator": ("Динара Ахметова", (Grant("administrator"),)),
    "operator": ("Айгүл Серікова", (Grant("operator", "KRG", "rotation"),)),
    "secretary": ("Ерлан Жунусов", (Grant("secretary", "KRG", "rotation"),)),
    "viewer": ("Ольга Ким", (Grant("viewer", "KRG"),)),
    "elsewhere": ("Пётр Лавров", (Grant("operator", "IZB", "reserve"),)),
    "both": ("Мария Цой", (Grant("viewer", "KRG", "rotation"), Grant("viewer", "IZB"))),
    "auditor": ("Алия Нурланова", (Grant("viewer"),)),
    "nobody": ("Иван Пустой", ()),
}
ADDRESSES = map(str, map(ip_address, count(int(ip_address("198.18.0.1")))))
"""Of browsers, as a proxy tells them: what one guesses keeps no other waiting, in whichever order tests come."""


def make_people(record: Engine, at: datetime) -> None:
    """The accounts of PEOPLE."""
    for login, (name, grants) in PEOPLE.items():
        make_account(record, at, login, name, *grants)


def make_account(record: Engine, at: datetime, login: str, name: str, *grants: Grant) -> None:
    """An account with PASSWORD."""
    with writing(record) as session:
        account = accounts.add_account(session, login, name, at=at, by="test", password=PASSWORD)
        for each in grants:
            accounts.grant(session, account, each, at=at, by="test")


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, and says where a request comes from."""

    http: httpx.Client
    url: str

    @classmethod
    def at(cls, url: str, **headers: str) -> "Browser":
        """A new one, at an address of its own."""
        told = {"origin": url, "x-forwarded-for": next(ADDRESSES), **headers}
        return cls(httpx.Client(base_url=url, headers=told, timeout=60), url)

    def form(self, path: str) -> str:
        """The token that the form of a page holds."""
        found = re.search('name="csrf" value="([^"]+)"', self.http.get(path).text)
        assert found is not None, path
        return found[1]

    def try_sign_in(self, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Fill in the sign-in form and send it."""
        token = self.form("/merzim/sign-in")
        given = {"csrf": token, "login": login, "password": password, **more}
        return self.http.post("/merzim/sign-in", data=given)

    def sign_in(self, login: str) -> "Browser":
        """Sign in."""
        assert self.try_sign_in(login).status_code == 303
        return self

    @property
    def session(self) -> str:
        """The session's token."""
        return self.http.cookies.get("merzim_session") or ""

    def api(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """A call of Prefect's API, as its pages make them."""
        return self.http.request(method, f"/api/{path}", json=body if body is not None or method == "GET" else {})

    def runs(self, **flow_runs: Any) -> list[str]:
        """Names of the runs in the list."""
        answer = self.api("POST", "flow_runs/filter", {"flow_runs": flow_runs, "limit": 200})
        assert answer.status_code == 200, answer.text
        return [run["name"] for run in answer.json()]


def signed_in(office: Office, login: str) -> Browser:
    """A browser of somebody who has signed in."""
    return Browser.at(office.stack.ui_url).sign_in(login)
