"""The papers of the attestation: assessment sheet and testing (V), minutes (VI), recording and the Department (VII)."""

from collections.abc import Mapping

from models.documents.kinds import DocumentKind
from models.facts import Facts
from models.regulations.attestation.commission import PARTS
from models.regulations.attestation.conclusion import conclusion
from models.texts import Text, as_is

KINDS = (
    # Answer V.
    DocumentKind("assessment-sheet", Text("Оценочный лист", "Бағалау парағы")),
    DocumentKind(
        "testing-conclusion", Text("Заключение по результатам тестирования", "Тестілеу нәтижелерінің қорытындысы")
    ),
    # Answer VI.
    DocumentKind(
        "minutes",
        Text("Протокол заседания аттестационной комиссии", "Аттестаттау комиссиясы отырысының хаттамасы"),
        number_in="minutes_no",
    ),
    DocumentKind("extract", Text("Выписка из протокола", "Хаттамадан үзінді көшірме"), number_in="minutes_no"),
    # Answer VII: the interview is recorded; the Department reviews the decisions.
    DocumentKind("recording", Text("Справка о записи собеседования", "Әңгімелесу жазбасы туралы анықтама")),
    DocumentKind(
        "copy-for-the-department",
        Text("Письмо в Департамент о принятом решении", "Қабылданған шешім туралы Департаментке хат"),
        series="letter",
        tells=("testing",),
    ),
)

__all__ = ["KINDS", "PARTS", "more"]


def more(code: str, facts: Facts) -> Mapping[str, Text]:
    """The conclusion of the testing, and where the commission sits (answers IV, V)."""
    scores, level = facts.get("testing.scores"), facts.get("case.level")
    found = conclusion(scores, facts.edition).text if scores else Text("", "")
    return {"conclusion": found, "level": as_is(level or "")}
