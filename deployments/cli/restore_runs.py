"""`merzim restore-runs`: the runs of open cases made again where Prefect lost them, or has them in another pool."""

import typer

from deployments.cli.options import FOUND, Json, print_json


def restore_runs(as_json: Json = False) -> None:
    """Makes the run of every open case again, with its badge and form, where Prefect's database was lost.

    The legal record is elsewhere and loses nothing by it, but for answers given in the last moments and not read yet.
    After a change of an authority's region or of MERZIM_POOLS its runs are made again for the workers of that region,
    once the answers in them are recorded. Deployments are put on the server too. Done again, or where nothing was lost,
    it changes nothing. Exit status 1: a run could not be made, or is at work in another pool; ask again.
    """
    import asyncio

    from deployments.cli.opened import opened
    from deployments.cli.server import find_server

    url = find_server()
    from prefect.client.orchestration import get_client

    from deployments.deploy import deploy
    from deployments.fittings import fittings
    from deployments.restoring import Restored, restore
    from deployments.timetable import timetable

    with opened() as session:
        planned, fitted = timetable(session), fittings(session)

    async def restored() -> Restored:
        async with get_client() as api:
            await deploy(planned, client=api, fitted=fitted)
            return await restore(api)

    done = asyncio.run(restored())
    if as_json:
        print_json({"server": url, **vars(done)})
    else:
        told = f"{done.open_cases} open cases, {done.made} runs made, {done.refreshed} refreshed, {done.failed} failed"
        print(f"{url}: {told}")
        if done.moved or done.at_work:
            print(f"in another pool: {done.moved} made again where they belong, {done.at_work} at work there still")
    if done.failed or done.at_work:
        raise typer.Exit(FOUND)
