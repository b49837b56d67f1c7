"""A region's Corps B, generated: as many servants as are asked for, each with what the exemptions ask. Nobody is real.

The text gives a region of 7,422 servants and says that about 65 % of them are subject. How many servants hold each
post, and how often each exemption holds, it does not say: the staffing and the rates here are made up, the rates so
that the share comes out as the text says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from models.acts import Edition
from models.regulations.attestation.posts import POSTS
from models.regulations.attestation.retirement import retirement_on

SERVANTS = 7422
"""Corps B of the Karaganda region (answer II)."""

STAFFING: Mapping[str, int] = {
    "branch-head": 34, "regional-department-head": 24, "maslikhat-staff-head": 1, "audit-staff-head": 1,
    "akim-staff-deputy-head": 3, "maslikhat-staff-deputy-head": 1, "assembly-staff-head": 1,
    "branch-deputy-head": 58, "regional-court-office-head": 2,
    "branch-division-head": 120, "territorial-section-head-senior-bailiff": 22, "branch-section-head": 210,
    "bailiff": 140, "branch-chief-specialist": 620, "regional-court-senior-marshal": 4,
    "branch-leading-specialist": 430, "regional-court-marshal": 18, "district-branch-head": 94,
    "district-court-office-head": 31, "district-branch-deputy-head": 110,
    "region-section-head": 32, "region-assistant": 9, "region-adviser": 6, "region-chief-inspector": 14,
    "region-press-secretary": 4, "region-chief-specialist": 460, "region-leading-specialist": 190,
    "regional-department-deputy-head": 52, "regional-department-section-head": 175, "district-deputy-akim": 58,
    "district-akim-staff-head": 18, "district-office-head": 230, "village-akim": 196,
    "district-branch-section-head": 280, "district-branch-chief-specialist": 900,
    "district-branch-leading-specialist": 760,
    "district-akim-staff": 640, "district-office-staff": 1000, "village-akim-staff": 474,
}  # fmt: skip
"""Servants in each post, in a region of `SERVANTS`."""

WOMEN = 0.58
CHILDREN_BY_AGE = ((25, 0.7), (30, 1.5), (35, 2.0), (45, 2.2), (99, 1.8))
"""Children a servant of up to this age has raised, on average."""
ON_LEAVE = 0.6
"""Of women with a child under three."""
LONE_MOTHERS, LONE_FATHERS, DISABLED = 0.33, 0.02, 0.025
PREGNANT, WITH_CERTIFICATE = 0.06, 0.85
"""Of women under 42 without a child under two; of those 12 weeks and more."""
NEW, IN_RESERVE = 0.14, 0.025
"""First appointed within a year; in the reserve of Corps A."""


@dataclass(frozen=True)
class Servant:
    """A generated servant: the personnel number and the facts the attestation judges by."""

    code: str
    facts: Mapping[str, Any]


def posts(count: int) -> list[str]:
    """The posts of `count` servants in the proportions of `STAFFING`, largest remainders first."""
    whole = sum(STAFFING.values())
    shares = {code: count * held / whole for code, held in STAFFING.items()}
    given = {code: int(share) for code, share in shares.items()}
    left = sorted(POSTS, key=lambda code: (given[code] - shares[code], code))[: count - sum(given.values())]
    return [code for code in POSTS for _ in range(given[code] + (code in left))]


def servants(count: int, seed: int, on: date, edition: Edition) -> list[Servant]:
    """`count` servants as they are on the day; the same for the same seed."""
    rng = Random(seed)  # noqa: S311  # no secret hangs on it
    held = posts(count)
    rng.shuffle(held)
    return [Servant(f"B-{n:05d}", _facts(rng, post, on, edition)) for n, post in enumerate(held, start=1)]


def _facts(rng: Random, post: str, on: date, edition: Edition) -> dict[str, Any]:
    sex = "f" if rng.random() < WOMEN else "m"
    new = rng.random() < NEW
    age = rng.uniform(21, 33) if new else min(max(rng.gauss(42, 12), 22), 62.9)
    birth = on - timedelta(days=int(age * 365.25))
    retires = retirement_on(birth, sex, edition)
    if retires <= on:
        # Who has reached it is retired, but for a few.
        birth += timedelta(days=(on - retires).days + rng.randrange(1, 1500))
        retires = retirement_on(birth, sex, edition)
    facts: dict[str, Any] = {"post": post, "sex": sex, "retirement_on": retires.isoformat()}
    children = _children(rng, age, on)
    if children:
        facts["children"] = [f"{born}:disabled" if disabled else str(born) for born, disabled in children]
    facts |= _family(rng, sex, age, children, on)
    if new:
        facts |= {"first_appointment": True, "service_from": str(on - timedelta(days=rng.randrange(365)))}
    else:
        facts["service_from"] = str(on - timedelta(days=rng.randrange(366, int((age - 20) * 365) + 367)))
    if rng.random() < IN_RESERVE:
        facts["corps_a_reserve"] = True
    return facts


def _children(rng: Random, age: float, on: date) -> list[tuple[date, bool]]:
    """Births since the servant was 20, and whether the child is disabled."""
    expected = next(mean for until, mean in CHILDREN_BY_AGE if age <= until)
    count = sum(rng.random() < expected / 4 for _ in range(4))
    since = max(int((age - 20) * 365), 1)
    return sorted((on - timedelta(days=rng.randrange(since)), rng.random() < DISABLED) for _ in range(count))


def _family(rng: Random, sex: str, age: float, children: list[tuple[date, bool]], on: date) -> dict[str, Any]:
    if sex == "m":
        return {"raising_without_mother": True} if children and rng.random() < LONE_FATHERS else {}
    facts: dict[str, Any] = {}
    youngest = (on - children[-1][0]).days if children else 99_999
    if youngest < 126:
        facts["leave"] = "maternity"
    elif youngest < 3 * 365 and rng.random() < ON_LEAVE:
        facts["leave"] = "childcare"
    elif youngest > 2 * 365 and age < 42 and rng.random() < PREGNANT:
        weeks = rng.randrange(4, 40)
        facts |= {"pregnancy_weeks": weeks, "certificate": weeks >= 12 and rng.random() < WITH_CERTIFICATE}
    if children and rng.random() < LONE_MOTHERS:
        facts["single"] = True
    return facts
