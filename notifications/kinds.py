"""Kinds of letters: what each one needs to know, and from which facts of the case it is taken.

A kind is a folder `templates/<kind>/`; its `kind.yaml` names the clause and each value: its type, the fact it is taken
from (`step.field`, deeper with more dots), whether it may be missing, and an example that the tests render it with; of
a date that belongs into the recipient's calendar what it is called there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

import yaml

from models.errors import DefinitionError, InvalidInput
from models.texts import Text
from notifications.templates import TEMPLATES

DIGEST = "digest"

# organisation: a code, printed as the organisation's name; word: one of `words`, for the template to tell apart.
ValueType = Literal["date", "string", "number", "flag", "word", "organisation"]


@dataclass(frozen=True)
class Value:
    """One value of a kind of letter."""

    name: str
    type: ValueType
    fact: str
    example: Any
    optional: bool = False
    words: tuple[str, ...] = ()
    # Of a date: what it is called in the recipient's calendar; None: it does not go there.
    calendar: Text | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of letter about one case."""

    code: str
    clause: str
    values: tuple[Value, ...]

    def taken_from(self, facts: Mapping[str, Any], organisations: Mapping[str, Text]) -> dict[str, Any]:
        """The letter's values, from the facts of the case and the organisations' names by code.

        Raises `InvalidInput` that names the fact which is missing or of the wrong type.
        """
        return {v.name: self._value(v, _find(facts, v.fact), organisations) for v in self.values}

    def organisations(self, facts: Mapping[str, Any]) -> set[str]:
        """Codes of the organisations the letter will name."""
        found = (_find(facts, v.fact) for v in self.values if v.type == "organisation")
        return {str(code) for code in found if code is not None}

    def example(self) -> dict[str, Any]:
        """Facts with which the letter can be written."""
        return {v.fact: v.example for v in self.values}

    def _value(self, value: Value, found: Any, organisations: Mapping[str, Text]) -> Any:
        if found is None:
            if value.optional:
                return None
            if value.type == "flag":
                return False
            raise InvalidInput(f"letter {self.code}: the fact {value.fact} is not known")
        try:
            return _typed(value, found, organisations)
        except (ValueError, TypeError) as error:
            raise InvalidInput(f"letter {self.code}: the fact {value.fact}: {error}") from None


def _typed(value: Value, found: Any, organisations: Mapping[str, Text]) -> Any:
    match value.type:
        case "date":
            return found if isinstance(found, date) else date.fromisoformat(str(found)[:10])
        case "organisation":
            # A code the registry does not hold is still better than no letter.
            return organisations.get(str(found)) or str(found)
        case "number":
            return int(found)
        case "flag":
            return bool(found)
        case "word":
            if found not in value.words:
                raise ValueError(f"{found!r} is none of {', '.join(value.words)}")
            return found
        case "string":
            return str(found)


def _find(facts: Mapping[str, Any], name: str) -> Any:
    """`step.field.deeper`: the longest name that is a fact, then down into it."""
    known, _, deeper = name, "", ""
    while known:
        if facts.get(known) is not None:
            found = facts[known]
            for part in filter(None, deeper.split(".")):
                found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
            return found
        known, _, last = known.rpartition(".")
        deeper = f"{last}.{deeper}" if deeper else last
    return None


@cache
def kind(code: str) -> Kind:
    """The kind of letter with this code. Raises `DefinitionError` for one that is not defined whole."""
    try:
        read = yaml.safe_load((TEMPLATES / code / "kind.yaml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError("letters", code, "there is no such kind of letter") from None
    values = []
    for name, wanted in (read.get("values") or {}).items():
        if wanted.get("type") not in get_args(ValueType) or "from" not in wanted or "example" not in wanted:
            raise DefinitionError("letters", f"{code}.{name}", "needs a known type, from and example")
        values.append(
            Value(
                name=name,
                type=wanted["type"],
                fact=wanted["from"],
                example=wanted["example"],
                optional=wanted.get("optional", False),
                words=tuple(wanted.get("words", ())),
                calendar=Text(**wanted["calendar"]) if "calendar" in wanted else None,
            )
        )
    return Kind(code, str(read["clause"]), tuple(values))
