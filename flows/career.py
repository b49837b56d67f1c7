"""Attestation of staff of labour mobility centres (career centres).

The law itself, step by step with each clause, is in `models/regulations/career/process.py`; here is how it runs: a
cycle a year for each authority, on the day it set, and a case for each person on its list.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.career.category import CATEGORY_END, LEFT_POST, LEVEL_CHANGE, NEW_CATEGORY
from models.regulations.career.process import (
    ADMISSION,
    APPEAL_RESULT,
    DECISION,
    EVALUATION,
    LIST,
    RETEST,
    TEST_APPEAL,
    TESTING,
)
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="career-cycle")
async def career_cycle(authority: str = "", year: int | None = None, case: str = "") -> State[object]:
    """An authority's yearly attestation: the list on the Platform, then the cases of those on it.

    Started by the yearly trigger with the authority (and the year, if it isn't the present one), or by the sweep with
    the number of a cycle that it opened.
    """
    run = await begin_cycle("career", authority, year, case)
    if isinstance(run, State):
        return run
    await run.step(LIST)  # clause 9: the list of those to be attested; opens a case for each of them
    return await run.wait()


@flow(name="career-case")
async def career_case(case: str) -> State[object]:
    """The attestation of one person, from the admission to the end of the category's three years."""
    run = await CaseRun.begin(case)
    await run.step(ADMISSION)  # clause 14: who did the courses
    await run.step(TESTING)  # clause 17: the test, and the group's mark
    await run.step(TEST_APPEAL)  # clause 21: within 2 working days, side by side with what follows
    await run.step(APPEAL_RESULT)  # what an appeal filed came to
    await run.step(EVALUATION)  # clause 28-1: who claims a category and reached the mark, 2 calendar days
    await run.step(DECISION)  # clauses 27, 28, 30: on the same day
    await run.step(RETEST)  # clauses 27 (2), 28: below the mark, again within 12 months
    await run.step(CATEGORY_END)  # clause 7: three years, then on the next list
    await run.step(LEVEL_CHANGE)  # clause 34: at any time
    await run.step(NEW_CATEGORY)  # clause 7: given in a later case
    await run.step(LEFT_POST)  # at any time
    return await run.wait()
