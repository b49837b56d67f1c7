"""Two servers, services and three workers under load, each and both databases killed: nothing lost or done twice."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_CUSTOM_HEADERS, temporary_settings
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from deployments.catchers import Catchers
from deployments.deploy import deploy
from deployments.timetable import timetable
from models.clock import SimulatedClock
from models.keys import API_KEY_HEADER
from models.record.cases import Case, StepRecord
from models.record.database import engine, reading, writing
from models.record.letters import Letter
from models.record.migrations import upgrade
from notifications.letters import LetterDraft, Recipient
from notifications.outbox import put
from tasks.pools import deployment_of, pool_of
from tasks.runs import NotWaiting, submit
from tests.benchmarks import region
from tests.cluster.machines import Machines, installed, missing
from tests.installed import set_to
from tests.postgres_server import PostgresServer, programs, running_postgres

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("cluster"), pytest.mark.timeout(900)]

REGIONS = {"KRG": "karaganda", "ALM": "almaty", "AST": ""}
HEADS, LETTERS = 4, 200
SECONDS = 240
T = TypeVar("T")


class Country:
    """Three authorities, each with workers of its own region, and what the record and Prefect say of them."""

    def __init__(self, machines: Machines, clock: SimulatedClock, record: Engine, api: PrefectClient) -> None:
        self.machines, self.clock, self.record, self.api = machines, clock, record, api

    def at(self, day: str, hour: int = 10) -> None:
        """It is this hour of the day in Almaty."""
        moment = date.fromisoformat(day)
        self.clock.set(datetime(moment.year, moment.month, moment.day, hour - 5, tzinfo=UTC))

    async def start(self, flow: str, at: str) -> UUID:
        """A run of a region's deployment, as its schedule makes it; its id."""
        parameters = {"region": REGIONS[at]} | ({"timezone": "Asia/Almaty"} if flow == "sweep" else {})

        async def asked() -> UUID:
            deployment = await self.api.read_deployment_by_name(deployment_of(flow, REGIONS[at]))
            return (await self.api.create_flow_run_from_deployment(deployment.id, parameters=parameters)).id

        return await self.told(asked)

    async def told(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What the server says, asked again while it or its database is away."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                return await ask()
            except httpx.HTTPError:
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(0.5)

    async def until(self, done: Callable[[], bool], what: str) -> None:
        """Wait until the record says so."""
        end = time.monotonic() + SECONDS
        while True:
            # In the middle of a restart of the database.
            with suppress(DBAPIError):
                if done():
                    return
            assert time.monotonic() < end, f"{what}: {self.states()}"
            await asyncio.sleep(0.2)

    async def until_delivered(self, done: Callable[[], bool], what: str) -> None:
        """Wait until the record says so, with a delivery now and then, as each hour has one."""
        end = time.monotonic() + SECONDS
        while not done():
            assert time.monotonic() < end, f"{what}: {self.states()}"
            await self.ended([await self.start("deliveries", code) for code in REGIONS])

    async def ahead(self, flow: str, at: str) -> list[FlowRun]:
        """Runs that Prefect's scheduler has put there for the schedule of a region's deployment."""
        found = await self.told(
            partial(self.api.read_flow_runs, deployment_filter=DeploymentFilter(
                name=DeploymentFilterName(any_=[pool_of(REGIONS[at])])),
                flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])))
        )  # fmt: skip
        return [run for run in found if run.auto_scheduled and run.state and run.state.is_scheduled()]

    async def ended(self, runs: list[UUID]) -> list[FlowRun]:
        """Runs once all of them are over."""
        end = time.monotonic() + SECONDS
        while True:
            found = [await self.told(partial(self.api.read_flow_run, run)) for run in runs]
            if all(run.state and run.state.is_final() for run in found):
                return found
            assert time.monotonic() < end, [(run.name, run.state_name, run.infrastructure_pid) for run in found]
            await asyncio.sleep(0.2)

    def states(self) -> dict[str, int]:
        """What is open, for whoever reads that a test failed."""
        with reading(self.record) as session:
            asked = text("SELECT code || ' ' || state, count(*) FROM step_records GROUP BY 1")
            return dict(session.connection().execute(asked).tuples().all())

    def cases(self) -> list[Case]:
        with reading(self.record) as session:
            return list(session.exec(select(Case).where(Case.kind == "case").order_by(Case.number)))

    def shown(self, count: int, kind: str) -> bool:
        """Whether so many have a run that shows them as they are."""
        with reading(self.record) as session:
            cases = session.exec(select(Case).where(Case.kind == kind)).all()
        return sum(case.run_id is not None and case.shown_version == case.version for case in cases) == count

    def done(self, step: str) -> list[str]:
        """Cases whose step is done, as often as it is."""
        asked = select(Case.number).join(StepRecord, col(StepRecord.case_id) == Case.id)
        with reading(self.record) as session:
            return sorted(session.exec(asked.where(StepRecord.code == step, StepRecord.state == "done")))

    async def answer(self, number: str, step: str, **form: str) -> None:
        """As a person does; a server killed in between may have taken it and not said so: then it is there already."""
        with reading(self.record) as session:
            run = session.exec(select(Case.run_id).where(Case.number == number)).one()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                await submit(UUID(run), step, form, client=self.api)
            except (NotWaiting, httpx.HTTPError):
                # Already answered, or not shown yet, or no state can be changed while Redis or PostgreSQL is away.
                with suppress(DBAPIError):
                    if number in self.done(step):
                        return
                await asyncio.sleep(0.5)
            else:
                return
        pytest.fail(f"{number} takes no answer to {step}: {self.states()}")


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[Catchers]:
    with Catchers(tmp_path / "caught") as catchers:
        yield catchers


