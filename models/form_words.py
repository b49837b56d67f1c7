"""What is said of a field that can't be taken, by the beginning of the name of the error it gives."""

from models.texts import Text

PROBLEMS = {
    "missing": Text("нужно заполнить", "толтыру қажет", "must be filled in"),
    "extra": Text(
        "такого поля в форме нет; поля формы: {fields}",
        "формада мұндай өріс жоқ; форма өрістері: {fields}",
        "the form has no such field; its fields: {fields}",
    ),
    "date": Text(
        "нужна дата вида 2026-12-01, а не {input}",
        "2026-12-01 түріндегі күн қажет, {input} емес",
        "a date like 2026-12-01 is needed, not {input}",
    ),
    "literal": Text(
        "допускается: {expected}, а не {input}",
        "рұқсат етіледі: {expected}, {input} емес",
        "accepted: {expected}, not {input}",
    ),
    "int": Text(
        "нужно целое число, а не {input}", "{input} емес, бүтін сан қажет", "a whole number is needed, not {input}"
    ),
    "float": Text("нужно число, а не {input}", "{input} емес, сан қажет", "a number is needed, not {input}"),
    "bool": Text(
        "нужно «да» или «нет» (true, false), а не {input}",
        "«иә» немесе «жоқ» (true, false) қажет, {input} емес",
        "yes or no is needed, not {input}",
    ),
    "string": Text("нужен текст, а не {input}", "мәтін қажет, {input} емес", "a text is needed, not {input}"),
    "list": Text("нужен перечень, а не {input}", "тізбе қажет, {input} емес", "a list is needed, not {input}"),
    "dict": Text(
        "нужны пары «имя: значение», а не {input}",
        "«атау: мән» жұптары қажет, {input} емес",
        "pairs of name and value are needed, not {input}",
    ),
    "group": Text(
        "нужны поля: {fields}, а не {input}",
        "мына өрістер қажет: {fields}, {input} емес",
        "these fields are needed: {fields}, not {input}",
    ),
    "far": Text(
        "нужен год с {first} по {last}, а не {input}",
        "{first}–{last} жылдардың бірі қажет, {input} емес",
        "a year from {first} to {last} is needed, not {input}",
    ),
    "large": Text("слишком большое число", "тым үлкен сан", "too large a number"),
    "long": Text("текст длиннее {limit} знаков", "мәтін {limit} таңбадан ұзын", "a text longer than {limit} signs"),
    "hidden": Text(
        "в тексте есть невидимый знак {sign}; наберите текст заново",
        "мәтінде көрінбейтін {sign} таңбасы бар; мәтінді қайта теріңіз",
        "the text holds a sign nobody can see, {sign}; type it anew",
    ),
    "twice": Text("одно имя стоит дважды", "бір атау екі рет тұр", "one name stands twice"),
    "bounds": Text(
        "допускается {bound}, а не {input}", "{bound} рұқсат етіледі, {input} емес", "accepted: {bound}, not {input}"
    ),
}
