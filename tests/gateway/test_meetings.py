"""A meeting's agenda taken and brought back through the door, by whoever may hold one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

from sqlmodel import select

from models.engine import Answer
from models.record.cases import StepRecord
from models.record.commissions import Meeting
from models.record.database import reading, writing
from models.record.writer import record
from tests.browser.office import CYCLE, Office
from tests.gateway.visitors import Browser
from tests.record.meeting_room import Sheets
from tests.record.rotation_year import nothing

Browse = Callable[..., Browser]
PAGE = f"/merzim/meetings/{CYCLE}"
CASES = (f"{CYCLE}-011", f"{CYCLE}-012")
MET = datetime(2026, 12, 4)  # noqa: DTZ001  # a cell of a spreadsheet knows no zone


def sent_to_the_commission(office: Office) -> None:
    """Two cases wait for the commission."""
    sent = Answer("portfolio", {"sent_on": "2026-12-03"})
    at = datetime(2026, 12, 3, 12, tzinfo=UTC)
    for number in CASES:
        with writing(office.record) as session:
            record(session, number, sent, on=date(2026, 12, 3), at=at, by="test", then=nothing)


def bring(browser: Browser, book: bytes) -> tuple[int, str]:
    """The file chosen in the page's form and sent."""
    token = browser.form(PAGE)
    answer = browser.http.post(PAGE, data={"csrf": token}, files={"file": ("agenda.xlsx", BytesIO(book))})
    return answer.status_code, answer.text


def review(office: Office, number: str) -> StepRecord:
    case = office.case(number)
    with reading(office.record) as session:
        return session.exec(select(StepRecord).where(StepRecord.case_id == case.id, StepRecord.code == "review")).one()


async def shown(office: Office, number: str, badge: str) -> None:
    """The case's run says so."""
    async with asyncio.timeout(120):
        while badge not in await office.badge(number):  # noqa: ASYNC110  # its worker is another process
            await asyncio.sleep(0.2)


async def test_a_secretary_takes_the_agenda_and_brings_it_back_and_the_runs_follow(
    office: Office, browse: Browse
) -> None:
    sent_to_the_commission(office)
    secretary = browse("secretary")
    given = secretary.http.get(f"{PAGE}/agenda.xlsx")
    assert given.status_code == 200
    assert given.headers["content-type"].endswith("spreadsheetml.sheet")
    sheets = Sheets(given.content)
    assert set(CASES) <= set(sheets.rows)
    sheets.meet(absent=(), met_on=MET)
    for number in CASES:
        sheets.decide(number, {"votes.refuse": 8, "decision": "отказать в ротации"})
    status, page = bring(secretary, sheets.bytes())
    assert status == 422
    assert f"строка {sheets.rows[CASES[0]]}, {CASES[0]}" in page
    assert "присутствовало 7" in page
    assert review(office, CASES[0]).state == "open"
    for number in CASES:
        sheets.decide(number, {"votes.refuse": 7})
    status, page = bring(secretary, sheets.bytes())
    assert (status, "Записано решений: 2" in page) == (200, True), page
    done = review(office, CASES[0])
    assert (done.recorded_by, done.outcome) == ("user:secretary", "refuse")
    with reading(office.record) as session:
        assert [m.met_on for m in session.exec(select(Meeting))] == [date(2026, 12, 4)]
    for number in CASES:
        await shown(office, number, "Направление решения")
    status, page = bring(secretary, sheets.bytes())
    assert "Уже были записаны: 2" in page


async def test_only_who_may_hold_a_meeting_here_sees_its_agenda(office: Office, browse: Browse) -> None:
    for login in ("viewer", "elsewhere", "nobody"):
        stranger = browse(login)
        assert stranger.http.get(f"{PAGE}/agenda.xlsx").status_code == 403
        assert stranger.http.get(PAGE).status_code == 403
    assert browse().http.get(f"{PAGE}/agenda.xlsx").status_code in (303, 401)
    secretary = browse("secretary")
    assert secretary.http.get("/merzim/meetings/KRG-rotation-1999").status_code == 404
    assert secretary.http.get(f"/merzim/meetings/{CASES[0]}").status_code == 404
    status, page = bring(secretary, b"PK\x03\x04 no workbook")
    assert (status, "не читается как книга .xlsx" in page) == (422, True)
    # Not from our own page.
    foreign = secretary.http.post(PAGE, files={"file": ("agenda.xlsx", b"x")})
    assert foreign.status_code == 403
