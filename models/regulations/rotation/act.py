"""The act: Rules of rotation of first heads of state organisations that provide special social services.

Kazakhstan, draft order of the Minister of Labour and Social Protection; it binds an authority that adopts it as its own
act. Every number of the text is here, once, with its clause.
"""

from fractions import Fraction

from models import conflicts
from models.acts import OWN, Act, Edition, Parameter, parameters
from models.regulations.rotation import indicators
from models.texts import Text

DRAFT = Edition(
    code="2026-draft",
    note=Text(
        "Проект приказа: применяется органом, принявшим его своим актом",
        "Бұйрық жобасы: оны өз актісімен қабылдаған орган қолданады",
        "A draft order: applied by an authority that adopted it as its own act",
    ),
    parameters=parameters(
        # Clause 5: 7 years as first head of one organisation.
        Parameter("tenure-years", 7, "5", Text("Стаж первого руководителя, лет", "Бірінші басшының өтілі, жыл")),
        # Clause 6: formed in November, sent not later than 1 December.
        Parameter("list-by", "by 30 November", "6", Text("Формирование списка", "Тізімді қалыптастыру")),
        Parameter("send-by", "by 1 December", "6", Text("Направление списка", "Тізімді жіберу")),
        # Clauses 5, 6: the text names no day on which the 7 years are counted; the day the list is due by.
        Parameter("tenure-on", "by 1 December", "6", Text("День исчисления стажа", "Өтіл есептелетін күн")),
        # Clause 7: not later than 30 calendar days before the rotation.
        Parameter(
            "notice-lead", "30 calendar days before", "7", Text("Уведомление о ротации", "Ротация туралы хабарлау")
        ),
        # Clause 8: the draft says «15 рабочих дней 2 рабочих дней», both.
        Parameter(
            "portfolio-term",
            "15 working days",
            "8",
            Text("Формирование портфолио", "Портфолионы қалыптастыру"),
            choices=("2 working days",),
            note=Text(
                "Пункт 8 проекта называет сразу два срока: 15 и 2 рабочих дня. Принят 15; орган может выбрать 2",
                "Жобаның 8-тармағы бірден екі мерзімді атайды: 15 және 2 жұмыс күні. 15 қабылданды; "
                "орган 2-ні таңдай алады",
                "Clause 8 of the draft names two terms at once, 15 and 2 working days. 15 is taken; "
                "the authority may take 2",
            ),
        ),
        # Clause 9: the commission, its quorum.
        Parameter("commission-members", 5, "9", Text("Членов комиссии, не менее", "Комиссия мүшелері, кемінде")),
        Parameter("quorum", Fraction(2, 3), "9", Text("Кворум от общего состава", "Жалпы құрамнан кворум")),
        # Clause 10: reviewed in 15 working days, passed on in 7.
        Parameter("review-term", "15 working days", "10", Text("Рассмотрение комиссией", "Комиссияның қарауы")),
        Parameter("transfer-term", "7 working days", "10", Text("Направление решения", "Шешімді жіберу")),
        # Clause 14 sets no term for telling the head of the decision.
        Parameter(
            "decision-notice-term", "3 working days", OWN, Text("Уведомление о решении", "Шешім туралы хабарлау")
        ),
        # Clauses 7, 14: told in writing; how long a letter's receipt is waited for before it is served on paper.
        Parameter(
            "receipt-wait", "3 working days", OWN, Text("Ожидание подтверждения", "Растауды күту", "Receipt awaited")
        ),
        # Clause 15: after 30 calendar days from receipt have run out; for 5 years.
        Parameter(
            "appoint-wait", "run out 30 calendar days", "15", Text("Ожидание до назначения", "Тағайындауға дейін күту")
        ),
        Parameter(
            "appoint-target", "5 working days", OWN, Text("Издание акта о назначении", "Тағайындау актісін шығару")
        ),
        Parameter("office-term", "for 5 years", "15", Text("Срок назначения", "Тағайындау мерзімі")),
        # Clause 20 sets no term for ending the contract.
        Parameter("terminate-term", "5 working days", OWN, Text("Расторжение договора", "Шартты бұзу")),
        # Clause 13: what a place is chosen by, and not what each measure weighs.
        indicators.PARAMETER,
        # The text says nothing of a conflict of interest.
        conflicts.PARAMETER,
        # No clause: used where a plan is drawn before the authority has named the day.
        Parameter("rotation-by", "by 15 February", OWN, Text("Плановый день ротации", "Ротацияның жоспарлы күні")),
    ),
)

ACT = Act(
    code="rotation",
    title=Text(
        "Правила проведения ротации первых руководителей государственных организаций, "
        "предоставляющих специальные социальные услуги",
        "Арнаулы әлеуметтік қызметтер көрсететін мемлекеттік ұйымдардың бірінші басшыларын ротациялау қағидалары",
        "Rules of rotation of first heads of state organisations that provide special social services",
    ),
    country="KZ",
    editions=(DRAFT,),
)
