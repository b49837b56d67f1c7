"""Answer VII: who sits in an attestation commission, beside civil servants."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.errors import Refusal
from models.facts import Facts
from models.regulations.attestation.forms import Interview
from models.regulations.commissions import members_to_choose
from models.regulations.refusing import all_counted
from models.texts import Text

PARTS = {
    "civil-service": Text("государственные служащие", "мемлекеттік қызметшілер", "civil servants"),
    "public-council": Text("общественные советы", "қоғамдық кеңестер", "public councils"),
    "academia": Text("научно-экспертная, академическая среда", "ғылыми-сарапшылық, академиялық орта", "academia"),
    "public-association": Text("общественные объединения", "қоғамдық бірлестіктер", "public associations"),
    "maslikhat": Text("депутаты маслихатов", "мәслихат депутаттары", "maslikhat deputies"),
}
"""Whom a member stands for."""


def made_up_lawfully(parts: Sequence[str]) -> None:
    """Answer VII: civil servants and each of the four others. Raises `Refusal` that names who is missing."""
    absent = [text for code, text in PARTS.items() if code not in parts]
    if absent:
        who = Text.joined(absent)
        raise Refusal(
            Text(
                "Комиссию нельзя созвать: нет представителей: {who}",
                "Комиссияны шақыруға болмайды: өкілдер жоқ: {who}",
                "The commission can't be convened: nobody from: {who}",
            ).filled(who=who),
            clause="VII",
            step="interview",
        )


def convened_lawfully(form: Interview, facts: Facts) -> None:
    """Answer VII: the commission in force is made up as the text says, and all its members are counted.

    Where nobody stated who sits in it (no registry behind the case), there is nothing to compare with.
    """
    commission: Mapping[str, Any] | None = facts.get("cycle.commission")
    if commission is None:
        return
    parts = commission["parts"]
    made_up_lawfully(parts)
    all_counted(form.members, parts, "interview", facts.clause("quorum"))


def choices_of_the_commission(facts: Facts) -> dict[str, dict[str, Text]]:
    """Who may have been present."""
    return members_to_choose(facts, PARTS)