@asynccontextmanager
async def country(folder: Path, postgres: PostgresServer, mail: Catchers) -> AsyncIterator[Country]:
    """The installation, its record with three authorities, on 2 November 2026; this process a client of its door."""
    clock = SimulatedClock(folder / "clock")
    clock.set(datetime(2026, 11, 2, 5, tzinfo=UTC))
    own = {"MERZIM_MAIL_URLS": mail.email_url, "MERZIM_SMS_URLS": mail.sms_url, **clock.environment()}
    with installed(folder, postgres, tuple(REGIONS.values()), **own) as machines:
        ours = {name: value for name, value in machines.environment.items() if name.startswith("MERZIM_")}
        record = engine(machines.environment["MERZIM_DATABASE_URL"], patient=True)
        upgrade(record)
        for code, name in REGIONS.items():
            region.settle(record, HEADS, code, name)
        headers = {API_KEY_HEADER: machines.environment["MERZIM_API_KEY"]}
        with (
            set_to(**ours),
            temporary_settings({PREFECT_API_URL: machines.api_url, PREFECT_CLIENT_CUSTOM_HEADERS: headers}),
        ):
            async with get_client() as api:
                with reading(record) as session:
                    planned = timetable(session)
                await deploy(planned, client=api)
                yield Country(machines, clock, record, api)
        record.dispose()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server of its own: the test has its own worker of the test run."""
    binaries = programs()
    if binaries is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: postgresql)")
    with running_postgres(binaries) as server:
        yield server


@pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")
async def test_one_of_each_killed_under_load_loses_nothing_and_each_region_keeps_to_its_workers(
    tmp_path: Path, own_postgres: PostgresServer, mail: Catchers
) -> None:
    async with country(tmp_path, own_postgres, mail) as here:
        machines, cycles = here.machines, await lists_formed(here)
        # The first kills, while cases open: a server, and the worker of a region.
        lists = lists_sent(here, cycles)
        await asyncio.sleep(0)
        machines.kill("server-1")
        pids = {"almaty": [machines.kill("worker-almaty")]}
        machines.start("server-1")
        machines.start("worker-almaty")
        await lists
        await here.until(lambda: here.shown(HEADS * len(REGIONS), "case"), "cases shown")
        here.at("2026-12-04")
        numbers = [case.number for case in here.cases()]
        letters(here.record)
        deliveries = [await here.start("deliveries", code) for code in REGIONS]
        answers = asyncio.gather(*(here.answer(each, "portfolio", sent_on="2026-12-04") for each in numbers))
        # Letters are going out and answers coming in: a sender, Redis, and the other server.
        await here.until(lambda: len(mail.mail.box) >= LETTERS // 4, "letters on their way")
        pids["karaganda"] = [machines.kill("worker-karaganda")]
        machines.kill("redis")
        machines.start("redis")
        machines.start("worker-karaganda")
        machines.kill("server-2")
        machines.start("server-2")
        await answers
        await here.until(lambda: len(here.done("portfolio")) == len(numbers), "portfolios")
        assert here.done("portfolio") == sorted(numbers)
        await here.until(lambda: here.shown(len(numbers), "case"), "cases shown again")
        await here.ended(deliveries)
        # The lease of the sender that died runs out.
        here.at("2026-12-04", 12)
        await here.ended([await here.start("deliveries", code) for code in REGIONS])
        delivered(here.record, mail)
        await keep_apart(here, pids)


async def lists_formed(here: Country) -> list[str]:
    """Each region has opened its cycle and formed its list, which is to be sent today: the cycles' numbers."""
    cycles = [f"{code}-rotation-2026" for code in REGIONS]
    # Each region asked for its sweep twice: one of them opens its cycle, and its own only.
    await here.ended([await here.start("sweep", code) for code in REGIONS for _ in range(2)])
    assert here.shown(len(REGIONS), "cycle")
    here.at("2026-11-20")
    formed = {"approved_on": "2026-11-20", "planned_rotation_on": "2027-02-15"}
    await asyncio.gather(*(here.answer(cycle, "form-list", **formed) for cycle in cycles))
    await here.until(lambda: len(here.done("form-list")) == len(REGIONS), "lists formed")
    here.at("2026-11-27")
    return cycles


