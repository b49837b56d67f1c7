"""A case played again on the pure engine, from what was entered of it: its opening, then each entry in order.

It reads plain data (`models.record.exporting.case_data`), not the record: a case file taken to court is judged from
itself alone. What is compared: every step's state, dates, outcome and lateness, the case's result and breaches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from models.acts import Edition, Parameter
from models.calendars import Correction, WorkingCalendar, working_calendar
from models.days import iso, iso_days
from models.engine import Answer, Event, TimerPassed, advance, open_case
from models.errors import InvalidInput, Refusal
from models.facts import as_day
from models.forms import happened_fields
from models.process import Process
from models.record.amending import MOVED_CASE, RETURNED_CASE
from models.record.loading import Corrections
from models.record.outcomes import node_of
from models.record.recomputing import recomputed
from models.record.writer import breaches_json
from models.regulations import procedure as procedure_named
from models.state import CaseState, StepState
from models.texts import Text

RECORDED, CORRECTED, OVERDUE = "step-recorded", "entry-corrected", "step-overdue"
CALENDAR = "calendar-corrected"
EDITIONS = (MOVED_CASE, RETURNED_CASE)
OPENED = ("case-opened", "cycle-opened")

Data = Mapping[str, Any]
_COMPARED = (
    "status", "clause", "performer", "kind", "term", "opened_on", "anchor_on", "due", "last_day", "not_before", "ends",
    "done_on", "provisional", "form", "outcome", "late",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """Where the case, played again, is not what the record says."""

    where: str
    recorded: Any
    replayed: Any

    def __str__(self) -> str:
        return f"{self.where}: recorded {self.recorded!r}, replayed {self.replayed!r}"


@dataclass(frozen=True)
class Replayed:
    """A case played again, and where it differs."""

    state: CaseState
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Correcting:
    """An entry as it is to be played in place of what was recorded.

    on     the day of the correction
    known  what it is judged by in place of what was known then: of a place, what is known now
    """

    step: str
    occurrence: int
    form: Mapping[str, Any]
    on: date
    known: Mapping[str, Any]


def replay(data: Data) -> Replayed:
    """Play the case again and compare. Raises `InvalidInput` where the data does not hold enough to play it."""
    found: list[Difference] = []
    state = play(data, differences=found)
    return Replayed(state, (*found, *compare(data, state)))


def play(data: Data, corrections: Sequence[Correcting] = (), differences: list[Difference] | None = None) -> CaseState:
    """The case as its entries make it, with those corrected in place of what was recorded first.

    With no list for `differences` an entry the law refuses raises its `Refusal`.
    """
    return _Play(data, corrections, differences).state


class _Play:
    def __init__(self, data: Data, corrections: Sequence[Correcting], differences: list[Difference] | None) -> None:
        self.data, self.differences = data, differences
        case, entries = data["case"], data["entries"]
        self.process: Process = procedure_named(case["procedure"]).process(case["kind"])
        self.editions = {e["code"]: edition_from(e) for e in data["editions"]}
        self.corrected = {(c.step, c.occurrence): c for c in (*_corrections(entries), *corrections)}
        self.calendars = Calendars(data["calendar"])
        moved = [e for e in entries if e["action"] in EDITIONS]
        first = moved[0]["before"]["edition"] if moved else case["edition"]
        facts = {name: value for name, value in case["facts"].items() if name != "roll"}
        opened_on = _day(case["opened_on"])
        self.state = CaseState(case["number"], self.editions[first], opened_on, facts)
        opening = next((e for e in entries if e["action"] in OPENED), None)
        self.calendar = self.calendars.before(opening["entry"] if opening else 0)
        self.state = open_case(self.process, self.state, opened_on, self.calendar).state
        changes = [e for e in self.calendars.changes if opening is None or e["entry"] > opening["entry"]]
        for entry in sorted((*entries, *changes), key=lambda e: e["entry"]):
            self._take(entry)

    def _take(self, entry: Data) -> None:
        action, on = entry["action"], _day(entry["on_day"])
        if action == RECORDED:
            self._event(entry)
        elif action == CALENDAR:
            self.calendar = self.calendars.before(entry["entry"] + 1)
            if self.state.closed_on is None:
                self.state = recomputed(self.state, self.process, self.calendar, on)
        elif action in EDITIONS:
            edition = self.editions[entry["after"]["edition"]]
            self.state = recomputed(replace(self.state, edition=edition), self.process, self.calendar, on)
        elif action == OVERDUE:
            steps = (s.evolve(late=True) if _overdue(s, entry["step"], on) else s for s in self.state.steps)
            self.state = replace(self.state, steps=tuple(steps))

    def _event(self, entry: Data) -> None:
        after = entry["after"]
        if after is None:
            raise InvalidInput(f"entry {entry['entry']}: what it held was erased, the case can't be played again")
        code, form = entry["step"], after["form"]
        on = _day(after.get("recorded_on") or entry["recorded_local"])
        node = self.process.node(code)
        known = after.get("known", {})
        event: Event
        if getattr(node, "kind", "") in ("timer", "call-activity") and not form:
            event = TimerPassed(code)
        else:
            correcting = self.corrected.get((code, after.get("occurrence", 1)))
            if correcting is not None:
                form, on = correcting.form, _heard_on(node.form, correcting, on)
                known = {**known, **correcting.known}
            # What a step adds to its form is worked out again.
            asked = node.form.model_fields if node.form is not None else {}
            event = Answer(code, {name: value for name, value in form.items() if name in asked})
        own = self.state.facts
        around = replace(self.state, facts={**own, **known})
        try:
            decision = advance(self.process, around, event, on, self.calendar)
        except Refusal as refusal:
            if isinstance(event, TimerPassed) and self.corrected:
                # As corrected, it runs longer or was never opened: the sweep will see to it.
                return
            if self.differences is None:
                raise
            where = f"{code} ({entry['on_day']})"
            self.differences.append(Difference(where, after["outcome"], f"refused under {refusal.clause}: {refusal}"))
            return
        self.state = replace(decision.state, facts=own)
        said = decision.recorded.outcome if decision.recorded else ""
        if self.differences is not None and not self.corrected and said != after["outcome"]:
            self.differences.append(Difference(f"{code} ({entry['on_day']}): outcome", after["outcome"], said))


class Calendars:
    """The authority's calendar as it stood at each entry of the audit trail."""

    def __init__(self, kept: Data) -> None:
        self.country: str = kept["country"]
        self.changes: Sequence[Data] = kept["changes"]
        self._now = {
            scope: {_day(c["day"]): Correction(_day(c["day"]), c["working"], c["decree"]) for c in kept[scope]}
            for scope in ("of_country", "of_authority")
        }
        self._authority = kept["authority"]

    def before(self, entry: int) -> WorkingCalendar:
        """The calendar as it was when this entry was made: later decrees are taken back, the last one first."""
        found = {scope: dict(days) for scope, days in self._now.items()}
        for change in sorted(self.changes, key=lambda e: e["entry"], reverse=True):
            if change["entry"] < entry:
                break
            days = found["of_authority" if change["after"]["of"] == self._authority else "of_country"]
            for written in change["after"]["days"]:
                day, was = _day(written), (change["before"] or {}).get(written)
                if was is None:
                    days.pop(day, None)
                else:
                    word, _, decree = was.partition(", ")
                    days[day] = Correction(day, word == "working", decree)
        return working_calendar(self.country, Corrections(found["of_country"], found["of_authority"]).all)


