"""A document written into the record: numbered, rendered and kept in one transaction, once for what it is owed for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from models.documents.content import LINE, Sources, content
from models.documents.kinds import EXTRACT, MINUTES, DocumentKind, drafted, kind_of
from models.errors import InvalidInput, MerzimError
from models.record.audit import Act, append
from models.record.cases import Case, DueDocument, Ruling
from models.record.commissions import Meeting
from models.record.document_sources import of_meeting, of_open_step, of_step
from models.record.documents import Document, DocumentProblem, blob, keep_blob, next_seq
from models.record.loading import find_case
from models.record.people import Authority, Official
from models.regulations import procedure as procedure_named
from models.texts import Language, Text, as_is
from notifications.documents.packing import same
from notifications.documents.rendering import BadTemplate, digest_of, rendered, template, template_name

BY = "documents"
NOT_WRITTEN = Text("документ не составлен: {why}", "құжат жасалмады: {why}", "not written: {why}")
BAD_TEMPLATE = Text("шаблон {template}: {problem}", "{template} үлгісі: {problem}", "template {template}: {problem}")


class NoMinutes(MerzimError):
    """The minutes it is an extract of are not written yet."""


class NotDefined(MerzimError):
    """The procedure owes a document of a kind that it does not define."""


@dataclass(frozen=True)
class Owed:
    """A document to be written: for a step's row of documents due, or for a meeting."""

    due_id: int | None = None
    meeting_id: int | None = None


def owed(
    session: Session, *, case: str | None = None, whole_cycle: bool = False, limit: int | None = None
) -> list[Owed]:
    """What is owed and not written yet, minutes of meetings first: extracts name their number.

    case         of this case alone, with the minutes of its cycle; `whole_cycle`: of all cases of its cycle
    """
    meetings = (
        select(Meeting.id)
        .outerjoin(Document, col(Document.meeting_id) == Meeting.id)
        .where(col(Document.id).is_(None))
        .order_by(col(Meeting.id))
    )
    # Cases entered later of a sitting whose minutes are written: those whose papers are not written are few.
    more = (
        select(Ruling.meeting_id)
        .join(DueDocument, col(DueDocument.step_id) == Ruling.step_id)
        .where(col(DueDocument.written_on).is_(None), col(Ruling.meeting_id).is_not(None))
        .distinct()
        .order_by(col(Ruling.meeting_id))
    )
    dues = select(DueDocument.id).where(col(DueDocument.written_on).is_(None)).order_by(col(DueDocument.id))
    if case is not None:
        cycle = select(Case.cycle_id).where(Case.number == case).scalar_subquery()
        mine = Case.cycle_id == cycle if whole_cycle else Case.number == case
        meetings = meetings.where(Meeting.cycle_id == cycle)
        more = more.join(Case, col(Case.id) == Ruling.case_id).where(mine)
        dues = dues.where(col(DueDocument.case_id).in_(select(Case.id).where(mine)))
    unwritten = list(session.exec(meetings))
    again = [
        id_ for id_ in session.exec(more) if id_ not in unwritten and id_ is not None and _tells_less(session, id_)
    ]
    found = [Owed(meeting_id=id_) for id_ in (*unwritten, *again)]
    found += [Owed(due_id=id_) for id_ in session.exec(dues.limit(limit))]
    return found


def _minutes(session: Session, meeting_id: int) -> Document | None:
    """The minutes of a meeting as they were written last."""
    asked = select(Document).where(Document.meeting_id == meeting_id).order_by(col(Document.revision).desc())
    return session.exec(asked.limit(1)).first()


def _tells_less(session: Session, meeting_id: int) -> bool:
    """The minutes written do not tell of every case decided at the meeting."""
    last = _minutes(session, meeting_id)
    decided = session.exec(select(func.count()).select_from(Ruling).where(Ruling.meeting_id == meeting_id)).one()
    return last is None or (last.told or 0) < decided


def write(session: Session, what: Owed, *, at: datetime) -> list[Document]:
    """Write one document, in each of its languages, under one number; nothing where it has been written meanwhile.

    The session's transaction holds all of it or nothing, its number included. Raises `BadTemplate`, `NotDefined`.
    """
    if what.meeting_id is not None:
        return _write_minutes(session, what.meeting_id, at)
    due = session.get_one(DueDocument, what.due_id)
    case = session.get_one(Case, due.case_id)
    authority = _held(session, case.authority_id)
    session.refresh(due)
    if due.written_on is not None:
        return []
    kind = _kind(session, due, case)
    sources = of_step(session, due, kind)
    person = session.get(Official, case.official_id) if case.official_id else None
    found = _write(session, sources, case, authority, person.language if person else None, at, due=due)
    due.written_on = sources.day
    return found


