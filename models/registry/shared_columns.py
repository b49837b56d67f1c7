"""Columns and accepted values that several tables of a registry file share."""

from models.registry.columns import Choice, Column, Kind
from models.texts import Text

LANGUAGES = (
    Choice("ru", Text(ru="русский", kk="орысша", en="Russian"), ("рус", "орыс", "орыс тілі", "русский язык")),
    Choice("kk", Text(ru="казахский", kk="қазақша", en="Kazakh"), ("каз", "қаз", "kz", "қазақ тілі", "казахский язык")),
    Choice("en", Text(ru="английский", kk="ағылшынша", en="English"), ("англ", "ағылшын тілі", "английский язык")),
)
SEXES = (
    Choice("f", Text(ru="жен", kk="әйел", en="female"), ("ж", "ә", "женский", "жен.", "woman")),
    Choice("m", Text(ru="муж", kk="ер", en="male"), ("м", "е", "мужской", "муж.", "ер адам", "man")),
)
REORGANISATIONS = (
    Choice("merger", Text(ru="слияние", kk="қосылу", en="merger"), ("біріктіру", "бірігу", "присоединение")),
    Choice("split", Text(ru="разделение", kk="бөліну", en="split"), ("бөлу", "division")),
    Choice("separation", Text(ru="выделение", kk="бөлініп шығу", en="separation"), ("бөліп шығару",)),
    Choice("transformation", Text(ru="преобразование", kk="қайта құрылу", en="transformation"), ("қайта құру",)),
    Choice(
        "renaming", Text(ru="переименование", kk="атауын өзгерту", en="renaming"), ("қайта атау", "атауының өзгеруі")
    ),
)
PARTS = (
    Choice(
        "regional-office",
        Text(ru="управление области", kk="облыс басқармасы", en="regional office"),
        ("областное управление", "управление", "басқарма"),
    ),
    Choice(
        "district-office",
        Text(ru="отдел района", kk="аудан бөлімі", en="district office"),
        ("районный отдел", "отдел", "бөлім", "отдел города", "қала бөлімі"),
    ),
    Choice("centre", Text(ru="центр", kk="орталық", en="centre"), ("центры", "орталықтар", "center")),
    Choice(
        "media", Text(ru="СМИ", kk="БАҚ", en="media"), ("средства массовой информации", "бұқаралық ақпарат құралдары")
    ),
    Choice(
        "public-association",
        Text(ru="общественное объединение", kk="қоғамдық бірлестік", en="public association"),
        ("общественные объединения", "қоғамдық бірлестіктер"),
    ),
    # Attestation of Corps B, answer VII.
    Choice(
        "civil-service",
        Text(ru="государственная служба", kk="мемлекеттік қызмет", en="civil service"),
        ("государственные служащие", "госслужащий", "мемлекеттік қызметшілер"),
    ),
    Choice(
        "public-council",
        Text(ru="общественный совет", kk="қоғамдық кеңес", en="public council"),
        ("общественные советы", "қоғамдық кеңестер"),
    ),
    Choice(
        "academia",
        Text(ru="научно-экспертная среда", kk="ғылыми-сарапшылық орта", en="academia"),
        ("академическая среда", "эксперты", "академиялық орта", "сарапшылар", "expert"),
    ),
    Choice(
        "maslikhat",
        Text(ru="маслихат", kk="мәслихат", en="maslikhat"),
        ("депутаты маслихата", "депутат маслихата", "мәслихат депутаттары"),
    ),
)

