"""Scenarios as files: what happened, day by day, and what the law makes of it (`docs/scenarios.md`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from models.calendars import Correction
from models.errors import InvalidInput
from models.facts import as_day
from models.procedure import Procedure
from models.regulations import procedure as procedure_named

KEYS = ("name", "about", "procedure", "country", "cycle", "case", "events", "until", "expect")
EVENT_KEYS = ("on", "step", "form", "about")
CYCLE_KEYS = (
    "year", "opened_on", "edition", "adopted_from", "parameters", "places", "taken", "commission", "corrections",
)  # fmt: skip
CORRECTION_KEYS = ("day", "working", "decree")
PERSON_KEYS = ("person",)
EXPECT_KEYS = ("outcome", "steps", "refused", "reminders", "breaches")


@dataclass(frozen=True)
class Happening:
    """A form brought on a day; or, without a step, only the clock moving on."""

    on: date
    step: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """One person's way through a procedure.

    cycle      facts of the cycle: year, edition, parameters, places
    person     facts of the case: tenure, settlement
    happenings in order of days, those of the cycle's own steps among them
    corrections the authority's own corrections of its country's calendar
    """

    name: str
    procedure: Procedure
    country: str
    cycle: Mapping[str, Any]
    person: Mapping[str, Any]
    happenings: tuple[Happening, ...]
    expect: Mapping[str, Any]
    corrections: tuple[Correction, ...] = ()


class _Loader(yaml.SafeLoader):
    """YAML as a lawyer writes it: a day stays text, so that a wrong one is refused by its form; `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: kept
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, rule) for tag, rule in pairs if tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")])
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"(?:true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO)\Z"),
    list("tTfFyYnN"),
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)\Z"), list("-0123456789"))


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"'{key}' stands twice", node.start_mark)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_scenario(path: Path) -> Scenario:
    """The scenario in a YAML file, UTF-8. Raises `InvalidInput` that says what is wrong and where."""
    try:
        written = _Loader(path.read_text(encoding="utf-8-sig")).get_single_data()
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path}: not in UTF-8, from byte {error.start} on") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InvalidInput(f"{path}{where}: {error.problem or error.context}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"{path}: not readable as YAML: {str(error)[:200]}") from None
    if not isinstance(written, Mapping):
        raise InvalidInput(f"{path}: a scenario is a mapping with: {', '.join(KEYS)}")
    try:
        return read_scenario({"name": path.stem, **written})
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


def read_scenario(written: Mapping[str, Any]) -> Scenario:
    """The scenario in plain data. Raises `InvalidInput` that says what is wrong and where."""
    _known("", written, KEYS)
    if not written.get("procedure"):
        raise InvalidInput("procedure: is missing")
    procedure = procedure_named(str(written["procedure"]))
    cycle, person = _group(written, "cycle"), _group(written, "case")
    own_steps = [s.code for s in procedure.cycle.steps]
    _near("cycle", cycle, (*CYCLE_KEYS, *own_steps))
    _near("case", person, (*PERSON_KEYS, *procedure.judged_by, *procedure.told_of))
    events = _events(procedure, written.get("events") or [])
    cycle_steps = [_cycle_step(procedure, code, _group(cycle, code, "cycle.")) for code in own_steps if code in cycle]
    opened = _opened_on(procedure, cycle, events, [on for on, _, _ in cycle_steps if on])
    happenings = [Happening(on or opened, code, form) for on, code, form in cycle_steps]
    # Stable: on one day the cycle's steps come first.
    happenings = sorted([*happenings, *events], key=lambda h: h.on)
    if written.get("until") is not None:
        until = _day(written["until"], "until")
        if happenings and until < happenings[-1].on:
            raise InvalidInput(f"until: {until} is before the last event, on {happenings[-1].on}")
        happenings.append(Happening(until))
    expect = _group(written, "expect")
    _known("expect", expect, EXPECT_KEYS)
    facts = (
        {k: v for k, v in cycle.items() if k not in own_steps} | {"opened_on": opened} | _known_to_the_registry(cycle)
    )
    country = str(written.get("country") or procedure.act.country)
    return Scenario(
        str(written.get("name") or ""), procedure, country, facts, person, tuple(happenings), expect,
        _corrections(cycle.get("corrections") or []),
    )  # fmt: skip


def _corrections(written: Any) -> tuple[Correction, ...]:
    """Days the authority's calendar has otherwise than its country's."""
    if not isinstance(written, list):
        raise InvalidInput(f"cycle.corrections: a list is needed, each with: {', '.join(CORRECTION_KEYS)}")
    found: list[Correction] = []
    for number, entry in enumerate(written, start=1):
        where = f"cycle.corrections, entry {number}"
        if not isinstance(entry, Mapping) or not isinstance(entry.get("working"), bool) or not entry.get("decree"):
            raise InvalidInput(f"{where}: a day, `working` (yes or no) and the decree are needed, not {entry!r}")
        _known(where, entry, CORRECTION_KEYS)
        found.append(Correction(_day(entry.get("day"), f"{where}, day"), entry["working"], str(entry["decree"])))
    return tuple(found)


def _known_to_the_registry(cycle: Mapping[str, Any]) -> dict[str, Any]:
    """Where a head may go, what is given away, who decides: as the registry would know it, where it is stated."""
    found: dict[str, Any] = {}
    if cycle.get("places") is not None:
        found["places"] = _group(cycle, "places", "cycle.")
        for code in found["places"]:
            if "settlement" not in _group(found["places"], code, "cycle.places."):
                raise InvalidInput(f"cycle.places.{code}: needs `settlement`")
    if cycle.get("taken") is not None:
        taken = cycle["taken"]
        found["taken"] = (
            dict.fromkeys(map(str, taken), "-") if isinstance(taken, list) else _group(cycle, "taken", "cycle.")
        )
    if cycle.get("commission") is not None:
        commission = {"chairs": 1, "secretary_is_member": False, **_group(cycle, "commission", "cycle.")}
        _known("cycle.commission", commission, ("parts", "chairs", "secretary_is_member"))
        parts = commission.get("parts")
        if not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
            raise InvalidInput(f"cycle.commission.parts: a list of the bodies represented is needed, not {parts!r}")
        found["commission"] = commission
    return found


def _known(where: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in found:
        if key not in known:
            raise InvalidInput(f"{where or 'a scenario'}: unknown key '{key}'; it has: {', '.join(known)}")


def _near(where: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """A key of the author's own is a fact; one that is nearly a known key, or without a value, is a slip."""
    for key, value in found.items():
        if value is None and key not in known:
            raise InvalidInput(f"{where}: '{key}' has no value")
        close = [] if key in known else get_close_matches(str(key), known, n=1, cutoff=0.75)
        if close:
            raise InvalidInput(f"{where}: unknown key '{key}'; is it '{close[0]}'?")


def _group(found: Mapping[str, Any], key: str, where: str = "") -> dict[str, Any]:
    group = found.get(key)
    if group is None:
        return {}
    if not isinstance(group, Mapping):
        raise InvalidInput(f"{where}{key}: names with values are needed, not {group!r}")
    return dict(group)


def _events(procedure: Procedure, written: Any) -> list[Happening]:
    if not isinstance(written, list):
        raise InvalidInput("events: a list is needed, each with `on`, `step` and `form`")
    events: list[Happening] = []
    for number, event in enumerate(written, start=1):
        where = f"events, entry {number}"
        if not isinstance(event, Mapping):
            raise InvalidInput(f"{where}: `on`, `step` and `form` are needed, not {event!r}")
        _known(where, event, EVENT_KEYS)
        on, step = _day(event.get("on"), f"{where}, on"), str(event.get("step") or "")
        if step and step not in procedure.codes:
            raise InvalidInput(f"{where}: there is no step '{step}'; there are: {', '.join(procedure.codes)}")
        if events and on < events[-1].on:
            raise InvalidInput(
                f"{where}: {on} is before the entry above, on {events[-1].on}; they stand in order of days"
            )
        events.append(Happening(on, step, _group(event, "form", f"{where}, ")))
    return events


def _cycle_step(procedure: Procedure, code: str, form: dict[str, Any]) -> tuple[date | None, str, dict[str, Any]]:
    """A step of the cycle written under `cycle`: brought on the day it says it was done, or on its `on`."""
    recorded_on = form.pop("on", None)
    if recorded_on is not None:
        return _day(recorded_on, f"cycle.{code}.on"), code, form
    return as_day(form.get(procedure.cycle.step(code).done_on)), code, form


def _opened_on(procedure: Procedure, cycle: Mapping[str, Any], events: list[Happening], steps: list[date]) -> date:
    for name in ("opened_on", procedure.opened_by):
        if name and cycle.get(name) is not None:
            return _day(cycle[name], f"cycle.{name}")
    known = [*steps, *(e.on for e in events)]
    year = cycle.get("year", known[0].year if known else None)
    if not isinstance(year, int) or not 1 <= year <= date.max.year:
        raise InvalidInput(f"cycle.year: a year like 2026 is needed, not {year!r}")
    opens_on = procedure.opening(_group(cycle, "parameters", "cycle."))
    if opens_on is not None:
        return date(year, *opens_on)
    if not known:
        raise InvalidInput("cycle: needs `opened_on`")
    return known[0]


def _day(value: Any, where: str) -> date:
    day = as_day(value)
    if day is None:
        raise InvalidInput(f"{where}: a date like 2026-12-01 is needed, not {value!r}")
    return day
