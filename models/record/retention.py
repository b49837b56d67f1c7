"""Personal data of cases closed long ago, erased; what was decided, when and under which clause stays.

How long it is kept is the authority's own (`MERZIM_RETENTION_YEARS`): none of the five texts says. Of a closed case
that is older everything people wrote goes: free text, names, letters, papers, and what its audit entries held before
and after. Days, numbers, yes and no, choices of a list, outcomes, clauses and the chain of the audit trail stay. A
person all of whose cases are erased, and who holds no post and no duty, loses the name, the address and the number too.
Where people signed in from is kept as long.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, exists, or_, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import clock
from models.days import iso, plus_months
from models.filled_forms import filled_form
from models.process import Process
from models.record.accounts import FORGOTTEN_AFTER, SIGNED_IN, enter
from models.record.audit import Act, AuditEntry, append
from models.record.cases import Case, RefusedAnswer, Ruling, StepRecord
from models.record.commissions import Commission, CommissionMember, Meeting
from models.record.confirmations import ReceiptLink
from models.record.documents import Document, DocumentBlob
from models.record.entry_corrections import EntryCorrection
from models.record.letters import CalendarEntry, Letter, LetterCase
from models.record.outcomes import node_of
from models.record.people import Authority, Category, Official, OfficialFact, Performer, Superior, Tenure
from models.record.users import SignedIn
from models.record.verifying import ERASED
from models.regulations import procedure as procedure_named

GONE = "—"
KEPT_KINDS = ("day", "yes-no", "choice", "number")
"""Fields of a form that are no free text: they hold nobody's name or number."""
OFFICIAL_CHANGED = "official-changed"
_ERASED_ALREADY = exists().where(col(AuditEntry.case_number) == Case.number, col(AuditEntry.action) == ERASED)


@dataclass(frozen=True)
class Old:
    """A case whose personal data has been kept long enough."""

    number: str
    closed_on: date
    authority: str


def until(on: date, years: int) -> date:
    """The last day of closing whose cases have been kept for so many years on the day `on`."""
    return plus_months(on, -12 * years)


def old_cases(session: Session, at: datetime, years: int) -> list[Old]:
    """Closed cases older than so many years that were not erased yet, cycles after their cases."""
    others = columns(col(Case.cycle_id)).where(col(Case.closed_on).is_(None))
    found = []
    for authority in session.exec(select(Authority).order_by(Authority.code)):
        last = until(clock.local(at, authority.timezone), years)
        asked = (
            select(Case)
            .where(Case.authority_id == authority.id, col(Case.closed_on) <= last, ~_ERASED_ALREADY)
            .where(or_(col(Case.kind) == "case", col(Case.cycle_id).not_in(others)))
            .order_by(col(Case.kind), col(Case.id))
        )
        # `closed_on <= last` leaves open cases out: NULL is neither.
        found += [Old(c.number, c.closed_on, authority.code) for c in session.exec(asked) if c.closed_on]
    return found


