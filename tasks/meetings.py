"""A commission's meeting: one form for the votes and decisions of many cases, recorded all together or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from models import clock
from models.engine import Answer
from models.errors import InvalidInput, Refusal
from models.forms import choice_names, form_schema
from models.procedure import Procedure
from models.record.cases import Case, Ruling, StepRecord
from models.record.commissions import Meeting
from models.record.database import reading, writing
from models.record.loading import find_case, load_states
from models.record.people import Authority
from models.record.registry_queries import commission_in_force
from models.record.writer import record
from models.regulations import procedure as procedure_named
from models.state import CaseState
from models.texts import LANGUAGES, Text
from notifications.owed import put_letters
from tasks.record import OPERATOR, the_record
from tasks.runs import FormTab, RunView
from tasks.views import facts_around, run_name

MEETING = "meeting"
TITLE = Text("Заседание комиссии", "Комиссия отырысы", "Commission meeting")
WAITING = Text("{title}: ждут решения {count}", "{title}: шешім күтуде {count}", "{title}: {count} waiting")
HELD = Text("{title}: решено {count}", "{title}: шешілді {count}", "{title}: {count} decided")
NOBODY = Text("{title}: ждать решения некому", "{title}: шешім күтетін іс жоқ", "{title}: nobody is waiting")
ROW = Text("{case}: {reason} (п. {clause})", "{case}: {reason} ({clause}-т.)", "{case}: {reason} (clause {clause})")
HELP = Text(
    "Дело без решения на этом заседании не рассматривается",
    "Шешімі жоқ іс бұл отырыста қаралмайды",
    "A case without a decision is not dealt with at this meeting",
)


@dataclass(frozen=True)
class Held:
    """What came of a meeting: how many cases it decided; or what the law refuses, and then nothing was recorded."""

    decided: int = 0
    refused: tuple[Refusal, ...] = ()

    def why(self) -> Text:
        """Each refused case with its reason and clause."""
        told = [ROW.filled(case=r.case, reason=r.reason, clause=r.clause) for r in self.refused]
        return Text(*("\n\n".join(t.in_(lang) for t in told) for lang in LANGUAGES))


class _SomeRefused(Exception):
    """Takes the transaction back."""


@dataclass(frozen=True)
class Agenda:
    """The cases of a cycle that wait for its commission."""

    cycle: Case
    authority: Authority
    procedure: Procedure
    cases: tuple[Case, ...]


def agenda(session: Session, cycle: str) -> Agenda:
    """What a meeting of this cycle's commission has to decide. Raises `InvalidInput` where it is no such cycle."""
    own = find_case(session, cycle)
    procedure = procedure_named(own.procedure)
    if own.kind != "cycle" or not procedure.meets_on:
        raise InvalidInput(f"'{cycle}' is not a cycle whose commission meets")
    waiting = session.exec(
        select(Case)
        .join(StepRecord)
        .where(Case.cycle_id == own.cycle_id, StepRecord.code == procedure.meets_on, StepRecord.state == "open")
        .order_by(Case.number)
    ).all()
    return Agenda(own, session.get_one(Authority, own.authority_id), procedure, tuple(waiting))


def meeting_held(cycle: str, decided: int) -> str:
    """The badge of a meeting that was held."""
    with reading(the_record()) as session:
        return HELD.filled(title=TITLE, count=decided).in_(agenda(session, cycle).authority.language)


def meeting_view(cycle: str, why: Text | None = None, given: Mapping[str, Any] | None = None) -> RunView:
    """The meeting's run: its form has the attendance once, and votes and decision for each case."""
    with reading(the_record()) as session:
        found = agenda(session, cycle)
        language = found.authority.language
        tabs = (_tab(session, found, given or {}),) if found.cases else ()
    text = WAITING if found.cases else NOBODY
    badge = text.filled(title=TITLE, count=len(found.cases)).in_(language)
    tags = (f"procedure:{found.procedure.code}", f"authority:{found.authority.code}", "meeting")
    message = why.in_(language) if why else ""
    return RunView(
        f"{cycle} · {TITLE.in_(language)}", badge, f"meeting-{_slug(cycle)}", tabs, message, tags,
        question=TITLE.in_(language),
    )  # fmt: skip


