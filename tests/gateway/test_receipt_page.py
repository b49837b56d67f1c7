"""The page behind a notice's link: alike for every link, nothing confirmed by opening it, no way to guess."""

import asyncio
import re
from collections.abc import Callable

import pytest
from sqlmodel import col, select

from models.record.database import reading
from models.record.tables import AuditEntry, Case, Official, ReceiptLink, StepRecord
from notifications.receipts import token_of
from tests.browser.office import CYCLE, Office
from tests.gateway.visitors import Browser
from tests.installed import Setting

Browse = Callable[..., Browser]
CASE = f"{CYCLE}-003"
NOBODYS = "A" * 43


@pytest.fixture
def keyed(office: Office, setting: Setting) -> Office:
    """This process makes links with the office's key, as its letters do."""
    setting(home=str(office.stack.state_dir.parent))
    return office


def shown(text: str, token: str) -> str:
    """A page without what differs by browser and by address."""
    return re.sub('name="csrf" value="[^"]+"', "", text).replace(token, "")


def recipient(office: Office, number: str) -> str:
    with reading(office.record) as session:
        return session.exec(select(Official.code).join(Case).where(Case.number == number)).one()


async def test_a_notice_goes_from_the_operators_button_to_the_record(browse: Browse, keyed: Office) -> None:
    operator = browse("operator")
    page = f"/merzim/serve/{CASE}/notice"
    for other in ("viewer", "secretary", "elsewhere", "nobody"):
        assert browse(other).http.get(page).status_code == 403
    assert operator.http.get(f"/merzim/serve/{CASE}x/notice").status_code == 403
    assert operator.http.post(page, data={"csrf": "guessed"}).status_code == 403
    # 4 December; 16 December is no third working day yet.
    assert "09.12.2026" in operator.http.post(page, data={"csrf": operator.form(page)}).text
    assert operator.http.post(page, data={"csrf": operator.form(page)}).status_code == 409
    with reading(keyed.record) as session:
        link = session.exec(select(ReceiptLink).order_by(col(ReceiptLink.id).desc())).first()
    assert link is not None
    token, code = token_of(link.message_id), recipient(keyed, CASE)

    head = browse()
    address, nobodys = f"/merzim/receipt/{token}", f"/merzim/receipt/{NOBODYS}"
    opened, unknown = head.http.get(address), head.http.get(nobodys)
    assert (opened.status_code, shown(opened.text, token)) == (unknown.status_code, shown(unknown.text, NOBODYS))
    assert "noindex" in opened.headers["x-robots-tag"]
    assert opened.headers["referrer-policy"] == "same-origin"
    assert opened.headers["cache-control"] == "no-store"
    csrf = head.form(address)
    wrong = head.http.post(address, data={"csrf": csrf, "number": "somebody-else"})
    gone = head.http.post(nobodys, data={"csrf": csrf, "number": code})
    assert wrong.status_code == gone.status_code == 404
    assert shown(wrong.text, token) == shown(gone.text, NOBODYS)
    with reading(keyed.record) as session:
        assert session.get_one(ReceiptLink, link.id).opened_at is None

    text = head.http.post(address, data={"csrf": csrf, "number": code})
    assert "15 февраля 2027 г." in text.text
    assert head.http.get(f"{address}/confirm").status_code in (404, 405)
    assert head.http.post(f"{address}/confirm", data={"csrf": "guessed", "number": code}).status_code == 403
    with reading(keyed.record) as session:
        assert session.get_one(ReceiptLink, link.id).confirmed_at is None
    done = head.http.post(f"{address}/confirm", data={"csrf": csrf, "number": code})
    assert done.status_code == 200
    assert "04.12.2026" in done.text
    again = head.http.post(f"{address}/confirm", data={"csrf": csrf, "number": code})
    assert (again.status_code, shown(again.text, token)) == (404, shown(wrong.text, token))
    with reading(keyed.record) as session:
        steps = select(StepRecord).join(Case).where(Case.number == CASE, StepRecord.code == "notice")
        assert session.exec(steps).one().recorded_by == f"recipient:{code}"
        sent = select(AuditEntry.actor).where(AuditEntry.case_number == CASE, AuditEntry.action == "notice-sent")
        assert session.exec(sent).one() == "user:operator"
    # The run is shown anew at once, not with the next hourly delivery.
    async with asyncio.timeout(120):
        while not (await keyed.badge(CASE)).startswith("Портфолио"):  # noqa: ASYNC110  # another process shows it
            await asyncio.sleep(0.2)


async def test_guesses_of_a_number_are_slowed_down_and_told_nothing(browse: Browse, keyed: Office) -> None:
    operator, number = browse("operator"), f"{CYCLE}-004"
    page = f"/merzim/serve/{number}/notice"
    assert operator.http.post(page, data={"csrf": operator.form(page)}).status_code == 200
    with reading(keyed.record) as session:
        link = session.exec(select(ReceiptLink).order_by(col(ReceiptLink.id).desc())).first()
    assert link is not None
    address = f"/merzim/receipt/{token_of(link.message_id)}"
    thief = browse()
    csrf = thief.form(address)
    answers = [thief.http.post(address, data={"csrf": csrf, "number": f"P-{n}"}) for n in range(6)]
    assert {each.status_code for each in answers} == {404}
    # Not even the right one now: that would tell that it is right.
    right = thief.http.post(address, data={"csrf": csrf, "number": recipient(keyed, number)})
    assert (right.status_code, right.text) == (404, answers[0].text)
