"""`merzim due`: the date a term comes to."""

from collections.abc import Mapping
from typing import Annotated

import typer

from deployments.cli import batch
from deployments.cli.options import Json, Lang, print_json
from models.calendars import Correction, working_calendar
from models.days import day_text, iso_days, parse_day
from models.decisions import yes_or_no
from models.errors import InvalidInput
from models.terms import ACCEPTED, TermDates, compute
from models.texts import Language, Text

DATES = {
    "due": Text("исполнить не позднее", "орындалу мерзімі", "due"),
    "last_day": Text("последний день", "соңғы күні", "last day"),
    "not_before": Text("не раньше", "бұдан ерте емес", "not before"),
    "ends": Text("заканчивается", "аяқталады", "ends"),
}


def due(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="TERM START", help=f"A term and the day it is counted from. Terms: {ACCEPTED}."),
    ] = None,
    country: Annotated[str, typer.Option(help="Whose working calendar: a two-letter country code.")] = "KZ",
    file: Annotated[
        str | None,
        typer.Option(
            "--batch", metavar="FILE.csv", help="Answer every row of a CSV (id, term, start, country); -: stdin."
        ),
    ] = None,
    corrections: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.csv", help="The authority's own corrections of the calendar (day, working, decree)."
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """The date a term comes to, with the account of how it was counted.

    merzim due "15 working days" 2024-11-29

    merzim due 30 calendar days before 2027-02-15 --lang ru --json

    A batch prints a CSV with id, due, last_day, not_before, ends. A bad row gets no dates, is told on stderr with its
    line, and makes the exit status 2.
    """
    own = _corrections(corrections) if corrections else ()
    if file is not None:
        if words:
            raise InvalidInput("give a term and its start, or --batch, not both")
        rows = batch.read(file, ("id", "term", "start"), ("country",))
        batch.run(rows, tuple(DATES), lambda row: _answer(row, country, own), as_json)
        return
    if not words or len(words) < 2:
        raise InvalidInput('a term and its start are needed: merzim due "15 working days" 2024-11-29')
    calendar = working_calendar(country, own)
    found = compute(" ".join(words[:-1]), parse_day(words[-1], "start"), calendar)
    if as_json:
        print_json(_data(found, lang))
    else:
        _show(found, lang)


def _answer(row: batch.Row, country: str, own: tuple[Correction, ...]) -> Mapping[str, object]:
    calendar = working_calendar(row.get("country") or country, own)
    return iso_days(compute(row.get("term", ""), parse_day(row.get("start", ""), "start"), calendar), DATES)


def _data(found: TermDates, language: Language) -> dict[str, object]:
    return {
        "term": str(found.term),
        "start": found.start.isoformat(),
        "country": found.calendar.country,
        **iso_days(found, DATES),
        "provisional": found.provisional,
        "why_provisional": [why.in_(language) for why in found.why_provisional()],
        "trace": found.trace.as_json(language),
    }


def _show(found: TermDates, language: Language) -> None:
    width = max(len(label.in_(language)) for label in DATES.values())
    for name, label in DATES.items():
        day = getattr(found, name)
        if day is not None:
            print(f"{label.in_(language):<{width}}  {day.isoformat()}  {day_text(day).in_(language)}")
    print()
    for line in found.trace.lines(language):
        print(f"  {line}")


def _corrections(file: str) -> tuple[Correction, ...]:
    """Raises `InvalidInput` that names every bad row."""
    found, bad = [], []
    for line, row in batch.read(file, ("day", "working", "decree"), ()):
        try:
            if not row.get("decree"):
                raise InvalidInput("no decree")
            found.append(Correction(parse_day(row["day"], "day"), yes_or_no(row.get("working", "")), row["decree"]))
        except InvalidInput as error:
            bad.append(f"row {line}: {error}")
    if bad:
        raise InvalidInput(f"{file}: {'; '.join(bad)}")
    return tuple(found)
