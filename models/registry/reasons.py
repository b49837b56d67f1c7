"""Why a row of a registry file is not taken, or is taken with a warning: one code and one text each."""

from dataclasses import dataclass

from models.texts import Text


@dataclass(frozen=True)
class Reason:
    """`code` is stable, for scripts that read the JSON report; the text is for people, with `{places}` to fill."""

    code: str
    ru: str
    kk: str
    en: str

    @property
    def text(self) -> Text:
        """The text in the three languages."""
        return Text(self.ru, self.kk, self.en)


class NotTaken(Exception):  # the reason says what is wrong
    """A cell, a file's text or a workbook can't be taken, for this reason."""

    def __init__(self, reason: Reason, **details: object) -> None:
        super().__init__(reason.code)
        self.reason, self.details = reason, details


# The file itself
NO_FILE = Reason("no-file", ru="такого файла нет", kk="мұндай файл жоқ", en="there is no such file")
NOT_SUPPORTED = Reason(
    "not-supported",
    ru="принимаются файлы .csv, .tsv, .txt и .xlsx, а также папка с ними",
    kk=".csv, .tsv, .txt және .xlsx файлдары, сондай-ақ олар салынған қалта қабылданады",
    en=".csv, .tsv, .txt and .xlsx files are taken, or a folder of them",
)
OLD_EXCEL = Reason(
    "old-excel",
    ru="файл старого формата Excel (.xls) или защищён паролем; сохраните его как .xlsx без пароля",
    kk="файл Excel-дің ескі пішімінде (.xls) немесе құпиясөзбен қорғалған; оны құпиясөзсіз .xlsx етіп сақтаңыз",
    en="an old Excel file (.xls) or one with a password; save it as .xlsx without a password",
)
DAMAGED = Reason(
    "damaged-file",
    ru="файл не читается: он повреждён или это не тот формат ({detail})",
    kk="файл оқылмайды: ол бүлінген немесе пішімі басқа ({detail})",
    en="the file can't be read: it is damaged or of another format ({detail})",
)
TOO_LARGE = Reason(
    "too-large",
    ru="файл в распакованном виде больше {limit} МБ",
    kk="файл ашылған күйінде {limit} МБ-тан үлкен",
    en="unpacked, the file is larger than {limit} MB",
)
EMPTY = Reason(
    "empty", ru="нет ни одной строки с данными", kk="деректері бар бірде-бір жол жоқ", en="there is no row with data"
)
HIDDEN_SHEET = Reason(
    "hidden-sheet",
    ru="скрытый лист не импортируется",
    kk="жасырын парақ импортталмайды",
    en="a hidden sheet is not imported",
)
ENCODING_AMBIGUOUS = Reason(
    "encoding-ambiguous",
    ru="кодировка не определяется однозначно: подходят {candidates}; сохраните файл в UTF-8 или укажите --encoding",
    kk="кодтауы біржақты анықталмайды: {candidates} сәйкес келеді; файлды UTF-8-де сақтаңыз немесе --encoding "
    "көрсетіңіз",
    en="the encoding is ambiguous: {candidates} fit; save the file as UTF-8 or say --encoding",
)
ENCODING_WRONG = Reason(
    "encoding-wrong",
    ru="файл не в кодировке {encoding}: ошибка в байте {at}",
    kk="файл {encoding} кодтауында емес: {at}-байтта қате",
    en="the file is not in {encoding}: error at byte {at}",
)
ENCODING_UNKNOWN = Reason(
    "encoding-unknown",
    ru="кодировка не распознана (это не UTF-8, UTF-16, Windows-1251, KZ-1048, CP866 и не KOI8-R); "
    "сохраните файл в UTF-8",
    kk="кодтауы танылмады (UTF-8, UTF-16, Windows-1251, KZ-1048, CP866 немесе KOI8-R емес); файлды UTF-8-де сақтаңыз",
    en="the encoding is not recognised (not UTF-8, UTF-16, Windows-1251, KZ-1048, CP866 or KOI8-R); "
    "save the file as UTF-8",
)
ENCODING_GUESSED = Reason(
    "encoding-guessed",
    ru="файл не в UTF-8; прочитан как {encoding}",
    kk="файл UTF-8-де емес; {encoding} ретінде оқылды",
    en="the file is not UTF-8; read as {encoding}",
)
QUOTES = Reason(
    "unbalanced-quotes",
    ru="кавычка открыта и не закрыта, либо после закрывающей кавычки есть текст",
    kk="тырнақша ашылып, жабылмаған немесе жабатын тырнақшадан кейін мәтін бар",
    en="a quotation mark is opened and not closed, or text follows the closing one",
)

