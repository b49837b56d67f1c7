"""What a document is made from, read from the record: the case's file, its commission, its list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.acts import Edition
from models.documents.content import HEAD, Listed, Office, Sources
from models.documents.kinds import EXTRACT, MINUTES, DocumentKind, Kinds, kinds_of
from models.documents.standing import standing_at
from models.errors import InvalidInput
from models.facts import Facts
from models.filed import CaseFile, FiledStep
from models.filed_meeting import MeetingFile
from models.names import PersonName
from models.procedure import Procedure
from models.record.acting import Performers
from models.record.case_file import case_files
from models.record.case_rows import by_code, name_of
from models.record.cases import Case, Cycle, DueDocument, Ruling, StepRecord
from models.record.commissions import Meeting
from models.record.documents import Document
from models.record.loading import calendar_of, edition_of, find_case
from models.record.meeting_file import convened, meeting_file, meeting_of_step
from models.record.people import Authority, Category, Official, Organisation, Tenure
from models.record.registry_queries import commission_in_force, in_force
from models.regulations import procedure as procedure_named
from models.texts import Text

SECRETARY = "commission_secretary"


def of_step(session: Session, due: DueDocument, kind: DocumentKind) -> Sources:
    """The sources of a document that a step of a case, or of a cycle, owes."""
    case = session.get_one(Case, due.case_id)
    row = session.get(StepRecord, due.step_id) if due.step_id else None
    if row is None:
        raise InvalidInput(f"{case.number}: '{due.code}' is owed by no step")
    reading = _Reading(session, case)
    file, cycle = reading.files()
    step = next(s for s in file.steps if (s.code, s.occurrence) == (row.code, row.occurrence))
    met = reading.met(row, step) if kind.code in (MINUTES, EXTRACT) else None
    return replace(
        reading.sources(kind, file, cycle, step),
        more=reading.kinds.more(due.code, reading.facts(file, cycle, step)),
        clause=due.clause,
        day=due.owed_on,
        met=met,
        told={file.number: file} if met else {},
        minutes_no=reading.minutes_no(row.id) or _field(step, "minutes_no"),
    )


def of_open_step(session: Session, number: str, code: str, kind: DocumentKind) -> Sources:
    """The sources of a draft: of a paper that the step will owe once it is done, to be signed and served before.

    Raises `InvalidInput` where the step is not open.
    """
    case = find_case(session, number)
    reading = _Reading(session, case)
    file, cycle = reading.files()
    step = next((s for s in file.open_steps if s.code == code), None)
    if step is None:
        running = ", ".join(s.code for s in file.open_steps) or "none"
        raise InvalidInput(f"{number}: '{code}' is not open; open steps: {running}")
    more = reading.kinds.more(kind.code, reading.facts(file, cycle, None))
    return replace(reading.sources(kind, file, cycle, step), more=more)


def of_meeting(session: Session, meeting: Meeting, own: Case, kind: DocumentKind) -> Sources:
    """The sources of a meeting's minutes: every case it decided."""
    reading = _Reading(session, own)
    met = meeting_file(session, meeting.id)
    numbers = [d.case for d in met.cases] if kind.tells else []
    files = {file.number: file for file in case_files(session, [own.number, *numbers])}
    procedure = reading.procedure
    return Sources(
        kind=kind,
        kinds=reading.kinds,
        procedure=procedure,
        office=reading.office(),
        file=files[own.number],
        cycle=None,
        step=None,
        clause=procedure.node(procedure.meets_on).main_clause,
        day=meeting.met_on,
        signer=reading.signer(SECRETARY),
        met=replace(met, secretary=met.secretary or reading.secretary()),
        told={number: files[number] for number in numbers},
        minutes_no=met.minutes_no or "",
    )


def _field(step: FiledStep, name: str) -> str:
    return next((str(f.value) for f in step.form if f.name == name), "")


