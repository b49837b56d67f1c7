"""Prefect's application, and who may have what of it (rules.py says which call is judged how)."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, cast
from urllib.parse import parse_qs
from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.gateway.refusing import NOT_YOURS, turn_away
from deployments.gateway.rules import (
    READ_SOCKETS,
    ByIds,
    CantNarrow,
    empty,
    has_key,
    is_for_programs,
    is_rendered,
    judged,
    named,
    narrowed,
)
from deployments.gateway.rules import Scope as Where
from deployments.gateway.runs import MEETING, Runs
from deployments.gateway.show import show_ui
from deployments.gateway.visit import Forbidden, Visitor, visit_of
from models.errors import InvalidInput, Refusal
from models.regulations import PROCEDURES, procedure
from models.roles import within
from tasks.cycle_run import STARTED_BY
from tasks.run_forms import ANSWER, SIGNED

SECRETARY = "commission_secretary"
"""The role whose steps a secretary may answer, in every procedure."""
LARGEST_BODY = 5_000_000
_LONGEST_INTERVAL = 1e9
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CYCLE = re.compile(rf"({'|'.join(PROCEDURES)})-cycle")
# Prefect's own services send these from inside; they would say of a run that an automation has made it.
_NOT_FROM_OUTSIDE = ("prefect-automation-id", "prefect-automation-name")


class Behind:
    """Passes on what the visitor may have, cut down where need be; refuses the rest with 403."""

    def __init__(self, prefect: ASGIApp, runs: Runs) -> None:
        self._prefect, self._runs = prefect, runs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection of a visitor who is known."""
        visitor = visit_of(HTTPConnection(scope)).visitor
        if visitor is not None and visitor.is_program:
            await self._prefect(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        for name in _NOT_FROM_OUTSIDE:
            del headers[name]
        try:
            if visitor is None:
                raise Forbidden
            if scope["type"] == "websocket":
                _needs_socket(visitor, scope["path"])
                await self._prefect(scope, receive, send)
            elif scope["path"].startswith("/api/"):
                await self._api(visitor, scope, receive, send)
            else:
                if not _reads(visitor):
                    raise Forbidden
                await show_ui(self._prefect, visitor, scope, receive, send)
        except (Forbidden, CantNarrow):
            await turn_away(scope, receive, send, NOT_YOURS)

    async def _api(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        if method == "HEAD":
            method = "GET"
        if visitor.login and is_for_programs(method, path):
            raise Forbidden
        kind, run_id = judged(method, path) or ("", "")
        if kind == "resume":
            await self._resume(visitor, run_id, scope, receive, send)
        elif kind == "create":
            await self._create(visitor, run_id, scope, receive, send)
        elif visitor.may("manage"):
            if method in _CHANGES and visitor.login:
                body = await _read(scope, receive)
                # Also where an administrator changes a deployment: its labels become those of its runs.
                if body is not None and has_key(body, STARTED_BY):
                    raise Forbidden
                await _with_body(self._prefect, body, scope, receive, send)
            else:
                await self._prefect(scope, receive, send)
        elif kind and _reads(visitor):
            await self._read_only(visitor, kind, run_id, scope, receive, send)
        else:
            raise Forbidden

    async def _read_only(
        self, visitor: Visitor, kind: str, run_id: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        scopes = within(visitor.grants, "read")
        if kind == "empty" or (kind == "everything" and (None, None) not in scopes):
            nothing = empty(scope["path"])
            if nothing is None:
                raise Forbidden
            await JSONResponse(nothing)(scope, receive, send)
        elif kind == "free" or (None, None) in scopes:
            await self._prefect(scope, receive, send)
        elif kind == "run":
            await self._needs_run(visitor, run_id)
            await self._prefect(scope, receive, send)
        elif kind == "query":
            asked = parse_qs(scope["query_string"].decode("latin-1")).get("flow_run_id", [])
            if len(asked) != 1:
                raise Forbidden
            await self._needs_run(visitor, asked[0])
            await self._prefect(scope, receive, send)
        elif kind == "reply":
            await self._reply(visitor, scope, receive, send)
        elif kind in ("list", "list-if"):
            body = await _object(scope, receive)
            _needs_interval(body)
            if kind == "list" or body.get("flow_runs") or body.get("task_runs"):
                body["flow_runs"] = await self._narrowed(body.get("flow_runs"), scopes)
            await _with_body(self._prefect, body, scope, receive, send)
        elif kind == "runs":
            body = await _object(scope, receive)
            for each in _texts(body.get("flow_run_ids")):
                await self._needs_run(visitor, each)
            await _with_body(self._prefect, body, scope, receive, send)
        elif kind == "logs":
            body = await _object(scope, receive)
            await self._needs_logs(visitor, body.get("logs"))
            await _with_body(self._prefect, body, scope, receive, send)
        else:
            raise Forbidden

    async def _narrowed(self, given: Any, scopes: Collection[Where]) -> dict[str, Any]:
        if given is not None and not isinstance(given, Mapping):
            raise CantNarrow
        found = narrowed(given, scopes)
        if isinstance(found, ByIds):
            return named(given, await self._runs.within(scopes))
        return found

    async def _needs_run(self, visitor: Visitor, run_id: str) -> Where:
        """Whose run it is. Raises Forbidden where the visitor may not read it, also where there is none."""
        where = await self._runs.whose(_uuid(run_id))
        if where is None or not visitor.may("read", *where):
            raise Forbidden
        return where

    async def _needs_logs(self, visitor: Visitor, given: Any) -> None:
        if not isinstance(given, Mapping) or given.get("operator") not in (None, "and_"):
            raise CantNarrow
        runs = _texts((given.get("flow_run_id") or {}).get("any_"))
        tasks = _texts((given.get("task_run_id") or {}).get("any_"))
        if not runs:
            # By the task runs they are of.
            found = [await self._runs.read(f"/task_runs/{_uuid(each)}") for each in tasks]
            runs = [str((each or {}).get("flow_run_id") or "") for each in found]
        if not runs:
            raise Forbidden
        for each in runs:
            await self._needs_run(visitor, each)

    async def _reply(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Prefect answer, and pass the answer on where it is about a run that the visitor may read."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        # Packed it could not be read.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._prefect({**scope, "headers": headers}, receive, keep)
        body = b"".join(each.get("body", b"") for each in messages if each["type"] == "http.response.body")
        if messages[0]["status"] == 200:
            try:
                found = json.loads(body)
            except ValueError:
                raise Forbidden from None
            found = found.get("task_run") or found if isinstance(found, Mapping) else {}
            await self._needs_run(visitor, str(found.get("flow_run_id") or ""))
        for message in messages:
            await send(message)

    async def _resume(self, visitor: Visitor, run_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer: signed with the account, whatever the browser says of it."""
        body = await _object(scope, receive)
        given = body.get("run_input")
        if given is not None:
            if not isinstance(given, dict) or (visitor.login and is_rendered(given)):
                raise Forbidden
            given.pop(SIGNED, None)
        if visitor.login:
            where = await self._runs.whose(_uuid(run_id))
            if not _may_answer(visitor, where, given or {}):
                raise Forbidden
            if given:
                given[SIGNED] = visitor.actor
        await _with_body(self._prefect, {"run_input": given}, scope, receive, send)

    async def _create(self, visitor: Visitor, deployment_id: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A run of a deployment, started by a person: signed, and with no more than a person needs to say."""
        body = await _object(scope, receive)
        if not visitor.login:
            await _with_body(self._prefect, body, scope, receive, send)
            return
        parameters = body.get("parameters") or {}
        if not isinstance(parameters, dict) or is_rendered(parameters) or has_key(body, STARTED_BY):
            raise Forbidden
        deployment = await self._runs.read(f"/deployments/{_uuid(deployment_id)}") or {}
        flow = await self._runs.read(f"/flows/{deployment.get('flow_id')}") or {}
        where = await self._needs_start(visitor, str(flow.get("name") or ""), parameters)
        kept = {
            "parameters": parameters,
            "labels": {STARTED_BY: visitor.actor},
            "tags": [f"authority:{where[0]}", f"procedure:{where[1]}"] if where else [],
        }
        if isinstance(body.get("name"), str):
            kept["name"] = body["name"]
        if (at := _scheduled(body.get("state"))) is not None:
            kept["state"] = {"type": "SCHEDULED", "state_details": {"scheduled_time": at}}
        await _with_body(self._prefect, kept, scope, receive, send)

    async def _needs_start(self, visitor: Visitor, flow: str, parameters: Mapping[str, Any]) -> Where | None:
        """Whose run it will be. Raises Forbidden where the visitor may not start such a run."""
        cycle = _CYCLE.fullmatch(flow)
        number = parameters.get("cycle") if flow == MEETING else parameters.get("case")
        if cycle and not number and isinstance(parameters.get("authority"), str):
            where: Where | None = (parameters["authority"], cycle[1])
        elif (cycle or flow == MEETING) and isinstance(number, str):
            where = await self._runs.of_case(number)
        else:
            where = None
        if where is None:
            if not visitor.may("manage"):
                raise Forbidden
        elif not visitor.may("meet" if flow == MEETING else "open", *where):
            raise Forbidden
        return where


def _reads(visitor: Visitor) -> bool:
    return bool(within(visitor.grants, "read"))


def _needs_socket(visitor: Visitor, path: str) -> None:
    """Raises Forbidden unless it only tells, and the visitor may read all it tells; without accounts all are open."""
    allowed = path in READ_SOCKETS and visitor.may("read")
    if visitor.login and not allowed:
        raise Forbidden


def _may_answer(visitor: Visitor, where: Where | None, given: Mapping[str, Any]) -> bool:
    if where is None:
        return visitor.may("manage")
    if visitor.may("answer", *where):
        return True
    inside = given.get(ANSWER, given)
    codes = list(inside) if isinstance(inside, Mapping) else []
    return len(codes) == 1 and visitor.may("meet", *where) and _is_secretarys(where, str(codes[0]))


def _is_secretarys(where: Where, code: str) -> bool:
    if code == MEETING:
        return True
    try:
        return procedure(str(where[1])).node(code).performer == SECRETARY
    except (InvalidInput, Refusal):
        return False


def _scheduled(state: Any) -> str | None:
    """The moment a run was asked for, where it was."""
    details = state.get("state_details") if isinstance(state, Mapping) and state.get("type") == "SCHEDULED" else None
    at = details.get("scheduled_time") if isinstance(details, Mapping) else None
    return at if isinstance(at, str) else None


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Forbidden from None


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Forbidden
    return cast("list[str]", value)


async def _read(scope: Scope, receive: Receive) -> Any:
    """The body as JSON; None where there is none. Raises Forbidden for one that is too long, or not JSON."""
    request = Request(scope, receive)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Forbidden
    parts: list[bytes] = []
    async for part in request.stream():
        parts.append(part)
        if sum(map(len, parts)) > LARGEST_BODY:
            raise Forbidden
    whole = b"".join(parts)
    try:
        return json.loads(whole) if whole else None
    except (ValueError, RecursionError):
        raise Forbidden from None


async def _object(scope: Scope, receive: Receive) -> dict[str, Any]:
    body = await _read(scope, receive)
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise Forbidden
    return body


def _needs_interval(body: Mapping[str, Any]) -> None:
    """Raises CantNarrow for a history's interval that Prefect can't count with; the pages' own are hours and days."""
    given = body.get("history_interval_seconds", 1)
    if not isinstance(given, int | float) or not abs(given) <= _LONGEST_INTERVAL:
        raise CantNarrow


async def _with_body(app: ASGIApp, body: Any, scope: Scope, receive: Receive, send: Send) -> None:
    """Pass a request on with this body in place of its own."""
    whole = b"" if body is None else json.dumps(body).encode()
    headers = MutableHeaders(raw=[pair for pair in scope["headers"] if pair[0].lower() != b"transfer-encoding"])
    headers["content-length"] = str(len(whole))
    if body is not None:
        headers["content-type"] = "application/json"
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": whole, "more_body": False}

    await app({**scope, "headers": headers.raw}, again, send)
