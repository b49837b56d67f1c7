"""A term as a value, and the grammar it is written in."""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from models.days import CALENDAR_DAY, MONTH, MONTHS, MONTHS_FROM_KK, WEEK, WORKING_DAY, YEAR, Noun
from models.errors import InvalidTerm
from models.texts import Language, Text

Kind = Literal["within", "before", "by", "run-out", "for"]
Unit = Literal["working day", "calendar day", "week", "month", "year", ""]

ACCEPTED: Final = (
    "15 working days; 30 calendar days; 2 weeks; 1 month; 5 years; 3 working days before; 30 calendar days before; "
    "run out 30 calendar days; for 5 years; by 1 December"
)

MAX_COUNT: Final = {"working day": 36_500, "calendar day": 36_500, "week": 5_200, "month": 1_200, "year": 100}
"""A century, in each unit; nobody's term in law is longer, a slip of the keyboard is."""

NOUNS: Final[dict[str, Noun]] = {
    "working day": WORKING_DAY,
    "calendar day": CALENDAR_DAY,
    "week": WEEK,
    "month": MONTH,
    "year": YEAR,
}

_COUNTED = re.compile(
    r"(?P<lead>for |run out (?:of )?)?(?P<count>[+-]?\d+) (?P<unit>working day|calendar day|week|month|year)s?"
    r"(?P<before> before)?\Z",
    re.ASCII,
)
_BY = re.compile(r"by (?P<day>\d{1,2}) (?P<month>[a-z]+)\Z", re.ASCII)
_MONTH_NUMBERS = {name: n for n, month in enumerate(MONTHS, 1) for name in (month.en.lower(), month.en[:3].lower())}
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class Term:
    """A term set by law, apart from the day it is counted from. `str(term)` is its grammar.

    kind   within: the act is in time from the event to the term's last day
           before: at least so long before the day it is counted from
           by: not later than a day of the year, the first such day on or after the start
           run-out: nothing may be done until the term has run out
           for: a period (of office, of validity) that ends on the anniversary
    unit   what is counted; empty for `by`
    count  how many, at least 1; 0 for `by`
    month, day  the day of the year, for `by` only
    """

    kind: Kind
    unit: Unit = ""
    count: int = 0
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.kind == "by":
            if not 1 <= self.month <= 12 or not 1 <= self.day <= monthrange(_LEAP_YEAR, self.month)[1]:
                raise InvalidTerm(f"term 'by {self.day} ...': there is no such day in any year")
        elif self.unit not in NOUNS:
            raise InvalidTerm(f"term unit '{self.unit}' is not known; accepted: {', '.join(NOUNS)}")
        elif not 1 <= self.count <= MAX_COUNT[self.unit]:
            most = MAX_COUNT[self.unit]
            raise InvalidTerm(f"term of {self.count} {self.unit}s: accepted are 1 to {most} {self.unit}s")

    @classmethod
    def parse(cls, text: str) -> "Term":
        """The term written in `text`; upper and lower case, and how many spaces, make no difference.

        Raises `InvalidTerm`, naming the accepted forms, for anything else.
        """
        return _parse(text)

    @property
    def is_backward(self) -> bool:
        """Counted back from its day: `before`."""
        return self.kind == "before"

    def __str__(self) -> str:
        if self.kind == "by":
            return f"by {self.day} {MONTHS[self.month - 1].en}"
        lead = {"for": "for ", "run-out": "run out "}.get(self.kind, "")
        return f"{lead}{self.count} {NOUNS[self.unit].en[self.count != 1]}{' before' if self.is_backward else ''}"

    def describe(self) -> Text:
        """The term as people say it: «15 рабочих дней», «по истечении 30 календарных дней», «5 жыл мерзімге»."""
        if self.kind == "by":
            month = MONTHS[self.month - 1]
            return Text(
                ru=f"не позднее {self.day} {month.ru}",
                kk=f"{self.day} {MONTHS_FROM_KK[self.month - 1]} кешіктірмей",
                en=f"by {self.day} {month.en}",
            )
        noun, plain = NOUNS[self.unit], NOUNS[self.unit].counted(self.count)
        match self.kind:
            case "before":
                return Text(
                    ru=f"не позднее чем за {noun.accusative_ru(self.count)}",
                    kk=f"кемінде {plain.kk} бұрын",
                    en=f"at least {plain.en} before",
                )
            case "run-out":
                return Text(
                    ru=f"по истечении {noun.genitive_ru(self.count)}",
                    kk=f"{plain.kk} өткен соң",
                    en=f"after {plain.en} have run out" if self.count != 1 else f"after {plain.en} has run out",
                )
            case "for":
                return Text(
                    ru=f"сроком на {noun.accusative_ru(self.count)}",
                    kk=f"{plain.kk} мерзімге",
                    en=f"for {plain.en}",
                )
            case _:
                return plain

    def text(self, language: Language) -> str:
        """`describe` in one language."""
        return self.describe().in_(language)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Term:
    plain = " ".join(text.lower().split())
    counted = _COUNTED.match(plain)
    if counted and not (counted["lead"] and counted["before"]):
        # Longer digits than any allowed count are not worth turning into a number.
        count = int(counted["count"]) if len(counted["count"]) <= 9 else 10**9
        lead = (counted["lead"] or "").strip()
        kind: Kind = "before" if counted["before"] else "for" if lead == "for" else "run-out" if lead else "within"
        unit: Unit = counted["unit"]  # type: ignore[assignment]
        try:
            return Term(kind, unit, count)
        except InvalidTerm as error:
            raise _invalid(text, str(error)) from None
    by = _BY.match(plain)
    if by:
        if by["month"] not in _MONTH_NUMBERS:
            raise _invalid(text, f"'{by['month']}' is not a month; write it in English, such as December")
        try:
            return Term("by", month=_MONTH_NUMBERS[by["month"]], day=int(by["day"]))
        except InvalidTerm:
            raise _invalid(text, "there is no such day in any year") from None
    raise _invalid(text, "it is not one of the accepted forms")


def _invalid(text: str, why: str) -> InvalidTerm:
    shown = text.strip()
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return InvalidTerm(f"term '{shown}': {why}. Accepted forms: {ACCEPTED}")
