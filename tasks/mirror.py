"""Brings Prefect's runs up to the legal record: a run for each case, showing the version the record is at."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from sqlalchemy import func, update
from sqlmodel import col, select

from models import clock
from models.faults import fault
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.loading import find_case, load_states
from models.record.people import Authority
from models.record.pressing import Moved, keep, marks_among, moved
from models.record.sweeping import CaseToShow, cases_to_show
from tasks.record import the_record
from tasks.runs import RunView, create_run, finish, publish, show
from tasks.views import tags, view_of

log = logging.getLogger(__name__)
_TOGETHER = 500
"""Cases read at once."""
_AT_ONCE = 4
"""Calls at a time: Prefect on SQLite writes in turn anyhow."""


LIVE_BOARD = 200
"""Cases of a cycle whose board follows every answer."""


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
    at_once, deployments = asyncio.Semaphore(_AT_ONCE), await _deployments(client, behind)
    shown = await asyncio.gather(*(_show_one(case, client, deployments, at_once) for case in behind))
    made = sum(done is True and case.run_id is None for case, done in zip(behind, shown, strict=True))
    return Shown(made, shown.count(True) - made, shown.count(False), shown.count(None))


async def _deployments(client: PrefectClient, behind: Sequence[CaseToShow]) -> dict[str, UUID]:
    """The ids of the deployments that new runs need: asked once, not once a run."""
    names = {deployment_name(case.procedure, case.kind) for case in behind if case.run_id is None}
    found = {}
    for name in names:
        with suppress(ObjectNotFound):
            found[name] = (await client.read_deployment_by_name(name)).id
    return found


async def _show_one(
    case: CaseToShow, client: PrefectClient, deployments: Mapping[str, UUID], at_once: asyncio.Semaphore
) -> bool | None:
    """Whether the case is shown; None: it failed."""
    async with at_once:
        try:
            return await show_case(case.number, client, deployments)
        except Exception as error:  # noqa: BLE001
            # Named by class only: a message may hold what a person filled in.
            log.error("%s can't be shown: %s", case.number, type(error).__name__)
            return None


async def show_case(number: str, client: PrefectClient, deployments: Mapping[str, UUID] | None = None) -> bool:
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
            fault("run-shown")
            if done:
                mark_shown(number, version, view)
            return done
    deployment = (deployments or {}).get(name, name)
    made = await create_run(deployment, {"case": number}, view, f"{number}-{kind}", client=client)
    fault("run-made")
    mark_shown(number, version, view, str(made))
    if closed:
        await finish(made, view, client=client)
    return True


async def show_board_of(number: str, *, large: bool = False) -> None:
    """Put the board of a cycle up to date, named by its own number or a case's.

    That of a large cycle costs seconds, and its cases are answered all the time: unless `large` ones are asked for, as
    after a meeting, the sweep does it each morning.
    """
    with reading(the_record()) as session:
        cycle_id = find_case(session, number).cycle_id
        if not large and session.exec(select(func.count()).where(Case.cycle_id == cycle_id)).one() > LIVE_BOARD:
            return
        cycle = session.exec(select(Case).where(Case.cycle_id == cycle_id, Case.kind == "cycle")).one()
        if cycle.run_id is None:
            return
        sheet, run_id = view_of(session, cycle.number, clock.now()).sheet, UUID(cycle.run_id)
    if sheet is not None:
        await publish(run_id, sheet)


def mark_shown(number: str, version: int, view: RunView | None, run_id: str | None = None) -> None:
    """The case's run shows this version of it, and the marks of this view (None: those it had)."""
    values: dict[str, object] = {"shown_version": version}
    if view is not None:
        values["marks"] = " ".join(marks_among(view.tags))
    if run_id is not None:
        values["run_id"] = run_id
    with writing(the_record()) as session:
        session.connection().execute(update(Case).where(col(Case.number) == number).values(**values))


async def tag_cases(authority: Authority, on: date, client: PrefectClient | None = None) -> int:
    """Put on and take off the tags that the day alone changes; how many runs were changed.

    Prefect has no call for many runs at once: one for each run that changes, a few at a time, and nothing is read.
    A run that can't be reached is tried again next time.
    """
    with reading(the_record()) as session:
        changed = {each.case_id: each for each in moved(session, authority, on)}
    if not changed:
        return 0
    if client is None:
        async with get_client() as own:
            return await tag_cases(authority, on, own)
    done = 0
    for start in range(0, len(changed), _TOGETHER):
        some = list(changed)[start : start + _TOGETHER]
        with reading(the_record()) as session:
            cases = session.exec(select(Case).where(col(Case.id).in_(some))).all()
            states = load_states(session, cases)
            wanted = {case.id: tags(case, states[case.id], authority, on) for case in cases}
        limit = asyncio.Semaphore(_AT_ONCE)
        told = await asyncio.gather(*(_tag(client, changed[key], wanted[key], limit) for key in wanted))
        shown = {key: marks_among(wanted[key]) for key, ok in zip(wanted, told, strict=True) if ok}
        with writing(the_record()) as session:
            keep(session, shown)
        done += len(shown)
    return done


async def _tag(api: PrefectClient, case: Moved, wanted: Sequence[str], limit: asyncio.Semaphore) -> bool:
    async with limit:
        try:
            await api.update_flow_run(UUID(case.run_id), tags=list(wanted))
        except Exception as error:  # noqa: BLE001
            log.error("%s can't be tagged: %s", case.number, type(error).__name__)
            return False
    return True


def view_now(number: str) -> tuple[RunView, int, bool]:
    """What a case's run shows now, the version of the case it is of, and whether the case is closed."""
    with reading(the_record()) as session:
        case = find_case(session, number)
        return view_of(session, number, clock.now()), case.version, case.closed_on is not None
