"""Personal data: all of a person's for that person, and none of it when the lawful period is over."""

import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.clock import SimulatedClock
from models.record.accounts import add_account, start_session
from models.record.audit import append
from models.record.case_file import case_file
from models.record.correcting import correct_entry
from models.record.database import reading, writing
from models.record.documents import Document, keep_blob
from models.record.letters import CalendarEntry, LetterCase
from models.record.person_export import person_archive, person_data
from models.record.retention import erase_case, erase_sign_ins, old_cases, old_sign_ins, ranges
from models.record.tables import AuditEntry, Case, EntryCorrection, Letter, Official, ReceiptLink, StepRecord, Tenure
from models.record.users import Account, SignedIn
from models.record.verifying import ERASED, verify
from tests.called import Merzim
from tests.installed import Setting
from tests.record import rotation_year as year
from tests.record import samples
from tests.record.test_tables import act

AT = datetime(2033, 1, 10, 6, tzinfo=UTC)
SECRETS = ("Секретова", "Жазира", "secret@example.kz", "+77000009999", "850101300123", "Тайный Член", "диплом № 5",
           "203.0.113.77")  # fmt: skip
PORTFOLIO = {"sent_on": "2026-12-10", "full_name": "Секретова Жазира", "education": "диплом № 5, ИИН 850101300123"}


def left(record: Engine) -> None:
    """A head of the list of 2026 whose contract ended: told of, decided on, written to, corrected."""
    year.opened(record)
    with writing(record) as session:
        person = session.exec(select(Official).where(Official.code == "P-1")).one()
        person.last_name, person.first_name = "Секретова", "Жазира"
        person.email, person.phone, person.birth_date = "secret@example.kz", "+77000009999", date(1985, 1, 1)
        case = session.exec(select(Case).where(Case.number == year.FIRST)).one()
        case.facts = {**case.facts, "case.full_name": "Секретова Жазира", "case.iin": "850101300123"}
    year.answer(record, year.FIRST, *year.notice())
    year.answer(record, year.FIRST, "portfolio", PORTFOLIO, date(2026, 12, 10))
    step, form, on = year.review(destination=year.goes_to("C-2"), minutes_no="со слов: Тайный Член")
    year.answer(record, year.FIRST, step, form, on)
    with writing(record) as session:
        correct_entry(session, year.FIRST, "notice", {"served_on": "2026-12-03"}, reason="со слов: Секретова",
                      on=on, at=year.moment(on), by="P-9", answer_key="k")  # fmt: skip
    for step, form, on in (
        ("transfer", {"sent_on": "2026-12-23", "letter_no": "1"}, date(2026, 12, 23)),
        ("decision-notice", {"received_on": "2026-12-24", "consents": False}, date(2026, 12, 24)),
        ("terminate", {"act_no": "77", "act_on": "2026-12-28"}, date(2026, 12, 28)),
    ):
        year.answer(record, year.FIRST, step, form, on)
    with writing(record) as session:
        case = session.exec(select(Case).where(Case.number == year.FIRST)).one()
        hash_, template = keep_blob(session, "бумага: Секретова Жазира".encode()), keep_blob(session, b"template")
        session.add(Document(
            authority_id=case.authority_id, case_id=case.id, procedure="rotation", kind="notice", clause="7",
            language="ru", number="1", series="notice", year=2026, day=date(2026, 12, 3),
            content={"to": "Секретова Жазира"}, sha256=hash_, template_sha256=template, written_at=year.moment(on),
        ))  # fmt: skip
        session.add(Letter(
            case_number=year.FIRST, step="notice", kind="reminder", recipient_id=case.official_id, recipient_key="P-1",
            channel="email", address="secret@example.kz", language="ru", day=on, subject="Секретова", body="Жазира",
            message_id="<1@example.kz>", created_at=year.moment(on), state="sent", sent_at=year.moment(on),
        ))  # fmt: skip
    with writing(record) as session:
        clerk = session.exec(select(Official).where(Official.code == "P-2")).one()
        digest = Letter(
            case_number="", step="", kind="digest", recipient_id=clerk.id, recipient_key="KRG/P-2", channel="email",
            address="p-2@example.kz", language="ru", day=on, subject="s", body="Секретова, Уведомление до 15.01.2027",
            message_id="<2@example.kz>", created_at=year.moment(on), state="sent", sent_at=year.moment(on),
        )  # fmt: skip
        session.add(digest)
        session.flush()
        session.add(LetterCase(letter_id=digest.id, case_number=year.FIRST))
    with writing(record) as session:
        served = select(StepRecord).where(StepRecord.case_id == case.id, StepRecord.code == "notice")
        row, person = session.exec(served).one(), session.exec(select(Official).where(Official.code == "P-1")).one()
        session.add(CalendarEntry(recipient_key="KRG/P-1", step_id=row.id, day=on))
        session.add(ReceiptLink(
            token_hash="t", message_id="<1@example.kz>", step_id=row.id, official_id=person.id, text_hash="h",
            made_at=year.moment(on), made_by="P-9", until=on, expires_at=year.moment(on),
            confirmed_at=year.moment(on), confirmed_on=on, address="203.0.113.77",
        ))  # fmt: skip
    with writing(record) as session:
        append(session, act(action="official-changed", before={"official": "P-1", "email": "secret@example.kz"}))


