"""Words of the case sheet and its picture, the cycle's board and the worklist."""

from models.texts import Text

CASE = Text("Дело", "Іс", "Case")
CYCLE = Text("Цикл", "Цикл", "Cycle")
YEAR = Text("{year} год", "{year} жыл", "{year}")

RESULT = Text("Результат", "Нәтиже", "Result")
CLOSED_ON = Text("Закрыто {day}", "{day} жабылды", "Closed on {day}")
DESTINATION = Text("Место назначения: {place}", "Тағайындалатын орын: {place}", "Destination: {place}")
CATEGORY = Text(
    "Квалификационная категория: {category}, действует по {day}",
    "Біліктілік санаты: {category}, {day} күніне дейін жарамды",
    "Qualification category: {category}, valid until {day}",
)
CATEGORY_OPEN = Text(
    "Квалификационная категория: {category}", "Біліктілік санаты: {category}", "Qualification category: {category}"
)

# Steps and their dates
STEPS = Text("Шаги", "Қадамдар", "Steps")
OWN_STEPS = Text("Шаги цикла", "Цикл қадамдары", "Steps of the cycle")
CASE_STEPS = Text("Шаги дел", "Істердің қадамдары", "Steps of the cases")
STEP = Text("Шаг", "Қадам", "Step")
CLAUSE = Text("Пункт", "Тармақ", "Clause")
PERFORMER = Text("Исполнитель", "Орындаушы", "Performer")
DUE = Text("Срок", "Мерзімі", "Due")
DONE = Text("Исполнение", "Орындалуы", "Done")
AGAIN = Text("{title}, {nth}-й раз", "{title}, {nth}-рет", "{title}, time {nth}")
BY = Text("до {day}", "{day} дейін", "by {day}")
UNTIL = Text("идёт до {day}", "{day} дейін жүреді", "runs until {day}")
NOT_BEFORE = Text("не раньше {day}", "ерте дегенде {day}", "not before {day}")
LAST_DAY = Text("последний день {day}", "соңғы күні {day}", "last day {day}")
OVERDUE_SINCE = Text(
    "просрочено, последний день был {day}", "мерзімі өтті, соңғы күні {day} болған", "overdue, the last day was {day}"
)
OWN_STEP = Text("не из текста", "мәтіннен емес", "not from the text")
PROVISIONAL = Text("дата предварительная", "күн алдын ала есептелген", "provisional date")
NOBODY = Text("никто не назначен", "ешкім тағайындалмаған", "nobody is named")

# How a step stands
OPEN = Text("открыт", "ашық", "open")
RUNNING = Text("идёт", "жүріп жатыр", "running")
OVERDUE = Text("просрочен", "мерзімі өткен", "overdue")
WAITING = Text("ждёт других шагов", "басқа қадамдарды күтуде", "waits for other steps")
CANCELLED = Text("отменён", "жойылды", "cancelled")
SUPERSEDED = Text("больше не действует", "енді күші жоқ", "no longer counts")
ON_TIME = Text("в срок", "мерзімінде", "on time")
LATE = Text("с опозданием", "кешігіп", "late")

# What is shown first, because it must not be missed
REFUSED = Text("Ответ не принят", "Жауап қабылданбады", "The answer was not accepted")
BREACHES = Text("Нарушения", "Бұзушылықтар", "Breaches")

PICTURE = Text("Схема", "Сызба", "Diagram")
WHY_DATES = Text("Как посчитаны сроки", "Мерзімдер қалай есептелді", "How the dates were counted")
AHEAD = Text("Что дальше", "Әрі қарай", "What follows")
AFTER = Text("После «{step}»", "«{step}» қадамынан кейін", "After “{step}”")
ENDS = Text("дело закрывается", "іс жабылады", "the case closes")
STAYS = Text("дело идёт дальше", "іс жалғасады", "the case goes on")
ANY_TIME = Text("В любой момент", "Кез келген уақытта", "At any time")

LETTERS = Text("Письма", "Хаттар", "Letters")
LETTER = Text("Письмо", "Хат", "Letter")
SENT = Text("Отправка", "Жіберілуі", "Sending")
DAY = Text("День", "Күні", "Day")
RECEIVED = Text("получение подтверждено {at}", "алғаны расталды {at}", "receipt confirmed {at}")
SERVE = Text("вручить письмом", "хатпен тапсыру", "serve by letter")
SERVE_ON_PAPER = Text(
    "Получение не подтверждено: вручите на бумаге",
    "Алғаны расталмады: қағаз түрінде тапсырыңыз",
    "Receipt not confirmed: serve on paper",
)
FALLBACK = Text("запасной канал", "қосалқы арна", "fallback channel")
TRIES = Text("попыток: {count}", "әрекет саны: {count}", "tries: {count}")
CHANNELS = {"email": Text("эл. почта", "эл. пошта", "email"), "sms": Text("СМС", "СМС", "SMS")}
LETTER_STATES = {
    "created": Text("в очереди", "кезекте", "queued"),
    "sending": Text("отправляется", "жіберілуде", "being sent"),
    "sent": Text("отправлено", "жіберілді", "sent"),
    "temporary_failure": Text("не отправлено, будет повтор", "жіберілмеді, қайталанады", "failed, will be tried again"),
    "permanent_failure": Text("не отправлено", "жіберілмеді", "not sent"),
    "cancelled": Text("отменено", "жойылды", "cancelled"),
}
REMINDED = Text("Напоминаний отправлено: {count}", "Жіберілген ескертулер: {count}", "Reminders sent: {count}")
NEXT_REMINDER = Text("следующее {day}", "келесісі {day}", "the next one on {day}")