def keep_problem(session: Session, what: Owed, error: MerzimError, *, at: datetime) -> str:
    """Keep why a document could not be written, for the case sheet; which one it is, by case and kind."""
    if isinstance(error, BadTemplate):
        why = BAD_TEMPLATE.filled(template=error.template, problem=error.problem)
    else:
        why = as_is(error)
    reason = vars(NOT_WRITTEN.filled(why=why))
    known = session.exec(
        select(DocumentProblem).where(
            DocumentProblem.due_id == what.due_id, DocumentProblem.meeting_id == what.meeting_id
        )
    ).first()
    case_id, name = _about(session, what)
    if known is None or known.reason != reason:
        row = known or DocumentProblem(due_id=what.due_id, meeting_id=what.meeting_id, reason=reason, at=at)
        row.reason, row.at = reason, at
        session.add(row)
        _shown_again(session, case_id)
    return name


def _about(session: Session, what: Owed) -> tuple[int, str]:
    """The case of a document owed, and its name for a log: no personal data."""
    if what.due_id is not None:
        due = session.get_one(DueDocument, what.due_id)
        return due.case_id, f"{session.get_one(Case, due.case_id).number}, {due.code}"
    cycle = session.get_one(Meeting, what.meeting_id).cycle_id
    own = session.exec(select(Case).where(Case.cycle_id == cycle, Case.kind == "cycle")).one()
    return own.id, f"{own.number}, {MINUTES}"


def _write_minutes(session: Session, meeting_id: int, at: datetime) -> list[Document]:
    meeting = session.get_one(Meeting, meeting_id)
    own = session.exec(select(Case).where(Case.cycle_id == meeting.cycle_id, Case.kind == "cycle")).one()
    authority = _held(session, own.authority_id)
    if not _tells_less(session, meeting_id):
        return []
    kind = _defined(own.procedure, MINUTES)
    sources, last = of_meeting(session, meeting, own, kind), _minutes(session, meeting_id)
    return _write(session, sources, own, authority, None, at, meeting=meeting, last=last)


def _write(
    session: Session,
    sources: Sources,
    case: Case,
    authority: Authority,
    person: Language | None,
    at: datetime,
    *,
    due: DueDocument | None = None,
    meeting: Meeting | None = None,
    last: Document | None = None,
) -> list[Document]:
    kind, day = sources.kind, sources.day
    assert day is not None  # of a draft alone there is none
    series = f"{case.procedure}/{kind.series or kind.code}"
    if last is not None:
        number, seq = last.number, last.seq
    else:
        number = stated_number(sources)
        seq = None if number else next_seq(session, authority.id, series, day.year)
    found = []
    for language in kind.languages(authority.country, authority.language, person):
        said = content(sources, language, number or str(seq))
        source = template(case.procedure, kind.code, language)
        file = rendered(source, said, name=template_name(case.procedure, kind.code, language), day=day)
        row = Document(
            authority_id=authority.id, case_id=case.id, step_id=due.step_id if due else None,
            due_id=due.id if due else None, meeting_id=meeting.id if meeting else None, procedure=case.procedure,
            kind=kind.code, clause=sources.clause, language=language, number=number or str(seq),
            series=series, year=day.year, seq=seq, revision=last.revision + 1 if last else 1,
            told=len(said["rulings"]) if meeting else None, day=day, content=said, sha256=keep_blob(session, file),
            template_sha256=keep_blob(session, source), written_at=at,
        )  # fmt: skip
        session.add(row)
        found.append(row)
    session.connection().execute(
        delete(DocumentProblem).where(
            col(DocumentProblem.due_id) == due.id
            if due
            else col(DocumentProblem.meeting_id) == (meeting and meeting.id)
        )
    )
    session.flush()
    _shown_again(session, case.id)
    append(session, *(
        Act(at=at, on_day=day, actor=BY, action="document-written", authority_code=authority.code,
            case_number=case.number, step=sources.step.code if sources.step else None, clause=sources.clause,
            after={"document": row.id, "kind": kind.code, "number": row.number, "language": row.language,
                   "sha256": row.sha256})
        for row in found
    ))  # fmt: skip
    return found


