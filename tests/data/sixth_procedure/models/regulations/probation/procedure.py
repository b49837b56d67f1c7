"""The probation as one procedure: act, cycle, case, who is on the list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts import Edition
from models.facts import as_day
from models.procedure import Procedure, Verdict
from models.regulations import later
from models.regulations.probation.act import ACT
from models.regulations.probation.process import CASE, CYCLE, ROLES
from models.texts import Text


def on_probation(facts: Mapping[str, Any], on: date, edition: Edition) -> Verdict:
    """Article 36: who was hired this year."""
    hired = as_day(facts.get("hired_on"))
    reason = Text("принят {day}", "{day} қабылданды", "hired on {day}").filled(day=hired)
    return Verdict(hired is not None and hired.year == on.year, (reason,), "36")


PROCEDURE = Procedure(
    code="probation",
    title=Text("Испытательный срок", "Сынақ мерзімі", "Probation"),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="cases",
    roles=ROLES,
    judge=on_probation,
    judged_by=("hired_on",),
    left_out="not-hired",
    roster=later("models.regulations.probation.roster", "roster"),
    consequences={"failed": (Text("увольнение (п. 37)", "жұмыстан босату (37-т.)", "dismissal (clause 37)"),)},
)
