"""`career.decision`: what the result of the attestation comes to (clauses 17, 27, 28, 28-1, 30).

A total of at most 69 points gives a claimant the category below the claimed one, even where that lies above the
category a total of 70 to 84 would leave (clause 30 (2)): the text says so, and so does the table.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from models.acts import Edition
from models.decisions import Decision, Key, Table, one_of, whole_number
from models.errors import InvalidInput
from models.regulations.career.act import ACT, AFTER
from models.regulations.career.categories import CATEGORIES, CLAIMS, GROUPS, NONE, above, below
from models.terms import Term
from models.texts import Text

OUTCOMES = {
    "fits": Text("соответствует занимаемой должности", "атқаратын лауазымына сәйкес", "fits the post"),
    "does-not-fit": Text(
        "не соответствует занимаемой должности", "атқаратын лауазымына сәйкес емес", "does not fit the post"
    ),
    "claimed": Text("соответствует заявленной категории", "мәлімделген санатқа сәйкес", "fits the category claimed"),
    "present": Text(
        "не соответствует заявленной категории, соответствует действующей",
        "мәлімделген санатқа сәйкес емес, қолданыстағы санатқа сәйкес",
        "fits the present category, not the one claimed",
    ),
    "below-claimed": Text(
        "не соответствует заявленной категории, соответствует категории на один уровень ниже неё",
        "мәлімделген санатқа сәйкес емес, одан бір деңгей төмен санатқа сәйкес",
        "fits the category one level below the one claimed",
    ),
    "below-present": Text(
        "категория на один уровень ниже действующей",
        "қолданыстағыдан бір деңгей төмен санат",
        "category one level below the present one",
    ),
    "dismissed": Text("подлежит увольнению", "жұмыстан шығарылуға жатады", "to be dismissed"),
}

_REACHED = Text(
    "тест {percent}%: порог {mark}% достигнут (п. 17, {group})",
    "тест {percent}%: {mark}% шекті деңгейіне жетті (17-т., {group})",
    "test {percent} %: the mark of {mark} % is reached (clause 17, {group})",
)
_BELOW = Text(
    "тест {percent}%: порог {mark}% не достигнут (п. 17, {group})",
    "тест {percent}%: {mark}% шекті деңгейіне жетпеді (17-т., {group})",
    "test {percent} %: the mark of {mark} % is not reached (clause 17, {group})",
)
_AGAIN = Text(
    "повторная аттестация не позже, чем через {term} (п. 27)",
    "{term} кешіктірмей қайта аттестаттау (27-т.)",
    "to be attested again in {term} at the latest (clause 27)",
)
_RATED = Text(
    "рейтинг {rating}: выше {bound}, {points} баллов",
    "рейтинг {rating}: {bound} жоғары, {points} балл",
    "rating {rating}: above {bound}, {points} points",
)
_RATED_LOW = Text(
    "рейтинг {rating}: равен или ниже {bound}, 0 баллов",
    "рейтинг {rating}: {bound} тең немесе төмен, 0 балл",
    "rating {rating}: {bound} or less, 0 points",
)
_RATED_BETWEEN = Text(
    "рейтинг {rating}: между {low} и {bound} текст молчит, засчитано 0 баллов",
    "рейтинг {rating}: {low} бен {bound} арасы туралы мәтін үндемейді, 0 балл есептелді",
    "rating {rating}: the text is silent between {low} and {bound}, 0 points are counted",
)
_CLEAN = Text("нарушений нет: {points} баллов", "бұзушылық жоқ: {points} балл", "no violations: {points} points")
_VIOLATED = Text("нарушений {count}: 0 баллов", "бұзушылық саны {count}: 0 балл", "violations {count}: 0 points")
_TOTAL = Text(
    "всего {points} баллов: за тест {test} (дробь отброшена), рейтинг {rating}, нарушения {violations}",
    "барлығы {points} балл: тест {test} (бөлшегі алынып тасталды), рейтинг {rating}, бұзушылықтар {violations}",
    "{points} points in all: test {test} (cut to whole points), rating {rating}, violations {violations}",
)
_VERDICT = Text("{outcome} (п. {clause})", "{outcome} ({clause}-т.)", "{outcome} (clause {clause})")
_VERDICT_CATEGORY = Text(
    "{outcome}: «{category}» (п. {clause})",
    "{outcome}: «{category}» ({clause}-т.)",
    "{outcome}: {category} (clause {clause})",
)


@dataclass(frozen=True)
class Result:
    """What is judged: whose test, of how many whole percent, the first time or again.

    present, claimed, rating, violations  of those who claim a category; rating and violations of the last 12 months,
    only where the mark is reached
    """

    group: str
    percent: int
    attempt: int = 1
    present: str = NONE
    claimed: str = ""
    rating: Fraction | None = None
    violations: int | None = None


@dataclass(frozen=True)
class Points:
    """A claimant's points: the test cut to whole points, the rating, no violations (clause 28-1, appendix 1-2)."""

    test: int
    rating: int
    violations: int
    reasons: tuple[Text, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return self.test + self.rating + self.violations


def mark(group: str, edition: Edition) -> int:
    """Clause 17: the group's pass mark, whole percent."""
    return int(edition[f"mark-{group}"].value)


def evaluated(edition: Edition) -> bool:
    """Clause 28-1: the edition has an evaluation of professional activity."""
    return any(int(edition[code].value) for code in ("rating-points", "violations-points"))


def points(percent: int, rating: Fraction, violations: int, edition: Edition) -> Points:
    """Clause 28-1, appendix 1-2: points for the test, the rating above 4 of 5, no violations."""
    bound, low = Fraction(edition["rating-above"].value), Fraction(edition["rating-low"].value)
    rated = int(edition["rating-points"].value) if rating > bound else 0
    clean = int(edition["violations-points"].value) if violations == 0 else 0
    said = _RATED if rating > bound else _RATED_LOW if rating <= low else _RATED_BETWEEN
    reasons = (
        said.filled(rating=_decimal(rating), bound=_decimal(low if said is _RATED_LOW else bound), low=_decimal(low),
                    points=rated),
        _CLEAN.filled(points=clean) if violations == 0 else _VIOLATED.filled(count=violations),
    )  # fmt: skip
    return Points(percent * int(edition["test-points"].value) // 100, rated, clean, reasons)


def judged(result: Result, edition: Edition) -> Decision:
    """Clauses 27, 28, 30: the outcome, and the category where one results.

    Raises `InvalidInput` where a claimant who reached the mark has no rating or violations stated.
    """
    need = mark(result.group, edition)
    reached = result.percent >= need
    test = (_REACHED if reached else _BELOW).filled(percent=result.percent, mark=need, group=GROUPS[result.group])
    if not reached:
        return _failed(result, edition, test)
    if result.group != CLAIMS:
        return _decision("fits", "30", (test,))
    return _on_points(result, edition, test)


def _failed(result: Result, edition: Edition, test: Text) -> Decision:
    """Clauses 27, 28: below the mark, at the first test and again."""
    if result.attempt > 1:
        if result.group == CLAIMS and result.present != NONE:
            return _decision("below-present", "28", (test,), category=below(result.present))
        return _decision("dismissed", "28", (test,))
    term = edition["retest-term"]
    again = (test, _AGAIN.filled(term=Term.parse(str(term.value)).describe()))
    if result.group == CLAIMS:
        found = _decision("below-present", "27", again, category=below(result.present))
    else:
        found = _decision("does-not-fit", "30", again)
    return Decision(found.outcome, found.clause, found.reasons, {**found.extra, "retest_within": str(term.value)})


def _on_points(result: Result, edition: Edition, test: Text) -> Decision:
    """Clause 30 (2): a claimant who reached the mark, by the total of points."""
    rating, violations = result.rating, result.violations
    if not evaluated(edition):
        rating, violations = rating or Fraction(0), violations or 0
    if rating is None or violations is None:
        raise InvalidInput("who claims a category and reached the mark is evaluated: rating and violations are needed")
    found = points(result.percent, rating, violations, edition)
    if found.total >= int(edition["claimed-from"].value):
        outcome, category = "claimed", result.claimed
    elif found.total >= int(edition["present-from"].value):
        outcome, category = "present", result.present
    else:
        outcome, category = "below-claimed", below(result.claimed)
    total = _TOTAL.filled(points=found.total, test=found.test, rating=found.rating, violations=found.violations)
    reasons = (test, *(found.reasons if evaluated(edition) else ()), total)
    return _decision(outcome, "30", reasons, category=category, points=found.total)


def _decision(outcome: str, clause: str, reasons: tuple[Text, ...], **extra: object) -> Decision:
    category = extra.get("category")
    verdict = _VERDICT if category is None else _VERDICT_CATEGORY
    said = verdict.filled(outcome=OUTCOMES[outcome], clause=clause, category=CATEGORIES.get(str(category), ""))
    return Decision(outcome, clause, (*reasons, said), extra)


def _decimal(value: Fraction) -> Text:
    """4.4 as people write it: «4,4», "4.4"."""
    written = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return Text(written.replace(".", ","), written.replace(".", ","), written)


# The table

_RATING = re.compile(r"\d(\.\d{1,6})?\Z", re.ASCII)


def percent_of(text: str) -> int:
    """Accepts a whole number from 0 to 100."""
    found = whole_number(text)
    if not 0 <= found <= 100:
        raise InvalidInput(f"'{text}' is not accepted; accepted: a whole number from 0 to 100")
    return found


def rating_of(text: str) -> Fraction:
    """Accepts a rating of 0 to 5, such as 4.4."""
    plain = text.replace(",", ".")
    if not _RATING.match(plain) or Fraction(plain) > 5:
        raise InvalidInput(f"'{text}' is not accepted; accepted: a rating from 0 to 5, such as 4.4")
    return Fraction(plain)


def violations_of(text: str) -> int:
    """Accepts how many there were, 0 or more."""
    found = whole_number(text)
    if found < 0:
        raise InvalidInput(f"'{text}' is not accepted; accepted: 0 or more")
    return found


def _decide(
    group: str,
    percent: int,
    rating: Fraction | None,
    violations: int | None,
    present: str,
    claimed: str,
    attempt: str,
    edition: str,
) -> Decision:
    if group == CLAIMS:
        # Below the mark nothing hangs on it (clauses 27, 28).
        if not claimed and percent >= mark(group, ACT.edition(edition)):
            raise InvalidInput(f"'claimed' is missing: the category claimed, one of {', '.join(list(CATEGORIES)[1:])}")
        if claimed and not above(claimed, present):
            raise InvalidInput(f"claimed: '{claimed}' does not lie above the present category '{present}'")
    result = Result(group, percent, int(attempt), present, claimed, rating, violations)
    return judged(result, ACT.edition(edition))


TABLE = Table(
    name="career.decision",
    doc="What does the result of the attestation come to (clauses 17, 27, 28, 28-1, 30)?",
    keys=(
        Key("group", one_of(*GROUPS), f"whose test: {', '.join(GROUPS)}"),
        Key("percent", percent_of, "the result of the test, a whole number from 0 to 100"),
        Key(
            "rating",
            rating_of,
            "claims: the rating of the last 12 months, 0 to 5; needed where the mark is reached",
            None,
        ),
        Key("violations", violations_of, "claims: violations in the last 12 months; needed like the rating", None),
        Key("present", one_of(*CATEGORIES), "claims: the present category; left out: none", NONE),
        Key(
            "claimed",
            one_of(*CATEGORIES),
            "claims: the category claimed, above the present one; needed where the mark is reached",
            "",
        ),
        Key("attempt", one_of("1", "2"), "1 the first test, 2 the test again; left out: 1", "1"),
        Key("edition", one_of(*(e.code for e in ACT.editions)), f"left out: {AFTER.code}", AFTER.code),
    ),
    decide=_decide,
    outcomes=", ".join(OUTCOMES),
    results=("category", "points", "retest_within"),
    example="group=claims-category percent=83 rating=4.4 violations=0 present=none claimed=career-consultant attempt=1",
)
