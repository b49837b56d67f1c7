"""What the demo says to whoever watches, in Russian, Kazakh and English."""

from models.texts import Text, as_is

PLAYING = as_is("{procedure} ({authority})")
SETTING_UP = Text(
    "Поднимается всё нужное: реестр органа, почта и СМС-шлюз, сервер Prefect, исполнитель",
    "Қажеттінің бәрі іске қосылуда: орган тізілімі, пошта мен СМС-шлюз, Prefect сервері, орындаушы",
    "Putting everything up: the authority's registry, mail and SMS, the Prefect server, the worker",
)
ADDRESS = Text("Интерфейс Prefect: {url}", "Prefect интерфейсі: {url}", "Prefect's UI: {url}")
OPEN_CASES = Text("Открытые дела: {url}", "Ашық істер: {url}", "Open cases: {url}")
LETTERS_PAGE = Text("Письма и СМС: {url}", "Хаттар мен СМС: {url}", "Letters and SMS: {url}")
GOING_ON = Text("Продолжается с {day}", "{day} күнінен жалғасады", "Going on from {day}")
DAY = Text(
    "{day}  ответов: {answers}, отклонено: {refused}, писем и СМС: {letters}",
    "{day}  жауап: {answers}, қабылданбады: {refused}, хат пен СМС: {letters}",
    "{day}  answers: {answers}, refused: {refused}, letters and SMS: {letters}",
)
TITLE = Text(
    "{procedure} {year}, {authority}: {cases}, с {first} по {last}, за {seconds} с",
    "{procedure} {year}, {authority}: {cases}, {first} – {last}, {seconds} с ішінде",
    "{procedure} {year}, {authority}: {cases}, from {first} to {last}, in {seconds} s",
)
CASES = Text("Дела по итогам", "Істер нәтижесі бойынша", "Cases by outcome")
OUTCOME = Text("Итог", "Нәтиже", "Outcome")
COUNT = Text("Число", "Саны", "Count")
UNDECIDED = Text("в работе", "жұмыста", "in progress")
WHO = Text("О ком (дело, сценарий)", "Кім туралы (іс, сценарий)", "Whom about (case, script)")
LEFT_OUT = Text("Не вошли в список", "Тізімге кірмегендер", "Left out of the list")
WHOM = Text("Кто", "Кім", "Who")
DATED = Text("Шаги дела {case}: {shows}", "{case} ісінің қадамдары: {shows}", "Steps of case {case}: {shows}")
OPENED = Text("Открыт", "Ашылды", "Opened")
BY = Text("Срок", "Мерзімі", "By")
DONE = Text("Исполнен", "Орындалды", "Done")
CANCELLED = Text("не понадобился", "қажет болмады", "not needed")
STEPS = Text(
    "Шагов со сроком: в срок {on_time}, с опозданием {late}",
    "Мерзімі бар қадамдар: уақытында {on_time}, кешігіп {late}",
    "Steps with a last day: on time {on_time}, late {late}",
)
LETTERS = Text("Письма и СМС, дошедшие на самом деле", "Шын мәнінде жеткен хаттар мен СМС", "Letters really received")
CHANNEL = Text("Канал", "Арна", "Channel")
LANGUAGE = Text("Язык", "Тіл", "Language")
RECEIVED = Text("Получено", "Алынды", "Received")
SENT = Text("Отправлено по журналу", "Журнал бойынша жіберілді", "Sent, says the outbox")
LANGUAGES = {
    "ru": Text("русский", "орыс тілі", "Russian"),
    "kk": Text("казахский", "қазақ тілі", "Kazakh"),
    "en": Text("английский", "ағылшын тілі", "English"),
}
REPEATED = Text(
    "Повторно доставлено (тот же Message-ID): {count}",
    "Қайта жеткізілді (сол Message-ID): {count}",
    "Delivered again under the same Message-ID: {count}",
)
DOCUMENTS = Text("Документы составлены", "Жасалған құжаттар", "Documents written")
REFUSALS = Text("Отклонённые ответы", "Қабылданбаған жауаптар", "Answers refused")
REASON = Text("Причина", "Себебі", "Reason")
LISTS = Text("Снова в списке", "Қайтадан тізімде", "On the list again")
LISTED = Text(
    "{year} год, п. {clause}: {people}", "{year} жыл, {clause}-т.: {people}", "{year}, clause {clause}: {people}",
)  # fmt: skip
RIGHT = Text(
    "Всё прошло по сценарию: итоги, отказы с пунктами, письма.",
    "Бәрі сценарий бойынша өтті: нәтижелер, тармағы көрсетілген бас тартулар, хаттар.",
    "All went as the script says: outcomes, refusals with their clauses, letters.",
)
WRONG = Text("Не так, как должно быть:", "Күтілгеннен өзгеше:", "Not as it must be:")
KEPT = Text(
    "Оставлено работать. Остановить: Ctrl-C или kill {pid}\n"
    "Перевести часы: Deployments, move-clock, Quick run, день",
    "Жұмыс істеп тұр. Тоқтату: Ctrl-C немесе kill {pid}\n"
    "Сағатты жылжыту: Deployments, move-clock, Quick run, күні",
    "Left running. To stop: Ctrl-C or kill {pid}\n"
    "To move the clock: Deployments, move-clock, Quick run, a day",
)  # fmt: skip
WORKLIST = Text(
    "Список {year} направляется, чтобы было чем заняться",
    "{year} жылғы тізім жіберілуде, жұмыс табылсын деп",
    "The list of {year} is sent, so that there is something to do",
)
GO_ON = Text(
    "Прервано. Продолжить: merzim demo --procedure {procedure} --state {folder}",
    "Үзілді. Жалғастыру: merzim demo --procedure {procedure} --state {folder}",
    "Broken off. To go on: merzim demo --procedure {procedure} --state {folder}",
)
TOGETHER = Text("Все процедуры", "Барлық рәсім", "All procedures")
PROCEDURE = Text("Процедура", "Рәсім", "Procedure")
CASES_COUNT = Text("Дел", "Істер", "Cases")
IN_TIME = Text("в срок", "мерзімінде", "in time")
REFUSALS_COUNT = Text("отказов", "бас тарту", "refused")
LETTERS_COUNT = Text("писем и СМС", "хат пен СМС", "letters, SMS")
SECONDS = Text("секунд", "секунд", "seconds")
CAME = Text("Как прошло", "Қалай өтті", "How it went")
AS_SCRIPTED = Text("по сценарию", "сценарий бойынша", "as scripted")
OTHERWISE = Text("не по сценарию", "сценарийден өзгеше", "otherwise")
