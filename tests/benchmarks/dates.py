"""Due dates a second: 15 working days in Kazakhstan's calendar, without a trace; and whether each is right.

python -m tests.benchmarks.dates
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

import holidays

from models.calendars import working_calendar
from models.terms import Term, compute

STARTS = [date(2016, 1, 1) + timedelta(days=n) for n in range(3650)]
ROUNDS = 3


def best(act: Callable[[date], date]) -> tuple[float, list[date]]:
    """The best rate of some rounds over all starts, and the dates."""
    rate, found = 0.0, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = [act(start) for start in STARTS]
        rate = max(rate, len(STARTS) / (time.perf_counter() - began))
    return rate, found


def main() -> None:
    """Measure both, side by side, and print."""
    calendar, term = working_calendar("KZ"), Term.parse("15 working days")
    country = holidays.country_holidays("KZ", years=range(2015, 2028))

    def ours(start: date) -> date:
        due = compute(term, start, calendar).due
        assert due is not None
        return due

    def theirs(start: date) -> date:
        return country.get_nth_working_day(start, 15)

    rate, found = best(ours)
    other, expected = best(theirs)
    wrong = sum(a != b for a, b in zip(found, expected, strict=True))
    sys.stdout.write(json.dumps({"ours": rate, "holidays": other, "differ": wrong, "dates": len(STARTS)}) + "\n")


if __name__ == "__main__":
    main()
