"""Probation of new employees: a cycle a year opened by an operator, a case for each who was hired."""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.probation.process import ORDER, PROBATION
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="probation-cycle")
async def probation_cycle(
    authority: str = "", year: int | None = None, case: str = "", another: bool = False
) -> State[object]:
    """An authority's year: a case for each who was hired, until the last result."""
    run = await begin_cycle("probation", authority, year, case, another=another)
    if isinstance(run, State):
        return run
    await run.cases()  # article 36
    return await run.wait()


@flow(name="probation-case")
async def probation_case(case: str) -> State[object]:
    """The probation of one employee."""
    run = await CaseRun.begin(case)
    await run.step(PROBATION)  # articles 36, 37: three months, or told that it is not passed
    await run.step(ORDER)  # article 37 (1): the contract is ended
    return await run.wait()
