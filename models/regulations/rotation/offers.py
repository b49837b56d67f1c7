"""What the forms of the rotation offer to choose from, as the registry knows it in a case."""

from collections.abc import Mapping
from typing import Any

from models.facts import Facts
from models.forms import CLAUSE
from models.regulations.commissions import members_to_choose
from models.regulations.rotation.checks import PARTS, lawful_destinations, why_not_there
from models.texts import Text, as_is

SHOWN = 5
"""So many places are named for each reason why they may not be chosen; of the others, how many there are."""
NOT_OFFERED = Text("Не предлагаются: {places}", "Ұсынылмайды: {places}", "Not offered: {places}")
REASON = Text("{why} ({clause}) — {codes}", "{why} ({clause}) — {codes}", "{why} ({clause}): {codes}")
MORE = Text("{codes} и ещё {count}", "{codes} және тағы {count}", "{codes} and {count} more")


def people_to_leave_out(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clause 5: the heads on the draft list, of whom some may have to be left out."""
    draft: Mapping[str, Mapping[str, str]] = facts.get("cycle.draft") or {}
    named = {code: as_is(f"{head['name']} · {head['organisation']} · № {code}") for code, head in draft.items()}
    return {"exclude.key": named} if named else {}


def choices_of_the_commission(facts: Facts) -> dict[str, dict[str, Text]]:
    """Clauses 3, 10, 11: where the head may go; clause 9: who may have been present."""
    return lawful_destinations(facts) | members_to_choose(facts, PARTS)


def why_not_elsewhere(facts: Facts) -> dict[str, Text]:
    """Clauses 2, 3, 10: the places that the form does not offer, by reason; those of other settlements by number."""
    places: Mapping[str, Mapping[str, Any]] = facts.get("cycle.places") or {}
    by_reason: dict[tuple[str, Text], list[str]] = {}
    for code, place in places.items():
        if (reason := why_not_there(code, place, facts)) is not None:
            by_reason.setdefault(reason, []).append(code)
    told = [
        REASON.filled(why=why, clause=CLAUSE.filled(clause=clause), codes=_codes(codes, SHOWN if clause != "3" else 0))
        for (clause, why), codes in sorted(by_reason.items(), key=lambda each: (each[0][0] == "3", len(each[1])))
    ]
    if not told:
        return {}
    listed = Text.joined(told, "; ")
    return {"destination.organisation": NOT_OFFERED.filled(places=listed)}


def _codes(codes: list[str], shown: int) -> Text:
    if not shown:
        return as_is(len(codes))
    named, more = ", ".join(codes[:shown]), len(codes) - shown
    return MORE.filled(codes=named, count=more) if more > 0 else as_is(named)
