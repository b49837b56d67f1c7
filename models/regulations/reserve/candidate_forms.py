"""Forms of the time in the reserve: publication, plans, offers, exclusion (clause 2.19, sections 3, 4)."""

from typing import Annotated, ClassVar, Literal

from models.forms import Day, Form, asked
from models.regulations.reserve.readmission import GROUNDS as EXCLUSIONS
from models.regulations.reserve.said import GAZETTE, Said
from models.regulations.shared_forms import EMPTY_IS_TODAY, ONE_OR_MORE, day_or_today
from models.texts import Text


class Publish(Form):
    """Clause 2.19: told in the gazette and on the portal."""

    title: ClassVar = Text("Информация размещена", "Ақпарат орналастырылды", "Published")
    tab: ClassVar = Text("Публикация", "Жариялау", "Publication")

    published_on: Day | None = day_or_today(
        Text("Дата размещения", "Орналастырылған күн", "Published on"), clause="2.19"
    )
    gazette: bool = asked(
        Text(f"В газете «{GAZETTE}»", f"«{GAZETTE}» газетінде", "In the gazette"), True, clause="2.19"
    )
    portal: bool = asked(Text("На портале", "Порталда", "On the portal"), True, clause="2.19")


class Plan(Form):
    """Clauses 3.3 to 3.3.2: the individual plan for one year."""

    title: ClassVar = Text("План утверждён", "Жоспар бекітілді", "Plan approved")
    tab: ClassVar = Text("План", "Жоспар", "Plan")

    approved_on: Day | None = day_or_today(
        Text("Утверждён главой администрации", "Әкімшілік басшысы бекіткен күн", "Approved on"), clause="3.3.2"
    )
    starts_on: Day | None = asked(
        Text("Действует с", "Қолданылады", "Runs from"),
        None,
        clause="3.3.2",
        help=Text(
            "Год плана; если пусто — со дня утверждения",
            "Жоспар жылы; бос болса — бекітілген күннен",
            "The plan's year; if empty, from the day it was approved",
        ),
    )


class PlanReport(Said):
    """Clause 3.3.3: how the plan was done."""

    title: ClassVar = Text("Отзыв о выполнении плана", "Жоспардың орындалуы туралы пікір", "Report on the plan")
    tab: ClassVar = Text("Отзыв", "Пікір", "Report")
    said: ClassVar = ("result", "satisfactory", "unsatisfactory")

    reported_on: Day | None = day_or_today(
        Text("Представлен в комиссию", "Комиссияға ұсынылған күн", "Given to the commission on"), clause="3.3.3"
    )
    result: Literal["satisfactory", "unsatisfactory"] = asked(
        Text("Результат", "Нәтижесі", "Result"),
        clause="3.3.3, 4.7",
        also=("outcome",),
        choices={
            "satisfactory": Text("удовлетворительно", "қанағаттанарлық", "satisfactory"),
            "unsatisfactory": Text("неудовлетворительно", "қанағаттанарлықсыз", "unsatisfactory"),
        },
    )
    fault_of_candidate: bool = asked(
        Text("По вине кандидата", "Кандидаттың кінәсінен", "The candidate's fault"),
        False,
        clause="4.7",
        help=Text("Тогда может быть исключён", "Онда шығарылуы мүмкін", "Then he may be excluded"),
    )


class Vacancy(Form):
    """Clause 4.2: a post for which the candidate is in the reserve falls vacant; 4.4: whom it is offered to."""

    title: ClassVar = Text("Появилась вакансия", "Бос лауазым пайда болды", "A post fell vacant")
    tab: ClassVar = Text("Вакансия", "Бос лауазым", "Vacancy")

    appeared_on: Day = asked(
        Text("Дата появления", "Пайда болған күн", "Vacant since"),
        clause="4.2",
        happened=True,
        also=("vacancy_on", "date"),
    )
    position: str | None = asked(Text("Должность", "Лауазым", "Post"), None, clause="4.2, 4.5")
    to_another: bool = asked(
        Text("Глава решил предложить другому кандидату", "Басшы басқа кандидатқа ұсынды", "Offered to another"),
        False,
        clause="4.4",
    )


CHOSEN_BY = {
    "interview": Text("личное собеседование", "жеке әңгімелесу", "interview"),
    "training": Text("результаты подготовки", "даярлық нәтижелері", "results of training"),
    "references": Text("отзывы с места работы", "жұмыс орнынан пікірлер", "references"),
    "file": Text("материалы личного дела", "жеке іс материалдары", "personal file"),
    "performance": Text("эффективность деятельности", "қызметінің тиімділігі", "performance"),
    "other": Text("иной метод", "өзге әдіс", "another method"),
}


