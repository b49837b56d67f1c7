"""The papers of the reserve: list of posts (1.6), announcement (2.7), recommendation (2.14), orders."""

from collections.abc import Mapping
from datetime import date

from models.documents.kinds import DocumentKind
from models.documents.wording import long_day
from models.facts import Facts
from models.regulations.reserve import readmission
from models.regulations.reserve.roles import HEAD
from models.terms import compute
from models.texts import Text, as_is

KINDS = (
    # Clauses 1.6, 2.1, 2.7.
    DocumentKind("list-of-posts", Text("Перечень должностей резерва", "Резерв лауазымдарының тізбесі"), signer=HEAD),
    DocumentKind(
        "announcement",
        Text("Объявление о формировании резерва", "Резервті қалыптастыру туралы хабарландыру"),
        tells=("positions",),
    ),
    # Clauses 2.5, 2.8: what was brought.
    DocumentKind(
        "application", Text("Опись представленных документов", "Ұсынылған құжаттардың тізімдемесі"), signer="hr"
    ),
    # Clause 2.14.
    DocumentKind("recommendation", Text("Рекомендация рабочей группы", "Жұмыс тобының ұсынымы"), tells=("apply",)),
    # Clauses 2.15, 2.16.
    DocumentKind(
        "minutes",
        Text("Протокол заседания комиссии", "Комиссия отырысының хаттамасы"),
        number_in="minutes_no",
        tells=("apply", "assess"),
    ),
    # Clauses 2.17, 2.18.
    DocumentKind(
        "order",
        Text("Распоряжение о включении в резерв", "Резервке енгізу туралы өкім"),
        number_in="order_no",
        series="order",
        tells=("apply", "commission"),
        signer=HEAD,
    ),
    # Clause 2.19.
    DocumentKind(
        "publication",
        Text("Информация для опубликования", "Жариялауға арналған ақпарат"),
        tells=("apply", "order", "exclude"),
    ),
    # Clauses 3.3 to 3.3.3.
    DocumentKind("plan", Text("Индивидуальный план подготовки", "Жеке даярлау жоспары"), tells=("apply", "order")),
    DocumentKind(
        "plan-report",
        Text("Отзыв о выполнении индивидуального плана", "Жеке жоспардың орындалуы туралы пікір"),
        tells=("apply", "plan"),
    ),
    # Clauses 4.2, 4.4.
    DocumentKind(
        "offer",
        Text("Предложение вакантной должности", "Бос лауазымды ұсыну"),
        series="letter",
        tells=("apply", "order", "vacancy"),
    ),
    # Clauses 4.2, 4.3.
    DocumentKind(
        "appointment",
        Text("Распоряжение о назначении", "Тағайындау туралы өкім"),
        number_in="act_no",
        series="order",
        tells=("apply", "order", "offer"),
        signer=HEAD,
    ),
    # Clauses 4.6, 4.7.
    DocumentKind(
        "exclusion-order",
        Text("Распоряжение об исключении из резерва", "Резервтен шығару туралы өкім"),
        number_in="order_no",
        series="order",
        tells=("apply", "order"),
        signer=HEAD,
    ),
)


def more(code: str, facts: Facts) -> Mapping[str, Text]:
    """Until when applications come in (2.8), he is in the reserve (2.18), a plan runs (3.3.2); under which clause he is
    excluded (4.6, 4.7), and may he return (4.8)."""
    until, plan_until = _ends(code, facts), None
    plan_from = facts.day("plan.starts_on", "plan.done_on")
    if code == "plan" and plan_from is not None:
        plan_until = compute(str(facts.parameter("plan-year")), plan_from, facts.calendar).due
    vacant, ground = facts.day("offer.vacancy_on", "vacancy.appeared_on"), facts.get("exclude.ground")
    judged = readmission.judged(str(ground)).reasons[0] if ground else _NOTHING
    return {
        "until": long_day(until) if until else _NOTHING,
        "plan_until": long_day(plan_until) if plan_until else _NOTHING,
        "vacant": long_day(vacant) if vacant else _NOTHING,
        "clause": as_is(str(ground or "").partition("-")[0]),
        "readmission": judged,
    }


_NOTHING = Text("", "")


def _ends(code: str, facts: Facts) -> date | None:
    if code == "announcement":
        published = facts.day("announce.published_on")
        return compute(str(facts.parameter("application-term")), published, facts.calendar).due if published else None
    stated, since = facts.day("order.until"), facts.day("order.in_force_on", "order.done_on")
    if stated is not None or since is None:
        return stated
    return compute(str(facts.parameter("reserve-term")), since, facts.calendar).ends
