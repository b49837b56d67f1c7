"""Answers to forms, taken into a record as a case's run takes them (`tasks.record.take`)."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlmodel import Session

from models.clock import SimulatedClock
from models.errors import Refusal
from models.forms import happened_fields
from models.record.database import reading, writing
from models.record.tables import Authority, Commission, CommissionMember, Cycle, StepRecord, metadata
from models.record.writer import step_values
from models.regulations.attestation.commission import PARTS
from models.written import tidy
from tasks import record
from tasks.record import Taken
from tests.badinput.moments import Moment
from tests.badinput.values import hides
from tests.installed import installed
from tests.record import samples
from tests.records import empty_record

ZONE = ZoneInfo("Asia/Almaty")
_LOOK = text(
    "SELECT "
    + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in metadata.tables)
    + ", result, closed_on FROM cases WHERE number = :number"
)
_KEPT = text("SELECT clause FROM refused_answers WHERE answer_key = :key")
_TAKEN = text("SELECT coalesce(form, '{}') FROM step_records WHERE answer_key = :key")


@dataclass
class Desk:
    """A record with a case at every moment asked for; one that an answer has changed is made anew."""

    record: Engine
    clock: SimulatedClock
    authorities: dict[str, int] = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    made: int = 0

    def answer(self, moment: Moment, form: Any) -> "Answered":
        """Give an answer; what became of it."""
        number = self._case(moment)
        self.clock.set(datetime.combine(moment.on, time(12), ZONE))
        before = self._look(number)
        key = uuid4().hex
        taken = record.take(number, moment.step, form, key=key)
        after = self._look(number)
        if taken.refusal is None:
            del self.cases[id(moment)]
        with reading(self.record) as session:
            kept = session.execute(_KEPT, {"key": key}).scalar_one_or_none()
            row = session.execute(_TAKEN, {"key": key}).scalar_one_or_none()
        return Answered(taken, {name for name in after if before[name] != after[name]}, kept, row)

    def _look(self, number: str) -> dict[str, Any]:
        """How many rows each table has, and what the case has come to."""
        with reading(self.record) as session:
            return dict(session.execute(_LOOK, {"number": number}).one()._mapping)

    def _case(self, moment: Moment) -> str:
        if id(moment) not in self.cases:
            with writing(self.record) as session:
                self.cases[id(moment)] = self._put(session, moment)
        return self.cases[id(moment)]

    def _put(self, session: Session, moment: Moment) -> str:
        self.made += 1
        state, n = moment.state, self.made
        of = self._authority(session, moment.country)
        person = samples.official(session, of, f"P-{n}")
        settlement = str(state.facts.get("case.settlement") or "Қарағанды")
        place = samples.organisation(session, of, f"O-{n}", settlement)
        samples.head(session, person, place, date(2005, 1, 1))
        cycle = samples.add(session, Cycle(
            procedure=moment.procedure.code, authority_id=of.id, year=state.opened_on.year, sequence=n,
            edition=state.edition.code, parameters=_json(moment.parameters), opened_on=state.opened_on,
        ))  # fmt: skip
        facts = _json(state.facts) | ({"roll": []} if moment.kind == "cycle" else {})
        number = f"{of.code}-{moment.procedure.code}-{n}"
        case = samples.case(
            session, cycle, number, person if moment.kind == "case" else None, place if moment.kind == "case" else None,
            facts=facts, opened_on=state.opened_on, result=state.result or None,
            breaches=[{"step": b.step, "clause": b.clause, "text": vars(b.text)} for b in state.breaches],
        )  # fmt: skip
        for step in state.steps:
            values = step_values(step)
            values["form"] = _json(values["form"])
            samples.add(session, StepRecord(**values, case_id=case.id))
        return number

    def _authority(self, session: Session, country: str) -> Authority:
        if country not in self.authorities:
            made = samples.authority(session, f"A{country}", country=country)
            for code in ("C-2", "C-7"):
                samples.organisation(session, made, code)
            samples.commission(session, made, date(2000, 1, 1))
            board = samples.add(session, Commission(
                authority_id=made.id, procedure="attestation", act_no="8", act_on=date(2000, 1, 1),
                valid_from=date(2000, 1, 1),
            ))  # fmt: skip
            for n, part in enumerate((*PARTS, *("civil-service",) * 2)):
                samples.add(session, CommissionMember(
                    commission_id=board.id, full_name=f"Член {n}", part=part, is_chair=n == 0
                ))  # fmt: skip
            self.authorities[country] = made.id
        return session.get_one(Authority, self.authorities[country])


@dataclass
class Answered:
    """What became of an answer, and what the record holds since."""

    taken: Taken
    changed: set[str]
    kept: str | None
    row: str | None

    def judge(self, moment: Moment, form: Mapping[str, Any]) -> None:
        """Refused with a clause and nothing else written, or recorded as it was given."""
        if self.taken.refusal is not None:
            refused(self.taken.refusal)
            assert self.changed == {"refused_answers"}, self.changed
            assert self.kept == self.taken.refusal.clause
            assert self.row is None
            return
        assert self.row is not None
        assert self.kept is None
        assert {"audit_entries", "audit_links"} <= self.changed
        recorded(moment, form, json.loads(self.row))


def refused(refusal: Refusal) -> None:
    """It says under which clause and why, in every language, and repeats nothing that can't be shown."""
    assert refusal.clause
    assert all(len(each) > 5 for each in vars(refusal.reason).values()), refusal.reason
    assert not any(map(hides, vars(refusal.reason).values())), refusal.reason


