"""`merzim restore-runs`: the runs of all open cases made again on a Prefect server that lost them."""

import json

import typer

from deployments.cli.options import Json

NOT_ALL = 1


def restore_runs(as_json: Json = False) -> None:
    """Makes the run of every open case again, with its badge and form, where Prefect's database was lost.

    The legal record is elsewhere and loses nothing by it, but for answers given in the last moments and not read yet.
    Deployments are put on the server too. Done again, or where nothing was lost, it changes nothing.
    """
    import asyncio

    from deployments.cli.opened import opened
    from deployments.cli.server import find_server

    url = find_server()
    from deployments.deploy import deploy
    from deployments.fittings import fittings
    from deployments.restoring import restore
    from deployments.timetable import timetable

    with opened() as session:
        planned, fitted = timetable(session), fittings(session)

    asyncio.run(deploy(planned, fitted=fitted))
    done = asyncio.run(restore())
    if as_json:
        print(json.dumps({"server": url, **vars(done)}, indent=2))
    else:
        told = f"{done.open_cases} open cases, {done.made} runs made, {done.refreshed} refreshed, {done.failed} failed"
        print(f"{url}: {told}")
    if done.failed:
        raise typer.Exit(NOT_ALL)