def compare(data: Data, state: CaseState) -> list[Difference]:
    """Where the case's steps and result differ from those of the data."""
    found: list[Difference] = []
    process = procedure_named(data["case"]["procedure"]).process(data["case"]["kind"])
    recorded = {(s["code"], s["occurrence"]): s for s in data["steps"]}
    replayed = {s.key: step_data(s) for s in state.steps}
    for key in dict.fromkeys((*recorded, *replayed)):
        name = f"{key[0]} #{key[1]}"
        there, again = recorded.get(key), replayed.get(key)
        if there is None or again is None:
            # A step that a correction took out of the case stays in the record, cancelled.
            if there is None or there["status"] != "cancelled":
                found.append(Difference(name, there and there["status"], again and again["status"]))
            continue
        found += [
            Difference(f"{name}, {field}", there[field], again[field])
            for field in _COMPARED
            if (
                _as_filled(process, there) != _as_filled(process, again)
                if field == "form"
                else there[field] != again[field]
            )
        ]
    case = data["case"]
    for field, was, now in (
        ("result", case["result"], state.result or None),
        ("closed_on", case["closed_on"], iso(state.closed_on)),
        ("edition", case["edition"], state.edition.code),
        ("breaches", case["breaches"], breaches_json(state)),
    ):
        if was != now:
            found.append(Difference(field, was, now))
    return found


