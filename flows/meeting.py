"""One meeting of a commission that decides many cases: attendance once, votes and a decision for each case.

All decisions are checked before any is recorded; the refused ones come back with their case and clause, and the form
as it was filled in. A case that its own form decided in the meantime is told, and does not hold up the others.
"""

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.document_tasks import write_documents_of
from tasks.holding import Held
from tasks.meetings import held_view, hold, meeting_view
from tasks.mirror import region_of, show_board_of, show_cases
from tasks.record import OPERATOR
from tasks.runs import Answer, finished, forget, read_answers, wait_for_answer


@task(name="meeting", task_run_name="meeting · {cycle}")
async def record_meeting(cycle: str, answer: Answer) -> Held:
    """The meeting into the record, whole or not at all."""
    return hold(cycle, answer.values, key=answer.key, by=answer.by or OPERATOR)


@flow(name="meeting")
async def meeting(cycle: str) -> State[object]:
    """Start it when the commission meets: its form lists the cycle's cases that wait for a decision.

    Args:
        cycle: Номер цикла · циклдің нөмірі · number of the cycle: KRG-rotation-2026
    """
    answers = await read_answers()
    if not answers:
        view = meeting_view(cycle)
        if not view.tabs:
            return Completed(name=view.badge)
        await wait_for_answer(view)
    # Those before the last were refused, or recorded by a run that was killed before it could end.
    answer = answers[-1]
    held = await record_meeting(cycle, answer)
    if held.refused:
        # The last one stays until the form is answered again: nobody fills in forty cases a second time.
        await forget([each.key for each in answers[:-1]])
        await wait_for_answer(meeting_view(cycle, held.why(), answer.values))
    await write_documents_of(cycle, whole_cycle=True)
    await show_cases(region=region_of(cycle))
    await show_board_of(cycle, large=True)
    over = await finished(held_view(cycle, held))
    await forget([each.key for each in answers])
    return over
