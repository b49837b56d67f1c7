"""What a sweep finds, and that finding it costs what is due, not what is open."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlmodel import Session, select

from models.record.database import engine, reading, writing
from models.record.migrations import upgrade
from models.record.sweeping import (
    YearlyOpening,
    calls_decided,
    cases_to_show,
    missing_cycles,
    reminders_due,
    steps_allowed,
    steps_overdue,
    timers_run_out,
)
from models.record.tables import Adoption, Case, Official, Reminder, StepRecord
from tasks import sweeping
from tests.record import samples
from tests.record.counting import counted, plan
from tests.record.rotation_year import FIRST, SECOND, opened
from tests.record.samples import add

TODAY = date(2026, 12, 7)
ROTATION = YearlyOpening("rotation", "rotation", 11, 1)


def remind(session: Session, step: StepRecord, on: date = TODAY, **fields: Any) -> Reminder:
    fields = {"kind": "on-day", "role": "hr_district", **fields}
    made: Reminder = add(session, Reminder(step_id=step.id, case_id=step.case_id, on_day=on, **fields))
    return made


class Office:
    """One case in Карағанды, with its performers: a general one and one of another settlement."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.authority = samples.authority(session)
        self.people = {
            code: samples.official(session, self.authority, code) for code in ("head", "clerk", "boss", "far", "near")
        }
        self.place = samples.organisation(session, self.authority, "C-1")
        self.cycle = samples.cycle(session, self.authority)
        self.case = samples.case(session, self.cycle, "R-1", self.people["head"], self.place, run_id="run-1")
        self.performs("hr_district", "clerk", superior="boss")
        self.performs("hr_district", "far", "Балқаш")

    def performs(self, role: str, who: str, settlement: str | None = None, superior: str | None = None) -> None:
        samples.performer(
            self.session,
            self.authority,
            role,
            self.people[who],
            settlement,
            self.people[superior] if superior else None,
        )


def recipients(record: Engine, on: date = TODAY, authority: int = 1) -> list[str | None]:
    with reading(record) as session:
        return [r.recipient.code if r.recipient else None for r in reminders_due(session, on, authority_id=authority)]


