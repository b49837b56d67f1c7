"""An act amended while cases run: the new edition entered, open cases kept or moved, their terms computed again.

Looked at first; written in one transaction with what it moves; taken back by `undo` as long as nothing rests on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import clock
from models.acts import Act as LegalAct
from models.acts import Edition
from models.calendars import WorkingCalendar
from models.errors import DefinitionError, InvalidInput
from models.procedure import Procedure
from models.record.acts import Amendment
from models.record.audit import Act, AuditEntry, append_all
from models.record.cases import Case, Cycle
from models.record.loading import act_of, amended_edition, calendar_of
from models.record.marking import show_again
from models.record.people import Authority
from models.record.recomputing import Recomputing, apply, look, open_cases

MOVED_CASE, RETURNED_CASE = "case-moved-to-edition", "case-returned-to-edition"
KEYS = ("code", "based_on", "published_on", "in_force_from", "parameters", "note_ru", "note_kk")


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
        """The edition as it is kept; `act` as amended so far."""
        return Amendment(
            act=act.code, code=self.code, based_on=self.based_on or act.editions[-1].code,
            published_on=self.published_on, in_force_from=self.in_force_from, parameters=dict(self.parameters),
            note_ru=self.note_ru, note_kk=self.note_kk, entered_at=at, entered_by=by,
        )  # fmt: skip


@dataclass(frozen=True)
class Amending:
    """What an amendment touches: the open cases under other editions, and, if they go over, what moves."""

    cases: tuple[Case, ...] = ()
    moved: tuple[Recomputing, ...] = field(default=())


@dataclass(frozen=True)
class _Going:
    """An authority's open cases on their way to another edition: what moves, under which calendar, on which day."""

    authority: Authority
    cases: tuple[Case, ...]
    found: Recomputing
    calendar: WorkingCalendar
    on: date


def read_edition(data: object) -> NewEdition:
    """The edition a file describes. Raises `InvalidInput` that says which keys it has and what is wrong."""
    if not isinstance(data, Mapping):
        raise InvalidInput(f"an edition is a mapping with: {', '.join(KEYS)}")
    unknown = [str(k) for k in data if k not in KEYS]
    if unknown:
        raise InvalidInput(f"an edition has no '{unknown[0]}'; it has: {', '.join(KEYS)}")
    changes = data.get("parameters")
    if not data.get("code") or not isinstance(changes, Mapping) or not changes:
        raise InvalidInput("an edition needs a `code`, and `parameters` that say what it changes")
    for code, changed in changes.items():
        if not isinstance(changed, Mapping) or not {"value"} <= set(changed) <= {"value", "clause", "choices"}:
            raise InvalidInput(f"parameter '{code}': needs `value`, and may have `clause` and `choices`")
        if not isinstance(changed.get("choices", []), list):
            raise InvalidInput(f"parameter '{code}': `choices` is a list of other values the text can be read to allow")
    for name in ("published_on", "in_force_from"):
        if data.get(name) is not None and type(data[name]) is not date:
            raise InvalidInput(f"{name}: a date like 2027-03-01 is needed, not {data[name]!r}")
    given: dict[str, Any] = {
        name: str(data[name]) for name in ("code", "based_on", "note_ru", "note_kk") if data.get(name)
    }
    given |= {name: data.get(name) for name in ("published_on", "in_force_from")}
    return NewEdition(**given, parameters={str(code): dict(changed) for code, changed in changes.items()})


def preview(session: Session, procedure: Procedure, new: NewEdition, at: datetime, *, move: bool) -> Amending:
    """What entering the edition would touch; nothing is written. Raises as `enter` does."""
    edition = _checked(session, procedure, new, at)
    going = _going(session, procedure, lambda _case: edition, at, lock=False)
    return _amending(going, moved=move)


def enter(session: Session, procedure: Procedure, new: NewEdition, *, at: datetime, by: str, move: bool) -> Amending:
    """Enter the edition; with `move` open cases go over to it and their terms are computed again.

    Raises `InvalidInput` for a code that is there, a first day not after the last edition's, an unknown parameter, a
    value not of its kind or no term where one is needed, or one that takes from an authority what it chose.
    """
    edition = _checked(session, procedure, new, at)
    going = _going(session, procedure, lambda _case: edition, at, lock=True)
    session.add(new.row(act_of(session, procedure), at, by))
    after = {"edition": new.code, "in_force_from": str(new.in_force_from or ""), "parameters": dict(new.parameters)}
    _audit(session, procedure, "act-amended", at, by, after=after)
    if move:
        for each in going:
            to = {c.id: new.code for c in each.cases}
            _go_over(session, each, to, MOVED_CASE, at, by, why=f"edition {new.code}")
    _forget(session)
    return _amending(going, moved=move)


def preview_undo(session: Session, procedure: Procedure, code: str, at: datetime) -> Amending:
    """What taking the amendment back would touch; nothing is written. Raises as `undo` does."""
    return _amending(_going_back(session, procedure, code, at, lock=False)[0], moved=True)


def undo(session: Session, procedure: Procedure, code: str, *, at: datetime, by: str) -> Amending:
    """Take an amendment back: cases that went over to it return to the edition they had, and are computed again.

    Raises `InvalidInput` where there is no such amendment, or where something rests on it: a cycle opened or a case
    closed under it, or another amendment.
    """
    going, back = _going_back(session, procedure, code, at, lock=True)
    for each in going:
        _go_over(session, each, back, RETURNED_CASE, at, by, why=f"edition {code} taken back")
    row = _amendment(session, procedure, code)
    before = {"edition": code, "in_force_from": str(row.in_force_from or ""), "parameters": dict(row.parameters)}
    _audit(session, procedure, "amendment-taken-back", at, by, before=before)
    session.delete(row)
    _forget(session)
    return _amending(going, moved=True)