def erase_case(session: Session, number: str, *, at: datetime, by: str) -> str | None:
    """Erase the personal data of one closed case; the personnel number of the person erased with it, if so.

    The session's transaction holds all of it or nothing.
    """
    case = session.exec(select(Case).where(Case.number == number).with_for_update()).one()
    authority = session.get_one(Authority, case.authority_id)
    on = clock.local(at, authority.timezone)
    process = procedure_named(case.procedure).process(case.kind)
    case.facts = _facts(case)
    case.message = None
    for row in session.exec(select(StepRecord).where(StepRecord.case_id == case.id)):
        row.form = _form(process, row.code, row.form)
    for refused in session.exec(select(RefusedAnswer).where(RefusedAnswer.case_id == case.id)):
        refused.form, refused.reason = {}, {"ru": GONE, "kk": GONE, "en": GONE, "clause": refused.clause}
    for kept in session.exec(select(EntryCorrection).where(EntryCorrection.case_id == case.id)):
        step = session.get_one(StepRecord, kept.step_id)
        kept.before, kept.after = (
            {**side, "form": _form(process, step.code, side["form"]) or {}} for side in (kept.before, kept.after)
        )
        kept.reason = GONE
    _erase_letters(session, Letter.case_number == number)
    # Digests to those who had to act tell of several cases, by name.
    told = columns(col(LetterCase.letter_id)).where(col(LetterCase.case_number) == number)
    gone = {"subject": GONE, "body": GONE, "payload": None, "last_error": None}
    session.connection().execute(update(Letter).where(col(Letter.id).in_(told)).values(**gone))
    session.connection().execute(update(Ruling).where(col(Ruling.case_id) == case.id).values(recused=None))
    steps = columns(col(StepRecord.id)).where(col(StepRecord.case_id) == case.id)
    session.connection().execute(update(ReceiptLink).where(col(ReceiptLink.step_id).in_(steps)).values(address=None))
    session.connection().execute(delete(CalendarEntry).where(col(CalendarEntry.step_id).in_(steps)))
    if case.kind == "cycle":
        for meeting in session.exec(select(Meeting).where(Meeting.cycle_id == case.cycle_id)):
            meeting.attendance = None
    _erase_papers(session, case)
    own = select(AuditEntry.id).where(AuditEntry.case_number == number, col(AuditEntry.content).is_not(None))
    entries = list(session.exec(own.order_by(col(AuditEntry.id))))
    person = _erase_person(session, case, on)
    if person is not None:
        entries += _of_person(session, authority, person)
    _erase_entries(session, entries)
    session.flush()
    append(session, Act(
        at=at, on_day=on, actor=by, action=ERASED, authority_code=authority.code, case_number=number,
        after={"entries": ranges(entries), "closed_on": iso(case.closed_on)},
    ))  # fmt: skip
    return person


def old_sign_ins(session: Session, at: datetime, years: int) -> list[int]:
    """Entries of sign-ins so many years ago that still hold the network address."""
    asked = select(AuditEntry.id).where(
        AuditEntry.action == SIGNED_IN, AuditEntry.on_day <= until(at.astimezone(UTC).date(), years),
        col(AuditEntry.salt).is_not(None),
    )  # fmt: skip
    return list(session.exec(asked.order_by(col(AuditEntry.id))))


def erase_sign_ins(session: Session, entries: Sequence[int], *, at: datetime, by: str) -> None:
    """Erase where these sign-ins came from, and sessions that were over long ago; who signed in, and when, stays."""
    session.connection().execute(delete(SignedIn).where(col(SignedIn.started_at) < at - FORGOTTEN_AFTER))
    if entries:
        _erase_entries(session, entries)
        enter(session, at, by, ERASED, after={"entries": ranges(entries)})


def ranges(ids: Sequence[int]) -> list[list[int]]:
    """Ids as [first, last] pairs without gaps."""
    found: list[list[int]] = []
    for each in sorted(set(ids)):
        if found and found[-1][1] == each - 1:
            found[-1][1] = each
        else:
            found.append([each, each])
    return found


def _facts(case: Case) -> dict[str, Any]:
    """What a term may rest on, and nothing that tells of a person: the list goes down to who was on it and why."""
    procedure = procedure_named(case.procedure)
    kept: dict[str, Any] = {}
    for name, value in case.facts.items():
        code, _, field = name.partition(".")
        if name == "roll":
            kept[name] = [{**entry, "reasons": [], "excluded": None} for entry in value]
        elif code == "cycle":
            kept[name] = value
        elif code not in ("case", "") and (procedure.cycle.has(code) or procedure.case.has(code)):
            form = _form(procedure.of_step(code), code, {field: value})
            if form:
                kept[name] = form[field]
    return kept


