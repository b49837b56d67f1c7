"""The whole of a case as plain data: what a court is given, and what `models.record.replaying` plays again.

Nothing in it comes from the day of the export: the same record gives the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models import clock
from models.calendars import Correction, WorkingCalendar
from models.days import iso_days
from models.record.audit import AuditEntry, AuditLink
from models.record.base import in_parts
from models.record.cases import Ballot, Case, Cycle, DueDocument, RefusedAnswer, Reminder, Ruling, StepRecord
from models.record.chain import START, Hop, digest, needed_links, skips_to, way
from models.record.entry_corrections import EntryCorrection
from models.record.letters import Letter, LetterCase
from models.record.loading import act_of, calendar_of, corrections_of, find_case, step_state
from models.record.people import Adoption, Authority, Official, Organisation, Tenure
from models.record.replaying import CALENDAR, EDITIONS, edition_data, step_data
from models.record.sealing import fields_of
from models.record.verifying import head_of
from models.regulations import procedure as procedure_named

FORMAT, VERSION = "merzim-case", 1
_PARTS = 500


def history(session: Session, number: str) -> dict[str, Any]:
    """What a case is played again from: `models.record.replaying.play`, and what it is compared with.

    Raises `InvalidInput` where there is none of this number.
    """
    case = find_case(session, number)
    authority = session.get_one(Authority, case.authority_id)
    cycle = session.get_one(Cycle, case.cycle_id)
    rows = session.exec(select(StepRecord).where(StepRecord.case_id == case.id).order_by(col(StepRecord.id))).all()
    entries = _entries(session, authority, col(AuditEntry.case_number) == number)
    changes = _entries(
        session, authority, col(AuditEntry.action) == CALENDAR, col(AuditEntry.authority_code) == authority.code
    )
    return {
        "case": _row(
            case, "number", "kind", "procedure", "edition", "opened_on", "facts", "breaches", "result", "result_on",
            "closed_on",
        ),
        "editions": _editions(session, case, cycle, entries),
        "calendar": _calendar(session, authority, rows, changes),
        "steps": [_step(row) for row in rows],
        "entries": entries,
    }  # fmt: skip


def case_data(session: Session, number: str) -> dict[str, Any]:
    """Everything the record holds of a case. Raises `InvalidInput` where there is none of this number."""
    played = history(session, number)
    case = find_case(session, number)
    authority = session.get_one(Authority, case.authority_id)
    cycle = session.get_one(Cycle, case.cycle_id)
    steps = columns(col(StepRecord.id), col(StepRecord.code), col(StepRecord.occurrence))
    named = {
        key: f"{code} #{nth}" for key, code, nth in session.execute(steps.where(col(StepRecord.case_id) == case.id))
    }
    return {
        "format": FORMAT,
        "version": VERSION,
        **played,
        "authority": _row(authority, "code", "name_ru", "name_kk", "country", "timezone", "language"),
        "cycle": _row(cycle, "procedure", "year", "edition", "parameters", "opened_on", "closed_on"),
        "adoptions": [
            _row(a, "act", "from_day", "decree", "parameters")
            for a in _all(session, Adoption, Adoption.authority_id == authority.id)
            if a.act == procedure_named(case.procedure).act.code
        ],
        "person": _person(session, case),
        "organisation": _organisation(session, case.organisation_id),
        "rulings": _rulings(session, case),
        "reminders": [
            {"step": named.get(r.step_id), **_row(r, "on_day", "kind", "role", "state")}
            for r in _all(session, Reminder, Reminder.case_id == case.id)
        ],
        "documents": [
            {"step": named.get(d.step_id or 0), **_row(d, "code", "clause", "owed_on")}
            for d in _all(session, DueDocument, DueDocument.case_id == case.id)
        ],
        "refused": [
            _row(r, "step", "clause", "reason", "form", "given_at", "given_by")
            for r in _all(session, RefusedAnswer, RefusedAnswer.case_id == case.id)
        ],
        "corrections": [
            {"step": named.get(c.step_id),
             **_row(c, "reason", "before", "after", "on_day", "corrected_at", "corrected_by")}
            for c in _all(session, EntryCorrection, EntryCorrection.case_id == case.id)
        ],
        "letters": _letters(session, number),
        "proof": _proof(session, (*played["entries"], *played["calendar"]["changes"])),
    }  # fmt: skip


def _entries(session: Session, authority: Authority, *wanted: Any) -> list[dict[str, Any]]:
    # Those of this very transaction have no place in the chain yet: they count for a replay all the same.
    asked = (
        columns(AuditEntry, AuditLink)
        .outerjoin(AuditLink, col(AuditLink.entry_id) == col(AuditEntry.id))
        .where(*wanted)
        .order_by(col(AuditEntry.id))
    )
    return [
        fields_of(place.position if place else 0, entry.id, entry.model_dump())
        | {"before": entry.before, "after": entry.after, "salt": entry.salt, "link": place.hash if place else None}
        | {"recorded_local": clock.local(entry.at, authority.timezone).isoformat()}
        for entry, place in session.execute(asked)
    ]


def _proof(session: Session, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """For each entry the way from the head of the chain to it: what each link on it was made of."""
    head = head_of(session)
    ways = {e["position"]: way(e["position"], head.position) for e in entries}
    on_ways = sorted({position for each in ways.values() for position in each})
    links = {0: START}
    for some in in_parts(sorted(needed_links(on_ways)), _PARTS):
        asked = columns(col(AuditLink.position), col(AuditLink.hash)).where(col(AuditLink.position).in_(some))
        links |= {position: hash_ for position, hash_ in session.execute(asked)}  # noqa: C416  # a result has keys of its own
    digests: dict[int, str] = {}
    for some in in_parts(on_ways, _PARTS):
        asked_entries = columns(AuditEntry, col(AuditLink.position)).join(
            AuditLink, col(AuditLink.entry_id) == col(AuditEntry.id)
        )
        for entry, position in session.execute(asked_entries.where(col(AuditLink.position).in_(some))):
            digests[position] = digest(fields_of(position, entry.id, entry.model_dump()))
    hops = [Hop(p, digests[p], links[p - 1], links[skips_to(p)]) for p in on_ways]
    return {"head": vars(head), "hops": [vars(hop) for hop in hops]}


def _step(row: StepRecord) -> dict[str, Any]:
    return step_data(step_state(row)) | _row(row, "trace", "recorded_at", "recorded_by")


def _editions(session: Session, case: Case, cycle: Cycle, entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    act = act_of(session, procedure_named(case.procedure))
    moved = [(e["before"] or {}, e["after"] or {}) for e in entries if e["action"] in EDITIONS]
    codes = dict.fromkeys([case.edition, *(side["edition"] for each in moved for side in each if side)])
    return [edition_data(act.edition(code).with_values(cycle.parameters)) for code in sorted(codes)]


def _calendar(
    session: Session, authority: Authority, rows: Sequence[StepRecord], changes: list[dict[str, Any]]
) -> dict[str, Any]:
    known = corrections_of(session, authority)
    days = [day for row in rows for day in (row.opened_on, row.anchor_on, row.due, row.last_day, row.not_before) if day]
    return {
        "country": authority.country,
        "authority": authority.code,
        "of_country": [_correction(c) for c in known.country.values()],
        "of_authority": [_correction(c) for c in known.own.values()],
        "changes": changes,
        "off": _days_off(calendar_of(session, authority), days),
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return _row(correction, "day", "working", "decree")


def _days_off(calendar: WorkingCalendar, days: Sequence[date]) -> list[str]:
    """Every day off from the first to the last day the case's terms touch: what anybody can check them by."""
    if not days:
        return []
    span = range((max(days) - min(days)).days + 1)
    all_days = (min(days) + timedelta(days=n) for n in span)
    return [day.isoformat() for day in all_days if not calendar.is_working(day)]


