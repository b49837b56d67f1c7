"""Our own pages, under /merzim/. A module that adds some is listed here; paths below are without /merzim."""

from starlette.routing import BaseRoute, Route

from deployments.gateway import (
    arrangement,
    documents,
    health,
    home,
    meetings,
    oidc,
    receipt,
    showing,
    signing,
    worklist,
)


def routes() -> list[BaseRoute]:
    """Every page: the first that fits answers. Each endpoint asks `needs` (visit.py) for what it lets people do."""
    return [
        Route("/", home.home),
        *health.ROUTES,
        *signing.ROUTES,
        *oidc.ROUTES,
        *receipt.ROUTES,
        *worklist.ROUTES,
        *documents.ROUTES,
        *meetings.ROUTES,
        *arrangement.ROUTES,
        *showing.ROUTES,
    ]
