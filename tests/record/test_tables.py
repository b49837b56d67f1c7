"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlmodel import Session, col, select

from models.record.audit import Act, append, append_all
from models.record.database import reading, writing
from models.record.tables import (
    AuditEntry,
    Ballot,
    CalendarCorrection,
    Category,
    Letter,
    Meeting,
    Predecessor,
    Reminder,
    Ruling,
    Vacancy,
)
from tests.record import samples
from tests.record.samples import add

DAY = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)


def letter(**fields: Any) -> Letter:
    values = {
        "case_number": "KRG-rotation-2026-001", "step": "notice", "kind": "reminder", "recipient_key": "P-1",
        "channel": "email", "address": "p1@example.kz", "language": "kk", "day": DAY, "message_id": "<1@example.kz>",
        "created_at": NOW, **fields,
    }  # fmt: skip
    return Letter(**values)


def act(**fields: Any) -> Act:
    return Act(**{"at": NOW, "on_day": DAY, "actor": "sweep", "action": "tested", "authority_code": "KRG", **fields})


class World:
    """One row of everything, for a test to break."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.authority = samples.authority(session)
        self.organisation = samples.organisation(session, self.authority, "C-1")
        self.official = samples.official(session, self.authority, "P-1")
        self.cycle = samples.cycle(session, self.authority)
        self.case = samples.case(session, self.cycle, "KRG-rotation-2026-001", self.official, self.organisation)
        self.own = samples.case(session, self.cycle, "KRG-rotation-2026", None)
        self.step = samples.step(session, self.case, answer_key="answer-1")
        self.ruling = add(session, Ruling(case_id=self.case.id, step_id=self.step.id, met_on=DAY, option="rotate"))


# What breaks a rule -> the name of the rule, as the database tells it.
REFUSED: dict[str, tuple[str, Callable[[World], Any]]] = {
    "a second authority of one code": ("code", lambda w: samples.authority(w.session)),
    "a second organisation of one code": ("code", lambda w: samples.organisation(w.session, w.authority, "C-1")),
    "a second person of one number": ("code", lambda w: samples.official(w.session, w.authority, "P-1")),
    "a language nobody writes": ("language", lambda w: samples.official(w.session, w.authority, "P-2", language="de")),
    "a sex that is none": ("sex", lambda w: samples.official(w.session, w.authority, "P-2", sex="x")),
    "a stint that ends before it starts": (
        "order",
        lambda w: samples.head(w.session, w.official, w.organisation, DAY, DAY - timedelta(days=1)),
    ),
    "a category that ends before it is given": (
        "order",
        lambda w: add(
            w.session, Category(official_id=w.official.id, category="1", given_on=DAY, valid_until=date(2020, 1, 1))
        ),
    ),
    "a vacancy filled before it is open": (
        "order",
        lambda w: add(
            w.session,
            Vacancy(organisation_id=w.organisation.id, post="директор", open_from=DAY, filled_on=date(2020, 1, 1)),
        ),
    ),
    "an organisation its own predecessor": (
        "not_itself",
        lambda w: add(
            w.session,
            Predecessor(organisation_id=w.organisation.id, predecessor_id=w.organisation.id, kind="merger", on_day=DAY),
        ),
    ),
    "two general performers of a role": (
        "performers",
        lambda w: [samples.performer(w.session, w.authority, "hr_district", w.official) for _ in range(2)],
    ),
    "two performers of a role in a settlement": (
        "performers",
        lambda w: [samples.performer(w.session, w.authority, "hr_district", w.official, "Балқаш") for _ in range(2)],
    ),
    "a second cycle of the year": ("cycles", lambda w: samples.cycle(w.session, w.authority)),
    "a second case of one person in a cycle": ("cases", lambda w: samples.case(w.session, w.cycle, "X", w.official)),
    "a second own case of a cycle": ("cases", lambda w: samples.case(w.session, w.cycle, "X", None)),
    "two cases of one number": (
        "number",
        lambda w: samples.case(w.session, w.cycle, w.case.number, samples.official(w.session, w.authority, "P-3")),
    ),
    "a person's case without the person": (
        "whose",
        lambda w: samples.case(w.session, samples.cycle(w.session, w.authority, 2027), "X", None, kind="case"),
    ),
    "a case closed before it opened": (
        "order",
        lambda w: samples.case(
            w.session, w.cycle, "X", samples.official(w.session, w.authority, "P-3"), closed_on=date(2020, 1, 1)
        ),
    ),
    "a run ahead of its case": (
        "version",
        lambda w: samples.case(
            w.session, w.cycle, "X", samples.official(w.session, w.authority, "P-3"), version=1, shown_version=2
        ),
    ),
    "a kind of step there is not": ("kind", lambda w: samples.step(w.session, w.case, "x", kind="task")),
    "a state of a step there is not": ("state", lambda w: samples.step(w.session, w.case, "x", state="lost")),
    "a step done on no day": ("done", lambda w: samples.step(w.session, w.case, "x", state="done")),
    "the same occurrence of a step twice": ("step_records", lambda w: samples.step(w.session, w.case)),
    "one answer for two steps": ("answer", lambda w: samples.step(w.session, w.case, "x", answer_key="answer-1")),
    "a step of no case": (
        "FOREIGN KEY|foreign key",
        lambda w: w.session.execute(text("UPDATE step_records SET case_id = 999")),
    ),
    "a case with steps deleted": (
        "FOREIGN KEY|foreign key",
        lambda w: w.session.execute(text("DELETE FROM cases WHERE kind = 'case'")),
    ),
    "two rulings of one step": (
        "step_id",
        lambda w: add(w.session, Ruling(case_id=w.case.id, step_id=w.step.id, met_on=DAY, option="refuse")),
    ),
    "fewer than no votes": (
        "votes",
        lambda w: add(w.session, Ballot(ruling_id=w.ruling.id, option="rotate", votes=-1)),
    ),
    "votes for an option counted twice": (
        "ballots",
        lambda w: add(w.session, *(Ballot(ruling_id=w.ruling.id, option="rotate", votes=2) for _ in range(2))),
    ),
    "more present than there are members": (
        "present",
        lambda w: add(w.session, Meeting(cycle_id=w.cycle.id, met_on=DAY, members=5, present=6, recorded_at=NOW)),
    ),
    "a reminder planned twice": (
        "reminders",
        lambda w: add(
            w.session,
            *(
                Reminder(step_id=w.step.id, case_id=w.case.id, on_day=DAY, kind="on-day", role="hr_district")
                for _ in range(2)
            ),
        ),
    ),
    "a letter written twice": ("outbox", lambda w: add(w.session, letter(), letter(message_id="<2@example.kz>"))),
    "a digest written twice": (
        "outbox",
        lambda w: add(
            w.session,
            letter(case_number="", step="", kind="digest"),
            letter(case_number="", step="", kind="digest", message_id="<2@example.kz>"),
        ),
    ),
    "two letters of one Message-ID": ("message_id", lambda w: add(w.session, letter(), letter(kind="notice"))),
    "a channel there is not": ("channel", lambda w: add(w.session, letter(channel="fax"))),
    "two corrections of one day in an authority": (
        "calendar_corrections",
        lambda w: add(w.session, *(correction(authority_id=w.authority.id) for _ in range(2))),
    ),
    "two corrections of one day in a country": (
        "calendar_corrections",
        lambda w: add(w.session, correction(), correction()),
    ),
}


def correction(**fields: Any) -> CalendarCorrection:
    return CalendarCorrection(
        **{"country": "KZ", "day": DAY, "working": True, "decree": "№ 5", "entered_at": NOW, **fields}
    )


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(what: str, taken_back: Session) -> None:
    rule, break_it = REFUSED[what]
    world = World(taken_back)
    with pytest.raises(IntegrityError, match=rule), taken_back.begin_nested():
        break_it(world)


@pytest.mark.parametrize("settlements", [(None, "Балқаш"), ("Балқаш", "Қарағанды")])
def test_a_role_may_have_one_performer_a_settlement_and_a_general_one(
    settlements: tuple[str | None, ...], taken_back: Session
) -> None:
    world = World(taken_back)
    for settlement in settlements:
        samples.performer(taken_back, world.authority, "hr_district", world.official, settlement)


def test_a_country_and_an_authority_may_correct_the_same_day(taken_back: Session) -> None:
    of = samples.authority(taken_back)
    add(taken_back, correction(), correction(authority_id=of.id))


@pytest.mark.parametrize("moment", [datetime(2026, 11, 1, 9), datetime.max])  # noqa: DTZ001, DTZ901  # naive: the point
def test_a_naive_moment_is_refused(moment: datetime, record: Engine) -> None:
    with pytest.raises(StatementError, match="a moment needs a time zone"), writing(record) as session:
        add(session, letter(created_at=moment))


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(record: Engine) -> None:
    local = datetime(2026, 11, 1, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    with writing(record) as session:
        add(session, letter(created_at=local))
    with reading(record) as session:
        found = session.exec(select(Letter)).one()
        assert found.created_at == local
        assert found.created_at.tzinfo is UTC
        assert found.sent_at is None
        # Compared as moments by the database, too.
        assert session.exec(select(Letter).where(Letter.created_at <= local)).one() is found
        assert session.exec(select(Letter).where(Letter.created_at < local)).first() is None


def test_json_keeps_its_order_and_its_letters_and_none_is_null(record: Engine) -> None:
    form = {"ө": "Әлия", "a": [1, None], "я": {"б": True}}
    with writing(record) as session:
        world = World(session)
        samples.step(session, world.case, "portfolio", form=form, trace=None)
    with reading(record) as session:
        kept = session.execute(
            text("SELECT CAST(form AS text) FROM step_records WHERE code = 'portfolio'")
        ).scalar_one()
        assert "Әлия" in kept
        assert session.execute(text("SELECT count(*) FROM step_records WHERE trace IS NULL")).scalar_one() == 2
        assert list(samples.latest(session, "portfolio").form or {}) == list(form)


def test_the_audit_trail_takes_entries_in_order(record: Engine) -> None:
    with writing(record) as session:
        append(session, act(action="one", before={"a": "Ә"}), act(action="two", case_number="X"))
        append_all(session, (act(action=f"n{n}") for n in range(1000)))
        append_all(session, [])
    with reading(record) as session:
        found = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert [each.action for each in found] == ["one", "two", *(f"n{n}" for n in range(1000))]
        assert found[0].before == {"a": "Ә"}
        assert found[0].after is None
        assert found[0].at == NOW


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'other'", "DELETE FROM audit_entries"])
def test_the_audit_trail_can_only_grow(change: str, record: Engine) -> None:
    with writing(record) as session:
        append(session, act())
    with pytest.raises(DBAPIError, match="audit_entries is append-only"), writing(record) as session:
        session.execute(text(change))
    with reading(record) as session:
        assert session.exec(select(AuditEntry)).one().actor == "sweep"


@pytest.mark.postgres
def test_the_audit_trail_can_not_be_emptied_at_once(postgres_record: Engine) -> None:
    with writing(postgres_record) as session:
        append(session, act())
    with pytest.raises(DBAPIError, match="audit_entries is append-only"), writing(postgres_record) as session:
        session.execute(text("TRUNCATE audit_entries CASCADE"))


def test_an_audit_entry_belongs_to_the_transaction_that_caused_it(record: Engine) -> None:
    with writing(record) as session:
        of = samples.authority(session)
        person, place = samples.official(session, of, "P-1"), samples.organisation(session, of, "C-1")

    def write(end: date | None) -> None:
        with writing(record) as session:
            append(session, act())
            samples.head(session, person, place, DAY, end)

    with pytest.raises(IntegrityError):
        write(date(2020, 1, 1))
    with reading(record) as session:
        assert session.exec(select(AuditEntry)).first() is None
    write(None)
    with reading(record) as session:
        assert session.exec(select(AuditEntry)).one().action == "tested"
