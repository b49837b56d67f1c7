"""The conclusion of the testing: strengths and weaknesses, drawn from the scores (answer V).

There is no pass mark: the conclusion informs the commission and decides nothing. From which score a block is a strength
and below which a weakness the text does not say: parameters of the authority.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.acts import Edition
from models.regulations.attestation.forms import BLOCKS
from models.texts import Text

_SAID = Text(
    "Сильные стороны: {strong}. Слабые стороны: {weak}.",
    "Күшті жақтары: {strong}. Әлсіз жақтары: {weak}.",
    "Strengths: {strong}. Weaknesses: {weak}.",
)
_BLOCK = Text("{block} ({score:g})", "{block} ({score:g})", "{block} ({score:g})")
_NONE = Text("не выявлены", "анықталған жоқ", "none found")


@dataclass(frozen=True)
class Conclusion:
    """Blocks by code, those in neither being in between."""

    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    text: Text


def conclusion(scores: Mapping[str, float], edition: Edition) -> Conclusion:
    """What the scores of the three blocks say of a servant."""
    strong = tuple(b for b in BLOCKS if scores[b] >= int(edition["strength-from"].value))
    weak = tuple(b for b in BLOCKS if scores[b] < int(edition["weakness-below"].value))
    return Conclusion(strong, weak, _SAID.filled(strong=_listed(strong, scores), weak=_listed(weak, scores)))


def _listed(blocks: tuple[str, ...], scores: Mapping[str, float]) -> Text:
    named = [_BLOCK.filled(block=BLOCKS[b], score=scores[b]) for b in blocks]
    return Text.joined(named) if named else _NONE