def told(record: Engine) -> Iterator[tuple[str, str]]:
    """Every value of every table."""
    found = MetaData()
    with record.connect() as connection:
        found.reflect(connection)
        for name, table in found.tables.items():
            for row in connection.execute(columns(table)).mappings():
                for column, value in row.items():
                    if isinstance(value, bytes | memoryview):
                        value = bytes(value).decode("utf-8", "replace")
                    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                    yield f"{name}.{column}", text


def held(record: Engine) -> set[tuple[str, str]]:
    return {(place, secret) for place, text in told(record) for secret in SECRETS if secret in text}


def test_a_closed_case_is_erased_when_its_time_is_over_and_the_record_still_holds(record: Engine) -> None:
    left(record)
    assert {secret for _, secret in held(record)} == set(SECRETS)
    with reading(record) as session:
        assert old_cases(session, datetime(2031, 12, 27, tzinfo=UTC), 5) == []
        (old,) = old_cases(session, AT, 5)
        assert (old.number, old.closed_on) == (year.FIRST, date(2026, 12, 28))
        before = case_file(session, year.FIRST)
    with writing(record) as session:
        assert erase_case(session, year.FIRST, at=AT, by="lawyer") == "P-1"
    assert held(record) == set()
    with reading(record) as session:
        assert old_cases(session, AT, 5) == []
        found = verify(session)
        assert found.ok
        assert found.erased > 5
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == ERASED)).one()
        assert (entry.actor, entry.case_number) == ("lawyer", year.FIRST)
        # What was decided, when, under which clause: all of it.
        after = case_file(session, year.FIRST)
        assert (after.result, after.closed_on, after.breaches) == (before.result, before.closed_on, before.breaches)
        for was, now in zip(before.steps, after.steps, strict=True):
            assert (was.code, was.outcome, was.clause, was.due, was.done_on, was.late) == (
                now.code, now.outcome, now.clause, now.due, now.done_on, now.late,
            )  # fmt: skip
        assert [r.option for r in after.rulings] == ["rotate"]
        assert session.exec(select(EntryCorrection)).one().after["done_on"] == "2026-12-03"
        assert session.exec(select(ReceiptLink)).one().confirmed_on == date(2026, 12, 28)
        assert session.exec(select(CalendarEntry)).all() == []
        # The others' cases and the cycle are as they were.
        assert {c.number for c in session.exec(select(Case).where(col(Case.closed_on).is_(None)))} == {
            year.CYCLE, year.SECOND, f"{year.CYCLE}-003",
        }  # fmt: skip


def test_a_person_in_a_post_or_with_another_case_keeps_the_name(record: Engine) -> None:
    left(record)
    with writing(record) as session:
        person = session.exec(select(Official).where(Official.code == "P-1")).one()
        last = session.exec(select(Tenure).where(Tenure.official_id == person.id)).one()
        session.add(Tenure(official_id=person.id, organisation_id=last.organisation_id, post="методист",
                           is_head=False, start_on=date(2027, 1, 1)))  # fmt: skip
    with writing(record) as session:
        assert erase_case(session, year.FIRST, at=AT, by="lawyer") is None
    with reading(record) as session:
        assert session.exec(select(Official).where(Official.code == "P-1")).one().last_name == "Секретова"
        assert verify(session).ok
    assert {place.partition(".")[0] for place, _ in held(record)} == {"officials", "audit_entries"}


