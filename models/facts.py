"""What is known of a case: by whom, when and what, as `step.field` or `case.field`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.acts import Edition
from models.calendars import WorkingCalendar
from models.days import ISO_DAY


def as_day(value: Any) -> date | None:
    """A date, or the date a text like 2026-12-01 names; `None` for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and ISO_DAY.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


class Watched(Mapping[str, Any]):
    """Facts that note in `asked` which of them were asked for, known or not."""

    def __init__(self, values: Mapping[str, Any], asked: set[str]) -> None:
        self._values, self.asked = values, asked

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        self.asked.update(self._values)
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True)
class Facts:
    """Facts a check or a term may rest on.

    `values` are those of the latest standing occurrence of each step of the case and of its cycle; `on` is the day of
    recording.
    """

    values: Mapping[str, Any]
    on: date
    edition: Edition
    calendar: WorkingCalendar

    def get(self, name: str, default: Any = None) -> Any:
        """The fact, or `default` where it isn't known."""
        value = self.values.get(name)
        return default if value is None else value

    def day(self, *names: str) -> date | None:
        """The first of the named facts that is known, as a date."""
        for name in names:
            found = as_day(self.values.get(name))
            if found is not None:
                return found
        return None

    def parameter(self, code: str) -> Any:
        """The value the edition sets."""
        return self.edition[code].value

    def clause(self, code: str) -> str:
        """The clause a parameter comes from."""
        return self.edition[code].clause
