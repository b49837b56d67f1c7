"""A case file as a page of HTML for people: a court, an auditor, the person concerned. No script, nothing fetched."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

from models.filed import CaseFile, FiledStep
from models.texts import Language, Text

Data = dict[str, Any]

WORDS = {
    "title": Text("Дело {number}", "{number} ісі", "Case {number}"),
    "person": Text("Кого касается", "Кімге қатысты", "Concerns"),
    "authority": Text("Орган", "Орган", "Authority"),
    "edition": Text("Редакция акта", "Акт редакциясы", "Edition of the act"),
    "opened": Text("Открыто", "Ашылды", "Opened"),
    "closed": Text("Закрыто", "Жабылды", "Closed"),
    "result": Text("Итог", "Нәтиже", "Result"),
    "steps": Text("Шаги", "Қадамдар", "Steps"),
    "step": Text("Шаг", "Қадам", "Step"),
    "clause": Text("Пункт", "Тармақ", "Clause"),
    "performer": Text("Исполнитель", "Орындаушы", "Performer"),
    "due": Text("Срок", "Мерзім", "Due"),
    "done": Text("Исполнено", "Орындалды", "Done"),
    "said": Text("Записано", "Жазылды", "Recorded"),
    "counted": Text("Как посчитан срок", "Мерзім қалай есептелді", "How the date was counted"),
    "breaches": Text("Нарушения", "Бұзушылықтар", "Breaches"),
    "letters": Text("Письма", "Хаттар", "Letters"),
    "documents": Text("Документы", "Құжаттар", "Documents"),
    "refused": Text("Не принято", "Қабылданбады", "Refused"),
    "corrected": Text("Исправления", "Түзетулер", "Corrections"),
    "parameters": Text("Значения редакции", "Редакция мәндері", "Values of the edition"),
    "trail": Text("Журнал", "Журнал", "Audit trail"),
    "head": Text("Конец цепи журнала", "Журнал тізбегінің соңы", "Head of the audit chain"),
    "late": Text("с опозданием", "кешігіп", "late"),
    "sent": Text("отправлено", "жіберілді", "sent"),
    "not_sent": Text("не отправлено", "жіберілмеді", "not sent"),
    "when": Text("Когда", "Қашан", "When"),
    "who": Text("Кто", "Кім", "Who"),
    "what": Text("Что", "Не", "What"),
    "happened": Text("Произошло", "Болған күні", "Happened"),
}

STYLE = """body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border:1px solid #bbb;padding:.3rem .5rem;
text-align:left;vertical-align:top}th{background:#f1f1f1}h2{margin-top:2rem}code{font-size:.8rem;
overflow-wrap:anywhere}.late{color:#a40000}@media print{body{margin:0;max-width:none}}"""


def case_page(file: CaseFile, data: Data, language: Language) -> str:
    """The page, in one language; `data` is `models.record.exporting.case_data` of the same case."""
    word = {name: text.in_(language) for name, text in WORDS.items()}
    parts = [
        f"<h1>{escape(WORDS['title'].filled(number=file.number).in_(language))}</h1>",
        f"<p>{escape(file.title.in_(language))}</p>",
        _about(file, word, language),
        f"<h2>{word['steps']}</h2>",
        _table(
            (word["step"], word["clause"], word["performer"], word["due"], word["done"], word["said"]),
            [_step(step, word, language) for step in file.steps],
        ),
    ]
    if file.breaches:
        lines = (f"{b.text.in_(language)} ({b.clause})" for b in file.breaches)
        parts += [f"<h2>{word['breaches']}</h2>", _list(lines)]
    corrected = [e for e in data["entries"] if e["action"] == "entry-corrected" and e["after"]]
    if corrected:
        lines = (f"{_day(e['on_day'])} · {e['step']} · {e['after']['reason']} ({e['actor']})" for e in corrected)
        parts += [f"<h2>{word['corrected']}</h2>", _list(lines)]
    if file.letters:
        rows = [
            (letter.title.in_(language), letter.recipient.full if letter.recipient else "", letter.channel,
             f"{letter.day:%d.%m.%Y}",
             f"{word['sent']} {letter.sent_at:%d.%m.%Y %H:%M} UTC" if letter.sent_at else word["not_sent"])
            for letter in file.letters
        ]  # fmt: skip
        parts += [f"<h2>{word['letters']}</h2>", _table((word["what"], word["who"], "", word["when"], ""), rows)]
    if file.documents:
        rows_ = [(d.title.in_(language), d.clause, f"{d.owed_on:%d.%m.%Y}") for d in file.documents]
        parts += [f"<h2>{word['documents']}</h2>", _table((word["what"], word["clause"], word["when"]), rows_)]
    if file.refusals:
        lines = (f"{r.given_at:%d.%m.%Y} · {r.title.in_(language)}: {r.reason.in_(language)} ({r.clause})"
                 for r in file.refusals)  # fmt: skip
        parts += [f"<h2>{word['refused']}</h2>", _list(lines)]
    parts += [
        f"<h2>{word['counted']}</h2>",
        *(_traces(step, language) for step in file.steps if step.traces),
        f"<h2>{word['parameters']}</h2>",
        *(_edition(edition, word, language) for edition in data["editions"]),
        f"<h2>{word['trail']}</h2>",
        _table(
            ("№", word["when"], word["happened"], word["who"], word["what"], word["clause"]),
            [
                (str(e["position"]), str(e["at"]), _day(e["on_day"]), e["actor"],
                 f"{e['action']} {e['step'] or ''}", e["clause"] or "")
                for e in data["entries"]
            ],
        ),
        f"<p>{word['head']}: <code>{data['proof']['head']['position']}:{data['proof']['head']['hash']}</code></p>",
    ]  # fmt: skip
    title = escape(file.number)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _about(file: CaseFile, word: dict[str, str], language: Language) -> str:
    rows = [(word["authority"], file.authority_name.in_(language))]
    if file.person is not None:
        rows.append((word["person"], f"{file.person.name.full}, {file.person.post}"))
    rows.append((word["edition"], f"{file.edition.act.in_(language)} ({file.edition.code})"))
    rows.append((word["opened"], f"{file.opened_on:%d.%m.%Y}"))
    if file.result_title is not None and file.result_on is not None:
        rows.append((word["result"], f"{file.result_title.in_(language)}, {file.result_on:%d.%m.%Y}"))
    if file.closed_on is not None:
        rows.append((word["closed"], f"{file.closed_on:%d.%m.%Y}"))
    return "<table>" + "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows) + "</table>"


def _step(step: FiledStep, word: dict[str, str], language: Language) -> Sequence[str]:
    done = f"{step.done_on:%d.%m.%Y}" if step.done_on else step.state
    if step.late:
        done += f" ({word['late']})"
    lines = [step.outcome_title.in_(language)] if step.outcome_title else []
    for field in step.form:
        shown = field.shown.in_(language) or "; ".join(
            f"{part.title.in_(language)}: {part.shown.in_(language)}" for part in field.parts
        )
        lines.append(f"{field.title.in_(language)}: {shown}")
    who = step.performer.title.in_(language) + (f", {step.performer.name.full}" if step.performer.name else "")
    due = step.due or step.ends or step.not_before
    return (step.title.in_(language), step.clause, who, f"{due:%d.%m.%Y}" if due else "", done, "\n".join(lines))


def _traces(step: FiledStep, language: Language) -> str:
    lines = [line.in_(language) for trace in step.traces for line in trace.lines]
    return f"<h3>{escape(step.title.in_(language))}</h3>{_list(lines)}"


def _edition(edition: Data, word: dict[str, str], language: Language) -> str:
    rows = [
        (p["title"].get(language) or p["title"]["ru"], p["clause"], str(p["value"]["share"] if isinstance(
            p["value"], dict) else p["value"]))
        for p in edition["parameters"]
    ]  # fmt: skip
    return f"<h3>{escape(edition['code'])}</h3>" + _table((word["what"], word["clause"], ""), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(h)}</th>" for h in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%d.%m.%Y}"
