"""A process of an installation on several machines: a server, Prefect's services, or a worker of some regions."""

import asyncio
import logging
import os
import signal
from typing import Literal

from sqlalchemy import make_url
from sqlmodel import col, select

from deployments.arrangement import (
    DATABASE,
    PREFECT_ON_SQLITE,
    PREFECT_URL,
    UnsafeCombination,
    arrangement,
    check,
    prefect_settings,
)
from models.errors import InvalidInput
from models.keys import API_KEY_HEADER, api_key
from models.record.database import engine, reading
from models.record.migrations import upgrade
from models.record.people import Authority
from models.settings import settings
from models.texts import Text

REDIS_SECONDS = 5
SILENT_REDIS = Text(
    "Redis по адресу {url} не отвечает ({error})",
    "{url} мекенжайындағы Redis жауап бермейді ({error})",
    "Redis at {url} does not answer ({error})",
)
ONE_POOL = Text(
    "--region: пул исполнителей один на всех. Подойдёт MERZIM_POOLS=regions у всех процессов или исполнитель без "
    "--region",
    "--region: орындаушылар пулы бәріне біреу. Барлық процестерде MERZIM_POOLS=regions немесе --region-сыз орындаушы "
    "жарайды",
    "--region: there is one pool for all workers. Accepted: MERZIM_POOLS=regions for all processes, or a worker "
    "without --region",
)
NO_SUCH_REGION = Text(
    "Региона «{region}» нет ни у одного органа реестра; есть: {known}",
    "«{region}» өңірі тізілімнің ешбір органында жоқ; барлары: {known}",
    "No authority of the registry is in the region '{region}'; there are: {known}",
)
OTHER_POOLS = Text(
    "У серверов MERZIM_POOLS={theirs}, здесь {ours}. Подойдёт одно и то же у всех процессов",
    "Серверлерде MERZIM_POOLS={theirs}, мұнда {ours}. Барлық процестерде бірдей мән жарайды",
    "The servers have MERZIM_POOLS={theirs}, here it is {ours}. Accepted: the same for all processes",
)


def run_server(host: str, port: int) -> None:
    """One of several servers, until SIGTERM; the record is brought up to date first."""
    _join("server")
    os.environ |= {"PREFECT_SERVER_API_HOST": host, "PREFECT_SERVER_API_PORT": str(port)}
    record = engine()
    upgrade(record)
    record.dispose()
    from deployments.server import serve

    serve(host, port, services=False)


def run_services() -> None:
    """Prefect's background work, until SIGTERM."""
    _join("services")
    from deployments.places import Place, place_among_servers

    async def work(place: Place) -> None:
        from prefect.cli._server_utils import _run_all_services
        from prefect.server.database import provide_database_interface

        working = asyncio.current_task()
        assert working is not None
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        await provide_database_interface().create_db()
        place.started()
        await _run_all_services()

    with place_among_servers(arrangement()) as place:
        try:
            asyncio.run(work(place))
        except asyncio.CancelledError:
            return


def _join(role: Literal["server", "services"]) -> None:
    """Set this process up as one of several. Raises `UnsafeCombination`, `InvalidInput`."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    found = arrangement()
    check(role, found)
    # Before anything imports Prefect, which reads its settings then.
    os.environ |= prefect_settings(found, settings().ui_url.removesuffix("/v2"))
    from prefect_redis.connection import redis_from_url  # type: ignore[import-untyped]
    from redis import RedisError

    assert found.redis is not None
    try:
        redis_from_url(found.redis, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS).ping()
    except RedisError as error:
        where = make_url(found.redis).render_as_string(hide_password=True)
        reason = SILENT_REDIS.filled(url=where, error=type(error).__name__)
        raise InvalidInput(reason.in_(settings().language)) from None


def check_worker(regions: tuple[str, ...]) -> None:
    """Raises `UnsafeCombination` for a record that takes one writer, `InvalidInput` for regions that are not there."""
    os.environ |= {"DO_NOT_TRACK": "1", "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false"}
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")
    found = arrangement()
    check("worker", found)
    if not regions:
        return
    if found.pools == "one":
        raise UnsafeCombination(ONE_POOL)
    record = engine()
    try:
        with reading(record) as session:
            known = session.exec(select(Authority.region).distinct().order_by(col(Authority.region))).all()
    finally:
        record.dispose()
    for region in regions:
        if region not in known:
            reason = NO_SUCH_REGION.filled(region=region, known=", ".join(filter(None, known)) or "—")
            raise InvalidInput(reason.in_(settings().language))


def run_worker(regions: tuple[str, ...], limit: int, api_url: str) -> None:
    """Carry out the runs of these regions, of none in particular where none is named, until SIGTERM."""
    import httpx

    ours = f"{api_url.removesuffix('/api')}/merzim/arrangement"
    told = httpx.get(ours, headers={API_KEY_HEADER: api_key()}, timeout=10)
    if told.headers.get("content-type", "").startswith("application/json") and told.is_success:
        theirs, pools = told.json(), settings().pools
        if theirs["prefect"] == "sqlite":
            raise UnsafeCombination(PREFECT_ON_SQLITE.filled(name=DATABASE, prefect=PREFECT_URL))
        if theirs["pools"] != pools:
            raise UnsafeCombination(OTHER_POOLS.filled(theirs=theirs["pools"], ours=pools))
    elif told.is_redirect or told.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise InvalidInput(f"{api_url} does not know MERZIM_API_KEY: it is the same for servers and workers")
    elif not told.is_server_error:
        # Any other Prefect server has no such page, or answers it with the page of its UI.
        raise InvalidInput(f"{api_url} is no Merzim server: `merzim up` or `merzim server` starts one")
    from deployments.worker import POLL_SECONDS, work
    from tasks.pools import pool_of

    asyncio.run(work([pool_of(region) for region in regions or ("",)], POLL_SECONDS, limit))
