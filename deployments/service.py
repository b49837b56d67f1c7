"""The service on the real clock: server, deployments, worker; runs restored, a sweep made up, then it waits."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect.client.orchestration import get_client
from sqlalchemy import Engine
from sqlmodel import col, select

from deployments.arrangement import arrangement, check
from deployments.deploy import Planned, deploy
from deployments.fittings import Fittings, fittings
from deployments.gateway.accounts import Accounts
from deployments.gateway.app import LOOPBACK
from deployments.lifeline import interrupted
from deployments.restoring import Restored, restore
from deployments.stack import Stack
from deployments.timetable import OPENING_HOUR, timetable
from models import clock
from models.errors import InvalidInput
from models.record.database import engine, reading
from models.record.migrations import upgrade
from models.record.people import Authority
from models.settings import settings

PORT = 4200


@contextmanager
def service(address: Path, *, host: str = "127.0.0.1", port: int = PORT) -> Iterator[tuple[Stack, Restored]]:
    """The service while it is up, with what was restored; its API's address stands in the file `address` meanwhile.

    Leaving it stops worker and server and pauses no schedule. Raises `InvalidInput` where there is no registry or the
    clock is a simulated one, `UnsafeCombination` where it can't be run so, `StackError` where the server does not come
    up.
    """
    if os.environ.get(clock.VARIABLE):
        raise InvalidInput(f"{clock.VARIABLE} is set, and the service runs on the real clock")
    found = arrangement()
    check("up", found)
    record = engine()
    with ExitStack() as up:
        up.callback(record.dispose)
        upgrade(record)
        if host not in LOOPBACK and not Accounts(lambda: record).are_on():
            raise InvalidInput(f"{host} is not loopback, and there are no accounts: `merzim users add` makes one")
        planned, fitted = _planned(record)
        stack = Stack(
            settings().home / "stack",
            host=host,
            port=port,
            database_url=found.prefect,
            prepare=lambda stack: _put_up(stack, planned, fitted),
        )
        up.enter_context(stack)
        up.enter_context(stack.connected())
        restored = asyncio.run(_catch_up(record))
        address.write_text(stack.api_url, encoding="utf-8")
        up.callback(address.unlink, missing_ok=True)
        yield stack, restored


def run_until_told(ready: Callable[[Stack, Restored], None], address: Path, *, host: str, port: int) -> None:
    """Run the service until SIGTERM or SIGINT; `ready` is called once it is up."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    told = threading.Event()
    # Until it is up, SIGTERM breaks the start off as Ctrl-C does; what has been started is stopped.
    signal.signal(signal.SIGTERM, interrupted)
    with service(address, host=host, port=port) as (stack, restored):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        ready(stack, restored)
        told.wait()


def _planned(record: Engine) -> tuple[tuple[Planned, ...], Fittings]:
    with reading(record) as session:
        if session.exec(select(Authority.id)).first() is None:
            raise InvalidInput("there is no registry yet: `merzim import FILE` brings one")
        return timetable(session), fittings(session)


def _put_up(stack: Stack, planned: tuple[Planned, ...], fitted: Fittings) -> None:
    # The worker, which starts next, writes it into letters.
    os.environ.setdefault("MERZIM_UI_URL", f"{stack.ui_url}/v2")
    with stack.connected():
        asyncio.run(deploy(planned, fitted=fitted))


async def _catch_up(record: Engine) -> Restored:
    """Runs that the server lost are made again; the sweep of this morning is made up where it has passed."""
    with reading(record) as session:
        zones = session.exec(select(Authority.timezone).distinct().order_by(col(Authority.timezone))).all()
    async with get_client() as api:
        restored = await restore(api)
        sweep = await api.read_deployment_by_name("sweep/merzim")
        for zone in zones:
            now = clock.now().astimezone(ZoneInfo(zone))
            if now.time() >= time(OPENING_HOUR):
                await api.create_flow_run_from_deployment(
                    sweep.id, parameters={"timezone": zone}, name=f"sweep · {now:%Y-%m-%d %H:%M}"
                )
    return restored
