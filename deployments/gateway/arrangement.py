"""What a server shares with others: a worker asks before it takes a run."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deployments.arrangement import arrangement
from deployments.gateway.visit import needs


async def told(request: Request) -> Response:
    """Kinds of databases, no addresses."""
    needs(request, "manage")
    return JSONResponse(arrangement().data())


ROUTES = [Route("/arrangement", told)]
