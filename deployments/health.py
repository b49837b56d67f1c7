"""Whether the service is well: the record, Prefect and its worker, the sweep, letters, the channels they take.

One look for `merzim health` and for the page `/merzim/health`; whoever watches the service asks the one or the other.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from deployments.automations import SILENCE
from deployments.regions import Sweeps, sweeps
from models import clock
from models.errors import InvalidInput, MerzimError
from models.record.database import reading
from models.record.migrations import current, head
from models.settings import settings
from models.texts import Language, Text, as_is
from notifications.channels import Channels
from notifications.stuck import LOOK_BACK, oldest_waiting, stuck
from tasks.recovery import POOL

CHANNEL_SECONDS = 5.0
"""A mail server or gateway that has not answered in so long does not answer."""

ANSWERS = Text("отвечает", "жауап береді", "answers")
SILENT = Text("не отвечает ({why})", "жауап бермейді ({why})", "does not answer ({why})")
OTHER = Text("другой версии ({found})", "басқа нұсқа ({found})", "of another version ({found})")
UNKNOWN = Text("неизвестно", "белгісіз", "not known")
NO_WORKER = Text("ни один не работает ({pools})", "бірде-біреуі жұмыс істемейді ({pools})", "none is online ({pools})")
SWEPT = Text("{zone}: {at:%d.%m.%Y %H:%M}", "{zone}: {at:%d.%m.%Y %H:%M}", "{zone}: {at:%Y-%m-%d %H:%M}")
NEVER = Text("{zone}: не проходил", "{zone}: өткен жоқ", "{zone}: never")
NOTHING = Text("все отправлены", "бәрі жіберілді", "all are sent")
WAITING = Text(
    "старшее неотправленное ждёт {hours} ч; застряло {stuck}, не доставлено за сутки {given_up}",
    "ең ескі жіберілмеген хат {hours} сағ күтуде; кідіргені {stuck}, тәулікте жеткізілмегені {given_up}",
    "the oldest undelivered one has waited {hours} h; stuck {stuck}, given up in a day {given_up}",
)
NO_URL = Text("адрес не задан", "мекенжайы берілмеген", "no URL is set")
NOT_ASKED = Text("спросить нельзя", "сұрауға болмайды", "can't be asked")
NAMES = {
    "database": Text("база данных", "дерекқор", "database"),
    "prefect": Text("Prefect", "Prefect", "Prefect"),
    "worker": Text("исполнитель запусков", "іске қосуларды орындаушы", "worker"),
    "sweep": Text("утренний обход", "таңғы шолу", "morning sweep"),
    "letters": Text("письма", "хаттар", "letters"),
    "email": Text("почта", "пошта", "email"),
    "sms": Text("СМС", "СМС", "SMS"),
}


@dataclass(frozen=True)
class Check:
    """One thing looked at. `at`: when it last went well, or since when a letter waits."""

    name: str
    ok: bool
    says: Text
    at: datetime | None = None


@dataclass(frozen=True)
class Health:
    """What was found."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """All is well."""
        return all(check.ok for check in self.checks)

    def as_data(self, language: Language = "en") -> dict[str, Any]:
        """As JSON."""
        checks = {
            c.name: {"ok": c.ok, "says": c.says.in_(language), "at": c.at.isoformat() if c.at else None}
            for c in self.checks
        }
        return {"ok": self.ok, "checks": checks}


async def look(record: Callable[[], Engine], prefect: httpx.AsyncClient | None, at: datetime) -> Health:
    """Ask the record, Prefect (by a client whose base is its API; None: there is none) and the channels."""
    (database, letters, wanted), channels, (answers, worker, runs) = await asyncio.gather(
        asyncio.to_thread(_record, record, at), asyncio.to_thread(_channels), _prefect(prefect)
    )
    swept = Check("sweep", False, UNKNOWN) if runs is None or wanted is None else _sweep(wanted, runs)
    return Health((database, answers, worker, swept, letters, *channels))


def _record(record: Callable[[], Engine], at: datetime) -> tuple[Check, Check, Sweeps | None]:
    try:
        bind = record()
        found = current(bind)
        if found != head():
            return Check("database", False, OTHER.filled(found=found)), Check("letters", False, UNKNOWN), None
        with reading(bind) as session:
            return Check("database", True, ANSWERS), _letters(session, at), sweeps(session)
    except (SQLAlchemyError, OSError, MerzimError) as error:
        why = SILENT.filled(why=type(error).__name__)
        return Check("database", False, why), Check("letters", False, UNKNOWN), None


def _letters(session: Session, at: datetime) -> Check:
    found, oldest = stuck(session, at), oldest_waiting(session)
    if oldest is None and not found.count:
        return Check("letters", True, NOTHING)
    waited = at - oldest if oldest else timedelta()
    says = WAITING.filled(hours=f"{waited.total_seconds() / 3600:.1f}", stuck=found.waiting, given_up=found.given_up)
    return Check("letters", found.count < settings().alarm_letters and waited <= LOOK_BACK, says, oldest)


def _channels() -> list[Check]:
    try:
        with closing(Channels.of(settings(), timeout=CHANNEL_SECONDS)) as channels:
            return [_channel(name, routes) for name, routes in channels.ask().items()]
    except InvalidInput as wrong:
        return [Check("email", False, as_is(wrong))]


def _channel(name: str, routes: list[str | None]) -> Check:
    """A channel is well while one of its ways is: the first that takes a letter sends it."""
    if not routes:
        return Check(name, True, NO_URL)
    wrong = [why for why in routes if why]
    if len(wrong) == len(routes):
        return Check(name, False, SILENT.filled(why="; ".join(wrong)))
    return Check(name, True, ANSWERS if "" in routes else NOT_ASKED)


async def _prefect(client: httpx.AsyncClient | None) -> tuple[Check, Check, list[dict[str, Any]] | None]:
    nothing = Check("worker", False, UNKNOWN), None
    if client is None:
        return Check("prefect", False, UNKNOWN), *nothing
    asked = {
        "flows": {"name": {"any_": ["sweep"]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
        "sort": "END_TIME_DESC", "limit": 100,
    }  # fmt: skip
    try:
        (await client.get("health")).raise_for_status()
        pools = await client.post("work_pools/filter", json={"work_pools": {"type": {"any_": [POOL]}}})
        pools.raise_for_status()
        idle = [pool["name"] for pool in pools.json() if not await _worked(client, pool["name"])]
        runs = await client.post("flow_runs/filter", json=asked)
        runs.raise_for_status()
    except httpx.HTTPError as error:
        return Check("prefect", False, SILENT.filled(why=type(error).__name__)), *nothing
    well = bool(pools.json()) and not idle
    says = ANSWERS if well else NO_WORKER.filled(pools=", ".join(idle) or POOL)
    return Check("prefect", True, ANSWERS), Check("worker", well, says), runs.json()


async def _worked(client: httpx.AsyncClient, pool: str) -> bool:
    """Whether a worker takes the runs of a pool."""
    workers = await client.post(f"work_pools/{pool}/workers/filter", json={})
    workers.raise_for_status()
    return any(worker["status"] == "ONLINE" for worker in workers.json())


def _sweep(wanted: Sweeps, runs: list[dict[str, Any]]) -> Check:
    """When the last sweep of each time zone and region came to its end, by Prefect's time, which no simulated clock
    sets.
    """
    last: dict[tuple[str, str | None], datetime | None] = dict.fromkeys(wanted)
    for run in (run for run in runs if run["end_time"]):
        ended, given = datetime.fromisoformat(run["end_time"]), run["parameters"]
        for zone, region in wanted:
            if given.get("timezone") in (None, zone) and given.get("region") in (None, region):
                last[zone, region] = max(ended, last[zone, region] or ended)
    told = [_swept(zone, region, at) for (zone, region), at in last.items()]
    says = Text.joined(told, "; ")
    now, oldest = clock.machine(), min((at for at in last.values() if at), default=None)
    return Check("sweep", all(at is not None and now - at <= SILENCE for at in last.values()), says, oldest)


def _swept(zone: str, region: str | None, at: datetime | None) -> Text:
    place = f"{zone} · {region}" if region else zone
    return SWEPT.filled(zone=place, at=at.astimezone(ZoneInfo(zone))) if at else NEVER.filled(zone=place)
