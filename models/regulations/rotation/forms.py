"""Forms of the rotation: what each step asks its performer."""

from typing import ClassVar, Literal

from models.conflicts import recused_field
from models.forms import Day, Form, asked
from models.regulations.shared_forms import (
    TWO_THIRDS,
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
    "rotate": Text("провести ротацию", "ротация жүргізу", "rotate"),
    "refuse": Text("отказать в ротации", "ротациядан бас тарту", "refuse to rotate"),
    "move": Text("переместить на вакантную должность", "бос лауазымға ауыстыру", "move to a vacant post"),
}
Option = Literal["rotate", "refuse", "move"]
METHODS = {
    "paper": Text("вручено на бумаге", "қағаз түрінде тапсырылды", "on paper"),
    "registered-letter": Text("заказное письмо", "тапсырыс хат", "registered letter"),
    "email": Text("электронная почта", "электрондық пошта", "email"),
    "sms": Text("СМС", "СМС", "SMS"),
}


class FormList(Form):
    """Clauses 4, 5, 6: the list of heads subject to rotation."""

    title: ClassVar = Text("Список сформирован", "Тізім қалыптастырылды", "List formed")
    tab: ClassVar = Text("Список", "Тізім", "List")

    approved_on: Day = asked(
        Text("Дата утверждения списка", "Тізім бекітілген күн", "Approved on"), clause="6", happened=True
    )
    planned_rotation_on: Day = asked(
        Text("Плановая дата ротации", "Ротацияның жоспарлы күні", "Planned rotation day"), clause="7"
    )
    exclude: dict[str, str] = asked(
        Text("Исключить из списка", "Тізімнен шығару", "Leave out"),
        default_factory=dict,
        clause="5",
        help=Text(
            "Кто не подлежит ротации и почему; остальные в проекте списка остаются",
            "Кім ротацияға жатпайды және неге; тізім жобасындағы қалғандары қалады",
            "Who is not subject and why; the others on the draft list stay",
        ),
        pair=(
            Text("Руководитель (табельный номер)", "Басшы (табель нөмірі)", "Head (personnel number)"),
            Text("Причина", "Себебі", "Reason"),
        ),
    )


class SendList(Form):
    """Clause 6: the list goes to the region with a cover letter."""

    title: ClassVar = Text("Список направлен", "Тізім жіберілді", "List sent")
    tab: ClassVar = Text("Отправка", "Жіберу", "Sending")

    sent_on: Day = asked(Text("Дата направления", "Жіберілген күн", "Sent on"), clause="6", happened=True)
    letter_no: str = asked(
        Text("Номер сопроводительного письма", "Ілеспе хаттың нөмірі", "Cover letter No"), clause="6", min_length=1
    )
    report_formed_on: Day | None = asked(
        Text("Отчёт сформирован, информация получена", "Есеп қалыптасты, ақпарат алынды", "Report formed on"),
        None,
        clause="8",
        help=Text(
            "С этого дня идёт срок портфолио, он может быть и впереди; если пусто — с даты направления",
            "Портфолио мерзімі осы күннен басталады, ол алда да болуы мүмкін; бос болса — жіберілген күннен",
            "The portfolio's term runs from it, and it may lie ahead; if empty, from the day the list was sent",
        ),
    )


class Notice(Form):
    """Clause 7: the head is told in writing of the rotation to come."""

    title: ClassVar = Text("Уведомление вручено", "Хабарлама тапсырылды", "Notice served")
    tab: ClassVar = Text("Уведомление", "Хабарлама", "Notice")

    served_on: Day = asked(Text("Дата вручения", "Тапсырылған күн", "Served on"), clause="7", happened=True)
    method: Literal["paper", "registered-letter", "email", "sms"] = asked(
        Text("Способ", "Тәсілі", "Method"), "paper", clause="7", choices=METHODS
    )


def _item(number: int, ru: str, kk: str, en: str) -> str | None:
    """One of the 19 items of the appendix."""
    item: str | None = asked(Text(f"{number}. {ru}", f"{number}. {kk}", f"{number}. {en}"), None, clause="8")
    return item


