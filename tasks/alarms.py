"""What the administrator is told, and the events that Prefect's automations hear.

Prefect notices (a run failed, an event did not come), our record judges (the outbox), and our outbox sends: one letter
of a kind a day, however often an automation fires.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import task
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, FlowFilter, FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events import Event
from prefect.exceptions import ObjectNotFound
from sqlmodel import select

from models import clock
from models.record.database import reading, writing
from models.record.people import Authority
from models.settings import settings
from notifications.alarms import AlarmKind, administrator, alarm, home_timezone
from notifications.delivery import deliver
from notifications.links import run_url
from notifications.outbox import put
from notifications.stuck import PATIENCE, stuck
from tasks.pools import pool_of
from tasks.record import the_record
from tasks.recovery import BROKEN

SWEPT = "merzim.sweep.done"
OUTBOX_GROWS = "merzim.outbox.grows"
OUTBOX = "merzim.outbox"
_MANY = 100


def sweep_resource(timezone: str, region: str | None = None) -> str:
    """The resource whose event says that the sweep of a time zone, in a region, came to its end."""
    return f"merzim.sweep.{timezone.lower().replace('/', '-')}" + (f".{region}" if region else "")


@task(name="swept", task_run_name="swept")
async def tell_swept(timezone: str | None, region: str | None = None) -> None:
    """Say that the sweep has come to its end in these time zones: an automation waits for it."""
    with reading(the_record()) as session:
        zones = [timezone] if timezone else list(session.exec(select(Authority.timezone).distinct()))
    ids = [sweep_resource(zone, region) for zone in zones]
    await _emit([Event(event=SWEPT, resource={"prefect.resource.id": each}) for each in ids])


@task(name="stuck letters", task_run_name="stuck letters")
async def tell_of_stuck_letters() -> int:
    """Say that the outbox grows, where it does; how many letters are stuck."""
    with reading(the_record()) as session:
        found = stuck(session, clock.now())
    if found.count >= settings().alarm_letters:
        payload = {"waiting": found.waiting, "given_up": found.given_up}
        await _emit([Event(event=OUTBOX_GROWS, resource={"prefect.resource.id": OUTBOX}, payload=payload)])
    return found.count


async def _emit(events: list[Event]) -> None:
    # Through the API, not the events' websocket: it is known to have arrived, and asks for nothing that runs beside.
    async with get_client() as api:
        await api.request("POST", "/events", json=[event.model_dump(mode="json") for event in events])


@task(name="letter", task_run_name="letter · {kind}")
async def tell_administrator(kind: AlarmKind, details: dict[str, Any]) -> int:
    """Put the letter into the outbox and send what is due; how many letters were put: none on the same day again."""
    at = clock.now()
    with writing(the_record()) as session:
        to = administrator(session)
        if to is None:
            return 0
        put_now = put(session, alarm(kind, to, details, day=clock.local(at, to.timezone)), at=at)
    if put_now:
        deliver(the_record(), at)
    return len(put_now)


async def failed_run(run: str) -> dict[str, Any] | None:
    """What is said of a run that failed, by its id or its resource's; None where it is gone or came to its end since.

    Neither the run's name nor its message: both may hold what people filled in.
    """
    async with get_client() as api:
        try:
            found = await api.read_flow_run(UUID(run.rpartition(".")[2]))
            flow = await api.read_flow(found.flow_id)
        except ObjectNotFound:
            return None
    if found.state_type not in BROKEN:
        return None
    case = str(found.parameters.get("case") or "")
    return {"flow": flow.name, "case": case, "link": run_url(settings().ui_url, str(found.id))}


async def missing_sweep(timezone: str, hours: float, now: datetime, region: str | None = None) -> dict[str, Any] | None:
    """What is said of a sweep that did not come to its end in so many hours before `now`; None where it did.

    An automation hears only what happens while the server is up: the sweep made up after a pause counts.
    """
    ended = [
        run for run in await _sweeps(region) if run.parameters.get("timezone") in (None, timezone) and run.end_time
    ]
    last = max((run.end_time for run in ended if run.end_time), default=None)
    if last is not None and last > now - timedelta(hours=hours):
        return None
    return {
        "timezone": f"{timezone} · {region}" if region else timezone,
        "hours": f"{hours:g}",
        "last": _moment(last, timezone),
    }


async def _sweeps(region: str | None) -> list[FlowRun]:
    async with get_client() as api:
        return await api.read_flow_runs(
            flow_filter=FlowFilter(name={"any_": ["sweep"]}),
            deployment_filter=DeploymentFilter(name={"any_": [pool_of(region)]}),
            flow_run_filter=FlowRunFilter(
                state={"type": {"any_": [StateType.COMPLETED]}}, end_time={"is_null_": False}
            ),
            sort=FlowRunSort.END_TIME_DESC,
            limit=_MANY,
        )


def stuck_letters() -> dict[str, Any] | None:
    """What is said of letters that don't go out; None where they have gone since."""
    with reading(the_record()) as session:
        found, timezone = stuck(session, clock.now()), home_timezone(session)
    if found.count < settings().alarm_letters:
        return None
    return {
        "waiting": found.waiting,
        "given_up": found.given_up,
        "oldest": _moment(found.oldest, timezone),
        "minutes": f"{PATIENCE.total_seconds() / 60:.0f}",
    }


def _moment(at: datetime | None, timezone: str) -> str:
    return f"{at.astimezone(ZoneInfo(timezone)):%d.%m.%Y %H:%M}" if at else ""
