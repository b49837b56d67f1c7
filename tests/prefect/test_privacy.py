"""What Prefect keeps and what is logged tells nobody's phone, email or identity number, and no name unless set so.

A rotation on the real stack: what people wrote, what was refused, letters that can't go out, a sweep. Then every table
of Prefect's database and every log is searched.
"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.correction_form import CORRECT
from models.record.cases import Case, StepRecord
from models.record.commissions import CommissionMember
from models.record.database import reading
from models.record.letters import Letter
from models.record.people import Official
from tasks.meetings import MEETING
from tasks.runs import submit
from tests.browser.office import CYCLE, Office, open_office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(240)]

FIRST, SECOND = f"{CYCLE}-001", f"{CYCLE}-002"
# Nobody's: what an operator may well write into a field of free text.
WRITTEN = ("850101300123", "+7 700 000 9999", "leak@example.kz", "Тайная Жанар")
TYPED = "ИИН 850101300123, тел. +7 700 000 9999, leak@example.kz, Тайная Жанар"


async def played(office: Office) -> None:
    """A case up to its decision, with a refusal on the way, and a morning's sweep."""
    await office.open_cases()
    office.at("2026-12-07")
    await office.answer(FIRST, "notice", served_on="2026-12-04", method="paper")
    await office.answer(FIRST, "portfolio", sent_on="2026-12-07", education=TYPED)
    office.at("2026-12-14")
    refused = await office.answer(FIRST, "review", **office.decision(votes={"rotate": 1}, minutes_no=TYPED))
    assert "Не принято" in (refused.state_name or "")
    await office.answer(FIRST, "review", **office.decision(votes={"refuse": 6}, decision="refuse", minutes_no="1"))
    corrected = {"entry": "notice/served_on", "value": "03.12.2026", "reason": f"со слов: {TYPED}"}
    await office.answer(FIRST, CORRECT, **corrected)
    assert office.filled(FIRST, "notice")["served_on"] == "2026-12-03"
    await met(office)
    office.at("2026-12-15", 9)
    await office.start("sweep")
    await office.start("deliveries")


async def met(office: Office) -> None:
    """A meeting: its answer was refused, then taken, and is Prefect's no more."""
    await office.answer(SECOND, "portfolio", sent_on="2026-12-07")
    run = await office.start("meeting", cycle=CYCLE)
    shared = {"met_on": "2026-12-14", "members": 7, "present": 6}
    for votes, written, badge in (({"rotate": 1}, TYPED, "ждут решения"), ({"refuse": 6}, "2", "решено 1")):
        given = {**shared, "minutes_no": written, SECOND: {"votes": votes, "decision": "refuse"}}
        await submit(run.id, MEETING, given, client=office.api)
        run = await office.settled(run.id)
        assert badge in (run.state_name or ""), run.state
        # The refused one waits to be mended.
        assert bool(await office.api.filter_flow_run_input(run.id, "", 200, set())) == (written == TYPED)


def kept(folder: Path) -> Iterator[tuple[str, str]]:
    """Every value of every table of Prefect's database, and every line of every log, with where it stands."""
    database = sqlite3.connect(folder / "prefect" / "prefect.db")
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert len(tables) > 20
    for table in tables:
        rows = database.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in rows.description]
        for row in rows:
            for name, value in zip(names, row, strict=True):
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                yield f"{table}.{name}", text
                if "\\u" in text:
                    try:
                        yield f"{table}.{name}", json.dumps(json.loads(text), ensure_ascii=False)
                    except ValueError:
                        yield f"{table}.{name}", text.encode().decode("unicode_escape", "replace")
    database.close()
    for log in folder.glob("*.log*"):
        yield log.name, log.read_text(encoding="utf-8", errors="replace")


def found(office: Office, folder: Path, *, names: bool) -> set[tuple[str, str]]:
    """What is told where: a person's address or number, or, if asked for, the name of one whom a case is about."""
    with reading(office.record) as session:
        people = session.exec(select(Official)).all()
        addresses = {told for p in people for told in (p.email, p.phone) if told}
        concerned = set(session.exec(select(Case.official_id).where(col(Case.official_id).is_not(None))))
        members = " ".join(session.exec(select(CommissionMember.full_name)))
        about = {f"{p.last_name} {p.first_name}" for p in people if p.id in concerned}
        # A member of the commission has to be named where the attendance is ticked.
        about = {name for name in about if name not in members}
    assert len(addresses) > 20
    assert len(about) > 5
    wanted = {*addresses, *WRITTEN, *(about if names else ())}
    return {(place, one) for place, text in kept(folder) for one in wanted if one in text}


async def test_prefect_and_the_logs_hold_no_address_no_number_and_no_name(tmp_path: Path) -> None:
    # Nobody listens there: each letter fails, and why it did is logged.
    nowhere = "mailto://127.0.0.1:1/?from=merzim@example.kz"
    async with open_office(tmp_path, MERZIM_NAMES="number", MERZIM_MAIL_URLS=nowhere) as office:
        await played(office)
        folder = tmp_path / "stack"
        with reading(office.record) as session:
            # The record has it all: what was written, and letters that were tried.
            filled = session.exec(
                select(StepRecord.form).join(Case).where(Case.number == FIRST, StepRecord.code == "portfolio")
            ).one()
            assert filled is not None
            assert filled["education"] == TYPED
            assert {"temporary_failure"} <= set(session.exec(select(Letter.state)))
        assert any(FIRST in text for place, text in kept(folder) if place == "flow_run.name")
        assert any("not sent" in text for place, text in kept(folder) if place.startswith("worker.log"))
        assert found(office, folder, names=True) == set()


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "prefect").mkdir()
    database = sqlite3.connect(tmp_path / "prefect" / "prefect.db")
    for n in range(21):
        database.execute(f"CREATE TABLE t{n} (value TEXT)")
    database.execute("INSERT INTO t3 VALUES (?)", (json.dumps({"a": "Тайная"}),))
    database.execute("INSERT INTO t4 VALUES (?)", ("Тайная".encode(),))
    database.commit()
    database.close()
    (tmp_path / "worker.log").write_text("Тайная", encoding="utf-8")
    assert {place for place, text in kept(tmp_path) if "Тайная" in text} == {"t3.value", "t4.value", "worker.log"}
