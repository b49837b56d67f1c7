"""An act amended while cases run: the new edition entered, open cases kept or moved, their terms computed again.

Looked at first; written in one transaction with what it moves; taken back by `undo` as long as no cycle was opened
under it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import clock
from models.acts import Act as LegalAct
from models.acts import Edition
from models.errors import InvalidInput
from models.procedure import Procedure
from models.record.acts import Amendment
from models.record.audit import Act, AuditEntry, append_all
from models.record.cases import Case, Cycle
from models.record.loading import act_of, amended_edition, calendar_of
from models.record.people import Authority
from models.record.recomputing import Recomputing, apply, look

MOVED_CASE = "case-moved-to-edition"


@dataclass(frozen=True)
class NewEdition:
    """An edition to be entered, as its file says it. `parameters`: code -> value and clause, what it changes."""

    code: str
    parameters: Mapping[str, Mapping[str, Any]]
    based_on: str = ""
    published_on: date | None = None
    in_force_from: date | None = None
    note_ru: str = ""
    note_kk: str = ""

    def row(self, act: LegalAct, at: datetime, by: str) -> Amendment:
        """The edition as it is kept."""
        return Amendment(
            act=act.code, code=self.code, based_on=self.based_on or act.editions[-1].code,
            published_on=self.published_on, in_force_from=self.in_force_from, parameters=dict(self.parameters),
            note_ru=self.note_ru, note_kk=self.note_kk, entered_at=at, entered_by=by,
        )  # fmt: skip


@dataclass(frozen=True)
class Amending:
    """What an amendment touches: the open cases under other editions, and what moves if they go over."""

    cases: tuple[Case, ...] = ()
    moved: tuple[Recomputing, ...] = field(default=())


def read_edition(data: Mapping[str, Any]) -> NewEdition:
    """The edition a file describes. Raises `InvalidInput` that says which keys it has and what is wrong."""
    known = ("code", "based_on", "published_on", "in_force_from", "parameters", "note_ru", "note_kk")
    unknown = [k for k in data if k not in known]
    if unknown:
        raise InvalidInput(f"an edition has no '{unknown[0]}'; it has: {', '.join(known)}")
    if not data.get("code") or not isinstance(data.get("parameters"), Mapping):
        raise InvalidInput("an edition needs a `code` and `parameters`")
    for code, changed in data["parameters"].items():
        if not isinstance(changed, Mapping) or not {"value"} <= set(changed) <= {"value", "clause", "choices"}:
            raise InvalidInput(f"parameter '{code}': needs `value`, and may have `clause` and `choices`")
    for name in ("published_on", "in_force_from"):
        if data.get(name) is not None and not isinstance(data[name], date):
            raise InvalidInput(f"{name}: a date like 2027-03-01 is needed, not {data[name]!r}")
    return NewEdition(**{**data, "code": str(data["code"])})


def preview(session: Session, procedure: Procedure, new: NewEdition, at: datetime, *, move: bool) -> Amending:
    """What entering the edition would touch; nothing is written. Raises as `enter` does."""
    edition = _checked(session, procedure, new, at)
    cases = _open_cases(session, procedure, but=new.code)
    if not move:
        return Amending(cases)
    return Amending(cases, tuple(found for _, found in _look(session, cases, edition, at)))


def enter(session: Session, procedure: Procedure, new: NewEdition, *, at: datetime, by: str, move: bool) -> Amending:
    """Enter the edition; with `move` open cases go over to it and their terms are computed again.

    Raises `InvalidInput` for a code that is there, an unknown parameter, or a value that is no term, and
    `DefinitionError` where editions would overlap.
    """
    edition = _checked(session, procedure, new, at)
    cases = _open_cases(session, procedure, but=new.code)
    session.add(new.row(procedure.act, at, by))
    authorities = {a.id: a for a in session.exec(select(Authority))}
    acts = [
        Act(at=at, on_day=new.in_force_from or at.date(), actor=by, action="act-amended", authority_code=a.code,
            clause=procedure.act.code, after={"edition": new.code, "parameters": dict(new.parameters)})
        for a in authorities.values()
    ]  # fmt: skip
    found: list[Recomputing] = []
    if move:
        for authority, each in _look(session, cases, edition, at):
            on, calendar = clock.local(at, authority.timezone), calendar_of(session, authority)
            apply(session, authority, each, calendar, on=on, at=at, by=by, why=f"edition {new.code}")
            found.append(each)
        acts += _go_over(session, cases, {c.id: new.code for c in cases}, authorities, at, by)
    append_all(session, acts)
    session.flush()
    session.info.pop("acts", None)
    return Amending(cases, tuple(found))


def undo(session: Session, procedure: Procedure, code: str, *, at: datetime, by: str) -> Amending:
    """Take an amendment back: cases that went over to it return to the edition they had, and are computed again.

    Raises `InvalidInput` where there is no such amendment, or a cycle was opened under it.
    """
    row = session.exec(select(Amendment).where(Amendment.act == procedure.act.code, Amendment.code == code)).first()
    if row is None:
        raise InvalidInput(f"no amendment '{code}' of '{procedure.act.code}' was entered")
    opened = session.exec(select(Cycle).where(Cycle.procedure == procedure.code, Cycle.edition == code)).first()
    if opened is not None:
        raise InvalidInput(f"the cycle of {opened.year} was opened under '{code}': it can't be taken back")
    moves = select(AuditEntry).where(AuditEntry.action == MOVED_CASE).order_by(col(AuditEntry.id))
    had = {
        e.case_number: e.before["edition"]
        for e in session.exec(moves)
        if e.before and (e.after or {})["edition"] == code
    }
    asked = select(Case).where(Case.procedure == procedure.code, Case.edition == code).order_by(col(Case.number))
    cases = tuple(session.exec(asked))
    back = {c.id: had[c.number] for c in cases}
    authorities = {a.id: a for a in session.exec(select(Authority))}
    found = []
    for authority in authorities.values():
        own = [c for c in cases if c.authority_id == authority.id and c.closed_on is None]
        on, calendar = clock.local(at, authority.timezone), calendar_of(session, authority)
        editions = {c.id: act_of(session, procedure).edition(back[c.id]).with_values(_own(session, c)) for c in own}
        each = look(session, authority, calendar, on, cases=own, editions=editions)
        apply(session, authority, each, calendar, on=on, at=at, by=by, why=f"edition {code} taken back")
        found.append(each)
    append_all(session, _go_over(session, cases, back, authorities, at, by))
    session.delete(row)
    session.flush()
    session.info.pop("acts", None)
    return Amending(cases, tuple(found))


def _checked(session: Session, procedure: Procedure, new: NewEdition, at: datetime) -> Edition:
    act = act_of(session, procedure)
    edition = amended_edition(act, new.row(procedure.act, at, ""))
    act.amended(edition)
    for process in (procedure.cycle, procedure.case):
        process.check_edition(edition)
    return edition


def _open_cases(session: Session, procedure: Procedure, but: str) -> tuple[Case, ...]:
    asked = select(Case).where(Case.procedure == procedure.code, col(Case.closed_on).is_(None), Case.edition != but)
    return tuple(session.exec(asked.order_by(col(Case.number))))


def _look(
    session: Session, cases: Sequence[Case], edition: Edition, at: datetime
) -> list[tuple[Authority, Recomputing]]:
    found = []
    for authority in session.exec(select(Authority).order_by(col(Authority.code))):
        own = [c for c in cases if c.authority_id == authority.id]
        on, calendar = clock.local(at, authority.timezone), calendar_of(session, authority)
        editions = {c.id: edition.with_values(_own(session, c)) for c in own}
        found.append((authority, look(session, authority, calendar, on, cases=own, editions=editions)))
    return found


def _own(session: Session, case: Case) -> Mapping[str, Any]:
    """The authority's own values, as they stood when the case's cycle opened."""
    return session.get_one(Cycle, case.cycle_id).parameters


def _go_over(
    session: Session,
    cases: Sequence[Case],
    editions: Mapping[int, str],
    authorities: Mapping[int, Authority],
    at: datetime,
    by: str,
) -> list[Act]:
    acts = []
    for case in cases:
        authority = authorities[case.authority_id]
        acts.append(
            Act(at=at, on_day=clock.local(at, authority.timezone), actor=by, action=MOVED_CASE,
                authority_code=authority.code, case_number=case.number, before={"edition": case.edition},
                after={"edition": editions[case.id]})
        )  # fmt: skip
        case.edition = editions[case.id]
        session.add(case)
    return acts
