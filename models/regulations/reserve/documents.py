"""The papers of the reserve: list of posts (1.6), announcement (2.7), recommendation (2.14), orders."""

from models.documents.kinds import DocumentKind
from models.regulations.reserve.roles import HEAD
from models.texts import Text

KINDS = (
    # Clauses 1.6, 2.1, 2.7.
    DocumentKind("list-of-posts", Text("Перечень должностей резерва", "Резерв лауазымдарының тізбесі"), signer=HEAD),
    DocumentKind(
        "announcement",
        Text("Объявление о формировании резерва", "Резервті қалыптастыру туралы хабарландыру"),
        tells=("positions",),
    ),
    # Clauses 2.5, 2.8: what was brought.
    DocumentKind(
        "application", Text("Опись представленных документов", "Ұсынылған құжаттардың тізімдемесі"), signer="hr"
    ),
    # Clause 2.14.
    DocumentKind("recommendation", Text("Рекомендация рабочей группы", "Жұмыс тобының ұсынымы"), tells=("apply",)),
    # Clauses 2.15, 2.16.
    DocumentKind(
        "minutes",
        Text("Протокол заседания комиссии", "Комиссия отырысының хаттамасы"),
        number_in="minutes_no",
        tells=("apply", "assess"),
    ),
    DocumentKind(
        "extract",
        Text("Выписка из протокола", "Хаттамадан үзінді көшірме"),
        number_in="minutes_no",
        tells=("apply", "assess"),
    ),
    # Clauses 2.17, 2.18.
    DocumentKind(
        "order",
        Text("Распоряжение о включении в резерв", "Резервке енгізу туралы өкім"),
        number_in="order_no",
        series="order",
        tells=("apply", "commission"),
        signer=HEAD,
    ),
    # Clause 2.19.
    DocumentKind(
        "publication",
        Text("Информация для опубликования", "Жариялауға арналған ақпарат"),
        tells=("apply", "order", "exclude"),
    ),
    # Clauses 3.3 to 3.3.3.
    DocumentKind("plan", Text("Индивидуальный план подготовки", "Жеке даярлау жоспары"), tells=("apply", "order")),
    DocumentKind(
        "plan-report",
        Text("Отзыв о выполнении индивидуального плана", "Жеке жоспардың орындалуы туралы пікір"),
        tells=("apply", "plan"),
    ),
    # Clauses 4.2, 4.4.
    DocumentKind(
        "offer",
        Text("Предложение вакантной должности", "Бос лауазымды ұсыну"),
        series="letter",
        tells=("apply", "order", "vacancy"),
    ),
    DocumentKind(
        "appointment",
        Text("Распоряжение о назначении", "Тағайындау туралы өкім"),
        number_in="act_no",
        series="order",
        tells=("apply", "order", "offer"),
        signer=HEAD,
    ),
    # Clauses 4.6, 4.7.
    DocumentKind(
        "exclusion-order",
        Text("Распоряжение об исключении из резерва", "Резервтен шығару туралы өкім"),
        number_in="order_no",
        series="order",
        tells=("apply", "order"),
        signer=HEAD,
    ),
)
