"""Whose a flow run is: by the legal record where it shows a case, else by the tags it was given."""

import asyncio
import logging
from collections.abc import Callable, Collection
from itertools import chain
from typing import Any

import httpx
from sqlalchemy import Engine, and_, or_, true
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from deployments.gateway.rules import Scope, scope_of, tags_of
from models.record.cases import Case
from models.record.database import reading
from models.record.people import Authority

MOST_IDS = 20_000
"""More runs than this are not named one by one: a database takes only so many values in a statement."""
MEETING, MEETINGS = "meeting", 200
"""The tag of a meeting's run, and as many runs as Prefect tells at once."""
DELIVERIES = "deliveries/merzim"

log = logging.getLogger(__name__)


def inside(prefect: ASGIApp) -> httpx.AsyncClient:
    """A client of Prefect's application behind the gateway, without the network and without a visitor's rights."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=prefect), base_url="http://prefect.internal/api")


async def deliver_soon(prefect: ASGIApp, about: str) -> None:
    """Start a delivery now: letters that wait go out, and runs come up to the record. Where this fails, the hourly one
    does it."""
    try:
        async with inside(prefect) as client:
            found = await client.get(f"/deployments/name/{DELIVERIES}")
            found.raise_for_status()
            body = {"state": {"type": "SCHEDULED"}, "parameters": {}}
            made = await client.post(f"/deployments/{found.json()['id']}/create_flow_run", json=body)
            made.raise_for_status()
    except httpx.HTTPError as error:
        log.warning("%s: it is shown with the next delivery (%s)", about, type(error).__name__)


class Runs:
    """Asks the record, and Prefect from inside, about runs."""

    def __init__(self, prefect: ASGIApp, bind: Callable[[], Engine]) -> None:
        self._bind = bind
        self._prefect = prefect

    async def whose(self, run_id: str) -> Scope | None:
        """The authority and procedure of a run; None: a run of the service's own, or none at all."""
        found = await run_in_threadpool(self._first, Case.run_id == run_id.lower())
        if found is not None:
            return found
        run = await self.read(f"/flow_runs/{run_id}")
        return scope_of(run.get("tags") or ()) if run else None

    async def read(self, path: str) -> dict[str, Any] | None:
        """What Prefect answers to a GET of ours, its path below /api; None: it has no such thing."""
        async with inside(self._prefect) as client:
            answer = await client.get(path)
        data = answer.json() if answer.status_code == httpx.codes.OK else None
        return data if isinstance(data, dict) else None

    async def within(self, scopes: Collection[Scope]) -> list[str]:
        """The runs of all cases in these scopes, at most MOST_IDS, and of each scope's newest MEETINGS meetings."""
        found = await run_in_threadpool(self._runs_within, scopes)
        meetings = await asyncio.gather(*(self._meetings(scope) for scope in scopes))
        return [*found, *chain.from_iterable(meetings)]

    async def of_case(self, number: str) -> Scope | None:
        """The authority and procedure of a case, or cycle, by its number."""
        return await run_in_threadpool(self._first, Case.number == number)

    async def _meetings(self, scope: Scope) -> list[str]:
        """The record knows meetings, not their runs: those are told by their tags."""
        asked = {"flow_runs": {"tags": {"all_": [*tags_of(scope), MEETING]}}, "limit": MEETINGS,
                 "sort": "EXPECTED_START_TIME_DESC"}  # fmt: skip
        async with inside(self._prefect) as client:
            answer = await client.post("/flow_runs/filter", json=asked)
        return [run["id"] for run in answer.json()] if answer.status_code == httpx.codes.OK else []

    def _first(self, which: Any) -> Scope | None:
        with reading(self._bind()) as session:
            asked = select(Authority.code, Case.procedure).join(Case, col(Case.authority_id) == Authority.id)
            found = session.exec(asked.where(which)).first()
        return (found[0], found[1]) if found else None

    def _runs_within(self, scopes: Collection[Scope]) -> list[str]:
        wanted = [
            and_(
                col(Authority.code) == authority if authority is not None else true(),
                col(Case.procedure) == procedure if procedure is not None else true(),
            )
            for authority, procedure in scopes
        ]
        with reading(self._bind()) as session:
            asked = select(Case.run_id).join(Authority, col(Authority.id) == Case.authority_id)
            rows = session.exec(
                asked.where(or_(*wanted), col(Case.run_id).is_not(None)).order_by(col(Case.id).desc()).limit(MOST_IDS)
            ).all()
        return [run_id for run_id in rows if run_id]
