"""Clause 9: the commission that decides, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from models.errors import Refusal
from models.facts import Facts
from models.regulations.rotation.checks import commission_in_order
from models.regulations.rotation.forms import Review
from models.texts import Text


def convened_lawfully(form: Review, facts: Facts) -> None:
    """Clause 9: the commission in force is made up as the text asks, and all its members are counted.

    Where no registry stands behind the case (a scenario), there is nothing to compare with.
    """
    commission: Mapping[str, Any] | None = facts.get("cycle.commission")
    if commission is None:
        return
    parts = commission["parts"]
    need = int(facts.parameter("commission-members"))
    commission_in_order(parts, commission["chairs"], commission["secretary_is_member"], need)
    if form.members != len(parts):
        raise Refusal(
            Text(
                "в комиссии {have} членов, а не {said}: кворум считается от общего состава",
                "комиссияда {have} мүше, {said} емес: кворум жалпы құрамнан есептеледі",
                "the commission has {have} members, not {said}: the quorum is counted from all of them",
            ).filled(have=len(parts), said=form.members),
            clause=facts.clause("quorum"),
            step="review",
            field="members",
        )


def known_of_commission(facts: Facts) -> dict[str, Any]:
    """How many members the commission in force has."""
    commission: Mapping[str, Any] | None = facts.get("cycle.commission")
    return {"members": len(commission["parts"])} if commission else {}
