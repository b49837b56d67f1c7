"""`attestation.exemption`: who is not attested, and why (answer III, exemptions 1 to 5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.acts import Edition
from models.days import day_text, parse_day, plus_months
from models.decisions import Decision, Key, Table, day, one_of, whole_number, yes_or_no
from models.errors import InvalidInput
from models.regulations.attestation.act import FIRST
from models.texts import Text

EXEMPT, SUBJECT = "exempt", "subject"
GROUNDS_IN = "III"
"""The answer that counts the exemptions."""

_RETIRING = Text(
    "1. До пенсионного возраста, {day}, осталось два года или меньше",
    "1. Зейнет жасына, {day}, жеткенге дейін екі жыл немесе одан аз қалды",
    "1. Retirement age, {day}, is two years or less away",
)
_LEAVE = {
    "maternity": Text(
        "2. В отпуске по беременности и родам", "2. Жүктілігі мен босануы бойынша демалыста", "2. On maternity leave"
    ),
    "childcare": Text(
        "2. В отпуске по уходу за ребёнком", "2. Бала күтіміне байланысты демалыста", "2. On child-care leave"
    ),
}
_PREGNANT = Text(
    "3. Беременность {weeks} недель, есть медицинское заключение",
    "3. Жүктілігі {weeks} апта, медициналық қорытындысы бар",
    "3. Pregnant for {weeks} weeks, with a medical certificate",
)
_YOUNG_CHILD = Text(
    "3. Женщина, ребёнку нет трёх лет (дата рождения {born})",
    "3. Әйел, баласы үш жасқа толмаған (туған күні {born})",
    "3. A woman with a child under three (born on {born})",
)
_LONE_MOTHER = Text("Одинокая мать", "Жалғызбасты ана", "A single mother")
_WITHOUT_MOTHER = Text(
    "Воспитывает ребёнка без матери", "Баланы анасыз тәрбиелеп отыр", "Raises a child without its mother"
)
_LONE_CHILD = Text(
    "3. {who}, ребёнку нет четырнадцати лет (дата рождения {born})",
    "3. {who}, баласы он төрт жасқа толмаған (туған күні {born})",
    "3. {who}, the child is under fourteen (born on {born})",
)
_DISABLED_CHILD = Text(
    "3. {who}, ребёнку-инвалиду нет восемнадцати лет (дата рождения {born})",
    "3. {who}, мүгедектігі бар баласы он сегіз жасқа толмаған (туған күні {born})",
    "3. {who}, the disabled child is under eighteen (born on {born})",
)
_NEW = Text(
    "4. Впервые на административной должности, на день собеседования, {on}, стаж госслужбы меньше 6 месяцев "
    "(с {since})",
    "4. Әкімшілік лауазымға алғаш тағайындалған, әңгімелесу күні, {on}, мемлекеттік қызмет өтілі 6 айдан аз "
    "(басталуы {since})",
    "4. First appointed to an administrative post, on the day of the interview, {on}, less than 6 months of public "
    "service (since {since})",
)
_RESERVE = Text(
    "5. Состоит в кадровом резерве корпуса «А»", "5. «А» корпусының кадр резервінде тұр", "5. In the reserve of Corps A"
)


@dataclass(frozen=True)
class Child:
    """A child a servant raises."""

    born: date
    disabled: bool = False


@dataclass(frozen=True)
class Ground:
    """An exemption that holds: its number in the text, and why."""

    number: int
    reason: Text


def parse_children(text: str) -> tuple[Child, ...]:
    """Accepts `2015-02-01,2004-06-01:disabled`."""
    return tuple(_child(part.strip()) for part in text.split(","))


def _child(text: str) -> Child:
    born, _, mark = text.partition(":")
    if mark.strip().lower() not in ("", "disabled"):
        raise InvalidInput(f"'{text}' is not a child; accepted: 2015-02-01, or 2004-06-01:disabled")
    return Child(parse_day(born, "born"), bool(mark.strip()))


def _weeks(text: str) -> int:
    if (weeks := whole_number(text)) < 0:
        raise InvalidInput(f"'{text}': weeks can't be below zero")
    return weeks


KEYS = (
    Key("retirement_on", day, "the day the retirement age is reached; left out: far off", None),
    Key("leave", one_of("none", *_LEAVE), "none, maternity or childcare; none by default", "none"),
    Key("pregnancy_weeks", _weeks, "whole weeks of pregnancy; 0 by default", 0),
    Key("certificate", yes_or_no, "a medical certificate of the pregnancy is there; no by default", False),
    Key("sex", one_of("f", "m"), "f or m", None),
    Key("children", parse_children, "births of the children raised: 2015-02-01,2004-06-01:disabled", ()),
    Key("single", yes_or_no, "raises them alone, a single mother; no by default", False),
    Key("raising_without_mother", yes_or_no, "raises them without their mother; no by default", False),
    Key("service_from", day, "the first day of public service", None),
    Key("first_appointment", yes_or_no, "first appointed to an administrative public post; no by default", False),
    Key("corps_a_reserve", yes_or_no, "in the personnel reserve of Corps A; no by default", False),
)
"""What a servant is judged by; a fact left out has the value that exempts nobody."""
FACTS = tuple(key.name for key in KEYS)


def read_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a servant by key, read from plain data (`true`, `2019-05-10`, a list of children).

    Raises `InvalidInput` that names every one that can't be read.
    """
    written = {name: _written(facts[name]) for name in FACTS if facts.get(name) is not None}
    return _READER.read(written)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def grounds(on: date, interview_on: date, edition: Edition, known: Mapping[str, Any]) -> tuple[Ground, ...]:
    """Every exemption that holds, in the order of the text. Empty: the servant is attested.

    on            the day of the attestation (exemptions 1, 2, 3, 5)
    interview_on  the day of the interview (exemption 4)
    known         what `read_facts` gives
    """
    found = [
        *_retiring(on, known["retirement_on"], edition),
        *((Ground(2, _LEAVE[known["leave"]]),) if known["leave"] in _LEAVE else ()),
        *_family(on, known, edition),
        *newly_appointed(interview_on, known, edition),
        *((Ground(5, _RESERVE),) if known["corps_a_reserve"] else ()),
    ]
    return tuple(found)


