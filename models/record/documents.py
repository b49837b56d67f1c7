"""Documents written: their number, day and content, the file itself by its hash, and what could not be written.

A document is kept whole, as a row and two blobs: the file, and the template it was made from. So a copy of the record
is a copy of every paper, and each can be made again from its content and its template.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint, func
from sqlalchemy import select as sa_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from models.documents.kinds import kind_of
from models.errors import InvalidInput
from models.filed_paper import KeptDocument
from models.record.base import Record, Rows, coded, document, key, moment, one_of
from models.record.cases import Case, DueDocument
from models.texts import Language, Text, as_is


class DocumentBlob(Record, table=True):
    """A file by its SHA-256: a document, or the template one was made from."""

    __tablename__ = "document_blobs"

    sha256: str = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)


class Document(Record, table=True):
    """A document as it was written: in one language, under its number. Never changed."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("due_id", "language"),
        UniqueConstraint("meeting_id", "language", "revision"),
        UniqueConstraint("authority_id", "series", "year", "seq", "language", "revision"),
        one_of("language", Language),
    )

    id: int = key()
    authority_id: int = Field(foreign_key="authorities.id")
    # The case, or the cycle's own.
    case_id: int = Field(foreign_key="cases.id", index=True)
    step_id: int | None = Field(default=None, foreign_key="step_records.id")
    # What it was owed for: a step of a case, or a meeting.
    due_id: int | None = Field(default=None, foreign_key="due_documents.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id")
    procedure: str
    kind: str
    clause: str
    language: Language = coded()
    # Its number as written; `seq` where it is the next of its series in the authority and year.
    number: str
    series: str
    year: int
    seq: int | None = None
    # 1, or more where minutes were written again: more cases of the same sitting were entered after them.
    revision: int = 1
    # Of minutes: how many cases they tell of.
    told: int | None = None
    # Its own date.
    day: date
    content: dict[str, Any] = document()
    sha256: str = Field(foreign_key="document_blobs.sha256")
    template_sha256: str = Field(foreign_key="document_blobs.sha256")
    written_at: datetime = moment()


class DocumentProblem(Record, table=True):
    """Why a document that is owed could not be written; gone once it is."""

    __tablename__ = "document_problems"
    __table_args__ = (UniqueConstraint("due_id"), UniqueConstraint("meeting_id"))

    id: int = key()
    due_id: int | None = Field(default=None, foreign_key="due_documents.id")
    meeting_id: int | None = Field(default=None, foreign_key="meetings.id")
    reason: dict[str, Any] = document()
    at: datetime = moment()


def documents_of(session: Session, numbers: Iterable[str]) -> dict[str, list[KeptDocument]]:
    """The documents of these cases by case, those not written yet among them, by day; three queries."""
    asked = list(numbers)
    found: dict[str, list[KeptDocument]] = defaultdict(list)
    written: Rows = (
        sa_select(
            col(Document.id), col(Case.number), col(Document.procedure), col(Document.kind), col(Document.clause),
            col(Document.language), col(Document.number), col(Document.day), col(Document.sha256),
            col(Document.revision),
        )
        .join(Case, col(Case.id) == Document.case_id)
        .where(col(Case.number).in_(asked))
        .order_by(col(Document.id))
    )  # fmt: skip
    for id_, number, procedure, kind, clause, language, own, day, digest, nth in session.execute(written):
        found[number].append(
            KeptDocument(id_, number, kind, title_of(procedure, kind), clause, language, own, day, digest, nth)
        )
    waiting: Rows = (
        sa_select(col(Case.number), col(Case.procedure), DueDocument, DocumentProblem)
        .join(DueDocument, col(DueDocument.case_id) == Case.id)
        .outerjoin(DocumentProblem, col(DocumentProblem.due_id) == DueDocument.id)
        .where(col(Case.number).in_(asked), col(DueDocument.written_on).is_(None))
        .order_by(col(DueDocument.id))
    )
    for number, procedure, due, problem in session.execute(waiting):
        why = Text(**problem.reason) if problem else None
        title = title_of(procedure, due.code)
        found[number].append(
            KeptDocument(None, number, due.code, title, due.clause, None, "", due.owed_on, "", problem=why)
        )
    for kept in found.values():
        kept.sort(key=lambda d: d.day)
    return found


def title_of(procedure: str, code: str) -> Text:
    """What a document of this kind is headed."""
    kind = kind_of(procedure, code)
    return kind.title if kind else as_is(code)


def find_document(session: Session, id_: int) -> Document:
    """The document with this id. Raises `InvalidInput` where there is none."""
    found = session.get(Document, id_)
    if found is None:
        raise InvalidInput(f"no document {id_}")
    return found


def blob(session: Session, digest: str) -> bytes:
    """The file with this SHA-256."""
    return session.get_one(DocumentBlob, digest).data


def keep_blob(session: Session, data: bytes) -> str:
    """Keep a file unless it is kept already; its SHA-256."""
    digest = sha256(data).hexdigest()
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[session.get_bind().dialect.name]
    # Two who write from one template at once: neither waits for the other's end, nor fails.
    kept = insert(DocumentBlob).values(sha256=digest, data=data).on_conflict_do_nothing()
    session.connection().execute(kept)
    return digest


def next_seq(session: Session, authority_id: int, series: str, year: int) -> int:
    """The next number of a series. The caller holds the authority, and rolls back whole: so none is left out."""
    taken = select(func.max(Document.seq)).where(
        Document.authority_id == authority_id, Document.series == series, Document.year == year
    )
    return (session.exec(taken).one() or 0) + 1


def counted(documents: Mapping[str, list[KeptDocument]]) -> tuple[int, int]:
    """How many are written, and how many still wait."""
    every = [each for kept in documents.values() for each in kept]
    return sum(d.id is not None for d in every), sum(d.id is None for d in every)
