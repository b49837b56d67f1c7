"""A cycle's run: whichever came first, the yearly trigger or the sweep, opens the cycle; one run shows it."""

from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Completed
from sqlmodel import select

from models import clock
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.opening import open_cycle
from tasks.case_run import CaseRun
from tasks.mirror import keep_run
from tasks.record import the_record

STARTED_BY = "merzim.by"
"""The label of a run that says who started it; the gateway alone writes it (deployments/gateway)."""


async def begin_cycle(
    procedure: str, authority: str, year: int | None, case: str, *, another: bool = False
) -> CaseRun | State[object]:
    """This turn of a cycle's run: of the cycle with the number `case`, or, empty, of one that is opened for the run, or
    found open. Where another run shows that one: the state with which this run is over.
    """
    if not case:
        case, shows_it = _opened_here(procedure, authority, year, another=another)
        if not shows_it:
            return Completed(name="Already open", message=f"{case} is shown by another run")
    return await CaseRun.begin(case)


def _opened_here(procedure: str, authority: str, year: int | None, *, another: bool) -> tuple[str, bool]:
    """The number of the cycle opened for this run, or found open, and whether this run is the one that shows it.

    `year` left out: that of the last yearly opening. `another`: one more in the year, where an operator opens them. A
    run that is resumed, or tried again, finds the cycle it opened, whatever the year is by then.
    """
    own = str(flow_run.get_id())
    with reading(the_record()) as session:
        mine = session.exec(select(Case.number).where(Case.run_id == own)).first()
    if mine is not None:
        return mine, True
    at = clock.now()
    with writing(the_record()) as session:
        by = started_by() or "yearly trigger"
        case = open_cycle(session, procedure, authority, year, at=at, by=by, another=another, run_id=own)
        number, shown_by = case.number, case.run_id
    return number, shown_by == own or (shown_by is None and keep_run(number, own))


def started_by() -> str:
    """Who started this run through the gateway, as the record writes it; empty: a schedule, or nobody it knows."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return str(run.labels.get(STARTED_BY) or "") if run else ""
