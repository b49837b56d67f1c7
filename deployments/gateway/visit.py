"""Who stands at the door: one request's visitor, and what our own pages ask of it.

A page of another module reads like this, and is listed in `deployments/gateway/routes.py`:

    async def document(request: Request) -> Response:
        case = ...                                                  # find what it is about first
        visitor = needs(request, "read", authority.code, case.procedure)
        ...

    async def upload(request: Request) -> Response:
        visitor = needs(request, "meet", authority.code, procedure)
        form = await posted(request, files=1)                       # refuses a form that is not from our own page
        ... by=visitor.actor ...
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import HTTPConnection, Request

from models.keys import secret_key
from models.roles import Action, Grant, actor_of, may
from models.texts import Language
from tasks.record import OPERATOR

CSRF_FIELD = "csrf"
_KEY = "merzim.visitor"
_EVERYTHING = (Grant("administrator"),)


class SignInNeeded(Exception):
    """Nobody is signed in: the person is shown the sign-in page, a program is told 401."""


class Forbidden(Exception):
    """Whoever is signed in may not do this: 403."""


@dataclass(frozen=True)
class Visitor:
    """Who makes a request, and since when it is known."""

    # The account's name; empty where the service runs without accounts.
    login: str
    # As people are called: «Серикова Айгуль».
    name: str
    grants: tuple[Grant, ...]
    language: Language | None = None
    account_id: int | None = None
    # A worker or a command with the API key.
    is_program: bool = False

    @property
    def actor(self) -> str:
        """Who did it, as the record and the audit trail write it."""
        return actor_of(self.login) if self.login else OPERATOR

    def may(self, action: Action, authority: str | None = None, procedure: str | None = None) -> bool:
        """Whether the visitor may do this there; None is what belongs to no one authority or procedure."""
        return may(self.grants, action, authority, procedure)


NO_ACCOUNTS = Visitor("", "", _EVERYTHING)
"""Whoever comes where there are no accounts, which is on loopback only."""
PROGRAM = Visitor("", "", _EVERYTHING, is_program=True)
"""Whoever has the API key: a worker, or our own command line."""


@dataclass(frozen=True)
class Visit:
    """What the gateway found out about one request before anything else sees it."""

    visitor: Visitor | None
    # Aware UTC.
    at: datetime
    # What forms of this browser are signed with: its session, or the cookie it has before it signs in.
    token: str
    # The address it came from, behind a proxy of ours that of the person.
    address: str = ""


def visit_of(request: HTTPConnection) -> Visit:
    """This request's visit."""
    found: Visit = request.scope[_KEY]
    return found


def has_visit(request: HTTPConnection) -> bool:
    """Whether it is known who comes: not where a request is turned away at once."""
    return _KEY in request.scope


def put_visit(request: HTTPConnection, visit: Visit) -> None:
    """For the gateway alone."""
    request.scope[_KEY] = visit


def signed_in(request: HTTPConnection) -> Visitor | None:
    """Who makes the request; None: nobody is signed in."""
    return visit_of(request).visitor


def somebody(request: HTTPConnection) -> Visitor:
    """Who makes the request. Raises SignInNeeded: who is not signed in learns nothing of what there is."""
    visitor = signed_in(request)
    if visitor is None:
        raise SignInNeeded
    return visitor


def needs(
    request: HTTPConnection, action: Action, authority: str | None = None, procedure: str | None = None
) -> Visitor:
    """The visitor, who may do this there. Raises SignInNeeded or Forbidden, which the gateway answers."""
    visitor = somebody(request)
    if not visitor.may(action, authority, procedure):
        raise Forbidden
    return visitor


def csrf_token(request: HTTPConnection) -> str:
    """What a form of this browser must bring along."""
    return hmac.new(secret_key(), f"csrf|{visit_of(request).token}".encode(), hashlib.sha256).hexdigest()


def csrf_field(request: HTTPConnection) -> Markup:
    """The hidden field that every form of ours holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_token(request))


async def posted(request: Request, *, files: int = 0) -> FormData:
    """The form that a page of ours sent. Raises Forbidden where it does not come from one.

    `files`: how many may come with it. Where it was sent from (Origin) the gateway has looked at already.
    """
    form = await request.form(max_files=files, max_fields=200)
    given = form.get(CSRF_FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise Forbidden
    return form
