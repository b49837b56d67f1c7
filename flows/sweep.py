"""The sweep, each working morning: what the calendar alone moves. Its cost follows what is due, not what is open."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from models import clock
from tasks.alarms import tell_swept
from tasks.anchoring import send_anchor
from tasks.document_tasks import write_documents
from tasks.sweeping import (
    authorities_in,
    deliver_letters,
    end_cycles,
    is_working,
    mark_steps,
    open_missing_cycles,
    pass_timers,
    remind_performers,
    show_changed_cases,
    start_lost_runs,
    sweep_of,
    tag_pressing_cases,
)


@flow(name="sweep")
async def sweep(timezone: str | None = None, region: str | None = None) -> State[object]:
    """Open the cycles whose day has come; then, for each authority with a working day, pass timers that have ended, end
    decided cycles, mark what is overdue, remind; write the documents still owed, bring the runs up to the record, and
    send the letters.

    `timezone`, `region`: only the authorities of this time zone, and of this region where each has workers of its own
    ("": those of none); each has a schedule of its own. Asked for twice, one sweep of an authority waits for the other
    and finds little to do.
    """
    at = clock.now()
    done: dict[str, int] = {"opened": 0, "timers": 0, "overdue": 0, "reminders": 0}
    nobody: tuple[str, ...] = ()
    days: list[tuple[str, date]] = []
    for authority in await authorities_in(timezone, region):
        working, on = is_working(authority, at)
        with sweep_of(authority):
            done["opened"] += len(await open_missing_cycles(authority, on))
            if not working:
                continue
            days.append((authority, on))
            done["timers"] += await pass_timers(authority, on) + await end_cycles(authority, on)
            done["overdue"] += await mark_steps(authority, on)
            reminded = await remind_performers(authority, on)
        done["reminders"] += reminded.told
        nobody += reminded.nobody
    await start_lost_runs(region)
    papers = await write_documents()
    shown = await show_changed_cases(region)
    tagged = sum([await tag_pressing_cases(authority, on) for authority, on in days])
    await send_anchor()
    letters = await deliver_letters()
    await tell_swept(timezone, region)
    told = ", ".join(f"{name}: {count}" for name, count in done.items())
    runs = f"runs made {shown.made}, refreshed {shown.refreshed}, failed {shown.failed}, tagged {tagged}"
    message = f"{told}; {runs}; letters {letters.sent}, documents {papers.written}, not written {papers.failed}"
    if nobody:
        message += f"; nobody is named for {', '.join(nobody)}"
    return Completed(message=message)
