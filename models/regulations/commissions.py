"""The commission in force, as forms of several procedures take it from the registry."""

from collections.abc import Mapping
from typing import Any

from models.conflicts import recused_offers
from models.facts import Facts
from models.texts import Text, as_is

CHAIR = Text("председатель", "төраға", "chair")


def known_of_commission(facts: Facts) -> dict[str, Any]:
    """How many members the commission in force has."""
    commission: Mapping[str, Any] | None = facts.get("cycle.commission")
    return {"members": len(commission["parts"])} if commission else {}


def members_to_choose(facts: Facts, parts: Mapping[str, Text] | None = None) -> dict[str, dict[str, Text]]:
    """Who may have been present, and who may be kept out by a conflict of interest.

    parts  whom a member may stand for; left out, the text asks for nobody, and members are named alone
    """
    commission: Mapping[str, Any] = facts.get("cycle.commission") or {}
    present = {}
    for name, part, is_chair in commission.get("members", ()):
        said = "{name}" if parts is None else "{name} · {of}, {chair}" if is_chair else "{name} · {of}"
        of = (parts or {}).get(part, part)
        present[name] = as_is(said).filled(name=name, of=of, chair=CHAIR)
    return ({"attendance": present} if present else {}) | recused_offers(facts)
