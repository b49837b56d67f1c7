"""Forms of the selection: from the list of posts to the order of inclusion (section 2)."""

from typing import Annotated, ClassVar, Literal

from models.forms import Day, Form, asked
from models.regulations.reserve.admission import GROUNDS as REFUSALS
from models.regulations.reserve.said import BY_POST, GAZETTE, Said
from models.regulations.shared_forms import ONE_OR_MORE, day_or_today, minutes_no_field
from models.texts import Text

_NEEDED = Text("Должность", "Лауазым", "Post"), Text("Сколько нужно", "Қанша керек", "How many are needed")


class Positions(Form):
    """Clauses 1.6, 2.1: the list of posts, and how many are needed for each."""

    title: ClassVar = Text("Перечень утверждён", "Тізбе бекітілді", "List approved")
    tab: ClassVar = Text("Перечень", "Тізбе", "Posts")

    approved_on: Day | None = day_or_today(
        Text("Дата утверждения главой администрации", "Әкімшілік басшысы бекіткен күн", "Approved on"), clause="1.6"
    )
    service: Annotated[dict[str, int], BY_POST] = asked(
        Text("Должности муниципальной службы", "Муниципалдық қызмет лауазымдары", "Posts of municipal service"),
        default_factory=dict,
        clause="1.6, 2.1",
        also=("positions",),
        pair=_NEEDED,
    )
    managerial: Annotated[dict[str, int], BY_POST] = asked(
        Text(
            "Руководящие должности предприятий, учреждений",
            "Кәсіпорындар мен мекемелердің басшы лауазымдары",
            "Heads of enterprises and institutions",
        ),
        default_factory=dict,
        clause="1.6, 2.1",
        pair=_NEEDED,
    )


class Announce(Form):
    """Clauses 2.7, 3.1: the announcement."""

    title: ClassVar = Text("Объявление опубликовано", "Хабарландыру жарияланды", "Announced")
    tab: ClassVar = Text("Объявление", "Хабарландыру", "Announcement")

    published_on: Day = asked(
        Text("Дата опубликования", "Жарияланған күн", "Published on"),
        clause="2.7",
        happened=True,
        help=Text(
            "С неё идут 30 дней приёма документов",
            "Құжаттарды қабылдаудың 30 күні содан басталады",
            "The 30 days for applications run from it",
        ),
    )
    periodicals: Annotated[list[str], ONE_OR_MORE] = asked(
        Text("Печатные издания", "Баспа басылымдары", "Printed periodicals"),
        default_factory=lambda: [GAZETTE],
        clause="2.7",
        also=("periodical",),
    )
    portal: bool = asked(Text("На официальном портале", "Ресми порталда", "On the portal"), True, clause="2.7")


class Claimant(Form):
    """Clauses 2.3, 2.4: somebody comes forward, or is proposed; a case opens."""

    title: ClassVar = Text("Новый претендент", "Жаңа үміткер", "New claimant")
    tab: ClassVar = Text("Претендент", "Үміткер", "Claimant")

    person: str = asked(
        Text("Табельный или учётный номер", "Табель немесе есеп нөмірі", "Personnel or file number"),
        clause="2.3, 2.4",
        min_length=1,
        help=Text(
            "Кого в реестре нет, того запишут под этим номером: нужны фамилия и имя",
            "Тізілімде жоқ адам осы нөмірмен жазылады: тегі мен аты қажет",
            "Who is not in the registry is entered under this number: last and first name are needed",
        ),
    )
    applied_on: Day | None = day_or_today(
        Text("Дата обращения", "Жүгінген күні", "Came forward on"), clause="2.8", also=("date",)
    )
    last_name: str | None = asked(Text("Фамилия", "Тегі", "Last name"), None, clause="2.5")
    first_name: str | None = asked(Text("Имя", "Аты", "First name"), None, clause="2.5")
    middle_name: str | None = asked(Text("Отчество", "Әкесінің аты", "Middle name"), None, clause="2.5")
    birth: Day | None = asked(
        Text("Дата рождения", "Туған күні", "Birthday"), None, clause="2.5", happened=True, also=("birth_date",)
    )
    email: str | None = asked(Text("Электронная почта", "Электрондық пошта", "Email"), None)
    phone: str | None = asked(Text("Телефон", "Телефон", "Phone"), None)


PROPOSERS = {
    "incumbent": Text("замещающий эту должность", "осы лауазымды атқарушы", "the post's incumbent"),
    "government": Text(
        "Правительство края, руководитель органа исполнительной власти",
        "Өлке үкіметі, атқарушы билік органының басшысы",
        "the regional government, head of an executive body",
    ),
    "official": Text(
        "должностное лицо по поручению Губернатора, главы администрации",
        "Губернатордың, әкімшілік басшысының тапсырмасы бойынша лауазымды тұлға",
        "an official, by order of the Governor or the head of the administration",
    ),
    "party": Text(
        "партия, общественное объединение", "партия, қоғамдық бірлестік", "a party or large public association"
    ),
    "ministry": Text(
        "министерство труда: выпускники Президентской программы",
        "еңбек министрлігі: Президенттік бағдарлама түлектері",
        "the ministry of labour: graduates of the Presidential programme",
    ),
}
"""Who may propose a claimant (clause 2.3)."""

