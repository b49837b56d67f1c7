"""`merzim deploy`: deployments and schedules put on a Prefect server that is there."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Json, print_json


def deploy(
    pool: Annotated[str | None, typer.Option(help="Work pool; left out: merzim.", show_default=False)] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Put nothing up: write a prefect.yaml for `prefect deploy`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Deployments with their schedules on the server of PREFECT_API_URL, or of a `merzim up` that runs here.

    The yearly triggers, one for each authority that adopted a procedure, and the sweep, one for each time zone, at
    09:00 local time; deliveries hourly; automations that tell the administrator; filters for the run list. Done again
    it changes only what is different: after an import that brings an authority, for instance. Schedules paused and
    automations switched off in the UI stay so.
    """
    import asyncio

    from deployments.cli.opened import opened
    from deployments.cli.server import find_server

    url = find_server() if file is None else ""
    from deployments.deploy import deploy as put
    from deployments.fittings import fittings
    from deployments.prefect_file import prefect_yaml
    from deployments.timetable import timetable
    from tasks.recovery import POOL

    with opened() as session:
        planned, fitted = timetable(session), fittings(session)
    if file is not None:
        file.write_text(prefect_yaml(planned, file=str(file), pool=pool or POOL), encoding="utf-8")
        print(file)
        return
    found = asyncio.run(put(planned, pool=pool or POOL, fitted=fitted))
    schedules = {name: each.schedules for name, each in zip(found, planned, strict=True)}
    if as_json:
        names = [
            {"name": name, "id": str(key), "schedules": [vars(timed) for timed in schedules[name]]}
            for name, key in found.items()
        ]
        print_json({"server": url, "deployments": names})
        return
    print(url)
    for name in found:
        print(f"  {name}")
        for each in schedules[name]:
            given = ", ".join(f"{key}={value}" for key, value in each.parameters.items())
            print(f"    {each.cron}  {each.timezone}  {given}".rstrip())
