"""A case's flow run, as its flow sees it: the answers given to its form, taken step by step, then the next pause.

May be killed anywhere: an answer is taken once whatever happens, and a run started again goes on from the record.
"""

from collections.abc import Sequence

from prefect import get_run_logger, task
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from models import clock
from models.faults import fault
from models.process import BoundaryEvent, Step
from models.record.database import reading
from models.record.loading import find_case, load_states
from models.state import StepState
from tasks.document_tasks import write_documents_of
from tasks.documents import is_owed
from tasks.mirror import mark_shown, others_to_show, region_of, show_board_of, show_cases, view_now
from tasks.patience import PATIENT
from tasks.record import OPERATOR, Taken, handled, take, the_record
from tasks.runs import Answer, finished, forget, read_answers, wait_for_answer


@task(name="answer", task_run_name="{label}", **PATIENT)
async def record_answer(case: str, step: str, answer: Answer, label: str) -> Taken:  # noqa: ARG001  # names the run
    """One answer into the record."""
    return take(case, step, answer.values, key=answer.key, by=answer.by or OPERATOR)


@task(name="opened", task_run_name="{label}")
async def opened(label: str) -> None:
    """A mark in the run's timeline: a step has been opened, with its clause and day."""


@task(name="runs of cases", task_run_name="cases · runs")
async def show_opened_cases(region: str | None) -> None:
    """Runs for the cases a list has opened, or that changed with this one."""
    await show_cases(region=region)


class CaseRun:
    """One turn of a case's flow: from the answers that woke it to the next pause."""

    def __init__(self, case: str, answers: Sequence[Answer]) -> None:
        self.case, self._region = case, region_of(case)
        self._answers = list(answers)
        self._open = _open_steps(case)
        self._marked = {s.key for s in self._open}
        self._taken: list[Taken] = []

    @classmethod
    async def begin(cls, case: str) -> "CaseRun":
        """Read the answers that were given and not taken yet."""
        return cls(case, await read_answers(handled=handled(case)))

    async def step(self, step: Step | BoundaryEvent) -> None:
        """Take the answers to this step; mark it in the timeline where it has opened on this turn."""
        for answer in [a for a in self._answers if a.code == step.code]:
            self._answers.remove(answer)
            await self._take(answer, f"{step.code} · п. {step.clause} · {clock.now():%Y-%m-%d}")
        for state in self._open:
            if state.code == step.code and state.key not in self._marked:
                await opened(f"{state.code} · п. {state.clause} · {state.due or state.ends or state.opened_on}")
                self._marked.add(state.key)

    async def _take(self, answer: Answer, label: str) -> None:
        self._taken.append(await record_answer(self.case, answer.code, answer, label))
        self._open = _open_steps(self.case)

    async def cases(self) -> None:
        """Runs for the cases that opened with the cycle."""
        if others_to_show(self._region):
            await show_opened_cases(self._region)

    async def wait(self) -> State[object]:
        """Pause until the next answer; end the run where the case is closed. Answers to nothing known are refused."""
        for answer in self._answers:
            await self._take(answer, f"{answer.code or '-'} · ?")
        if is_owed(self.case):
            await write_documents_of(self.case)
        now = view_now(self.case)
        if self._taken and now.view.message:
            # Beside the run's name: the first thing seen in either UI when the form has closed.
            get_run_logger().warning(now.view.message)
        mark_shown({self.case: now}, {self.case: str(flow_run.get_id())})
        # Whether or not this turn took an answer: the one before may have died right after it took one.
        if others_to_show(self._region):
            await show_opened_cases(self._region)
            # A board links to the runs that were made just now.
            now = view_now(self.case)
        await show_board_of(self.case)
        await forget(handled(self.case))
        fault("answers-forgotten")
        if not now.closed:
            await wait_for_answer(now.view)
        return await finished(now.view)


def _open_steps(case: str) -> tuple[StepState, ...]:
    with reading(the_record()) as session:
        found = find_case(session, case)
        return load_states(session, [found])[found.id].open_steps
