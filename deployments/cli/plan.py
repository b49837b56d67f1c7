"""`merzim plan`: the dated steps ahead."""

import json
from datetime import date
from typing import Annotated, Any

import typer

from deployments.cli.options import Json, Lang
from models.acts import Edition
from models.calendars import WorkingCalendar, working_calendar
from models.days import day_text, parse_day
from models.outcomes import plain, reminder_data
from models.planning import PlannedStep
from models.planning import plan as planned
from models.procedure import Procedure
from models.regulations import procedure as procedure_named
from models.terms import Term
from models.texts import Language, Text

HEADS = (
    Text("Шаг", "Қадам", "Step"),
    Text("Пункт", "Тармақ", "Clause"),
    Text("Исполнитель", "Орындаушы", "Performer"),
    Text("Срок", "Мерзім", "Term"),
    Text("Исполнить до", "Орындау күні", "Due"),
    Text("Последний день", "Соңғы күн", "Last day"),
    Text("Не раньше", "Ерте емес", "Not before"),
    Text("Напоминания", "Еске салу", "Reminders"),
)
OWN_TERM = Text("свой срок", "өз мерзімі", "own")
ENDS = Text("до {day}", "{day} дейін", "ends {day}")
PROVISIONAL = Text(
    "* предварительно: праздники или переносы этого года ещё не утверждены",
    "* алдын ала: осы жылдың мерекелері немесе ауыстырулары әлі бекітілмеген",
    "* provisional: holidays or moved days off of that year are not decreed yet",
)
ASSUMED = Text(
    "Каждый шаг исполнен в свой срок, решение положительное. Редакция: {edition}. Календарь: {country}.",
    "Әр қадам өз мерзімінде орындалады, шешім оң. Редакциясы: {edition}. Күнтізбе: {country}.",
    "Every step done on its due date, each decision in favour. Edition: {edition}. Calendar: {country}.",
)


def plan(
    code: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Which procedure: rotation.")],
    start: Annotated[str, typer.Option("--start", metavar="DATE", help="The day its cycle opens, like 2026-11-01.")],
    country: Annotated[
        str | None, typer.Option(help="Whose working calendar; left out: the act's.", show_default=False)
    ] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """The dated steps ahead, if every step is done on its due date.

    merzim plan rotation --start 2026-11-01 --lang ru

    «own» beside a clause: the text sets no term there, it is the authority's own.
    """
    procedure = procedure_named(code)
    calendar = working_calendar(country or procedure.act.country)
    rows = planned(procedure, parse_day(start, "--start"), calendar)
    edition = procedure.act.edition_on(parse_day(start), adopted_from=parse_day(start))
    if as_json:
        data = {"procedure": code, "start": start, "country": calendar.country, "edition": edition.code}
        data["edition_status"] = edition.status(parse_day(start))
        data["steps"] = [_data(procedure, row, lang) for row in rows]  # type: ignore[assignment]
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _show(procedure, rows, calendar, parse_day(start), edition, lang)


def _data(procedure: Procedure, row: PlannedStep, language: Language) -> dict[str, Any]:
    state, days = row.state, ("opened_on", "due", "last_day", "not_before", "ends")
    return {
        "step": state.code,
        "title": row.title.in_(language),
        "process": row.kind,
        "clause": state.clause,
        "own": row.is_own,
        "performer": state.performer,
        "performer_title": procedure.roles[state.performer].in_(language),
        "term": state.term or None,
        "counted_from": plain(state.anchor_on),
        **{name: plain(getattr(state, name)) for name in days},
        "provisional": state.provisional,
        "reminders": [one for r in row.reminders for one in reminder_data(r)],
        "note": row.term.note.in_(language) if row.term and row.term.note else None,
    }


def _show(
    procedure: Procedure,
    rows: list[PlannedStep],
    calendar: WorkingCalendar,
    start: date,
    edition: Edition,
    language: Language,
) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=procedure.title.in_(language), show_lines=True)
    for head in HEADS:
        table.add_column(head.in_(language))
    for row in rows:
        table.add_row(*_cells(procedure, row, language))
    console = Console()
    # Piped into a file or another program, it need not be squeezed into 80 columns.
    console.width = console.width if console.is_terminal else 200
    console.print(table)
    console.print(ASSUMED.filled(edition=edition.code, country=calendar.country).in_(language))
    if edition.status(start) != "in-force" and edition.note is not None:
        console.print(edition.note.in_(language))
    if any(row.state.provisional for row in rows):
        console.print(PROVISIONAL.in_(language))
    for row in rows:
        if row.term is not None and row.term.note is not None:
            console.print(row.term.note.in_(language))


def _cells(procedure: Procedure, row: PlannedStep, language: Language) -> list[str]:
    state, mark = row.state, "*" if row.state.provisional else ""

    def day(value: Any) -> str:
        return day_text(value).in_(language) + mark if value else ""

    due = day(state.due)
    if state.ends:
        due = ENDS.filled(day=day_text(state.ends)).in_(language)
    days = list(dict.fromkeys(r.on for r in row.reminders if not r.overdue))
    return [
        f"{state.code}\n{row.title.in_(language)}",
        state.clause + (f" · {OWN_TERM.in_(language)}" if row.is_own else ""),
        procedure.roles[state.performer].in_(language),
        Term.parse(state.term).text(language) if state.term else "",
        due,
        day(state.last_day),
        day(state.not_before),
        ", ".join(f"{d:%d.%m.%Y}" for d in days),
    ]
