"""What the sweep does, one effect a task. Each looks for what is due alone, and may be repeated."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

from prefect import task
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models import clock
from models.engine import TimerPassed
from models.errors import MerzimError
from models.faults import fault
from models.record.database import reading, writing
from models.record.loading import calendar_of
from models.record.marking import date_boards, mark_overdue
from models.record.opening import find_authority, open_cycle, yearly_openings
from models.record.people import Authority
from models.record.sweeping import StepDue, calls_decided, missing_cycles, timers_run_out
from models.record.turns import in_turn
from models.record.writer import record
from notifications.delivery import DeliveryReport, deliver
from notifications.owed import put_letters
from notifications.reminding import Reminded, remind
from tasks.mirror import Shown, look_again_at_broken_runs, show_cases, tag_cases
from tasks.patience import PATIENT
from tasks.pools import pool_of
from tasks.record import the_record
from tasks.recovery import recover_lost_runs, start_broken_again

log = logging.getLogger(__name__)
SWEEP = "sweep"


@task(name="authorities", task_run_name="authorities", **PATIENT)
async def authorities_in(timezone: str | None, region: str | None = None) -> list[str]:
    """Codes of the authorities of a time zone, of a region, or of all."""
    asked = select(Authority.code).order_by(Authority.code)
    if timezone:
        asked = asked.where(Authority.timezone == timezone)
    if region is not None:
        asked = asked.where(Authority.region == region)
    with reading(the_record()) as session:
        return list(session.exec(asked))


def sweep_of(authority: str) -> AbstractContextManager[None]:
    """One sweep of an authority at a time: where several ask, one waits for the other and finds it done."""
    return in_turn(the_record(), f"sweep {authority}")


@task(name="open cycles", task_run_name="cycles · {authority} · {on}", **PATIENT)
async def open_missing_cycles(authority: str, on: date) -> list[str]:
    """Open each cycle whose day has come and that does not exist: Prefect makes up no date it slept through."""
    with reading(the_record()) as session:
        place = find_authority(session, authority)
        own = [each for each in yearly_openings(session) if each.authority_id == place.id]
        missing = missing_cycles(session, own, on)
    opened = []
    for each in missing:
        try:
            with writing(the_record()) as session:
                at = clock.now()
                case = open_cycle(session, each.procedure, each.authority_code, each.year, at=at, by=SWEEP)
            opened.append(case.number)
            fault("cycle-opened")
        except MerzimError as error:
            log.error("%s %s %s can't be opened: %s", each.procedure, each.authority_code, each.year, error)
    return opened


@task(name="timers", task_run_name="timers · {authority} · {on}", **PATIENT)
async def pass_timers(authority: str, on: date) -> int:
    """Let every timer of the authority that has ended by the day pass."""
    return _each(authority, lambda s, a: timers_run_out(s, on, authority_id=a.id), on)


@task(name="cycles decided", task_run_name="decided · {authority} · {on}", **PATIENT)
async def end_cycles(authority: str, on: date) -> int:
    """End the cycles of which every case is decided."""
    return _each(authority, lambda s, a: [c for c in calls_decided(s) if c.authority_id == a.id], on)


def _each(authority: str, due: Callable[[Session, Authority], list[StepDue]], on: date) -> int:
    """Record each, in a transaction of its own: one broken case stops no other. How many were recorded."""
    with reading(the_record()) as session:
        found = due(session, find_authority(session, authority))
    passed = 0
    for step in found:
        try:
            with writing(the_record()) as session:
                record(
                    session, step.case_number, TimerPassed(step.step), on=on, at=clock.now(), by=SWEEP, then=put_letters
                )
            passed += 1
        except MerzimError as error:
            log.error("%s, %s: %s", step.case_number, step.step, error)
        except DBAPIError:
            # The database's fault, not the case's: the task is tried again.
            raise
        except Exception as error:  # noqa: BLE001
            # Named by class only: a message may hold what a person filled in.
            log.error("%s, %s: %s", step.case_number, step.step, type(error).__name__)
    return passed


@task(name="overdue", task_run_name="overdue · {authority} · {on}", **PATIENT)
async def mark_steps(authority: str, on: date) -> int:
    """Mark steps whose last day has passed; have their runs shown again, those of steps allowed now, and the boards."""
    with writing(the_record()) as session:
        place = find_authority(session, authority)
        date_boards(session, place)
        return mark_overdue(session, place, on, at=clock.now(), by=SWEEP)


@task(name="reminders", task_run_name="reminders · {authority} · {on}", **PATIENT)
async def remind_performers(authority: str, on: date) -> Reminded:
    """Reminders whose day has come: put in the outbox, one digest a person, day and channel."""
    with writing(the_record()) as session:
        return remind(session, find_authority(session, authority), on, clock.now())


@task(name="runs", task_run_name="runs", **PATIENT)
async def show_changed_cases(region: str | None = None) -> Shown:
    """Bring Prefect's runs up to the record."""
    return await show_cases(region=region)


@task(name="tags", task_run_name="tags · {authority} · {on}", **PATIENT)
async def tag_pressing_cases(authority: str, on: date) -> int:
    """Tags that the day alone changes: due this week, today, overdue."""
    with reading(the_record()) as session:
        place = find_authority(session, authority)
    return await tag_cases(place, on)


@task(name="lost runs", task_run_name="lost runs", **PATIENT)
async def start_lost_runs(region: str | None = None) -> int:
    """Start again the runs whose worker died under them, and those of cases that ended with an error."""
    return len(await recover_lost_runs(pool_of(region))) + await look_again_at_broken_runs(pool_of(region))


@task(name="broken sweeps", task_run_name="broken sweeps", **PATIENT)
async def start_broken_sweeps(region: str | None = None) -> int:
    """Start again a sweep of this day that ended with an error: else its reminders would be told a day late."""
    return await start_broken_again(SWEEP, pool_of(region))


@task(name="letters", task_run_name="letters", **PATIENT)
async def deliver_letters() -> DeliveryReport:
    """Send what is due in the outbox."""
    return deliver(the_record(), clock.now())


def is_working(authority: str, at: datetime) -> tuple[bool, date]:
    """Whether it is a working day at the authority, and which day it is there."""
    with reading(the_record()) as session:
        place = find_authority(session, authority)
        on = clock.local(at, place.timezone)
        return calendar_of(session, place).is_working(on), on
