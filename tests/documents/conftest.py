"""The office played once in each language, its papers written."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import docx
import pytest
from docx.document import Document as Docx
from sqlalchemy import Engine
from sqlmodel import col, select

from models.record.database import engine, reading
from models.record.documents import blob
from models.record.migrations import upgrade
from models.record.tables import Document
from models.texts import Language
from notifications.documents.writing import Owed
from tests.documents import office


@dataclass
class Papers:
    """An office's record, its documents and what is in each."""

    language: Language
    record: Engine
    rows: list[Document]
    files: dict[int, bytes]
    failed: dict[Owed, Exception]

    def opened(self, row: Document) -> Docx:
        return docx.Document(BytesIO(self.files[row.id]))

    def text(self, row: Document) -> str:
        """All that is printed: paragraphs and cells, the footer too."""
        paper = self.opened(row)
        lines = [p.text for p in paper.paragraphs]
        lines += [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
        lines += [p.text for section in paper.sections for p in section.footer.paragraphs]
        return "\n".join(lines)

    def of(self, procedure: str, kind: str, case: str = "") -> list[Document]:
        """The documents of a kind, of a case by the end of its number."""
        found = [r for r in self.rows if (r.procedure, r.kind) == (procedure, kind)]
        return [r for r in found if r.content["case"]["number"].endswith(case)]


@pytest.fixture(scope="session", params=["ru", "kk"])
def papers(request: pytest.FixtureRequest) -> Iterator[Papers]:
    """Every paper of five procedures, in the office's language."""
    record = engine("sqlite://")
    upgrade(record)
    office.play(record, request.param)
    failed = office.write_all(record)
    with reading(record) as session:
        rows = list(session.exec(select(Document).order_by(col(Document.id))))
        files = {row.id: blob(session, row.sha256) for row in rows}
    yield Papers(request.param, record, rows, files, failed)
    record.dispose()
