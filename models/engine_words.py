"""What the engine says when it refuses, or finds a term missed."""

from models.texts import Text

NONE = Text("нет", "жоқ", "none")
LATE = Text(
    "«{step}»: исполнено {done:%d.%m.%Y}, последний день был {last_day:%d.%m.%Y}",
    "«{step}»: {done:%d.%m.%Y} орындалды, соңғы күні {last_day:%d.%m.%Y} болған",
    "{step}: done on {done}, the last day was {last_day}",
)
FUTURE = Text(
    "«{field}»: {day:%d.%m.%Y} ещё не наступило (сегодня {on:%d.%m.%Y}); записывается то, что уже сделано",
    "«{field}»: {day:%d.%m.%Y} әлі келген жоқ (бүгін {on:%d.%m.%Y}); орындалғаны ғана жазылады",
    "{field}: {day} has not come yet (today is {on}); only what was done can be recorded",
)
TOO_EARLY = Text(
    "«{step}»: {day:%d.%m.%Y} раньше, чем позволяет п. {clause}; первый допустимый день {first:%d.%m.%Y}",
    "«{step}»: {day:%d.%m.%Y} {clause}-т. рұқсат ететін күннен ерте; алғашқы рұқсат етілген күн {first:%d.%m.%Y}",
    "{step}: {day} is earlier than clause {clause} allows; the first day allowed is {first}",
)
OUT_OF_REACH = Text(
    "по этим датам срок не посчитать: рабочий календарь так далеко не идёт",
    "бұл күндер бойынша мерзімді есептеу мүмкін емес: жұмыс күнтізбесі ондай жылдарды қамтымайды",
    "no term can be counted from these dates: the working calendar does not reach that far",
)
BEFORE_ITS_BASIS = Text(
    "{day:%d.%m.%Y} раньше того, на чём шаг основан ({earlier:%d.%m.%Y})",
    "{day:%d.%m.%Y} қадамның негізінен ({earlier:%d.%m.%Y}) ерте",
    "{day} is before what the step rests on ({earlier})",
)
RECORDED = Text(
    "«{step}» уже записан: исполнено {day:%d.%m.%Y}, итог «{outcome}». Ваш ответ не записан и ничего не изменил",
    "«{step}» бұрын жазылған: {day:%d.%m.%Y} орындалған, нәтижесі «{outcome}». "
    "Жауабыңыз жазылған жоқ, ештеңе өзгерген жоқ",
    "{step} is recorded already: done on {day}, outcome '{outcome}'. Your answer was not recorded and changed nothing",
)
NOT_OPEN = Text(
    "«{step}» сейчас не открыт. Открыты: {open}",
    "«{step}» қазір ашық емес. Ашық қадамдар: {open}",
    "{step} is not open now. Open: {open}",
)
WAITS = Text(
    "«{step}» ждёт шага «{awaited}», он ещё не исполнен",
    "«{step}» «{awaited}» қадамын күтеді, ол әлі орындалған жоқ",
    "{step} waits for '{awaited}', which is not done yet",
)
NOT_ANSWERED = Text(
    "«{step}» не заполняют: он завершается сам",
    "«{step}» толтырылмайды: ол өздігінен аяқталады",
    "{step} is not filled in: it ends by itself",
)
UNKNOWN = Text(
    "шага «{step}» нет в процедуре «{process}»; есть: {known}",
    "«{process}» рәсімінде «{step}» қадамы жоқ; барлары: {known}",
    "'{process}' has no step '{step}'; it has: {known}",
)
CLOSED = Text(
    "дело закрыто {closed:%d.%m.%Y}; ответ не записан",
    "іс {closed:%d.%m.%Y} жабылған; жауап жазылған жоқ",
    "the case was closed on {closed}; the answer was not recorded",
)
NOT_RUNNING = Text("«{step}» сейчас не идёт", "«{step}» қазір жүріп жатқан жоқ", "{step} is not running")
WINDOW_OVER = Text(
    "«{step}»: {day:%d.%m.%Y} срок уже истёк, он шёл до {ends:%d.%m.%Y}",
    "«{step}»: {day:%d.%m.%Y} мерзімі өтіп кеткен, ол {ends:%d.%m.%Y} дейін жүрді",
    "{step}: on {day} the term had run out, it ran until {ends}",
)
TIMER_RUNS = Text(
    "«{step}» идёт до {ends:%d.%m.%Y}", "«{step}» {ends:%d.%m.%Y} дейін жүреді", "{step} runs until {ends}"
)