def _form(process: Process, code: str, form: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What was filled in, without free text."""
    if not form:
        return None
    node = node_of(process, code)
    known = filled_form(node.form if node else None, form)
    kept = {field.name: field.value for field in known if field.kind in KEPT_KINDS}
    for group in (field for field in known if field.kind == "group"):
        inside = {part.name: part.value for part in group.parts if part.kind in KEPT_KINDS}
        if inside:
            kept[group.name] = inside
    votes = form.get("votes")
    if isinstance(votes, Mapping):
        # How many voted for what: a ruling is counted again from it.
        kept["votes"] = dict(votes)
    return kept or None


def _erase_papers(session: Session, case: Case) -> None:
    papers = session.exec(select(Document).where(Document.case_id == case.id)).all()
    hashes = {paper.sha256 for paper in papers}
    for paper in papers:
        paper.content = {}
    session.flush()
    shared = columns(col(Document.sha256)).where(col(Document.sha256).in_(hashes), col(Document.case_id) != case.id)
    templates = columns(col(Document.template_sha256)).where(col(Document.template_sha256).in_(hashes))
    only = hashes - set(session.execute(shared).scalars()) - set(session.execute(templates).scalars())
    if only:
        # The hash stays, so that a paper somebody holds can be told to be the one that was written.
        erased = update(DocumentBlob).where(col(DocumentBlob.sha256).in_(only)).values(data=b"")
        session.connection().execute(erased)


def _erase_person(session: Session, case: Case, on: date) -> str | None:
    """The person concerned, where nothing else holds him or her in the record."""
    if case.official_id is None:
        return None
    key = case.official_id
    held: Iterable[Any] = (
        select(Performer.id).where(or_(col(Performer.official_id) == key, col(Performer.superior_id) == key)),
        select(Superior.official_id).where(or_(col(Superior.official_id) == key, col(Superior.superior_id) == key)),
        select(Commission.id).where(Commission.secretary_id == key),
        select(CommissionMember.id).where(CommissionMember.official_id == key),
        select(Tenure.id).where(Tenure.official_id == key, or_(col(Tenure.end_on).is_(None), col(Tenure.end_on) > on)),
        select(Letter.id).where(Letter.recipient_id == key, Letter.case_number != ""),
        select(Case.id).where(Case.official_id == key, Case.id != case.id, ~_ERASED_ALREADY),
    )
    if any(session.execute(asked.limit(1)).first() is not None for asked in held):
        return None
    official = session.get_one(Official, key)
    code = official.code
    official.code = f"erased-{official.id}"
    official.last_name = official.first_name = GONE
    official.middle_name = official.sex = official.birth_date = official.email = official.phone = None
    for table in (OfficialFact, Category):
        session.connection().execute(delete(table).where(col(table.official_id) == key))
    # Digests: they belong to no one case.
    _erase_letters(session, Letter.recipient_id == key)
    cycles = select(Case).where(Case.authority_id == case.authority_id, Case.kind == "cycle")
    for cycle in session.exec(cycles):
        roll = cycle.facts.get("roll") or ()
        if any(entry["official"] == code for entry in roll):
            put = [entry | ({"official": official.code, "reasons": []} if entry["official"] == code else {})
                   for entry in roll]  # fmt: skip
            cycle.facts = {**cycle.facts, "roll": put}
    session.flush()
    return code


def _erase_letters(session: Session, which: Any) -> None:
    for letter in session.exec(select(Letter).where(which)):
        letter.recipient_id, letter.recipient_key = None, f"erased-{letter.id}"
        letter.address = letter.subject = letter.body = GONE
        letter.payload = letter.last_error = None


def _of_person(session: Session, authority: Authority, code: str) -> list[int]:
    """Entries that tell what the registry held of the person."""
    asked = select(AuditEntry).where(
        AuditEntry.authority_code == authority.code, AuditEntry.action == OFFICIAL_CHANGED,
        col(AuditEntry.salt).is_not(None),
    )  # fmt: skip
    return [e.id for e in session.exec(asked) if (e.after or e.before or {}).get("official") == code]


def _erase_entries(session: Session, ids: Sequence[int]) -> None:
    gone = {"salt": None, "before": None, "after": None}
    for first, last in ranges(ids):
        between = col(AuditEntry.id).between(first, last)
        session.connection().execute(update(AuditEntry).where(between).values(**gone))