def lists_sent(here: Country, cycles: Sequence[str]) -> asyncio.Future[list[None]]:
    """All regions send their lists at once: their cases open."""
    return asyncio.gather(*(here.answer(cycle, "send-list", sent_on="2026-11-27", letter_no="1") for cycle in cycles))


@pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")
async def test_services_killed_and_postgresql_restarted_under_load_lose_nothing(
    tmp_path: Path, own_postgres: PostgresServer, mail: Catchers
) -> None:
    async with country(tmp_path, own_postgres, mail) as here:
        machines, cycles = here.machines, await lists_formed(here)
        # While cases open, nobody schedules.
        lists = lists_sent(here, cycles)
        machines.kill("services")
        await lists
        await here.until(lambda: here.shown(HEADS * len(REGIONS), "case"), "cases shown")
        for run in await here.ahead("deliveries", "KRG"):
            await here.api.delete_flow_run(run.id)
        # Started again, they schedule what is next.
        machines.start("services")
        async with asyncio.timeout(SECONDS):
            while not await here.ahead("deliveries", "KRG"):  # noqa: ASYNC110  # only the server knows
                await asyncio.sleep(1)
        here.at("2026-12-04")
        numbers = [case.number for case in here.cases()]
        letters(here.record)
        for code in REGIONS:
            await here.start("deliveries", code)
        answers = asyncio.gather(*(here.answer(each, "portfolio", sent_on="2026-12-04") for each in numbers))
        await here.until(lambda: len(mail.mail.box) >= LETTERS // 4, "letters on their way")
        # Both databases at once: they are on one server.
        with own_postgres.down():
            pass
        await answers
        # What failed meanwhile is started again by the deliveries, and the leases of letters in flight run out.
        here.at("2026-12-04", 12)
        await here.until_delivered(lambda: here.done("portfolio") == sorted(numbers), "portfolios")
        await here.until_delivered(lambda: here.shown(len(numbers), "case"), "cases shown again")
        delivered(here.record, mail)
        # No process has ended by it.
        assert {name: process.poll() for name, process in machines.running.items()} == dict.fromkeys(machines.running)
        await keep_apart(here, {})


def letters(record: Engine) -> None:
    """Letters of all regions in one outbox, each to somebody else."""
    drafts = [
        LetterDraft(
            "test", "email", Recipient(f"X/{n}", "Ким", "Анна", "ru", email=f"p{n}@example.kz"), date(2026, 12, 4),
            f"Письмо {n}", f"Письмо {n}",
        )
        for n in range(LETTERS)
    ]  # fmt: skip
    with writing(record) as session:
        assert len(put(session, drafts, at=datetime(2026, 12, 4, 4, tzinfo=UTC))) == LETTERS


def delivered(record: Engine, mail: Catchers) -> None:
    """Every letter has arrived; one that did so twice had been in flight when its sender died."""
    caught = Counter(message.message_id for message in mail.mail.box)
    with reading(record) as session:
        rows = {row.message_id: row for row in session.exec(select(Letter).where(Letter.channel == "email"))}
    assert {row.state for row in rows.values()} == {"sent"}
    assert caught.keys() == rows.keys()
    assert len(rows) >= LETTERS
    twice = {key for key, times in caught.items() if times > 1}
    assert twice <= {key for key, row in rows.items() if row.attempts > 1}
    assert max(caught.values()) <= 2


async def keep_apart(here: Country, before: dict[str, list[int]]) -> None:
    """Each run is in its region's pool, and was taken by the workers of it alone; all other runs ended well."""
    pids: dict[str, set[int]] = {name: set(before.get(name, [])) for name in REGIONS.values()}
    for name in REGIONS.values():
        pids[name].add(here.machines.running[f"worker-{name}"].pid)
    taken: dict[str, set[str]] = {name: set() for name in REGIONS.values()}
    for case in here.cases():
        run = await here.api.read_flow_run(UUID(case.run_id))
        name = REGIONS[case.number[:3]]
        assert run.work_pool_name == pool_of(name)
        assert run.state is not None
        assert run.state.is_paused()
        taken[name].add(str(run.infrastructure_pid).rsplit("-", 2)[1])
    for name, found in taken.items():
        assert found <= {str(pid) for pid in pids[name]}, (name, found, pids)
    assert json.dumps(sorted(taken)) == json.dumps(sorted(REGIONS.values()))
