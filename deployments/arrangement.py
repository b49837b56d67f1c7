"""Where a process keeps what it shares with others, and which combinations are refused before they lose anything.

One machine: `merzim up`, on SQLite or PostgreSQL. Several: `merzim server`, `merzim services` and `merzim worker`, as
many as there need be, on PostgreSQL (the record and Prefect's database) and Redis (docs/deployment.md).
"""

import os
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import make_url

from models.errors import InvalidInput
from models.settings import settings
from models.texts import Text

Role = Literal["up", "server", "services", "worker"]
DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
"""Prefect's own name for its database; `PREFECT_API_DATABASE_CONNECTION_URL` is an older one."""
_OLDER = "PREFECT_API_DATABASE_CONNECTION_URL"
PREFECT_URL = "postgresql+asyncpg://prefect:SECRET@HOST/prefect"
RECORD_URL = "postgresql://merzim:SECRET@HOST/merzim"

ONE_WRITER = Text(
    "`merzim {role}` — один из нескольких процессов, пишущих в реестр дел, а SQLite допускает один. Подойдёт "
    "MERZIM_DATABASE_URL={record}; на одной машине с SQLite работает `merzim up`",
    "`merzim {role}` — істер тізіліміне жазатын бірнеше процестің бірі, ал SQLite біреуін ғана қабылдайды. "
    "MERZIM_DATABASE_URL={record} жарайды; бір машинада SQLite-пен `merzim up` жұмыс істейді",
    "`merzim {role}` is one of several processes that write the record, and SQLite takes one. Accepted: "
    "MERZIM_DATABASE_URL={record}; on one machine with SQLite it is `merzim up`",
)
PREFECT_ON_SQLITE = Text(
    "База Prefect — SQLite, а её не могут делить несколько серверов и исполнителей. Подойдёт {name}={prefect}; на "
    "одной машине с SQLite работает `merzim up`",
    "Prefect дерекқоры — SQLite, оны бірнеше сервер мен орындаушы бөлісе алмайды. {name}={prefect} жарайды; бір "
    "машинада SQLite-пен `merzim up` жұмыс істейді",
    "Prefect's database is SQLite, which several servers and workers can't share. Accepted: {name}={prefect}; on one "
    "machine with SQLite it is `merzim up`",
)
NO_REDIS = Text(
    "Несколько серверов Prefect обмениваются сообщениями через Redis: в памяти каждого из них их не видят остальные. "
    "Подойдёт MERZIM_REDIS_URL=redis://HOST:6379/0; единственный сервер запускает `merzim up`",
    "Бірнеше Prefect сервері хабарламаларды Redis арқылы алмасады: біреуінің жадындағысын қалғандары көрмейді. "
    "MERZIM_REDIS_URL=redis://HOST:6379/0 жарайды; жалғыз серверді `merzim up` іске қосады",
    "Several Prefect servers exchange messages through Redis: what is in the memory of one the others don't see. "
    "Accepted: MERZIM_REDIS_URL=redis://HOST:6379/0; a server that is the only one is `merzim up`",
)
REDIS_ALONE = Text(
    "Задан MERZIM_REDIS_URL, а {what} — SQLite: Redis нужен нескольким серверам, SQLite допускает один. Подойдёт "
    "{name}={url} или пустой MERZIM_REDIS_URL",
    "MERZIM_REDIS_URL берілген, ал {what} — SQLite: Redis бірнеше серверге керек, SQLite біреуін ғана қабылдайды. "
    "{name}={url} немесе бос MERZIM_REDIS_URL жарайды",
    "MERZIM_REDIS_URL is set and {what} is SQLite: Redis is for several servers, SQLite takes one. Accepted: "
    "{name}={url}, or no MERZIM_REDIS_URL",
)
REGIONS_ON_SQLITE = Text(
    "MERZIM_POOLS=regions: исполнителей будет несколько, а {what} — SQLite. Подойдёт {name}={url} или MERZIM_POOLS=one",
    "MERZIM_POOLS=regions: орындаушы бірнешеу болады, ал {what} — SQLite. {name}={url} немесе MERZIM_POOLS=one жарайды",
    "MERZIM_POOLS=regions: there will be several workers, and {what} is SQLite. Accepted: {name}={url}, or "
    "MERZIM_POOLS=one",
)
NO_KEYS = Text(
    "{name} не задан: каждый процесс сделал бы свой ключ и не признал бы чужого. Подойдёт одно и то же значение, не "
    "короче 32 знаков, у всех серверов и исполнителей",
    "{name} берілмеген: әр процесс өз кілтін жасап, басқанікін танымас еді. Барлық серверлер мен орындаушыларда "
    "бірдей, 32 таңбадан қысқа емес мән жарайды",
    "{name} is not set: each process would make a key of its own and not know the others'. Accepted: the same value, "
    "of 32 characters or more, for all servers and workers",
)
RECORD = Text("реестр дел", "істер тізілімі", "the record")
PREFECTS = Text("база Prefect", "Prefect дерекқоры", "Prefect's database")


