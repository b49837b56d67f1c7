"""Working calendars by country, with the authority's own corrections on top.

Days off, moved days off and worked week-ends come from the `holidays` package (0.105 or newer: for Kazakhstan it agrees
with the official calendar on every day of 2015-2027). Corrections hold what a decree of the authority or of the region
adds: a local holiday, a transfer the package does not know yet.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from typing import cast

import holidays
from holidays.registry import EntityLoader

from models import holiday_names
from models.days import day_text
from models.errors import InvalidInput
from models.texts import Text

DECREED_THROUGH = {
    "KZ": 2026,  # labour ministry's calendar for 2026, no transfers; Kurban Ait announced for 27 May 2026
    "RU": 2027,  # government decree 1187 of 17.09.2026 moves the days off of 2027
}
"""The last year whose moved days off are decreed and whose moon holidays are announced, as read in November 2026.

For other countries: the last year for which the package lists a moved day off, where it lists any at all.
"""

NOT_DECREED = Text(
    ru="переносы выходных на {year} год ещё не утверждены",
    kk="{year} жылғы демалыс күндерін ауыстыру әлі бекітілмеген",
    en="transfers of days off for {year} are not decreed yet",
)
ESTIMATED = Text(
    ru="дата расчётная и может сдвинуться: {reason}, {day}",
    kk="күн есептік, өзгеруі мүмкін: {reason}, {day}",
    en="the date is an estimate and may shift: {reason}, {day}",
)


@dataclass(frozen=True)
class Correction:
    """One day the country's calendar has otherwise, by the authority's decree (number and date, or its name)."""

    day: date
    working: bool
    decree: str


@dataclass(frozen=True)
class Year:
    """One year of a country's calendar, without corrections.

    off        days off other than plain week-ends (a holiday on a week-end too), with the package's name
    worked     worked week-ends -> the day off each was exchanged for, where known
    working    ordinals of all working days, in order
    estimated  days off whose date is an estimate
    """

    off: Mapping[date, str]
    worked: Mapping[date, date | None]
    working: tuple[int, ...]
    estimated: tuple[date, ...]


class Country:
    """What the `holidays` package knows of one country, read a year at a time."""

    def __init__(self, code: str) -> None:
        if code not in EntityLoader.get_country_codes(include_aliases=False):
            raise InvalidInput(
                f"there is no calendar for country '{code}'; accepted: two-letter codes such as KZ, RU, KG, UZ, DE"
            )
        self.code = code
        self._days = holidays.country_holidays(code)
        languages = self._days.supported_languages
        if "en_US" in languages:
            self._days = holidays.country_holidays(code, language="en_US")
        self._lock = threading.Lock()
        self._years: dict[int, Year] = {}

    @property
    def first_year(self) -> int:
        """The first year covered."""
        return self._days.start_year

    @property
    def last_year(self) -> int:
        """The last year covered."""
        return self._days.end_year

    @cached_property
    def decreed_through(self) -> int | None:
        """The last year whose transfers are decreed; `None` for a country that moves no days off."""
        if self.code in DECREED_THROUGH:
            return DECREED_THROUGH[self.code]
        special = getattr(self._days, "special_public_holidays", None) or {}
        moved = [year for year, entries in special.items() if any(_moves(e) for e in _entries(entries))]
        return max(moved, default=None)

    def year(self, year: int) -> Year:
        """Raises `InvalidInput` for a year the package does not cover."""
        found = self._years.get(year)
        if found is None:
            if not self.first_year <= year <= self.last_year:
                raise InvalidInput(
                    f"the calendar of {self.code} covers {self.first_year}-{self.last_year}; {year} is out of it"
                )
            with self._lock:
                found = self._years.setdefault(year, self._load(year))
        return found

    def _load(self, year: int) -> Year:
        # A transfer is listed under the year of the day off: what December's worked Saturday was exchanged for, and in
        # some countries that it is worked at all, is known from the next year.
        for each in (year - 1, year, year + 1):
            if self.first_year <= each <= self.last_year and each not in self._days.years:
                self._days.get(date(each, 1, 1))
        off = {day: name for day, name in self._days.items() if day.year == year}
        exchanged = {moved: day for day, name in self._days.items() if (moved := holiday_names.moved_from(name))}
        worked: dict[date, date | None] = {d: exchanged.get(d) for d in self._days.weekend_workdays if d.year == year}
        working = []
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day in worked or (day not in off and not self._days.is_weekend(day)):
                working.append(ordinal)
        estimated = tuple(sorted(day for day, name in off.items() if holiday_names.is_estimated(name)))
        return Year(off, worked, tuple(working), estimated)


def _entries(entries: object) -> Iterable[tuple[object, ...]]:
    listed = cast("tuple[tuple[object, ...], ...]", entries)
    return listed if listed and isinstance(listed[0], tuple) else (cast("tuple[object, ...]", listed),)


def _moves(entry: tuple[object, ...]) -> bool:
    """`(month, day, from_month, from_day[, from_year])`; a plain extra holiday is `(month, day, name)`."""
    return len(entry) >= 4 and all(isinstance(part, int) for part in entry[:4])


@cache
def country(code: str) -> Country:
    """The country's calendar, read once a process."""
    return Country(code)


