"""Our work pool, and our deployments with their schedules, put on the Prefect server by code.

Schedules are Prefect's, in the authority's time zone. Neither a stopped worker nor a second `deploy` touches them: one
that an operator has paused in the UI stays paused. Prefect does not make up a date that it slept through; the sweep
opens what is missing.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentUpdate,
    WorkPoolCreate,
    WorkPoolUpdate,
)
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from deployments.fittings import Fittings, fit
from deployments.worker import WarmWorker
from tasks.pools import pool_of
from tasks.recovery import POOL


@dataclass(frozen=True)
class Timed:
    """A schedule of a deployment, ours to change and to take away."""

    # Tells it from the deployment's others, for good: `KRG`, `Asia-Almaty`.
    slug: str
    # Five fields of cron, in the time zone.
    cron: str
    timezone: str
    # What its runs are given.
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """One deployment."""

    # Module path of the flow, `flows.rotation.rotation_case`: the worker imports it from there.
    entrypoint: str
    description: str
    # Whose workers take its runs; None: those of the service.
    region: str | None = None
    schedules: tuple[Timed, ...] = ()
    tags: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    # How many of its runs may be at work at once, the others wait; None: as many as the worker takes.
    at_once: int | None = None


async def deploy(
    planned: Sequence[Planned],
    *,
    pool: str = POOL,
    client: PrefectClient | None = None,
    fitted: Fittings | None = None,
) -> dict[str, UUID]:
    """Create what is missing, change what is different, leave the rest alone; "<flow>/<deployment>" -> its id."""
    async with client or get_client() as api:
        for name in dict.fromkeys(pool_of(each.region, pool) for each in planned):
            await _pool(api, name)
        found = dict([await _one(api, each, pool_of(each.region, pool)) for each in planned])
        if fitted is not None:
            await fit(api, found, fitted)
    return found


async def _pool(client: PrefectClient, name: str) -> None:
    template = WarmWorker.get_default_base_job_template()
    with suppress(ObjectAlreadyExists):
        # There already, or the worker was faster.
        await client.create_work_pool(WorkPoolCreate(name=name, type=WarmWorker.type, base_job_template=template))
    if (await client.read_work_pool(name)).base_job_template != template:
        await client.update_work_pool(name, WorkPoolUpdate(base_job_template=template))


async def _one(client: PrefectClient, planned: Planned, pool: str) -> tuple[str, UUID]:
    flow: Flow[..., Any] = load_flow_from_entrypoint(planned.entrypoint, use_placeholder_flow=False)
    own_name = pool_of(planned.region)
    name = f"{flow.name}/{own_name}"
    schedules = [_schedule(timed) for timed in planned.schedules]
    options = ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.ENQUEUE) if planned.at_once else None
    wanted: dict[str, Any] = {
        "description": planned.description,
        "tags": list(planned.tags),
        "parameters": planned.parameters,
        "entrypoint": planned.entrypoint,
        "work_pool_name": pool,
    }
    schema = parameter_schema(flow).model_dump_for_openapi()
    try:
        there = await client.read_deployment_by_name(name)
    except ObjectNotFound:
        deployment_id = await client.create_deployment(
            await client.create_flow(flow),
            own_name,
            schedules=schedules,
            concurrency_limit=planned.at_once,
            concurrency_options=options,
            parameter_openapi_schema=schema,
            enforce_parameter_schema=True,
            **wanted,
        )
        return name, deployment_id
    limit = there.global_concurrency_limit.limit if there.global_concurrency_limit else None
    wanted |= {"parameter_openapi_schema": schema, "concurrency_options": options}
    changed = {key: value for key, value in wanted.items() if getattr(there, key) != value}
    if limit != planned.at_once:
        changed["concurrency_limit"] = planned.at_once
    if changed:
        # Left out, tags would be taken off.
        await client.update_deployment(there.id, DeploymentUpdate(**{"tags": list(planned.tags), **changed}))
    await _schedules(client, there, schedules)
    return name, there.id


_OURS = "merzim-"


def schedule_slug(timed: Timed) -> str:
    """What tells a schedule of ours from those that somebody added in the UI."""
    return f"{_OURS}{timed.slug}".lower().replace("/", "-")


def _schedule(timed: Timed) -> DeploymentScheduleCreate:
    return DeploymentScheduleCreate(
        schedule=CronSchedule(cron=timed.cron, timezone=timed.timezone),
        parameters=timed.parameters,
        slug=schedule_slug(timed),
    )


async def _schedules(
    client: PrefectClient, there: DeploymentResponse, wanted: Sequence[DeploymentScheduleCreate]
) -> None:
    """Only ours, by slug: a schedule somebody added in the UI is theirs."""
    ours = {each.slug: each for each in there.schedules if (each.slug or "").startswith(_OURS)}
    for schedule in wanted:
        found = ours.pop(schedule.slug, None)
        if found is None:
            await client.create_deployment_schedules(there.id, [schedule])
        elif (found.schedule, found.parameters) != (schedule.schedule, schedule.parameters):
            await client.update_deployment_schedule(
                there.id, found.id, schedule=schedule.schedule, parameters=schedule.parameters
            )
    for left in ours.values():
        await client.delete_deployment_schedule(there.id, left.id)
