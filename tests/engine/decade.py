"""One authority over years, on the record and without Prefect: the sweep's own queries, and people who answer.

What people answer is taken from the scenarios: every form that a scenario has accepted, its days moved to the day it is
given on. So a procedure that has scenarios can be played, whatever it is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from models.engine import Answer, TimerPassed
from models.errors import Refusal
from models.facts import as_day
from models.record.cases import Cycle
from models.record.database import reading, writing
from models.record.loading import calendar_of
from models.record.marking import mark_overdue
from models.record.opening import open_cycle, yearly_openings
from models.record.sweeping import StepDue, calls_decided, missing_cycles, timers_run_out
from models.record.tables import Authority, Case, Reminder, StepRecord
from models.record.writer import record
from models.regulations import procedure as procedure_named
from models.scenarios.playing import simulate
from models.scenarios.reading import load_scenario
from notifications.owed import put_letters
from notifications.reminding import remind

SCENARIOS = Path(__file__).parents[1] / "scenarios"
_OPEN = StepRecord.state == "open"
DUE: dict[str, Any] = {
    "reminder": select(func.min(Reminder.on_day)).where(Reminder.state == "planned"),
    "timer": select(func.min(StepRecord.ends)).where(_OPEN, StepRecord.kind == "timer"),
    "overdue": select(func.min(StepRecord.last_day)).where(_OPEN, ~col(StepRecord.late)),
}
"""The first day of each kind that something is due on: most days nothing is, and the sweep need not look."""
Forms = dict[tuple[str, str], list[tuple[date, Mapping[str, Any]]]]


def forms_of_scenarios(folder: Path = SCENARIOS) -> Forms:
    """What was answered at each step of each procedure and accepted, with the day it was given on.

    Last, what was answered on a day on which the step was refused too: one of the answers was taken.
    """
    found: Forms = defaultdict(list)
    refused: Forms = defaultdict(list)
    for path in sorted(folder.glob("*.yaml")):
        scenario = load_scenario(path)
        days = {(r.on, r.step) for r in simulate(scenario).refused}
        for happening in (h for h in scenario.happenings if h.step):
            given = (happening.on, happening.form)
            to = refused if (happening.on, happening.step) in days else found
            if given not in to[scenario.procedure.code, happening.step]:
                to[scenario.procedure.code, happening.step].append(given)
    return defaultdict(list, {step: [*found[step], *refused[step]] for step in {*found, *refused}})


def moved(form: Any, by: timedelta) -> Any:
    """The form with its days moved."""
    if isinstance(form, Mapping):
        return {name: moved(value, by) for name, value in form.items()}
    if isinstance(form, list):
        return [moved(value, by) for value in form]
    day = as_day(form)
    return form if day is None else (day + by).isoformat()


@dataclass
class Decade:
    """An authority that lives through the years.

    calls       what its operator opens: procedure -> the days
    admissions  how many persons come forward in a cycle that admits them one by one
    """

    bind: Engine
    calls: Mapping[str, Sequence[date]] = field(default_factory=dict)
    admissions: int = 2
    seed: int = 0
    recorded: int = 0
    told: int = 0
    decided_at: int = -1
    nobody: set[str] = field(default_factory=set)
    open_when_reminded: dict[date, set[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.forms = forms_of_scenarios()
        self.answer_on: dict[int, date] = {}
        self.waited: dict[int, int] = {}
        self.admitted: dict[str, int] = defaultdict(int)

    def play(self, start: date, end: date) -> None:
        """Every day from `start` to `end` on which something is due, both included."""
        day: date | None = start
        while day is not None and day <= end:
            self._open_called(day)
            self._sweep(day)
            self._answer(day)
            self._note(day)
            day = self._next(day)

    # What the service does

    def _open_called(self, on: date) -> None:
        for procedure, days in self.calls.items():
            if on in days:
                with writing(self.bind) as session:
                    open_cycle(session, procedure, self._authority(session).code, at=moment(on), by="operator")

    def _sweep(self, on: date) -> None:
        with reading(self.bind) as session:
            missing = missing_cycles(session, yearly_openings(session), on)
            working = calendar_of(session, self._authority(session)).is_working(on)
        for each in missing:
            with writing(self.bind) as session:
                open_cycle(session, each.procedure, each.authority_code, each.year, at=moment(on), by="sweep")
        if not working:
            return
        with reading(self.bind) as session:
            first = {name: as_day(session.exec(asked).one()) for name, asked in DUE.items()}
        ahead = date.max
        if (first["timer"] or ahead) <= on:
            self._pass(lambda session, day: timers_run_out(session, day, authority_id=1), on)
        if self.recorded != self.decided_at:
            # Whether a cycle is decided can't change but by something recorded.
            self.decided_at = self.recorded
            self._pass(lambda session, _on: calls_decided(session), on)
        with writing(self.bind) as session:
            of = self._authority(session)
            if (first["overdue"] or ahead) < on:
                mark_overdue(session, of, on, at=moment(on), by="sweep")
            if (first["reminder"] or ahead) <= on:
                asked = select(Case.number, StepRecord.code).join(StepRecord).where(_OPEN)
                self.open_when_reminded[on] = set(session.exec(asked))
                reminded = remind(session, of, on, moment(on))
                self.told += reminded.told
                self.nobody |= set(reminded.nobody)

    def _pass(self, find: Callable[[Session, date], Sequence[StepDue]], on: date) -> None:
        with reading(self.bind) as session:
            due = find(session, on)
        for step in due:
            with writing(self.bind) as session:
                self._record(session, step.case_number, TimerPassed(step.step), on)

    def _record(self, session: Session, number: str, event: Any, on: date) -> None:
        record(session, number, event, on=on, at=moment(on), by="P-9", then=put_letters)
        self.recorded += 1

    # What people do

    def _answer(self, on: date) -> None:
        for case, step in list(self._open_steps()):
            if step.id not in self.answer_on:
                self.answer_on[step.id] = self._when(step, on)
            if self.answer_on[step.id] > on:
                continue
            if not self._give(case, step.code, on):
                # Nothing that is lawful today: a gate, a window, a commission that is not whole. Tried again.
                self.waited[step.id] = 1 + 2 * self.waited.get(step.id, 0)
                self.answer_on[step.id] = on + timedelta(days=min(self.waited[step.id], 15))
        self._admit(on)
        self._happen(on)

    def _when(self, step: StepRecord, on: date) -> date:
        """Mostly in time, now and then some days late; an appeal, if at all, within its window."""
        if step.kind == "timer":
            return on + timedelta(days=self.random.randint(0, 9)) if self.random.random() < 0.3 else date.max
        goal = step.last_day or step.due or on + timedelta(days=14)
        late = self.random.random() < 0.15
        day = (
            goal + timedelta(days=self.random.randint(1, 12))
            if late
            else goal - timedelta(days=self.random.randint(0, 5))
        )
        return max(on, day, step.not_before or on)

    def _give(self, case: Case, code: str, on: date) -> bool:
        """One of the forms the scenarios know, the first that the law takes today."""
        known = self.forms[case.procedure, code]
        for given_on, form in self.random.sample(known, len(known)):
            try:
                with writing(self.bind) as session:
                    self._record(session, case.number, Answer(code, moved(form, on - given_on)), on)
            except Refusal:
                continue
            return True
        return False

    def _admit(self, on: date) -> None:
        """Persons come forward in the first weeks of each open cycle that takes them one by one."""
        for case in self._open_cases("cycle"):
            event = procedure_named(case.procedure).admits
            wanted = self.admissions - self.admitted[case.number]
            if not event or not wanted or on > case.opened_on + timedelta(days=60):
                continue
            given_on, form = self.random.choice(self.forms[case.procedure, event])
            who = {**moved(form, on - given_on), "person": f"P-{self.random.randint(1, 4)}"}
            try:
                with writing(self.bind) as session:
                    self._record(session, case.number, Answer(event, who), on)
            except Refusal:
                continue
            self.admitted[case.number] += 1

    def _happen(self, on: date) -> None:
        """Now and then something happens that may happen at any time, but that nobody leaves for good."""
        if self.random.random() > 0.1:
            return
        case = self.random.choice(self._open_cases("case") or [None])
        events = procedure_named(case.procedure).case.boundary_events if case else ()
        # What another case brings is brought by it; who moves to another post leaves the one a head is needed in.
        lasting = [e for e in events if e.offered and e.code not in ("left-post", "new-post")]
        if case and lasting:
            self._give(case, self.random.choice(lasting).code, on)

    # What the record holds

    def _open_cases(self, kind: str) -> Sequence[Case]:
        with reading(self.bind) as session:
            asked = select(Case).where(Case.kind == kind, col(Case.closed_on).is_(None)).order_by(Case.number)
            return session.exec(asked).all()

    def _open_steps(self) -> Iterator[tuple[Case, StepRecord]]:
        with reading(self.bind) as session:
            asked = (
                select(Case, StepRecord).join(StepRecord).where(StepRecord.state == "open").order_by(col(StepRecord.id))
            )
            for case, step in session.exec(asked).all():
                node = procedure_named(case.procedure).process(case.kind).step(step.code)
                if node.form is not None:
                    yield case, step

    def _note(self, on: date) -> None:
        """What must hold on every day."""
        with reading(self.bind) as session:
            stale = select(func.count()).select_from(Reminder).join(StepRecord)
            stale = stale.where(Reminder.state == "planned", StepRecord.state != "open")
            assert session.exec(stale).one() == 0, f"{on}: a reminder is planned of a step that is not open"
            rows = session.exec(select(Case, StepRecord).join(StepRecord).where(StepRecord.state == "open")).all()
            alive = {case.id for case, _ in rows}
            for case in session.exec(select(Case).where(col(Case.closed_on).is_(None))):
                assert case.id in alive, f"{on}: {case.number} is open and nothing in it is"
        for case, step in rows:
            assert step.performer in procedure_named(case.procedure).roles, f"{case.number}, {step.code}"
            assert step.clause, f"{case.number}, {step.code}"

    def _next(self, on: date) -> date | None:
        """The next day something is due, or somebody answers."""
        days = [d for ids in self.calls.values() for d in ids if d > on]
        tomorrow = on + timedelta(days=1)
        with reading(self.bind) as session:
            for name, asked in DUE.items():
                found = as_day(session.exec(asked).one())
                if found is not None:
                    days.append(max(tomorrow, found + timedelta(days=name == "overdue")))
            ids = set(session.exec(select(StepRecord.id).where(StepRecord.state == "open")))
            for each in yearly_openings(session):
                days += [date(y, each.month, each.day) for y in (on.year, on.year + 1)]
        days += [max(tomorrow, day) for key, day in self.answer_on.items() if key in ids]
        return min((d for d in days if d > on), default=None)

    @staticmethod
    def _authority(session: Session) -> Authority:
        return session.exec(select(Authority)).one()


def moment(on: date) -> datetime:
    """Nine in the morning in Almaty."""
    return datetime.combine(on, time(4), UTC)


def cycles(bind: Engine) -> dict[str, int]:
    """How many cycles of each procedure there were."""
    with reading(bind) as session:
        asked = select(Cycle.procedure, func.count()).group_by(Cycle.procedure)
        return dict(session.exec(asked).all())
