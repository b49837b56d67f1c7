"""Days and numbers as official papers write them: «21 декабря 2026 года», «2026 жылғы 21 желтоқсан», «пятнадцать»."""

from datetime import date

from models.days import MONTHS
from models.texts import Text, as_is

_UNITS = (
    Text("ноль", "нөл", "zero"), Text("один", "бір", "one"), Text("два", "екі", "two"), Text("три", "үш", "three"),
    Text("четыре", "төрт", "four"), Text("пять", "бес", "five"), Text("шесть", "алты", "six"),
    Text("семь", "жеті", "seven"), Text("восемь", "сегіз", "eight"), Text("девять", "тоғыз", "nine"),
)  # fmt: skip
_TEENS = (
    Text("десять", "он", "ten"), Text("одиннадцать", "он бір", "eleven"), Text("двенадцать", "он екі", "twelve"),
    Text("тринадцать", "он үш", "thirteen"), Text("четырнадцать", "он төрт", "fourteen"),
    Text("пятнадцать", "он бес", "fifteen"), Text("шестнадцать", "он алты", "sixteen"),
    Text("семнадцать", "он жеті", "seventeen"), Text("восемнадцать", "он сегіз", "eighteen"),
    Text("девятнадцать", "он тоғыз", "nineteen"),
)  # fmt: skip
_TENS = (
    Text("двадцать", "жиырма", "twenty"), Text("тридцать", "отыз", "thirty"), Text("сорок", "қырық", "forty"),
    Text("пятьдесят", "елу", "fifty"), Text("шестьдесят", "алпыс", "sixty"), Text("семьдесят", "жетпіс", "seventy"),
    Text("восемьдесят", "сексен", "eighty"), Text("девяносто", "тоқсан", "ninety"),
)  # fmt: skip
_HUNDREDS_RU = ("сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот")
MOST = 999
"""The greatest number told in words: votes, points, years, persons on a list."""


def long_day(day: date) -> Text:
    """The day in words, in no case that a name beside it would have to follow."""
    month = MONTHS[day.month - 1]
    return Text(
        f"{day.day} {month.ru} {day.year} года",
        f"{day.year} жылғы {day.day} {month.kk}",
        f"{day.day} {month.en} {day.year}",
    )


def short_day(day: date) -> str:
    """The day in figures: 21.12.2026."""
    return f"{day:%d.%m.%Y}"


def in_words(number: int) -> Text:
    """A whole number in words, from 0 to `MOST`; another one stays in figures. Russian: masculine, nominative."""
    if not 0 <= number <= MOST:
        return as_is(number)
    hundreds, rest = divmod(number, 100)
    parts = [_hundreds(hundreds)] if hundreds else []
    if 10 <= rest <= 19:
        parts.append(_TEENS[rest - 10])
    else:
        tens, units = divmod(rest, 10)
        parts += [_TENS[tens - 2]] if tens else []
        parts += [_UNITS[units]] if units or not number else []
    return Text.joined(parts, " ")


def _hundreds(count: int) -> Text:
    kk = "жүз" if count == 1 else f"{_UNITS[count].kk} жүз"
    return Text(_HUNDREDS_RU[count - 1], kk, f"{_UNITS[count].en} hundred")
