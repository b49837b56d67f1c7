"""Letters owed to the person a case is about: by a decision, or by a step that reminds the person itself."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.record.cases import Case
from models.record.people import Authority, Official, Organisation
from models.record.writer import Recorded
from models.regulations import procedure as procedure_named
from models.state import CaseState
from models.texts import Text
from notifications.kinds import kind as kind_of
from notifications.letters import About, LetterDraft, Recipient, case_letter
from notifications.outbox import put


def put_owed(session: Session, done: Recorded, at: datetime) -> None:
    """Put the letters a recorded event owes into the outbox, in its own transaction (`models.record.writer.record`).

    Raises `InvalidInput` for a fact a letter needs and the case lacks: then nothing of the event is recorded.
    """
    if done.decision is None or not done.decision.letters:
        return
    drafts = [
        draft
        for owed in done.decision.letters
        for draft in letters_to_person(
            session, done.case, done.authority, done.decision.state, owed.kind, owed.step, owed.on
        )
    ]
    put(session, drafts, at=at)


def letters_to_person(
    session: Session, case: Case, authority: Authority, state: CaseState, kind: str, step: str, on: date
) -> list[LetterDraft]:
    """A letter of this kind to the person the case is about, over each channel; none in a cycle's own case."""
    if case.official_id is None:
        return []
    official = session.get_one(Official, case.official_id)
    organisation = session.get(Organisation, case.organisation_id) if case.organisation_id else None
    about = About(
        case_number=case.number,
        authority=_name(authority),
        act=procedure_named(case.procedure).act.title,
        organisation=_name(organisation) if organisation else None,
    )
    facts = state.known()
    return case_letter(
        kind,
        Recipient.of(official, authority.code, authority.timezone),
        about,
        facts,
        day=on,
        step=step,
        organisations=_organisations(session, authority, kind_of(kind).organisations(facts)),
    )


def _organisations(session: Session, authority: Authority, codes: set[str]) -> dict[str, Text]:
    if not codes:
        return {}
    found = session.exec(
        select(Organisation).where(Organisation.authority_id == authority.id, col(Organisation.code).in_(codes))
    )
    return {organisation.code: _name(organisation) for organisation in found}


def _name(named: Authority | Organisation) -> Text:
    return Text(named.name_ru, named.name_kk)
