"""Forms of what may come after the decision: appeals (clause 70), the court (71); and of leaving the post."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from models.forms import Day, Form, asked
from models.regulations.evaluation.forms import coded
from models.regulations.shared_forms import PENDING, day_or_today
from models.texts import Text

_RESULTS = {
    "reconsider": Text(
        "отменить решение и пересмотреть результат",
        "шешімді жойып, нәтижені қайта қарау",
        "recommends that the decision be cancelled and the result reconsidered",
    ),
    "leave": Text("оставить без пересмотра", "қайта қараусыз қалдыру", "leaves the result as it is"),
}
_BODIES = {
    "authorised-body": Text(
        "уполномоченный орган по делам госслужбы",
        "мемлекеттік қызмет істері жөніндегі уәкілетті орган",
        "authorised body for civil service affairs",
    ),
    "department": Text("его территориальный департамент", "оның аумақтық департаменті", "its territorial department"),
    "court": Text("суд", "сот", "court"),
}


class Appeal(Form):
    """Clauses 70, 71: an appeal against the commission's decision, with its result once there is one."""

    title: ClassVar = Text("Решение обжаловано", "Шешімге шағым берілді", "Decision appealed")
    tab: ClassVar = Text("Жалоба", "Шағым", "Appeal")

    filed_on: Day | None = day_or_today(
        Text("Жалоба подана", "Шағым берілген күн", "Filed on"), clause="70", also=("appealed_on", "date")
    )
    appealed_to: Annotated[Literal["authorised-body", "department", "court"], BeforeValidator(coded)] = asked(
        Text("Куда подана", "Қайда берілді", "Filed with"),
        "authorised-body",
        clause="70, 71",
        choices=_BODIES,
        also=("to",),
    )
    result: Literal["pending", "reconsider", "leave"] = asked(
        Text("Результат", "Нәтижесі", "Result"), "pending", clause="70", choices=PENDING | _RESULTS,
        also=("recommends", "recommendation", "decision"),
    )  # fmt: skip
    decided_on: Day | None = asked(
        Text("Дата решения по жалобе", "Шағым бойынша шешім күні", "Decided on"), None, clause="70", happened=True
    )


class AppealResult(Form):
    """Clauses 70, 71: what came of an appeal that was filed."""

    title: ClassVar = Text("Жалоба рассмотрена", "Шағым қаралды", "Appeal decided")
    tab: ClassVar = Text("Ответ", "Жауап", "Answer")

    result: Literal["reconsider", "leave"] = asked(
        Text("Результат", "Нәтижесі", "Result"), clause="70",
        choices=_RESULTS,
        also=("recommends", "recommendation", "decision"),
    )  # fmt: skip
    decided_on: Day | None = day_or_today(
        Text("Дата решения по жалобе", "Шағым бойынша шешім күні", "Decided on"), clause="70"
    )


class Court(Form):
    """Clause 71: the servant went to court over the results."""

    title: ClassVar = Text("Обжаловано в суде", "Сотқа шағымданды", "Taken to court")
    tab: ClassVar = Text("Суд", "Сот", "Court")

    filed_on: Day | None = day_or_today(
        Text("Иск подан", "Талап қойылған күн", "Filed on"), clause="71", also=("date",)
    )
    result: Literal["pending", "reconsider", "leave"] = asked(
        Text("Результат", "Нәтижесі", "Result"), "pending", clause="71",
        choices=PENDING | {
            "reconsider": Text("результат отменён", "нәтиженің күші жойылды", "the result is set aside"),
            "leave": Text("результат оставлен в силе", "нәтиже күшінде қалдырылды", "the result stands"),
        },
    )  # fmt: skip
    decided_on: Day | None = asked(
        Text("Дата решения суда", "Сот шешімінің күні", "Decided on"), None, clause="71", happened=True
    )
