"""The demo's clock, moved from the Prefect UI: Quick run of `move-clock`, with a day."""

import os
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from sqlmodel import select

from models import clock
from models.record.database import reading
from models.record.people import Authority
from models.texts import Text
from tasks.record import the_record

MORNING = time(9)
BACK = Text(
    "часы демо стоят на {now:%d.%m.%Y} и назад не идут",
    "демо сағаты {now:%d.%m.%Y} күнін көрсетіп тұр, артқа жүрмейді",
    "the demo's clock stands at {now} and does not go back",
)


@flow(name="move-clock")
async def move_clock(to: date) -> State[object]:
    """Move the demo's clock to the morning of a later day, and let the sweep do what falls due by then."""
    simulated = clock.SimulatedClock(Path(os.environ[clock.VARIABLE]))
    with reading(the_record()) as session:
        # A demo has one authority.
        zone = ZoneInfo(session.exec(select(Authority.timezone)).one())
    now = simulated.read().astimezone(zone)
    moment = datetime.combine(to, MORNING, zone)
    if moment <= now:
        return Failed(message=f"{BACK.filled(now=now.date()).ru} / {BACK.filled(now=now.date()).kk}")
    simulated.set(moment)
    async with get_client() as api:
        sweep = await api.read_deployment_by_name("sweep/merzim")
        await api.create_flow_run_from_deployment(sweep.id, name=f"sweep · {to}")
    return Completed(name=f"{to:%d.%m.%Y}")