def test_where_somebody_signed_in_from_is_told_to_that_person_and_erased_in_time(taken_back: Session) -> None:
    samples.official(taken_back, samples.authority(taken_back), "P-1")
    for login, address, on in (("secretova", "203.0.113.5", year.moment(date(2027, 12, 1))),
                               ("secretova", "203.0.113.6", AT), ("other", "203.0.113.8", AT)):  # fmt: skip
        found = taken_back.exec(select(Account).where(Account.login == login)).first()
        account = found or add_account(taken_back, login, f"Жазира {login}", at=on, by="admin", password="x" * 12)
        start_session(taken_back, account, at=on, address=address, way="password")
    data = person_data(taken_back, "P-1", login="secretova")["account"]
    text = json.dumps(data)
    assert [word for word in ("203.0.113.5", "203.0.113.6") if word not in text] == []
    assert [word for word in ("203.0.113.8", "argon2", "token_hash") if word in text] == []
    assert data["changes"][0]["after"]["name"] == "Жазира secretova"
    assert person_data(taken_back, "P-1")["account"] is None
    (old,) = entries = old_sign_ins(taken_back, AT, 5)
    erase_sign_ins(taken_back, entries, at=AT, by="lawyer")
    assert old_sign_ins(taken_back, AT, 5) == []
    assert taken_back.get_one(AuditEntry, old).actor == "user:secretova"
    assert "203.0.113.5" not in json.dumps(person_data(taken_back, "P-1", login="secretova"))
    assert {s.address for s in taken_back.exec(select(SignedIn))} == {"203.0.113.6", "203.0.113.8"}


def test_an_erasure_that_fails_erases_nothing(record: Engine) -> None:
    left(record)
    before = sorted(told(record))
    with Session(record) as session:
        erase_case(session, year.FIRST, at=AT, by="lawyer")
        session.rollback()
    assert sorted(told(record)) == before


@pytest.mark.parametrize(
    ("ids", "pairs"), [([], []), ([4], [[4, 4]]), ([3, 1, 2, 7, 8, 8], [[1, 3], [7, 8]])]
)  # fmt: skip
def test_ranges(ids: list[int], pairs: list[list[int]]) -> None:
    assert ranges(ids) == pairs


def test_a_person_gets_all_that_is_held(record: Engine) -> None:
    left(record)
    with reading(record) as session:
        data = person_data(session, "P-1")
        assert person_archive(session, "P-1") == person_archive(session, "P-1")
    text = json.dumps(data, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret not in text] == []
    assert data["cases"][0]["case"]["number"] == year.FIRST
    assert data["letters"][0]["body"] == "Жазира"
    assert "tenures.official_id" in data["registry"]
    assert data["changes"][0]["before"]["email"] == "secret@example.kz"
    assert data["registry"]["receipt_links.official_id"][0]["address"] == "203.0.113.77"
    assert [entry["recipient_key"] for entry in data["calendar"]] == ["KRG/P-1"]
    with reading(record) as session:
        others = json.dumps(person_data(session, "P-2"), ensure_ascii=False)
    assert "Секретова" not in others


def test_the_commands_export_a_person_and_erase(
    merzim: Merzim, sqlite_record: Engine, setting: Setting, tmp_path: Path
) -> None:
    left(sqlite_record)
    clock = SimulatedClock(tmp_path / "clock")
    clock.set(AT)
    setting(simulated_clock=str(clock.path), database_url=str(sqlite_record.url))

    file = tmp_path / "person.zip"
    assert merzim("person", "P-1", "--export", str(file)).status == 0
    with zipfile.ZipFile(file) as archive:
        assert "Секретова" in archive.read("person.html").decode()
        assert json.loads(archive.read("person.json"))["person"]["email"] == "secret@example.kz"
    assert merzim("person", "P-77", "--export", str(file)).status != 0
    assert merzim("retention", "--dry-run").status != 0
    setting(retention_years="5")
    listed = merzim("retention", "--dry-run", "--json").data
    assert (listed["erased"], [c["case"] for c in listed["cases"]]) == (False, [year.FIRST])
    assert held(sqlite_record)
    assert merzim("retention", "--json").data["people"] == ["P-1"]
    assert held(sqlite_record) == set()
    assert merzim("audit", "verify").status == 0
    assert merzim("retention", "--json").data["cases"] == []
