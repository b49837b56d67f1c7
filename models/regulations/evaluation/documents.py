"""The papers of the evaluation: work plan (44, appendix 9), sheet (49, appendix 10), minutes (64, appendix 3)."""

from collections.abc import Mapping

from models.documents.kinds import DocumentKind
from models.documents.wording import long_day
from models.facts import Facts
from models.texts import Text

KINDS = (
    # Clauses 44-48.
    DocumentKind("work-plan", Text("Индивидуальный план работы", "Жеке жұмыс жоспары"), signer="superior"),
    # Clauses 49, 50, 55.
    DocumentKind("sheet", Text("Лист оценки по КЦИ", "НМИ бойынша бағалау парағы"), tells=("work-plan",)),
    # Clauses 58-66.
    DocumentKind(
        "minutes",
        Text("Протокол заседания Комиссии по оценке", "Бағалау жөніндегі комиссия отырысының хаттамасы"),
        number_in="minutes_no",
        tells=("sheet", "correct-sheet"),
    ),
    DocumentKind(
        "extract",
        Text("Выписка из протокола", "Хаттамадан үзінді көшірме"),
        number_in="minutes_no",
        tells=("sheet", "correct-sheet"),
    ),
)


def more(code: str, facts: Facts) -> Mapping[str, Text]:
    """Clause 3 (11): the period evaluated."""
    start, end = facts.day("cycle.period_start", "case.opened_on"), facts.day("cycle.period_end")
    if start is None or end is None:
        return {"period": Text("", "")}
    return {"period": Text("{a} – {b}", "{a} – {b}", "{a} – {b}").filled(a=long_day(start), b=long_day(end))}
