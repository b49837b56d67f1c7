"""What the record holds of some cases and around them, in a fixed number of queries however many they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from models.filed import FiledPlace
from models.names import PersonName
from models.record.acting import Performers
from models.record.base import Rows
from models.record.cases import Case, DueDocument, RefusedAnswer, Reminder, Ruling, StepRecord
from models.record.confirmations import ReceiptLink
from models.record.entry_corrections import EntryCorrection
from models.record.letters import Letter
from models.record.people import Adoption, Official, Organisation, Tenure
from models.texts import Text

if TYPE_CHECKING:
    from models.filed_paper import KeptDocument


def name_of(official: Official | None) -> PersonName | None:
    """A person's name as a file holds it."""
    if official is None:
        return None
    return PersonName(official.code, official.last_name, official.first_name, official.middle_name)


def place_of(organisation: Organisation | None) -> FiledPlace | None:
    """An organisation as a file names it."""
    if organisation is None:
        return None
    name = Text(organisation.name_ru, organisation.name_kk)
    return FiledPlace(organisation.code, name, organisation.settlement)


def by_code(session: Session, table: Any, authority: int, codes: Iterable[str]) -> Mapping[str, Any]:
    """The authority's rows of this table with these codes; one query."""
    asked = select(table).where(col(table.authority_id) == authority, col(table.code).in_(codes))
    return {row.code: row for row in session.execute(asked).scalars()}


class CaseRows:
    """What the record holds around some cases, by case or by authority."""

    def __init__(self, session: Session, cases: Sequence[Case]) -> None:
        self.session = session
        self.ids = [c.id for c in cases]
        # Documents by the case's number: their module stands on this one, and fills them in.
        self.papers: Mapping[str, Sequence[KeptDocument]] = {}
        authorities = {c.authority_id for c in cases}
        self.corrections = self._by_case(EntryCorrection)
        self.refused = self._by_case(RefusedAnswer)
        self.steps = self._by_case(StepRecord)
        self.documents = self._by_case(DueDocument)
        self.reminders = self._by_case(Reminder)
        goes_to = col(Organisation.id) == Ruling.destination_id
        self.rulings = self._by_case(Ruling, select(Ruling, Organisation).outerjoin(Organisation, goes_to))
        self.letters = self._letters([c.number for c in cases])
        self.performers = Performers(session, authorities)
        self.adoptions: Sequence[Adoption] = (
            session.execute(
                select(Adoption)
                .where(col(Adoption.authority_id).in_(authorities))
                .order_by(col(Adoption.from_day).desc())
            )
            .scalars()
            .all()
        )
        own = select(col(Case.cycle_id), col(Case.number), col(Case.run_id), col(Case.facts)).where(
            col(Case.cycle_id).in_({c.cycle_id for c in cases}), col(Case.kind) == "cycle"
        )
        self.cycles: dict[int, tuple[str, str | None, Mapping[str, Any]]] = {
            cycle: (number, run, facts) for cycle, number, run, facts in session.execute(own)
        }
        # A cycle's list by whom and where: it may hold thousands, and each case asks for its own.
        self.rolls: dict[int, dict[tuple[str, str], Mapping[str, Any]]] = {
            cycle: {(entry["official"], entry["organisation"]): entry for entry in reversed(facts.get("roll") or ())}
            for cycle, (_, _, facts) in self.cycles.items()
        }
        self.posts = self._posts(self.ids)

    def _by_case(self, table: Any, joined: Any = None) -> dict[int, list[Any]]:
        """The table's rows by their case; `joined`: each with what else the statement finds."""
        found: dict[int, list[Any]] = defaultdict(list)
        asked = select(table) if joined is None else joined
        for row in self.session.execute(asked.where(col(table.case_id).in_(self.ids)).order_by(col(table.id))):
            found[row[0].case_id].append(row[0] if joined is None else tuple(row))
        return found

    def _letters(self, numbers: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
        # Without the bodies: they are long, and nobody's but the recipient's.
        asked: Rows = (
            select(
                col(Letter.case_number), col(Letter.kind), col(Letter.step), col(Letter.channel), col(Letter.language),
                col(Letter.day), col(Letter.state), col(Letter.attempts), col(Letter.sent_at), col(Letter.last_error),
                col(Letter.fallback_of), col(ReceiptLink.confirmed_at), Official,
            )
            .outerjoin(ReceiptLink, col(ReceiptLink.message_id) == Letter.message_id)
            .outerjoin(Official, col(Official.id) == Letter.recipient_id)
            .where(col(Letter.case_number).in_(numbers))
            .order_by(col(Letter.day), col(Letter.id))
        )  # fmt: skip
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for number, *row in self.session.execute(asked):
            found[number].append(tuple(row))
        return found

    def _posts(self, ids: Sequence[int]) -> dict[int, str]:
        """The post each held in the organisation when the case opened, or the last one known there."""
        there = or_(col(Tenure.end_on).is_(None), col(Tenure.end_on) >= Case.opened_on)
        same = and_(col(Tenure.official_id) == Case.official_id, col(Tenure.organisation_id) == Case.organisation_id)
        asked: Rows = (
            select(col(Case.id), col(Tenure.post))
            .join(Tenure, same)
            .where(col(Case.id).in_(ids), col(Tenure.start_on) <= Case.opened_on)
            .order_by(there, col(Tenure.start_on), col(Tenure.id))
        )
        # The last row of a case stays.
        return {case: post for case, post in self.session.execute(asked)}  # noqa: C416

    def adoption(self, authority: int, act: str, on: date) -> Adoption | None:
        """The authority's act that adopts the text, in force on the day."""
        mine = (a for a in self.adoptions if a.authority_id == authority and a.act == act and a.from_day <= on)
        return next(mine, None)
