"""The file of a case: everything an operator sees of it, in as many queries for a thousand cases as for one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.acts import OWN, Edition, Parameter
from models.errors import InvalidInput, InvalidTerm
from models.facts import as_day
from models.filed import (
    CaseFile,
    FiledBreach,
    FiledCorrection,
    FiledDocument,
    FiledEdition,
    FiledLetter,
    FiledParameter,
    FiledPerformer,
    FiledPerson,
    FiledRefusal,
    FiledReminder,
    FiledRuling,
    FiledStep,
    FiledTrace,
    Message,
    RollEntry,
)
from models.filled_forms import filled_form
from models.procedure import Procedure
from models.record.base import Rows
from models.record.case_rows import CaseRows, name_of, place_of
from models.record.cases import Case, Cycle, StepRecord
from models.record.documents import documents_of
from models.record.loading import edition_of
from models.record.outcomes import ahead_of, node_of, node_title, outcome_title
from models.record.people import Authority, Official, Organisation
from models.regulations import procedure as procedure_named
from models.terms import Term
from models.texts import Text, as_is


def case_file(session: Session, number: str) -> CaseFile:
    """The file of the case, or of the cycle's own, with this number. Raises `InvalidInput` where there is none."""
    found = case_files(session, [number])
    if not found:
        raise InvalidInput(f"no case {number!r}; `merzim cases` lists those there are")
    return found[0]


def case_files(session: Session, numbers: Sequence[str]) -> list[CaseFile]:
    """The files of these cases in their order, in a fixed number of queries; numbers that nobody has are left out.

    Some thousands at a time: the numbers go into one statement.
    """
    asked: Rows = (
        select(Case, Cycle, Authority, Official, Organisation)
        .join(Cycle, col(Cycle.id) == Case.cycle_id)
        .join(Authority, col(Authority.id) == Case.authority_id)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(col(Case.number).in_(numbers))
    )
    rows = {row[0].number: tuple(row) for row in session.execute(asked)}
    around = CaseRows(session, [row[0] for row in rows.values()])
    around.papers = documents_of(session, rows)
    return [_Filing(around, *rows[number]).file() for number in dict.fromkeys(numbers) if number in rows]


def value_text(parameter: Parameter) -> Text:
    """A parameter's value as people say it: a term in words, 3.9 as a decimal, 2/3 and anything else as it is."""
    if isinstance(parameter.value, Fraction) and not 10**6 % parameter.value.denominator:
        written = f"{float(parameter.value):g}"
        return Text(written.replace(".", ","), written.replace(".", ","), written)
    try:
        return Term.parse(str(parameter.value)).describe()
    except InvalidTerm:
        return as_is(parameter.value)


def breaches_of(case: Case, procedure: Procedure) -> tuple[FiledBreach, ...]:
    """A case's breaches, each under its step's title."""
    process = procedure.process(case.kind)
    return tuple(
        FiledBreach(each["step"], node_title(process, each["step"]), each["clause"], Text(**each["text"]))
        for each in case.breaches
    )


