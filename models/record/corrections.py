"""Corrections of the calendar by decree: looked at first, then written, with every open term computed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import clock
from models.calendars import Correction, working_calendar
from models.errors import InvalidInput
from models.record.audit import Act, CalendarCorrection, append
from models.record.loading import calendar_of
from models.record.people import Authority
from models.record.recomputing import Recomputing, apply, look


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
    """The authorities a correction concerns. Raises `InvalidInput` for an unknown one, or a country nobody is in."""
    if authority is not None:
        own = session.exec(select(Authority).where(Authority.code == authority)).first()
        if own is None:
            known = ", ".join(session.exec(select(Authority.code).order_by(Authority.code)))
            raise InvalidInput(f"no authority '{authority}'; there are: {known or 'none'}")
        return Scope(own.country, (own,), own)
    found = session.exec(select(Authority).order_by(col(Authority.code))).all()
    wanted = (country or (found[0].country if found else "")).upper()
    concerned = tuple(a for a in found if a.country == wanted)
    if not concerned:
        known = ", ".join(sorted({a.country for a in found}))
        raise InvalidInput(f"no authority works under the calendar of '{country}'; countries: {known or 'none'}")
    return Scope(wanted, concerned, None)


def preview(session: Session, where: Scope, corrections: Sequence[Correction], at: datetime) -> list[Recomputing]:
    """What the corrections would move, by authority; nothing is written.

    Raises `InvalidInput` for a day corrected before, or that is what it is to become.
    """
    _check(session, where, corrections)
    return [
        look(
            session,
            authority,
            working_calendar(authority.country, (*calendar_of(session, authority).corrections, *corrections)),
            clock.local(at, authority.timezone),
        )
        for authority in where.authorities
    ]


def correct(
    session: Session, where: Scope, corrections: Sequence[Correction], *, at: datetime, by: str
) -> list[Recomputing]:
    """Write the corrections and what they move, in the session's transaction; what was moved, by authority."""
    _check(session, where, corrections)
    for each in corrections:
        session.add(
            CalendarCorrection(
                authority_id=where.own.id if where.own else None,
                country=where.country,
                day=each.day,
                working=each.working,
                decree=each.decree,
                entered_at=at,
            )
        )
        append(
            session,
            Act(at=at, on_day=each.day, actor=by, action="calendar-corrected", authority_code=where.said,
                after={"day": each.day.isoformat(), "working": each.working, "decree": each.decree}),
        )  # fmt: skip
    session.flush()
    done = []
    for authority in where.authorities:
        on, calendar = clock.local(at, authority.timezone), calendar_of(session, authority)
        found = look(session, authority, calendar, on)
        why = "; ".join(each.decree for each in corrections)
        apply(session, authority, found, calendar, on=on, at=at, by=by, why=why)
        done.append(found)
    return done


def _check(session: Session, where: Scope, corrections: Sequence[Correction]) -> None:
    asked = select(CalendarCorrection).where(
        CalendarCorrection.country == where.country,
        col(CalendarCorrection.day).in_([c.day for c in corrections]),
        CalendarCorrection.authority_id == (where.own.id if where.own else None),
    )
    for there in session.exec(asked):
        kind = "working" if there.working else "off"
        raise InvalidInput(f"{there.day} is corrected already ({kind}, {there.decree}) for {where.said}")
    plain = working_calendar(where.country, ())
    for each in corrections:
        if not each.decree.strip():
            raise InvalidInput(f"{each.day}: the decree that makes it so must be named")
        mine = [calendar_of(session, a) for a in where.authorities] or [plain]
        if all(c.is_working(each.day) == each.working for c in mine):
            raise InvalidInput(f"{each.day} is {'a working day' if each.working else 'a day off'} already")