class UnsafeCombination(InvalidInput):
    """These parts can't be run together without losing something."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.in_(settings().language))
        self.reason = reason


@dataclass(frozen=True)
class Arrangement:
    """What a process is set to share with others."""

    # URLs, which may hold passwords; `prefect` None: SQLite in the stack's folder; `redis` None: in memory.
    record: str
    prefect: str | None
    redis: str | None
    pools: Literal["one", "regions"] = "one"
    # Names of the keys that are not set.
    keys_missing: tuple[str, ...] = ()

    @property
    def record_is_sqlite(self) -> bool:
        """Whether only one process may write the record."""
        return make_url(self.record).get_backend_name() == "sqlite"

    @property
    def prefect_is_sqlite(self) -> bool:
        """Whether only one server may use Prefect's database."""
        return self.prefect is None or make_url(self.prefect).get_backend_name() == "sqlite"

    def data(self) -> dict[str, str | bool]:
        """What a worker has to know of its server; no addresses."""
        kinds = ("postgresql", "sqlite")
        known = {"record": kinds[self.record_is_sqlite], "prefect": kinds[self.prefect_is_sqlite]}
        return {**known, "pools": self.pools, "redis": bool(self.redis)}


def arrangement() -> Arrangement:
    """As this process is set up."""
    found = settings()
    keys = {"MERZIM_API_KEY": found.api_key, "MERZIM_SECRET_KEY": found.secret_key}
    return Arrangement(
        found.database,
        os.environ.get(DATABASE) or os.environ.get(_OLDER) or None,
        found.redis_url.get_secret_value() if found.redis_url else None,
        found.pools,
        tuple(name for name, value in keys.items() if value is None),
    )


def check(role: Role, found: Arrangement) -> None:
    """Raises `UnsafeCombination`, which says what would be accepted."""
    sqlites = [
        (what, name, url)
        for is_sqlite, what, name, url in (
            (found.record_is_sqlite, RECORD, "MERZIM_DATABASE_URL", RECORD_URL),
            # A worker asks its server, which knows (`deployments/cli/worker.py`).
            (found.prefect_is_sqlite and role != "worker", PREFECTS, DATABASE, PREFECT_URL),
        )
        if is_sqlite
    ]
    if role == "up":
        for what, name, url in sqlites:
            if found.redis:
                raise UnsafeCombination(REDIS_ALONE.filled(what=what, name=name, url=url))
            if found.pools == "regions":
                raise UnsafeCombination(REGIONS_ON_SQLITE.filled(what=what, name=name, url=url))
        return
    if found.record_is_sqlite:
        raise UnsafeCombination(ONE_WRITER.filled(role=role, record=RECORD_URL))
    if sqlites:
        raise UnsafeCombination(PREFECT_ON_SQLITE.filled(name=DATABASE, prefect=PREFECT_URL))
    if role != "worker" and not found.redis:
        raise UnsafeCombination(NO_REDIS)
    for name in found.keys_missing:
        raise UnsafeCombination(NO_KEYS.filled(name=name))


def prefect_settings(found: Arrangement, ui_url: str) -> dict[str, str]:
    """Prefect's settings of a server, or of its services, in this arrangement; `ui_url` is where people open it."""
    given = {
        # The UI is a page of its own and must be told where its API is.
        "PREFECT_SERVER_UI_API_URL": f"{ui_url}/api",
        # Pages of other addresses have no business with this API.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ui_url,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # The run list is a worklist: one or two runs ahead of each schedule, not a hundred.
        "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "1",
        "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "2",
        # Ours wait for months without a time-out; that service would read each of them whole every five seconds.
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        # A worker on another machine that died is known for dead after three heartbeats and one such look.
        "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "5",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    if found.prefect is not None:
        given[DATABASE] = found.prefect
    if found.redis:
        given |= {
            "PREFECT_REDIS_MESSAGING_URL": found.redis,
            "PREFECT_SERVER_DOCKET_URL": found.redis,
            "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL": found.redis,
            "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",
            "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
            "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
            "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
        }
    return given