class _Filing:
    """One case's file put together."""

    def __init__(
        self,
        around: CaseRows,
        case: Case,
        cycle: Cycle,
        authority: Authority,
        official: Official | None,
        organisation: Organisation | None,
    ) -> None:
        self.around, self.case, self.cycle, self.authority = around, case, cycle, authority
        self.official, self.place = official, place_of(organisation)
        self.procedure = procedure_named(case.procedure)
        self.process = self.procedure.process(case.kind)
        self.edition: Edition = edition_of(around.session, self.procedure, case, cycle)
        self.rows: list[StepRecord] = around.steps[case.id]
        self.by_id = {row.id: row for row in self.rows}

    def file(self) -> CaseFile:
        case, around = self.case, self.around
        number, run, _ = around.cycles.get(case.cycle_id, (case.number, None, {}))
        running = [row.code for row in self.rows if row.state == "open"]
        standing = {row.code for row in self.rows if row.state in ("open", "done")}
        result = self.process.results.get(case.result or "") or (as_is(case.result) if case.result else None)
        return CaseFile(
            number=case.number,
            kind=case.kind,
            procedure=case.procedure,
            title=self.process.title if case.kind == "cycle" else self.procedure.title,
            year=self.cycle.year,
            cycle=number,
            authority=self.authority.code,
            authority_name=Text(self.authority.name_ru, self.authority.name_kk),
            timezone=self.authority.timezone,
            edition=self._edition(),
            person=self._person(),
            opened_on=case.opened_on,
            closed_on=case.closed_on,
            result=case.result,
            result_title=result,
            result_on=case.result_on,
            version=case.version,
            run_id=case.run_id,
            cycle_run_id=run,
            steps=tuple(self._step(row) for row in self.rows),
            ahead=tuple(
                ahead_of(self.process, code, standing, alone=len(running) == 1)
                for code in running
                if node_of(self.process, code)
            ),
            events=tuple((e.title, e.clause) for e in self.process.boundary_events if e.offered) if running else (),
            breaches=breaches_of(case, self.procedure),
            rulings=tuple(self._rulings()),
            documents=tuple(self._documents()),
            papers=tuple(around.papers.get(case.number, ())),
            refusals=tuple(self._refusals()),
            corrections=tuple(self._corrections()),
            letters=tuple(self._letter(row) for row in around.letters[case.number]),
            reminders=tuple(self._reminders()),
            why=self._why(),
            message=self._message(),
        )

    def _person(self) -> FiledPerson | None:
        name = name_of(self.official)
        if self.official is None or name is None:
            return None
        known = self.case.facts
        kept = self.around.posts.get(self.case.id, "")
        return FiledPerson(
            name,
            str(known.get("case.post") or kept),
            self.place,
            self.official.language,
            known.get("case.category"),
            as_day(known.get("case.category_until")),
        )

    def _edition(self) -> FiledEdition:
        act, edition, case = self.procedure.act, self.edition, self.case
        adoption = self.around.adoption(case.authority_id, act.code, self.cycle.opened_on)
        told = [p for p in edition.parameters.values() if p.note is not None or p.code in self.cycle.parameters]
        return FiledEdition(
            act.title, edition.code, edition.status(self.cycle.opened_on), edition.note, edition.in_force_from,
            adoption.from_day if adoption else None, adoption.decree if adoption else None,
            tuple(
                FiledParameter(p.code, p.title, value_text(p), p.clause, p.code in self.cycle.parameters, p.note)
                for p in told
            ),
        )  # fmt: skip

    def _step(self, row: StepRecord) -> FiledStep:
        node = node_of(self.process, row.code)
        values = row.form or {}
        return FiledStep(
            code=row.code,
            occurrence=row.occurrence,
            kind=row.kind,
            state=row.state,
            title=node_title(self.process, row.code),
            clause=row.clause,
            performer=self._performer(row.performer),
            opened_on=row.opened_on,
            term=Term.parse(row.term).describe() if row.term else None,
            term_clause=self._term_clause(row),
            anchor_on=row.anchor_on,
            due=row.due,
            last_day=row.last_day,
            not_before=row.not_before,
            ends=row.ends,
            done_on=row.done_on,
            late=row.late,
            provisional=row.provisional,
            outcome=row.outcome,
            outcome_title=outcome_title(self.process, row.code, row.outcome, values),
            traces=tuple(_trace(told) for told in row.trace or ()),
            form=filled_form(node.form if node else None, values),
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )

    def _performer(self, role: str) -> FiledPerformer:
        title = self.procedure.roles.get(role) or as_is(role)
        settlement = self.place.settlement if self.place else None
        case = self.case
        holder = self.around.performers.holder(case.authority_id, case.procedure, role, self.official, settlement)
        return FiledPerformer(role, title, name_of(holder))

    def _term_clause(self, row: StepRecord) -> str | None:
        deadline = getattr(node_of(self.process, row.code), "deadline", None)
        if deadline is None:
            return None
        if deadline.is_own(self.edition):
            return OWN
        return self.edition[deadline.term].clause if deadline.term else row.clause

    def _rulings(self) -> Iterable[FiledRuling]:
        for ruling, destination in self.around.rulings[self.case.id]:
            step = self.by_id[ruling.step_id]
            title = outcome_title(self.process, step.code, ruling.option, {}) or as_is(ruling.option)
            yield FiledRuling(
                step.code, step.occurrence, ruling.met_on, ruling.option, title, place_of(destination),
                ruling.no_place, step.state == "done",
            )  # fmt: skip

    def _documents(self) -> Iterable[FiledDocument]:
        for document in self.around.documents[self.case.id]:
            step = self.by_id.get(document.step_id)
            title = self._title(step.code if step else "") or as_is(document.code)
            yield FiledDocument(document.code, title, step.code if step else None, document.clause, document.owed_on)

    def _title(self, code: str) -> Text | None:
        node = node_of(self.process, code)
        return node.title if node else None

    def _letter(self, row: tuple[Any, ...]) -> FiledLetter:
        kind, step, channel, language, day, state, attempts, sent_at, error, fallback_of, confirmed, recipient = row
        # A letter carries no title of its own in every language; the step it comes from does.
        return FiledLetter(
            kind, step, self._title(step) or as_is(kind), name_of(recipient), channel, language, day, state, attempts,
            sent_at, error, fallback_of is not None, confirmed,
        )  # fmt: skip

    def _reminders(self) -> Iterable[FiledReminder]:
        for reminder in sorted(self.around.reminders[self.case.id], key=lambda r: (r.on_day, r.id)):
            step = self.by_id[reminder.step_id]
            yield FiledReminder(
                step.code, step.occurrence, reminder.on_day, reminder.kind, reminder.role, reminder.state
            )

    def _refusals(self) -> Iterable[FiledRefusal]:
        for refused in self.around.refused[self.case.id]:
            yield FiledRefusal(
                refused.step, node_title(self.process, refused.step), refused.clause, _text(refused.reason),
                refused.given_at, refused.given_by,
            )  # fmt: skip

    def _corrections(self) -> Iterable[FiledCorrection]:
        for kept in self.around.corrections[self.case.id]:
            step = self.by_id[kept.step_id]
            node = node_of(self.process, step.code)
            was, now = (
                {field.name: field for field in filled_form(node.form if node else None, side["form"])}
                for side in (kept.before, kept.after)
            )
            changed = [(was.get(name), now.get(name)) for name in dict.fromkeys((*was, *now))]
            yield FiledCorrection(
                step.code, node_title(self.process, step.code), step.clause,
                tuple(pair for pair in changed if pair[0] != pair[1]), kept.reason, kept.on_day, kept.corrected_by,
            )  # fmt: skip

    def _message(self) -> Message | None:
        kept = self.case.message
        if not kept:
            return None
        return Message(_text(kept), str(kept.get("clause", "")), self._title(str(kept.get("step", ""))))

    def _why(self) -> RollEntry | None:
        if self.official is None:
            return None
        place = self.place.code if self.place else ""
        entry = self.around.rolls.get(self.case.cycle_id, {}).get((self.official.code, place))
        return replace(roll_entry(entry), name=name_of(self.official), place=self.place) if entry else None


def roll_entry(entry: Mapping[str, Any]) -> RollEntry:
    """A line of a cycle's list as `models.record.opening` keeps it, the person and the place by their codes only."""
    return RollEntry(
        entry["official"], None, None, bool(entry["listed"]), entry["clause"],
        tuple(Text(**reason) for reason in entry["reasons"]), entry.get("excluded"),
    )  # fmt: skip


def _trace(told: Mapping[str, Any]) -> FiledTrace:
    lines = told["lines"]
    return FiledTrace(
        Term.parse(told["term"]).describe(),
        date.fromisoformat(told["start"]),
        tuple(Text(*line) for line in zip(lines["ru"], lines["kk"], lines["en"], strict=True)),
    )


def _text(kept: Mapping[str, Any]) -> Text:
    return Text(kept["ru"], kept["kk"], kept.get("en", ""))