def _retiring(on: date, retirement_on: date | None, edition: Edition) -> Iterable[Ground]:
    years = int(edition["retirement-years"].value)
    if retirement_on is not None and retirement_on <= plus_months(on, 12 * years):
        yield Ground(1, _RETIRING.filled(day=day_text(retirement_on)))


def _family(on: date, known: Mapping[str, Any], edition: Edition) -> Iterable[Ground]:
    """Exemption 3: women before and after birth, and those who raise a child alone."""
    weeks, sex = known["pregnancy_weeks"], known["sex"]
    if weeks >= int(edition["pregnancy-weeks"].value) and known["certificate"] and sex != "m":
        yield Ground(3, _PREGNANT.filled(weeks=weeks))
        return
    reason = _child_reason(on, known, edition)
    if reason is not None:
        yield Ground(3, reason)


def _child_reason(on: date, known: Mapping[str, Any], edition: Edition) -> Text | None:
    def under(child: Child, age: str) -> bool:
        return child.born <= on < plus_months(child.born, 12 * int(edition[age].value))

    children: tuple[Child, ...] = known["children"]
    if known["sex"] == "f":
        for child in children:
            if under(child, "young-child"):
                return _YOUNG_CHILD.filled(born=day_text(child.born))
    lone_mother = known["single"] and known["sex"] == "f"
    if not lone_mother and not known["raising_without_mother"]:
        return None
    who = _LONE_MOTHER if lone_mother else _WITHOUT_MOTHER
    for child in children:
        if under(child, "lone-child"):
            return _LONE_CHILD.filled(who=who, born=day_text(child.born))
        if child.disabled and under(child, "disabled-child"):
            return _DISABLED_CHILD.filled(who=who, born=day_text(child.born))
    return None


def newly_appointed(interview_on: date, known: Mapping[str, Any], edition: Edition) -> Iterable[Ground]:
    """Exemption 4: six months of public service have not come by the day of the interview."""
    since: date | None = known["service_from"]
    months = int(edition["service-months"].value)
    if known["first_appointment"] and since is not None and interview_on < plus_months(since, months):
        yield Ground(4, _NEW.filled(on=day_text(interview_on), since=day_text(since)))


def _decide(on: date, **known: Any) -> Decision:
    found = grounds(on, on, FIRST, known)
    numbers = ", ".join(str(g.number) for g in found)
    reasons = tuple(g.reason for g in found)
    if found:
        return Decision(EXEMPT, str(found[0].number), reasons, {"grounds": numbers})
    return Decision(SUBJECT, GROUNDS_IN, reasons, {"grounds": numbers})


TABLE = Table(
    name="attestation.exemption",
    doc="Is a servant of Corps B exempt from the attestation on a day, and on which of the five grounds (answer III)?",
    keys=(Key("on", day, "the day of the attestation, such as 2017-05-10"), *KEYS),
    decide=_decide,
    outcomes=f"{EXEMPT}, {SUBJECT}",
    results=("reasons", "grounds"),
    example="on=2017-05-10 sex=f children=2015-02-01",
)
_READER = Table("attestation.facts", "What a servant of Corps B is judged by.", KEYS, _decide, "")
