"""The tables a registry file may hold."""

from dataclasses import replace

from models.registry.columns import Column, Kind, TableForm
from models.registry.shared_columns import (
    ACT_NO,
    AUTHORITY,
    BIRTH,
    CATEGORY,
    CODE,
    DISTRICT,
    EMAIL,
    END,
    FULL_NAME_NAMES,
    FULL_NAME_TITLE,
    GIVEN,
    IS_HEAD,
    LANGUAGE,
    NAME_KK,
    NAME_RU,
    OFFICIAL,
    ORGANISATION,
    PARTS,
    PERSONNEL,
    PHONE,
    POST,
    PROCEDURE,
    QUALIFICATION,
    REORGANISATIONS,
    SETTLEMENT,
    SEX,
    SKIPPED,
    START,
    SUPERIOR,
    VALID_UNTIL,
)
from models.texts import Text


def required(column: Column, *, required: bool = True) -> Column:
    """The same column, required in this table or not."""
    return replace(column, required=required)


AUTHORITIES = TableForm(
    "authorities",
    Text(ru="Органы", kk="Органдар", en="Authorities"),
    (
        CODE,
        NAME_RU,
        NAME_KK,
        Column("country", Kind.COUNTRY, Text(ru="Страна", kk="Ел", en="Country"), ("мемлекет", "код страны")),
        Column(
            "timezone", Kind.TIMEZONE, Text(ru="Часовой пояс", kk="Уақыт белдеуі", en="Time zone"), ("сағат белдеуі",)
        ),
        Column("region", Kind.WORD, Text(ru="Регион", kk="Өңір", en="Region"), ("область", "облыс", "код региона")),
        LANGUAGE,
        *SKIPPED,
    ),
    ("уполномоченные органы", "уәкілетті органдар"),
)
ORGANISATIONS = TableForm(
    "organisations",
    Text(ru="Организации", kk="Ұйымдар", en="Organisations"),
    (
        AUTHORITY,
        CODE,
        NAME_RU,
        NAME_KK,
        SETTLEMENT,
        DISTRICT,
        Column(
            "closed_on",
            Kind.DATE,
            Text(ru="Дата закрытия", kk="Жабылған күні", en="Closed on"),
            ("закрыта", "дата ликвидации", "дата прекращения", "таратылған күні"),
        ),
        Column(
            "predecessors",
            Kind.PREDECESSORS,
            Text(ru="Предшественники", kk="Ізашарлары", en="Predecessors"),
            ("правопредшественники", "құқықтық ізашарлары", "ізашар ұйымдар"),
            choices=REORGANISATIONS,
        ),
        *SKIPPED,
    ),
    ("ұйым", "organizations"),
)
OFFICIALS = TableForm(
    "officials",
    Text(ru="Должностные лица", kk="Лауазымды адамдар", en="Officials"),
    (
        AUTHORITY,
        Column("code", Kind.CODE, Text(ru="Код", kk="Коды", en="Code"), ("код", "код лица", *PERSONNEL), required=True),
        Column("last_name", Kind.NAME, Text(ru="Фамилия", kk="Тегі", en="Last name"), ("surname",)),
        Column("first_name", Kind.NAME, Text(ru="Имя", kk="Аты", en="First name")),
        Column("middle_name", Kind.NAME, Text(ru="Отчество", kk="Әкесінің аты", en="Middle name"), ("patronymic",)),
        Column("full_name", Kind.FULL_NAME, FULL_NAME_TITLE, FULL_NAME_NAMES),
        SEX,
        BIRTH,
        LANGUAGE,
        EMAIL,
        PHONE,
        SUPERIOR,
        *SKIPPED,
    ),
    ("лица", "сотрудники", "персонал", "қызметкерлер", "адамдар", "people"),
    alternatives=((("last_name", "first_name"), ("full_name",)),),
)
TENURES = TableForm(
    "tenures",
    Text(ru="Назначения", kk="Тағайындаулар", en="Tenures"),
    (AUTHORITY, OFFICIAL, ORGANISATION, POST, required(IS_HEAD), START, END, ACT_NO, *SKIPPED),
    ("стаж", "сроки в должности", "еңбек өтілі", "өтіл"),
)
CATEGORIES = TableForm(
    "categories",
    Text(ru="Категории", kk="Санаттар", en="Categories"),
    (AUTHORITY, OFFICIAL, required(CATEGORY), required(GIVEN), VALID_UNTIL, *SKIPPED),
    ("квалификационные категории", "біліктілік санаттары"),
)
FACTS = TableForm(
    "facts",
    Text(ru="Сведения о лицах", kk="Адамдар туралы мәліметтер", en="Facts"),
    (
        AUTHORITY,
        OFFICIAL,
        Column(
            "name", Kind.WORD, Text(ru="Сведение", kk="Мәлімет", en="Fact"), ("код сведения", "name"), required=True
        ),
        Column("value", Kind.VALUE, Text(ru="Значение", kk="Мәні", en="Value"), required=True),
        Column(
            "from_day",
            Kind.DATE,
            Text(ru="Известно с", kk="Қай күннен", en="Holds from"),
            ("с какого дня", "from day"),
        ),
        *SKIPPED,
    ),
    ("сведения", "мәліметтер", "official facts"),
)
VACANCIES = TableForm(
    "vacancies",
    Text(ru="Вакансии", kk="Бос орындар", en="Vacancies"),
    (
        AUTHORITY,
        ORGANISATION,
        POST,
        QUALIFICATION,
        Column(
            "open_from",
            Kind.DATE,
            Text(ru="Вакантна с", kk="Бос болған күні", en="Open from"),
            ("открыта", "дата открытия", "ашылған күні"),
            required=True,
        ),
        Column(
            "filled_on",
            Kind.DATE,
            Text(ru="Занята с", kk="Толтырылған күні", en="Filled on"),
            ("дата замещения", "занята"),
        ),
        *SKIPPED,
    ),
    ("вакантные должности", "бос лауазымдар"),
)
PERFORMERS = TableForm(
    "performers",
    Text(ru="Исполнители", kk="Орындаушылар", en="Performers"),
    (
        AUTHORITY,
        Column("role", Kind.WORD, Text(ru="Роль", kk="Рөлі", en="Role"), ("рөл",), required=True),
        required(SETTLEMENT, required=False),
        OFFICIAL,
        SUPERIOR,
        *SKIPPED,
    ),
    ("роли", "рөлдер"),
)
COMMISSION = TableForm(
    "commission",
    Text(ru="Комиссия", kk="Комиссия", en="Commission"),
    (
        AUTHORITY,
        PROCEDURE,
        Column(
            "act_no",
            Kind.TEXT,
            Text(ru="Номер приказа о комиссии", kk="Комиссия туралы бұйрық нөмірі", en="Act number"),
            ("номер приказа", "№ приказа", "бұйрық нөмірі"),
            required=True,
        ),
        Column(
            "act_on",
            Kind.DATE,
            Text(ru="Дата приказа о комиссии", kk="Комиссия туралы бұйрық күні", en="Act date"),
            ("дата приказа", "бұйрық күні"),
            required=True,
        ),
        Column(
            "valid_from",
            Kind.DATE,
            Text(ru="Действует с", kk="Күшіне енген күні", en="Valid from"),
            ("полномочия с",),
            required=True,
        ),
        Column(
            "valid_until",
            Kind.DATE,
            Text(ru="Действует до", kk="Күші жойылатын күн", en="Valid until"),
            ("полномочия до",),
        ),
        Column(
            "secretary", Kind.CODE, Text(ru="Код секретаря", kk="Хатшы коды", en="Secretary"), ("секретарь", "хатшы")
        ),
        Column(
            "full_name", Kind.FULL_NAME, FULL_NAME_TITLE, ("член комиссии", "комиссия мүшесі", *FULL_NAME_NAMES), True
        ),
        Column(
            "part",
            Kind.CHOICE,
            Text(ru="Кого представляет", kk="Кімнің өкілі", en="Part"),
            ("представитель", "сторона", "өкіл"),
            required=True,
            choices=PARTS,
        ),
        required(OFFICIAL, required=False),
        EMAIL,
        Column("is_chair", Kind.YES_NO, Text(ru="Председатель", kk="Төраға", en="Chair"), ("төрағасы",), required=True),
        *SKIPPED,
    ),
    ("состав комиссии", "комиссия құрамы", "commissions", "commission members", "члены комиссии", "комиссия мүшелері"),
)
ADOPTIONS = TableForm(
    "adoptions",
    Text(ru="Принятые акты", kk="Қабылданған актілер", en="Adoptions"),
    (
        AUTHORITY,
        Column("act", Kind.WORD, Text(ru="Код акта", kk="Акт коды", en="Act"), ("акт",), required=True),
        Column(
            "from_day",
            Kind.DATE,
            Text(ru="Применяется с", kk="Қолданыла бастаған күні", en="From day"),
            ("действует с", "дата введения", "қолданысқа енгізілген күні"),
            required=True,
        ),
        Column(
            "decree",
            Kind.TEXT,
            Text(ru="Решение о принятии", kk="Қабылдау туралы шешім", en="Decree"),
            ("приказ", "решение", "номер решения", "бұйрық", "шешім"),
            required=True,
        ),
        Column(
            "parameters",
            Kind.PARAMETERS,
            Text(ru="Параметры акта", kk="Акт параметрлері", en="Parameters"),
            ("параметры", "параметрлер"),
        ),
        *SKIPPED,
    ),
    ("принятие актов",),
)
CALENDAR = TableForm(
    "calendar",
    Text(ru="Календарь органа", kk="Орган күнтізбесі", en="Calendar"),
    (
        AUTHORITY,
        Column("day", Kind.DATE, Text(ru="Дата", kk="Күні", en="Day"), ("день", "күн", "date"), required=True),
        Column(
            "working",
            Kind.YES_NO,
            Text(ru="Рабочий день", kk="Жұмыс күні", en="Working day"),
            ("рабочий", "жұмыс", "working"),
            required=True,
        ),
        Column(
            "decree",
            Kind.TEXT,
            Text(ru="Акт о дне", kk="Күн туралы акт", en="Decree"),
            ("акт", "основание", "постановление", "негізі"),
            required=True,
        ),
        *SKIPPED,
    ),
    ("исправления календаря", "региональные выходные", "calendar corrections"),
)
# What an office has at hand: a line is a head in an organisation, or a vacant post there.
HEADS = TableForm(
    "heads",
    Text(ru="Руководители", kk="Басшылар", en="Heads"),
    (
        AUTHORITY,
        Column(
            "organisation_code",
            Kind.CODE,
            Text(ru="Код организации", kk="Ұйым коды", en="Organisation code"),
            ("organization code",),
        ),
        Column(
            "organisation",
            Kind.TEXT,
            Text(ru="Организация", kk="Ұйым", en="Organisation"),
            (
                "наименование организации",
                "название организации",
                "ұйым атауы",
                "ұйымның атауы",
                "organization",
                "наименование",
            ),
            required=True,
        ),
        Column(
            "organisation_kk",
            Kind.TEXT,
            Text(ru="Организация (на казахском)", kk="Ұйымның қазақша атауы", en="Organisation in Kazakh"),
            ("наименование на казахском", "организация каз", "ұйым (қаз)"),
        ),
        SETTLEMENT,
        DISTRICT,
        Column("code", Kind.CODE, Text(ru="Табельный номер", kk="Табель нөмірі", en="Personnel number"), PERSONNEL),
        Column(
            "full_name",
            Kind.PERSON_OR_VACANT,
            FULL_NAME_TITLE,
            ("руководитель", "басшы", "head", "первый руководитель", "бірінші басшы", *FULL_NAME_NAMES),
            True,
        ),
        SEX,
        BIRTH,
        POST,
        Column(
            "is_head",
            Kind.YES_NO,
            # «Первый руководитель» heads the column of names in many offices' files.
            Text(ru="Стаж первого руководителя", kk="Бірінші басшы өтілі", en="Counts as first head"),
        ),
        START,
        END,
        ACT_NO,
        CATEGORY,
        GIVEN,
        VALID_UNTIL,
        QUALIFICATION,
        LANGUAGE,
        EMAIL,
        PHONE,
        *SKIPPED,
    ),
    ("первые руководители", "бірінші басшылар", "список руководителей", "реестр", "тізілім", "registry"),
)

# In the order they are read and written: what a row refers to comes before it.
FORMS = (
    AUTHORITIES,
    CALENDAR,
    ADOPTIONS,
    ORGANISATIONS,
    OFFICIALS,
    HEADS,
    TENURES,
    CATEGORIES,
    FACTS,
    VACANCIES,
    PERFORMERS,
    COMMISSION,
)
FORM = {form.code: form for form in FORMS}
