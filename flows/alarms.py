"""The administrator is told that the service is not well; Prefect's automations start it (deployments/automations.py).

What an automation says is looked at again before anybody is told: it may be over by now.
"""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from notifications.alarms import AlarmKind
from tasks.alarms import failed_run, missing_sweep, stuck_letters, tell_administrator


@flow(name="alarms")
async def alarms(
    kind: AlarmKind, run: str = "", timezone: str = "", hours: float = 25, region: str | None = None
) -> State[object]:
    """Tell the administrator of a run that failed, a sweep that did not run or an outbox that grows, if it is so.

    Args:
        run: of `run-failed`: the run's id
        timezone: of `sweep-missing`: whose sweep
        hours: of `sweep-missing`: how long it has been missing
        region: of `sweep-missing`: the region whose workers it is of
    """
    details: dict[str, Any] | None
    if kind == "run-failed":
        details = await failed_run(run)
    elif kind == "sweep-missing":
        # Prefect's time, as the sweeps' own: the record's clock may be a simulated one.
        details = await missing_sweep(timezone, hours, flow_run.get_scheduled_start_time(), region)
    else:
        details = stuck_letters()
    if details is None:
        return Completed(name="Over", message="it is well again")
    told = await tell_administrator(kind, details)
    return Completed(message=f"letters put: {told}")
