"""`merzim server`, `merzim services`, `merzim worker`: the processes of an installation on several machines."""

from typing import Annotated

import typer


def server(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the server and its UI.")] = 4200,
) -> None:
    """One of several servers, behind a proxy that shares people and workers out among them; until SIGTERM.

    On PostgreSQL and Redis only: PREFECT_SERVER_DATABASE_CONNECTION_URL, MERZIM_DATABASE_URL, MERZIM_REDIS_URL,
    MERZIM_API_KEY and MERZIM_SECRET_KEY are the same for all. Prefect's scheduler and automations run in
    `merzim services`. A single server is `merzim up`. Brings the record up to date first.
    """
    from deployments.member import run_server

    run_server(host, port)


def services() -> None:
    """Prefect's background work for all servers: schedules, late runs, automations, events; until SIGTERM.

    One is enough; it may be started again at any time. It needs what `merzim server` needs.
    """
    from deployments.member import run_services

    run_services()


def worker(
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Takes the runs of this region of the registry only; may be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option(help="Runs at work at once, a region.")] = 4,
) -> None:
    """One of several workers, on any machine: carries out the runs of its regions in its own process; until SIGTERM.

    With MERZIM_POOLS=regions a worker without --region takes what belongs to no region. PREFECT_API_URL names the
    servers, MERZIM_API_KEY is theirs, MERZIM_DATABASE_URL the record on PostgreSQL.
    """
    from deployments.cli.server import find_server
    from deployments.member import check_worker, run_worker

    regions = tuple(dict.fromkeys(region or ()))
    check_worker(regions)
    run_worker(regions, limit, find_server())
