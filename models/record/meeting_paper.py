"""The agenda of a meeting as a paper to fill in, from the record."""

from collections.abc import Mapping
from typing import Any

from models.meetings import ATTENDANCE, Field, Paper, Row, fields_of
from models.procedure import Procedure
from models.record.meetings import Agenda, Waiting
from models.texts import Language, Text

Offers = Mapping[str, Mapping[str, Text]]


def paper_of(agenda: Agenda, language: Language, proposed: Mapping[str, tuple[str, str]] | None = None) -> Paper:
    """What the commission is given to fill in. `proposed`: by case, the place proposed and why, in `language`."""
    procedure = agenda.procedure
    step = procedure.case.step(procedure.meets_on)
    assert step.form is not None
    offered = {waiting.case.number: offers_of(agenda, waiting) for waiting in agenda.cases}
    union: dict[str, list[str]] = {}
    for offers in offered.values():
        for path, codes in offers.items():
            union.setdefault(path, []).extend(code for code in codes if code not in union.get(path, ()))
    bench = agenda.commission.members if agenda.commission else ()
    members = {m.full_name: _member(m.full_name, offered, language) for m in bench}
    known: dict[str, Any] = {"members": len(members)} if members else {}
    if agenda.cases and step.known:
        known |= {n: v for n, v in step.known(agenda.cases[0].facts).items() if n in procedure.meeting}
    shared, fields = fields_of(step.form, language, procedure.meeting, union)
    return Paper(
        cycle=agenda.cycle.number,
        step=procedure.meets_on,
        title=f"{procedure.title.in_(language)}: {step.title.in_(language)}",
        authority=agenda.authority.name_kk if language == "kk" else agenda.authority.name_ru,
        language=language,
        shared=shared,
        known=known,
        members=members,
        fields=fields,
        rows=tuple(
            _row(waiting, offered[waiting.case.number], fields, language, proposed or {}) for waiting in agenda.cases
        ),
    )


def offers_of(agenda: Agenda, waiting: Waiting) -> Offers:
    """What the form of one case offers."""
    step = agenda.procedure.case.step(agenda.procedure.meets_on)
    return step.offers(waiting.facts) if step.offers else {}


def _member(name: str, offered: Mapping[str, Offers], language: Language) -> str:
    """The member as the form shows it: with the body stood for, and who chairs."""
    for offers in offered.values():
        shown = offers.get(ATTENDANCE, {}).get(name)
        if shown is not None:
            return shown.in_(language)
    return name


def _row(
    waiting: Waiting,
    offers: Offers,
    fields: tuple[Field, ...],
    language: Language,
    proposed: Mapping[str, tuple[str, str]],
) -> Row:
    paths = {each.path for each in fields}
    place = waiting.place
    proposal, why = proposed.get(waiting.case.number, ("", ""))
    return Row(
        case=waiting.case.number,
        person=waiting.person.full if waiting.person else "",
        organisation=f"{place.name.in_(language)} ({place.code})" if place else "",
        settlement=place.settlement if place else "",
        due=f"{waiting.due:%d.%m.%Y}" if waiting.due else "",
        offers={
            path: {code: name.in_(language) for code, name in codes.items()}
            for path, codes in offers.items()
            if path in paths
        },
        proposal=proposal,
        why=why,
    )


def fields_to_read(procedure: Procedure, language: Language) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The fields of the meeting and of its cases that a filled workbook may hold, whatever was offered then."""
    form = procedure.case.step(procedure.meets_on).form
    assert form is not None
    return fields_of(form, language, procedure.meeting, {})