DOCUMENTS = {
    "application": Text("заявление", "өтініш", "application"),
    "questionnaire": Text("анкета (№ 667-р)", "сауалнама (№ 667-р)", "questionnaire"),
    "passport": Text(
        "копия паспорта или иного удостоверения личности",
        "паспорттың немесе жеке басын куәландыратын өзге құжаттың көшірмесі",
        "copy of the passport or another proof of identity",
    ),
    "education": Text(
        "документы об образовании и квалификации",
        "білімі мен біліктілігі туралы құжаттар",
        "proof of education and qualification",
    ),
    "employment": Text(
        "копия трудовой книжки или иных документов о стаже",
        "еңбек кітапшасының немесе өтілі туралы өзге құжаттардың көшірмесі",
        "copy of the record of employment or other proof of it",
    ),
    "essay": Text("реферат", "реферат", "essay"),
    "reference": Text("характеристика", "мінездеме", "reference"),
    "biography": Text("биографическая справка", "өмірбаяндық анықтама", "biography"),
}
Document = Literal[
    "application", "questionnaire", "passport", "education", "employment", "essay", "reference", "biography"
]
SELF_NOMINATED: tuple[Document, ...] = (
    "application",
    "questionnaire",
    "passport",
    "education",
    "employment",
    "essay",
    "reference",
)
"""The seven documents of clause 2.8."""
PROPOSED: tuple[Document, ...] = ("biography", "reference")
"""What is attached to a proposal (clause 2.5)."""


class Apply(Form):
    """Clauses 2.2 to 2.5, 2.8, 2.9: a claimant proposed by others, or by himself."""

    title: ClassVar = Text("Документы приняты", "Құжаттар қабылданды", "Documents taken")
    tab: ClassVar = Text("Документы", "Құжаттар", "Documents")

    applied_on: Day | None = day_or_today(
        Text("Дата представления", "Ұсынылған күні", "Brought on"),
        clause="2.8",
        also=("submitted_on", "received_on", "filed_on", "date"),
    )
    nomination: Literal["self", "proposed"] = asked(
        Text("Кем выдвинут", "Кім ұсынды", "Nominated"),
        "self",
        clause="2.3, 2.4",
        choices={
            "self": Text("самовыдвижение (п. 2.4)", "өзін-өзі ұсыну (2.4-т.)", "by himself (2.4)"),
            "proposed": Text("по предложению (п. 2.3)", "ұсыныс бойынша (2.3-т.)", "proposed (2.3)"),
        },
    )
    proposer: Literal["incumbent", "government", "official", "party", "ministry"] | None = asked(
        Text("Кто предложил", "Кім ұсынған", "Proposed by"),
        None,
        clause="2.3",
        choices=PROPOSERS,
        help=Text("При самовыдвижении не заполняется", "Өзін ұсынғанда толтырылмайды", "Left empty by himself"),
    )
    position: str | None = asked(
        Text("Должность из перечня", "Тізбедегі лауазым", "Post on the list"), None, clause="1.6"
    )
    birth: Day | None = asked(
        Text("Дата рождения", "Туған күні", "Birthday"),
        None,
        clause="2.2",
        happened=True,
        also=("birth_date",),
        help=Text("Если пусто — по реестру", "Бос болса — тізілім бойынша", "If empty, as the registry has it"),
    )
    state_language: bool = asked(
        Text("Владеет государственным языком", "Мемлекеттік тілді біледі", "Commands the state language"),
        True,
        clause="2.2",
    )
    citizen: bool = asked(
        Text("Гражданин Российской Федерации", "Ресей Федерациясының азаматы", "Citizen of the Russian Federation"),
        True,
        clause="2.2",
        also=("russian_citizen",),
    )
    documents: Annotated[list[Document], ONE_OR_MORE] | None = asked(
        Text("Представлены", "Ұсынылғандар", "Brought"),
        None,
        clause="2.5, 2.8",
        choices=DOCUMENTS,
        help=Text("Если пусто — все, какие нужны", "Бос болса — қажеттінің бәрі", "If empty, all that are asked for"),
    )
    essay_pages: int | None = asked(Text("Реферат, страниц", "Реферат, бет", "Essay, pages"), None, clause="2.8", ge=1)
    reference_pages: int | None = asked(
        Text("Характеристика, страниц", "Мінездеме, бет", "Reference, pages"), None, clause="2.5, 2.8", ge=1
    )


Refused = Literal["incapable", "convicted", "documents", "forged", "unqualified"]


