"""A conflict of interest: keeps a member of a commission out of the vote on a case.

None of the texts speaks of it. So it is a parameter of the authority's own, off unless it says otherwise:

    off     a conflict can't be stated: every member present votes
    vote    the member does not vote on the case, and is counted in its quorum
    quorum  the member does not vote on the case, and its quorum is counted as if there were no such member
"""

from collections.abc import Mapping
from typing import Any

from models.acts import OWN, Parameter
from models.errors import Refusal
from models.facts import Facts
from models.forms import asked
from models.texts import Text, as_is
from models.votes import NOBODY, KeptOut

CODE = "conflict-of-interest"
FIELD = "recused"
OFF, VOTE, QUORUM = "off", "vote", "quorum"

PARAMETER = Parameter(
    CODE,
    OFF,
    OWN,
    Text(
        "Конфликт интересов члена комиссии", "Комиссия мүшесінің мүдделер қақтығысы", "A member's conflict of interest"
    ),
    choices=(VOTE, QUORUM),
    note=Text(
        "Текст о конфликте интересов молчит. off — не отмечается; vote — член комиссии не голосует по делу; quorum — "
        "не голосует и не входит в кворум по делу",
        "Мәтінде мүдделер қақтығысы туралы айтылмаған. off — белгіленбейді; vote — комиссия мүшесі іс бойынша дауыс "
        "бермейді; quorum — дауыс бермейді және іс бойынша кворумға кірмейді",
        "The text says nothing of a conflict of interest. off: it is not stated; vote: the member does not vote on the "
        "case; quorum: nor is the member part of the case's quorum",
    ),
)

RULES = {
    VOTE: Text(
        "не голосует по делу, в кворуме учитывается (решение органа)",
        "іс бойынша дауыс бермейді, кворумда есепке алынады (органның шешімі)",
        "does not vote on the case, is counted in its quorum (the authority's own rule)",
    ),
    QUORUM: Text(
        "не голосует по делу и не входит в его кворум (решение органа)",
        "іс бойынша дауыс бермейді және оның кворумына кірмейді (органның шешімі)",
        "does not vote on the case and is no part of its quorum (the authority's own rule)",
    ),
}
"""What each rule means, for minutes and sheets."""


def recused_field() -> Any:
    """The field of a commission's form that names who does not vote on the case."""
    return asked(
        Text(
            "Не голосуют: конфликт интересов", "Дауыс бермейді: мүдделер қақтығысы", "Not voting: conflict of interest"
        ),
        default_factory=list,
        help=Text(
            "Члены комиссии, отстранённые от голосования по этому делу",
            "Осы іс бойынша дауыс беруден шеттетілген комиссия мүшелері",
            "Members kept out of the vote on this case",
        ),
        quiet=True,
    )


def rule_of(facts: Facts) -> str:
    """`off`, `vote` or `quorum`, as the case's edition and its authority say."""
    parameter = facts.edition.parameters.get(CODE)
    return str(parameter.value) if parameter is not None else OFF


def recused_offers(facts: Facts) -> dict[str, dict[str, Text]]:
    """Whom the form offers: the members of the commission in force; where conflicts are not stated, nobody."""
    if rule_of(facts) == OFF:
        return {FIELD: {}}
    members = _members(facts)
    return {FIELD: {name: as_is(name) for name in members}} if members else {}


def kept_out(form: Any, facts: Facts, step: str) -> KeptOut:
    """Whom a conflict of interest keeps out of this vote; one who is not in `attendance`, where it names anybody, is
    absent.

    Raises `Refusal` where the authority has not ruled on conflicts, and for one who is no member of the commission.
    """
    named = list(dict.fromkeys(form.recused))
    if not named:
        return NOBODY
    rule = rule_of(facts)
    if rule == OFF:
        raise _refused(_NOT_RULED, step)
    members = _members(facts)
    strangers = [name for name in named if members and name not in members]
    if strangers:
        raise _refused(_NO_MEMBER.filled(who=", ".join(strangers), known=", ".join(members)), step)
    attended = set(form.attendance)
    absent = sum(name not in attended for name in named) if attended else 0
    chair = any(members.get(name, False) for name in named)
    return KeptOut(len(named) - absent, absent, rule == QUORUM, chair)


def _members(facts: Facts) -> dict[str, bool]:
    """Names of the members of the commission in force, and which of them is the chair."""
    commission: Mapping[str, Any] = facts.get("cycle.commission") or {}
    return {name: bool(is_chair) for name, _, is_chair in commission.get("members", ())}


def _refused(reason: Text, step: str) -> Refusal:
    return Refusal(reason, clause=OWN, step=step, field=FIELD)


_NOT_RULED = Text(
    "о конфликте интересов текст молчит, а орган правила не установил; допускается, если он своим актом принял "
    "параметр conflict-of-interest: vote или quorum",
    "мүдделер қақтығысы туралы мәтінде айтылмаған, орган да ереже белгілемеген; орган өз актісімен "
    "conflict-of-interest параметрін (vote немесе quorum) қабылдаса, рұқсат етіледі",
    "the text says nothing of a conflict of interest and the authority has set no rule; accepted once its own act sets "
    "the parameter conflict-of-interest to vote or quorum",
)
_NO_MEMBER = Text(
    "не член комиссии: {who}; члены: {known}",
    "комиссия мүшесі емес: {who}; мүшелері: {known}",
    "not a member of the commission: {who}; members: {known}",
)