class Portfolio(Form):
    """Clause 8 and the appendix: the electronic portfolio, 19 items."""

    title: ClassVar = Text("Портфолио направлено", "Портфолио жіберілді", "Portfolio sent")
    tab: ClassVar = Text("Портфолио", "Портфолио", "Portfolio")

    sent_on: Day = asked(
        Text("Дата направления в комиссию", "Комиссияға жіберілген күн", "Sent to the commission on"),
        clause="8",
        happened=True,
    )
    full_name: str | None = _item(1, "ФИО руководителя", "Басшының Т.А.Ә.", "Full name")
    organisation: str | None = _item(2, "Наименование организации", "Ұйымның атауы", "Organisation")
    education: str | None = _item(3, "Уровень образования", "Білім деңгейі", "Education")
    speciality: str | None = _item(4, "Специальность", "Мамандығы", "Speciality")
    qualification: str | None = _item(5, "Квалификация", "Біліктілігі", "Qualification")
    total_experience: str | None = _item(6, "Общий стаж работы", "Жалпы жұмыс өтілі", "Total experience")
    social_experience: str | None = _item(
        7,
        "Стаж в организациях социальной защиты населения",
        "Халықты әлеуметтік қорғау ұйымдарындағы өтілі",
        "Experience in social protection",
    )
    post_experience: str | None = _item(
        8, "Стаж на последней должности", "Соңғы лауазымдағы өтілі", "Experience in the last post"
    )
    courses: str | None = _item(9, "Курсы повышения квалификации", "Біліктілікті арттыру курстары", "Refresher courses")
    staffing: str | None = _item(
        10, "Штатная / фактическая численность", "Штат саны / нақты саны", "Staff: planned / actual"
    )
    openness: str | None = _item(
        11,
        "Открытость: сайт и соцсети (ссылки), обновление не менее 2 раз в месяц",
        "Ашықтық: сайт пен әлеуметтік желілер (сілтемелер), айына кемінде 2 рет жаңарту",
        "Openness: site and networks (links), kept up at least twice a month",
    )
    barrier_free: str | None = _item(
        12, "Специальные условия, безбарьерная среда", "Арнайы жағдайлар, кедергісіз орта", "Barrier-free conditions"
    )
    access_control: str | None = _item(
        13,
        "Контроль доступа к зданию: турникеты, «тревожная кнопка», охрана",
        "Ғимаратқа кіруді бақылау: турникеттер, «дабыл түймесі», күзет",
        "Control of access to the building: turnstiles, alarm button, guards",
    )
    safe_environment: str | None = _item(
        14,
        "Безопасная среда: видеонаблюдение и требования № 305, нет штрафов органов внутренних дел",
        "Қауіпсіз орта: бейнебақылау және № 305 талаптары, ішкі істер органдарының айыппұлдары жоқ",
        "Safe environment: video surveillance and the rules of No 305, no fines by the police",
    )
    material_base: str | None = _item(
        15,
        "Улучшение материально-технической базы; отметить внебюджетные средства",
        "Материалдық-техникалық базаны жақсарту; бюджеттен тыс қаражатты белгілеу",
        "Material base improved; say what was not paid from the budget",
    )
    staff_trained_share: str | None = _item(
        16,
        "Доля сотрудников, прошедших курсы по направлениям деятельности",
        "Қызмет бағыттары бойынша курстардан өткен қызметкерлердің үлесі",
        "Share of staff trained in their line of work",
    )
    programmes: str | None = _item(
        17, "Разработанные программы", "Басшы әзірлеген бағдарламалар", "Programmes developed"
    )
    innovation: str | None = _item(
        18,
        "Инновационная деятельность, социальные проекты: район, область, республика",
        "Инновациялық қызмет, әлеуметтік жобалар: аудан, облыс, республика",
        "Innovation, social projects: district, region, country",
    )
    expert_groups: str | None = _item(
        19,
        "Рабочие группы, экспертные советы, конкурсные комиссии: район, область, республика",
        "Жұмыс топтары, сараптама кеңестері, конкурстық комиссиялар: аудан, облыс, республика",
        "Working groups, expert councils, selection boards: district, region, country",
    )


class Votes(Ballot):
    """Votes for each option of clause 10."""

    rotate: int = asked(Text("За ротацию", "Ротация үшін", "Rotate"), 0, clause="10 (1)", ge=0)
    refuse: int = asked(Text("За отказ", "Бас тарту үшін", "Refuse"), 0, clause="10 (2)", ge=0)
    move: int = asked(Text("За перемещение", "Ауыстыру үшін", "Move"), 0, clause="10 (3)", ge=0)


FOR_A_MOVE = Text("Только для перемещения", "Тек ауыстыру үшін", "For a move only")
AS_REGISTERED = Text(
    "Только для перемещения; если пусто — по категории в реестре",
    "Тек ауыстыру үшін; бос болса — тізілімдегі санат бойынша",
    "For a move only; if empty, by the category in the registry",
)


class Destination(Form):
    """Where the head goes. What is left empty is taken from the registry."""

    title: ClassVar = Text("Место назначения", "Тағайындалатын орын", "Destination")

    organisation: str = asked(Text("Организация", "Ұйым", "Organisation"), clause="10", min_length=1)
    settlement: str | None = asked(
        Text("Населённый пункт", "Елді мекен", "Settlement"), None, clause="3", known_with="organisation"
    )
    vacant: bool | None = asked(
        Text("Должность вакантна", "Лауазым бос", "The post is vacant"), None, clause="11", known_with="organisation"
    )
    equivalent: bool | None = asked(
        Text("Должность равнозначна", "Лауазым тең дәрежелі", "The post is equivalent"),
        None,
        clause="11",
        help=FOR_A_MOVE,
    )
    qualified: bool | None = asked(
        Text("Квалификация соответствует", "Біліктілігі сәйкес", "The qualification fits"),
        None,
        clause="11",
        help=AS_REGISTERED,
    )


