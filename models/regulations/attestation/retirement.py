"""The day of retirement, by sex and birth: the age is a parameter by date.

Law of Kazakhstan on pensions (21 June 2013 No 105-V), article 11: 63 years for men, 58 for women, rising by half a year
each 1 January from 2018 on.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from models.acts import Edition
from models.days import parse_day, plus_months
from models.errors import InvalidInput


@dataclass(frozen=True)
class Age:
    """The retirement age in months, from a day on (inclusive)."""

    months: int
    since: date


def ages(written: str) -> tuple[Age, ...]:
    """Accepts `58; 58.5 from 2018-01-01; ...`: the first holds from the beginning, the others in order of days.

    Raises `InvalidInput` for anything else.
    """
    found: list[Age] = []
    for part in written.split(";"):
        age, _, since = part.partition("from")
        try:
            months = Fraction(age.strip()) * 12
        except (ValueError, ZeroDivisionError):
            raise InvalidInput(f"retirement age '{part.strip()}': accepted: 58, or 58.5 from 2018-01-01") from None
        day = parse_day(since, "from") if since.strip() else date.min
        if months.denominator != 1 or (found and day <= found[-1].since) or (not found and day != date.min):
            raise InvalidInput(f"retirement ages '{written}': whole months, the first without a day, then by day")
        found.append(Age(int(months), day))
    return tuple(found)


def retires_on(birth: date, schedule: tuple[Age, ...]) -> date:
    """The first day on which the age that holds on that day has been reached."""
    *before, last = schedule
    for age, following in zip(before, schedule[1:], strict=True):
        day = max(plus_months(birth, age.months), age.since)
        if day < following.since:
            return day
    return max(plus_months(birth, last.months), last.since)


def retirement_on(birth: date, sex: str, edition: Edition) -> date:
    """The day a servant of this sex (`f`, `m`) reaches the retirement age the edition sets."""
    return retires_on(birth, ages(str(edition[f"retirement-age-{'women' if sex == 'f' else 'men'}"].value)))
