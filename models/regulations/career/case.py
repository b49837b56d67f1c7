"""What is known of a case of the career attestation: its group, the claim, the test that stands, what it comes to."""

from fractions import Fraction
from typing import Any

from models.decisions import Decision
from models.errors import Refusal
from models.facts import Facts
from models.regulations.career.categories import CATEGORIES, CLAIMS, GROUPS, NONE, below
from models.regulations.career.decision import Result, evaluated, judged, mark
from models.texts import Text

TESTED = ("retest.tested_on", "testing.tested_on")
"""The day of the test that stands."""


def group(facts: Facts) -> str:
    """Clause 17: the group, as stated at admission, or else as the list has it; empty where nobody said."""
    return str(facts.get("admission.group") or facts.get("case.group") or "")


def claims(facts: Facts) -> bool:
    """The person claims a category."""
    return group(facts) == CLAIMS


def claimed(facts: Facts) -> str:
    """The category claimed; empty where none is."""
    return str(facts.get("admission.claimed") or facts.get("case.claimed") or "")


def present(facts: Facts) -> str:
    """The category in force: at a test taken again the one that clause 27 (1) left."""
    found = str(facts.get("admission.present") or facts.get("case.present") or NONE)
    return below(found) if claims(facts) and attempt(facts) > 1 else found


def attempt(facts: Facts) -> int:
    """1 until the test has been taken again."""
    return 1 if facts.get("retest.percent") is None else 2


def percent(facts: Facts) -> int | None:
    """The result of the test that stands, whole percent: after an appeal that was upheld the new one."""
    for step in ("appeal-result", "test-appeal"):
        if facts.get(f"{step}.result") == "upheld" and facts.get(f"{step}.percent") is not None:
            return int(facts.get(f"{step}.percent"))
    found = facts.get("retest.percent", facts.get("testing.percent"))
    return None if found is None else int(found)


def reaches(result: int, facts: Facts) -> bool:
    """Clause 17: the result reaches the group's mark."""
    return result >= mark(group(facts), facts.edition)


def decision(facts: Facts) -> Decision:
    """Clauses 27, 28, 30: what stands now comes to."""
    found = percent(facts)
    assert found is not None, "a decision follows a test"
    return judged(_result(facts, found, attempt(facts), present(facts)), facts.edition)


def failed_again(result: int, facts: Facts) -> Decision:
    """Clause 28: what a test taken again and failed comes to, before it is recorded."""
    lowered = below(present(facts)) if claims(facts) and attempt(facts) == 1 else present(facts)
    return judged(_result(facts, result, 2, lowered), facts.edition)


def _result(facts: Facts, found: int, nth: int, standing: str) -> Result:
    rating, violations = facts.get("evaluation.rating"), facts.get("evaluation.violations")
    return Result(
        group(facts), found, nth, standing, claimed(facts),
        None if rating is None else Fraction(str(rating)), None if violations is None else int(violations),
    )  # fmt: skip


def why_not_evaluated(facts: Facts) -> Refusal | None:
    """Clauses 27 (3), 28-1: only who claims a category and reached the mark is evaluated, once."""
    found = percent(facts)
    if found is None:
        return None
    if not evaluated(facts.edition):
        return _not_evaluated(
            "28-1", "в редакции {edition} оценки профессиональной деятельности нет",
            "{edition} редакциясында кәсіби қызметті бағалау жоқ",
            "edition {edition} has no evaluation of professional activity", edition=facts.edition.code,
        )  # fmt: skip
    if not claims(facts):
        return _not_evaluated(
            "28-1", "оценивается только тот, кто заявил категорию; здесь: {group}",
            "санатқа өтініш берген ғана бағаланады; мұнда: {group}",
            "only who claims a category is evaluated; here: {group}", group=GROUPS[group(facts)],
        )  # fmt: skip
    if not reaches(found, facts):
        return _not_evaluated(
            "27", "порог {mark}% не достигнут ({percent}%): к оценке не допускается",
            "{mark}% шекті деңгейіне жетпеді ({percent}%): бағалауға жіберілмейді",
            "the mark of {mark} % is not reached ({percent} %): not admitted to the evaluation",
            mark=mark(group(facts), facts.edition), percent=found,
        )  # fmt: skip
    if facts.get("evaluation.rating") is not None:
        return _not_evaluated(
            "28-1", "деятельность уже оценена", "қызметі бағаланып қойған", "the activity has been evaluated already"
        )
    return None


def _not_evaluated(clause: str, ru: str, kk: str, en: str, **values: Any) -> Refusal:
    return Refusal(Text(ru, kk, en).filled(**values), clause=clause, step="evaluation")


def known_at_admission(facts: Facts) -> dict[str, Any]:
    """What the list knows of the person already."""
    codes = {"group": GROUPS, "present": CATEGORIES, "claimed": CATEGORIES}
    return {name: found for name, known in codes.items() if (found := facts.get(f"case.{name}")) in known}