class Review(Form):
    """Clauses 9, 10, 13: the commission's decision."""

    title: ClassVar = Text("Решение комиссии", "Комиссия шешімі", "Commission decision")
    tab: ClassVar = Text("Решение", "Шешім", "Decision")

    met_on: Day = asked(Text("Дата заседания", "Отырыс күні", "Met on"), clause="9", happened=True)
    minutes_no: str | None = minutes_no_field("9")
    members: int = members_field("9")
    present: int = present_field("9", TWO_THIRDS)
    attendance: list[str] = attendance_field("9")
    recused: list[str] = recused_field()
    votes: Votes = asked(Votes.title, clause="9")
    chair: Option | None = chair_field("9", DECISIONS)
    decision: Option = asked(Text("Решение", "Шешім", "Decision"), clause="10", choices=DECISIONS)
    destination: Destination | None = asked(
        Text("Место назначения", "Тағайындалатын орын", "Destination"),
        None,
        clause="10 (1), 10 (3)",
        help=Text("При отказе не заполняется", "Бас тартқанда толтырылмайды", "Left empty for a refusal"),
    )
    no_place: bool = asked(
        Text("Места для перемещения нет", "Ауыстыратын орын жоқ", "There is no place to go"),
        False,
        clause="12",
        help=Text(
            "Только при отказе: руководитель войдёт в список следующего года",
            "Тек бас тартқанда: басшы келесі жылғы тізімге кіреді",
            "For a refusal only: the head is on next year's list",
        ),
    )


class Transfer(Form):
    """Clause 10: the decision goes to the office with a cover letter."""

    title: ClassVar = Text("Решение направлено", "Шешім жіберілді", "Decision passed on")
    tab: ClassVar = Text("Направление", "Жолдау", "Passing on")

    sent_on: Day = asked(Text("Дата направления", "Жіберілген күн", "Sent on"), clause="10", happened=True)
    letter_no: str = asked(
        Text("Номер сопроводительного письма", "Ілеспе хаттың нөмірі", "Cover letter No"), clause="10", min_length=1
    )


class DecisionNotice(Form):
    """Clause 14: the head is told of the decision in writing."""

    title: ClassVar = Text("Уведомлён о решении", "Шешім туралы хабардар", "Told of the decision")
    tab: ClassVar = Text("Ознакомление", "Таныстыру", "Informing")

    received_on: Day = asked(Text("Дата получения", "Алған күні", "Received on"), clause="14", happened=True)
    consents: bool | None = asked(
        Text("Согласен на ротацию", "Ротацияға келіседі", "Consents"),
        None,
        clause="20",
        help=Text(
            "Обязательно, если комиссия решила провести ротацию или перемещение",
            "Комиссия ротация немесе ауыстыру туралы шешім қабылдаса, міндетті",
            "Required where the commission decided to rotate or move",
        ),
    )


class Act(Form):
    """An act of the authority."""

    title: ClassVar = Text("Акт издан", "Акт шығарылды", "Act issued")

    act_no: str = asked(Text("Номер акта", "Актінің нөмірі", "Act No"), min_length=1)
    act_on: Day = asked(Text("Дата акта", "Актінің күні", "Act of"), happened=True)


class Appoint(Act):
    """Clauses 15, 16: appointed for five years, with an agreement added to the contract."""

    title: ClassVar = Text("Акт о назначении", "Тағайындау актісі", "Act of appointment")
    tab: ClassVar = Text("Назначение", "Тағайындау", "Appointment")

    starts_on: Day = asked(Text("Назначен с", "Тағайындалған күні", "Appointed from"), clause="15")


class Terminate(Act):
    """Clause 20: the contract is ended."""

    title: ClassVar = Text("Договор расторгнут", "Шарт бұзылды", "Contract ended")
    tab: ClassVar = Text("Расторжение", "Шартты бұзу", "Contract end")


class Acting(Act):
    """Clause 18: the head becomes acting head until the commission decides."""

    title: ClassVar = Text("Назначен и. о.", "М.а. болып тағайындалды", "Made acting head")
    tab: ClassVar = Text("И. о.", "М.а.", "Acting head")


class Appeal(Form):
    """Clause 19: appeal to the Ministry, Administrative Procedural Code, article 91(5)."""

    title: ClassVar = Text("Обжалование", "Шағымдану", "Appeal")
    tab: ClassVar = Text("Жалоба", "Шағым", "Appeal")

    filed_on: Day | None = day_or_today(
        Text("Жалоба подана", "Шағым берілген күн", "Filed on"), clause="19", also=("date",)
    )
    result: Literal["pending", "upheld", "rejected"] = appeal_result_field("19")
    decided_on: Day | None = asked(Text("Дата решения", "Шешім күні", "Decided on"), None, clause="19", happened=True)
