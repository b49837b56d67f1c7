"""Brings Prefect's runs up to the legal record: a run for each case, showing the version the record is at."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from sqlalchemy import bindparam, func, update
from sqlmodel import col, select

from models import clock
from models.faults import fault
from models.record.cases import Case
from models.record.database import reading, writing
from models.record.loading import find_case, load_states
from models.record.people import Authority
from models.record.pressing import keep, marks_among, moved
from models.record.sweeping import CaseToShow, cases_to_show
from models.regulations import PROCEDURES
from tasks.pools import deployment_of, own_region
from tasks.record import the_record
from tasks.recovery import broken_runs
from tasks.runs import NewRun, create_runs, publish, show_all, tag_all
from tasks.showing import TOGETHER
from tasks.views import CaseView, tags, view_of, views_of

log = logging.getLogger(__name__)
LIVE_BOARD = 200
"""Cases of a cycle whose board follows every answer."""


@dataclass(frozen=True)
class Shown:
    """Runs made, refreshed and ended; cases whose run was at work, or failed to be shown (tried again next time)."""

    made: int = 0
    refreshed: int = 0
    busy: int = 0
    failed: int = 0

    def __add__(self, other: "Shown") -> "Shown":
        return Shown(
            self.made + other.made, self.refreshed + other.refreshed, self.busy + other.busy, self.failed + other.failed
        )


def deployment_name(procedure: str, kind: str, region: str) -> str:
    """The deployment whose runs show a case, or a cycle, of an authority: `rotation-case/merzim`."""
    return deployment_of(f"{procedure}-{kind}", own_region(region))


def region_of(number: str) -> str | None:
    """Whose workers carry out a case's run; None: one pool takes all."""
    if own_region("") is None:
        return None
    with reading(the_record()) as session:
        return own_region(session.get_one(Authority, find_case(session, number).authority_id).region)


def others_to_show(region: str | None) -> bool:
    """Whether any case's run is behind the record."""
    with reading(the_record()) as session:
        return bool(cases_to_show(session, 1, region))


async def look_again_at_broken_runs(pool: str) -> int:
    """Have runs of open cases that failed or crashed count as not shown: whoever shows them next starts them again, and
    they read the answer that may be in them. How many there are.
    """
    flows = [f"{procedure}-{kind}" for procedure in PROCEDURES for kind in ("cycle", "case")]
    async with get_client() as api:
        broken = await broken_runs(api, flows, pool)
    if not broken:
        return 0
    with writing(the_record()) as session:
        of = (col(Case.run_id).in_([str(run.id) for run in broken]), col(Case.closed_on).is_(None))
        return session.connection().execute(update(Case).where(*of).values(shown_version=0)).rowcount


async def show_cases(client: PrefectClient | None = None, *, region: str | None = None) -> Shown:
    """Make or refresh the run of every case that has changed since it was shown, or of those of a region's authorities.

    One broken case stops no other.
    """
    with reading(the_record()) as session:
        behind = cases_to_show(session, None, region)
    if not behind:
        return Shown()
    # Cycles first: the sheets of their cases link to their runs, and their boards to those that were made since.
    cycles, cases = ([c for c in behind if (c.kind == "cycle") is first] for first in (True, False))
    async with client or get_client() as api:
        shown, others = [await _show_in_turn(api, part) if part else Shown() for part in (cycles, cases)]
        for cycle in cycles if others.made else ():
            with suppress(httpx.HTTPError):
                await show_board_of(cycle.number, large=True, client=api)
    return shown + others


async def _show_in_turn(client: PrefectClient, behind: Sequence[CaseToShow]) -> Shown:
    """Some tens at a time. While the server works at some, those after them are put together."""
    some = [behind[start : start + TOGETHER] for start in range(0, len(behind), TOGETHER)]
    shown, ahead = Shown(), _viewed_soon(some[0])
    for now, after in zip(some, (*some[1:], ()), strict=True):
        views, ahead = await ahead, _viewed_soon(after)
        shown += await _show_some(client, now, views)
    await ahead
    return shown


def _viewed_soon(behind: Sequence[CaseToShow]) -> asyncio.Task[dict[str, CaseView]]:
    return asyncio.create_task(asyncio.to_thread(_viewed, [case.number for case in behind]))


def _viewed(numbers: Sequence[str]) -> dict[str, CaseView]:
    """What these cases look like now; one that can't be told is left out, and keeps no other from being."""
    if not numbers:
        return {}
    try:
        with reading(the_record()) as session:
            return views_of(session, numbers, clock.now())
    except Exception as error:  # noqa: BLE001
        if len(numbers) == 1:
            _cannot(numbers[0], error)
            return {}
    half = len(numbers) // 2
    return _viewed(numbers[:half]) | _viewed(numbers[half:])


def _cannot(number: str, error: BaseException) -> None:
    # Named by class only: a message may hold what a person filled in.
    log.error("%s can't be shown: %s", number, type(error).__name__)


async def _show_some(client: PrefectClient, behind: Sequence[CaseToShow], views: Mapping[str, CaseView]) -> Shown:
    with reading(the_record()) as session:
        asked = select(Case.number, Case.version).where(col(Case.number).in_(list(views)))
        versions = dict(session.exec(asked).all())
    # What has changed since is left to whoever changed it, and to the next time.
    known = [case for case in behind if case.number in views and views[case.number].version == versions[case.number]]
    told = await _refresh(client, [case for case in known if case.run_id], views)
    if told:
        fault("run-shown")
    refreshed = [number for number, done in told.items() if done is True]
    mark_shown({number: views[number] for number in refreshed})
    made = await _make(client, [case for case in known if case.number not in told], views)
    if made:
        fault("run-made")
    mine = {number: str(run) for number, run in made.items()}
    before = {case.number: case.run_id for case in known}
    for number in mark_shown({number: views[number] for number in made}, mine, instead_of=before):
        # A cycle's own run, by its trigger, was faster.
        await client.delete_flow_run(made.pop(number))
    busy = sum(done is False for done in told.values())
    return Shown(len(made), len(refreshed), busy, len(behind) - len(made) - len(refreshed) - busy)


