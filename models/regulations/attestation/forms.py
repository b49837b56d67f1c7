"""Forms of the attestation: what each step asks its performer."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, model_validator

from models.conflicts import recused_field
from models.forms import Day, Form, asked
from models.regulations.shared_forms import (
    RESULTS,
    Ballot,
    appeal_result_field,
    attendance_field,
    chair_field,
    day_or_today,
    members_field,
    minutes_no_field,
    present_field,
)
from models.texts import Text

DECISIONS = {
    "promote": Text(
        "соответствует, рекомендуется к повышению", "сәйкес, лауазымын көтеруге ұсынылады", "fits, to be promoted"
    ),
    "fits": Text("соответствует", "сәйкес", "fits"),
    "demote": Text(
        "не соответствует, рекомендуется к понижению",
        "сәйкес емес, лауазымын төмендетуге ұсынылады",
        "does not fit, to be demoted",
    ),
    "dismiss": Text(
        "не соответствует, рекомендуется к увольнению",
        "сәйкес емес, жұмыстан шығаруға ұсынылады",
        "does not fit, to be dismissed",
    ),
}
"""Answer VI: the four decisions, as the text numbers them."""
Option = Literal["promote", "fits", "demote", "dismiss"]

BLOCKS = {
    "serving_people": Text("служение народу", "халыққа қызмет ету", "serving the people"),
    "effectiveness": Text("эффективность работы", "жұмыс тиімділігі", "effectiveness"),
    "transparency": Text("прозрачность и подотчётность", "ашықтық және есептілік", "transparency and accountability"),
}
"""Answer V: the blocks of competences the testing measures."""

APPEALED_TO = {
    "head": Text("руководителю госоргана", "мемлекеттік орган басшысына", "head of the body"),
    "department": Text("в департамент Агентства", "Агенттік департаментіне", "Department of the Agency"),
    "court": Text("в суд", "сотқа", "court"),
}
GROUNDS = {
    "1": Text("1. Два года и менее до пенсии", "1. Зейнетке екі жыл және одан аз", "1. Retires in two years"),
    "2": Text("2. Отпуск по родам или уходу", "2. Босану не бала күту демалысы", "2. Maternity, child care"),
    "3": Text("3. Беременность, дети", "3. Жүктілік, балалар", "3. Pregnancy, children"),
    "4": Text("4. Стаж меньше 6 месяцев", "4. Өтілі 6 айдан аз", "4. Less than 6 months of service"),
    "5": Text("5. Кадровый резерв корпуса «А»", "5. «А» корпусының кадр резерві", "5. Reserve of Corps A"),
}
"""Answer III: the exemptions, by the numbers it counts them with."""


def _in_words(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return "; ".join(map(str, value))
    return value


Words = Annotated[str, BeforeValidator(_in_words)]
"""A text; a list of several is taken as one text."""


def _as_code(value: Any) -> Any:
    return str(value).strip().lower() if isinstance(value, str | int) else value


class AssessmentSheet(Form):
    """Answer V: the servant's personal data and the results of the work."""

    title: ClassVar = Text("Оценочный лист составлен", "Бағалау парағы жасалды", "Assessment sheet drawn up")
    tab: ClassVar = Text("Лист", "Парақ", "Sheet")

    made_on: Day | None = day_or_today(
        Text("Дата составления", "Жасалған күні", "Drawn up on"),
        clause="V",
        also=("drawn_on", "drawn_up_on", "prepared_on", "completed_on", "done_on", "date"),
    )
    personal_data: Words | None = asked(
        Text("Персональные данные", "Дербес деректер", "Personal data"), None, clause="V"
    )
    incentives: Words | None = asked(Text("Поощрения", "Көтермелеулер", "Incentives"), None, clause="V")
    sanctions: Words | None = asked(
        Text("Дисциплинарные взыскания", "Тәртіптік жазалар", "Disciplinary sanctions"), None, clause="V",
        also=("disciplinary_sanctions",),
    )  # fmt: skip
    missed_deadlines: Words | None = asked(
        Text("Нарушения сроков исполнения документов", "Құжаттарды орындау мерзімінің бұзылуы", "Missed deadlines"),
        None, clause="V", also=("missed_document_deadlines",),
    )  # fmt: skip
    assessment: Words | None = asked(
        Text("Результаты оценки", "Бағалау нәтижелері", "Assessment results"), None, clause="V",
        also=("assessment_results", "evaluation_results", "results"),
    )  # fmt: skip


def _score(block: str) -> Any:
    return asked(BLOCKS[block], clause="V", ge=0, also=_OTHERS[block])


_OTHERS = {
    "serving_people": ("serving_the_people", "serving", "service", "service_to_people", "service_to_the_people"),
    "effectiveness": ("efficiency", "work_effectiveness"),
    "transparency": ("transparency_and_accountability", "transparency_accountability", "accountability"),
}


class Scores(Form):
    """Answer V: a score for each block."""

    title: ClassVar = Text("Баллы", "Балдар", "Scores")

    serving_people: float = _score("serving_people")
    effectiveness: float = _score("effectiveness")
    transparency: float = _score("transparency")


class Testing(Form):
    """Answer V: personal qualities and competences, by block; no pass mark."""

    title: ClassVar = Text("Тестирование пройдено", "Тестілеуден өтті", "Testing done")
    tab: ClassVar = Text("Тест", "Тест", "Test")

    tested_on: Day | None = day_or_today(
        Text("Дата тестирования", "Тестілеу күні", "Tested on"),
        clause="V",
        also=("done_on", "taken_on", "passed_on", "date"),
    )
    scores: Scores = asked(Text("Баллы по блокам", "Блоктар бойынша балдар", "Scores by block"), clause="V")

    @model_validator(mode="before")
    @classmethod
    def _scores_together(cls, data: Any) -> Any:
        """Scores may stand beside the day instead of in their group."""
        if not isinstance(data, Mapping) or "scores" in data:
            return data
        names = {name for block in BLOCKS for name in (block, *_OTHERS[block])}
        apart = {k: v for k, v in data.items() if k in names}
        return {**{k: v for k, v in data.items() if k not in names}, "scores": apart} if apart else data


