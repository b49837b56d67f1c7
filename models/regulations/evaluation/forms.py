"""Forms of the evaluation: what each step asks its performer."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from models.conflicts import recused_field
from models.forms import Day, Form, asked
from models.regulations.evaluation.grade import GRADES
from models.regulations.shared_forms import (
    ONE_OR_MORE,
    TWO_THIRDS,
    Ballot,
    attendance_field,
    chair_field,
    day_or_today,
    members_field,
    minutes_no_field,
    present_field,
)
from models.texts import Text

Grade = Literal["effective", "proper", "satisfactory", "unsatisfactory"]
GRADE_NAMES = {
    "effective": Text("эффективно", "тиімді", "effective"),
    "proper": Text("надлежащим образом", "тиісті түрде", "proper"),
    "satisfactory": Text("удовлетворительно", "қанағаттанарлық", "satisfactory"),
    "unsatisfactory": Text("неудовлетворительно", "қанағаттанарлықсыз", "unsatisfactory"),
}
assert GRADE_NAMES.keys() == GRADES.keys()
DECISIONS = {
    "confirm": Text("утвердить результаты оценки", "бағалау нәтижелерін бекіту", "confirm the results"),
    "revise": Text("пересмотреть результаты оценки", "бағалау нәтижелерін қайта қарау", "revise the results"),
}
CHANNELS = {
    "registered-letter": Text("заказное письмо с уведомлением", "хабарламасы бар тапсырыс хат", "registered letter"),
    "telephone-message": Text("телефонограмма", "телефонограмма", "telephone message"),
    "telegram": Text("телеграмма", "жеделхат", "telegram"),
    "sms": Text("СМС", "мәтіндік хабар (СМС)", "SMS"),
    "email": Text("электронная почта", "электрондық пошта", "email"),
    "other": Text("иное средство с фиксацией", "тіркелетін өзге байланыс құралы", "other recorded means"),
}
Channel = Literal["registered-letter", "telephone-message", "telegram", "sms", "email", "other"]
_SPELT = {"e-mail": "email", "letter": "registered-letter", "telephone": "telephone-message",
          "telephonogram": "telephone-message", "phone": "telephone-message", "text-message": "sms",
          "other-means": "other", "other-recorded-means": "other"}  # fmt: skip


def coded(value: Any) -> Any:
    """A code as a person may write it: `Registered letter`, `first_head`."""
    return "-".join(value.replace("_", " ").replace("-", " ").casefold().split()) if isinstance(value, str) else value


def _channel(value: Any) -> Any:
    code = coded(value)
    return _SPELT.get(code, code) if isinstance(code, str) else code


class Kpi(Form):
    """Clause 47: one key target indicator."""

    title: ClassVar = Text("КЦИ", "НМИ", "KPI")

    indicator: str | None = asked(
        Text("Показатель", "Көрсеткіш", "Indicator"), None, clause="47 (1)", also=("name", "title", "kpi")
    )
    result: str | None = asked(
        Text("Ожидаемый результат", "Күтілетін нәтиже", "Result to be reached"),
        None,
        clause="47 (1)",
        also=("expected_result", "outcome"),
    )
    measure: str | None = asked(
        Text("Критерий измерения", "Өлшеу критерийі", "Measure"),
        None,
        clause="47 (2)",
        also=("measurement", "criterion", "criteria", "metric"),
    )
    deadline: Day | None = asked(
        Text("Срок достижения", "Қол жеткізу мерзімі", "Deadline"), None, clause="47 (4)", also=("due", "by", "until")
    )
    goal: str | None = asked(
        Text("Стратегическая цель", "Стратегиялық мақсат", "Strategic goal"),
        None,
        clause="47 (5)",
        also=("strategic_goal", "aim"),
    )


class WorkPlan(Form):
    """Clauses 44-48: the individual work plan with its five indicators."""

    title: ClassVar = Text("План утверждён", "Жоспар бекітілді", "Plan approved")
    tab: ClassVar = Text("План", "Жоспар", "Plan")

    kpis: list[Kpi] = asked(Text("КЦИ (5)", "НМИ (5)", "KPIs (5)"), clause="47, 48")
    approved_on: Day | None = day_or_today(
        Text("Дата утверждения", "Бекітілген күн", "Approved on"), clause="45, 46", also=("signed_on", "date")
    )
    approved_by: str | None = asked(
        Text("Кем утверждён", "Кім бекітті", "Approved by"),
        None,
        clause="45, 46",
        choices={
            "superior": Text("вышестоящий руководитель", "жоғары тұрған басшы", "the superior"),
            "first-head": Text("первый руководитель", "бірінші басшы", "the first head"),
        },
        help=Text("Если пусто — кому положено", "Бос болса — тиісті адам", "If empty, whoever is to"),
    )


class KpiMet(Form):
    """Clause 50: an indicator met, wholly, or not."""

    title: ClassVar = Text("Выполнение КЦИ", "НМИ орындалуы", "KPI met or not")

    met: bool = asked(
        Text("Выполнен полностью", "Толық орындалды", "Wholly met"), clause="50", also=("done", "achieved")
    )
    evidence: str | None = asked(
        Text("Подтверждающие факты", "Дәлелдейтін фактілер", "Evidence"), None, clause="54", also=("facts", "note")
    )
    indicator: str | None = asked(Text("Показатель", "Көрсеткіш", "Indicator"), None, also=("name", "kpi"))


def _marks(value: Any) -> Any:
    """Marks one by one: `[yes, no, ...]`, or each with its evidence, or by the indicator's name."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return [{"met": one} if isinstance(one, bool) else one for one in value]
    return value


