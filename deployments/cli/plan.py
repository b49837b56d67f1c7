"""`merzim plan`: the dated steps ahead."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.cli.options import Json, Lang, print_json
from models.acts import Edition
from models.calendars import WorkingCalendar, working_calendar
from models.days import day_text, iso, iso_days, parse_day
from models.errors import InvalidInput
from models.forms import CLAUSE
from models.outcomes import reminder_data
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
_COUNTED_FROM = date(2020, 1, 1)
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
    as_ics: Annotated[bool, typer.Option("--ics", help="A calendar file, for Outlook and others.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; left out: printed.")
    ] = None,
    lang: Lang = "en",
) -> None:
    """The dated steps ahead, if every step is done on its due date.

    merzim plan rotation --start 2026-11-01 --lang ru

    merzim plan rotation --start 2026-11-01 --lang ru --ics -o rotation.ics

    «own» beside a clause: the text sets no term there, it is the authority's own.
    """
    procedure = procedure_named(code)
    calendar = working_calendar(country or procedure.act.country)
    day = parse_day(start, "--start")
    rows = planned(procedure, day, calendar)
    edition = procedure.act.edition_on(day, adopted_from=day)
    if output is not None and not as_ics:
        raise InvalidInput("-o goes with --ics")
    if as_ics:
        _write(_calendar(procedure, rows, day, lang), output)
    elif as_json:
        data = {"procedure": code, "start": start, "country": calendar.country, "edition": edition.code}
        data["edition_status"] = edition.status(day)
        data["steps"] = [_data(procedure, row, lang) for row in rows]  # type: ignore[assignment]
        print_json(data)
    else:
        _show(procedure, rows, calendar, day, edition, lang)


def _calendar(procedure: Procedure, rows: list[PlannedStep], start: date, language: Language) -> str:
    """An entry for each step: the day to act by, or the day its period ends."""
    from models import clock
    from models.settings import settings
    from notifications.calendar_files import Entry, calendar_file

    now = clock.now()
    # Made again later it moves what a new decree on days off has moved.
    made = (now.date() - _COUNTED_FROM).days
    entries = [
        Entry(
            f"plan.{procedure.code}.{start}.{row.kind}.{row.state.code}.{row.state.occurrence}",
            day,
            f"{row.title.in_(language)} · {procedure.title.in_(language)}",
            "\n".join(_told(procedure, row, language)),
            sequence=made,
        )
        for row in rows
        if (day := row.state.due or row.state.ends) is not None
    ]
    return calendar_file(entries, language, at=now, domain=settings().mail_domain)


def _told(procedure: Procedure, row: PlannedStep, language: Language) -> list[str]:
    state = row.state
    clause = CLAUSE.filled(clause=state.clause).in_(language) if not row.is_own else OWN_TERM.in_(language)
    told = [f"{clause} · {procedure.roles[state.performer].in_(language)}"]
    if state.not_before:
        told.append(f"{HEADS[6].in_(language)}: {day_text(state.not_before).in_(language)}")
    if state.last_day and state.last_day != state.due:
        told.append(f"{HEADS[5].in_(language)}: {day_text(state.last_day).in_(language)}")
    return [*told, PROVISIONAL.in_(language)] if state.provisional else told


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode())
    else:
        output.write_bytes(text.encode())


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
        "counted_from": iso(state.anchor_on),
        **iso_days(state, days),
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