def recorded(moment: Moment, form: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """What is stored is what was given, and is what a record may hold."""
    for name, written in _leaves(stored):
        lawful("a name", name)
        lawful(name, written)
    _as_given(moment, form, stored)
    for name in happened_fields(moment.form):
        assert str(stored.get(name) or "") <= moment.on.isoformat(), name
    votes = stored.get("votes")
    if isinstance(votes, Mapping):
        assert 0 <= sum(votes.values()) <= stored["present"] <= stored["members"], stored


def lawful(name: str, written: Any) -> None:
    """What no record should hold, whatever its field is called."""
    if isinstance(written, str):
        assert not hides(written), (name, written)
        assert len(written) <= 10_000, (name, len(written))
        assert written == written.strip(), (name, written)
    elif isinstance(written, float):
        assert math.isfinite(written), name
    if isinstance(written, int | float) and not isinstance(written, bool):
        assert abs(written) < 2**31, (name, written)
    if name.endswith("_on") and isinstance(written, str):
        assert 1900 <= date.fromisoformat(written).year <= 2100, (name, written)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _leaves(child, str(key))
    elif isinstance(value, list):
        for child in value:
            yield from _leaves(child, name)
    else:
        yield name, value


def _as_given(moment: Moment, form: Mapping[str, Any], stored: Mapping[str, Any]) -> None:
    """Nothing that was written is lost or became something else: each value given is found among those stored."""
    # A list of remarks may be kept as one text.
    parts = (part for pair in _leaves(stored) for each in pair for part in (each, *str(each).split("; ")))
    found = {_plain(part) for part in parts}
    for name, value in _leaves(form):
        blank = value is None or (isinstance(value, str) and not tidy(value).strip())
        # An answer may be given by its code as a field: `declines: true` is `answer: declines`.
        if not blank and not (isinstance(value, bool) and name not in moment.form.model_fields):
            assert _plain(value) in found, (moment, name, value, stored)


def _plain(value: Any) -> str:
    """As two readers would say it is the same: how a number is written left aside, and what `tidy` takes away."""
    text = tidy(value).strip() if isinstance(value, str) else str(value)
    try:
        return f"{float(text) + 0:.10g}"
    except ValueError:
        return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(text.casefold(), text.casefold())


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str)) if value is not None else None


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """A desk with an empty record, and this process's record and clock set to it."""
    bind = empty_record(folder / "desk.db")
    with installed(bind, datetime(2026, 12, 1, tzinfo=ZONE), folder) as clock:
        yield Desk(bind, clock)
    bind.dispose()
