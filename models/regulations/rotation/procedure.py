"""The rotation as one procedure: act, cycle, case, who is on the list."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from models.acts import Edition
from models.calendars import WorkingCalendar, working_calendar
from models.days import day_text
from models.errors import InvalidInput
from models.facts import as_day
from models.procedure import Procedure, Verdict
from models.regulations import later
from models.regulations.rotation.act import ACT
from models.regulations.rotation.indicators import INDICATORS, indicator
from models.regulations.rotation.process import CASE, CYCLE, ROLES, assume
from models.regulations.rotation.subject import judged, parse_stints
from models.tenure import Stint, tenure
from models.terms import compute
from models.texts import Text

CARRIED_OVER = Text(
    "Перенесён из прошлого списка: места для перемещения не было (п. 12)",
    "Өткен тізімнен көшірілді: ауыстыратын орын болмады (12-т.)",
    "Carried over from last year's list: there was no place to go (clause 12)",
)
ACTING_HEAD = Text(
    "Срок назначения истёк, исполняет обязанности (п. 18)",
    "Тағайындау мерзімі бітті, міндетін атқарады (18-т.)",
    "The term of office has ended, acting head (clause 18)",
)
_WHOLE_YEARS = Text(
    "Стаж первого руководителя в одной организации: {years} лет, нужно {need} (п. 5)",
    "Бір ұйымдағы бірінші басшының өтілі: {years} жыл, керегі {need} (5-т.)",
    "Tenure as first head of one organisation: {years} years, {need} needed (clause 5)",
)


_LEFT = Text(
    "С {day} не первый руководитель: ротировать некого (п. 5)",
    "{day} күнінен бастап бірінші басшы емес: ротацияланатын ешкім жоқ (5-т.)",
    "No first head since {day}: there is nobody to rotate (clause 5)",
)

CONSEQUENCES = {
    "retained-until-next-review": (
        Text(
            "в следующем списке ротации (п. 12)",
            "келесі ротация тізімінде (12-т.)",
            "on the next rotation list (clause 12)",
        ),
    ),
    "appointed": (
        Text(
            "категория сохраняется до истечения её срока (п. 17)",
            "санаты мерзімі біткенше сақталады (17-т.)",
            "the qualification category is kept until it ends (clause 17)",
        ),
    ),
    "acting": (
        Text(
            "в следующем списке ротации (п. 18)",
            "келесі ротация тізімінде (18-т.)",
            "on the next rotation list (clause 18)",
        ),
    ),
}
"""What a result means elsewhere."""

JUDGED_BY = ("stints", "tenure_years", "carried_over", "acting")


def on_the_list(facts: Mapping[str, Any], on: date, edition: Edition) -> Verdict:
    """Clauses 5, 12, 18: whether a head is on the list on the day tenure is counted, and why.

    `facts`: `stints` in the organisation and its predecessors (or whole `tenure_years`), `carried_over`, `acting`.
    Raises `InvalidInput` where none of them is stated, or they can't be read.
    """
    if facts.get("carried_over"):
        return Verdict(True, (CARRIED_OVER,), "12")
    if facts.get("acting"):
        return Verdict(True, (ACTING_HEAD,), "18")
    need = int(edition["tenure-years"].value)
    clause = edition["tenure-years"].clause
    if facts.get("tenure_years") is not None:
        try:
            years = Fraction(str(facts["tenure_years"]))
        except (ValueError, ZeroDivisionError):
            raise InvalidInput(f"tenure_years: a number is needed, not {facts['tenure_years']!r}") from None
        return Verdict(years >= need, (_WHOLE_YEARS.filled(years=facts["tenure_years"], need=need),), clause)
    found = tenure(stints_of(facts.get("stints")), on)
    if found.left_on is not None:
        return Verdict(False, (*found.explanation, _LEFT.filled(day=day_text(found.left_on))), clause)
    decision = judged(found, need, clause)
    return Verdict(decision.outcome == "subject", decision.reasons, clause)


def stints_of(written: Any) -> tuple[Stint, ...]:
    """Stints as `2015-03-01..2018-06-30,2019-01-10..`, or a list of such, or of pairs of days (the last one open)."""
    if isinstance(written, str):
        return parse_stints(written)
    if not isinstance(written, Sequence) or not written:
        raise InvalidInput(
            f"stints: times in post like 2015-03-01..2018-06-30,2019-01-10.. are needed, not {written!r}"
        )
    found: list[Stint] = []
    for one in written:
        if isinstance(one, str):
            found += parse_stints(one)
            continue
        days = tuple(one) if isinstance(one, Sequence) else ()
        start, end = as_day(days[0] if days else None), as_day(days[1] if len(days) == 2 else None)
        if start is None or len(days) > 2 or (end is None and len(days) == 2 and days[1] is not None):
            raise InvalidInput(f"stints: a start and an end (or none) are needed, not {one!r}")
        found.append(Stint(start, end))
    return tuple(found)


def tenure_day(opened_on: date, edition: Edition, calendar: WorkingCalendar) -> date:
    """The day on which tenure is counted, in the year of the cycle."""
    day = compute(str(edition["tenure-on"].value), opened_on, calendar).last_day
    assert day is not None
    return day


def _judges_on(opened_on: date, edition: Edition) -> date:
    return tenure_day(opened_on, edition, working_calendar(ACT.country))


_REGISTRY = "models.regulations.rotation.roster"
PROCEDURE = Procedure(
    code="rotation",
    title=Text("Ротация первых руководителей", "Бірінші басшыларды ротациялау", "Rotation of first heads"),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="send-list",
    roles=ROLES,
    opens_on=(11, 1),
    meets_on="review",
    meeting=("met_on", "members", "present", "attendance", "minutes_no"),
    judge=on_the_list,
    judged_by=JUDGED_BY,
    told_of=("settlement", "organisation", "qualifications"),
    judges_on=_judges_on,
    assume=assume,
    registry_facts=dict.fromkeys(INDICATORS, indicator),
    roster=later(_REGISTRY, "roster"),
    surroundings=later(_REGISTRY, "surroundings"),
    effects=later(_REGISTRY, "effects"),
    consequences=CONSEQUENCES,
    # Clauses 10, 12, 20: a head who is not rotated stays; one who left does not take the place decided on.
    keeps_place=("refuse",),
    gives_back=("terminated", "closed"),
)
