"""What the votes of a commission's form came to, beside the decision written in it; one wording for every procedure."""

from fractions import Fraction
from typing import Any

from models.conflicts import kept_out
from models.facts import Facts
from models.texts import LANGUAGES, Text
from models.votes import tally

OTHERWISE = Text(
    "голосование дало «{voted}», а записано «{written}»: {reasons}",
    "дауыс беру «{voted}» нәтижесін берді, ал «{written}» жазылған: {reasons}",
    "the vote came to '{voted}', but '{written}' is written: {reasons}",
)
NOTHING_DECIDED = Text(
    "решение не принято: {reasons}", "шешім қабылданған жоқ: {reasons}", "no decision was taken: {reasons}"
)


def voted(form: Any, facts: Facts, step: str) -> tuple[str, Text]:
    """The outcome of the form's vote by the edition's quorum, and its reasons in one line.

    Members kept out by a conflict of interest are left out as the authority rules (`models.conflicts`).
    """
    quorum, out = Fraction(facts.parameter("quorum")), kept_out(form, facts, step)
    result = tally(form.members, form.present, form.votes.cast(), form.chair, quorum, out)
    return result.outcome, Text(*("; ".join(r.in_(lang) for r in result.reasons) for lang in LANGUAGES))
