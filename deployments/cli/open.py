"""`merzim open`: a cycle opened by an operator."""

from typing import Annotated

import typer

from deployments.cli.options import Json, Lang, print_json
from models.texts import Text

OPENED = Text(
    "{number}: открыт {day}, редакция {edition}; в списке {listed}, дел открыто {cases}",
    "{number}: {day} ашылды, редакциясы {edition}; тізімде {listed}, ашылған іс {cases}",
    "{number}: opened on {day}, edition {edition}; {listed} on the list, {cases} cases open",
)
ALREADY = Text(
    "{number}: был открыт {day}, редакция {edition}; ничего не изменилось",
    "{number}: {day} ашылған, редакциясы {edition}; ештеңе өзгерген жоқ",
    "{number}: was opened on {day}, edition {edition}; nothing has changed",
)


def open_(
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Such as attestation.")],
    authority: Annotated[str, typer.Option("--authority", metavar="CODE", help="In which authority.")],
    year: Annotated[
        int | None, typer.Option(help="The cycle's year; left out: the present one, or the last yearly opening's.")
    ] = None,
    another: Annotated[
        bool, typer.Option("--another", help="One more in the year: a second call for the reserve, say.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who opens it.")] = "operator",
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """Open a cycle: an attestation or a reserve call today, a yearly procedure once its day has come.

    merzim open attestation --authority KRG

    One that was opened this year already is shown; --another opens the next. On a day that no edition of the act covers
    it is refused, with the dates.
    """
    from sqlmodel import func, select

    from deployments.cli.opened import opened_to_write
    from models import clock
    from models.record.cases import Case, Cycle
    from models.record.opening import find_authority, open_cycle
    from models.regulations import procedure as procedure_named

    procedure_named(procedure)
    with opened_to_write() as session:
        place = find_authority(session, authority)
        before = {c.id for c in session.exec(select(Cycle).where(Cycle.authority_id == place.id))}
        case = open_cycle(session, procedure, authority, year, at=clock.now(), by=by, another=another)
        cases = session.exec(select(func.count()).where(Case.cycle_id == case.cycle_id, Case.kind == "case")).one()
        told = {
            "cycle": case.number,
            "new": case.cycle_id not in before,
            "opened_on": case.opened_on.isoformat(),
            "edition": case.edition,
            "listed": sum(bool(entry["listed"]) for entry in case.facts.get("roll") or ()),
            "cases": cases,
        }
    if as_json:
        print_json(told)
        return
    said = (OPENED if told["new"] else ALREADY).filled(
        number=told["cycle"], day=f"{case.opened_on:%d.%m.%Y}", edition=told["edition"], listed=told["listed"],
        cases=told["cases"],
    )  # fmt: skip
    print(said.in_(lang))
