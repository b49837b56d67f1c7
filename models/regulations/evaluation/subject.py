"""`evaluation.subject`: whether a servant is evaluated at all (clause 6)."""

from datetime import date

from models.acts import Edition
from models.days import day_text, plus_months
from models.decisions import Decision, Key, Table, day
from models.errors import InvalidInput
from models.regulations.evaluation.act import EDITION
from models.term_grammar import Term
from models.texts import Text

_REACHED = Text(
    "в должности с {start}: месяц исполнился {reached}, период идёт по {end}; оценивается (п. 6)",
    "лауазымда {start} бастап: бір ай {reached} толды, кезең {end} дейін; бағаланады (6-т.)",
    "in the post from {start}: a month was reached on {reached}, the period runs to {end}; evaluated (clause 6)",
)
_SHORT = Text(
    "в должности с {start}: месяц исполняется {reached}, а период идёт по {end}; не оценивается (п. 6)",
    "лауазымда {start} бастап: бір ай {reached} толады, ал кезең {end} дейін; бағаланбайды (6-т.)",
    "in the post from {start}: a month is reached on {reached}, but the period runs to {end}; not evaluated (clause 6)",
)
_AFTER = Text(
    "в должности с {start}, после конца периода ({end}); не оценивается (п. 6)",
    "лауазымда {start} бастап, кезең аяқталғаннан ({end}) кейін; бағаланбайды (6-т.)",
    "in the post from {start}, after the period's end ({end}); not evaluated (clause 6)",
)


def judged(in_post_from: date, period_end: date, edition: Edition) -> Decision:
    """Clause 6: `not-evaluated` with less than one month in the post within the period, otherwise `evaluated`.

    A month is reached on the same day number of the next month, or that month's last day where there is none (as terms
    in months end, Civil Code of Kazakhstan, art. 174): it must have come by `period_end`, that day included.

    Raises `InvalidInput` for a day in the last year there is.
    """
    least = edition["post-at-least"]
    if in_post_from.year == date.max.year:
        raise InvalidInput(f"time in the post can't be counted from {in_post_from}")
    reached = plus_months(in_post_from, Term.parse(str(least.value)).count)
    told = {"start": day_text(in_post_from), "reached": day_text(reached), "end": day_text(period_end)}
    if in_post_from > period_end:
        return Decision("not-evaluated", least.clause, (_AFTER.filled(**told),))
    evaluated = reached <= period_end
    reason = (_REACHED if evaluated else _SHORT).filled(**told)
    return Decision("evaluated" if evaluated else "not-evaluated", least.clause, (reason,))


def _decide(in_post_from: date, period_end: date) -> Decision:
    return judged(in_post_from, period_end, EDITION)


TABLE = Table(
    name="evaluation.subject",
    doc="Is a servant evaluated: was the post held for one month within the period (clause 6)?",
    keys=(
        Key("in_post_from", day, "the first day in the post, such as 2023-07-05"),
        Key("period_end", day, "the last day of the evaluation period, such as 2023-07-31"),
    ),
    decide=_decide,
    outcomes="evaluated, not-evaluated",
    example="in_post_from=2023-07-05 period_end=2023-07-31",
)
