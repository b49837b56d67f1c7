"""A person's page: all their cases of every procedure, dates to come, and what a result means elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.errors import InvalidInput
from models.record.cases import Case, StepRecord
from models.record.people import Authority, Category, Official, Organisation, Tenure
from models.regulations import procedure as procedure_named
from models.texts import Language, Text

CATEGORY_ENDS = Text(
    "Квалификационная категория «{what}» истекает", "«{what}» біліктілік санатының мерзімі бітеді",
    "Qualification category '{what}' ends",
)  # fmt: skip


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


@dataclass(frozen=True)
class Ahead:
    """A date to come: an open step's, or the end of something that lasts."""

    day: date
    what: Text
    clause: str
    case: str


@dataclass(frozen=True)
class PersonFile:
    """All that the record holds of one person."""

    code: str
    name: str
    authority: Text
    posts: tuple[tuple[str, Text, date, date | None], ...]
    cases: tuple[PersonCase, ...]
    ahead: tuple[Ahead, ...]

    def as_data(self, language: Language) -> dict[str, Any]:
        """The page as JSON."""
        return {
            "code": self.code,
            "name": self.name,
            "authority": self.authority.in_(language),
            "posts": [
                {"post": post, "organisation": place.in_(language), "from": _iso(start), "to": _iso(end)}
                for post, place, start, end in self.posts
            ],
            "cases": [
                {
                    "number": c.number, "procedure": c.procedure.in_(language), "edition": c.edition,
                    "opened_on": _iso(c.opened_on), "result": c.result.in_(language) if c.result else None,
                    "result_on": _iso(c.result_on), "closed_on": _iso(c.closed_on),
                    "means": [m.in_(language) for m in c.means],
                }
                for c in self.cases
            ],
            "ahead": [
                {"day": _iso(a.day), "what": a.what.in_(language), "clause": a.clause, "case": a.case}
                for a in self.ahead
            ],
        }  # fmt: skip


def person_file(session: Session, code: str, on: date, *, authority: str | None = None) -> PersonFile:
    """The person with this personnel number, as of the day; four queries whatever they hold.

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
    official, place = found[0]
    own = select(Case).where(Case.official_id == official.id).order_by(col(Case.opened_on), col(Case.number))
    cases = session.exec(own).all()
    steps = session.exec(
        select(StepRecord)
        .where(col(StepRecord.case_id).in_([c.id for c in cases]), StepRecord.state == "open")
        .order_by(col(StepRecord.id))
    ).all()
    tenures = select(Tenure, Organisation).join(Organisation).where(Tenure.official_id == official.id)
    categories = session.exec(select(Category).where(Category.official_id == official.id)).all()
    name = " ".join(filter(None, (official.last_name, official.first_name, official.middle_name)))
    return PersonFile(
        official.code,
        name,
        Text(place.name_ru, place.name_kk),
        tuple(
            (t.post, Text(o.name_ru, o.name_kk), t.start_on, t.end_on)
            for t, o in session.exec(tenures.order_by(col(Tenure.start_on)))
        ),
        tuple(_case(c) for c in cases),
        _ahead({c.id: c for c in cases}, steps, categories, on),
    )


def _case(case: Case) -> PersonCase:
    procedure = procedure_named(case.procedure)
    result = procedure.process(case.kind).results.get(case.result or "")
    means = procedure.consequences.get(case.result or "", ())
    return PersonCase(
        case.number, procedure.title, case.opened_on, case.edition, result, case.result_on, case.closed_on, tuple(means)
    )


def _ahead(cases: Mapping[int, Case], steps: Any, categories: Any, on: date) -> tuple[Ahead, ...]:
    found = [
        Ahead(day, procedure_named(cases[s.case_id].procedure).node(s.code).title, s.clause, cases[s.case_id].number)
        for s in steps
        if (day := s.due or s.ends or s.not_before) is not None
    ]
    found += [
        Ahead(c.valid_until, CATEGORY_ENDS.filled(what=c.category), "", "")
        for c in categories
        if c.valid_until is not None and c.valid_until >= on
    ]
    return tuple(sorted(found, key=lambda a: (a.day, a.case)))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
