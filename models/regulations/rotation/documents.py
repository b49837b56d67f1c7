"""The papers of the rotation: list and its letter (4, 6), notice (7), portfolio (8), minutes (9), decision (10, 14)."""

from collections.abc import Mapping

from models.documents.kinds import DocumentKind
from models.documents.wording import long_day
from models.facts import Facts
from models.regulations.rotation.checks import PARTS
from models.terms import compute
from models.texts import Text

KINDS = (
    # Clauses 4, 6.
    DocumentKind(
        "list",
        Text("Список первых руководителей, подлежащих ротации", "Ротациялануға жататын бірінші басшылардың тізімі"),
    ),
    DocumentKind(
        "cover-letter",
        Text("Сопроводительное письмо к списку", "Тізімге ілеспе хат"),
        number_in="letter_no",
        series="letter",
        tells=("form-list",),
    ),
    # Clause 7.
    DocumentKind(
        "notice",
        Text("Уведомление о предстоящей ротации", "Алдағы ротация туралы хабарлама"),
        series="notice",
        tells=("form-list",),
        written_in="person",
    ),
    # Clause 8, appendix.
    DocumentKind("portfolio", Text("Портфолио первого руководителя", "Бірінші басшының портфолиосы")),
    # Clause 9.
    DocumentKind(
        "minutes",
        Text("Протокол заседания комиссии по ротации", "Ротация жөніндегі комиссия отырысының хаттамасы"),
        number_in="minutes_no",
    ),
    DocumentKind("extract", Text("Выписка из протокола", "Хаттамадан үзінді көшірме"), number_in="minutes_no"),
    # Clause 10: the decision, passed on.
    DocumentKind(
        "decision-letter",
        Text("Письмо о решении комиссии", "Комиссия шешімі туралы хат"),
        number_in="letter_no",
        series="letter",
        tells=("review",),
    ),
    # Clause 14.
    DocumentKind(
        "decision-notice",
        Text("Уведомление о решении комиссии", "Комиссия шешімі туралы хабарлама"),
        series="notice",
        tells=("review", "transfer"),
        written_in="person",
    ),
    # Clauses 15, 16, 17: an act, as the two after it in both languages.
    DocumentKind(
        "appointment",
        Text("Приказ о назначении в порядке ротации", "Ротация тәртібімен тағайындау туралы бұйрық"),
        number_in="act_no",
        series="act",
        tells=("review", "decision-notice"),
        written_in="both",
        signer="authority_head",
    ),
    # Clause 20.
    DocumentKind(
        "termination",
        Text("Приказ о расторжении трудового договора", "Еңбек шартын бұзу туралы бұйрық"),
        number_in="act_no",
        series="act",
        tells=("review", "decision-notice"),
        written_in="both",
        signer="authority_head",
    ),
    # Clause 18.
    DocumentKind(
        "acting",
        Text("Приказ о возложении исполнения обязанностей", "Міндетін атқаруды жүктеу туралы бұйрық"),
        number_in="act_no",
        series="act",
        tells=("appoint", "review"),
        written_in="both",
        signer="authority_head",
    ),
)

__all__ = ["KINDS", "PARTS", "more"]


def more(code: str, facts: Facts) -> Mapping[str, Text]:
    """Clauses 15, 18: the day the five years end."""
    starts_on = facts.day("appoint.starts_on")
    ends = compute(str(facts.parameter("office-term")), starts_on, facts.calendar).ends if starts_on else None
    return {"until": long_day(ends) if ends else Text("", "")}
