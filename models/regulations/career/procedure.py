"""The career attestation as one procedure: act, cycle, case, who is on the list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import Edition
from models.days import day_text
from models.decisions import one_of
from models.errors import InvalidInput
from models.facts import as_day
from models.procedure import Procedure, Verdict
from models.regulations import later
from models.regulations.career.act import ACT
from models.regulations.career.categories import CATEGORIES, GROUPS, NONE, above
from models.regulations.career.process import CASE, CYCLE, assume
from models.regulations.career.roles import ROLES
from models.texts import Text

GROUP, CLAIM = "career-group", "career-claim"
"""Facts of the registry: in which group a person is attested (clause 17), and the category claimed."""

_RUNNING = Text(
    "Уже аттестуется: дело {case} (п. 27)", "Аттестатталып жатыр: {case} ісі (27-т.)",
    "Is being attested already: case {case} (clause 27)",
)  # fmt: skip
_STANDS = Text(
    "Категория действует по {day} (п. 7), более высокая не заявлена",
    "Санат {day} күніне дейін жарамды (7-т.), жоғарырағы мәлімделмеген",
    "The category stands until {day} (clause 7), no higher one is claimed",
)
_EXPIRED = Text(
    "Срок категории истёк {day} (п. 7)",
    "Санаттың мерзімі {day} бітті (7-т.)",
    "The category expired on {day} (clause 7)",
)
_CLAIMS = Text(
    "Заявлена категория «{category}» (п. 14)", "«{category}» санаты мәлімделді (14-т.)",
    "Claims the category of {category} (clause 14)",
)  # fmt: skip
_TO_BE_ATTESTED = Text(
    "Работник центра без действующей категории (п. 9)",
    "Қолданыстағы санаты жоқ орталық қызметкері (9-т.)",
    "On the centre's staff, without a category in force (clause 9)",
)


def on_the_list(facts: Mapping[str, Any], on: date, edition: Edition) -> Verdict:
    """Clauses 7, 9: whether a person is on the list drafted on the day, and why.

    `facts`: `category_until`, the last day the category held is in force; `claimed`, `present`; `open_case`, the
    number of a case in which the person is being attested. Raises `InvalidInput` for a day that can't be read.
    """
    del edition
    if facts.get("open_case"):
        return Verdict(False, (_RUNNING.filled(case=facts["open_case"]),), "27")
    until = as_day(facts.get("category_until"))
    if until is None and facts.get("category_until") is not None:
        raise InvalidInput(f"category_until: a date like 2026-12-01 is needed, not {facts['category_until']!r}")
    if until is not None and until < on:
        return Verdict(True, (_EXPIRED.filled(day=day_text(until)),), "7")
    claimed, present = str(facts.get("claimed") or ""), str(facts.get("present") or NONE)
    if claimed in CATEGORIES and present in CATEGORIES and above(claimed, present):
        return Verdict(True, (_CLAIMS.filled(category=CATEGORIES[claimed]),), "14")
    if until is not None:
        return Verdict(False, (_STANDS.filled(day=day_text(until)),), "7")
    return Verdict(True, (_TO_BE_ATTESTED,), "9")


_FOR_THREE_YEARS = Text(
    "категория на три года, затем снова в списке (п. 7)",
    "санат үш жылға, содан кейін қайтадан тізімде (7-т.)",
    "a category for three years, then on the list again (clause 7)",
)
CONSEQUENCES = {
    **dict.fromkeys(("claimed", "present", "below-claimed", "below-present"), (_FOR_THREE_YEARS,)),
    "dismissed": (Text("увольнение (п. 28)", "жұмыстан шығару (28-т.)", "dismissal (clause 28)"),),
}
"""What a result means elsewhere."""


_REGISTRY = "models.regulations.career.roster"
PROCEDURE = Procedure(
    code="career",
    title=Text(
        "Аттестация работников карьерных центров",
        "Мансап орталықтарының қызметкерлерін аттестаттау",
        "Attestation of career-centre staff",
    ),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="list",
    roles=ROLES,
    opens="opens-on",
    judge=on_the_list,
    judged_by=("category_until", "open_case"),
    told_of=("group", "present", "claimed"),
    assume=assume,
    registry_facts={GROUP: one_of(*GROUPS), CLAIM: one_of(*CATEGORIES)},
    roster=later(_REGISTRY, "roster"),
    effects=later(_REGISTRY, "effects"),
    follows=later(_REGISTRY, "follows"),
    consequences=CONSEQUENCES,
)
