"""Comprehensive attestation of Corps B civil servants.

The text itself, stage by stage, is in `models/regulations/attestation/process.py`; here is how it runs: an operator
opens a cycle in an authority, a case opens for each servant who is not exempt.
"""

from prefect import flow
from prefect.client.schemas.objects import State

from models.regulations.attestation.process import (
    APPEAL_RESULT,
    APPEAL_WINDOW,
    DECISION_NOTICE,
    EXEMPT,
    INTERVIEW,
    LEFT_POST,
    MATERIALS,
    SHEET,
    TESTING,
)
from tasks.case_run import CaseRun
from tasks.cycle_run import begin_cycle


@flow(name="attestation-cycle")
async def attestation_cycle(
    authority: str = "", year: int | None = None, case: str = "", another: bool = False
) -> State[object]:
    """One attestation of an authority: opens the cases of the servants who are not exempt, ends with the last decision.

    An operator starts it with the authority; a run that only shows a cycle opened elsewhere has its number.
    """
    run = await begin_cycle("attestation", authority, year, case, another=another)
    if isinstance(run, State):
        return run
    await run.cases()  # answers III, IV: a run for each servant who is attested
    return await run.wait()


@flow(name="attestation-case")
async def attestation_case(case: str) -> State[object]:
    """The attestation of one servant, from the assessment sheet to the end of the appeal window."""
    run = await CaseRun.begin(case)
    await run.step(SHEET)  # answer V: the personnel service draws up the assessment sheet
    await run.step(TESTING)  # answer V: testing by block, with a conclusion; no pass mark
    await run.step(MATERIALS)  # answer VII: the servant sees all materials, before the interview
    await run.step(INTERVIEW)  # answers V, VI, VII: the commission, recorded, one of four decisions
    await run.step(DECISION_NOTICE)  # the servant is told
    await run.step(APPEAL_WINDOW)  # answer VII: to the head of the body, the Department or a court
    await run.step(APPEAL_RESULT)  # answer VII: upheld goes back to the interview
    await run.step(EXEMPT)  # answer III: an exemption that came after the list
    await run.step(LEFT_POST)  # at any time
    return await run.wait()
