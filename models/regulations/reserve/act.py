"""The act: Regulations on the management personnel reserve of the administration of Izobilny municipal district.

Russia, Stavropol region: approved by the decree of 25 February 2009 No 78, here as worded by the decree of 21 June 2010
No 199, in force from the day it was signed. It lapsed in fact when the decree of 19 July 2011 No 771 was made. How it
read before No 199 (as of 25 February 2009, and as amended on 24 June 2009 by No 259) is not in the text, so there is no
edition of it. Its numbers are here, once, each with its clause.
"""

from datetime import date
from fractions import Fraction

from models.acts import OWN, Act, Edition, Parameter, parameters
from models.texts import Text

EDITION = Edition(
    code="2010-06-21",
    # Published on the district's portal; the text does not say when.
    published_on=None,
    in_force_from=date(2010, 6, 21),
    # The last day before the decree of 19 July 2011.
    in_force_to=date(2011, 7, 18),
    note=Text(
        "Фактически утратило силу 19 июля 2011 года; применяется органом, принявшим его своим актом",
        "2011 жылғы 19 шілдеде іс жүзінде күшін жойды; оны өз актісімен қабылдаған орган қолданады",
        "Lapsed in fact on 19 July 2011; applied by an authority that adopted it as its own act",
    ),
    parameters=parameters(
        # Clauses 1.6, 2.1, 2.7, 3.1 set no terms for the list of posts and the announcement.
        Parameter(
            "positions-target",
            "10 working days",
            OWN,
            Text("Перечень должностей", "Лауазымдар тізбесі", "List of posts"),
        ),
        Parameter(
            "announce-target",
            "10 working days",
            OWN,
            Text("Публикация объявления", "Хабарландыру жариялау", "Announcement"),
        ),
        # Clause 2.1: as a rule no more than three claimants to a post.
        Parameter(
            "claimants-per-post",
            3,
            "2.1",
            Text("Претендентов на должность, как правило", "Лауазымға үміткерлер, әдетте", "Claimants to a post"),
        ),
        # Clause 2.2: aged from 25 to 55.
        Parameter("age-from", 25, "2.2", Text("Возраст от, лет", "Жасы, бастап", "Age from")),
        Parameter("age-to", 55, "2.2", Text("Возраст до, лет", "Жасы, дейін", "Age to")),
        # Clause 2.7: the announcement in at least one printed periodical.
        Parameter("periodicals", 1, "2.7", Text("Печатных изданий, не менее", "Баспа басылымдары, кемінде", "Papers")),
        # Clause 2.8: 30 calendar days after the announcement was published.
        Parameter(
            "application-term",
            "30 calendar days",
            "2.8",
            Text("Приём документов", "Құжаттарды қабылдау", "Applications"),
        ),
        # Clause 2.8: an essay of at most 5 pages, a reference of at most 2 (2.5 too).
        Parameter("essay-pages", 5, "2.8", Text("Реферат, страниц", "Реферат, бет", "Essay, pages")),
        Parameter("reference-pages", 2, "2.8", Text("Характеристика, страниц", "Мінездеме, бет", "Reference, pages")),
        # No clause: when a file that nobody brought documents to is closed.
        Parameter(
            "no-documents-term",
            "60 calendar days",
            OWN,
            Text("Закрытие дела без документов", "Құжатсыз істі жабу", "Closing a case without documents"),
        ),
        # Clauses 2.10 to 2.17 set no terms.
        Parameter("screen-target", "10 working days", OWN, Text("Допуск", "Жіберу", "Admission")),
        Parameter("assess-target", "1 month", OWN, Text("Оценка рабочей группой", "Жұмыс тобының бағалауы", "Scoring")),
        Parameter(
            "commission-target", "1 month", OWN, Text("Решение комиссии", "Комиссия шешімі", "Commission decision")
        ),
        Parameter("order-target", "10 working days", OWN, Text("Распоряжение", "Өкім", "Order")),
        # Clause 2.18: at most five years.
        Parameter(
            "reserve-term",
            "for 5 years",
            "2.18",
            Text("Срок нахождения в резерве", "Резервте болу мерзімі", "Term in the reserve"),
            choices=("for 4 years", "for 3 years", "for 2 years", "for 1 year"),
        ),
        # Clause 2.19: within two weeks after the order came into force.
        Parameter("publish-term", "2 weeks", "2.19", Text("Опубликование", "Жариялау", "Publication")),
        # Clause 3.3.2: not later than a month after inclusion, for one year.
        Parameter("plan-term", "1 month", "3.3.2", Text("Индивидуальный план", "Жеке жоспар", "Individual plan")),
        Parameter("plan-year", "1 year", "3.3.2", Text("Срок плана", "Жоспар мерзімі", "The plan's year")),
        # Clause 3.3.3 sets no term for the report: it is due when the plan's year ends, or when the authority says.
        Parameter(
            "report-target",
            "1 year",
            OWN,
            Text("Отзыв, со дня начала плана", "Пікір, жоспар басталған күннен", "Report, from the plan's start"),
        ),
        # Clause 4.2: within one month after the vacancy appeared.
        Parameter("offer-term", "1 month", "4.2", Text("Предложение должности", "Лауазым ұсыну", "Offer of the post")),
        # Clauses 4.3 and 4.6 set no terms for the appointment and the exclusion.
        Parameter("appoint-target", "1 month", OWN, Text("Назначение", "Тағайындау", "Appointment")),
        Parameter("exclude-target", "10 working days", OWN, Text("Исключение", "Шығару", "Exclusion")),
        # Clause 4.7: less than 50 per cent of the greatest score.
        Parameter(
            "satisfactory-share",
            Fraction(1, 2),
            "4.7",
            Text("Удовлетворительная оценка, доля", "Қанағаттанарлық баға, үлесі", "Satisfactory score, share"),
        ),
    ),
)

ACT = Act(
    code="reserve",
    title=Text(
        "Положение о порядке формирования, ведения, подготовки и использования резерва управленческих кадров "
        "администрации Изобильненского муниципального района Ставропольского края",
        "Ставрополь өлкесі Изобильный муниципалдық ауданы әкімшілігінің басқарушы кадрлар резервін қалыптастыру, "
        "жүргізу, даярлау және пайдалану тәртібі туралы ереже",
        "Regulations on forming, keeping, training and using the management personnel reserve of the administration of "
        "Izobilny municipal district, Stavropol region",
    ),
    country="RU",
    editions=(EDITION,),
)
