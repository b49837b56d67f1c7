"""The yearly evaluation as one procedure: act, cycle, case, who is evaluated, what a result may be used for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import Edition
from models.errors import InvalidInput
from models.facts import as_day
from models.procedure import Procedure, Verdict
from models.regulations import later
from models.regulations.evaluation.act import ACT
from models.regulations.evaluation.grade import GRADES
from models.regulations.evaluation.process import CASE, CYCLE, assume, period
from models.regulations.evaluation.roles import ROLES, SUPERIOR, SUPERVISOR
from models.regulations.evaluation.subject import judged
from models.texts import Text

USES = (
    Text("выплата бонусов (п. 9)", "бонустарды төлеу (9-т.)", "bonuses (clause 9)"),
    Text("поощрение (п. 9)", "көтермелеу (9-т.)", "incentives (clause 9)"),
    Text("обучение (п. 9)", "оқыту (9-т.)", "training (clause 9)"),
    Text("ротация (п. 9)", "ротация (9-т.)", "rotation (clause 9)"),
    Text(
        "повышение в государственной должности (п. 9)",
        "мемлекеттік лауазымда жоғарылату (9-т.)",
        "promotion (clause 9)",
    ),
    Text("понижение в должности (п. 9)", "лауазымын төмендету (9-т.)", "demotion (clause 9)"),
    Text("увольнение (п. 9)", "жұмыстан босату (9-т.)", "dismissal (clause 9)"),
)
"""Clause 9: decisions a result of the evaluation is a ground for; the text does not say which result for which."""


def evaluated(facts: Mapping[str, Any], on: date, edition: Edition) -> Verdict:
    """Clause 6: whether a servant was in the post for a month within the period.

    `facts`: `in_post_from`, and the cycle's `period_start` and `period_end` (left out: `on`). Raises `InvalidInput` for
    a first day in the post that is no date.
    """
    first = as_day(facts.get("in_post_from"))
    if first is None:
        raise InvalidInput(f"in_post_from: a date like 2023-07-05 is needed, not {facts.get('in_post_from')!r}")
    start, end = as_day(facts.get("cycle.period_start")) or first, as_day(facts.get("cycle.period_end")) or on
    found = judged(max(first, start), end, edition)
    return Verdict(found.outcome == "evaluated", found.reasons, found.clause)


def _judges_on(opened_on: date, edition: Edition) -> date:
    return date.fromisoformat(period(opened_on, edition, {})["period_end"])


_REGISTRY = "models.regulations.evaluation.roster"
PROCEDURE = Procedure(
    code="evaluation",
    title=Text(
        "Оценка деятельности служащих корпуса «Б»",
        "«Б» корпусы қызметшілерінің қызметін бағалау",
        "Performance evaluation of Corps B servants",
    ),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="cases",
    roles=ROLES,
    opens_on=(1, 1),
    opens="period-start",
    opened_by="period_start",
    meets_on="commission",
    meeting=("met_on", "members", "present", "attendance", "minutes_no"),
    judge=evaluated,
    judged_by=("in_post_from",),
    told_of=("supervisor_is_first_head", "joined_on"),
    left_out="not-evaluated",
    judges_on=_judges_on,
    sets=period,
    assume=assume,
    admits="joined",
    admit=later(_REGISTRY, "admit"),
    roster=later(_REGISTRY, "roster"),
    surroundings=later(_REGISTRY, "surroundings"),
    effects=later(_REGISTRY, "effects"),
    consequences=dict.fromkeys(GRADES, USES),
    # Clauses 44, 45, 49, 51: the servant's own.
    superiors={SUPERVISOR: 1, SUPERIOR: 2},
)
