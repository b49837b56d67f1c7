"""The rotation as one procedure: act, cycle, case, who is on the list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import Edition
from models.procedure import Procedure, Roll
from models.regulations.rotation.act import ACT
from models.regulations.rotation.process import CASE, CYCLE, ROLES, assume
from models.regulations.rotation.subject import judged
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


def on_the_list(facts: Mapping[str, Any], on: date, edition: Edition) -> Roll:
    """Clauses 5, 12, 18: whether a head is on the list, and why.

    `facts`: `stints` in the organisation and its predecessors (or whole `tenure_years`), `carried_over`, `acting`.
    """
    if facts.get("carried_over"):
        return Roll(True, (CARRIED_OVER,), "12")
    if facts.get("acting"):
        return Roll(True, (ACTING_HEAD,), "18")
    need = int(edition["tenure-years"].value)
    clause = edition["tenure-years"].clause
    if "tenure_years" in facts:
        years = facts["tenure_years"]
        return Roll(years >= need, (_WHOLE_YEARS.filled(years=years, need=need),), clause)
    stints = tuple(Stint(s[0], s[1]) for s in facts["stints"])
    found = judged(tenure(stints, on), need, clause)
    return Roll(found.outcome == "subject", found.reasons, clause)


def tenure_day(opened_on: date, edition: Edition, calendar: Any) -> date:
    """The day on which tenure is counted, in the year of the cycle."""
    day = compute(str(edition["tenure-on"].value), opened_on, calendar).last_day
    assert day is not None
    return day


# The registry's side needs the database: it is loaded when it is asked for, a plan or a scenario never does.


def _roster(*asked: Any) -> Any:
    from models.regulations.rotation.roster import roster

    return roster(*asked)


def _surroundings(*asked: Any) -> Any:
    from models.regulations.rotation.roster import surroundings

    return surroundings(*asked)


def _effects(*asked: Any) -> Any:
    from models.regulations.rotation.roster import effects

    return effects(*asked)


PROCEDURE = Procedure(
    code="rotation",
    title=Text("Ротация первых руководителей", "Бірінші басшыларды ротациялау", "Rotation of first heads"),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="send-list",
    roles=ROLES,
    opens_on=(11, 1),
    judge=on_the_list,
    assume=assume,
    roster=_roster,
    surroundings=_surroundings,
    effects=_effects,
)