AUTHORITY = Column(
    "authority",
    Kind.CODE,
    Text(ru="Орган", kk="Орган", en="Authority"),
    ("код органа", "орган коды", "уполномоченный орган", "уәкілетті орган"),
)
CODE = Column("code", Kind.CODE, Text(ru="Код", kk="Коды", en="Code"), ("код",), required=True)
NAME_RU = Column(
    "name_ru",
    Kind.TEXT,
    Text(ru="Наименование на русском", kk="Орысша атауы", en="Name in Russian"),
    ("наименование (рус)", "название на русском", "наименование рус", "атауы (орыс)"),
    required=True,
)
NAME_KK = Column(
    "name_kk",
    Kind.TEXT,
    Text(ru="Наименование на казахском", kk="Қазақша атауы", en="Name in Kazakh"),
    ("наименование (каз)", "название на казахском", "наименование каз", "атауы (қаз)"),
    required=True,
)
SETTLEMENT = Column(
    "settlement",
    Kind.TEXT,
    Text(ru="Населённый пункт", kk="Елді мекен", en="Settlement"),
    ("город", "қала"),
    required=True,
)
DISTRICT = Column("district", Kind.TEXT, Text(ru="Район", kk="Аудан", en="District"))
LANGUAGE = Column(
    "language",
    Kind.CHOICE,
    Text(ru="Язык", kk="Тілі", en="Language"),
    ("тіл", "язык писем", "язык переписки", "хат тілі"),
    choices=LANGUAGES,
)
PERSONNEL = ("табельный номер", "таб номер", "табельный", "табель нөмірі", "табельдік нөмірі", "personnel number")
BIRTH = Column("birth_date", Kind.DATE, Text(ru="Дата рождения", kk="Туған күні", en="Date of birth"))
SEX = Column("sex", Kind.CHOICE, Text(ru="Пол", kk="Жынысы", en="Sex"), choices=SEXES)
EMAIL = Column(
    "email",
    Kind.EMAIL,
    Text(ru="Электронная почта", kk="Электрондық пошта", en="Email"),
    ("e-mail", "эл почта", "эл. почта", "почта", "адрес электронной почты", "эл пошта"),
)
PHONE = Column(
    "phone",
    Kind.PHONE,
    Text(ru="Телефон", kk="Телефон", en="Phone"),
    ("мобильный телефон", "сотовый телефон", "мобильный", "ұялы телефон", "номер телефона", "телефон нөмірі"),
)
FULL_NAME_NAMES = (
    "фио",
    "ф.и.о.",
    "фамилия имя отчество",
    "фамилия имя отчество (при наличии)",
    "фамилия, имя, отчество (при его наличии)",
    "тегі аты әкесінің аты",
    "тегі, аты, әкесінің аты (бар болса)",
    "аты-жөні",
    "т.а.ә.",
    "name",
)
FULL_NAME_TITLE = Text(ru="ФИО", kk="Аты-жөні", en="Full name")
OFFICIAL = Column(
    "official",
    Kind.CODE,
    Text(ru="Код лица", kk="Адам коды", en="Official"),
    ("лицо", "код сотрудника", "сотрудник", "қызметкер коды", "person", *PERSONNEL),
    required=True,
)
ORGANISATION = Column(
    "organisation",
    Kind.CODE,
    Text(ru="Код организации", kk="Ұйым коды", en="Organisation"),
    ("организация", "ұйым", "organization"),
    required=True,
)
POST = Column("post", Kind.TEXT, Text(ru="Должность", kk="Лауазымы", en="Post"), ("лауазым", "position"), required=True)
START = Column(
    "start_on",
    Kind.DATE,
    Text(ru="Дата назначения", kk="Тағайындалған күні", en="Start"),
    ("начало", "дата начала", "назначен", "назначена", "басталған күні", "start date", "с какого дня"),
    required=True,
)
END = Column(
    "end_on",
    Kind.DATE,
    Text(ru="Дата освобождения", kk="Босатылған күні", en="End"),
    ("окончание", "конец", "дата окончания", "освобожден", "освобождена", "аяқталған күні", "end date"),
)
ACT_NO = Column(
    "act_no",
    Kind.TEXT,
    Text(ru="Номер приказа", kk="Бұйрық нөмірі", en="Act number"),
    ("приказ", "№ приказа", "бұйрық", "акт", "номер акта", "act"),
)
IS_HEAD = Column(
    "is_head",
    Kind.YES_NO,
    Text(ru="Первый руководитель", kk="Бірінші басшы", en="First head"),
    ("head", "руководитель", "басшы"),
)
CATEGORY = Column(
    "category",
    Kind.TEXT,
    Text(ru="Квалификационная категория", kk="Біліктілік санаты", en="Qualification category"),
    ("категория", "санаты", "санат"),
)
GIVEN = Column(
    "given_on",
    Kind.DATE,
    Text(ru="Категория присвоена", kk="Санат берілген күні", en="Category given on"),
    ("дата присвоения", "дата присвоения категории", "присвоена", "берілген күні", "given"),
)
VALID_UNTIL = Column(
    "valid_until",
    Kind.DATE,
    Text(ru="Категория действует до", kk="Санаттың жарамдылық мерзімі", en="Category valid until"),
    ("действует до", "действительна до", "срок действия", "жарамды мерзімі", "valid to"),
)
QUALIFICATION = Column(
    "qualification",
    Kind.TEXT,
    Text(ru="Требуемая квалификация", kk="Талап етілетін біліктілік", en="Qualification required"),
    ("квалификация", "квалификационные требования", "біліктілік", "біліктілік талаптары"),
)
PROCEDURE = Column(
    "procedure",
    Kind.WORD,
    Text(ru="Процедура", kk="Рәсім", en="Procedure"),
    ("код процедуры", "рәсім коды"),
    required=True,
)
SKIPPED = (
    Column("number", Kind.SKIPPED, Text(ru="№", kk="Р/с", en="No"), ("№ п/п", "п/п", "n п/п", "р/с №", "№ р/с", "#")),
    Column("note", Kind.SKIPPED, Text(ru="Примечание", kk="Ескертпе", en="Note"), ("примечания", "ескерту", "notes")),
)
SUPERIOR = Column(
    "superior",
    Kind.CODE,
    Text(ru="Код руководителя", kk="Басшы коды", en="Superior"),
    ("руководитель", "непосредственный руководитель", "тікелей басшысы", "начальник"),
)