def _counted(met: Any, kpis: int) -> Any:
    """`4` of five as marks; what is no number stays as it is."""
    if not isinstance(met, int) or isinstance(met, bool):
        return met
    return [{"met": n < met} for n in range(max(kpis, met))] if met >= 0 else []


_SAID_TWICE = {
    "ru": "либо kpis по каждому КЦИ, либо met — сколько выполнено, но не то и другое",
    "kk": "не әр НМИ бойынша kpis, не орындалғандарының саны met, бірақ екеуі бірге емес",
    "en": "either kpis, each met or not, or met: not both",
}


class Sheet(Form):
    """Clauses 49, 50: the evaluation sheet. The grade is computed from it, never typed."""

    title: ClassVar = Text("Лист оценки заполнен", "Бағалау парағы толтырылды", "Sheet filled in")
    tab: ClassVar = Text("Лист", "Парақ", "Sheet")

    kpis: Annotated[list[KpiMet], BeforeValidator(_marks)] = asked(
        Text("Выполнение КЦИ", "НМИ орындалуы", "KPIs met or not"), clause="50"
    )
    signed_on: Day | None = day_or_today(
        Text("Дата подписания", "Қол қойылған күн", "Signed on"), clause="49", also=("filled_on", "date")
    )
    evidence: Annotated[list[str], ONE_OR_MORE] = asked(
        Text("Подтверждающие документы", "Растайтын құжаттар", "Documents in evidence"),
        default_factory=list,
        clause="54",
    )

    @model_validator(mode="before")
    @classmethod
    def _as_marks(cls, data: Any) -> Any:
        """`met: 4`, with or without `kpis: 5`, as five marks."""
        if not isinstance(data, Mapping) or data.get("met") is None:
            return data
        whole = {name: value for name, value in data.items() if name != "met"}
        kpis = whole.get("kpis")
        if kpis is not None and (not isinstance(kpis, int) or isinstance(kpis, bool)):
            raise PydanticCustomError("said_twice", "said twice", _SAID_TWICE)
        return {**whole, "kpis": _counted(data["met"], 5 if kpis is None else kpis)}


def number_met(kpis: Sequence[KpiMet]) -> int:
    """How many indicators were wholly met."""
    return sum(one.met for one in kpis)


class CorrectSheet(Sheet):
    """Clause 55: a new sheet after the superior sent the first one back."""

    title: ClassVar = Text("Лист исправлен", "Парақ түзетілді", "Sheet corrected")
    tab: ClassVar = Text("Исправление", "Түзету", "Correction")


class SuperiorReview(Form):
    """Clauses 51-54: the superior agrees, or sends the sheet back."""

    title: ClassVar = Text("Лист рассмотрен", "Парақ қаралды", "Sheet reviewed")
    tab: ClassVar = Text("Вышестоящий", "Басшы", "Superior")

    decision: Literal["agree", "return"] = asked(
        Text("Решение", "Шешім", "Decision"),
        clause="53",
        choices={
            "agree": Text("согласиться с оценкой", "бағалаумен келісу", "agree"),
            "return": Text("направить на исправление", "түзетуге жіберу", "return for correction"),
        },
    )
    reviewed_on: Day | None = day_or_today(
        Text("Дата решения", "Шешім күні", "Decided on"),
        clause="53",
        also=("signed_on", "decided_on", "returned_on", "date"),
    )
    reason: str | None = asked(
        Text("Причина возврата", "Қайтару себебі", "Reason for the return"),
        None,
        clause="54",
        help=Text(
            "Каких фактов не хватает или какие недостоверны",
            "Қандай фактілер жеткіліксіз немесе дәйексіз",
            "Which facts are missing or untrue",
        ),
    )