def _person(session: Session, case: Case) -> dict[str, Any] | None:
    if case.official_id is None:
        return None
    official = session.get_one(Official, case.official_id)
    asked = select(Tenure, Organisation).join(Organisation).where(Tenure.official_id == official.id)
    names = ("code", "last_name", "first_name", "middle_name", "sex", "birth_date", "language", "email", "phone")
    return _row(official, *names) | {
        "tenures": [
            {"organisation": place.code, **_row(t, "post", "is_head", "start_on", "end_on", "act_no")}
            for t, place in session.exec(asked.order_by(col(Tenure.start_on), col(Tenure.id)))
        ]
    }


def _organisation(session: Session, key: int | None) -> dict[str, Any] | None:
    place = session.get(Organisation, key) if key else None
    return _row(place, "code", "name_ru", "name_kk", "settlement") if place else None


def _rulings(session: Session, case: Case) -> list[dict[str, Any]]:
    found = []
    for ruling in _all(session, Ruling, Ruling.case_id == case.id):
        ballots = _all(session, Ballot, Ballot.ruling_id == ruling.id)
        place = _organisation(session, ruling.destination_id)
        told = {"destination": place, "ballots": [_row(b, "option", "votes", "casting") for b in ballots]}
        found.append(_row(ruling, "met_on", "option", "no_place") | told)
    return found


def _letters(session: Session, number: str) -> list[dict[str, Any]]:
    """Letters that tell of the case, with what proves that they went: when, under which Message-ID, after how many
    tries.

    Of a letter that tells of other cases too (a digest) the text stays out: it is theirs as well.
    """
    telling = columns(col(LetterCase.letter_id)).where(col(LetterCase.case_number) == number)
    asked = select(Letter).where((col(Letter.id).in_(telling)) | (Letter.case_number == number))
    found = []
    names = (
        "kind", "step", "recipient_key", "channel", "address", "language", "day", "state", "attempts", "created_at",
        "sent_at", "message_id", "last_error",
    )  # fmt: skip
    for letter in session.exec(asked.order_by(col(Letter.id))):
        own = letter.case_number == number
        text = {"subject": letter.subject, "body": letter.body} if own else {"subject": letter.subject}
        found.append(_row(letter, *names) | text)
    return found


def _all(session: Session, table: Any, *wanted: Any) -> Sequence[Any]:
    return session.execute(columns(table).where(*wanted).order_by(col(table.id))).scalars().all()


def _row(row: Any, *names: str) -> dict[str, Any]:
    return iso_days(row, names)
