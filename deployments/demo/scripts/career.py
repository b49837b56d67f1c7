"""The career centre's attestation of 2027, with tests taken again in 2028 and categories that run to 2030 and 2031."""

from datetime import date
from zoneinfo import ZoneInfo

from deployments.demo.script import Entry, Script, answer
from models.calendars import WorkingCalendar
from models.texts import Text

LISTED, ADMITTED, TESTED, EVALUATED = "2027-03-05", "2027-03-12", "2027-03-30", "2027-03-31"
AGAIN, AGAIN_EVALUATED = "2028-02-10", "2028-02-11"
NEXT_LIST = date(2031, 3, 3)
"""The first list after the three years of the categories (clause 7): 1 March 2031 is a Saturday."""

SHOWS = {
    "W-01": Text(
        "заявленная категория: 86 баллов, на три года (п. 30, 7)",
        "мәлімделген санат: 86 балл, үш жылға (30, 7-т.)",
        "the category claimed: 86 points, for three years (clauses 30, 7)",
    ),
    "W-02": Text(
        "ниже порога: категория на ступень ниже (п. 27), через год — заявленная",
        "шекті деңгейден төмен: санат бір саты төмен (27-т.), бір жылдан кейін — мәлімделген",
        "below the mark: a category lower (clause 27), a year later the one claimed",
    ),
    "W-03": Text(
        "апелляция удовлетворена: 66 % стали 72 % (п. 21)",
        "апелляция қанағаттандырылды: 66 % 72 % болды (21-т.)",
        "an appeal upheld: 66 % became 72 % (clause 21)",
    ),
    "W-04": Text(
        "руководитель, 84 %: не соответствует; повторно 85 %: соответствует (п. 17, 27)",
        "басшы, 84 %: сәйкес емес; қайта 85 %: сәйкес (17, 27-т.)",
        "a manager, 84 %: does not fit; again, 85 %: fits (clauses 17, 27)",
    ),
    "W-05": Text(
        "дважды ниже порога: увольнение (п. 28)", "екі рет шекті деңгейден төмен: жұмыстан шығару (28-т.)",
        "below the mark twice: dismissed (clause 28)",
    ),
    "W-06": Text(
        "без часов курсов не допущена (п. 14), допущена после курсов",
        "курс сағаттарынсыз жіберілмеді (14-т.), курстардан кейін жіберілді",
        "not admitted without the hours (clause 14), admitted after them",
    ),
    "W-07": Text(
        "оценка деятельности с опозданием (п. 28-1), рейтинг между 3,9 и 4,0: 0 баллов, категория прежняя",
        "қызметін бағалау кешікті (28-1-т.), рейтинг 3,9 бен 4,0 арасында: 0 балл, санаты бұрынғы",
        "evaluated late (clause 28-1); a rating between 3.9 and 4.0 counts 0: the present category stays",
    ),
}  # fmt: skip
HOURS = {"hours_done": 72, "hours_planned": 72}


def _tested(who: str, percent: int, **admission: object) -> list[Entry]:
    return [
        answer(ADMITTED, who, "admission", admitted_on=ADMITTED, **(admission or HOURS)),
        answer(TESTED, who, "testing", tested_on=TESTED, percent=percent),
    ]


def _evaluated(who: str, on: str, rating: float) -> list[Entry]:
    return [
        answer(on, who, "evaluation", evaluated_on=on, rating=rating, violations=0),
        answer(on, who, "decision", decided_on=on),
    ]


def _decided(who: str, on: str = TESTED) -> Entry:
    return answer(on, who, "decision", decided_on=on)


def _again(who: str, percent: int) -> Entry:
    return answer(AGAIN, who, "retest", tested_on=AGAIN, percent=percent)


def answers(_calendar: WorkingCalendar) -> list[Entry]:
    """What the operator answers."""
    filed = "2027-03-31"
    return [
        answer(LISTED, "", "list", formed_on=LISTED),
        *_tested("W-01", 83, profile="career-consultant"),
        *_evaluated("W-01", EVALUATED, 4.4),
        *_tested("W-02", 62, profile="mentor"),
        _decided("W-02"),
        _again("W-02", 90),
        *_evaluated("W-02", AGAIN_EVALUATED, 4.8),
        *_tested("W-03", 66),
        _decided("W-03"),
        # Clause 21: a reason for each contested question.
        answer(filed, "W-03", "test-appeal", clause="21", filed_on=filed,
               questions={"7": "", "12": "два верных ответа"}),
        answer(filed, "W-03", "test-appeal", filed_on=filed,
               questions={"7": "нет рисунка", "12": "два верных ответа"}),
        answer("2027-04-06", "W-03", "appeal-result", decided_on="2027-04-06", result="upheld", percent=72),
        _decided("W-03", "2027-04-06"),
        *_tested("W-04", 84),
        _decided("W-04"),
        _again("W-04", 85),
        _decided("W-04", AGAIN),
        *_tested("W-05", 60),
        _decided("W-05"),
        _again("W-05", 61),
        _decided("W-05", AGAIN),
        # Clause 14: the hours of the individual plan.
        answer("2027-03-10", "W-06", "admission", clause="14", admitted_on="2027-03-10", hours_done=60,
               hours_planned=72),
        *_tested("W-06", 75),
        _decided("W-06"),
        *_tested("W-07", 80, profile="case-manager"),
        *_evaluated("W-07", "2027-04-05", 3.95),
    ]  # fmt: skip


SCRIPT = Script(
    procedure="career",
    authority="CTM",
    year=2027,
    zone=ZoneInfo("Asia/Almaty"),
    starts_on=date(2027, 3, 1),
    ends_on=NEXT_LIST,
    answers=answers,
    expected={
        "W-01": "claimed", "W-02": "claimed", "W-03": "fits", "W-04": "fits", "W-05": "dismissed", "W-06": "fits",
        "W-07": "present",
    },
    shows=SHOWS,
    shown_whole=("W-02", "W-03", "W-07"),
    folder="career",
    days=(NEXT_LIST,),
    left_out={"W-08": "7"},
    # Clause 7: the categories have run out by then.
    relisted={NEXT_LIST.year: {"7": ("W-01", "W-02", "W-07")}},
)  # fmt: skip
