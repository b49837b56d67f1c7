"""The act: the comprehensive attestation of Corps B, as the regional office told of it (Karaganda, 2017).

The text is an interview without numbered clauses. It is cited by its answers, in Roman numerals (I to VIII); its five
exemptions by the numbers it counts them with itself («во-первых» ... «в-пятых»: 1 to 5, all in answer III). It sets no
day terms: each one here is the authority's own.
"""

from datetime import date
from fractions import Fraction

from models import conflicts
from models.acts import OWN, Act, Edition, Parameter, parameters
from models.texts import Text

FIRST = Edition(
    code="2017",
    in_force_from=date(2017, 1, 1),
    in_force_to=date(2017, 12, 31),
    note=Text(
        "Аттестация разовая, 2017 года: позже её проводит орган, принявший этот порядок своим актом",
        "Аттестаттау бір реттік, 2017 жылғы: одан кейін оны осы тәртіпті өз актісімен қабылдаған орган жүргізеді",
        "A one-off attestation, of 2017: later only an authority that adopted the text as its own act holds one",
    ),
    parameters=parameters(
        # Answer III: who is exempt.
        Parameter("retirement-years", 2, "1", Text("До пенсионного возраста, лет", "Зейнет жасына дейін, жыл")),
        Parameter("pregnancy-weeks", 12, "3", Text("Беременность, недель", "Жүктілік, апта")),
        Parameter("young-child", 3, "3", Text("Ребёнок женщины, до лет", "Әйелдің баласы, жасқа дейін")),
        Parameter("lone-child", 14, "3", Text("Ребёнок одинокой матери, до лет", "Жалғызбасты ананың баласы, жас")),
        Parameter("disabled-child", 18, "3", Text("Ребёнок-инвалид, до лет", "Мүгедектігі бар бала, жасқа дейін")),
        Parameter("service-months", 6, "4", Text("Стаж госслужбы, месяцев", "Мемлекеттік қызмет өтілі, ай")),
        # The law on pensions (21 June 2013 No 105-V, article 11) as it read in 2017. The text leaves it to that law.
        Parameter("retirement-age-men", "63", OWN, Text("Пенсионный возраст мужчин", "Ерлердің зейнет жасы")),
        Parameter(
            "retirement-age-women",
            "58; 58.5 from 2018-01-01; 59 from 2019-01-01; 59.5 from 2020-01-01; 60 from 2021-01-01; "
            "60.5 from 2022-01-01; 61 from 2023-01-01; 61.5 from 2024-01-01; 62 from 2025-01-01; "
            "62.5 from 2026-01-01; 63 from 2027-01-01",
            OWN,
            Text("Пенсионный возраст женщин", "Әйелдердің зейнет жасы"),
        ),
        # Answer V names the stages and no days.
        Parameter("sheet-term", "10 working days", OWN, Text("Оценочный лист", "Бағалау парағы")),
        Parameter("testing-term", "20 working days", OWN, Text("Тестирование", "Тестілеу")),
        Parameter("interview-term", "15 working days", OWN, Text("Собеседование", "Әңгімелесу")),
        # Answer VII: the right to see all materials, without a day by which.
        Parameter(
            "materials-lead",
            "3 working days before",
            OWN,
            Text("Ознакомление с материалами", "Материалдармен таныстыру"),
        ),
        Parameter(
            "decision-notice-term", "3 working days", OWN, Text("Сообщение решения", "Шешімді хабарлау")
        ),
        # How long a letter's receipt is waited for before the decision is handed over on paper.
        Parameter(
            "receipt-wait", "3 working days", OWN, Text("Ожидание подтверждения", "Растауды күту", "Receipt awaited")
        ),
        Parameter("appeal-term", "10 working days", OWN, Text("Обжалование", "Шағымдану")),
        Parameter("appeal-result-term", "15 working days", OWN, Text("Рассмотрение жалобы", "Шағымды қарау")),
        # Answer V: the conclusion names strengths and weaknesses; from which scores on, it does not say.
        Parameter("score-max", 100, OWN, Text("Наивысший балл блока", "Блоктың ең жоғары балы")),
        Parameter("strength-from", 70, OWN, Text("Сильная сторона, от баллов", "Күшті жағы, балдан бастап")),
        Parameter("weakness-below", 50, OWN, Text("Слабая сторона, ниже баллов", "Әлсіз жағы, балдан төмен")),
        # The text says nothing of a conflict of interest.
        conflicts.PARAMETER,
        # Answers VI, VII: commissions decide; of a quorum nothing is said.
        Parameter("quorum", Fraction(2, 3), OWN, Text("Кворум от общего состава", "Жалпы құрамнан кворум")),
    ),
)  # fmt: skip

ACT = Act(
    code="attestation",
    title=Text(
        "Порядок комплексной аттестации административных государственных служащих корпуса «Б»",
        "«Б» корпусының мемлекеттік әкімшілік қызметшілерін кешенді аттестаттау тәртібі",
        "Order of the comprehensive attestation of administrative civil servants of Corps B",
    ),
    country="KZ",
    editions=(FIRST,),
)
