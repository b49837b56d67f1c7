"""Terms set by law, and the days they come to.

Conventions, with where each was read (DESIGN, "Terms"):

- The day of the event is not counted; counting starts the next day: Civil Code of Kazakhstan (GK RK) art. 173, Labour
  Code (TK RK) art. 13(3), Administrative Procedural Code (APPK) art. 76(2); Civil Code of Russia (GK RF) art. 191.
- A term that ends on a day off ends on the next working day: GK RK 175, TK RK 13(5), APPK 76(5); GK RF 193.
- A term in working days counts working days only, moved worked week-ends among them, so it ends on one.
- Weeks end on the same weekday, months and years on the same day number, or on the month's last day where there is
  none: GK RK 174, GK RF 192 (for 29 February and years: 28 February, by analogy with months). Then the roll.
- A term counted back, and a named day (`by 1 December`), have two dates. `last_day` is the date itself, by which
  lateness is judged; `due`, the day to act by, is the working day before it where it is off. No text on rolling back
  was found: `due` is the safe reading, not a cited rule.
- `run out`: the act is allowed from the day after the term's (rolled) last day.
- A period of office (`for 5 years`) ends on the anniversary, not rolled, and rests on no calendar.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from models.calendars import WorkingCalendar
from models.days import plus_months
from models.errors import InvalidTerm
from models.term_grammar import ACCEPTED, Term
from models.term_trace import Trace, TracePart
from models.texts import Text

__all__ = ["ACCEPTED", "Term", "TermDates", "Trace", "TracePart", "compute"]

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TermDates:
    """The days a term comes to. All days are inclusive; what a kind of term does not have is `None`.

    start       the day it was counted from, itself not counted
    due         the day to act by; for `run out` the last day of waiting
    last_day    the last day in time, by which lateness is judged; for `run out` the last day of waiting
    not_before  the first day on which the act is allowed (`run out`)
    ends        the anniversary on which a period ends (`for`)
    term, calendar, reached  what it was counted with, and where the count ended before any roll
    """

    start: date
    due: date | None
    last_day: date | None
    not_before: date | None
    ends: date | None
    term: Term
    calendar: WorkingCalendar
    reached: date

    @cached_property
    def trace(self) -> Trace:
        """How the days were found."""
        return Trace(self.term, self.start, self.calendar, self.reached, self.due or self.reached, self._rests_on)

    @cached_property
    def provisional(self) -> bool:
        """They may still change: see `WorkingCalendar.is_provisional`."""
        return self._rests_on is not None and self.calendar.provisional_between(*self._rests_on)

    def why_provisional(self) -> tuple[Text, ...]:
        """Why the days may still change; empty where they will not."""
        return self.trace.doubts

    @property
    def _rests_on(self) -> tuple[date, date] | None:
        """The days the result depends on being worked or not, both included."""
        if self.term.unit == "working day":
            ahead = self.reached > self.start
            return (self.start + _ONE_DAY, self.reached) if ahead else (self.reached, self.start - _ONE_DAY)
        if self.due is None:
            return None
        return min(self.due, self.reached), max(self.due, self.reached)


def compute(term: Term | str, start: date, calendar: WorkingCalendar) -> TermDates:
    """The days of a term counted from `start`.

    Raises `InvalidTerm` for text that is no term, for a moment in place of a day, and where the result is no day of the
    years 1-9999; `InvalidInput` where the calendar does not reach.
    """
    if isinstance(term, str):
        term = Term.parse(term)
    if isinstance(start, datetime):
        raise InvalidTerm(f"a term is counted from a day, not from a moment: {start.isoformat()}")
    try:
        return _compute(term, start, calendar)
    except OverflowError:
        raise InvalidTerm(f"'{term}' from {start} leaves the years 1-9999") from None


def _compute(term: Term, start: date, calendar: WorkingCalendar) -> TermDates:
    kind = term.kind
    if kind == "by":
        reached = _first_on_or_after(term, start)
    else:
        reached = _counted(term, start, -term.count if kind == "before" else term.count, calendar)
    if kind == "for":
        return TermDates(start, None, None, None, reached, term, calendar, reached)
    if kind in ("before", "by"):
        return TermDates(start, calendar.roll_back(reached), reached, None, None, term, calendar, reached)
    # Working days end on a working day as they are.
    due = reached if term.unit == "working day" else calendar.roll_forward(reached)
    not_before = due + _ONE_DAY if kind == "run-out" else None
    return TermDates(start, due, due, not_before, None, term, calendar, reached)


def _counted(term: Term, start: date, count: int, calendar: WorkingCalendar) -> date:
    match term.unit:
        case "working day":
            return calendar.add_working(start, count)
        case "month":
            return plus_months(start, count)
        case "year":
            return plus_months(start, 12 * count)
        case "week":
            return start + timedelta(days=7 * count)
        case _:
            return start + timedelta(days=count)


def _first_on_or_after(term: Term, start: date) -> date:
    """The first such day of a year on or after `start`; 29 February is 28 February in a common year."""
    for year in (start.year, start.year + 1):
        if year > date.max.year:
            break
        found = date(year, term.month, min(term.day, monthrange(year, term.month)[1]))
        if found >= start:
            return found
    raise OverflowError
