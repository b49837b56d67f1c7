"""Who may do what: roles, what each allows, and where a person has one. Pure: knows no database and no server."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from models.texts import Text

Role = Literal["viewer", "operator", "secretary", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

Action = Literal["read", "meet", "answer", "open", "manage"]
"""read    see cases, their sheets and documents
meet    hold a commission's meeting, and answer the steps that its secretary is bound to do
answer  answer any step or event of a case
open    open a cycle
manage  accounts and Prefect itself: settings, work pools, deployments, forced states, deletion"""

ALLOWS: dict[Role, frozenset[Action]] = {
    "viewer": frozenset({"read"}),
    "secretary": frozenset({"read", "meet"}),
    "operator": frozenset({"read", "meet", "answer", "open"}),
    "administrator": frozenset(get_args(Action)),
}

ROLE_NAMES: dict[Role, Text] = {
    "viewer": Text("наблюдатель", "бақылаушы", "viewer"),
    "operator": Text("оператор", "оператор", "operator"),
    "secretary": Text("секретарь комиссии", "комиссия хатшысы", "commission secretary"),
    "administrator": Text("администратор", "әкімші", "administrator"),
}


@dataclass(frozen=True)
class Grant:
    """A role, in one authority or in all of them, for one procedure or for all of them."""

    role: Role
    # The authority's code; None: all of them, and what belongs to none.
    authority: str | None = None
    # The procedure's code; None: all of them, and what belongs to none.
    procedure: str | None = None

    def reaches(self, authority: str | None, procedure: str | None) -> bool:
        """Whether it holds there; None is what belongs to no one authority or procedure."""
        return self.authority in (None, authority) and self.procedure in (None, procedure)


def may(grants: Collection[Grant], action: Action, authority: str | None, procedure: str | None) -> bool:
    """Whether any of the grants allows the action there; None is what belongs to no one authority or procedure."""
    return any(action in ALLOWS[grant.role] and grant.reaches(authority, procedure) for grant in grants)


def within(grants: Collection[Grant], action: Action) -> frozenset[tuple[str | None, str | None]]:
    """Where the action is allowed: pairs of authority and procedure, None in place of one meaning all.

    Pairs that lie in another one are left out: what is left is as wide, and as short as it can be.
    """
    found = {(grant.authority, grant.procedure) for grant in grants if action in ALLOWS[grant.role]}
    return frozenset(
        (authority, procedure)
        for authority, procedure in found
        if not ({(None, procedure), (authority, None), (None, None)} - {(authority, procedure)}) & found
    )


def actor_of(login: str) -> str:
    """How the record writes that a person with this account did something; no part of the service is named so."""
    return f"user:{login}"
