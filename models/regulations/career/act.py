"""The act: Rules of attestation of the professional competence of staff of labour mobility centres (career centres).

Kazakhstan, order of the Minister of Labour and Social Protection of 5 November 2024 No 422, as it was before and after
the order of 12 September 2025 No 271. Only No 271 is at hand: what it put into other words (clauses 7-9, 14, 17, 21,
27, 28, 30, 34) or added (clause 28-1, appendix 1-2) is known, the earlier words are not. So of the edition before it
this much can be told: there was no evaluation of professional activity. Its other values are those of No 271, marked as
the authority's own: who has the earlier text puts in what it says.
"""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from models.acts import OWN, Act, Edition, Parameter, parameters
from models.texts import Text

ORDER_422_ON = date(2024, 11, 5)
"""The day of the order. Neither its publication nor its entry into force is in the text: taken from its own day on."""

PUBLISHED_ON = date(2025, 9, 19)
"""First official publication of No 271. The text leaves it open; by 19 September 2025 the press had told of the order,
so it is taken for that day. Another day is one change here, or an amendment entered by the administrator."""

# Clause 4 of order No 271: in force when ten calendar days after the day of publication have run out.
IN_FORCE_FROM = PUBLISHED_ON + timedelta(days=10 + 1)

_NOT_TOLD = Text(
    "Прежней редакции этого пункта в тексте нет: взято значение приказа № 271, орган может указать своё",
    "Бұл тармақтың бұрынғы редакциясы мәтінде жоқ: № 271 бұйрықтың мәні алынды, орган өз мәнін көрсете алады",
    "The text does not hold this clause's earlier words: the value of order No 271 is taken, the authority may set its "
    "own",
)

_AFTER = parameters(
    # No clause names the day: the authority sets its yearly opening.
    Parameter("opens-on", "by 1 March", OWN, Text("День открытия цикла", "Цикл ашылатын күн", "Opening day")),
    # Clauses 9, 14, 17 set no terms.
    Parameter(
        "list-term",
        "10 working days",
        OWN,
        Text("Формирование списка", "Тізімді қалыптастыру", "Forming the list"),
    ),
    Parameter(
        "admission-term",
        "10 working days",
        OWN,
        Text("Допуск к тестированию", "Тестілеуге жіберу", "Admission to the test"),
    ),
    Parameter("testing-term", "20 working days", OWN, Text("Тестирование", "Тестілеу", "Testing")),
    # Clause 17: the pass marks, in whole percent.
    Parameter(
        "mark-first-time",
        70,
        "17",
        Text("Порог: первичная аттестация, %", "Шекті деңгей: алғашқы аттестаттау, %", "Mark: first attestation, %"),
    ),
    Parameter(
        "mark-claims-category",
        70,
        "17",
        Text("Порог: заявление на категорию, %", "Шекті деңгей: санатқа өтініш, %", "Mark: claim of a category, %"),
    ),
    Parameter(
        "mark-manager",
        85,
        "17",
        Text("Порог: руководители, %", "Шекті деңгей: басшылар, %", "Mark: managers, %"),
    ),
    Parameter(
        "mark-centre-specialist",
        70,
        "17",
        Text(
            "Порог: специалисты центра, ассистенты, %",
            "Шекті деңгей: орталық мамандары, ассистенттер, %",
            "Mark: centre specialists, assistants, %",
        ),
    ),
    # Clause 21: «не позднее двух рабочих дней».
    Parameter(
        "appeal-term",
        "2 working days",
        "21",
        Text("Апелляция на результат теста", "Тест нәтижесіне апелляция", "Appeal against the test"),
    ),
    # The clauses on how an appeal is decided are not in the text.
    Parameter(
        "appeal-result-term",
        "5 working days",
        OWN,
        Text("Рассмотрение апелляции", "Апелляцияны қарау", "Decision on the appeal"),
    ),
    # Clause 27 (2): again not later than in twelve months.
    Parameter("retest-term", "12 months", "27", Text("Повторная аттестация", "Қайта аттестаттау", "Test again")),
    # Clause 28-1: 2 calendar days after the day the test stage ends.
    Parameter(
        "evaluation-term",
        "2 calendar days",
        "28-1",
        Text("Оценка профессиональной деятельности", "Кәсіби қызметті бағалау", "Evaluation"),
    ),
    # Clause 28-1, appendix 1-2: what the points are made of.
    Parameter(
        "test-points",
        80,
        "28-1",
        Text("Баллов за тест на 100%", "100% тест үшін балл", "Points for a test of 100 %"),
    ),
    Parameter(
        "rating-points",
        10,
        "28-1",
        Text("Баллов за рейтинг", "Рейтинг үшін балл", "Points for the rating"),
    ),
    Parameter(
        "rating-above",
        Fraction(4),
        "28-1",
        Text("Рейтинг выше, из 5", "Рейтинг жоғары, 5-тен", "Rating above, of 5"),
    ),
    Parameter(
        "rating-low",
        Fraction(39, 10),
        "28-1",
        Text("Рейтинг без баллов, до", "Балсыз рейтинг, дейін", "Rating without points, up to"),
        note=Text(
            "Приложение 1-2 молчит о рейтинге между 3,9 и 4,0: засчитывается 0 баллов",
            "1-2-қосымша 3,9 бен 4,0 арасындағы рейтинг туралы үндемейді: 0 балл есептеледі",
            "Appendix 1-2 is silent about a rating between 3.9 and 4.0: it counts 0 points",
        ),
    ),
    Parameter(
        "violations-points",
        10,
        "28-1",
        Text("Баллов без нарушений", "Бұзушылықсыз балл", "Points without violations"),
    ),
    # Clause 30 (2): the bounds of the total.
    Parameter(
        "claimed-from",
        85,
        "30",
        Text("Заявленная категория: от, баллов", "Мәлімделген санат: балдан бастап", "Claimed category: points from"),
    ),
    Parameter(
        "present-from",
        70,
        "30",
        Text("Действующая категория: от, баллов", "Қолданыстағы санат: балдан бастап", "Present category: points from"),
    ),
    # Clause 7.
    Parameter(
        "category-term",
        "for 3 years",
        "7",
        Text("Срок категории", "Санаттың мерзімі", "Validity of a category"),
    ),
)