def _as_filled(process: Process, step: Data) -> dict[str, Any]:
    """A step's form without what was left empty, for a later version may ask for more than the one that recorded it
    did, and without its day, which is compared apart: some versions wrote down a day that was left empty."""
    node = node_of(process, step["code"])
    day = node.done_on if node else ""
    empty: tuple[Any, ...] = (None, "", [], {})
    return {k: v for k, v in step["form"].items() if v not in empty and (k != day or v != step["done_on"])}


def step_data(step: StepState) -> dict[str, Any]:
    """A step as the file holds it."""
    return {**iso_days(step, ("code", "occurrence", *_COMPARED)), "form": dict(step.form)}


def edition_data(edition: Edition) -> dict[str, Any]:
    """An edition with the values it sets, as JSON."""
    return {
        **iso_days(edition, ("code", "published_on", "in_force_from", "in_force_to")),
        "note": vars(edition.note) if edition.note else None,
        "parameters": [
            {
                "code": p.code, "value": _value(p.value), "clause": p.clause, "title": vars(p.title),
                "choices": [_value(c) for c in p.choices], "note": vars(p.note) if p.note else None,
            }
            for p in edition.parameters.values()
        ],
    }  # fmt: skip


def edition_from(kept: Data) -> Edition:
    """An edition as `edition_data` wrote it."""
    parameters = {
        p["code"]: Parameter(
            p["code"], _read(p["value"]), p["clause"], Text(**p["title"]), tuple(_read(c) for c in p["choices"]),
            Text(**p["note"]) if p["note"] else None,
        )
        for p in kept["parameters"]
    }  # fmt: skip
    note = Text(**kept["note"]) if kept["note"] else None
    return Edition(
        kept["code"], parameters, as_day(kept["published_on"]), as_day(kept["in_force_from"]),
        as_day(kept["in_force_to"]), note,
    )  # fmt: skip


def _value(value: Any) -> Any:
    return {"share": str(value)} if isinstance(value, Fraction) else value


def _read(value: Any) -> Any:
    return Fraction(value["share"]) if isinstance(value, Mapping) else value


def _corrections(entries: Iterable[Data]) -> list[Correcting]:
    found = []
    for entry in entries:
        if entry["action"] == CORRECTED and entry["after"] is not None:
            after = entry["after"]
            known, on = after.get("known", {}), _day(after["recorded_on"])
            found.append(Correcting(entry["step"], after["occurrence"], after["form"], on, known))
    return found


def _heard_on(form: Any, correcting: Correcting, on: date) -> date:
    """The day a corrected entry is judged on: that of the first recording, unless what is said happened later."""
    days = [day for name in (happened_fields(form) if form else ()) if (day := as_day(correcting.form.get(name)))]
    return max(on, min(max(days, default=on), correcting.on))


def _overdue(step: StepState, code: str, on: date) -> bool:
    return step.code == code and step.status == "open" and step.last_day is not None and step.last_day < on


def _day(written: Any) -> date:
    found = as_day(written)
    if found is None:
        raise InvalidInput(f"a day was expected, not {written!r}")
    return found