@dataclass(frozen=True)
class _Window:
    """Working days of the whole years first-last, as ordinals."""

    first: int
    last: int
    days: tuple[int, ...]


class WorkingCalendar:
    """Which days are working days. Immutable; get one from `working_calendar`.

    Every method raises `InvalidInput` where it would need a year the `holidays` package does not cover.
    """

    def __init__(self, code: str, corrections: tuple[Correction, ...] = ()) -> None:
        self.country = code
        self.corrections = corrections
        self._base = country(code)
        self._corrected = {c.day: c for c in corrections}
        self._hash = hash(self._key)
        self._lock = threading.Lock()
        self._window = _Window(0, -1, ())

    def __repr__(self) -> str:
        more = f", {len(self.corrections)} corrections" if self.corrections else ""
        return f"<working calendar {self.country}{more}>"

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, WorkingCalendar) and self._key == other._key)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[object, ...]:
        # Copied and pickled by what it is made of: its lock and its days stay behind.
        return working_calendar, self._key

    @property
    def _key(self) -> tuple[str, tuple[Correction, ...]]:
        return self.country, self.corrections

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day: worked week-ends are, moved days off are not."""
        ordinal = day.toordinal()
        days = self._covering(ordinal, ordinal).days
        at = bisect_left(days, ordinal)
        return at < len(days) and days[at] == ordinal

    def roll_forward(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the next one."""
        return self._at(day, bisect_left, 0)

    def roll_back(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the one before."""
        return self._at(day, bisect_right, -1)

    def add_working(self, day: date, n: int) -> date:
        """The `n`-th working day after `day` (before it, where `n` is negative); `day` itself is not counted."""
        if n == 0:
            return day
        return self._at(day, bisect_right, n - 1) if n > 0 else self._at(day, bisect_left, n)

    def why_off(self, day: date) -> Text | None:
        """Why `day` is off: a holiday, a moved day off, a correction's decree, the week-end. `None` if it is worked."""
        if self.is_working(day):
            return None
        if day in self._corrected:
            return holiday_names.CORRECTED_OFF.filled(decree=self._corrected[day].decree)
        name = self._base.year(day.year).off.get(day)
        return holiday_names.reason(self.country, name) if name else holiday_names.WEEKEND

    def why_worked(self, day: date) -> Text | None:
        """Why `day` is worked though it would usually be off. `None` for a usual working day and for a day off."""
        if not self.is_working(day):
            return None
        if day in self._corrected:
            return holiday_names.CORRECTED_WORKING.filled(decree=self._corrected[day].decree)
        worked = self._base.year(day.year).worked
        if day not in worked:
            return None
        moved_to = worked[day]
        return holiday_names.MOVED_TO.filled(day=day_text(moved_to) if moved_to else Text("…", "…", "…"))

    def is_provisional(self, day: date) -> bool:
        """Whether it may still change if `day` is worked.

        So it is in a year whose transfers are not decreed, and on and next to a holiday whose date is an estimate. A
        correction settles its day.
        """
        return self.provisional_between(day, day)

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last`, both included, is provisional."""
        decreed = self._base.decreed_through
        if last.year <= (decreed or 0):
            return False
        return next(iter(self._doubts(first, last)), None) is not None

    def why_provisional(self, first: date, last: date) -> tuple[Text, ...]:
        """Why days from `first` to `last`, both included, are provisional; empty if none is."""
        return tuple(self._doubts(first, last)) if self.provisional_between(first, last) else ()

    def _doubts(self, first: date, last: date) -> Iterable[Text]:
        decreed = self._base.decreed_through
        one = timedelta(days=1)
        for year in range(first.year, last.year + 1):
            start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
            if decreed is not None and year > decreed and self._any_uncorrected(start, end):
                yield NOT_DECREED.filled(year=year)
            if decreed is None or year > decreed:
                for day in self._base.year(year).estimated:
                    near = (max(start, day - one), min(end, day + one))
                    if near[0] <= near[1] and self._any_uncorrected(*near):
                        name = self._base.year(year).off[day]
                        yield ESTIMATED.filled(reason=holiday_names.reason(self.country, name), day=day_text(day))

    def _any_uncorrected(self, first: date, last: date) -> bool:
        if not self._corrected:
            return True
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        return any(date.fromordinal(o) not in self._corrected for o in ordinals)

    def _at(self, day: date, bisect: Callable[[Sequence[int], int], int], shift: int) -> date:
        ordinal = day.toordinal()
        window = self._window
        while True:
            if window.first <= ordinal <= window.last:
                at = bisect(window.days, ordinal) + shift
                if 0 <= at < len(window.days):
                    return date.fromordinal(window.days[at])
                edge = window.last + 1 if at >= 0 else window.first - 1
                window = self._covering(edge, edge)
            else:
                window = self._covering(ordinal, ordinal)

    def _covering(self, first: int, last: int) -> _Window:
        """A window of whole years that holds these ordinals; the calendar keeps it, so that it only ever grows."""
        window = self._window
        if window.first <= first and last <= window.last:
            return window
        with self._lock:
            window = self._window
            low, high = _year(first), _year(last)
            if window.days:
                low, high = min(low, _year(window.first)), max(high, _year(window.last))
            days: list[int] = []
            for year in range(low, high + 1):
                days += self._working(year)
            self._window = _Window(date(low, 1, 1).toordinal(), date(high, 12, 31).toordinal(), tuple(days))
            return self._window

    def _working(self, year: int) -> Iterable[int]:
        days = self._base.year(year).working
        changed = [c for c in self._corrected.values() if c.day.year == year]
        if not changed:
            return days
        kept = set(days)
        for correction in changed:
            (kept.add if correction.working else kept.discard)(correction.day.toordinal())
        return sorted(kept)


def _year(ordinal: int) -> int:
    try:
        return date.fromordinal(ordinal).year
    except (ValueError, OverflowError):
        raise InvalidInput("no calendar reaches that far; accepted: the years 1-9999") from None


@lru_cache(maxsize=256)
def _calendar(code: str, corrections: tuple[Correction, ...]) -> WorkingCalendar:
    return WorkingCalendar(code, corrections)


def working_calendar(country: str, corrections: tuple[Correction, ...] = ()) -> WorkingCalendar:
    """The calendar of a country (ISO 3166 two-letter code) with these corrections; of two for one day the later counts.

    Raises `InvalidInput` for a country the `holidays` package does not know.
    """
    return _calendar(country.strip().upper(), corrections)
