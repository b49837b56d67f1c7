"""Brings Prefect's runs up to the legal record: a run for each case, showing the version the record is at."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from sqlalchemy import update
from sqlmodel import col, select

from models import clock
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.loading import find_case
from models.record.sweeping import CaseToShow, cases_to_show
from tasks.record import the_record
from tasks.runs import RunView, create_run, finish, publish, show
from tasks.views import view_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    """Runs made, refreshed and ended; cases whose run was at work, or failed to be shown (tried again next time)."""

    made: int = 0
    refreshed: int = 0
    busy: int = 0
    failed: int = 0


def deployment_name(procedure: str, kind: str) -> str:
    """The deployment whose runs show a case, or a cycle: `rotation-case/merzim`."""
    return f"{procedure}-{kind}/merzim"


def others_to_show() -> bool:
    """Whether any case's run is behind the record."""
    with reading(the_record()) as session:
        return bool(cases_to_show(session, 1))


async def show_cases(client: PrefectClient | None = None, *, limit: int | None = None) -> Shown:
    """Make or refresh the run of every case that has changed since it was shown. One broken case stops no other."""
    with reading(the_record()) as session:
        behind = cases_to_show(session, limit)
    if not behind:
        return Shown()
    if client is None:
        async with get_client() as own:
            return await _show_all(own, behind)
    return await _show_all(client, behind)


async def _show_all(client: PrefectClient, behind: Sequence[CaseToShow]) -> Shown:
    made = refreshed = busy = failed = 0
    for case in behind:
        try:
            shown = await show_case(case.number, client)
        except Exception as error:  # noqa: BLE001
            # Named by class only: a message may hold what a person filled in.
            log.error("%s can't be shown: %s", case.number, type(error).__name__)
            failed += 1
            continue
        made += case.run_id is None
        refreshed += case.run_id is not None and shown
        busy += not shown
    return Shown(made, refreshed, busy, failed)


async def show_case(number: str, client: PrefectClient) -> bool:
    """Make or refresh one case's run. False where its own flow is at work: it will show the case itself."""
    with reading(the_record()) as session:
        case = find_case(session, number)
        view, version, run_id = view_of(session, number, clock.now()), case.version, case.run_id
        name, closed, kind = deployment_name(case.procedure, case.kind), case.closed_on is not None, case.kind
    if run_id is not None:
        try:
            done = await (finish if closed else show)(UUID(run_id), view, client=client)
        except ObjectNotFound:
            run_id = None
        else:
            if done:
                mark_shown(number, version)
            return done
    made = await create_run(name, {"case": number}, view, f"{number}-{kind}", client=client)
    mark_shown(number, version, str(made))
    if closed:
        await finish(made, view, client=client)
    return True


async def show_board_of(number: str) -> None:
    """Put the board of a cycle up to date, named by its own number or a case's."""
    with reading(the_record()) as session:
        cycle_id = find_case(session, number).cycle_id
        cycle = session.exec(select(Case).where(Case.cycle_id == cycle_id, Case.kind == "cycle")).one()
        if cycle.run_id is None:
            return
        sheet, run_id = view_of(session, cycle.number, clock.now()).sheet, UUID(cycle.run_id)
    if sheet is not None:
        await publish(run_id, sheet)


def mark_shown(number: str, version: int, run_id: str | None = None) -> None:
    """The case's run shows this version of it."""
    values = {"shown_version": version} | ({"run_id": run_id} if run_id else {})
    with writing(the_record()) as session:
        session.connection().execute(update(Case).where(col(Case.number) == number).values(**values))


def view_now(number: str) -> tuple[RunView, int, bool]:
    """What a case's run shows now, the version of the case it is of, and whether the case is closed."""
    with reading(the_record()) as session:
        case = find_case(session, number)
        return view_of(session, number, clock.now()), case.version, case.closed_on is not None
