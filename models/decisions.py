"""Decision tables: one question of law each, answered from named values, outside any case (`merzim decide`).

A table lives with its procedure and is loaded when it is asked for by name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from importlib import import_module
from typing import Any, Final

from models.days import parse_day
from models.errors import InvalidInput
from models.texts import Language, Text

TABLES: Final[dict[str, str]] = {
    "attestation.exemption": "models.regulations.attestation.exemption",
    "attestation.level": "models.regulations.attestation.level",
    "career.decision": "models.regulations.career.decision",
    "evaluation.grade": "models.regulations.evaluation.grade",
    "evaluation.subject": "models.regulations.evaluation.subject",
    "reserve.admission": "models.regulations.reserve.admission",
    "reserve.readmission": "models.regulations.reserve.readmission",
    "rotation.subject": "models.regulations.rotation.subject",
    "vote": "models.regulations.rotation.vote",
}
"""A table's name -> the module whose `TABLE` it is."""

REQUIRED: Final = object()
"""In place of a key's default: the key can't be left out."""

_WHOLE = re.compile(r"[+-]?\d{1,9}\Z", re.ASCII)
_SHARE = re.compile(r"\d{1,9}(/\d{1,9}|\.\d{1,9})?\Z", re.ASCII)


@dataclass(frozen=True)
class Decision:
    """An outcome, the clause it rests on and why; `extra` holds the table's other results, named in `Table.results`."""

    outcome: str
    clause: str
    reasons: tuple[Text, ...]
    extra: Mapping[str, object] = field(default_factory=dict)

    def as_json(self, language: Language) -> dict[str, object]:
        """The decision as plain data, its reasons in one language."""
        reasons = [reason.in_(language) for reason in self.reasons]
        return {"outcome": self.outcome, "clause": self.clause, **self.extra, "reasons": reasons}


@dataclass(frozen=True)
class Key:
    """A named value a table asks for.

    `parse` takes it from text and raises `InvalidInput` for what it does not accept; `default` stands in, already
    parsed, where the key is left out; `choices` are the codes it takes and their names, where they are many.
    """

    name: str
    parse: Callable[[str], Any]
    doc: str
    default: Any = REQUIRED
    choices: Mapping[str, Text] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """It can't be left out."""
        return self.default is REQUIRED


@dataclass(frozen=True)
class Table:
    """A decision table.

    decide   takes the keys' values by name, gives a `Decision`
    results  names of its results beside the outcome, the clause and the reasons
    """

    name: str
    doc: str
    keys: tuple[Key, ...]
    decide: Callable[..., Decision]
    outcomes: str
    results: tuple[str, ...] = ()
    example: str = ""

    def answer(self, written: Mapping[str, str]) -> Decision:
        """The decision for values written as text; an empty value is one left out.

        Raises `InvalidInput` that names every unknown, missing or unreadable key and what is accepted.
        """
        return self.decide(**self.read(written))

    def read(self, written: Mapping[str, str]) -> dict[str, Any]:
        """The values of all keys, from text; raises as `answer` does."""
        known = {key.name: key for key in self.keys}
        wrong = [f"'{name}' is not a key" for name in written if name not in known]
        values: dict[str, Any] = {}
        for name, key in known.items():
            text = written.get(name, "").strip()
            if not text:
                if key.required:
                    wrong.append(f"'{name}' is missing: {key.doc}")
                values[name] = key.default
                continue
            try:
                values[name] = key.parse(text)
            except InvalidInput as error:
                wrong.append(f"{name}: {error}")
        if wrong:
            accepted = ", ".join(key.name if key.required else f"[{key.name}]" for key in self.keys)
            raise InvalidInput(f"{self.name}: {'; '.join(wrong)}. Keys of {self.name}: {accepted}")
        return values


def table(name: str) -> Table:
    """The table with this name. Raises `InvalidInput` that lists those there are."""
    if name not in TABLES:
        raise InvalidInput(f"there is no decision table '{name}'; there are: {', '.join(TABLES)}")
    found: Table = import_module(TABLES[name]).TABLE
    return found


def whole_number(text: str) -> int:
    """Accepts `7` and, for the table itself to judge, `-1`."""
    if not _WHOLE.match(text):
        raise InvalidInput(f"'{text}' is not a whole number")
    return int(text)


def share(text: str) -> Fraction:
    """Accepts `2/3`, `0.5`, `1`."""
    if not _SHARE.match(text):
        raise InvalidInput(f"'{text}' is not a share; accepted: a fraction such as 2/3")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise InvalidInput(f"'{text}' divides by zero; accepted: a fraction such as 2/3") from None


def day(text: str) -> date:
    """Accepts `2026-12-01`."""
    return parse_day(text)


def yes_or_no(text: str) -> bool:
    """Accepts `yes` and `no`, in any case and language, `true` and `false`, `1` and `0`."""
    match text.lower():
        case "yes" | "true" | "1" | "да" | "иә":
            return True
        case "no" | "false" | "0" | "нет" | "жоқ":
            return False
    raise InvalidInput(f"'{text}' is not accepted; accepted: yes, no")


def one_of(*accepted: str) -> Callable[[str], str]:
    """A parser that accepts these words, in any case."""

    def parse(text: str) -> str:
        if text.lower() not in accepted:
            raise InvalidInput(f"'{text}' is not accepted; accepted: {', '.join(accepted)}")
        return text.lower()

    return parse
