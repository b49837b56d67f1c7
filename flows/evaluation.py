"""Yearly performance evaluation of Corps B civil servants.

The law itself, step by step with each clause, is in `models/regulations/evaluation/process.py`; here is how it runs: a
cycle a year for each authority that adopted the methodology, opened on the first day of the evaluation period with a
case for each servant. A case waits through the period with its plan; its sheet opens when the period is over.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.evaluation.changes import JOINED, NEW_POST
from models.regulations.evaluation.process import (
    ACQUAINT,
    APPEAL_RESULT,
    APPEAL_WINDOW,
    APPROVE,
    COMMISSION,
    CORRECT_SHEET,
    COURT,
    LEFT_POST,
    PERIOD_END,
    SCHEDULE,
    SHEET,
    SUBMIT,
    SUPERIOR_REVIEW,
    WORK_PLAN,
)
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="evaluation-cycle")
async def evaluation_cycle(authority: str = "", year: int | None = None, case: str = "") -> State[object]:
    """An authority's evaluation year: a case for each servant from its first day, until the last result.

    Started by the yearly trigger with the authority (and the year, if it isn't the present one), or by the sweep with
    the number of a cycle that it opened.
    """
    run = await begin_cycle("evaluation", authority, year, case)
    if isinstance(run, State):
        return run
    await run.step(JOINED)  # clause 6: who came into a post later; opens a case
    await run.cases()  # clauses 4, 6: everyone a month or longer in the post within the period
    return await run.wait()


@flow(name="evaluation-case")
async def evaluation_case(case: str) -> State[object]:
    """The evaluation of one servant, from the work plan to the end of the time to appeal."""
    run = await CaseRun.begin(case)
    await run.step(WORK_PLAN)  # clauses 44-48: five indicators, 10 working days after the period starts
    await run.step(PERIOD_END)  # clause 50: the period runs
    await run.step(SHEET)  # clauses 49, 50: met or not, the grade computed
    await run.step(SUPERIOR_REVIEW)  # clauses 51-54: agreed, or sent back
    await run.step(CORRECT_SHEET)  # clause 55: corrected in 2 working days
    await run.step(SUBMIT)  # clause 56: to the commission in 2 working days
    await run.step(SCHEDULE)  # clause 57: the evaluators told 3 working days before
    await run.step(COMMISSION)  # clauses 58-66: confirmed or revised
    await run.step(APPROVE)  # clause 67: by the authorised person
    await run.step(ACQUAINT)  # clauses 12, 68, 69: the servant told in 2 working days
    await run.step(APPEAL_WINDOW)  # clause 70: 10 working days from the decision
    await run.step(APPEAL_RESULT)  # clause 70: reconsidered, or left
    await run.step(COURT)  # clause 71: at any time while the case is open
    await run.step(NEW_POST)  # clauses 6, 44: another post within the period, another plan
    await run.step(LEFT_POST)  # at any time
    return await run.wait()
