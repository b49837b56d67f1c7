"""Words of the career attestation: groups of those attested, categories from the lowest to the highest."""

from typing import Final, Literal, get_args

from models.texts import Text

Group = Literal["first-time", "claims-category", "manager", "centre-specialist"]
Category = Literal["none", "career-consultant", "case-manager", "mentor"]
CLAIMS: Final[Group] = "claims-category"
NONE: Final[Category] = "none"

GROUPS: Final[dict[str, Text]] = {
    "first-time": Text("первичная аттестация", "алғашқы аттестаттау", "first attestation"),
    "claims-category": Text(
        "заявление на квалификационную категорию", "біліктілік санатына өтініш", "claims a category"
    ),
    "manager": Text(
        "руководитель отдела, заместитель директора, директор",
        "бөлім басшысы, директордың орынбасары, директор",
        "head of unit, deputy director, director",
    ),
    "centre-specialist": Text(
        "специалист центра трудовой мобильности, ассистент",
        "еңбек мобильділігі орталығының маманы, ассистент",
        "specialist of the centre, assistant",
    ),
}
"""Clause 17: whose result is measured by which mark."""

CATEGORIES: Final[dict[str, Text]] = {
    "none": Text("без категории", "санатсыз", "without category"),
    "career-consultant": Text("карьерный консультант", "мансап кеңесшісі", "career consultant"),
    "case-manager": Text("кейс-менеджер", "кейс-менеджер", "case manager"),
    "mentor": Text("наставник", "тәлімгер", "mentor"),
}
"""Clauses 7, 28, 34: the categories, the lowest first."""

_RISING: Final[tuple[Category, ...]] = get_args(Category)


def above(one: str, other: str) -> bool:
    """The one category lies above the other."""
    return _RISING.index(_category(one)) > _RISING.index(_category(other))


def below(category: str) -> Category:
    """The category one level below; there is none below `none`."""
    return _RISING[max(0, _RISING.index(_category(category)) - 1)]


def _category(code: str) -> Category:
    return next(known for known in _RISING if known == code)
