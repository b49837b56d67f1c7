"""`merzim calendar`, `amend`, `person`, `open` on a real record, as they are called."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.clock import SimulatedClock
from models.errors import InvalidInput, NotInForce
from models.record.database import reading, writing
from models.record.tables import Adoption, AuditEntry, Authority, Case
from tests.called import Command
from tests.installed import installed
from tests.record import samples
from tests.record.rotation_year import CYCLE, FIRST, opened, region, steps_of
from tests.record.test_amending import editions

EDITION = """
code: "2027"
in_force_from: 2027-01-01
parameters:
  portfolio-term: {value: 20 working days, clause: "8-1"}
"""


@pytest.fixture
def clock(sqlite_record: Engine, tmp_path: Path) -> Iterator[SimulatedClock]:
    """A clock that stands at noon of 1 December 2026."""
    with installed(sqlite_record, datetime(2026, 12, 1, 7, tzinfo=UTC), tmp_path) as made:
        yield made


@pytest.fixture
def merzim(clock: SimulatedClock, command: Command) -> Command:
    """The command line on the record."""
    return command


def audited(record: Engine) -> int:
    with reading(record) as session:
        return len(session.exec(select(AuditEntry)).all())


def test_calendar_shows_first_and_writes_with_apply(merzim: Command, sqlite_record: Engine) -> None:
    opened(sqlite_record, heads=1)
    before = audited(sqlite_record)
    command = ("calendar", "add", "2026-12-11", "off", "--decree", "№ 100")
    shown = merzim(*command, "--json")
    assert shown["written"] is False
    assert [(m["case"], m["step"], m["dates"]["due"]) for m in shown["moved"]] == [
        (FIRST, "portfolio", ["2026-12-21", "2026-12-22"])
    ]
    assert audited(sqlite_record) == before
    line = f"{FIRST}, «Портфолио в комиссию» (п. 8): исполнить не позднее 21.12.2026 → 22.12.2026; сообщим: "
    said = merzim(*command)
    assert said.splitlines()[0].startswith(line) or "исполнить не позднее 21.12.2026 → 22.12.2026" in said
    assert "Ничего не записано" in said
    assert merzim(*command, "--apply", "--json") == {**shown, "written": True}
    assert steps_of(sqlite_record)["portfolio"].due == date(2026, 12, 22)
    assert merzim("calendar", "list", "--json") == [
        {"day": "2026-12-11", "kind": "off", "of": "KZ", "decree": "№ 100", "changes": True}
    ]
    with pytest.raises(InvalidInput, match="2026-12-11 is off already for KZ"):
        merzim(*command, "--apply")


def test_calendar_moves_a_day_off_and_settles_a_year(merzim: Command, sqlite_record: Engine) -> None:
    opened(sqlite_record, heads=1)
    merzim("calendar", "move", "2027-07-05", "2027-07-03", "--decree", "№ 5", "--apply")
    said = merzim("calendar", "settle", "2027", "--decree", "№ 6", "--apply", "--json")
    assert [(m["step"], m["dates"], m["provisional"], m["told"]) for m in said["moved"]] == [
        ("notice", {}, [True, False], None)
    ]
    assert merzim("calendar", "list").splitlines() == [
        "2027-07-03  working  KZ     № 5",
        "2027-07-05  off      KZ     № 5",
        "2027: 363 дн. без изменений, № 6 (KZ)",
    ]
    assert "Ни один открытый срок" in merzim("calendar", "add", "2027-06-01", "off", "--decree", "№ 7")


def test_calendar_wants_a_day_and_what_it_becomes(merzim: Command, sqlite_record: Engine) -> None:
    region(sqlite_record, 1)
    with pytest.raises(InvalidInput, match="made 'working' or 'off', not 'free'"):
        merzim("calendar", "add", "2027-05-08", "free", "--decree", "№ 1")
    with pytest.raises(InvalidInput):
        merzim("calendar", "add", "8 May", "off", "--decree", "№ 1")


def test_amend_is_dry_until_applied_and_undone(merzim: Command, sqlite_record: Engine, tmp_path: Path) -> None:
    opened(sqlite_record, heads=1)
    file = tmp_path / "edition.yaml"
    file.write_text(EDITION, encoding="utf-8")
    shown = merzim("amend", "rotation", str(file), "--cases", "move", "--json")
    assert shown["cases"] == [CYCLE, FIRST]
    assert [(m["step"], m["dates"]["due"]) for m in shown["moved"]] == [("portfolio", ["2026-12-21", "2026-12-28"])]
    assert editions(sqlite_record) == {(CYCLE, "2026-draft"), (FIRST, "2026-draft")}
    assert merzim("amend", "rotation", str(file), "--json")["moved"] == [], "kept: nothing moves"
    assert merzim("amend", "rotation", str(file), "--cases", "move", "--apply", "--json") == {**shown, "written": True}
    assert editions(sqlite_record) == {(CYCLE, "2027"), (FIRST, "2027")}
    assert "Открытых дел вернётся к прежней редакции: 2" in merzim("amend", "rotation", "--undo", "2027")
    assert editions(sqlite_record) == {(CYCLE, "2027"), (FIRST, "2027")}
    merzim("amend", "rotation", "--undo", "2027", "--apply")
    assert editions(sqlite_record) == {(CYCLE, "2026-draft"), (FIRST, "2026-draft")}
    assert steps_of(sqlite_record)["portfolio"].due == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (EDITION.replace("20 working days", "soon"), "'soon' is not of its kind"),
        ("code: [", "not readable as YAML"),
        ("- code", "an edition is a mapping"),
        ("code: 2027", "`parameters` that say what it changes"),
    ],
)
def test_amend_refuses_a_file_that_is_no_edition(
    merzim: Command, sqlite_record: Engine, tmp_path: Path, written: str, said: str
) -> None:
    region(sqlite_record, 1)
    file = tmp_path / "edition.yaml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        merzim("amend", "rotation", str(file), "--apply")


def test_amend_wants_a_file_or_a_code_to_undo(merzim: Command, sqlite_record: Engine, tmp_path: Path) -> None:
    region(sqlite_record, 1)
    for wrong in ((), (str(tmp_path / "none.yaml"), "--undo", "2027")):
        with pytest.raises(InvalidInput, match="give the file of an edition, or --undo"):
            merzim("amend", "rotation", *wrong)
    with pytest.raises(FileNotFoundError, match=r"none\.yaml"):
        merzim("amend", "rotation", str(tmp_path / "none.yaml"))


def test_person_prints_the_page(merzim: Command, sqlite_record: Engine) -> None:
    opened(sqlite_record, heads=1)
    said = merzim("person", "P-1")
    assert said.startswith("P-1 · Тестова-P-1 А. · Управление\n")
    assert f"{FIRST}  Ротация первых руководителей: идёт (2026-draft)" in said
    assert "21.12.2026  " in said
    data = merzim("person", "P-1", "--json")
    assert (data["code"], data["cases"][0]["number"], len(data["ahead"])) == ("P-1", FIRST, 2)


def adopted(record: Engine, act: str, **authority: str) -> None:
    """An authority with a servant, that has adopted the act."""
    with writing(record) as session:
        of = samples.authority(session, **authority)
        samples.add(session, Adoption(authority_id=of.id, act=act, from_day=date(2026, 1, 1), decree="№ 2"))
        person = samples.official(session, of, "P-1")
        place = samples.organisation(session, of, "C-1")
        samples.head(session, person, place, date(2015, 1, 1), is_head=False, post="маман")


def test_open_opens_an_attestation_and_says_so_when_it_is_open_already(merzim: Command, sqlite_record: Engine) -> None:
    adopted(sqlite_record, "attestation")
    made = merzim("open", "attestation", "--authority", "KRG", "--json")
    assert (made["cycle"], made["new"], made["opened_on"]) == ("KRG-attestation-2026", True, "2026-12-01")
    with reading(sqlite_record) as session:
        cases = session.exec(select(Case).where(Case.kind == "case")).all()
    assert made["cases"] == len(cases)
    again = merzim("open", "attestation", "--authority", "KRG", "--json")
    assert again == {**made, "new": False}
    assert "был открыт 01.12.2026" in merzim("open", "attestation", "--authority", "KRG")


def test_open_opens_a_reserve_call_in_russia_and_in_no_other_country(merzim: Command, sqlite_record: Engine) -> None:
    adopted(sqlite_record, "reserve", code="STV", country="RU", timezone="Europe/Moscow")
    with writing(sqlite_record) as session:
        samples.authority(session, "KRG")
    assert merzim("open", "reserve", "--authority", "STV", "--json")["cycle"] == "STV-reserve-2026"
    with pytest.raises(InvalidInput, match="is an act of RU, KRG is in KZ and has not adopted it"):
        merzim("open", "reserve", "--authority", "KRG")


def test_open_of_a_yearly_procedure_waits_for_its_day(
    merzim: Command, clock: SimulatedClock, sqlite_record: Engine
) -> None:
    region(sqlite_record, 1)
    assert merzim("open", "rotation", "--authority", "KRG", "--json")["opened_on"] == "2026-11-01"
    with pytest.raises(InvalidInput, match="rotation of 2027 opens on 2027-11-01: it is 2026-12-01"):
        merzim("open", "rotation", "--authority", "KRG", "--year", "2027")
    clock.set(datetime(2027, 11, 1, 7, tzinfo=UTC))
    assert merzim("open", "rotation", "--authority", "KRG", "--json")["cycle"] == "KRG-rotation-2027"


def test_open_on_a_day_no_edition_covers_is_refused_with_the_dates(merzim: Command, sqlite_record: Engine) -> None:
    region(sqlite_record, 1)
    with pytest.raises(NotInForce, match=r"2023-08-31"):
        merzim("open", "evaluation", "--authority", "KRG")
    with writing(sqlite_record) as session:
        session.delete(session.exec(select(Adoption)).one())
    with pytest.raises(NotInForce, match="2026-draft: draft"):
        merzim("open", "rotation", "--authority", "KRG")
    with reading(sqlite_record) as session:
        assert session.exec(select(Case)).all() == []
        assert len(session.exec(select(Authority)).all()) == 1


def test_open_wants_an_authority_and_a_procedure_there_are(merzim: Command, sqlite_record: Engine) -> None:
    region(sqlite_record, 1)
    with pytest.raises(InvalidInput, match="no authority 'XXX'; there are: KRG"):
        merzim("open", "rotation", "--authority", "XXX")
    with pytest.raises(InvalidInput, match="no procedure 'rotations'"):
        merzim("open", "rotations", "--authority", "KRG")
    with pytest.raises(InvalidInput, match="attestation of 2016 can't be opened on 2026-12-01"):
        merzim("open", "attestation", "--authority", "KRG", "--year", "2016")