class _Reading:
    """What a document needs besides the case's own file."""

    def __init__(self, session: Session, case: Case) -> None:
        self.session, self.case = session, case
        self.authority = session.get_one(Authority, case.authority_id)
        self.procedure: Procedure = procedure_named(case.procedure)
        self.kinds: Kinds = kinds_of(case.procedure)
        self.cycle = session.get_one(Cycle, case.cycle_id)

    @property
    def edition(self) -> Edition:
        return edition_of(self.session, self.procedure, self.case, self.cycle)

    def files(self) -> tuple[CaseFile, CaseFile | None]:
        """The case's file, and of a person's case its cycle's."""
        case = self.case
        asked = select(Case.number).where(Case.cycle_id == case.cycle_id, Case.kind == "cycle")
        own = self.session.exec(asked).first() or case.number
        files = {f.number: f for f in case_files(self.session, [case.number, own])}
        return files[case.number], files[own] if own != case.number else None

    def sources(self, kind: DocumentKind, file: CaseFile, cycle: CaseFile | None, step: FiledStep) -> Sources:
        """The sources of a paper that the step owes, as the step itself tells of it."""
        return Sources(
            kind=kind,
            kinds=self.kinds,
            procedure=self.procedure,
            office=self.office(),
            file=file,
            cycle=cycle,
            step=step,
            clause=step.clause,
            day=None,
            signer=self.signer(kind.signer or step.performer.role),
            listed=tuple(self.listed(file)) if file.kind == "cycle" and self.case.facts.get("roll") else (),
        )

    def office(self) -> Office:
        who = self.authority
        return Office(who.code, Text(who.name_ru, who.name_kk), who.country)

    def signer(self, role: str) -> tuple[Text, PersonName | None]:
        """The role's title and who acts in it in this case."""
        return self.procedure.roles.get(role, HEAD), self._holder(role)

    def _holder(self, role: str) -> PersonName | None:
        case = self.case
        concerned = self.session.get(Official, case.official_id) if case.official_id else None
        place = self.session.get(Organisation, case.organisation_id) if case.organisation_id else None
        acting = Performers(self.session, {self.authority.id})
        settlement = place.settlement if place else None
        return name_of(acting.holder(self.authority.id, case.procedure, role, concerned, settlement))

    def facts(self, file: CaseFile, cycle: CaseFile | None, step: FiledStep | None) -> Facts:
        """The facts of the case as they stood when the step was recorded; left out: as they stand now."""
        values: dict[str, Any] = dict(self.case.facts)
        for each, at in ((cycle, None), (file, step)):
            if each is not None:
                process = self.procedure.process(each.kind)
                for code, found in standing_at(process, each.steps, at).items():
                    values |= {f"{code}.{f.name}": f.value for f in found.form}
                    values |= {f"{code}.done_on": found.done_on, f"{code}.outcome": found.outcome}
        on = step.done_on if step else None
        return Facts(values, on or file.opened_on, self.edition, calendar_of(self.session, self.authority))

    def minutes_no(self, step_id: int) -> str:
        """The number of the minutes of the meeting that the step's ruling was taken at."""
        asked = (
            select(Document.number)
            .join(Ruling, col(Ruling.meeting_id) == Document.meeting_id)
            .where(Ruling.step_id == step_id, Document.kind == MINUTES)
        )
        return self.session.exec(asked).first() or ""

    # The commission

    def met(self, row: StepRecord, step: FiledStep) -> MeetingFile:
        """The meeting at which the step was decided; where no votes were kept, its commission alone."""
        voted = self.session.exec(select(Ruling.id).where(Ruling.step_id == row.id)).first() is not None
        found = meeting_of_step(self.session, row.id) if voted else self._without_votes(step)
        mine = tuple(d for d in found.cases if d.case == self.case.number)
        return replace(found, cases=mine, secretary=found.secretary or self.secretary())

    def _without_votes(self, step: FiledStep) -> MeetingFile:
        met_on = step.done_on or self.case.opened_on
        commission = commission_in_force(self.session, self.authority.id, self.case.procedure, met_on)
        found = convened(self.session, self.case, commission, met_on)
        return replace(found, minutes_no=_field(step, "minutes_no") or None)

    def secretary(self) -> PersonName | None:
        """Who keeps the minutes where the commission names no secretary."""
        return self._holder(SECRETARY)

    # The list

    def listed(self, file: CaseFile) -> Iterable[Listed]:
        """Who is on the cycle's list, but for those its form leaves out; posts and categories as of its opening."""
        said = {f.name: f.value for s in file.steps for f in s.form}
        left_out = set(said.get("exclude") or {})
        kept: Sequence[Mapping[str, Any]] = self.case.facts.get("roll") or ()
        roll = [r for r in kept if r["listed"] and r["official"] not in left_out]
        people = by_code(self.session, Official, self.authority.id, {r["official"] for r in roll})
        places = by_code(self.session, Organisation, self.authority.id, {r["organisation"] for r in roll})
        ids = {p.id for p in people.values()}
        on = self.cycle.opened_on
        posts, categories, known = self._posts(ids, on), self._categories(ids, on), self._case_facts()
        for row in roll:
            person, place = people.get(row["official"]), places.get(row["organisation"])
            category = categories.get(person.id if person else 0)
            of_case = known.get(person.id if person else 0, {})
            yield Listed(
                name_of(person),
                str(of_case.get("case.post") or posts.get((person.id, place.id), "") if person and place else ""),
                Text(place.name_ru, place.name_kk) if place else Text("", ""),
                place.settlement if place else "",
                category.category if category else "",
                category.valid_until if category else None,
                tuple(Text(**reason) for reason in row["reasons"]),
                self.kinds.listed(of_case),
            )

    def _posts(self, ids: set[int], on: date) -> Mapping[tuple[int, int], str]:
        asked = select(Tenure).where(col(Tenure.official_id).in_(ids), in_force(Tenure.start_on, Tenure.end_on, on))
        rows = self.session.exec(asked.order_by(col(Tenure.is_head), col(Tenure.start_on), col(Tenure.id)))
        return {(row.official_id, row.organisation_id): row.post for row in rows}

    def _categories(self, ids: set[int], on: date) -> Mapping[int, Category]:
        asked = select(Category).where(col(Category.official_id).in_(ids), col(Category.given_on) <= on)
        rows = self.session.exec(asked.order_by(col(Category.given_on), col(Category.id)))
        return {row.official_id: row for row in rows}

    def _case_facts(self) -> Mapping[int, Mapping[str, Any]]:
        asked = select(Case).where(Case.cycle_id == self.case.cycle_id, Case.kind == "case")
        return {c.official_id: c.facts for c in self.session.exec(asked) if c.official_id is not None}
