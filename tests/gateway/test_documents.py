"""Papers through the gateway: written by the run that took the answer, handed to whoever may see the case."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import docx
from sqlmodel import col, select

from models.record.cases import Case
from models.record.database import reading
from models.record.tables import Document
from tests.browser.office import CYCLE, Office
from tests.gateway.visitors import Browser

Browse = Callable[..., Browser]
FIRST = f"{CYCLE}-001"


def papers(office: Office, number: str) -> list[Document]:
    with reading(office.record) as session:
        asked = select(Document).join(Case, col(Case.id) == Document.case_id).where(Case.number == number)
        return list(session.exec(asked.order_by(col(Document.id))))


async def test_a_paper_written_by_its_run_is_handed_to_those_who_may_see_the_case(
    browse: Browse, office: Office
) -> None:
    # Minutes come after them, once a meeting was held.
    list_, letter = papers(office, CYCLE)[:2]
    assert [(d.kind, d.number) for d in (list_, letter)] == [("list", "1"), ("cover-letter", "12-3")]
    path = f"/merzim/documents/{letter.id}"
    for login in ("viewer", "operator", "secretary", "auditor", "administrator"):
        answer = browse(login).http.get(path)
        assert answer.status_code == 200, login
        assert sha256(answer.content).hexdigest() == letter.sha256
        assert answer.headers["content-disposition"] == (
            f"attachment; filename*=UTF-8''{CYCLE}_cover-letter_12-3_{letter.language}.docx"
        )
        assert answer.headers["cache-control"] == "no-store"
    for login in ("elsewhere", "nobody"):
        answer = browse(login).http.get(path)
        assert answer.status_code == 403, login
        assert b"PK" not in answer.content[:2]
    # Who has not signed in is not told whether there is such a paper.
    strangers = [browse().http.get(f"/merzim/documents/{id_}", follow_redirects=False) for id_ in (letter.id, 99999)]
    assert strangers[0].status_code == strangers[1].status_code != 200
    assert browse("viewer").http.get("/merzim/documents/99999").status_code == 404
    assert browse("viewer").http.get("/merzim/documents/../../etc/passwd").status_code == 404


async def test_an_open_steps_paper_can_be_printed_before_it_is_served(browse: Browse, office: Office) -> None:
    answer = browse("operator").http.get(f"/merzim/drafts/{FIRST}/notice")
    assert answer.status_code == 200
    if answer.headers["content-type"] != "application/zip":
        text = "\n".join(p.text for p in docx.Document(BytesIO(answer.content)).paragraphs)
        assert "№ ______________" in text
    assert browse("elsewhere").http.get(f"/merzim/drafts/{FIRST}/notice").status_code == 403
    for missing in ("term-end", "no-such-step"):
        assert browse("operator").http.get(f"/merzim/drafts/{FIRST}/{missing}").status_code == 404
    assert browse("operator").http.get("/merzim/drafts/NOBODY-1/notice").status_code == 404
