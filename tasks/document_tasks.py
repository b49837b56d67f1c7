"""Documents written as tasks of a run, so that its timeline shows them."""

from prefect import task

from tasks.documents import Written, write_owed


@task(name="documents", task_run_name="documents · {case}")
async def write_documents_of(case: str, whole_cycle: bool = False) -> Written:
    """The documents that a step of the case owes, or a meeting of its cycle."""
    return write_owed(case, whole_cycle=whole_cycle)


@task(name="documents", task_run_name="documents")
async def write_documents() -> Written:
    """Every document that is owed and was not written in its time."""
    return write_owed()