class Submit(Form):
    """Clause 56: the signed sheet goes to the commission."""

    title: ClassVar = Text("Передано в комиссию", "Комиссияға ұсынылды", "Sent to the commission")
    tab: ClassVar = Text("Передача", "Ұсыну", "Submission")

    sent_on: Day = asked(Text("Дата передачи", "Ұсынылған күн", "Sent on"), clause="56", happened=True)


class Schedule(Form):
    """Clause 57: the day of the meeting, agreed with the chair, and the evaluators told of it."""

    title: ClassVar = Text("Заседание назначено", "Отырыс белгіленді", "Meeting scheduled")
    tab: ClassVar = Text("График", "Кесте", "Schedule")

    meets_on: Day = asked(Text("Дата заседания", "Отырыс күні", "Meets on"), clause="57")
    told_on: Day | None = day_or_today(
        Text("Оценивающие оповещены", "Бағалаушылар хабардар етілді", "Evaluators told on"),
        clause="57",
        also=("notified_on",),
    )
    agreed: bool = asked(
        Text("Согласовано с председателем", "Төрағамен келісілді", "Agreed with the chair"),
        True,
        clause="57",
        also=("agreed_with_chair", "chair_agreed"),
    )


class Votes(Ballot):
    """Votes for each option of clause 65."""

    confirm: int = asked(Text("Утвердить", "Бекіту", "Confirm"), 0, clause="65 (1)", ge=0)
    revise: int = asked(Text("Пересмотреть", "Қайта қарау", "Revise"), 0, clause="65 (2)", ge=0)


class Commission(Form):
    """Clauses 58-66: the commission confirms the result, or revises it."""

    title: ClassVar = Text("Решение комиссии", "Комиссия шешімі", "Commission decision")
    tab: ClassVar = Text("Комиссия", "Комиссия", "Commission")

    met_on: Day = asked(Text("Дата заседания", "Отырыс күні", "Met on"), clause="63", happened=True)
    minutes_no: str | None = minutes_no_field("64")
    members: int = members_field("58")
    present: int = present_field("58", TWO_THIRDS)
    attendance: list[str] = attendance_field("58")
    recused: list[str] = recused_field()
    votes: Votes = asked(Votes.title, clause="60")
    chair: Literal["confirm", "revise"] | None = chair_field("61", DECISIONS)
    secretary_voted: bool = asked(
        Text("Секретарь голосовал", "Хатшы дауыс берді", "The secretary voted"), False, clause="62",
        also=("secretary_votes",),
        help=Text("Секретарь не голосует", "Хатшы дауыс бермейді", "The secretary does not vote"),
    )  # fmt: skip
    decision: Literal["confirm", "revise"] = asked(Text("Решение", "Шешім", "Decision"), clause="65", choices=DECISIONS)
    grade: Grade | None = asked(
        Text("Оценка, исправленная комиссией", "Комиссия түзеткен баға", "Grade as the commission corrected it"),
        None,
        clause="66",
        choices=GRADE_NAMES,
        also=("corrected_grade", "revised_grade", "new_grade"),
        help=Text("Только при пересмотре", "Тек қайта қарағанда", "For a revision only"),
    )


class Approve(Form):
    """Clause 67: the authorised person approves the results; they go into the minutes."""

    title: ClassVar = Text("Результаты утверждены", "Нәтижелер бекітілді", "Results approved")
    tab: ClassVar = Text("Утверждение", "Бекіту", "Approval")

    approved_on: Day = asked(Text("Дата утверждения", "Бекітілген күн", "Approved on"), clause="67", happened=True)


class Acquaint(Form):
    """Clauses 12, 68, 69: the servant is told the results."""

    title: ClassVar = Text("Ознакомлен с результатами", "Нәтижелермен таныстырылды", "Told the results")
    tab: ClassVar = Text("Ознакомление", "Таныстыру", "Acquainting")

    told_on: Day = asked(Text("Дата ознакомления", "Таныстырылған күні", "Told on"), clause="68", happened=True)
    channel: Annotated[Channel, BeforeValidator(_channel)] = asked(
        Text("Способ", "Тәсілі", "Method"), clause="69", choices=CHANNELS, also=("method",)
    )
