"""Regions with workers of their own, as the registry is now (MERZIM_POOLS)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.record.people import Authority
from tasks.pools import own_region

Sweeps = tuple[tuple[str, str | None], ...]
"""Time zones and regions."""


def regions(session: Session) -> tuple[str | None, ...]:
    """Those with workers of their own, first the service's own ("": authorities of no region); None: one pool."""
    asked = session.exec(select(Authority.region).distinct().order_by(col(Authority.region))).all()
    return tuple(dict.fromkeys(own_region(region) for region in ("", *asked)))


def places(session: Session, region: str | None) -> Sequence[Authority]:
    """The authorities of a region, all for None, by time zone and code."""
    asked = select(Authority).order_by(col(Authority.timezone), col(Authority.code))
    return session.exec(asked if region is None else asked.where(Authority.region == region)).all()


def sweeps(session: Session) -> Sweeps:
    """Time zone and region of each sweep there is each morning."""
    found = ((place.timezone, region) for region in regions(session) for place in places(session, region))
    return tuple(dict.fromkeys(found))