def draft(session: Session, number: str, step: str, *, on: date) -> list[tuple[str, bytes]]:
    """The papers that an open step will owe, with lines where its form is to tell: by file name.

    They have no number and are kept nowhere. Minutes are not drafted: they tell what was decided. `on` is the day they
    are made. Raises `InvalidInput` where the step is not open or owes no paper.
    """
    case = find_case(session, number)
    authority = session.get_one(Authority, case.authority_id)
    kinds = drafted(procedure_named(case.procedure), case.kind, step)
    if not kinds:
        raise InvalidInput(f"{number}: '{step}' owes no paper that can be drafted")
    person = session.get(Official, case.official_id) if case.official_id else None
    found = []
    for kind in kinds:
        sources = of_open_step(session, number, step, kind)
        for language in kind.languages(authority.country, authority.language, person.language if person else None):
            name = template_name(case.procedure, kind.code, language)
            source = template(case.procedure, kind.code, language)
            file = rendered(source, content(sources, language, "", blank=LINE), name=name, day=on)
            found.append((f"{number}_{kind.code}_draft_{language}.docx", file))
    return found


def stated_number(sources: Sources) -> str:
    """The number its step's form states, or the minutes it is an extract of; empty: the next of its series."""
    if sources.kind.code == EXTRACT:
        if not sources.minutes_no:
            raise NoMinutes
        return sources.minutes_no
    if sources.step is None:
        return sources.minutes_no
    return next((str(f.value).strip() for f in sources.step.form if f.name == sources.kind.number_in), "")


def _kind(session: Session, due: DueDocument, case: Case) -> DocumentKind:
    code = due.code
    if code == MINUTES and due.step_id is not None:
        ruling = session.exec(select(Ruling).where(Ruling.step_id == due.step_id)).first()
        code = EXTRACT if ruling is not None and ruling.meeting_id is not None else code
    return _defined(case.procedure, code)


def _defined(procedure: str, code: str) -> DocumentKind:
    kind = kind_of(procedure, code)
    if kind is None:
        raise NotDefined(f"the kind '{code}' is not defined")
    return kind


def _held(session: Session, authority_id: int) -> Authority:
    """The authority, held until the transaction ends: who writes its next document waits, and takes the next number."""
    return session.exec(select(Authority).where(Authority.id == authority_id).with_for_update(key_share=True)).one()


def _shown_again(session: Session, case_id: int) -> None:
    raised = update(Case).where(col(Case.id) == case_id).values(version=col(Case.version) + 1)
    session.connection().execute(raised.execution_options(synchronize_session=False))


# Made again


@dataclass(frozen=True)
class Verified:
    """One document held against its record.

    intact   the file kept is the one whose hash the row states
    again    made again from its content and its template it is the same document
    changed  what the record says otherwise now, as paths into the content
    erased   its term of keeping has run out (models.record.retention): there is only its hash
    """

    id: int
    kind: str
    number: str
    language: Language
    intact: bool
    again: bool
    changed: tuple[str, ...]
    erased: bool = False

    @property
    def ok(self) -> bool:
        """The paper is what was written, or lawfully is no more."""
        return self.erased or (self.intact and self.again)


def verify(session: Session, row: Document) -> Verified:
    """Rebuild a document and compare: the file's hash, its bytes made anew, and what the record says now."""
    file, source = blob(session, row.sha256), blob(session, row.template_sha256)
    if not row.content and not file:
        return Verified(row.id, row.kind, row.number, row.language, False, False, (), erased=True)
    intact = digest_of(file) == row.sha256 and digest_of(source) == row.template_sha256
    try:
        name = template_name(row.procedure, row.kind, row.language)
        again = same(file, rendered(source, row.content, name=name, day=row.day))
    except BadTemplate:
        again = False
    now = content(_sources(session, row), row.language, row.number)
    return Verified(row.id, row.kind, row.number, row.language, intact, again, tuple(_changes(row.content, now)))


def _sources(session: Session, row: Document) -> Sources:
    kind = _defined(row.procedure, row.kind)
    if row.meeting_id is not None:
        return of_meeting(session, session.get_one(Meeting, row.meeting_id), session.get_one(Case, row.case_id), kind)
    return of_step(session, session.get_one(DueDocument, row.due_id), kind)


def _changes(then: object, now: object, path: str = "") -> Iterator[str]:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted({*then, *now}):
            yield from _changes(then.get(key), now.get(key), f"{path}.{key}" if path else key)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for n, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _changes(one, other, f"{path}[{n}]")
    elif then != now:
        yield path
