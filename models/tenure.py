"""Time in post: stints put together, in days and in whole years.

Rotation rules, clause 5: stints in one organisation and its predecessors add up, time away does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models.days import DAY, MONTH, YEAR, day_text, plus_months, span_text
from models.errors import InvalidInput
from models.texts import Text

DAYS_IN_MONTH = 30
"""Days carried to a month when lengths of several stints are added (rotation page, decision tables)."""

_ONE_DAY = timedelta(days=1)

_STINT = Text("{span}: {length}", "{span}: {length}", "{span}: {length}")
_STILL = Text("{start} – по настоящее время", "{start} – қазіргі уақытқа дейін", "{start} – still in post")
_DAYS = Text(
    ru="в должности по {on} включительно: {days}",
    kk="{on} күнін қоса алғанда қызметте: {days}",
    en="in post up to and including {on}: {days}",
)
_UNBROKEN = Text(
    ru="непрерывный стаж: {length}",
    kk="үзіліссіз өтіл: {length}",
    en="one unbroken stint: {length}",
)
_ADDED = Text(
    ru="периоды сложены (30 дней за месяц): {length}",
    kk="кезеңдер қосылды (30 күн бір ай деп): {length}",
    en="the stints are added up (30 days to a month): {length}",
)
_NONE = Text(
    ru="по {on} включительно в должности не состоял(а)",
    kk="{on} күнін қоса алғанда қызметте болмаған",
    en="not in post up to and including {on}",
)


@dataclass(frozen=True)
class Stint:
    """A time in post, both ends included; `end=None` while it lasts. Raises `InvalidInput` for an end before start."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise InvalidInput(f"a stint ends {self.end}, before it starts on {self.start}")


@dataclass(frozen=True)
class Tenure:
    """Time in post up to and including `on`.

    stints    merged and in order: none overlap or touch; those after `on` left out, one that lasts beyond it left open
    days      days in post, each counted once
    years, months, day_rest  one unbroken stint: from its start to the earlier of `on` and the day after its end;
              several: their lengths, both ends included, added up, 30 days carried to a month, 12 months to a year
    """

    on: date
    stints: tuple[Stint, ...]
    days: int
    years: int
    months: int
    day_rest: int

    @property
    def unbroken(self) -> bool:
        """One stint without a break."""
        return len(self.stints) == 1

    @property
    def left_on(self) -> date | None:
        """The first day out of post after the last stint, if it has come by `on`; `None` while in post, or never in."""
        end = self.stints[-1].end if self.stints else None
        return end + _ONE_DAY if end is not None and end < self.on else None

    def reached(self, years: int) -> bool:
        """Whether so many whole years are reached: for one unbroken stint, its anniversary has come."""
        return self.years >= years

    @cached_property
    def explanation(self) -> tuple[Text, ...]:
        """The stints, the days, and the years, months and days."""
        if not self.stints:
            return (_NONE.filled(on=day_text(self.on)),)
        lines = [_STINT.filled(span=_span(s), length=DAY.counted(_days_in(s, self.on))) for s in self.stints]
        lines.append(_DAYS.filled(on=day_text(self.on), days=DAY.counted(self.days)))
        lines.append((_UNBROKEN if self.unbroken else _ADDED).filled(length=self.length))
        return tuple(lines)

    @cached_property
    def length(self) -> Text:
        """«7 лет 2 месяца 3 дня», without the parts that are nought."""
        parts = [(YEAR, self.years), (MONTH, self.months), (DAY, self.day_rest)]
        shown = [noun.counted(n) for noun, n in parts if n] or [DAY.counted(0)]
        return Text.joined(shown, " ")


def tenure(stints: Iterable[Stint], on: date) -> Tenure:
    """Time in post up to and including the day `on`; days that stints share count once, later days not at all.

    Raises `InvalidInput` for a day in the last year there is.
    """
    if on.year == date.max.year:
        raise InvalidInput(f"tenure can't be counted on {on}; accepted: the years 1-{on.year - 1}")
    merged = _merged(stints, on)
    days = sum(_days_in(s, on) for s in merged)
    if len(merged) == 1:
        last = merged[0].end
        length = _between(merged[0].start, on if last is None else min(on, last + _ONE_DAY))
    else:
        lengths = [_between(s.start, (s.end or on) + _ONE_DAY) for s in merged]
        length = _carried(*(sum(part) for part in zip(*lengths, strict=True))) if lengths else (0, 0, 0)
    return Tenure(on, merged, days, *length)


def _merged(stints: Iterable[Stint], on: date) -> tuple[Stint, ...]:
    """In order, overlapping and adjacent ones made one; what begins after `on` left out."""
    merged: list[Stint] = []
    begun = [Stint(s.start, s.end if s.end and s.end <= on else None) for s in stints if s.start <= on]
    for stint in sorted(begun, key=lambda s: s.start):
        before = merged[-1] if merged else None
        if before is not None and (before.end is None or stint.start <= before.end + _ONE_DAY):
            end = None if before.end is None or stint.end is None else max(before.end, stint.end)
            merged[-1] = Stint(before.start, end)
        else:
            merged.append(stint)
    return tuple(merged)


def _days_in(stint: Stint, on: date) -> int:
    return ((stint.end or on) - stint.start).days + 1


def _span(stint: Stint) -> Text:
    if stint.end is None:
        return _STILL.filled(start=day_text(stint.start))
    return span_text(stint.start, stint.end)


def _between(start: date, until: date) -> tuple[int, int, int]:
    """Whole months from `start` to `until` as years and months, and the days left over; `until` itself not counted."""
    months = (until.year - start.year) * 12 + until.month - start.month
    if plus_months(start, months) > until:
        months -= 1
    return months // 12, months % 12, (until - plus_months(start, months)).days


def _carried(years: int, months: int, days: int) -> tuple[int, int, int]:
    months += days // DAYS_IN_MONTH
    return years + months // 12, months % 12, days % DAYS_IN_MONTH
