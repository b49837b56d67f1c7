"""`reserve.admission`: is a claimant admitted to the second stage (clauses 2.2, 2.10)?

Aged from 25 to 55: from the 25th birthday to the day before the 56th; who was born on 29 February has the birthday on
28 February in a common year.
"""

from datetime import date, timedelta

from models.acts import Edition
from models.days import day_text, plus_months
from models.decisions import Decision, Key, Table, day, yes_or_no
from models.errors import InvalidInput
from models.regulations.reserve.act import EDITION
from models.texts import Text

GROUNDS = {
    "incapable": Text(
        "решение суда: недееспособен или ограниченно дееспособен",
        "сот шешімі: әрекетке қабілетсіз немесе қабілеті шектеулі",
        "found incapable, wholly or in part, by a court",
    ),
    "convicted": Text(
        "дисквалификация, приговор суда, неснятая или непогашенная судимость",
        "біліктіліктен айыру, сот үкімі, алынбаған немесе жойылмаған соттылық",
        "disqualified, sentenced, or with a conviction not spent",
    ),
    "documents": Text(
        "документы не в срок, не в полном объёме или с нарушением правил оформления",
        "құжаттар мерзімінде емес, толық емес немесе рәсімдеу қағидалары бұзылған",
        "documents late, not complete or not in due form",
    ),
    "forged": Text(
        "подложные документы или заведомо ложные сведения",
        "жалған құжаттар немесе көрінеу жалған мәліметтер",
        "forged documents or knowingly false statements",
    ),
    "unqualified": Text(
        "не соответствует квалификационным требованиям к должности",
        "лауазымға қойылатын біліктілік талаптарына сәйкес емес",
        "does not meet the qualification asked for",
    ),
}
"""The five grounds of clause 2.10, in the order of the text."""

COURT = {
    "none": Text("решений нет", "шешімдер жоқ", "nothing"),
    "incapable": Text("недееспособен", "әрекетке қабілетсіз", "incapable"),
    "limited": Text("ограниченно дееспособен", "әрекет қабілеті шектеулі", "of limited capacity"),
    "disqualified": Text("дисквалифицирован", "біліктіліктен айырылған", "disqualified"),
    "convicted": Text("осуждён приговором суда", "сот үкімімен сотталған", "sentenced"),
    "record": Text("судимость не снята или не погашена", "соттылығы алынбаған немесе жойылмаған", "record not spent"),
}
"""What courts have decided of the claimant, in force."""
_BY_COURT = {
    "incapable": "incapable", "limited": "incapable", "disqualified": "convicted", "convicted": "convicted",
    "record": "convicted",
}  # fmt: skip
_ALSO = {
    "incapacity": "incapable", "limited-capacity": "limited", "partially-incapable": "limited",
    "disqualification": "disqualified", "sentenced": "convicted", "sentence": "convicted", "conviction": "convicted",
    "criminal-record": "record", "unspent": "record", "unspent-conviction": "record",
}  # fmt: skip

_YOUNG = Text(
    "2.2: {age} исполнится {day}, а на {on} ещё нет",
    "2.2: {age} жасқа {day} толады, ал {on} күні әлі толмаған",
    "2.2: aged {age} from {day} on, not yet on {on}",
)
_OLD = Text(
    "2.2: последний день, когда возраст до {age}, — {day}, а на {on} он прошёл",
    "2.2: жасы {age} дейінгі соңғы күн — {day}, {on} күні ол өтіп кеткен",
    "2.2: {day} was the last day aged up to {age}, and by {on} it has passed",
)
_LANGUAGE = Text(
    "2.2: не владеет государственным языком", "2.2: мемлекеттік тілді білмейді", "2.2: no command of the state language"
)
_CITIZEN = Text(
    "2.2: не гражданин Российской Федерации",
    "2.2: Ресей Федерациясының азаматы емес",
    "2.2: no citizen of the Russian Federation",
)
_GROUND = Text("2.10, основание {n}: {ground}", "2.10, {n}-негіз: {ground}", "2.10, ground {n}: {ground}")
_ADMITTED = Text(
    "возраст и язык — как требует п. 2.2, оснований п. 2.10 нет",
    "жасы мен тілі 2.2-т. талабына сай, 2.10-т. негіздері жоқ",
    "age and language as clause 2.2 asks, and no ground of clause 2.10",
)


