"""Plays the script on the stack: the clock moves to each day that matters, the sweep runs, the operator answers.

All it knows of how far it has come is the legal record and Prefect's own runs; so it may be killed anywhere, and so may
the server and the worker, and the next one goes on.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import TERMINAL_STATES, FlowRun, StateType
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from sqlmodel import col, select

from deployments.demo.progress import Taken, case_numbers, cycle_of, next_day, refusal_of, taken, waiting_until
from deployments.demo.script import Entry
from deployments.demo.world import ANSWERS, DELIVERIES, SWEEP, World
from models.errors import MerzimError
from models.record.cases import Case
from models.record.database import reading
from models.regulations import procedure
from notifications.outbox import next_due
from tasks.record import take
from tasks.recovery import POOL
from tasks.runs import NotWaiting, submit

T = TypeVar("T")
AT_REST = frozenset({StateType.PAUSED, *TERMINAL_STATES})
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 180.0
"""How long a run may take, or the server be away: a killed worker's runs are found after some 12 s."""
TRIES = 3


class Stuck(MerzimError):
    """The demo does not get on."""


@dataclass(frozen=True)
class Day:
    """What happened on a day, for whoever watches."""

    day: date
    entries: tuple[Entry, ...]
    refused: int
    letters: int


@dataclass
class Play:
    """One go at the script."""

    world: World
    api: PrefectClient
    watch: Callable[[Day], None] = lambda _: None
    # What came otherwise than the script says.
    surprises: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.script = self.world.script
        self.entries = self.script.entries(self.world.calendar)
        self._deployments: dict[str, UUID] = {}
        # Why Prefect took no answer, the last time.
        self._said = ""

    async def run(self, until: date | None = None) -> None:
        """Play on from the clock's day to the end, or to the last day that matters before or on `until`."""
        await self._settled()
        planned = sorted({*(entry.on for entry in self.entries), *self.script.days})
        last = min(self.script.ends_on, until or self.script.ends_on)
        day: date | None = self.world.today
        while day is not None and day <= last:
            await self._day(day)
            with reading(self.world.record) as session:
                day = next_day(session, self.script, day, planned, self.world.calendar)
        await self._last_letters()

    def already(self) -> int:
        """How many of the answers of earlier days are in the record: today is played again, as far as it was not."""
        return len(self._taken([entry for entry in self.entries if entry.on < self.world.today]))

    async def afterwards(self) -> None:
        """What makes the UI a worklist once all is played."""
        for entry in self.script.afterwards:
            self.world.move_to(entry.on, ANSWERS)
            await self._answer([entry])

    async def _day(self, day: date) -> None:
        before = self._sent()
        self.world.move_to(day, SWEEP)
        await self._carry_out("sweep", f"sweep · {day}", {"timezone": self.script.zone.key})
        entries = tuple(entry for entry in self.entries if entry.on == day)
        found: dict[Entry, Taken] = {}
        if entries:
            self.world.move_to(day, ANSWERS)
            found = await self._answer(entries)
        self.world.move_to(day, DELIVERIES)
        if self._letters_due():
            await self._carry_out("deliveries", f"deliveries · {day}", {})
        refused = sum(bool(each.clause) for each in found.values())
        self.watch(Day(day, entries, refused, self._sent() - before))

    # The operator's answers

    async def _answer(self, entries: Sequence[Entry]) -> dict[Entry, Taken]:
        """Give the day's answers: those of different cases together, those of one case one after another."""
        tried: Counter[Entry] = Counter()
        while True:
            await self._settled()
            found = self._taken(entries)
            for entry, came in found.items():
                if entry.clause != came.clause:
                    self._surprise(entry, f"recorded as '{came.outcome}', clause {entry.clause} was to refuse it")
            waiting = [entry for entry in entries if entry not in found and tried[entry] < TRIES]
            if not waiting:
                break
            now = [next(e for e in waiting if e.who == who) for who in dict.fromkeys(e.who for e in waiting)]
            # One way after the other: the meeting's form is one for many cases.
            now = [entry for entry in now if entry.way == now[0].way]
            tried.update(now)
            if now[0].way == "open":
                await self._open(now[0])
            elif now[0].way == "command":
                self._record(now)
            else:
                await self._have_runs({entry.who for entry in now})
                await (self._meet(now) if now[0].way == "meeting" else self._give(now))
            self._look_for_refusals(now, tried)
        for entry in (entry for entry in entries if entry not in found):
            self._surprise(entry, f"not taken; {self._said}")
        return found

    async def _open(self, entry: Entry) -> None:
        """Start the cycle's deployment, as an operator does: the run it makes shows the cycle."""
        script = self.script
        parameters = {"authority": script.authority, "year": int(entry.who or script.year)}
        run_id = await self._made(f"{script.procedure}-cycle", f"{script.procedure} {parameters['year']}", parameters)
        await self._at_rest([run_id])

    async def _give(self, entries: Sequence[Entry]) -> None:
        """Resume each case's run with its answer, as the UI does."""
        runs = self._runs({entry.who for entry in entries})
        forms = {entry: self._form(entry) for entry in entries}
        await asyncio.gather(*(self._submit(runs[e.who], e.step, forms[e]) for e in entries))
        await self._at_rest([runs[entry.who] for entry in entries])

    async def _submit(self, run_id: UUID, step: str, form: Mapping[str, Any]) -> None:
        try:
            await _patiently(lambda: submit(run_id, step, form, client=self.api))
        except NotWaiting as error:
            # Answered already by a try whose reply was lost, or woken by something else; the record tells, if not.
            self._said = str(error)

    def _record(self, entries: Sequence[Entry]) -> None:
        """As `merzim record` does."""
        with reading(self.world.record) as session:
            numbers = case_numbers(session, self.script)
        for entry in entries:
            take(numbers[entry.who], entry.step, entry.form, key=f"demo {entry.name}")

    async def _meet(self, entries: Sequence[Entry]) -> None:
        """The commission's meeting: one run, one form for all the cases it decides."""
        day = entries[0].on
        run_id = await self._made("meeting", f"meeting · {day}", {"cycle": cycle_of(self.script)})
        await self._at_rest([run_id])
        with reading(self.world.record) as session:
            numbers = case_numbers(session, self.script)
        said_once = procedure(self.script.procedure).meeting
        shared = {name: value for name, value in entries[0].form.items() if name in said_once}
        rows = {
            numbers[entry.who]: {name: value for name, value in entry.form.items() if name not in shared}
            for entry in entries
        }
        nth = sorted({entry.on for entry in self.entries if entry.way == "meeting"}).index(day) + 1
        await self._submit(run_id, "meeting", {**shared, "minutes_no": str(nth), **rows})
        await self._at_rest([run_id])

    def _form(self, entry: Entry) -> Mapping[str, Any]:
        with reading(self.world.record) as session:
            number = case_numbers(session, self.script)[entry.who]
            case = session.exec(select(Case).where(Case.number == number)).one()
        return self.script.fill(entry, case.facts)

    def _look_for_refusals(self, entries: Iterable[Entry], tried: Counter[Entry]) -> None:
        """An answer that the law refused, and the script does not want refused, is not tried again."""
        with reading(self.world.record) as session:
            for entry in entries:
                refusal = None if entry.clause else refusal_of(session, self.script, entry)
                if refusal is not None:
                    tried[entry] = TRIES
                    self._surprise(entry, f"refused under clause {refusal.clause}: {(refusal.reason or {}).get('en')}")

    def _surprise(self, entry: Entry, what: str) -> None:
        told = f"{entry.name}: {what}"
        if told not in self.surprises:
            self.surprises.append(told)

    # The record

    def _taken(self, entries: Sequence[Entry]) -> dict[Entry, Taken]:
        with reading(self.world.record) as session:
            return taken(session, self.script, entries)

    def _runs(self, who: Collection[str]) -> dict[str, UUID]:
        """The runs that show these cases, where there are such."""
        with reading(self.world.record) as session:
            known = case_numbers(session, self.script)
            numbers = {known[each]: each for each in who if each in known}
            rows = session.execute(select(col(Case.number), col(Case.run_id)).where(col(Case.number).in_(numbers)))
            return {numbers[number]: UUID(run_id) for number, run_id in rows if run_id}

    async def _have_runs(self, who: Collection[str]) -> None:
        """A play broken off while a list opened its cases may have left some without a run."""
        for _ in range(TRIES):
            if set(self._runs(who)) >= set(who):
                return
            await self._carry_out("deliveries", "", {})
        raise Stuck(f"no run shows the cases of {', '.join(sorted(set(who) - set(self._runs(who))))}")

    def _letters_due(self) -> bool:
        with reading(self.world.record) as session:
            due = next_due(session)
            return due is not None and due <= self.world.clock.read()

    def _sent(self) -> int:
        return len(self.world.catchers.mail.box) + len(self.world.catchers.sms.box)

    async def _last_letters(self) -> None:
        """Let retries and letters of a worker that was killed go out too."""
        for _ in range(TRIES):
            with reading(self.world.record) as session:
                later = waiting_until(session)
            if later is None:
                return
            self.world.clock.set(max(later, self.world.clock.read()))
            await self._carry_out("deliveries", "", {})

    # Prefect

    async def _carry_out(self, flow: str, name: str, parameters: Mapping[str, Any]) -> None:
        """A run of a deployment to its end; a second one where it fails."""
        came = ""
        for attempt in range(TRIES):
            run_id = await self._made(flow, name, parameters, attempt)
            run = (await self._at_rest([run_id]))[0]
            if run.state_type == StateType.COMPLETED:
                return
            came = f"{run.state_name}: {run.state.message if run.state else ''}"
        raise Stuck(f"{name or flow}: {came}")

    async def _made(self, flow: str, name: str, parameters: Mapping[str, Any], attempt: int = 0) -> UUID:
        """A run of a deployment; the one there is, where a run of this name was made before."""
        if flow not in self._deployments:
            found = await _patiently(lambda: self.api.read_deployment_by_name(f"{flow}/merzim"))
            self._deployments[flow] = found.id
        key = f"demo {name} {attempt}" if name else None
        made = await _patiently(
            lambda: self.api.create_flow_run_from_deployment(
                self._deployments[flow], parameters=dict(parameters), name=name or None, idempotency_key=key
            )
        )
        return made.id

    async def _at_rest(self, run_ids: Sequence[UUID]) -> list[FlowRun]:
        """The runs once they are all paused or over."""
        ends = monotonic() + PATIENCE_SECONDS
        wanted = FlowRunFilter(id={"any_": set(run_ids)})
        while True:
            runs = await _patiently(lambda: self.api.read_flow_runs(flow_run_filter=wanted)) if run_ids else []
            busy = [run for run in runs if run.state_type not in AT_REST]
            if not busy:
                return runs
            if monotonic() > ends:
                raise Stuck(f"{busy[0].name} is still {busy[0].state_name} after {PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(LOOK_SECONDS)

    async def _settled(self) -> None:
        """Wait for whatever is at work, or was when an earlier play broke off."""
        busy = FlowRunFilter(state={"type": {"any_": set(StateType) - AT_REST}})
        here = WorkPoolFilter(name={"any_": [POOL]})
        found = await _patiently(lambda: self.api.read_flow_runs(flow_run_filter=busy, work_pool_filter=here))
        await self._at_rest([run.id for run in found if not run.auto_scheduled])


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """The call's answer, asked again while the server is away."""
    ends = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await call()
        except (httpx.TransportError, PrefectHTTPStatusError) as error:
            away = not isinstance(error, PrefectHTTPStatusError) or error.response.is_server_error
            if not away or isinstance(error, ObjectNotFound) or monotonic() > ends:
                raise
        await asyncio.sleep(LOOK_SECONDS)
