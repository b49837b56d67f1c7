"""What a day makes pressing: marks of open cases that the calendar alone puts on and takes off.

Each case keeps the marks that its run shows, so that a morning touches those it changes and no others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from models.record.base import Rows
from models.record.cases import Case, StepRecord
from models.record.people import Authority
from models.record.sweeping import exactly

LATE = "overdue"
TODAY = "today"
THIS_WEEK = "due-this-week"


@dataclass(frozen=True)
class Dated:
    """An open step as far as its marks go: who has to act, and its days."""

    performer: str
    due: date | None
    last_day: date | None
    not_before: date | None


@dataclass(frozen=True)
class Moved:
    """A case whose marks the day has changed."""

    case_id: int
    number: str
    run_id: str
    marks: tuple[str, ...]


def marks(steps: Iterable[Dated], on: date) -> tuple[str, ...]:
    """What a day makes of open user tasks, sorted.

    `overdue`: the last day has passed. `today`, and `today:<role>` for whoever has to act: the day to act by has come,
    or passed. `due-this-week`: it comes by Sunday, today included. A step that may not be done yet presses nobody.
    """
    found: set[str] = set()
    for step in steps:
        if step.last_day is not None and step.last_day < on:
            found |= {LATE, TODAY, f"{TODAY}:{step.performer}"}
            continue
        if step.due is None or step.due > sunday(on) or (step.not_before is not None and step.not_before > sunday(on)):
            continue
        found.add(THIS_WEEK)
        if step.due <= on and (step.not_before is None or step.not_before <= on):
            found |= {TODAY, f"{TODAY}:{step.performer}"}
    return tuple(sorted(found))


def marks_among(tags: Iterable[str]) -> tuple[str, ...]:
    """Those of a run's tags that are marks."""
    return tuple(sorted(t for t in tags if t in (LATE, TODAY, THIS_WEEK) or t.startswith(f"{TODAY}:")))


def sunday(on: date) -> date:
    """The last day of the week that `on` lies in."""
    return on + timedelta(days=6 - on.weekday())


def moved(session: Session, authority: Authority, on: date) -> list[Moved]:
    """The authority's cases that have a run whose marks the day has changed.

    Two queries: open steps due by Sunday, by the index of the due dates of open steps, and cases that are marked.
    """
    asked: Rows = (
        select(
            col(Case.id), col(Case.number), col(Case.run_id), col(Case.marks), col(StepRecord.performer),
            col(StepRecord.due), col(StepRecord.last_day), col(StepRecord.not_before),
        )
        .join(Case, col(Case.id) == StepRecord.case_id)
        .where(
            exactly(StepRecord.state, "open"),
            exactly(StepRecord.kind, "user-task"),
            col(StepRecord.due) <= sunday(on),
            # Not by the index of authorities: SQLite would go through all of their cases, and there are more of those.
            col(Case.authority_id) + 0 == authority.id,
        )
    )  # fmt: skip
    cases: dict[int, tuple[str, str | None, str]] = {}
    steps: dict[int, list[Dated]] = defaultdict(list)
    for case_id, number, run_id, shown, *step in session.execute(asked):
        cases[case_id] = (number, run_id, shown)
        steps[case_id].append(Dated(*step))
    marked: Rows = select(col(Case.id), col(Case.number), col(Case.run_id), col(Case.marks)).where(
        ~exactly(Case.marks, ""), col(Case.authority_id) == authority.id
    )
    for case_id, number, run_id, shown in session.execute(marked):
        cases.setdefault(case_id, (number, run_id, shown))
    found = []
    for case_id, (number, run_id, shown) in sorted(cases.items()):
        wanted = marks(steps[case_id], on)
        if run_id is not None and wanted != tuple(shown.split()):
            found.append(Moved(case_id, number, run_id, wanted))
    return found


def keep(session: Session, shown: Mapping[int, Sequence[str]]) -> None:
    """The runs of these cases, by id, show these marks now."""
    if shown:
        changed = update(Case).where(col(Case.id) == bindparam("case")).values(marks=bindparam("now"))
        rows = [{"case": key, "now": " ".join(those)} for key, those in sorted(shown.items())]
        session.connection().execute(changed, rows)
