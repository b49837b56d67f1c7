"""A meeting as its minutes tell it: who sat, what was decided in each case, by which votes, and why that is what they
came to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.conflicts import CODE, OFF, QUORUM
from models.errors import InvalidInput
from models.filed_meeting import DecidedCase, MeetingFile, SatMember, Vote
from models.filled_forms import filled_form
from models.forms import choices
from models.record.case_rows import name_of, place_of
from models.record.cases import Ballot, Case, Cycle, Ruling, StepRecord
from models.record.commissions import Meeting
from models.record.loading import edition_of, find_case
from models.record.outcomes import node_of, outcome_title
from models.record.people import Authority, Official, Organisation
from models.record.registry_queries import CommissionInForce, commission_in_force, find_commission
from models.regulations import procedure as procedure_named
from models.texts import Text, as_is
from models.votes import KeptOut, tally


def meetings_of(session: Session, cycle: str) -> list[Meeting]:
    """The meetings held in a cycle, oldest first. Raises `InvalidInput` where there is no such cycle."""
    own = find_case(session, cycle)
    asked = select(Meeting).where(col(Meeting.cycle_id) == own.cycle_id).order_by(col(Meeting.met_on), col(Meeting.id))
    return list(session.execute(asked).scalars())


def meeting_file(session: Session, meeting_id: int) -> MeetingFile:
    """One meeting, whole. Raises `InvalidInput` where there is none of this id. A fixed number of queries."""
    found = session.get(Meeting, meeting_id)
    if found is None:
        raise InvalidInput(f"no meeting {meeting_id}")
    return _file(session, _rulings(session, col(Ruling.meeting_id) == meeting_id), found)


def meeting_of_step(session: Session, step_id: int) -> MeetingFile:
    """The meeting at which the step was decided; alone, where its case's own form brought the decision.

    Raises `InvalidInput` where the step holds no decision of a commission.
    """
    rows = _rulings(session, col(Ruling.step_id) == step_id)
    if not rows:
        raise InvalidInput(f"step record {step_id} holds no decision of a commission")
    meeting_id = rows[0][0].meeting_id
    return meeting_file(session, meeting_id) if meeting_id is not None else _file(session, rows, None)


_Row = tuple[Ruling, StepRecord, Case, Official | None, Organisation | None]


def _rulings(session: Session, which: Any) -> list[_Row]:
    asked = (
        select(Ruling, StepRecord, Case, Official, Organisation)
        .join(StepRecord, col(StepRecord.id) == Ruling.step_id)
        .join(Case, col(Case.id) == Ruling.case_id)
        .outerjoin(Official, col(Official.id) == Case.official_id)
        .outerjoin(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(which)
        .order_by(col(Case.number))
    )
    return [(ruling, step, case, official, place) for ruling, step, case, official, place in session.execute(asked)]


def _file(session: Session, rows: Sequence[_Row], held: Meeting | None) -> MeetingFile:
    if not rows:
        raise InvalidInput("no case was decided at this meeting")
    ruling, step, case, *_ = rows[0]
    form, cycle = step.form or {}, session.get_one(Cycle, case.cycle_id)
    own = select(col(Case.number)).where(col(Case.cycle_id) == cycle.id, col(Case.kind) == "cycle")
    edition = edition_of(session, procedure_named(case.procedure), case, cycle)
    quorum = edition["quorum"]
    if held is None:
        commission = commission_in_force(session, case.authority_id, case.procedure, ruling.met_on)
        attended = form.get("attendance") or []
    else:
        commission = find_commission(session, held.commission_id)
        attended = [one["member"] for one in held.attendance or [] if one["present"]]
    bench = convened(session, case, commission, ruling.met_on, attended)
    bench = replace(
        bench,
        id=held.id if held else None,
        cycle=session.execute(own).scalar_one(),
        minutes_no=form.get("minutes_no"),
        members=held.members if held else int(form.get("members") or len(bench.sat)),
        present=held.present if held else int(form.get("present") or len(attended)),
        quorum=Fraction(quorum.value),
        quorum_clause=quorum.clause,
        conflict_rule=str(edition.parameters[CODE].value) if CODE in edition.parameters else OFF,
    )
    return replace(bench, cases=tuple(_Decided(session, rows, bench).cases()))


def convened(
    session: Session, case: Case, commission: CommissionInForce | None, met_on: date, attended: Sequence[str] = ()
) -> MeetingFile:
    """The commission as it met on a day, nothing decided yet."""
    authority, procedure = session.get_one(Authority, case.authority_id), procedure_named(case.procedure)
    sat = [
        SatMember(m.full_name, m.part, m.is_chair, m.full_name in attended if attended else None)
        for m in (commission.members if commission else ())
    ]
    # Named as present, and not in the registry (any more): the minutes leave nobody out.
    names = {m.full_name for m in sat}
    sat += [SatMember(name, "", False, True) for name in attended if name not in names]
    secretary = session.get(Official, commission.secretary_id) if commission and commission.secretary_id else None
    return MeetingFile(
        id=None,
        cycle="",
        procedure=procedure.code,
        title=procedure.title,
        authority=authority.code,
        authority_name=Text(authority.name_ru, authority.name_kk),
        country=authority.country,
        language=authority.language,
        met_on=met_on,
        minutes_no=None,
        members=len(sat),
        present=len(sat),
        quorum=Fraction(0),
        quorum_clause="",
        conflict_rule=OFF,
        act_no=commission.act_no if commission else None,
        act_on=commission.act_on if commission else None,
        sat=tuple(sat),
        secretary=name_of(secretary),
        cases=(),
    )


class _Decided:
    """The cases of one meeting."""

    def __init__(self, session: Session, rows: Sequence[_Row], met: MeetingFile) -> None:
        self.rows, self.met = rows, met
        self.chairs = {m.full_name for m in met.sat if m.is_chair}
        self.away = {m.full_name for m in met.sat if m.present is False}
        self.ballots: dict[int, list[Ballot]] = {}
        cast = select(Ballot).where(col(Ballot.ruling_id).in_([r[0].id for r in rows])).order_by(col(Ballot.id))
        for ballot in session.execute(cast).scalars():
            self.ballots.setdefault(ballot.ruling_id, []).append(ballot)
        goes_to = {r[0].destination_id for r in rows if r[0].destination_id is not None}
        asked = select(Organisation).where(col(Organisation.id).in_(goes_to))
        self.places = {o.id: o for o in session.execute(asked).scalars()} if goes_to else {}

    def cases(self) -> list[DecidedCase]:
        return [self._case(*row) for row in self.rows]

    def _case(
        self, ruling: Ruling, step: StepRecord, case: Case, official: Official | None, place: Organisation | None
    ) -> DecidedCase:
        process, form = procedure_named(case.procedure).case, step.form or {}
        node = node_of(process, step.code)
        model = node.form if node else None
        names = choices(model, "decision")
        ballots = self.ballots.get(ruling.id, [])
        casting = next((b.option for b in ballots if b.casting), None)
        recused = tuple(ruling.recused or ())
        absent = sum(name in self.away for name in recused)
        chair = any(name in self.chairs for name in recused)
        out = KeptOut(len(recused) - absent, absent, self.met.conflict_rule == QUORUM, chair)
        members, present = int(form.get("members") or self.met.members), int(form.get("present") or self.met.present)
        cast = {b.option: b.votes for b in ballots}
        came_to = tally(members, present, cast, casting, self.met.quorum, out)
        title = outcome_title(process, step.code, ruling.option, {}) or as_is(ruling.option)
        return DecidedCase(
            case=case.number,
            person=name_of(official),
            post=str(case.facts.get("case.post") or ""),
            place=place_of(place),
            step=step.code,
            occurrence=step.occurrence,
            clause=step.clause,
            option=ruling.option,
            option_title=title,
            votes=tuple(Vote(b.option, names.get(b.option) or as_is(b.option), b.votes, b.casting) for b in ballots),
            recused=recused,
            reasons=came_to.reasons,
            destination=place_of(self.places.get(ruling.destination_id)) if ruling.destination_id else None,
            no_place=ruling.no_place,
            form=filled_form(model, form),
            standing=step.state == "done",
        )
