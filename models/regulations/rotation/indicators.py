"""Clause 13: what the choice of a place rests on, as the registry keeps it; and what each of it weighs.

The text names the measures and neither scale nor weights: both are the authority's own.
"""

from models.acts import OWN, Parameter
from models.errors import InvalidInput
from models.proposal import WEIGHTS
from models.texts import Text

INDICATORS = {
    "indicator_knowledge": Text("качество знаний, умений и навыков", "білім, білік және дағды сапасы", "knowledge"),
    "indicator_achievements": Text("профессиональные достижения", "кәсіби жетістіктер", "achievements"),
    "indicator_work": Text("показатели деятельности", "қызмет көрсеткіштері", "indicators of work"),
}
"""Facts of a head, 0 to 100: clause 13, both of its paragraphs."""
WEIGHTS_PARAMETER = "proposal-weights"

PARAMETER = Parameter(
    WEIGHTS_PARAMETER,
    ", ".join(f"{code}={weight}" for code, weight in WEIGHTS.items()),
    OWN,
    Text("Веса предложения о местах", "Орындар туралы ұсыныстың салмақтары", "Weights of the proposal of places"),
    note=Text(
        "Пункт 13 называет показатели, но не их вес: веса устанавливает орган. Предложение решением не является",
        "13-тармақ көрсеткіштерді атайды, бірақ салмағын айтпайды: салмақты орган белгілейді. Ұсыныс шешім емес",
        "Clause 13 names the measures and not their weights: they are the authority's own. A proposal is no decision",
    ),
)


def indicator(written: str) -> int:
    """A measure from 0 to 100. Raises `InvalidInput` for anything else."""
    if written.isascii() and written.isdigit() and int(written) <= 100:
        return int(written)
    raise InvalidInput(f"a whole number from 0 to 100 is needed, not {written!r}")
