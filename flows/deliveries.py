"""Deliveries, each hour: letters that are due go out, runs that fell behind the record are brought up to it."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.alarms import tell_of_stuck_letters
from tasks.sweeping import deliver_letters, show_changed_cases, start_broken_sweeps, start_lost_runs


@flow(name="deliveries")
async def deliveries(region: str | None = None) -> State[object]:
    """Send what is due in the outbox, whosever it is; runs of one region where each has workers of its own."""
    await start_broken_sweeps(region)
    await start_lost_runs(region)
    await show_changed_cases(region)
    sent = await deliver_letters()
    stuck = await tell_of_stuck_letters()
    told = f"sent {sent.sent}, to be tried again {sent.retried}, failed {sent.failed}"
    return Completed(message=f"{told}, stuck {stuck}" if stuck else told)
