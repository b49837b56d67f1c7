"""The act: Methodology of evaluating Corps B civil servants of the staff of the Koksu district maslikhat, chapter 6.

Kazakhstan, Zhetisu region, decision of the Koksu district maslikhat of 31 July 2023 No 6-40 (amends its decision of
25 April 2023 No 3-24; the authentic text is in Kazakh). Every number of the text is here, once, with its clause.

The decision comes into force «алғашқы ресми жарияланған кейін» (clause 4), after its first official publication, whose
day its text does not hold: the day of the decision stands for it until an authority's record says otherwise. Clause 2
lets sub-clause 12 of clause 3, the second paragraph of clause 6 and chapter 6 stand «2023 жылдың 31 тамызына дейін»:
through 31 August 2023, that day included, as a term that names its last day runs to the end of it (Civil Code of
Kazakhstan, art. 176).
"""

from datetime import date
from fractions import Fraction

from models import conflicts
from models.acts import OWN, Act, Edition, Parameter, parameters
from models.texts import Text

EDITION = Edition(
    code="2023-6-40",
    published_on=None,
    in_force_from=date(2023, 7, 31),
    in_force_to=date(2023, 8, 31),
    note=Text(
        "Глава 6 (п. 44-71), подпункт 12) пункта 3 и второй абзац пункта 6 действовали по 31.08.2023; после этого "
        "текст применяет орган, принявший его своим актом",
        "6-тарау (44-71-т.), 3-тармақтың 12) тармақшасы мен 6-тармақтың екінші абзацы 31.08.2023 дейін қолданылды; "
        "содан кейін мәтінді оны өз актісімен қабылдаған орган қолданады",
        "Chapter 6 (clauses 44-71), sub-clause 12) of clause 3 and the second paragraph of clause 6 stood through "
        "31 August 2023; after that the text is applied by an authority that adopted it as its own act",
    ),
    parameters=parameters(
        # Clause 6: less than one month in the post within the period is not evaluated.
        Parameter(
            "post-at-least",
            "1 month",
            "6",
            Text("В должности не менее", "Лауазымда болу мерзімі, кемінде", "In the post at least"),
        ),
        # Clauses 3 (11), 50: the period is the year the plan was made for; its days are the authority's own.
        Parameter("period-start", "by 1 January", OWN, Text("Начало периода", "Кезеңнің басталуы", "Period starts")),
        Parameter("period-end", "by 31 December", OWN, Text("Конец периода", "Кезеңнің аяқталуы", "Period ends")),
        # Clause 44: the plan within 10 working days after the period starts. Clause 48: five indicators.
        Parameter("work-plan-term", "10 working days", "44", Text("План работы", "Жұмыс жоспары", "Work plan")),
        Parameter("kpis", 5, "48", Text("Число КЦИ", "НМИ саны", "Number of KPIs")),
        # Clause 50: all five, four, three; fewer is unsatisfactory.
        Parameter("effective-from", 5, "50", Text("«Эффективно»: КЦИ", "«Тиімді»: НМИ", "'Effective': KPIs met")),
        Parameter("proper-from", 4, "50", Text("«Надлежаще»: КЦИ", "«Тиісті түрде»: НМИ", "'Proper': KPIs met")),
        Parameter(
            "satisfactory-from",
            3,
            "50",
            Text("«Удовлетворительно»: КЦИ", "«Қанағаттанарлық»: НМИ", "'Satisfactory': KPIs met"),
        ),
        # Clauses 49, 51-53 set no term for filling the sheet in, nor for the superior's look at it.
        Parameter("sheet-term", "10 working days", OWN, Text("Лист оценки", "Бағалау парағы", "Evaluation sheet")),
        Parameter(
            "superior-term",
            "5 working days",
            OWN,
            Text("Рассмотрение вышестоящим", "Жоғары тұрған басшының қарауы", "Superior's review"),
        ),
        # Clause 55: the corrected sheet in 2 working days. Clause 56: to the commission in 2 working days.
        Parameter("correct-term", "2 working days", "55", Text("Исправление листа", "Парақты түзету", "Correction")),
        Parameter("submit-term", "2 working days", "56", Text("Передача в комиссию", "Комиссияға ұсыну", "Submission")),
        # Clause 57: the evaluators are told 3 working days before; when the schedule is made the text does not say.
        Parameter("schedule-term", "3 working days", OWN, Text("Составление графика", "Кестені құру", "Scheduling")),
        Parameter(
            "schedule-lead",
            "3 working days before",
            "57",
            Text("Оповещение оценивающих", "Бағалаушыларды хабардар ету", "Evaluators told"),
        ),
        # Clause 58: two thirds of the commission.
        Parameter("quorum", Fraction(2, 3), "58", Text("Кворум от состава", "Құрамнан кворум", "Quorum")),
        # The text says nothing of a conflict of interest.
        conflicts.PARAMETER,
        # Clause 70 sends the case back and sets no term for the commission.
        Parameter(
            "reconsider-term",
            "10 working days",
            OWN,
            Text("Повторное рассмотрение", "Қайта қарау", "Reconsideration"),
        ),
        # Clause 67 sets no term for the approval.
        Parameter("approve-term", "3 working days", OWN, Text("Утверждение", "Бекіту", "Approval")),
        # Clauses 12, 68: in two working days.
        Parameter("acquaint-term", "2 working days", "68", Text("Ознакомление", "Таныстыру", "Acquainting")),
        # How long a letter's receipt is waited for: the two days of clause 68 leave one for paper.
        Parameter(
            "receipt-wait", "1 working day", OWN, Text("Ожидание подтверждения", "Растауды күту", "Receipt awaited")
        ),
        # Clause 70: ten working days from the day of the commission's decision; no term for the authorised body.
        Parameter("appeal-term", "10 working days", "70", Text("Обжалование", "Шағымдану", "Appeal")),
        Parameter(
            "appeal-result-term", "15 working days", OWN, Text("Ответ на жалобу", "Шағымға жауап", "Appeal's answer")
        ),
    ),
)

ACT = Act(
    code="evaluation",
    title=Text(
        "Методика оценки деятельности административных государственных служащих корпуса «Б»",
        "«Б» корпусы мемлекеттік әкімшілік қызметшілерінің қызметін бағалаудың әдістемесі",
        "Methodology of evaluating the work of Corps B administrative civil servants",
    ),
    country="KZ",
    editions=(EDITION,),
)
