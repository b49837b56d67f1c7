"""How a date was found: what was counted, what was skipped and why, where the end was rolled to.

A trace adds up: `start` and the days of its parts together give the date. It is built when it is asked for, so that
computing a date costs nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Literal

from models.calendars import WorkingCalendar
from models.days import CALENDAR_DAY, DAY, WORKING_DAY, day_text, iso_days, span_text
from models.holiday_names import WEEKEND
from models.term_grammar import Term
from models.texts import Language, Text

PartKind = Literal["start", "count", "skip", "worked", "roll", "next", "result", "provisional"]

DETAILED_DAYS = 92
"""A working-day term over more days than this has its runs of days and its week-ends summed up."""
NAMED = 24
"""In a summed-up trace, days off are named one by one up to so many runs, then counted by year."""

_ONE_DAY = timedelta(days=1)

_LAW = {
    "KZ": (
        Text(" (ст. 173 ГК РК)", " (ҚР АК 173-бап)", " (Civil Code of Kazakhstan, art. 173)"),
        Text(" (ст. 175 ГК РК)", " (ҚР АК 175-бап)", " (Civil Code of Kazakhstan, art. 175)"),
    ),
    "RU": (
        Text(" (ст. 191 ГК РФ)", " (РФ АК 191-бап)", " (Civil Code of Russia, art. 191)"),
        Text(" (ст. 193 ГК РФ)", " (РФ АК 193-бап)", " (Civil Code of Russia, art. 193)"),
    ),
}
_NO_LAW = (Text("", "", ""), Text("", "", ""))

START = Text(
    ru="{day}: сам день не считается, отсчёт со следующего дня{law}",
    kk="{day}: күннің өзі есептелмейді, есеп келесі күннен басталады{law}",
    en="{day}: the day itself is not counted, counting starts the next day{law}",
)
START_BACK = Text(
    ru="{day}: сам день не считается, отсчёт назад с предыдущего дня",
    kk="{day}: күннің өзі есептелмейді, есеп алдыңғы күннен кері жүргізіледі",
    en="{day}: the day itself is not counted, counting back starts the day before",
)
START_BY = Text(
    ru="{term}: первый такой день не раньше {day}",
    kk="{term}: {day} күнінен ерте емес алғашқы осындай күн",
    en="{term}: the first such day on or after {day}",
)
START_FOR = Text("период с {day}", "кезең {day} күнінен басталады", "the period starts on {day}")
COUNTED = Text("{span}: {count}", "{span}: {count}", "{span}: {count}")
COUNTED_TO = Text("{count}: по {day}", "{count}: {day} күніне дейін", "{count}: to {day}")
CLAMPED = Text(
    ru=" (в этом месяце нет {number}-го числа: последний день месяца)",
    kk=" (бұл айда {number}-күн жоқ: айдың соңғы күні)",
    en=" (the month has no day {number}: its last day)",
)
SKIPPED = Text("{span}: не считается, {why}", "{span}: есептелмейді, {why}", "{span}: not counted, {why}")
SKIPPED_SUM = Text("{what}: {count}", "{what}: {count}", "{what}: {count}")
SKIPPED_WEEKENDS = Text(
    "не считаются выходные", "демалыс күндері есептелмейді", "not counted, days of week-ends"
)  # fmt: skip
SKIPPED_IN_YEAR = Text(
    ru="не считаются праздники и перенесённые выходные {year} года",
    kk="{year} жылғы мерекелер мен ауыстырылған демалыстар есептелмейді",
    en="not counted, holidays and moved days off of {year}",
)
WORKED = Text("{day}: {why}", "{day}: {why}", "{day}: {why}")
WORKED_SUM = Text(
    "рабочих выходных среди них: {count}", "оның ішінде жұмыс істейтін демалыс: {count}", "worked week-ends: {count}"
)
ROLL_ON = Text(
    ru="{span}: {why}, конец срока переходит на следующий рабочий день{law}",
    kk="{span}: {why}, мерзімнің соңы келесі жұмыс күніне ауысады{law}",
    en="{span}: {why}, the end moves on to the next working day{law}",
)
ROLL_BACK = Text(
    ru="{span}: {why}, действовать надо не позднее рабочего дня перед ним",
    kk="{span}: {why}, оның алдындағы жұмыс күнінен кешіктірмей әрекет ету керек",
    en="{span}: {why}, to act by the working day before",
)
NEXT = Text(
    ru="{day}: первый день, когда действие разрешено",
    kk="{day}: әрекет етуге болатын бірінші күн",
    en="{day}: the first day on which the act is allowed",
)
LAST_DAY = Text("последний день срока: {day}", "мерзімнің соңғы күні: {day}", "last day of the term: {day}")
DUE = Text("исполнить не позднее: {day}", "{day} күнінен кешіктірмей орындалады", "to be done by: {day}")
ENDS = Text("период заканчивается {day}", "кезең {day} күні аяқталады", "the period ends on {day}")
PROVISIONAL = Text("предварительно: {why}", "алдын ала: {why}", "provisional: {why}")


@dataclass(frozen=True)
class TracePart:
    """One line of a trace: its days `first`-`last`, both included, and by how many `days` it moves on (back: < 0)."""

    kind: PartKind
    text: Text
    days: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Trace:
    """The account of one computed date.

    reached   where the count ends, before any roll
    rolled    the same after the roll
    rests_on  the days the result depends on being worked or not, both included; `None` if on none
    """

    term: Term
    start: date
    calendar: WorkingCalendar
    reached: date
    rolled: date
    rests_on: tuple[date, date] | None

    @cached_property
    def parts(self) -> tuple[TracePart, ...]:
        """The lines in order, from the start to the result."""
        return tuple(self._build())

    @cached_property
    def doubts(self) -> tuple[Text, ...]:
        """Why the result is provisional; empty if it is settled."""
        return self.calendar.why_provisional(*self.rests_on) if self.rests_on else ()

    @property
    def total(self) -> date:
        """The start and the days of all parts, added up."""
        return self.start + timedelta(days=sum(part.days for part in self.parts))

    def lines(self, language: Language) -> list[str]:
        """The trace as text, a line each part."""
        return [part.text.in_(language) for part in self.parts]

    def as_json(self, language: Language) -> list[dict[str, object]]:
        """The trace as plain data, with the text in one language."""
        return [
            {"kind": part.kind, "text": part.text.in_(language), **iso_days(part, ("first", "last", "days"))}
            for part in self.parts
        ]

    def _build(self) -> Iterator[TracePart]:
        law = _LAW.get(self.calendar.country, _NO_LAW)
        yield self._start(law[0])
        if self.term.unit == "working day":
            yield from self._working_days()
        else:
            yield from self._count()
            yield from self._roll(law[1])
        yield from self._result()
        for doubt in self.doubts:
            yield TracePart("provisional", PROVISIONAL.filled(why=doubt))

    def _start(self, law: Text) -> TracePart:
        form = {"before": START_BACK, "by": START_BY, "for": START_FOR}.get(self.term.kind, START)
        text = form.filled(day=day_text(self.start), law=law, term=self.term.describe())
        return TracePart("start", text, first=self.start, last=self.start)

    def _count(self) -> Iterator[TracePart]:
        days = (self.reached - self.start).days
        if self.term.kind == "by":
            if days:
                text = COUNTED_TO.filled(count=DAY.counted(days), day=day_text(self.reached))
                yield TracePart("count", text, days, self.start + _ONE_DAY, self.reached)
            return
        text = COUNTED_TO.filled(count=self._plain_count(), day=day_text(self.reached))
        if self.term.unit in ("month", "year") and self.reached.day != self.start.day:
            note = CLAMPED.filled(number=self.start.day)
            text = Text(text.ru + note.ru, text.kk + note.kk, text.en + note.en)
        first, last = sorted((self.reached, self.start + _ONE_DAY if days > 0 else self.start - _ONE_DAY))
        yield TracePart("count", text, days, first, last)

    def _plain_count(self) -> Text:
        return Term("within", self.term.unit, self.term.count).describe()

    def _roll(self, law: Text) -> Iterator[TracePart]:
        if self.term.kind == "for":
            return
        if self.reached == self.rolled:
            yield from self._worked([self.reached])
            return
        step = 1 if self.rolled > self.reached else -1
        off = _days(self.reached, self.rolled - step * _ONE_DAY, step)
        form = ROLL_ON if step > 0 else ROLL_BACK
        for why, run in self._runs(off):
            first, last = min(run), max(run)
            text = form.filled(span=span_text(first, last), why=why, law=law)
            yield TracePart("roll", text, step * len(run), first, last)
        yield from self._worked([self.rolled])

    def _working_days(self) -> Iterator[TracePart]:
        step = 1 if self.reached > self.start else -1
        days = _days(self.start + step * _ONE_DAY, self.reached, step)
        if len(days) <= DETAILED_DAYS:
            for why, run in self._runs(days):
                first, last = min(run), max(run)
                if why is None:
                    text = COUNTED.filled(span=span_text(first, last), count=WORKING_DAY.counted(len(run)))
                    yield TracePart("count", text, step * len(run), first, last)
                    yield from self._worked(run)
                else:
                    text = SKIPPED.filled(span=span_text(first, last), why=why)
                    yield TracePart("skip", text, step * len(run), first, last)
        else:
            yield from self._summed_up(days, step)

    def _summed_up(self, days: list[date], step: int) -> Iterator[TracePart]:
        first, last = min(days[0], days[-1]), max(days[0], days[-1])
        runs = list(self._runs(days))
        counted = [day for why, run in runs if why is None for day in run]
        weekends = sum(len(run) for why, run in runs if why is WEEKEND)
        named = [(why, run) for why, run in runs if why is not None and why is not WEEKEND]
        text = COUNTED.filled(span=span_text(first, last), count=WORKING_DAY.counted(len(counted)))
        yield TracePart("count", text, step * len(counted), first, last)
        yield from self._worked(counted)
        text = SKIPPED_SUM.filled(what=SKIPPED_WEEKENDS, count=CALENDAR_DAY.counted(weekends))
        yield TracePart("skip", text, step * weekends, first, last)
        if len(named) <= NAMED:
            for why, run in named:
                text = SKIPPED.filled(span=span_text(min(run), max(run)), why=why)
                yield TracePart("skip", text, step * len(run), min(run), max(run))
            return
        for year, of_year in groupby((day for _, run in named for day in run), key=lambda day: day.year):
            off = list(of_year)
            what = SKIPPED_IN_YEAR.filled(year=year)
            text = SKIPPED_SUM.filled(what=what, count=CALENDAR_DAY.counted(len(off)))
            yield TracePart("skip", text, step * len(off), min(off), max(off))

    def _worked(self, days: list[date]) -> Iterator[TracePart]:
        worked = [(day, why) for day in days if (why := self.calendar.why_worked(day))]
        if len(worked) > NAMED:
            text = WORKED_SUM.filled(count=DAY.counted(len(worked)))
            first, last = min(worked)[0], max(worked)[0]
            yield TracePart("worked", text, 0, first, last)
            return
        for day, why in worked:
            yield TracePart("worked", WORKED.filled(day=day_text(day), why=why), 0, day, day)

    def _runs(self, days: list[date]) -> Iterator[tuple[Text | None, list[date]]]:
        """The days in runs that are off for the same reason (`None`: worked)."""
        for why, run in groupby(days, key=self.calendar.why_off):
            yield why, list(run)

    def _result(self) -> Iterator[TracePart]:
        last_day = self.reached if self.term.kind in ("before", "by") else self.rolled
        if self.term.kind == "for":
            yield _result(ENDS, self.reached)
            return
        yield _result(LAST_DAY, last_day)
        if self.rolled != last_day:
            yield _result(DUE, self.rolled)
        if self.term.kind == "run-out":
            day = self.rolled + _ONE_DAY
            yield TracePart("next", NEXT.filled(day=day_text(day)), 1, day, day)


def _result(form: Text, day: date) -> TracePart:
    return TracePart("result", form.filled(day=day_text(day)), 0, day, day)


def _days(first: date, last: date, step: int) -> list[date]:
    """Days from `first` to `last`, both included, forwards or backwards."""
    return [date.fromordinal(o) for o in range(first.toordinal(), last.toordinal() + step, step)]
