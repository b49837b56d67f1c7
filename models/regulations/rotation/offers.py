"""What the forms of the rotation offer to choose from, as the registry knows it in a case."""

from collections.abc import Mapping
from typing import Any

from models.conflicts import recused_offers
from models.facts import Facts
from models.regulations.rotation.checks import PARTS, lawful_destinations
from models.texts import Text

CHAIR = Text("председатель", "төраға", "chair")


def people_to_leave_out(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clause 5: the heads on the draft list, of whom some may have to be left out."""
    draft: Mapping[str, Mapping[str, str]] = facts.get("cycle.draft") or {}
    named = {
        code: Text(*(f"{head['name']} · {head['organisation']} · № {code}" for _ in range(3)))
        for code, head in draft.items()
    }
    return {"exclude.key": named} if named else {}


def choices_of_the_commission(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clauses 3, 10, 11: where the head may go; clause 9: who may have been present."""
    commission: Mapping[str, Any] = facts.get("cycle.commission") or {}
    present = {name: _member(name, part, is_chair) for name, part, is_chair in commission.get("members", ())}
    return lawful_destinations(facts) | ({"attendance": present} if present else {}) | recused_offers(facts)


def _member(name: str, part: str, is_chair: bool) -> Text:
    of = PARTS.get(part, Text(part, part, part))
    said = "{name} · {of}, {chair}" if is_chair else "{name} · {of}"
    return Text(said, said, said).filled(name=name, of=of, chair=CHAIR)
