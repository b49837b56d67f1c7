"""Rotation of first heads of state organisations that provide special social services.

The law itself, step by step with each clause, is in `models/regulations/rotation/process.py`; here is how it runs:
a cycle a year for each authority, a case for each head on its list.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.rotation.process import (
    ACTING,
    APPEAL,
    APPOINT,
    DECISION_NOTICE,
    FORM_LIST,
    LEFT_POST,
    NOTICE,
    PORTFOLIO,
    REVIEW,
    SEND_LIST,
    TERM_END,
    TERMINATE,
    TRANSFER,
)
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="rotation-cycle")
async def rotation_cycle(authority: str = "", year: int | None = None, case: str = "") -> State[object]:
    """An authority's rotation year: the list in November, sent by 1 December, then the cases of the heads on it.

    Started by the yearly trigger with the authority (and the year, if it isn't the present one), or by the sweep with
    the number of a cycle that it opened.
    """
    run = await begin_cycle("rotation", authority, year, case)
    if isinstance(run, State):
        return run
    await run.step(FORM_LIST)  # clauses 4, 5, 6: formed in November
    await run.step(SEND_LIST)  # clause 6: sent by 1 December; opens a case for each head on the list
    return await run.wait()


@flow(name="rotation-case")
async def rotation_case(case: str) -> State[object]:
    """The case of one head, from the notice of rotation to the end of the five years."""
    run = await CaseRun.begin(case)
    await run.step(NOTICE)  # clause 7: at least 30 calendar days before the rotation
    await run.step(PORTFOLIO)  # clause 8: 15 working days, side by side with the notice
    await run.step(REVIEW)  # clauses 9, 10, 13: the commission, 15 working days
    await run.step(TRANSFER)  # clause 10: the decision passed on, 7 working days
    await run.step(DECISION_NOTICE)  # clause 14: the head is told
    await run.step(APPOINT)  # clauses 15-17: once 30 calendar days from receipt have run out, for 5 years
    await run.step(TERMINATE)  # clause 20: the head refuses to rotate
    await run.step(TERM_END)  # clause 18: the five years run
    await run.step(ACTING)  # clause 18: acting head, until the commission decides anew
    await run.step(APPEAL)  # clause 19: at any time after the decision
    await run.step(LEFT_POST)  # at any time
    return await run.wait()