DOCUMENT = Text("Документ", "Құжат", "Document")
NUMBER = Text("Номер", "Нөмірі", "Number")
DRAFT = Text("проект документа", "құжат жобасы", "draft of the paper")
NOT_WRITTEN = Text("ещё не составлен", "әлі жасалған жоқ", "not written yet")
DOCUMENTS = Text("Документы", "Құжаттар", "Documents")
RECORDED = Text("Что записано", "Жазылған мәліметтер", "What was recorded")
MORE_FIELDS = Text(
    "других заполненных полей: {count}", "басқа толтырылған өрістер: {count}", "other fields filled: {count}"
)
REFUSALS = Text("Непринятые ответы", "Қабылданбаған жауаптар", "Answers not accepted")
WHY_LISTED = Text("Почему в списке", "Неліктен тізімде", "Why on the list")

BASIS = Text("По какому тексту", "Қай мәтін бойынша", "Under which text")
EDITION = Text("редакция {code}", "{code} редакциясы", "edition {code}")
ADOPTED = Text(
    "принят органом с {day}, акт {decree}",
    "орган {day} бастап қабылдаған, акт {decree}",
    "adopted from {day}, act {decree}",
)
IN_FORCE = Text("действует с {day}", "{day} бастап қолданылады", "in force from {day}")
CHOSEN = Text("значение выбрал орган", "мәнін орган таңдаған", "the authority's own choice")

# The board
TODAY = Text("на {day}", "{day} күнгі жай-күй", "as of {day}")
CASES = Text("Дела", "Істер", "Cases")
CASES_COUNT = Text("дел: {count}", "істер: {count}", "cases: {count}")
DECIDED = Text("с результатом: {count}", "нәтижесі бар: {count}", "with a result: {count}")
DONE_COUNT = Text(
    "шагов в срок: {on_time}, с опозданием: {late}",
    "қадамдар мерзімінде: {on_time}, кешігіп: {late}",
    "steps on time: {on_time}, late: {late}",
)
OVERDUE_STEPS = Text("Просрочено", "Мерзімі өткен", "Overdue")
NEXT_DAYS = Text(
    "В ближайшие {count} дней, по {day}", "Алдағы {count} күнде, {day} дейін", "In the next {count} days, to {day}"
)
PROGRESS = Text("завершено {part} %", "{part} % аяқталды", "{part} % decided")
RISK = Text(
    "Чтобы не нарушить срок: сделать по {day}",
    "Мерзімді бұзбау үшін: {day} дейін орындау",
    "So as not to miss a term: to do by {day}",
)
BY_LAW = Text(
    "срок из текста: опоздание — нарушение",
    "мерзімі мәтіннен: кешігу — бұзушылық",
    "a term of the text: late is a breach",
)
WHEN = Text("Когда", "Қашан", "When")
MEETINGS = Text("Ближайшие заседания", "Жақын отырыстар", "Next meetings")
AGENDA = Text("Повестка", "Күн тәртібі", "Agenda")
WAIT_FOR_DECISION = Text("ждут решения: {count}", "шешім күтуде: {count}", "wait for a decision: {count}")
NOTHING = Text("ничего", "ештеңе жоқ", "nothing")
COUNT = Text("Дел", "Істер саны", "Cases")
OPEN_COUNT = Text("Открыто", "Ашық", "Open")
OVERDUE_COUNT = Text("из них просрочено: {count}", "оның ішінде мерзімі өткені: {count}", "of them overdue: {count}")
DONE_OF = Text("{on_time} в срок", "{on_time} мерзімінде", "{on_time} on time")
LATE_OF = Text("{late} с опозданием", "{late} кешігіп", "{late} late")
NO_RESULT = Text("пока без результата", "әзірге нәтижесі жоқ", "without a result yet")
WHO = Text("Кто", "Кім", "Who")
STANDS = Text("Где находится", "Қай сатыда", "Where it stands")
LISTED = Text("Кто в списке и почему", "Тізімде кім бар және неліктен", "Who is on the list and why")
LEFT_OUT = Text("Кто не в списке и почему", "Тізімде кім жоқ және неліктен", "Who is not on the list and why")
EXCLUDED = Text("исключён: {reason}", "шығарылған: {reason}", "left out: {reason}")

SHORT_CLAUSE = Text("п. {clause}", "{clause}-т.", "cl. {clause}")
CASE_KEY = Text(
    "done исполнено в срок;done-late исполнено с опозданием;open открыто;late просрочено;next возможно дальше;"
    "waits ждёт других шагов;gone отменено или больше не действует",
    "done мерзімінде орындалды;done-late кешігіп орындалды;open ашық;late мерзімі өтті;next әрі қарай мүмкін;"
    "waits басқа қадамдарды күтуде;gone жойылды немесе күші жоқ",
    "done done in time;done-late done late;open open;late overdue;next possible next;waits waits for other steps;"
    "gone cancelled or no longer counts",
)
"""What each mark means: the mark's kind, then its words."""
CYCLE_KEY = Text(
    "open ▶ дел открыто на шаге;late ! из них просрочено;done ✓ исполнено",
    "open ▶ қадамда ашық істер;late ! оның ішінде мерзімі өткені;done ✓ орындалды",
    "open ▶ cases open at the step;late ! of them overdue;done ✓ done",
)
