"""A script of the demo: one authority's year of one procedure, and what the operator answers in it; pure data.

Whoever a case is about is named as in `deployments/sample`: by the organisation led, or by the personnel number. Dates
are the simulated ones. Each answer is one entry; it is played when the record shows that it has not been taken yet, so
the play can be broken off anywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from models.calendars import WorkingCalendar
from models.days import iso
from models.texts import Text

Way = Literal["form", "meeting", "command", "open"]
SAMPLE = Path(__file__).parents[1] / "sample"


@dataclass(frozen=True, eq=False)
class Entry:
    """One answer of the operator.

    who     whose case it is; empty: the cycle's own; a year: the cycle of that year
    form    what identifies the answer in the record; `Script.fill` adds what only the registry knows
    clause  where the law refuses the answer: the clause it must cite
    way     `form` of the case's run; `meeting`: a row of the commission's meeting, in with the others of that day;
            `command`: `merzim record`, past the form, which does not offer what is unlawful; `open`: no answer, the
            operator opens the cycle
    """

    on: date
    who: str
    step: str
    form: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""
    way: Way = "form"

    @property
    def name(self) -> str:
        """For people: whose step, on which day."""
        return f"{self.on} {self.who or 'cycle'} {self.step}"


def answer(on: str | date, who: str, step: str, /, *, clause: str = "", way: Way = "form", **form: Any) -> Entry:
    """An answer of `who` on a day; days in it are written as the record has them."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return Entry(day, who, step, {name: iso(value) for name, value in form.items()}, clause, way)


@dataclass(frozen=True)
class Script:
    """A procedure's year as the demo plays it.

    folder      below the sample's: the registry's files
    known_by    what names a case: the organisation led, or the person
    ends_on     the last day played; cases may stay open
    answers     every answer, whatever their order in days; those of one case in the order they must be given
    expected    what must have come of each case by then: who -> result
    shows       what each case is there for
    shown_whole cases whose steps are printed with all their dates
    days        days that matter besides those of the answers and of what is due: yearly openings
    left_out    who must have been judged and not be on the list: who -> clause; shown with the reasons
    relisted    who must be on the lists of later years: year -> clause -> who
    fill        the whole form of an answer, from what its case knows of the person
    afterwards  answers with `--keep` after the whole play, so that the UI is a worklist
    """

    procedure: str
    authority: str
    year: int
    zone: ZoneInfo
    starts_on: date
    ends_on: date
    answers: Callable[[WorkingCalendar], list[Entry]]
    expected: Mapping[str, str]
    shows: Mapping[str, Text]
    shown_whole: tuple[str, ...] = ()
    folder: str = "."
    known_by: Literal["head", "person"] = "person"
    days: tuple[date, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    relisted: Mapping[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    fill: Callable[[Entry, Mapping[str, Any]], Mapping[str, Any]] = lambda entry, _facts: entry.form
    afterwards: tuple[Entry, ...] = ()

    @property
    def registry(self) -> Path:
        """The folder with the registry's files."""
        return SAMPLE / self.folder

    def entries(self, calendar: WorkingCalendar) -> tuple[Entry, ...]:
        """Every answer, in order of days."""
        return tuple(sorted(self.answers(calendar), key=lambda entry: entry.on))
