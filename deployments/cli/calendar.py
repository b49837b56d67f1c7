"""`merzim calendar`: days off and worked days set by decree, looked at before they are written."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli import new_app
from deployments.cli.options import Json, Lang, print_json
from models.days import parse_day
from models.texts import Language, Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.calendars import Correction
    from models.record.corrections import Scope

calendar = new_app(help="Days off and worked days set by decree: what they move is shown first, then written.")

Decree = Annotated[str, typer.Option("--decree", help="Number and date of the decree that makes it so.")]
Own = Annotated[
    str | None, typer.Option("--authority", metavar="CODE", help="One authority's own.", show_default=False)
]
Country = Annotated[
    str | None, typer.Option("--country", metavar="CODE", help="Of all authorities of a country.", show_default=False)
]
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without it, what would move is shown.")]
By = Annotated[str, typer.Option("--by", help="Who enters it.")]

NOTHING = Text("Ни один открытый срок не меняется.", "Бірде-бір ашық мерзім өзгермейді.", "No open term moves.")
SHOWN = Text(
    "Сроков меняется: {count}. Ничего не записано; с --apply будет записано.",
    "Өзгеретін мерзім: {count}. Ештеңе жазылған жоқ; --apply арқылы жазылады.",
    "{count} terms would move. Nothing was written; --apply writes it.",
)
WRITTEN = Text(
    "Записано. Сроков изменено: {count}; исполнителям сообщат один раз.",
    "Жазылды. Өзгерген мерзім: {count}; орындаушыларға бір рет хабарланады.",
    "Written. {count} terms moved; performers are told once.",
)
SETTLED = Text(
    "{year}: {days} дн. без изменений, {decree}",
    "{year}: {days} күн өзгеріссіз, {decree}",
    "{year}: {days} days as they were, {decree}",
)


@calendar.command("add")
def add(
    day: Annotated[str, typer.Argument(help="The day, such as 2027-05-08.")],
    kind: Annotated[str, typer.Argument(help="working or off.")],
    decree: Decree,
    authority: Own = None,
    country: Country = None,
    apply: Apply = False,
    by: By = "administrator",
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """Make a day a working day, or a day off.

    merzim calendar add 2027-05-08 working --decree "постановление № 100" --apply
    """
    from models.errors import InvalidInput

    if kind not in ("working", "off"):
        raise InvalidInput(f"a day is made 'working' or 'off', not '{kind}'")
    _run(_days([(parse_day(day), kind == "working")], decree), authority, country, apply, by, as_json, lang)


@calendar.command("move")
def move(
    off: Annotated[str, typer.Argument(metavar="OFF", help="The working day that becomes a day off.")],
    worked: Annotated[str, typer.Argument(metavar="WORKED", help="The day off that is worked in its place.")],
    decree: Decree,
    authority: Own = None,
    country: Country = None,
    apply: Apply = False,
    by: By = "administrator",
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """Move a day off: OFF is not worked, WORKED is worked in its place.

    merzim calendar move 2027-07-05 2027-07-03 --decree "постановление № 100" --apply
    """
    days = [(parse_day(off), False), (parse_day(worked), True)]
    _run(_days(days, decree), authority, country, apply, by, as_json, lang)


@calendar.command("settle")
def settle(
    year: Annotated[int, typer.Argument(help="The year whose days off are decreed now.")],
    decree: Decree,
    authority: Own = None,
    country: Country = None,
    apply: Apply = False,
    by: By = "administrator",
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """Settle a year: its days still in doubt are as the calendar has them. Enter the days that its decree moves first.

    merzim calendar settle 2027 --decree "календарь министерства труда на 2027 год" --apply
    """
    from models.record.corrections import settling

    _run(lambda s, where: settling(s, where, year, decree), authority, country, apply, by, as_json, lang)


@calendar.command("list")
def list_(as_json: Json = False, lang: Lang = "ru") -> None:
    """The corrections entered so far."""
    from sqlmodel import col, select

    from deployments.cli.opened import opened
    from models.calendars import working_calendar
    from models.record.audit import CalendarCorrection
    from models.record.people import Authority

    with opened() as session:
        asked = select(CalendarCorrection, Authority.code).outerjoin(Authority)
        found = session.exec(asked.order_by(col(CalendarCorrection.day))).all()
    rows = [
        {
            "day": c.day.isoformat(),
            "kind": "working" if c.working else "off",
            "of": code or c.country,
            "decree": c.decree,
            "changes": working_calendar(c.country).is_working(c.day) != c.working,
        }
        for c, code in found
    ]
    if as_json:
        print_json(rows)
        return
    settled: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row["changes"]:
            print(f"{row['day']}  {row['kind']:<8} {row['of']:<6} {row['decree']}")
        else:
            key = (str(row["day"])[:4], str(row["of"]), str(row["decree"]))
            settled[key] = settled.get(key, 0) + 1
    for (year, of, decree), days in settled.items():
        print(f"{SETTLED.filled(year=year, days=days, decree=decree).in_(lang)} ({of})")


def _days(days: list[tuple[date, bool]], decree: str) -> "Callable[[Session, Scope], list[Correction]]":
    from models.calendars import Correction

    return lambda _session, _where: [Correction(day, working, decree) for day, working in days]


def _run(
    corrections: "Callable[[Session, Scope], list[Correction]]",
    authority: str | None,
    country: str | None,
    apply: bool,
    by: str,
    as_json: bool,
    language: Language,
) -> None:
    from deployments.cli.moved_terms import moved_terms
    from deployments.cli.opened import opened, opened_to_write
    from models import clock
    from models.record.corrections import correct, preview, scope

    with opened_to_write() if apply else opened() as session:
        where, at = scope(session, authority=authority, country=country), clock.now()
        wanted = corrections(session, where)
        found = correct(session, where, wanted, at=at, by=by) if apply else preview(session, where, wanted, at)
        lines, data = moved_terms(session, found, language)
    if as_json:
        print_json({"moved": data, "written": apply})
        return
    told = NOTHING if not lines else WRITTEN if apply else SHOWN
    print("\n".join([*lines, told.filled(count=len(lines)).in_(language)]))
