"""The reserve as one procedure: act, cycle, case, how a claimant's case opens."""

from datetime import date
from typing import Any

from models.facts import Facts
from models.procedure import Procedure
from models.regulations import later
from models.regulations.reserve.act import ACT
from models.regulations.reserve.call import CYCLE
from models.regulations.reserve.process import CASE
from models.regulations.reserve.roles import ROLES
from models.texts import Text


def assume(step: str, due: date, facts: Facts) -> dict[str, Any]:
    """What a plan takes for granted: every decision in favour, five years in the reserve, no vacancy on the way."""
    found: dict[str, dict[str, Any]] = {
        "screen": {"decision": "admitted"},
        "assess": {"recommended": True},
        "commission": {"decision": "include"},
        "order": {"approved": True, "in_force_on": due},
        "plan-report": {"result": "satisfactory"},
        "exclude": {"ground": "4.6-term-over"},
    }
    return found.get(step, {})


_REGISTRY = "models.regulations.reserve.claimants"
PROCEDURE = Procedure(
    code="reserve",
    title=Text("Резерв управленческих кадров", "Басқарушы кадрлар резерві", "Management personnel reserve"),
    act=ACT,
    cycle=CYCLE,
    case=CASE,
    cases_on="announce",
    roles=ROLES,
    # An operator opens the cycle: no clause names a day.
    opens_on=None,
    admits="claimant",
    admit=later(_REGISTRY, "admit"),
    told_of=("birth_date", "birth", "earlier_exclusion", "earlier_exclusions", "position"),
    assume=assume,
)