def court(text: str) -> str:
    """Accepts `none` and the decisions of `COURT`, with a few other words for them."""
    word = _ALSO.get(text.lower(), text.lower())
    if word not in COURT:
        raise InvalidInput(f"'{text}' is not accepted; accepted: {', '.join(COURT)}")
    return word


def age_reason(birth: date, on: date, edition: Edition) -> Text | None:
    """Clause 2.2: why a person born on `birth` is not aged 25 to 55 on the day `on`; `None` where he is.

    Raises `InvalidInput` for a birth after that day, or one that no birthday follows.
    """
    if birth > on:
        raise InvalidInput(f"born on {birth}, after {on}")
    youngest, oldest = int(edition["age-from"].value), int(edition["age-to"].value)
    try:
        first, over = plus_months(birth, 12 * youngest), plus_months(birth, 12 * (oldest + 1))
    except OverflowError:
        raise InvalidInput(f"born on {birth}: the birthdays leave the years 1-9999") from None
    if on < first:
        return _YOUNG.filled(age=youngest, day=day_text(first), on=day_text(on))
    if on >= over:
        return _OLD.filled(age=oldest, day=day_text(over - timedelta(days=1)), on=day_text(on))
    return None


def unfit(birth: date, on: date, edition: Edition, *, state_language: bool, citizen: bool) -> dict[str, Text]:
    """Clause 2.2: what keeps a claimant out of the reserve, by what it is about; raises as `age_reason` does."""
    asked = {
        "age": age_reason(birth, on, edition),
        "state-language": None if state_language else _LANGUAGE,
        "citizen": None if citizen else _CITIZEN,
    }
    return {about: reason for about, reason in asked.items() if reason is not None}


def ground_reason(ground: str) -> Text:
    """A ground of clause 2.10 with its number."""
    return _GROUND.filled(n=list(GROUNDS).index(ground) + 1, ground=GROUNDS[ground])


def _decide(
    birth: date,
    on: date,
    state_language: bool,
    in_time: bool,
    complete: bool,
    forged: bool,
    court: str,
    qualified: bool,
    citizen: bool,
) -> Decision:
    by_2_2 = unfit(birth, on, EDITION, state_language=state_language, citizen=citizen)
    held = {_BY_COURT.get(court), *(g for g, holds in (
        ("documents", not in_time or not complete), ("forged", forged), ("unqualified", not qualified)
    ) if holds)}  # fmt: skip
    reasons = {f"2.2-{code}": text for code, text in by_2_2.items()}
    reasons |= {f"2.10-{n}": ground_reason(code) for n, code in enumerate(GROUNDS, start=1) if code in held}
    found = {"grounds": list(reasons)}
    if not reasons:
        return Decision("admitted", "2.2, 2.10", (_ADMITTED,), found)
    clauses = dict.fromkeys(code.partition("-")[0] for code in reasons)
    return Decision("refused", ", ".join(clauses), tuple(reasons.values()), found)


TABLE = Table(
    name="reserve.admission",
    doc="Is a claimant admitted to the selection: age and language (clause 2.2), none of five grounds (clause 2.10)?",
    keys=(
        Key("birth", day, "the claimant's birthday, such as 1985-05-01"),
        Key("on", day, "the day on which the age is judged, such as 2010-08-01"),
        Key("state_language", yes_or_no, "commands the state language; yes where left out", True),
        Key("in_time", yes_or_no, "documents brought within 30 calendar days; yes where left out", True),
        Key("complete", yes_or_no, "documents complete and in due form; yes where left out", True),
        Key("forged", yes_or_no, "documents forged or statements false; no where left out", False),
        Key("court", court, "what a court has decided; none where left out", "none", choices=COURT),
        Key("qualified", yes_or_no, "meets the qualification the post asks for; yes where left out", True),
        Key("citizen", yes_or_no, "a citizen of the Russian Federation; yes where left out", True),
    ),
    decide=_decide,
    outcomes="admitted, refused",
    results=("grounds", "reasons"),
    example="birth=1985-05-01 on=2010-08-01 state_language=true in_time=true complete=true forged=false court=none "
    "qualified=true",
)
