"""The papers of the career attestation: list (9), appeal (21), evaluation sheet (28-1), decision (30)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from models.documents.kinds import DocumentKind
from models.documents.wording import in_words
from models.facts import Facts
from models.regulations.career import case
from models.regulations.career.categories import CATEGORIES, GROUPS
from models.regulations.career.decision import mark, points
from models.texts import Text, as_is

KINDS = (
    # Clause 9, appendix 1.
    DocumentKind("list", Text("Список аттестуемых", "Аттестатталушылар тізімі")),
    # Clause 21.
    DocumentKind("appeal", Text("Заявление на апелляцию", "Апелляцияға өтініш"), tells=("testing", "retest")),
    # Clause 28-1, appendix 1-2.
    DocumentKind(
        "evaluation-sheet",
        Text("Лист оценки профессиональной деятельности", "Кәсіби қызметті бағалау парағы"),
        tells=("admission", "testing", "retest"),
    ),
    # Clauses 27, 28, 30.
    DocumentKind(
        "decision",
        Text("Решение по итогам аттестации", "Аттестаттау қорытындысы бойынша шешім"),
        tells=("admission", "testing", "retest", "evaluation"),
        written_in="person",
    ),
)


def more(code: str, facts: Facts) -> Mapping[str, Text]:
    """Group, categories and the test that stands (17, 21, 27); points by criterion (28-1); why the decision (30)."""
    percent, group = case.percent(facts), case.group(facts)
    found = {
        "group": GROUPS.get(group, _NOTHING),
        "present": CATEGORIES[case.present(facts)],
        "claimed": CATEGORIES.get(case.claimed(facts), _NOTHING),
        "percent": as_is(percent if percent is not None else ""),
        "mark": as_is(mark(group, facts.edition)) if group in GROUPS else _NOTHING,
        "attempt": as_is(case.attempt(facts)),
    }
    rating, violations = facts.get("evaluation.rating"), facts.get("evaluation.violations")
    if percent is not None and rating is not None and violations is not None:
        counted = points(percent, Fraction(str(rating)), int(violations), facts.edition)
        found |= {
            "test_points": as_is(counted.test), "rating_points": as_is(counted.rating),
            "violations_points": as_is(counted.violations), "total": as_is(counted.total),
            "total_words": in_words(counted.total),
        }  # fmt: skip
    if code == "decision" and percent is not None:
        decided = case.decision(facts)
        category = decided.extra.get("category")
        found |= {
            "reasons": Text.joined(decided.reasons, "; "),
            "clause": as_is(decided.clause),
            "category": CATEGORIES[str(category)] if category else _NOTHING,
        }
    return {name: found.get(name, _NOTHING) for name in (*found, *_OF_THE_EVALUATION)}


_NOTHING = Text("", "")
_OF_THE_EVALUATION = ("test_points", "rating_points", "violations_points", "total", "total_words")


def listed(known: Mapping[str, Any]) -> Mapping[str, Text]:
    """Appendix 1: in which group each is attested, the category held and the one claimed."""
    return {
        "group": GROUPS.get(str(known.get("case.group")), _NOTHING),
        "present": CATEGORIES.get(str(known.get("case.present")), _NOTHING),
        "claimed": CATEGORIES.get(str(known.get("case.claimed")), _NOTHING),
    }
