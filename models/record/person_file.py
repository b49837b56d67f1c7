"""A person's page: all their cases of every procedure, dates to come, and what a result means elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import clock
from models.days import iso, iso_days
from models.errors import InvalidInput
from models.names import PersonName
from models.record.case_rows import name_of
from models.record.cases import Case, StepRecord
from models.record.outcomes import outcome_title
from models.record.people import Authority, Category, Official, Organisation, Tenure
from models.regulations import procedure as procedure_named
from models.texts import Language, Text

CATEGORY_ENDS = Text(
    "Квалификационная категория «{what}» действует по этот день",
    "«{what}» біліктілік санаты осы күнге дейін жарамды",
    "Qualification category '{what}' is valid through this day",
)


@dataclass(frozen=True)
class Said:
    """What was decided at a step: a test failed, a consent refused, a result of the case."""

    on: date
    step: Text
    clause: str
    outcome: Text


@dataclass(frozen=True)
class PersonCase:
    """One case of the person. `means` is what its result may be used for elsewhere, with the clause that says so."""

    number: str
    procedure: Text
    opened_on: date
    edition: str
    result: Text | None
    result_on: date | None
    closed_on: date | None
    means: tuple[Text, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Ahead:
    """A date to come: an open step's, or the end of something that lasts. `overdue`: its last day has passed."""

    day: date
    what: Text
    clause: str
    case: str
    overdue: bool = False


@dataclass(frozen=True)
class Post:
    """A stint in a post; `end` is its last day, `None` while it lasts."""

    post: str
    organisation: Text
    start: date
    end: date | None


@dataclass(frozen=True)
class PersonFile:
    """All that the record holds of one person."""

    name: PersonName
    authority: Text
    posts: tuple[Post, ...]
    cases: tuple[PersonCase, ...]
    ahead: tuple[Ahead, ...]

    def as_data(self, language: Language) -> dict[str, Any]:
        """The page as JSON."""
        return {
            "code": self.name.code,
            "name": self.name.full,
            "authority": self.authority.in_(language),
            "posts": [
                {"post": p.post, "organisation": p.organisation.in_(language), "from": iso(p.start), "to": iso(p.end)}
                for p in self.posts
            ],
            "cases": [_case_data(c, language) for c in self.cases],
            "ahead": [
                {"day": iso(a.day), "what": a.what.in_(language), "clause": a.clause, "case": a.case,
                 "overdue": a.overdue}
                for a in self.ahead
            ],
        }  # fmt: skip


def find_person(session: Session, code: str, authority: str | None) -> tuple[Official, Authority]:
    """The person with this personnel number, and whose they are.

    Raises `InvalidInput` where there is none, or where several authorities have one of that number.
    """
    asked = select(Official, Authority).join(Authority).where(Official.code == code)
    if authority is not None:
        asked = asked.where(Authority.code == authority)
    found = session.exec(asked.order_by(Authority.code)).all()
    if not found:
        raise InvalidInput(f"no person with the number '{code}'" + (f" in {authority}" if authority else ""))
    if len(found) > 1:
        raise InvalidInput(f"'{code}' is in {', '.join(a.code for _, a in found)}: add --authority")
    return found[0]


def person_file(session: Session, code: str, at: datetime, *, authority: str | None = None) -> PersonFile:
    """The person with this personnel number, as of the moment; five queries whatever they hold.

    Raises `InvalidInput` as `find_person` does.
    """
    official, place = find_person(session, code, authority)
    on = clock.local(at, place.timezone)
    own = select(Case).where(Case.official_id == official.id).order_by(col(Case.opened_on), col(Case.number))
    cases = session.exec(own).all()
    steps: dict[int, list[StepRecord]] = defaultdict(list)
    of_cases = select(StepRecord).where(col(StepRecord.case_id).in_([c.id for c in cases])).order_by(col(StepRecord.id))
    for step in session.exec(of_cases):
        steps[step.case_id].append(step)
    tenures = select(Tenure, Organisation).join(Organisation).where(Tenure.official_id == official.id)
    categories = session.exec(select(Category).where(Category.official_id == official.id)).all()
    name = name_of(official)
    assert name is not None
    return PersonFile(
        name,
        Text(place.name_ru, place.name_kk),
        tuple(
            Post(t.post, Text(o.name_ru, o.name_kk), t.start_on, t.end_on)
            for t, o in session.exec(tenures.order_by(col(Tenure.start_on)))
        ),
        tuple(_case(c, steps[c.id]) for c in cases),
        _ahead(cases, steps, categories, on),
    )


def _case(case: Case, steps: Iterable[StepRecord]) -> PersonCase:
    procedure = procedure_named(case.procedure)
    result = procedure.process(case.kind).results.get(case.result or "")
    means = procedure.consequences.get(case.result or "", ())
    return PersonCase(
        case.number, procedure.title, case.opened_on, case.edition, result, case.result_on, case.closed_on,
        tuple(means), tuple(_said(case, steps)),
    )  # fmt: skip


def _said(case: Case, steps: Iterable[StepRecord]) -> Iterable[Said]:
    process = procedure_named(case.procedure).process(case.kind)
    for step in steps:
        outcome = outcome_title(process, step.code, step.outcome, step.form or {})
        if step.state == "done" and step.done_on is not None and outcome is not None:
            yield Said(step.done_on, process.node(step.code).title, step.clause, outcome)


def _ahead(
    cases: Sequence[Case], steps: Mapping[int, Sequence[StepRecord]], categories: Iterable[Category], on: date
) -> tuple[Ahead, ...]:
    found = [
        Ahead(c.valid_until, CATEGORY_ENDS.filled(what=c.category), "", "")
        for c in categories
        if c.valid_until is not None and c.valid_until >= on
    ]
    for case in cases:
        process = procedure_named(case.procedure).process(case.kind)
        for step in steps[case.id]:
            day = step.due or step.ends or step.not_before
            if step.state == "open" and day is not None and process.has(step.code):
                overdue = step.last_day is not None and step.last_day < on
                found.append(Ahead(day, process.node(step.code).title, step.clause, case.number, overdue))
    return tuple(sorted(found, key=lambda a: (a.day, a.case)))


def _case_data(case: PersonCase, language: Language) -> dict[str, Any]:
    return {
        "number": case.number,
        "procedure": case.procedure.in_(language),
        **iso_days(case, ("edition", "opened_on", "result_on", "closed_on")),
        "result": case.result.in_(language) if case.result else None,
        "means": [m.in_(language) for m in case.means],
        "said": [
            {"on": iso(s.on), "step": s.step.in_(language), "clause": s.clause, "outcome": s.outcome.in_(language)}
            for s in case.said
        ],
    }