class Offer(Said):
    """Clauses 4.2, 4.4, 4.5: the post offered in writing, and the candidate's written answer."""

    title: ClassVar = Text("Должность предложена", "Лауазым ұсынылды", "Post offered")
    tab: ClassVar = Text("Предложение", "Ұсыныс", "Offer")
    said: ClassVar = ("answer", "accepts", "declines")

    offered_on: Day | None = day_or_today(
        Text("Предложена письменно", "Жазбаша ұсынылды", "Offered in writing on"), clause="4.2"
    )
    answer: Literal["accepts", "declines"] = asked(
        Text("Письменный ответ", "Жазбаша жауап", "Written answer"),
        clause="4.2",
        choices={
            "accepts": Text("согласен", "келіседі", "accepts"),
            "declines": Text("отказался", "бас тартты", "declines"),
        },
    )
    vacancy_on: Day | None = asked(
        Text("Вакансия появилась", "Лауазым босаған күн", "Vacant since"),
        None,
        clause="4.2",
        happened=True,
        help=Text("Если не записана раньше", "Бұрын жазылмаса", "If not recorded before"),
    )
    position: str | None = asked(
        Text("Должность", "Лауазым", "Post"),
        None,
        clause="4.5",
        help=Text("Если не та, на которую в резерве", "Резервтегіден басқа болса", "If not the one he is listed for"),
    )
    qualified: bool | None = asked(
        Text("Соответствует требованиям другой должности", "Өзге лауазым талаптарына сай", "Fits the other post"),
        None,
        clause="4.5",
    )
    candidates: int = asked(
        Text("Кандидатов на должность", "Лауазымға кандидаттар", "Candidates for the post"), 1, clause="4.4", ge=1
    )
    chosen_on: Day | None = asked(
        Text("Решение главы, кому предложить", "Кімге ұсынылатыны туралы басшы шешімі", "The head chose on"),
        None,
        clause="4.4",
        happened=True,
        help=Text("Если кандидатов несколько", "Кандидат бірнешеу болса", "Where there are several"),
    )
    methods: Annotated[
        list[Literal["interview", "training", "references", "file", "performance", "other"]], ONE_OR_MORE
    ] = asked(Text("Как выбран", "Қалай таңдалды", "Chosen by"), default_factory=list, clause="4.4", choices=CHOSEN_BY)


class Appoint(Form):
    """Clauses 4.2, 4.3: whether the candidate who agreed was appointed."""

    title: ClassVar = Text("Решение о назначении", "Тағайындау туралы шешім", "Appointment decided")
    tab: ClassVar = Text("Назначение", "Тағайындау", "Appointment")

    decided_on: Day | None = day_or_today(Text("Дата решения", "Шешім күні", "Decided on"), clause="4.3")
    appointed_on: Day | None = asked(
        Text("Назначен с", "Тағайындалған күні", "Appointed from"),
        None,
        clause="4.2",
        help=Text("Если пусто — не назначен", "Бос болса — тағайындалмады", "If empty, not appointed"),
    )
    recommended_on: Day | None = asked(
        Text("Рекомендация рабочей группы от", "Жұмыс тобының ұсынымы", "Recommended on"),
        None,
        clause="4.3",
        happened=True,
    )
    act_no: str | None = asked(Text("Номер акта", "Актінің нөмірі", "Act No"), None, clause="4.2")


Ground = Literal[
    "4.6-appointed",
    "4.6-own-request",
    "4.6-death",
    "4.6-term-over",
    "4.6-obstacle",
    "4.6-dismissal-1",
    "4.6-dismissal-2",
    "4.6-dismissal-3",
    "4.6-dismissal-4",
    "4.6-dismissal-5",
    "4.6-dismissal-6",
    "4.6-dismissal-7",
    "4.6-dismissal-8",
    "4.6-dismissal-9",
    "4.7-liquidation",
    "4.7-post-cut",
    "4.7-end-of-head-term",
    "4.7-other-post",
    "4.7-income-statement",
    "4.7-declined",
    "4.7-moved-away",
    "4.7-plan-failed",
    "4.7-low-score",
]


class Exclude(Form):
    """Clauses 4.6, 4.7: excluded by an order, under 4.7 by a decision of the commission too."""

    title: ClassVar = Text("Исключён из резерва", "Резервтен шығарылды", "Excluded")
    tab: ClassVar = Text("Исключение", "Шығару", "Exclusion")

    ground: Ground = asked(
        Text("Основание", "Негізі", "Ground"), clause="4.6, 4.7", choices=EXCLUSIONS, also=("reason",)
    )
    order_no: str | None = asked(Text("Номер распоряжения", "Өкім нөмірі", "Order No"), None, clause="4.6")
    in_force_on: Day | None = asked(
        Text("Распоряжение вступает в силу", "Өкім күшіне енеді", "Order in force on"),
        None,
        clause="2.19",
        help=EMPTY_IS_TODAY,
    )
    commission_on: Day | None = asked(
        Text("Решение комиссии от", "Комиссия шешімінің күні", "Commission decided on"),
        None,
        clause="4.7",
        happened=True,
        help=Text("По п. 4.7 обязательно", "4.7-т. бойынша міндетті", "Required under 4.7"),
    )
    basis: str | None = asked(
        Text("Документ-основание", "Негіз құжат", "Proved by"),
        None,
        help=Text("Заявление, приказ, решение суда", "Өтініш, бұйрық, сот шешімі", "Request, order, judgment"),
    )
    score: float | None = asked(
        Text("Баллы", "Балдар", "Score"), None, clause="4.7", ge=0, allow_inf_nan=False,
        help=Text("Для оценки менее 50 процентов", "50 пайыздан төмен баға үшін", "For a score under 50 per cent"),
    )  # fmt: skip
    maximum: float = asked(
        Text("Наибольший балл", "Ең жоғары балл", "Greatest score"), 100, clause="4.7", gt=0, allow_inf_nan=False
    )


class Withdraw(Form):
    """Clauses 2.11, 4.6: in writing, out of the selection or out of the reserve."""

    title: ClassVar = Text("Письменный отказ", "Жазбаша бас тарту", "Withdrew in writing")
    tab: ClassVar = Text("Отказ", "Бас тарту", "Withdrawal")

    withdrawn_on: Day | None = day_or_today(
        Text("Дата заявления", "Өтініш күні", "Written on"), clause="2.11", also=("date",)
    )
    reason: str | None = asked(Text("Причина", "Себебі", "Reason"), None)
