"""What a scenario expects, compared with what it came to."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.days import iso
from models.errors import InvalidInput
from models.outcomes import STEP_FIELDS, Outcome, step_data

NEVER = "never"
"""In place of a step's fields: it was never opened."""


def differences(found: Outcome, expected: Mapping[str, Any]) -> Iterator[str]:
    """Each difference in one line; what `expected` does not name is not compared.

    Raises `InvalidInput` for an expectation that could never be met, because no such thing is known.
    """
    if "outcome" in expected and expected["outcome"] != found.outcome:
        yield f"outcome: expected {expected['outcome']}, found {found.outcome}"
    for name, fields in _steps(expected.get("steps")):
        yield from _step(found, name, fields)
    told = found.as_dict()
    if expected.get("refused") is not None:
        yield from _same("refused", _entries(expected, "refused", ("step", "clause", "on")), told["refused"])
    if expected.get("breaches") is not None:
        yield from _same("breaches", _entries(expected, "breaches", ("step", "clause")), told["breaches"])
    if expected.get("reminders") is not None:
        wanted = _entries(expected, "reminders", ("step", "on", "role", "channel", "kind"))
        yield from _reminders(wanted, told["reminders"])


def _entries(expected: Mapping[str, Any], key: str, fields: tuple[str, ...]) -> list[dict[str, str]]:
    entries = expected[key]
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        raise InvalidInput(f"expect.{key}: a list is needed, each entry with: {', '.join(fields)}")
    for entry in entries:
        for name in entry:
            if name not in fields:
                raise InvalidInput(f"expect.{key}: unknown key '{name}'; an entry has: {', '.join(fields)}")
    return [{name: str(iso(value)) for name, value in entry.items()} for entry in entries]


def _same(what: str, wanted: list[dict[str, str]], have: list[dict[str, str]]) -> Iterator[str]:
    """Each expected one is there, and no other; in any order."""
    left = list(have)
    for want in wanted:
        match = next((h for h in left if want.items() <= h.items()), None)
        if match is None:
            yield f"{what}: expected {_shown(want)}, found {'; '.join(map(_shown, have)) or 'none'}"
        else:
            left.remove(match)
    if len(have) != len(wanted):
        for extra in left:
            yield f"{what}: not expected: {_shown(extra)}"


def _reminders(wanted: list[dict[str, str]], sent: list[dict[str, str]]) -> Iterator[str]:
    """Each expected one was sent; an empty list expects none at all."""
    if not wanted and sent:
        yield f"reminders: expected none, found {len(sent)}, the first {_shown(sent[0])}"
    for want in wanted:
        if not any(want.items() <= reminder.items() for reminder in sent):
            days = sorted({r["on"] for r in sent if r["step"] == want.get("step")})
            yield f"reminders: expected {_shown(want)}; sent for this step on: {', '.join(days) or 'no day'}"


def _steps(expected: Any) -> list[tuple[str, Any]]:
    if expected is None:
        return []
    if isinstance(expected, Mapping):
        return [(str(name), fields) for name, fields in expected.items()]
    if isinstance(expected, list) and all(isinstance(e, Mapping) and "code" in e for e in expected):
        return [
            (
                f"{e['code']}#{e['occurrence']}" if "occurrence" in e else str(e["code"]),
                {k: v for k, v in e.items() if k not in ("code", "occurrence")},
            )
            for e in expected
        ]
    raise InvalidInput("expect.steps: names of steps with their dates are needed")


def _step(found: Outcome, name: str, fields: Any) -> Iterator[str]:
    code, _, occurrence = name.partition("#")
    matching = [s for s in found.steps if s.code == code and occurrence in ("", str(s.occurrence))]
    if fields == NEVER:
        if matching:
            yield f"steps.{name}: expected never to be opened, opened on {matching[-1].opened_on}"
        return
    if not isinstance(fields, Mapping | None):
        raise InvalidInput(f"expect.steps.{name}: dates by name are needed, or '{NEVER}', not {fields!r}")
    for key in fields or {}:
        if key not in STEP_FIELDS:
            raise InvalidInput(f"expect.steps.{name}: unknown key '{key}'; it has: {', '.join(STEP_FIELDS)}")
    if not matching:
        yield f"steps.{name}: expected, but it was never opened"
        return
    have = step_data(matching[-1])
    for key, wanted in (fields or {}).items():
        if not _equal(key, iso(wanted), have[key]):
            yield f"steps.{name}.{key}: expected {iso(wanted)}, found {have[key]}"


def _equal(key: str, wanted: Any, have: Any) -> bool:
    if key == "clause":
        # A step stands in several clauses: each of them is right.
        return str(wanted) == have or str(wanted) in [c.strip() for c in str(have).split(",")]
    return bool(wanted == have)


def _shown(entry: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in entry.items())
