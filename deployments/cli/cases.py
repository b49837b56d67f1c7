"""`merzim cases`: the worklist."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from deployments.cli.options import Json, OperatorsLang, print_json
from models.errors import InvalidInput

if TYPE_CHECKING:
    from models.record.worklist import WorkItem


def cases(
    procedure: Annotated[
        str | None, typer.Option(metavar="CODE", help="Of this procedure.", show_default=False)
    ] = None,
    year: Annotated[int | None, typer.Option(help="Of the cycles of this year.", show_default=False)] = None,
    authority: Annotated[
        str | None, typer.Option(metavar="CODE", help="Of this authority.", show_default=False)
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only steps whose last day has passed.")] = False,
    due: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=0, help="Only steps to be done in so many calendar days, overdue ones too."),
    ] = None,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """The worklist: every open step of every case, by the day to act by; those without one come last.

    merzim cases --due 7 --authority KRG

    "Today" is that of each authority's own time zone. `merzim case NUMBER` shows one of them whole.
    """
    from deployments.cli.opened import opened
    from models import clock
    from models.record.worklist import authorities, worklist
    from models.regulations import procedure as procedure_named
    from models.settings import settings

    language = lang or settings().language
    if procedure is not None:
        procedure_named(procedure)
    with opened() as session:
        known = {a.code: clock.today(a.timezone) for a in authorities(session)}
        if authority is not None and authority not in known:
            raise InvalidInput(
                f"no authority '{authority}'; there are: {', '.join(known) or 'none, import a registry'}"
            )
        # Authorities may be a day apart: the query takes the later day, each item is then judged by its own.
        latest = max(known.values(), default=None)
        by = latest + timedelta(days=due or 0) if latest and (overdue or due is not None) else None
        items = worklist(session, procedure=procedure, year=year, authority=authority, by=by)

    def wanted(item: "WorkItem") -> bool:
        today = known[item.authority]
        soon = due is None or (item.act_by is not None and item.act_by <= today + timedelta(days=due))
        return soon and (not overdue or item.overdue(today))

    found = [(item, known[item.authority]) for item in items if wanted(item)]
    if as_json:
        print_json([item.as_data(language, on) for item, on in found])
        return
    from deployments.cli.case_tables import show_worklist

    show_worklist(found, language, settings().names)