# The header
HEADER_UNKNOWN = Reason(
    "unknown-table",
    ru="по заголовку не видно, что это за таблица. Ближе всего «{table}»: не хватает {missing}; лишние {unknown}. "
    "Принимаются: {accepted}",
    kk="тақырыбынан бұл қандай кесте екені көрінбейді. Ең жақыны — «{table}»: жетіспейді: {missing}; артық: "
    "{unknown}. Қабылданады: {accepted}",
    en="the header does not tell which table this is. Closest is “{table}”: missing {missing}; unknown {unknown}. "
    "Accepted: {accepted}",
)
HEADER_MISSING = Reason(
    "missing-column",
    ru="в таблице «{table}» нет обязательного столбца; принимаются названия: {accepted}",
    kk="«{table}» кестесінде міндетті баған жоқ; мына атаулар қабылданады: {accepted}",
    en="a required column of “{table}” is missing; accepted names: {accepted}",
)
HEADER_EXTRA = Reason(
    "unknown-column",
    ru="неизвестный столбец таблицы «{table}»; принимаются: {accepted}",
    kk="«{table}» кестесінің белгісіз бағаны; қабылданатындары: {accepted}",
    en="unknown column of “{table}”; accepted: {accepted}",
)
HEADER_TWICE = Reason(
    "repeated-column",
    ru="столбец повторяется: то же самое уже есть в столбце «{first}»",
    kk="баған қайталанады: дәл осы «{first}» бағанында бар",
    en="the column is repeated: “{first}” is the same already",
)
HEADER_TIE = Reason(
    "ambiguous-table",
    ru="заголовок подходит к нескольким таблицам: {tables}; назовите лист или файл именем таблицы",
    kk="тақырып бірнеше кестеге сәйкес келеді: {tables}; парақты немесе файлды кестенің атымен атаңыз",
    en="the header fits several tables: {tables}; name the sheet or the file after the table",
)

