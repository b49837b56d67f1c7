"""Days and counts as people write and read them: ISO dates in, words in Russian, Kazakh and English out."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from models.errors import InvalidInput
from models.texts import Text

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)

MONTHS = (
    Text("января", "қаңтар", "January"),
    Text("февраля", "ақпан", "February"),
    Text("марта", "наурыз", "March"),
    Text("апреля", "сәуір", "April"),
    Text("мая", "мамыр", "May"),
    Text("июня", "маусым", "June"),
    Text("июля", "шілде", "July"),
    Text("августа", "тамыз", "August"),
    Text("сентября", "қыркүйек", "September"),
    Text("октября", "қазан", "October"),
    Text("ноября", "қараша", "November"),
    Text("декабря", "желтоқсан", "December"),
)

MONTHS_FROM_KK = (
    "қаңтардан", "ақпаннан", "наурыздан", "сәуірден", "мамырдан", "маусымнан",
    "шілдеден", "тамыздан", "қыркүйектен", "қазаннан", "қарашадан", "желтоқсаннан",
)  # fmt: skip
"""The months in the ablative, as «1 желтоқсаннан кешіктірмей» needs them."""

WEEKDAYS = (
    Text("пн", "дс", "Mon"),
    Text("вт", "сс", "Tue"),
    Text("ср", "ср", "Wed"),
    Text("чт", "бс", "Thu"),
    Text("пт", "жм", "Fri"),
    Text("сб", "сн", "Sat"),
    Text("вс", "жс", "Sun"),
)


def parse_day(written: str, what: str = "date") -> date:
    """A day written `2026-12-01`. Raises `InvalidInput` for anything else; `what` names the field in the message."""
    stripped = written.strip()
    if ISO_DAY.match(stripped):
        try:
            return date.fromisoformat(stripped)
        except ValueError:
            raise InvalidInput(f"{what} '{stripped}': there is no such day") from None
    raise InvalidInput(f"{what} '{stripped}' is not a date; accepted: YYYY-MM-DD, such as 2026-12-01")


def iso(value: Any) -> Any:
    """A day as `2026-12-01`, a moment with its time and offset; anything else, `None` too, as it is."""
    return value.isoformat() if isinstance(value, date) else value


def iso_days(of: object, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a thing, its days as `2026-12-01`."""
    return {name: iso(getattr(of, name)) for name in names}


@lru_cache(maxsize=4096)
def day_text(day: date) -> Text:
    """The day with its weekday: «01.12.2026 (вт)», "1 Dec 2026 (Tue)"."""
    weekday = WEEKDAYS[day.weekday()]
    figures = f"{day.day:02}.{day.month:02}.{day.year}"
    return Text(
        ru=f"{figures} ({weekday.ru})",
        kk=f"{figures} ({weekday.kk})",
        en=f"{day.day} {MONTHS[day.month - 1].en[:3]} {day.year} ({weekday.en})",
    )


def span_text(first: date, last: date) -> Text:
    """A run of days, both ends included; one day alone is written once."""
    if first == last:
        return day_text(first)
    return Text("{first} – {last}", "{first} – {last}", "{first} – {last}").filled(
        first=day_text(first), last=day_text(last)
    )


def plus_months(day: date, months: int) -> date:
    """The same day number so many months on (or back, where negative), or the month's last day where there is none.

    Civil Code of Kazakhstan, art. 174(3); of Russia, art. 192(3). Raises `OverflowError` outside the years 1-9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("date value out of range")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Noun:
    """A counted noun. Russian: nominative for 1, 2-4, 5+; accusative and genitive where they differ; Kazakh has one."""

    ru: tuple[str, str, str]
    kk: str
    en: tuple[str, str]
    ru_genitive: tuple[str, str] = ("", "")
    """Singular and plural: «по истечении 1 рабочего дня, 2 рабочих дней»."""
    ru_accusative: str = ""
    """Singular, where it differs: «за 1 неделю»."""

    @lru_cache(maxsize=4096)  # noqa: B019 - the nouns are few and live as long as the program
    def counted(self, count: int) -> Text:
        """«15 рабочих дней», «15 жұмыс күні», "15 working days"."""
        return Text(f"{count} {self._ru(count)}", self.counted_kk(count), f"{count} {self.en[count != 1]}")

    def counted_kk(self, count: int) -> str:
        """«15 жұмыс күні», «күнтізбелік 30 күн»: a word before the count stands before a colon."""
        before, colon, noun = self.kk.rpartition(":")
        return f"{before} {count} {noun}" if colon else f"{count} {noun}"

    def accusative_ru(self, count: int) -> str:
        """After «за» and «на»."""
        form = self.ru_accusative if self.ru_accusative and ru_plural(count) == 0 else self._ru(count)
        return f"{count} {form}"

    def genitive_ru(self, count: int) -> str:
        """After «по истечении»."""
        return f"{count} {self.ru_genitive[ru_plural(count) != 0]}"

    def _ru(self, count: int) -> str:
        return self.ru[ru_plural(count)]


def ru_plural(count: int) -> int:
    """Which of Russian's three forms goes with the number: 0 for 1, 21, ...; 1 for 2-4, 22-24, ...; 2 for the rest."""
    last, last_two = count % 10, count % 100
    if last == 1 and last_two != 11:
        return 0
    return 1 if 2 <= last <= 4 and not 12 <= last_two <= 14 else 2


WORKING_DAY = Noun(
    ("рабочий день", "рабочих дня", "рабочих дней"), "жұмыс күні", ("working day", "working days"),
    ("рабочего дня", "рабочих дней"),
)  # fmt: skip
CALENDAR_DAY = Noun(
    ("календарный день", "календарных дня", "календарных дней"), "күнтізбелік:күн", ("calendar day", "calendar days"),
    ("календарного дня", "календарных дней"),
)  # fmt: skip
WEEK = Noun(("неделя", "недели", "недель"), "апта", ("week", "weeks"), ("недели", "недель"), "неделю")
MONTH = Noun(("месяц", "месяца", "месяцев"), "ай", ("month", "months"), ("месяца", "месяцев"))
YEAR = Noun(("год", "года", "лет"), "жыл", ("year", "years"), ("года", "лет"))
DAY = Noun(("день", "дня", "дней"), "күн", ("day", "days"), ("дня", "дней"))
