"""`merzim calendar`: days off and worked days set by decree, looked at before they are written."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli import new_app
from deployments.cli.options import Json, Lang
from models.days import parse_day
from models.texts import Language, Text

if TYPE_CHECKING:
    from models.record.recomputing import Moved, Recomputing

calendar = new_app(help="Days off and worked days set by decree: what they move is shown first, then written.")

Decree = Annotated[str, typer.Option("--decree", help="Number and date of the decree that makes it so.")]
Own = Annotated[str | None, typer.Option("--authority", help="One authority's own correction.", show_default=False)]
Country = Annotated[str | None, typer.Option("--country", help="Of all authorities of a country.", show_default=False)]
Apply = Annotated[bool, typer.Option("--apply", help="Write it; without it, what would move is shown.")]
By = Annotated[str, typer.Option("--by", help="Who enters it.")]

MOVES = Text(
    "{case}, «{step}» (п. {clause}): {dates}",
    "{case}, «{step}» ({clause}-т.): {dates}",
    "{case}, {step} (clause {clause}): {dates}",
)
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
    _run([(parse_day(day), kind == "working")], decree, authority, country, apply, by, as_json, lang)


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

    merzim calendar move 2027-05-10 2027-05-08 --decree "постановление № 100" --apply
    """
    _run([(parse_day(off), False), (parse_day(worked), True)], decree, authority, country, apply, by, as_json, lang)


@calendar.command("list")
def list_(as_json: Json = False) -> None:
    """The corrections entered so far."""
    from sqlmodel import col, select

    from deployments.cli.opened import opened
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
        }
        for c, code in found
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print(f"{row['day']}  {row['kind']:<8} {row['of']:<6} {row['decree']}")


def _run(
    days: list[tuple[date, bool]],
    decree: str,
    authority: str | None,
    country: str | None,
    apply: bool,
    by: str,
    as_json: bool,
    language: Language,
) -> None:
    from deployments.cli.opened import opened, opened_to_write
    from models import clock
    from models.calendars import Correction
    from models.record.corrections import correct, preview, scope

    corrections = [Correction(day, working, decree) for day, working in days]
    if apply:
        with opened_to_write() as session:
            found = correct(
                session, scope(session, authority=authority, country=country), corrections, at=clock.now(), by=by
            )
            _tell(found, WRITTEN, as_json, language)
        return
    with opened() as session:
        found = preview(session, scope(session, authority=authority, country=country), corrections, clock.now())
        _tell(found, SHOWN, as_json, language)


def moves(found: "Sequence[Recomputing]", language: Language) -> tuple[list[str], list[dict[str, Any]]]:
    """What moves: a line a step, and the same as data."""
    from models.regulations import procedure

    moved = [m for each in found for m in each.moved if m.days]
    lines = []
    for m in moved:
        step = procedure(m.case.procedure).process(m.case.kind).step(m.after.code)
        dates = ", ".join(f"{name} {_day(a)} → {_day(b)}" for name, (a, b) in m.days.items())
        told = MOVES.filled(case=m.case.number, step=step.title, clause=m.after.clause, dates=dates)
        lines.append(told.in_(language))
    return lines, [_data(m) for m in moved]


def _tell(found: "Sequence[Recomputing]", summary: Text, as_json: bool, language: Language) -> None:
    lines, data = moves(found, language)
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    print("\n".join([*lines, (summary.filled(count=len(lines)) if lines else NOTHING).in_(language)]))


def _data(moved: "Moved") -> dict[str, Any]:
    return {
        "case": moved.case.number,
        "step": moved.after.code,
        "clause": moved.after.clause,
        "dates": {name: [a and a.isoformat(), b and b.isoformat()] for name, (a, b) in moved.days.items()},
        "provisional": moved.after.provisional,
    }


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "—"