def _tab(session: Session, found: Agenda, given: Mapping[str, Any]) -> FormTab:
    procedure, language = found.procedure, found.authority.language
    step = procedure.case.step(procedure.meets_on)
    assert step.form is not None
    on = clock.local(clock.now(), found.authority.timezone)
    commission = commission_in_force(session, found.authority.id, procedure.code, on)
    known = {"members": len(commission.members)} if commission else {}
    states = load_states(session, found.cases)
    names = {p: n for p, n in choice_names(step.form, language).items() if p.split(".")[0] in procedure.meeting}
    shown = _shared_offers(session, found, states, on)
    names |= {path: {code: text.in_(language) for code, text in codes.items()} for path, codes in shown.items()}
    whole = form_schema(step.form, language, {**known, **given}, {p: list(c) for p, c in shown.items()})
    shared = {name: node for name, node in whole["properties"].items() if name in procedure.meeting}
    cases, definitions = {}, dict(whole.get("$defs", {}))
    for position, case in enumerate(found.cases, start=len(shared)):
        facts = facts_around(session, procedure, case, states[case.id], found.authority, on)
        offers = step.offers(facts) if step.offers else {}
        own = form_schema(step.form, language, given.get(case.number), {p: list(c) for p, c in offers.items()})
        # What each case offers differs, so each has definitions of its own.
        renamed = {name: f"{name}-{position}" for name in own.get("$defs", {})}
        definitions |= {renamed[name]: _refer(node, renamed) for name, node in own.get("$defs", {}).items()}
        rows = {n: _refer(node, renamed) for n, node in own["properties"].items() if n not in procedure.meeting}
        cases[case.number] = {
            "type": "object", "title": run_name(session, case), "properties": rows, "position": position, "default": {},
        }  # fmt: skip
        for path, codes in offers.items():
            names[f"{case.number}.{path}"] = {code: text.in_(language) for code, text in codes.items()}
        for path, codes_ in choice_names(step.form, language).items():
            names.setdefault(f"{case.number}.{path}", codes_)
    schema = {
        "type": "object", "title": TITLE.in_(language), "properties": {**shared, **cases},
        "required": [n for n in whole.get("required", []) if n in shared], "$defs": definitions,
    }  # fmt: skip
    return FormTab(MEETING, TITLE.in_(language), schema, HELP.in_(language), names=names)


def _shared_offers(
    session: Session, found: Agenda, states: Mapping[int, CaseState], on: date
) -> Mapping[str, Mapping[str, Text]]:
    """What is offered once for all cases: they have one commission."""
    step = found.procedure.case.step(found.procedure.meets_on)
    if step.offers is None:
        return {}
    case = found.cases[0]
    facts = facts_around(session, found.procedure, case, states[case.id], found.authority, on)
    return {path: codes for path, codes in step.offers(facts).items() if path in found.procedure.meeting}


def hold(cycle: str, values: Mapping[str, Any], *, key: str, by: str = OPERATOR) -> Held:
    """Record a meeting: every decision is checked, then all are recorded, or none.

    Taken again under the same key, it changes nothing.
    """
    at = clock.now()
    refused: list[Refusal] = []
    try:
        with writing(the_record()) as session:
            found = agenda(session, cycle)
            on = clock.local(at, found.authority.timezone)
            shared = {name: value for name, value in values.items() if name in found.procedure.meeting}
            rows = {n: r for n, r in values.items() if isinstance(r, Mapping) and r.get("decision") is not None}
            for number, row in rows.items():
                answer = Answer(found.procedure.meets_on, {**shared, **_without_empty(row)})
                try:
                    record(session, number, answer, on=on, at=at, by=by, then=put_letters, answer_key=f"{key}:{number}")
                except Refusal as refusal:
                    refusal.case = number
                    refused.append(refusal)
            if refused:
                raise _SomeRefused
            return Held(_keep_meeting(session, found, shared, key, at))
    except _SomeRefused:
        return Held(refused=tuple(refused))


def _keep_meeting(session: Session, found: Agenda, shared: Mapping[str, Any], key: str, at: datetime) -> int:
    """One row for the meeting, named by the rulings it took; kept once."""
    rulings = session.exec(
        select(Ruling).join(StepRecord).where(col(StepRecord.answer_key).startswith(f"{key}:", autoescape=True))
    ).all()
    fresh = [r.id for r in rulings if r.meeting_id is None]
    if fresh:
        commission = commission_in_force(session, found.authority.id, found.procedure.code, rulings[0].met_on)
        held = Meeting(
            cycle_id=found.cycle.cycle_id,
            commission_id=commission.id if commission else None,
            met_on=rulings[0].met_on,
            members=int(shared["members"]),
            present=int(shared["present"]),
            attendance=[{"member": name, "present": True} for name in shared.get("attendance") or []] or None,
            recorded_at=at,
        )
        session.add(held)
        session.flush()
        session.connection().execute(update(Ruling).where(col(Ruling.id).in_(fresh)).values(meeting_id=held.id))
    return len(rulings)


def _without_empty(row: Mapping[str, Any]) -> dict[str, Any]:
    """A nested object in which nothing was filled in was not meant."""
    return {n: v for n, v in row.items() if v is not None and not (isinstance(v, Mapping) and not any(v.values()))}


def _refer(node: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            k: f"#/$defs/{renamed[v.rsplit('/', 1)[-1]]}" if k == "$ref" else _refer(v, renamed)
            for k, v in node.items()
        }
    return [_refer(v, renamed) for v in node] if isinstance(node, list) else node


def _slug(number: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in number.lower())
