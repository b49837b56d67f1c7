"""What is told of a filled agenda that can't be taken."""

from models.texts import Text

ROW = Text("лист «{sheet}», строка {row}", "«{sheet}» парағы, {row}-жол", "sheet “{sheet}”, row {row}")
NOT_OURS = Text(
    "это не повестка, выданная программой: возьмите новую (merzim meeting agenda) и заполните её",
    "бұл бағдарлама берген күн тәртібі емес: жаңасын алып (merzim meeting agenda), соны толтырыңыз",
    "this is no agenda made by this service: take a new one (merzim meeting agenda) and fill that in",
)
NO_WORKBOOK = Text(
    "файл не читается как книга .xlsx; сохраните повестку в формате .xlsx без пароля",
    "файл .xlsx кітабы ретінде оқылмайды; күн тәртібін құпиясөзсіз .xlsx пішімінде сақтаңыз",
    "the file can't be read as an .xlsx workbook; save the agenda as .xlsx without a password",
)
OLD = Text(
    "файл старого формата Excel (.xls) или с паролем; сохраните его как .xlsx без пароля",
    "файл Excel-дің ескі пішімінде (.xls) немесе құпиясөзбен қорғалған; оны құпиясөзсіз .xlsx етіп сақтаңыз",
    "an old Excel file (.xls) or one with a password; save it as .xlsx without a password",
)
TOO_LARGE = Text(
    "файл слишком велик: допускается {limit} МБ",
    "файл тым үлкен: {limit} МБ рұқсат етіледі",
    "too large: {limit} MB at most",
)
TOO_MANY = Text(
    "лист «{sheet}»: строк больше {rows} или столбцов больше {columns}; повестка таких не содержит",
    "«{sheet}» парағы: {rows} жолдан не {columns} бағаннан көп; күн тәртібінде ондай болмайды",
    "sheet “{sheet}”: more than {rows} rows or {columns} columns; no agenda has so many",
)
MACROS = Text(
    "в файле макросы; сохраните повестку как .xlsx без макросов",
    "файлда макростар бар; күн тәртібін макроссыз .xlsx етіп сақтаңыз",
    "the file holds macros; save the agenda as .xlsx without them",
)
NO_COLUMN = Text(
    "нет столбцов: {columns}; возьмите новую повестку",
    "бағандар жоқ: {columns}; жаңа күн тәртібін алыңыз",
    "these columns are missing: {columns}; take a new agenda",
)
WHOSE = Text("не указано дело", "іс көрсетілмеген", "the case is not named")
TWICE = Text("дело уже есть в строке {row}", "іс {row}-жолда бар", "the case stands in row {row} already")
FORMULA = Text(
    "в ячейке формула; вставьте значение", "ұяшықта формула бар; мәнін қойыңыз", "a formula; put the value in its place"
)
SPOILT = Text("в ячейке ошибка Excel", "ұяшықта Excel қатесі бар", "an Excel error")
TOO_LONG = Text("длиннее {limit} знаков", "{limit} таңбадан ұзын", "longer than {limit} characters")
WHOLE = Text("нужно целое число от 0", "0-ден басталатын бүтін сан қажет", "a whole number from 0 is needed")
A_DAY = Text(
    "нужна дата, например 21.12.2026",
    "күн қажет, мысалы 21.12.2026",
    "a date such as 21.12.2026 is needed",
)
YES_NO = Text("нужно «да» или «нет»", "«иә» немесе «жоқ» қажет", "yes or no is needed")
NOT_LISTED = Text("допускается: {names}", "рұқсат етіледі: {names}", "accepted: {names}")
COUNT = Text(
    "указано {present}, а отмечено присутствующих {marked}",
    "{present} деп көрсетілген, ал қатысқан деп белгіленгені {marked}",
    "{present} is written, but {marked} are marked as present",
)
MISSING = Text("нужно заполнить", "толтыру қажет", "must be filled in")
NO_CASE = Text("такого дела в цикле {cycle} нет", "{cycle} циклінде мұндай іс жоқ", "{cycle} has no such case")
NO_DECISION = Text(
    "в строке что-то заполнено, а решения нет: укажите решение или очистите строку",
    "жолда бірдеңе толтырылған, ал шешім жоқ: шешімді көрсетіңіз немесе жолды тазалаңыз",
    "something is filled in, but no decision: name the decision or clear the row",
)
EMPTY = Text("ни одно дело не заполнено", "бірде-бір іс толтырылмаған", "no case is filled in")