class Materials(Form):
    """Answer VII: the servant has the right to see all materials of the attestation."""

    title: ClassVar = Text("Ознакомлен с материалами", "Материалдармен таныстырылды", "Materials shown")
    tab: ClassVar = Text("Материалы", "Материал", "Materials")

    shown_on: Day = asked(Text("Дата ознакомления", "Таныстырылған күні", "Shown on"), clause="VII", happened=True)
    conclusion: str | None = asked(
        Text("Заключение по тестированию", "Тестілеу қорытындысы", "Conclusion of the testing"), None, clause="V"
    )


class Votes(Ballot):
    """Votes for each of the four decisions."""

    promote: int = asked(Text("К повышению", "Көтеруге", "Promote"), 0, clause="VI", ge=0)
    fits: int = asked(Text("Соответствует", "Сәйкес", "Fits"), 0, clause="VI", ge=0)
    demote: int = asked(Text("К понижению", "Төмендетуге", "Demote"), 0, clause="VI", ge=0)
    dismiss: int = asked(Text("К увольнению", "Шығаруға", "Dismiss"), 0, clause="VI", ge=0)


class Interview(Form):
    """Answers V, VI, VII: the interview and the commission's decision."""

    title: ClassVar = Text("Собеседование и решение", "Әңгімелесу және шешім", "Interview and decision")
    tab: ClassVar = Text("Решение", "Шешім", "Decision")

    met_on: Day = asked(Text("Дата собеседования", "Әңгімелесу күні", "Met on"), clause="V", happened=True)
    minutes_no: str | None = minutes_no_field("VI")
    members: int = members_field("VII")
    present: int = present_field("VII")
    attendance: list[str] = attendance_field("VII")
    recording: str = asked(
        Text("Аудио- или видеозапись", "Аудио- немесе бейнежазба", "Audio or video recording"),
        clause="VII",
        min_length=1,
        help=Text(
            "Ссылка или номер записи: ход собеседования фиксируется",
            "Жазбаның сілтемесі немесе нөмірі: әңгімелесу барысы жазылады",
            "A reference to it: the interview is recorded",
        ),
    )
    recused: list[str] = recused_field()
    votes: Votes = asked(Votes.title, clause="VI")
    chair: Option | None = chair_field("VI", DECISIONS)
    decision: Option = asked(Text("Решение", "Шешім", "Decision"), clause="VI", choices=DECISIONS)


class DecisionNotice(Form):
    """Answer VII: the servant is told of the decision, or there is nothing to disagree with."""

    title: ClassVar = Text("Ознакомлен с решением", "Шешіммен таныстырылды", "Told of the decision")
    tab: ClassVar = Text("Сообщение", "Хабарлау", "Informing")

    received_on: Day = asked(Text("Дата получения", "Алған күні", "Received on"), clause="VII", happened=True)


def _addressee(value: Any) -> Any:
    said = _as_code(value)
    return "head" if said in ("head-of-body", "head of the body", "head_of_body") else said


class AppealFiled(Form):
    """Answer VII: the decision may be appealed to the head of the body, the Department or a court."""

    title: ClassVar = Text("Решение обжаловано", "Шешімге шағым берілді", "Decision appealed")
    tab: ClassVar = Text("Жалоба", "Шағым", "Appeal")

    filed_on: Day | None = day_or_today(
        Text("Жалоба подана", "Шағым берілген күн", "Filed on"), clause="VII", also=("appealed_on", "date")
    )
    appealed_to: Annotated[Literal["head", "department", "court"], BeforeValidator(_addressee)] = asked(
        Text("Куда", "Қайда", "Appealed to"), clause="VII", choices=APPEALED_TO
    )
    result: Literal["pending", "upheld", "rejected"] = appeal_result_field("VII")
    decided_on: Day | None = asked(
        Text("Дата решения по жалобе", "Шағым бойынша шешім күні", "Decided on"), None, clause="VII", happened=True
    )


class AppealResult(Form):
    """Answer VII: what came of the appeal."""

    title: ClassVar = Text("Жалоба рассмотрена", "Шағым қаралды", "Appeal decided")
    tab: ClassVar = Text("Итог жалобы", "Шағым нәтижесі", "Appeal result")

    decided_on: Day | None = day_or_today(
        Text("Дата решения", "Шешім күні", "Decided on"), clause="VII", also=("date",)
    )
    result: Literal["upheld", "rejected"] = asked(
        Text("Результат", "Нәтижесі", "Result"), clause="VII", choices=RESULTS
    )


class Exempt(Form):
    """Answer III: an exemption that came, or was found, after the case was opened."""

    title: ClassVar = Text("Не подлежит аттестации", "Аттестаттауға жатпайды", "Exempt")
    tab: ClassVar = Text("Исключение", "Босату", "Exempt")

    ground: Annotated[Literal["1", "2", "3", "4", "5"], BeforeValidator(_as_code)] = asked(
        Text("Основание", "Негізі", "Ground"),
        clause="III",
        also=("reason",),
        choices=GROUNDS,
    )
    since: Day | None = day_or_today(Text("С какого дня", "Қай күннен", "Since"), clause="III", also=("on", "date"))
    document: str | None = asked(Text("Документ", "Құжат", "Document"), None, clause="III")