class Screen(Said):
    """Clause 2.10: admitted to the second stage, or not, on one or more of five grounds."""

    title: ClassVar = Text("Решение о допуске", "Жіберу туралы шешім", "Admission decided")
    tab: ClassVar = Text("Допуск", "Жіберу", "Admission")
    said: ClassVar = ("decision", "admitted", "refused")

    screened_on: Day | None = day_or_today(Text("Дата решения", "Шешім күні", "Decided on"), clause="2.10")
    decision: Literal["admitted", "refused"] = asked(
        Text("Решение", "Шешім", "Decision"),
        clause="2.10",
        also=("outcome", "result"),
        choices={
            "admitted": Text("допущен", "жіберілді", "admitted"),
            "refused": Text("не допущен", "жіберілмеді", "refused"),
        },
    )
    grounds: Annotated[list[Refused], ONE_OR_MORE] = asked(
        Text("Основания отказа", "Бас тарту негіздері", "Grounds of refusal"),
        default_factory=list,
        clause="2.10",
        also=("ground",),
        choices=REFUSALS,
        help=Text("Только при отказе", "Тек бас тартқанда", "For a refusal only"),
    )


METHODS = {
    "interview": Text("собеседование", "әңгімелесу", "interview"),
    "questionnaire": Text("анкетирование", "сауалнама", "questionnaire"),
    "test": Text("тестирование", "тестілеу", "test"),
    "discussion": Text("групповая дискуссия", "топтық пікірталас", "group discussion"),
    "essay": Text("реферат", "реферат", "essay"),
    "practical": Text("практические задания", "практикалық тапсырмалар", "practical tasks"),
    "other": Text("иной метод", "өзге әдіс", "another method"),
}


class Assess(Form):
    """Clauses 2.13, 2.14: the working group's score and recommendation."""

    title: ClassVar = Text("Оценка рабочей группы", "Жұмыс тобының бағасы", "Working group's score")
    tab: ClassVar = Text("Оценка", "Баға", "Score")

    assessed_on: Day | None = day_or_today(Text("Дата оценки", "Бағалау күні", "Scored on"), clause="2.14")
    score: float = asked(Text("Баллы", "Балдар", "Score"), clause="2.14", ge=0, allow_inf_nan=False)
    maximum: float = asked(
        Text("Наибольший балл", "Ең жоғары балл", "Greatest score"), 100, clause="2.14", gt=0, allow_inf_nan=False
    )
    methods: Annotated[
        list[Literal["interview", "questionnaire", "test", "discussion", "essay", "practical", "other"]],
        ONE_OR_MORE,
    ] = asked(Text("Методы", "Әдістер", "Methods"), default_factory=list, clause="2.14", choices=METHODS)
    recommended: bool = asked(Text("Рекомендован к включению", "Енгізуге ұсынылды", "Recommended"), clause="2.14")


class Commission(Said):
    """Clauses 2.15, 2.16: the commission's decision."""

    title: ClassVar = Text("Решение комиссии", "Комиссия шешімі", "Commission decision")
    tab: ClassVar = Text("Решение", "Шешім", "Decision")
    said: ClassVar = ("decision", "include", "refuse")

    met_on: Day | None = day_or_today(Text("Дата заседания", "Отырыс күні", "Met on"), clause="2.15")
    minutes_no: str | None = minutes_no_field("2.16")
    decision: Literal["include", "refuse"] = asked(
        Text("Решение", "Шешім", "Decision"),
        clause="2.16",
        also=("outcome", "result"),
        choices={
            "include": Text("рекомендовать включить", "енгізуді ұсыну", "recommend to include"),
            "refuse": Text("отказать", "бас тарту", "refuse"),
        },
    )


class Order(Form):
    """Clauses 2.17, 2.18: the order of the administration."""

    title: ClassVar = Text("Распоряжение о включении", "Енгізу туралы өкім", "Order of inclusion")
    tab: ClassVar = Text("Распоряжение", "Өкім", "Order")

    approved: bool = asked(
        Text("Утверждён главой администрации", "Әкімшілік басшысы бекітті", "Approved"), True, clause="2.17"
    )
    order_no: str | None = asked(Text("Номер распоряжения", "Өкім нөмірі", "Order No"), None, clause="2.17")
    order_on: Day | None = day_or_today(Text("Дата распоряжения", "Өкім күні", "Order of"), clause="2.17")
    in_force_on: Day | None = asked(
        Text("Вступает в силу", "Күшіне енетін күн", "In force on"),
        None,
        clause="2.19",
        help=Text("С этого дня в резерве", "Осы күннен резервте", "In the reserve from that day"),
    )
    until: Day | None = asked(
        Text("В резерве до", "Резервтегі мерзімнің соңы", "In the reserve until"),
        None,
        clause="2.18",
        help=Text(
            "Не более 5 лет; если пусто — на весь срок",
            "5 жылдан аспайды; бос болса — бүкіл мерзімге",
            "At most 5 years; if empty, the whole term",
        ),
    )
