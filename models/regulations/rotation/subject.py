"""`rotation.subject`: whether a first head is subject to rotation (clause 5)."""

from datetime import date
from functools import lru_cache

from models.days import YEAR, day_text, parse_day
from models.decisions import Decision, Key, Table, day
from models.errors import InvalidInput
from models.regulations.rotation.act import DRAFT
from models.tenure import Stint, Tenure, tenure
from models.texts import Text

_SUBJECT = Text(
    ru="стаж {length}: не меньше {need}, подлежит ротации (п. 5)",
    kk="өтілі {length}: {need} немесе одан көп, ротациялануға жатады (5-т.)",
    en="tenure of {length}: at least {need}, subject to rotation (clause 5)",
)
_NOT_SUBJECT = Text(
    ru="стаж {length}: меньше {need}, ротации не подлежит (п. 5)",
    kk="өтілі {length}: {need} толмаған, ротациялануға жатпайды (5-т.)",
    en="tenure of {length}: less than {need}, not subject to rotation (clause 5)",
)
_LEFT = Text(
    ru="с {day} уже не в должности; здесь судится только стаж",
    kk="{day} күнінен бастап қызметте емес; мұнда тек өтіл ескеріледі",
    en="no longer in post since {day}; only the tenure is judged here",
)


# Heads appointed on the same day are judged in the same words: put together once, not once a head.
@lru_cache(maxsize=4096)
def judged(found: Tenure, need: int, clause: str) -> Decision:
    """Clause 5: `subject` with a tenure of at least `need` whole years, otherwise `not-subject`; and why."""
    subject = found.reached(need)
    verdict = (_SUBJECT if subject else _NOT_SUBJECT).filled(length=found.length, need=YEAR.counted(need))
    left = () if found.left_on is None else (_LEFT.filled(day=day_text(found.left_on)),)
    reasons = (*found.explanation, *left, verdict)
    extra = {"days": found.days, "years": found.years}
    return Decision("subject" if subject else "not-subject", clause, reasons, extra)


def parse_stints(text: str) -> tuple[Stint, ...]:
    """Accepts `2015-03-01..2018-06-30,2019-01-10..`: both days included, an open end is still in post."""
    return tuple(_stint(part.strip()) for part in text.split(","))


def _stint(text: str) -> Stint:
    start, dots, end = text.partition("..")
    if not dots or not start.strip():
        raise InvalidInput(f"'{text}' is not a stint; accepted: 2015-03-01..2018-06-30, or 2019-01-10.. while it lasts")
    return Stint(parse_day(start, "start"), parse_day(end, "end") if end.strip() else None)


def _decide(stints: tuple[Stint, ...], on: date) -> Decision:
    years = DRAFT["tenure-years"]
    return judged(tenure(stints, on), int(years.value), years.clause)


TABLE = Table(
    name="rotation.subject",
    doc="Is a first head subject to rotation on a day, by the total time in post in one organisation (clause 5)?",
    keys=(
        Key("stints", parse_stints, "times in post there and in its predecessors: 2015-03-01..2018-06-30,2019-01-10.."),
        Key("on", day, "the day on which tenure is counted, such as 2026-12-01"),
    ),
    decide=_decide,
    outcomes="subject, not-subject",
    results=("days", "years"),
    example="stints=2015-03-01..2018-06-30,2019-01-10.. on=2026-12-01",
)