# The row
WRONG_CELLS = Reason(
    "wrong-cells",
    ru="в строке ячеек: {cells}, в заголовке: {columns}; проверьте разделитель и кавычки",
    kk="жолдағы ұяшықтар: {cells}, тақырыпта: {columns}; бөлгіш пен тырнақшаларды тексеріңіз",
    en="the row has {cells} cells, the header {columns}; check the delimiter and the quotation marks",
)
UNTITLED = Reason(
    "untitled-column",
    ru="значение стоит в столбце без заголовка",
    kk="мән тақырыбы жоқ бағанда тұр",
    en="the value stands in a column without a title",
)
REQUIRED = Reason("required", ru="ячейка не заполнена", kk="ұяшық толтырылмаған", en="the cell is empty")
FORMULA = Reason(
    "formula",
    ru="в ячейке {cell} формула; вставьте значение вместо формулы",
    kk="{cell} ұяшығында формула бар; формуланың орнына мәнін қойыңыз",
    en="cell {cell} holds a formula; put the value in its place",
)
CELL_ERROR = Reason(
    "cell-error",
    ru="в ячейке {cell} ошибка Excel",
    kk="{cell} ұяшығында Excel қатесі бар",
    en="cell {cell} holds an Excel error",
)
NOT_TEXT = Reason(
    "not-text",
    ru="ожидается текст, а в ячейке число с дробной частью, дата или логическое значение",
    kk="мәтін күтіледі, ал ұяшықта бөлшек сан, күн немесе логикалық мән тұр",
    en="text is expected; the cell holds a fraction, a date or a truth value",
)
TOO_LONG = Reason(
    "too-long",
    ru="текст длиннее {limit} знаков",
    kk="мәтін {limit} таңбадан ұзын",
    en="the text is longer than {limit} characters",
)
HIDDEN_SIGN = Reason(
    "hidden-sign",
    ru="в тексте есть невидимый знак {mark}; наберите текст заново",
    kk="мәтінде көрінбейтін {mark} таңбасы бар; мәтінді қайта теріңіз",
    en="the text holds a sign nobody can see, {mark}; type it anew",
)
LETTERS_LOST = Reason(
    "letters-lost",
    ru="буквы потеряны при сохранении (на их месте «{mark}»): так бывает с казахскими буквами в Windows-1251; "
    "сохраните исходный файл в UTF-8",
    kk="сақтау кезінде әріптер жоғалған (орнында «{mark}» тұр): қазақ әріптері Windows-1251-де осылай жоғалады; "
    "бастапқы файлды UTF-8-де сақтаңыз",
    en="letters were lost in saving (“{mark}” in their place), as Kazakh ones are in Windows-1251; "
    "save the original as UTF-8",
)
GARBLED = Reason(
    "garbled",
    ru="текст испорчен перекодировкой; похоже, было «{meant}»",
    kk="мәтін қайта кодтаудан бүлінген; бастапқысы «{meant}» сияқты",
    en="the text was garbled by a conversion; it seems to have been “{meant}”",
)
BAD_CODE = Reason(
    "bad-code",
    ru="код: до {limit} знаков — буквы, цифры и . _ / № -, без пробелов",
    kk="код: {limit} таңбаға дейін — әріптер, цифрлар және . _ / № -, бос орынсыз",
    en="a code has up to {limit} characters: letters, digits and . _ / № -, no spaces",
)
NOT_A_DATE = Reason(
    "not-a-date",
    ru="не дата; пишите ДД.ММ.ГГГГ или ГГГГ-ММ-ДД",
    kk="күн емес; КК.АА.ЖЖЖЖ немесе ЖЖЖЖ-АА-КК түрінде жазыңыз",
    en="not a date; write DD.MM.YYYY or YYYY-MM-DD",
)
DATE_AMBIGUOUS = Reason(
    "ambiguous-date",
    ru="дату можно понять по-разному; пишите ДД.ММ.ГГГГ или ГГГГ-ММ-ДД",
    kk="күнді әртүрлі түсінуге болады; КК.АА.ЖЖЖЖ немесе ЖЖЖЖ-АА-КК түрінде жазыңыз",
    en="the date can be read in more than one way; write DD.MM.YYYY or YYYY-MM-DD",
)
NO_SUCH_DAY = Reason(
    "no-such-day",
    ru="такого дня в календаре нет",
    kk="күнтізбеде мұндай күн жоқ",
    en="there is no such day in the calendar",
)
DATE_IMPLAUSIBLE = Reason(
    "implausible-date",
    ru="год вне пределов {first}–{last}",
    kk="жыл {first}–{last} аралығынан тыс",
    en="the year is outside {first}-{last}",
)
BAD_EMAIL = Reason(
    "bad-email",
    ru="неверный адрес электронной почты; нужен один адрес вида имя@организация.kz",
    kk="электрондық пошта мекенжайы дұрыс емес; аты@ұйым.kz түріндегі бір мекенжай қажет",
    en="not an email address; one address such as name@office.kz is needed",
)
BAD_PHONE = Reason(
    "bad-phone",
    ru="неверный номер телефона; нужен один номер, например +7 700 000 1234",
    kk="телефон нөмірі дұрыс емес; бір нөмір қажет, мысалы +7 700 000 1234",
    en="not a phone number; one number such as +7 700 000 1234 is needed",
)
PHONE_UNASSIGNED = Reason(
    "phone-unassigned",
    ru="такой код оператора или города не выдавался; номер принят, проверьте его",
    kk="мұндай оператор немесе қала коды берілмеген; нөмір қабылданды, оны тексеріңіз",
    en="no such area or operator code is assigned; the number is taken, check it",
)
PHONE_FIXED = Reason(
    "phone-fixed",
    ru="городской номер: SMS на него не придёт",
    kk="қалалық нөмір: оған SMS келмейді",
    en="a fixed line: no SMS will reach it",
)
BAD_NAME = Reason(
    "bad-name",
    ru="в имени человека допустимы буквы, дефис и апостроф",
    kk="адам атында әріптер, дефис және апостроф қана болады",
    en="a person's name has letters, hyphens and apostrophes",
)
INITIALS = Reason(
    "initials",
    ru="нужны фамилия и имя полностью, затем отчество при его наличии, без инициалов",
    kk="тегі мен аты толық, бар болса әкесінің аты жазылуы керек, инициалдарсыз",
    en="surname and first name are needed in full, then the patronymic if there is one, no initials",
)
NOT_ONE_OF = Reason(
    "not-one-of",
    ru="допустимы значения: {accepted}",
    kk="рұқсат етілген мәндер: {accepted}",
    en="accepted values: {accepted}",
)
BAD_SLUG = Reason(
    "bad-word",
    ru="ожидается слово из строчных латинских букв, цифр, - и _",
    kk="кіші латын әріптерінен, цифрлардан, - және _ таңбаларынан тұратын сөз күтіледі",
    en="a word of lower-case Latin letters, digits, - and _ is expected",
)
BAD_TIMEZONE = Reason(
    "bad-timezone",
    ru="неизвестный часовой пояс; пишите, например, Asia/Almaty",
    kk="белгісіз уақыт белдеуі; мысалы, Asia/Almaty деп жазыңыз",
    en="unknown time zone; write one such as Asia/Almaty",
)
BAD_COUNTRY = Reason(
    "bad-country",
    ru="код страны: две латинские буквы, например KZ",
    kk="ел коды: екі латын әрпі, мысалы KZ",
    en="a country's code: two Latin letters, such as KZ",
)
BAD_PREDECESSOR = Reason(
    "bad-predecessor",
    ru="предшественники пишутся через «;» в виде код:вид:дата; виды: {accepted}",
    kk="ізашарлар «;» арқылы код:түрі:күні түрінде жазылады; түрлері: {accepted}",
    en="predecessors are written code:kind:date, separated by “;”; kinds: {accepted}",
)
BAD_PARAMETERS = Reason(
    "bad-parameters",
    ru="параметры акта пишутся через «;» в виде имя=значение, например portfolio-term=15 working days",
    kk="акт параметрлері «;» арқылы аты=мәні түрінде жазылады, мысалы portfolio-term=15 working days",
    en="parameters of the act are written name=value, separated by “;”, such as portfolio-term=15 working days",
)
LOOKALIKE = Reason(
    "lookalike",
    ru="кириллица и латиница смешаны в одном слове; проверьте буквы {letters}",
    kk="бір сөзде кириллица мен латын әріптері араласқан; {letters} әріптерін тексеріңіз",
    en="Cyrillic and Latin letters are mixed in one word; check {letters}",
)
LOOKALIKE_CODES = Reason(
    "lookalike-codes",
    ru="код выглядит так же, как «{other}», но записан другими буквами",
    kk="код «{other}» сияқты көрінеді, бірақ басқа әріптермен жазылған",
    en="the code looks the same as “{other}” but is written with other letters",
)
