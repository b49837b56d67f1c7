"""Work pools: one for all, or one for each region of the registry (MERZIM_POOLS), with deployments of its own.

A run is taken by the workers of its deployment's pool only. Authorities without a region share the pool of the service.
"""

from models.settings import settings
from tasks.recovery import POOL


def own_region(region: str) -> str | None:
    """The region whose workers carry out an authority's runs, "" for those of none; None: one pool takes them all."""
    return region if settings().pools == "regions" else None


def pool_of(region: str | None, pool: str = POOL) -> str:
    """The work pool of a region, and the own name of its deployments: `merzim-karaganda`."""
    return f"{pool}-{region}" if region else pool


def deployment_of(flow: str, region: str | None = None) -> str:
    """A flow's deployment for a region: `sweep/merzim-karaganda`."""
    return f"{flow}/{pool_of(region)}"
