"""How the case sheet, the cycle's board and the terminal say the same things: clauses, days, how a step stands."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from models.acts import OWN, OWN_TERM
from models.days import day_text
from models.filed import FiledStep, RollEntry
from models.forms import CLAUSE
from models.names import Names, PersonName
from models.texts import Language, Text
from tasks import sheet_words as words
from tasks.markdown import escaped, table

GOOD, BAD, NOW, LATER, GONE = "✓", "⚠", "▶", "…", "–"
"""Marks that read the same in a light and a dark theme."""


def clause_text(clause: str, language: Language) -> str:
    """«п. 7», or that the text does not ask for it; empty where a refusal rests on no clause (`-`)."""
    if clause == "-":
        return ""
    if clause == OWN:
        return words.OWN_STEP.in_(language)
    return CLAUSE.filled(clause=clause).in_(language)


def status(step: FiledStep, language: Language, on: date | None = None) -> tuple[str, str]:
    """A mark and a word for how a step stands: done in time, late, open, overdue (by the day `on`, if given), ..."""
    known: dict[str, tuple[str, Text]] = {
        "waiting": (LATER, words.WAITING),
        "cancelled": (GONE, words.CANCELLED),
        "superseded": (GONE, words.SUPERSEDED),
    }
    if step.state == "open":
        mark, word = (
            (BAD, words.OVERDUE) if overdue(step, on) else (NOW, words.RUNNING if step.kind == "timer" else words.OPEN)
        )
    elif step.state == "done":
        mark, word = (BAD, words.LATE) if step.late else (GOOD, words.ON_TIME)
        if step.last_day is None:
            return mark, ""
    else:
        mark, word = known[step.state]
    return mark, word.in_(language)


def step_days(step: FiledStep, language: Language) -> Iterator[str]:
    """A step's dates and what they rest on, a line each."""
    last_day = step.last_day if step.last_day != step.due else None
    said = ((None, step.due), (words.LAST_DAY, last_day), (words.NOT_BEFORE, step.not_before), (words.UNTIL, step.ends))
    for text, day in said:
        if day:
            shown = day_text(day)
            yield (text.filled(day=shown) if text else shown).in_(language)
    if step.provisional and step.done_on is None:
        yield f"≈ {words.PROVISIONAL.in_(language)}"
    if step.term:
        yield step.term.in_(language)
    if step.own_term:
        yield OWN_TERM.in_(language)


def roll_reasons(entry: RollEntry) -> list[Text]:
    """Why somebody is on the list, or not."""
    return [*entry.reasons, *([] if entry.excluded is None else [words.EXCLUDED.filled(reason=entry.excluded)])]


def overdue(step: FiledStep, on: date | None) -> bool:
    """An open step is past its last day: on the day `on`, or as the sweep has found it."""
    return step.is_open and (step.late or (on is not None and step.overdue(on)))


class Spoken:
    """How sheets and boards say things: in one language, people named as they may be, safe to stand in markdown."""

    def __init__(self, language: Language, names: Names, ui_url: str) -> None:
        self.language, self.names, self.ui_url = language, names, ui_url

    def say(self, text: Text, **values: object) -> str:
        return escaped(text.filled(**values).in_(self.language) if values else text.in_(self.language))

    def day(self, day: date) -> str:
        return day_text(day).in_(self.language)

    def name(self, name: PersonName | None) -> str:
        return name.written(self.names) if name else ""

    def beside_number(self, name: PersonName | None) -> str:
        """Where the case's own number stands: nothing more where people go by the number alone."""
        return self.name(name) if self.names != "number" else ""

    def table(self, heads: Iterable[Text], rows: Sequence[Sequence[str]]) -> str:
        """Empty where there is no row."""
        return table([head.in_(self.language) for head in heads], rows) if rows else ""
