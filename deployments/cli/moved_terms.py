"""Terms that move, told in a terminal: of a calendar's correction, of a new edition."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from deployments.cli.due import DATES
from models.texts import Language, Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.record.recomputing import Moved, Recomputing

MOVES = Text(
    "{case}, «{step}» (п. {clause}): {dates}; сообщим: {who}",
    "{case}, «{step}» ({clause}-т.): {dates}; хабарланады: {who}",
    "{case}, {step} (clause {clause}): {dates}; told: {who}",
)


def moved_terms(session: "Session", found: "Sequence[Recomputing]", language: Language) -> tuple[list[str], list[Any]]:
    """What moves and who is told: a line a step, and the same as data."""
    from models.record.told import performers_of
    from models.regulations import procedure as procedure_named
    from models.settings import settings

    changed = [m for each in found for m in each.moved]
    names = performers_of(session, changed)
    shown = settings().names
    lines, data = [], []
    for m in changed:
        procedure = procedure_named(m.case.procedure)
        name = names.get((m.case.id, m.after.code))
        role = procedure.roles[m.after.performer]
        who = name.written(shown) if name else role.in_(language)
        data.append(_data(m, who))
        if m.days:
            dates = ", ".join(f"{DATES[n].in_(language)} {_day(a)} → {_day(b)}" for n, (a, b) in _shown(m).items())
            step = procedure.node(m.after.code).title
            told = MOVES.filled(case=m.case.number, step=step, clause=m.after.clause, dates=dates, who=who)
            lines.append(told.in_(language))
    return lines, data


def _shown(moved: "Moved") -> dict[str, tuple[date | None, date | None]]:
    """The dates worth a line: the last day where it is not the day to act by."""
    days = moved.days
    if days.get("due") == days.get("last_day"):
        days.pop("last_day", None)
    return days


def _data(moved: "Moved", who: str) -> dict[str, Any]:
    return {
        "case": moved.case.number,
        "step": moved.after.code,
        "clause": moved.after.clause,
        "dates": {name: [a and a.isoformat(), b and b.isoformat()] for name, (a, b) in moved.days.items()},
        "provisional": [moved.before.provisional, moved.after.provisional],
        "performer": moved.after.performer,
        "told": who if moved.told else None,
    }


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else "—"
