"""What runs are to show, told by our own programs (`tasks/showing.py`)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deployments.gateway.visit import Forbidden, needs
from tasks.showing import PATH, SHOWINGS, TOLD


async def show(request: Request) -> Response:
    """What came of each, in their order."""
    if not needs(request, "manage").is_program:
        raise Forbidden
    # With it comes Prefect's server, which is here anyhow where there are runs.
    from deployments.showing import show_runs

    told = await show_runs(SHOWINGS.validate_json(await request.body()))
    return Response(TOLD.dump_json(told), media_type="application/json")


ROUTES = [Route(PATH.removeprefix("/merzim"), show, methods=["POST"])]