def test_reminder_due_carries_all_that_its_letter_says(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        office.people["clerk"].email, office.people["clerk"].language = "clerk@example.kz", "kk"
        step = samples.step(session, office.case, due=TODAY, last_day=TODAY + timedelta(days=1), provisional=True)
        remind(session, step)
    with reading(record) as session, counted(session) as statements:
        (found,) = reminders_due(session, TODAY, authority_id=1)
    assert len(statements) == 1
    assert (found.kind, found.on_day, found.role) == ("on-day", TODAY, "hr_district")
    assert (found.step, found.occurrence, found.clause) == ("notice", 1, "7")
    assert (found.due, found.last_day, found.provisional) == (TODAY, TODAY + timedelta(days=1), True)
    assert (found.case_number, found.procedure, found.run_id) == ("R-1", "rotation", "run-1")
    assert (found.official_name, found.settlement) == ("Тестова-head Айгүл", "Қарағанды")
    assert (found.authority_code, found.timezone) == ("KRG", "Asia/Almaty")
    assert found.recipient is not None
    assert (found.recipient.code, found.recipient.language, found.recipient.email) == (
        "clerk",
        "kk",
        "clerk@example.kz",
    )


def test_reminders_are_those_planned_for_open_steps_by_the_day(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        step = samples.step(session, office.case)
        early = remind(session, step, TODAY - timedelta(days=3), kind="before-3")
        today = remind(session, step)
        remind(session, step, TODAY + timedelta(days=1), kind="overdue-1")
        remind(session, step, kind="before-1", state="done")
        remind(session, step, kind="before-5", state="cancelled")
        remind(session, samples.step(session, office.case, "portfolio", state="done", done_on=TODAY))
        remind(session, samples.step(session, office.case, "appoint", state="waiting"))
    with reading(record) as session:
        assert [r.reminder_id for r in reminders_due(session, TODAY, authority_id=1)] == [early.id, today.id]


def test_the_performer_of_the_cases_settlement_comes_before_the_general_one(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        remind(session, samples.step(session, office.case))
    assert recipients(record) == ["clerk"]
    with writing(record) as session:
        samples.performer(session, office.authority, "hr_district", office.people["near"], "Қарағанды")
    assert recipients(record) == ["near"]


@pytest.mark.parametrize(("role", "who"), [("official", "head"), ("superior", "boss"), ("hr_region", None)])
def test_roles_that_are_no_performers_own(role: str, who: str | None, record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        remind(session, samples.step(session, office.case), role=role)
    assert recipients(record) == [who]


def test_a_cycles_own_step_goes_to_the_general_performer(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        remind(session, samples.step(session, samples.case(session, office.cycle, "R", None), "form-list"))
    assert recipients(record) == ["clerk"]


def test_performers_of_another_authority_are_left_alone(record: Engine) -> None:
    with writing(record) as session:
        office, other = Office(session), samples.authority(session, "PVL", timezone="Asia/Aqtau")
        samples.performer(session, other, "hr_region", samples.official(session, other, "foreign"))
        remind(session, samples.step(session, office.case), role="hr_region")
        theirs = samples.case(session, samples.cycle(session, other), "P", None)
        remind(session, samples.step(session, theirs, "form-list"), role="hr_region")
    assert (recipients(record), recipients(record, authority=other.id)) == ([None], ["foreign"])
    with reading(record) as session:
        (mine,) = reminders_due(session, TODAY, authority_id=other.id)
        assert (mine.case_number, mine.timezone) == ("P", "Asia/Aqtau")


def test_overdue_are_open_steps_past_their_last_day_and_not_marked(record: Engine) -> None:
    yesterday = TODAY - timedelta(days=1)
    with writing(record) as session:
        office = Office(session)
        samples.step(session, office.case, "late", due=yesterday, last_day=yesterday)
        samples.step(session, office.case, "marked", last_day=yesterday, late=True)
        samples.step(session, office.case, "done", last_day=yesterday, state="done", done_on=TODAY)
        # Due by the working day before, but not late before its last day is over.
        samples.step(session, office.case, "today", due=yesterday, last_day=TODAY)
        samples.step(session, office.case, "no-term")
    with reading(record) as session:
        (found,) = steps_overdue(session, TODAY, authority_id=1)
        assert (found.step, found.case_number, found.run_id, found.day) == ("late", "R-1", "run-1", yesterday)
        assert steps_overdue(session, TODAY, authority_id=999) == []


def test_timers_are_those_whose_period_has_ended(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        for code, ends, fields in (
            ("ended", TODAY, {}),
            ("runs", TODAY + timedelta(days=1), {}),
            ("passed", TODAY, {"state": "done", "done_on": TODAY}),
        ):
            samples.step(session, office.case, code, kind="timer", ends=ends, **fields)
        samples.step(session, office.case, "task", ends=TODAY)
    with reading(record) as session:
        assert [(s.step, s.day) for s in timers_run_out(session, TODAY, authority_id=1)] == [("ended", TODAY)]


async def test_a_case_that_can_not_be_read_stops_no_other(
    sqlite_record: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened(sqlite_record)
    with writing(sqlite_record) as session:
        for number in (FIRST, SECOND):
            case = session.exec(select(Case).where(Case.number == number)).one()
            case.facts = ["no facts"]  # type: ignore[assignment]
            samples.step(session, case, "runs-out", kind="timer", ends=TODAY)
    monkeypatch.setattr(sweeping, "the_record", lambda: sqlite_record)
    assert await sweeping.pass_timers.fn("KRG", TODAY) == 0
    assert [record.args[0] for record in caplog.records if record.args] == [FIRST, SECOND]  # type: ignore[index]


def test_steps_allowed_since_the_last_sweep(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        for days in (-3, -2, 0, 1):
            samples.step(session, office.case, f"s{days}", not_before=TODAY + timedelta(days=days))
    with reading(record) as session:
        allowed = steps_allowed(session, TODAY - timedelta(days=3), TODAY, authority_id=1)
        assert [s.step for s in allowed] == ["s-2", "s0"]


def test_a_cycle_is_decided_once_every_case_has_a_result(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        own = samples.case(session, office.cycle, "R", None)
        samples.step(session, own, "cases", kind="call-activity")
        second = samples.case(session, office.cycle, "R-2", office.people["far"], result="retained", result_on=TODAY)
        samples.case(session, office.cycle, "R-3", office.people["near"], closed_on=TODAY)
        # Another cycle's open case is its own matter.
        samples.case(session, samples.cycle(session, office.authority, 2027), "S-1", office.people["head"])
    with reading(record) as session:
        assert calls_decided(session) == []
    with writing(record) as session:
        case = session.get_one(Case, office.case.id)
        case.result, case.result_on = "appointed", TODAY
    with reading(record) as session:
        (found,) = calls_decided(session)
        assert (found.case_number, found.step) == ("R", "cases")
    with writing(record) as session:
        session.get_one(Case, second.id).result = None
    with reading(record) as session:
        assert calls_decided(session) == []


def test_cases_to_show_are_those_whose_run_is_behind(record: Engine) -> None:
    with writing(record) as session:
        office = Office(session)
        samples.case(session, office.cycle, "shown", office.people["far"], version=4, shown_version=4)
        samples.case(session, office.cycle, "behind", office.people["near"], version=4, shown_version=3)
    with reading(record) as session:
        assert [(c.number, c.version, c.run_id) for c in cases_to_show(session)] == [
            ("R-1", 1, "run-1"),
            ("behind", 4, None),
        ]
        assert [c.number for c in cases_to_show(session, limit=1)] == ["R-1"]


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2026, 10, 31), []),
        (date(2026, 11, 1), [2026]),
        (date(2026, 12, 31), [2026]),
        # The service was down over the new year.
        (date(2027, 1, 31), [2026]),
        # Every term of that cycle has run out: not made up silently.
        (date(2027, 2, 2), []),
        (date(2027, 11, 2), [2027]),
    ],
)
def test_missing_cycle_is_that_of_the_last_opening_day(on: date, years: list[int], record: Engine) -> None:
    with writing(record) as session:
        samples.authority(session)
    with reading(record) as session:
        found = missing_cycles(session, [ROTATION], on)
    assert [(m.authority_code, m.procedure, m.year, m.opens_on) for m in found] == [
        ("KRG", "rotation", year, date(year, 11, 1)) for year in years
    ]


def test_a_cycle_that_exists_or_is_nobodys_is_not_missing(record: Engine) -> None:
    with writing(record) as session:
        there, other = samples.authority(session), samples.authority(session, "PVL")
        late = samples.authority(session, "ABA")
        session.get_one(Adoption, 3).from_day = date(2026, 11, 2)
        samples.cycle(session, there)
        samples.cycle(session, other, 2025)
        assert late.code == "ABA"
    with reading(record) as session:
        found = missing_cycles(session, [ROTATION, YearlyOpening("career", "career", 11, 1)], TODAY)
    assert [(m.authority_code, m.procedure) for m in found] == [("PVL", "rotation")]


SWEEP: dict[str, Callable[[Session], list[Any]]] = {
    # As a morning asks: of one authority, which has all cases there are.
    "reminders_due": lambda s: reminders_due(s, TODAY, authority_id=1),
    "steps_overdue": lambda s: steps_overdue(s, TODAY, authority_id=1),
    "timers_run_out": lambda s: timers_run_out(s, TODAY, authority_id=1),
    "steps_allowed": lambda s: steps_allowed(s, TODAY - timedelta(days=1), TODAY, authority_id=1),
    "cases_to_show": cases_to_show,
    "calls_decided": calls_decided,
    "missing_cycles": lambda s: missing_cycles(s, [ROTATION], TODAY),
}
INDEXES = {
    "reminders_due": "ix_reminders_planned",
    "steps_overdue": "ix_step_records_unmarked",
    "timers_run_out": "ix_step_records_ends",
    "steps_allowed": "ix_step_records_not_before",
    "cases_to_show": "ix_cases_to_show",
    "calls_decided": "uq_cases_own",
    # SQLite's name for the unique constraint of cycles.
    "missing_cycles": "sqlite_autoindex_cycles_1 (procedure=? AND authority_id=? AND year=?)",
}

FOUND = {"missing_cycles": 0, "calls_decided": 0, "cases_to_show": 8}


def fill(record: Engine, cases: int, due: int) -> None:
    """Open cases with a far-off step each; `due` of them have everything come up today."""
    with writing(record) as session:
        office = Office(session)
        own = samples.case(session, office.cycle, "R", None)
        samples.step(session, own, "cases", kind="call-activity", id=1)
        far, long_ago = TODAY + timedelta(days=400), TODAY - timedelta(days=5)
        session.connection().execute(
            insert(Official),
            [
                {"authority_id": 1, "code": f"N-{n}", "last_name": "-", "first_name": "-", "language": "ru"}
                for n in range(cases)
            ],
        )
        first, shown = office.people["near"].id + 1, own.id + 1
        session.connection().execute(
            insert(Case),
            [
                {"id": shown + n, "number": f"N-{n}", "kind": "case", "procedure": "rotation", "edition": "e",
                 "authority_id": 1, "cycle_id": 1, "official_id": first + n, "organisation_id": 1, "opened_on": TODAY,
                 "facts": {}, "breaches": [], "version": 2, "shown_version": 1 if n < due else 2}
                for n in range(cases)
            ],
        )  # fmt: skip
        blank = {
            "occurrence": 1, "clause": "7", "performer": "hr_district", "state": "open", "opened_on": long_ago,
            "provisional": False, "late": False,
        }  # fmt: skip
        steps, reminders = [], []
        for n in range(cases):
            day = long_ago if n < due else far
            case, key = shown + n, 1000 + 2 * n
            dates = {"due": day, "last_day": day, "not_before": TODAY if n < due else far, "ends": None}
            steps.append({**blank, **dates, "id": key, "case_id": case, "code": "notice", "kind": "user-task"})
            dates = {"due": None, "last_day": None, "not_before": None, "ends": day}
            steps.append({**blank, **dates, "id": key + 1, "case_id": case, "code": "term-end", "kind": "timer"})
            reminders.append(
                {
                    "step_id": key,
                    "case_id": case,
                    "on_day": day,
                    "kind": "on-day",
                    "role": "hr_district",
                    "state": "planned",
                }
            )
        session.connection().execute(insert(StepRecord), steps)
        session.connection().execute(insert(Reminder), reminders)


@pytest.mark.parametrize("query", SWEEP)
def test_a_sweep_finds_its_rows_by_an_index(query: str, sqlite_record: Engine) -> None:
    fill(sqlite_record, cases=300, due=6)
    with reading(sqlite_record) as session:
        with counted(session) as statements:
            assert len(SWEEP[query](session)) == FOUND.get(query, 6)
        (statement,) = statements
        steps = plan(session, statement)
    assert any(INDEXES[query] in step for step in steps), steps
    # Nothing but the two smallest tables is read through.
    scanned = [step for step in steps if step.startswith("SCAN") and INDEXES[query] not in step]
    assert all(step.split()[1] in {"authorities", "adoptions"} for step in scanned), steps


def steps_taken(record: Engine, query: str) -> int:
    """How many virtual-machine steps, in hundreds, the query takes: the same on every machine, unlike time."""
    with reading(record) as session:
        driver: Any = session.connection().connection.driver_connection
        SWEEP[query](session)
        ticks = 0

        def tick() -> int:
            nonlocal ticks
            ticks += 1
            return 0

        driver.set_progress_handler(tick, 100)
        SWEEP[query](session)
        driver.set_progress_handler(None, 0)
        return ticks


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Two records with as much due, one with a hundred times as much open."""
    folder = tmp_path_factory.mktemp("sizes")
    made = engine(f"sqlite:///{folder / 'small.db'}"), engine(f"sqlite:///{folder / 'large.db'}")
    for database, cases in zip(made, (100, 10_000), strict=True):
        upgrade(database)
        fill(database, cases=cases, due=20)
    yield made
    for database in made:
        database.dispose()


@pytest.mark.parametrize("query", [name for name in SWEEP if name != "missing_cycles"])
def test_a_sweep_costs_what_is_due_not_what_is_open(query: str, sizes: tuple[Engine, Engine]) -> None:
    small_cost, large_cost = (steps_taken(database, query) for database in sizes)
    assert small_cost > 0
    assert large_cost <= 1.5 * small_cost + 2
