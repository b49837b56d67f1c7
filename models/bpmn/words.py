"""Words of a drawing that no step or outcome brings."""

from models.texts import Text

CASE_OPENED = Text("Дело открыто", "Іс ашылды", "Case opened")
CYCLE_OPENED = Text("Цикл открыт", "Цикл ашылды", "Cycle opened")
ANY_TIME = Text("В любой момент", "Кез келген уақытта", "At any time")
YES = Text("да", "иә", "yes")
NO = Text("нет", "жоқ", "no")
WHICH = Text("{step}: итог", "{step}: нәтижесі", "{step}: outcome")
NEEDED = Text("{step}: требуется?", "{step}: қажет пе?", "{step}: needed?")
NEVER_DONE = Text("{step}: уже есть?", "{step}: бар ма?", "{step}: done already?")
STANDS = Text("остаётся в силе", "күшінде қалады", "stands")
NOT_BEFORE = Text("Не раньше допустимого дня", "Рұқсат етілген күннен ерте емес", "Not before the day allowed")
OVER = Text("Срок истёк", "Мерзімі өтті", "The term is over")
CANCELLED = Text("отменён", "жойылды", "cancelled")
ALL_DONE = Text("закрыто", "жабылды", "closed")
WAY_DONE = Text("исполнено", "орындалды", "done")
DATED = Text("теперь срок: {step}", "енді мерзімі бар: {step}", "now dated: {step}")
GOES_ON = Text("дело идёт дальше", "іс жалғасады", "the case goes on")
GOES_BACK = Text("дело возвращено", "іс қайтарылды", "the case goes back")
BACK = Text("возврат", "қайтару", "back")
WITHDRAWN = Text("отмена", "жою", "cancel")
