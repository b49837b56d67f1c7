"""Clause 9: the commission that decides, as the registry knows it."""

from collections.abc import Mapping
from typing import Any

from models.facts import Facts
from models.regulations.refusing import all_counted
from models.regulations.rotation.checks import commission_in_order
from models.regulations.rotation.forms import Review


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
    all_counted(form.members, parts, "review", facts.clause("quorum"))