def _checked(session: Session, procedure: Procedure, new: NewEdition, at: datetime) -> Edition:
    act = act_of(session, procedure)
    edition = amended_edition(act, new.row(act, at, ""))
    act.amended(edition)
    try:
        for process in (procedure.cycle, procedure.case):
            process.check_edition(edition)
    except DefinitionError as error:
        raise InvalidInput(str(error)) from error
    return edition


def _going(
    session: Session, procedure: Procedure, to: Callable[[Case], Edition | None], at: datetime, *, lock: bool
) -> list[_Going]:
    """Every open case of the procedure that `to` gives another edition, by authority."""
    going = []
    for authority in session.exec(select(Authority).order_by(col(Authority.code))).all():
        calendar, on = calendar_of(session, authority), clock.local(at, authority.timezone)
        there = open_cases(session, authority, procedure=procedure.code, lock=lock)
        wanted = {c.id: edition for c in there if (edition := to(c)) is not None and edition.code != c.edition}
        cases = tuple(c for c in there if c.id in wanted)
        if not cases:
            continue
        cycles = session.exec(select(Cycle).where(col(Cycle.id).in_({c.cycle_id for c in cases})))
        own = {cycle.id: cycle.parameters for cycle in cycles}
        made: dict[tuple[str, int], Edition] = {}
        for case in cases:
            key = (wanted[case.id].code, case.cycle_id)
            if key not in made:
                made[key] = wanted[case.id].with_values(own[case.cycle_id])
            wanted[case.id] = made[key]
        found = look(session, authority, calendar, on, cases=cases, editions=wanted)
        going.append(_Going(authority, cases, found, calendar, on))
    return going


def _going_back(
    session: Session, procedure: Procedure, code: str, at: datetime, *, lock: bool
) -> tuple[list[_Going], dict[int, str]]:
    """What goes back where the amendment is taken back, and each case's earlier edition by its id."""
    _amendment(session, procedure, code)
    _nothing_rests(session, procedure, code)
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == MOVED_CASE).order_by(col(AuditEntry.id)))
    had = {e.case_number: (e.before or {})["edition"] for e in entries if (e.after or {})["edition"] == code}
    # A case opened in a cycle that had gone over never had another edition: it takes the one its cycle opened under.
    asked = select(Case, Cycle.edition).join(Cycle).where(Case.procedure == procedure.code, Case.edition == code)
    back = {case.id: had.get(case.number, opened_under) for case, opened_under in session.exec(asked)}
    act = act_of(session, procedure)
    going = _going(session, procedure, lambda c: act.edition(back[c.id]) if c.id in back else None, at, lock=lock)
    return going, back


def _amendment(session: Session, procedure: Procedure, code: str) -> Amendment:
    asked = select(Amendment).where(Amendment.act == procedure.act.code)
    known = {row.code: row for row in session.exec(asked.order_by(col(Amendment.id)))}
    if code not in known:
        raise InvalidInput(
            f"no amendment '{code}' of '{procedure.act.code}' was entered; there are: {', '.join(known) or 'none'}"
        )
    return known[code]


def _nothing_rests(session: Session, procedure: Procedure, code: str) -> None:
    act = procedure.act.code
    cycle = session.exec(select(Cycle).where(Cycle.procedure == procedure.code, Cycle.edition == code)).first()
    if cycle is not None:
        raise InvalidInput(f"the cycle of {cycle.year} was opened under '{code}': it can't be taken back")
    other = session.exec(select(Amendment.code).where(Amendment.act == act, Amendment.based_on == code)).first()
    if other is not None:
        raise InvalidInput(f"the amendment '{other}' is based on '{code}': take that one back first")
    closed = select(Case.number).where(Case.procedure == procedure.code, Case.edition == code)
    number = session.exec(closed.where(col(Case.closed_on).is_not(None)).order_by(Case.number)).first()
    if number is not None:
        raise InvalidInput(f"the case {number} was closed under '{code}': it can't be taken back")


def _go_over(
    session: Session, going: _Going, editions: Mapping[int, str], action: str, at: datetime, by: str, *, why: str
) -> None:
    apply(session, going.found, going.calendar, on=going.on, at=at, by=by, why=why)
    acts = []
    for case in going.cases:
        acts.append(
            Act(at=at, on_day=going.on, actor=by, action=action, authority_code=going.authority.code,
                case_number=case.number, before={"edition": case.edition}, after={"edition": editions[case.id]})
        )  # fmt: skip
        case.edition = editions[case.id]
    session.flush()
    show_again(session, (c.id for c in going.cases))
    append_all(session, acts)


def _audit(
    session: Session,
    procedure: Procedure,
    action: str,
    at: datetime,
    by: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """The act as a whole concerns every authority of its country, whether it has open cases or not."""
    places = session.exec(select(Authority).where(Authority.country == procedure.act.country).order_by(Authority.code))
    append_all(session, [
        Act(at=at, on_day=clock.local(at, a.timezone), actor=by, action=action, authority_code=a.code,
            clause=procedure.act.code, before=before, after=after)
        for a in places.all()
    ])  # fmt: skip


def _amending(going: Sequence[_Going], *, moved: bool) -> Amending:
    cases = tuple(case for each in going for case in each.cases)
    return Amending(cases, tuple(each.found for each in going) if moved else ())


def _forget(session: Session) -> None:
    """The session reads the act's editions again."""
    session.flush()
    session.info.pop("acts", None)
