"""Management personnel reserve of a district administration (Russia).

The law itself, step by step with each clause, is in `models/regulations/reserve/` (`call.py` and `process.py`); here is
how it runs: an operator opens a call for applicants, a case opens for each claimant who comes forward, and runs while
the claimant is chosen and, once included, for the years in the reserve.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.reserve.call import ANNOUNCE, CAME_FORWARD, POSITIONS
from models.regulations.reserve.process import (
    APPLY,
    APPOINT,
    ASSESS,
    COMMISSION,
    EXCLUDE,
    OFFER,
    ORDER,
    PLAN,
    PLAN_REPORT,
    PUBLISH,
    SCREEN,
    TERM_END,
    VACANCY,
    WITHDRAW,
)
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="reserve-cycle")
async def reserve_cycle(
    authority: str = "", year: int | None = None, case: str = "", another: bool = False
) -> State[object]:
    """An authority's call for applicants: the list of posts, the announcement, 30 days for applications.

    Started by an operator with the authority, or by the sweep with the number of a cycle that is open.
    """
    run = await begin_cycle("reserve", authority, year, case, another=another)
    if isinstance(run, State):
        return run
    await run.step(POSITIONS)  # clauses 1.6, 2.1: the posts, and how many are needed
    await run.step(ANNOUNCE)  # clauses 2.7, 3.1: in print and on the portal; the 30 days of clause 2.8 begin
    await run.step(CAME_FORWARD)  # clauses 2.3, 2.4: a claimant; opens his case
    return await run.wait()


@flow(name="reserve-case")
async def reserve_case(case: str) -> State[object]:
    """One claimant: into the reserve, through the years in it, and out of it."""
    run = await CaseRun.begin(case)
    await run.step(APPLY)  # clauses 2.2-2.9: the documents, within 30 calendar days
    await run.step(SCREEN)  # clause 2.10: admitted, or not on one of five grounds
    await run.step(ASSESS)  # clauses 2.13, 2.14: the working group's score
    await run.step(COMMISSION)  # clauses 2.15, 2.16: to include, or not
    await run.step(ORDER)  # clauses 2.17, 2.18: in the reserve, for at most 5 years
    await run.step(PUBLISH)  # clause 2.19: told within 2 weeks; the exclusion too
    await run.step(PLAN)  # clause 3.3.2: a plan for one year, within a month; then each year
    await run.step(PLAN_REPORT)  # clause 3.3.3: how it was done, when its year ends
    await run.step(VACANCY)  # clauses 4.2, 4.4: at any time in the reserve
    await run.step(OFFER)  # clauses 4.2, 4.4, 4.5: within a month of the vacancy
    await run.step(APPOINT)  # clauses 4.2, 4.3: the candidate who agreed
    await run.step(TERM_END)  # clauses 2.18, 4.6: the five years run
    await run.step(EXCLUDE)  # clauses 4.6, 4.7: on its ground
    await run.step(WITHDRAW)  # clauses 2.11, 4.6: in writing, at any time
    return await run.wait()
