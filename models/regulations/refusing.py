"""What checks of several procedures refuse in the same words; each gives a step, a clause and a field of its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from models.conflicts import kept_out
from models.errors import Refusal
from models.facts import Facts
from models.texts import Text
from models.votes import tally


def refused(step: str, clause: str, field: str, ru: str, kk: str, en: str, **values: Any) -> Refusal:
    """A refusal of a field, its text filled with `values`."""
    return Refusal(Text(ru, kk, en).filled(**values), clause=clause, step=step, field=field)


def not_before_the_appeal(decided: date | None, filed: date | None, step: str, clause: str) -> None:
    """An appeal is filed, then decided. Raises `Refusal`."""
    if decided is not None and filed is not None and decided < filed:
        raise refused(
            step, clause, "decided_on",
            "решение по жалобе не может быть раньше жалобы", "шағым бойынша шешім шағымнан ерте бола алмайды",
            "an appeal can't be decided before it is filed",
        )  # fmt: skip


def left_out_for_a_reason(exclude: Mapping[str, str], step: str, clause: str) -> None:
    """Whoever is left out of a list is left out for a reason. Raises `Refusal`."""
    for person, reason in exclude.items():
        if not reason.strip():
            raise refused(
                step, clause, "exclude",
                "для исключения {person} нужна причина", "{person} шығару үшін себебі қажет",
                "a reason is needed to leave {person} out", person=person,
            )  # fmt: skip


def all_counted(members: int, parts: Sequence[str], step: str, clause: str) -> None:
    """The members of the commission in force, whoever is absent, are those written. Raises `Refusal`."""
    if members != len(parts):
        raise refused(
            step, clause, "members",
            "в комиссии {have} членов, а не {said}: кворум считается от общего состава",
            "комиссияда {have} мүше, {said} емес: кворум жалпы құрамнан есептеледі",
            "the commission has {have} members, not {said}: the quorum is counted from all of them",
            have=len(parts), said=members,
        )  # fmt: skip


def as_voted(form: Any, facts: Facts, step: str, decisions: Mapping[str, Text], clause: str = "") -> None:
    """The decision written is the one the vote came to, by the edition's quorum. Raises `Refusal` with the count.

    Members kept out by a conflict of interest are left out as the authority rules (`models.conflicts`). `clause` is
    that of the majority; left out, the quorum's.
    """
    quorum, out = Fraction(facts.parameter("quorum")), kept_out(form, facts, step)
    result = tally(form.members, form.present, form.votes.cast(), form.chair, quorum, out)
    if result.outcome == form.decision:
        return
    reasons = Text.joined(result.reasons, "; ")
    of_majority = clause or facts.clause("quorum")
    if result.outcome in decisions:
        raise refused(
            step, of_majority, "decision",
            "голосование дало «{voted}», а записано «{written}»: {reasons}",
            "дауыс беру «{voted}» нәтижесін берді, ал «{written}» жазылған: {reasons}",
            "the vote came to '{voted}', but '{written}' is written: {reasons}",
            voted=decisions[result.outcome], written=decisions[form.decision], reasons=reasons,
        )  # fmt: skip
    raise refused(
        step, facts.clause("quorum") if result.outcome == "no-quorum" else of_majority, "votes",
        "решение не принято: {reasons}", "шешім қабылданған жоқ: {reasons}", "no decision was taken: {reasons}",
        reasons=reasons,
    )  # fmt: skip
