"""Corrections of the calendar by decree: looked at first, then written, with every open term computed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import clock
from models.calendars import Correction, WorkingCalendar, working_calendar
from models.errors import InvalidInput
from models.record.audit import Act, CalendarCorrection, append
from models.record.loading import Corrections, corrections_of
from models.record.people import Authority
from models.record.recomputing import Recomputing, apply, look, open_cases
from models.written import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True)
class Scope:
    """Whose calendar is corrected: one authority's, or that of every authority of a country."""

    country: str
    authorities: tuple[Authority, ...]
    own: Authority | None

    @property
    def said(self) -> str:
        """The scope in a word: the authority's code, or the country's."""
        return self.own.code if self.own else self.country


def scope(session: Session, *, authority: str | None = None, country: str | None = None) -> Scope:
    """The authorities a correction concerns. Raises `InvalidInput` for an unknown one, or a country nobody is in.

    Neither given: the one country there is.
    """
    found = session.exec(select(Authority).order_by(col(Authority.code))).all()
    if authority is not None:
        if country is not None:
            raise InvalidInput("a correction is of one authority, or of a country: give one of the two")
        own = next((a for a in found if a.code == authority), None)
        if own is None:
            known = ", ".join(a.code for a in found)
            raise InvalidInput(f"no authority '{authority}'; there are: {known or 'none'}")
        return Scope(own.country, (own,), own)
    countries = sorted({a.country for a in found})
    if country is None and len(countries) > 1:
        raise InvalidInput(f"whose calendar? authorities work under those of {', '.join(countries)}: add --country")
    wanted = (country or (countries[0] if countries else "")).upper()
    concerned = tuple(a for a in found if a.country == wanted)
    if not concerned:
        known = ", ".join(countries)
        raise InvalidInput(f"no authority works under the calendar of '{wanted}'; countries: {known or 'none'}")
    return Scope(wanted, concerned, None)


def preview(session: Session, where: Scope, corrections: Sequence[Correction], at: datetime) -> list[Recomputing]:
    """What the corrections would move, by authority; nothing is written.

    Raises `InvalidInput` for a day that is, for certain, what it is to become.
    """
    return [found for found, _, _ in _look(session, where, corrections, at, lock=False)]


def correct(
    session: Session, where: Scope, corrections: Sequence[Correction], *, at: datetime, by: str
) -> list[Recomputing]:
    """Write the corrections and what they move, in the session's transaction; what was moved, by authority.

    A day corrected before is corrected anew: the later decree counts. Raises as `preview` does.
    """
    found = _look(session, where, corrections, at, lock=True)
    before = _write(session, where, corrections, at)
    entered = {c.day.isoformat(): _word(c.working) for c in corrections}
    why = "; ".join(dict.fromkeys(c.decree for c in corrections))
    for each, calendar, on in found:
        append(
            session,
            Act(at=at, on_day=on, actor=by, action="calendar-corrected", authority_code=each.authority.code,
                before=before or None, after={"of": where.said, "decree": why, "days": entered}),
        )  # fmt: skip
        apply(session, each, calendar, on=on, at=at, by=by, why=why)
    return [each for each, _, _ in found]


def settling(session: Session, where: Scope, year: int, decree: str) -> list[Correction]:
    """Corrections that say of every day of the year still in doubt that it is as the calendar has it.

    A year's transfers are in doubt until they are decreed; this is that decree, once the days it moves are entered.
    Raises `InvalidInput` where nothing of the year is in doubt.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(f"year {year}: a year from {FIRST_YEAR} to {LAST_YEAR} is needed")
    calendar = working_calendar(where.country, _own(where, corrections_of(session, where.authorities[0])))
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    found = [Correction(day, calendar.is_working(day), decree) for day in days if calendar.is_provisional(day)]
    if not found:
        raise InvalidInput(f"no day of {year} is in doubt for {where.said}")
    return found


def _own(where: Scope, known: Corrections) -> tuple[Correction, ...]:
    return known.all if where.own else tuple(known.country.values())


def _look(
    session: Session, where: Scope, corrections: Sequence[Correction], at: datetime, *, lock: bool
) -> list[tuple[Recomputing, WorkingCalendar, date]]:
    """What moves, with the calendar to be and the day it is, by authority."""
    known = {a.id: corrections_of(session, a) for a in where.authorities}
    _check(where, corrections, known)
    added = {c.day: c for c in corrections}
    found = []
    for authority in where.authorities:
        there = known[authority.id]
        to_be = (
            Corrections(there.country, {**there.own, **added})
            if where.own
            else Corrections({**there.country, **added}, there.own)
        )
        calendar = working_calendar(authority.country, to_be.all)
        on = clock.local(at, authority.timezone)
        cases = open_cases(session, authority, lock=lock)
        found.append((look(session, authority, calendar, on, cases=cases), calendar, on))
    return found


def _check(where: Scope, corrections: Sequence[Correction], known: dict[int, Corrections]) -> None:
    days = [c.day for c in corrections]
    calendar = working_calendar(where.country, _own(where, known[where.authorities[0].id]))
    there = {c.day: c for c in calendar.corrections}
    for each in corrections:
        if not each.decree.strip():
            raise InvalidInput(f"{each.day}: the decree that makes it so must be named")
        if days.count(each.day) > 1:
            raise InvalidInput(f"{each.day} can't be both worked and a day off")
        if calendar.is_working(each.day) == each.working and not calendar.is_provisional(each.day):
            by = f" ({there[each.day].decree})" if each.day in there else ""
            raise InvalidInput(f"{each.day} is {_word(each.working)} already for {where.said}{by}")


def _write(session: Session, where: Scope, corrections: Sequence[Correction], at: datetime) -> dict[str, str]:
    """Enter the corrections; what was entered for these days before."""
    mine = CalendarCorrection.authority_id == (where.own.id if where.own else None)
    asked = select(CalendarCorrection).where(mine, CalendarCorrection.country == where.country)
    there = {row.day: row for row in session.exec(asked)}
    before: dict[str, str] = {}
    for each in corrections:
        row = there.get(each.day)
        if row is None:
            row = CalendarCorrection(authority_id=where.own.id if where.own else None, country=where.country,
                                     day=each.day, working=each.working, decree=each.decree, entered_at=at)  # fmt: skip
        else:
            before[each.day.isoformat()] = f"{_word(row.working)}, {row.decree}"
            row.working, row.decree, row.entered_at = each.working, each.decree, at
        session.add(row)
    session.flush()
    return before


def _word(working: bool) -> str:
    return "working" if working else "off"