async def _refresh(
    client: PrefectClient, cases: Sequence[CaseToShow], views: Mapping[str, CaseView]
) -> dict[str, bool | None]:
    """Put runs up to date: by the case's number, whether it was done, None where it failed. Those gone are left out."""
    runs = {UUID(case.run_id or ""): case.number for case in cases}
    wanted = {run: views[number].view for run, number in runs.items()}
    ended = {run for run, number in runs.items() if views[number].closed}
    told: dict[UUID, bool | BaseException] = {}
    try:
        told = await show_all(wanted, ended, client=client) if wanted else {}
    except Exception as error:  # noqa: BLE001
        told = dict.fromkeys(runs, error)
    done: dict[str, bool | None] = {}
    for run, result in told.items():
        if isinstance(result, bool):
            done[runs[run]] = result
        elif not isinstance(result, ObjectNotFound):
            _cannot(runs[run], result)
            done[runs[run]] = None
    return done


async def _make(client: PrefectClient, cases: Sequence[CaseToShow], views: Mapping[str, CaseView]) -> dict[str, UUID]:
    """The runs made for cases that have none, by the cases' numbers."""
    made: dict[str, UUID] = {}
    by_deployment: dict[str, list[CaseToShow]] = defaultdict(list)
    for case in cases:
        by_deployment[deployment_name(case.procedure, case.kind, case.region)].append(case)
    for deployment, some in by_deployment.items():
        shown = [(case, views[case.number]) for case in some]
        wanted = [NewRun({"case": c.number}, now.view, f"{c.number}-{c.kind}", now.closed) for c, now in shown]
        try:
            results = await create_runs(deployment, wanted, client=client)
        except Exception as error:  # noqa: BLE001
            results = [error] * len(some)
        for case, result in zip(some, results, strict=True):
            if isinstance(result, BaseException):
                _cannot(case.number, result)
            else:
                made[case.number] = result
    return made


async def show_board_of(number: str, *, large: bool = False, client: PrefectClient | None = None) -> None:
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
        board, run_id = view_of(session, cycle.number, clock.now()).view.sheet, UUID(cycle.run_id)
    await publish(run_id, board, client=client)


def mark_shown(
    shown: Mapping[str, CaseView],
    runs: Mapping[str, str] | None = None,
    *,
    instead_of: Mapping[str, str | None] | None = None,
) -> list[str]:
    """The runs of these cases, by their numbers, show these versions of them; `runs` names those made just now.

    Gives the cases left as they are: those with a run by now that is neither the new one nor that `instead_of` which it
    was made.
    """
    if not shown:
        return []
    left = []
    changed = update(Case).where(col(Case.number) == bindparam("case"))
    with writing(the_record()) as session:
        for number, now in shown.items():
            values = {"shown_version": now.version, "marks": " ".join(marks_among(now.view.tags))}
            if runs is not None:
                values["run_id"] = runs[number]
            asked = changed.values(**values)
            if runs is not None and instead_of is not None:
                ours = col(Case.run_id).in_([runs[number], instead_of[number] or ""])
                asked = asked.where(col(Case.run_id).is_(None) | ours)
            if not session.connection().execute(asked, {"case": number}).rowcount:
                left.append(number)
    fault("shown-marked")
    return left


def keep_run(number: str, run_id: str) -> bool:
    """This run is the case's, and shows nothing of it yet; False where the case has a run by now."""
    with writing(the_record()) as session:
        free = (col(Case.number) == number, col(Case.run_id).is_(None))
        kept = update(Case).where(*free).values(shown_version=0, run_id=run_id)
        return bool(session.connection().execute(kept).rowcount)


async def tag_cases(authority: Authority, on: date) -> int:
    """Put on and take off the tags that the day alone changes; how many runs were changed.

    A run that can't be reached is tried again next time.
    """
    with reading(the_record()) as session:
        changed = {each.case_id: each for each in moved(session, authority, on)}
    if not changed:
        return 0
    done = 0
    async with get_client() as api:
        for start in range(0, len(changed), TOGETHER):
            some = list(changed)[start : start + TOGETHER]
            with reading(the_record()) as session:
                cases = session.exec(select(Case).where(col(Case.id).in_(some))).all()
                states = load_states(session, cases)
                wanted = {case.id: tags(case, states[case.id], authority, on) for case in cases}
            runs = {UUID(changed[key].run_id): key for key in wanted}
            try:
                told = await tag_all({run: wanted[key] for run, key in runs.items()}, client=api)
            except Exception as error:  # noqa: BLE001
                log.error("%s cases can't be tagged: %s", len(runs), type(error).__name__)
                continue
            shown = {key: marks_among(wanted[key]) for run, key in runs.items() if told[run]}
            fault("run-tagged")
            with writing(the_record()) as session:
                keep(session, shown)
            done += len(shown)
    return done


def view_now(number: str) -> CaseView:
    """What a case's run shows now."""
    with reading(the_record()) as session:
        return view_of(session, number, clock.now())