# What No 271 added was not there before: the test alone, of 100 points.
_BEFORE = {code: p if p.is_own else replace(p, clause=OWN, note=_NOT_TOLD) for code, p in _AFTER.items()} | {
    code: replace(_AFTER[code], value=value, clause=OWN, note=None)
    for code, value in (("test-points", 100), ("rating-points", 0), ("violations-points", 0))
}

BEFORE = Edition(
    code="2024-422",
    note=Text(
        "До приказа № 271: оценки профессиональной деятельности (п. 28-1, приложение 1-2) нет, решение — по одному "
        "тесту. Прежние слова остальных пунктов неизвестны; дата введения в действие взята по дате приказа",
        "№ 271 бұйрыққа дейін: кәсіби қызметті бағалау (28-1-т., 1-2-қосымша) жоқ, шешім тек тест бойынша. Қалған "
        "тармақтардың бұрынғы мәтіні белгісіз; қолданысқа енген күні бұйрықтың күні бойынша алынды",
        "Before order No 271: no evaluation of professional activity (clause 28-1, appendix 1-2), the test alone "
        "decides. The earlier words of the other clauses are not known; in force from the day of the order",
    ),
    parameters=_BEFORE,
    in_force_from=ORDER_422_ON,
    in_force_to=IN_FORCE_FROM - timedelta(days=1),
)

AFTER = Edition(
    code="2025-271",
    note=Text(
        "В редакции приказа от 12.09.2025 № 271. День первого официального опубликования в тексте не указан, принят "
        "19.09.2025; в действии по истечении десяти календарных дней после него",
        "12.09.2025 № 271 бұйрықтың редакциясында. Алғашқы ресми жарияланған күні мәтінде көрсетілмеген, 19.09.2025 "
        "деп алынды; одан кейін күнтізбелік он күн өткен соң қолданысқа енді",
        "As amended by the order of 12 September 2025 No 271. The text does not name the day of its first official "
        "publication, taken for 19 September 2025; in force when ten calendar days after it have run out",
    ),
    parameters=_AFTER,
    published_on=PUBLISHED_ON,
    in_force_from=IN_FORCE_FROM,
)

ACT = Act(
    code="career",
    title=Text(
        "Правила проведения аттестации на профессиональную компетентность работников центров трудовой мобильности "
        "(карьерных центров)",
        "Еңбек мобильділігі орталықтарының (мансап орталықтарының) қызметкерлерін кәсіби құзыреттілікке аттестаттауды "
        "өткізу қағидалары",
        "Rules of attestation of the professional competence of staff of labour mobility centres (career centres)",
    ),
    country="KZ",
    editions=(BEFORE, AFTER),
)
