"""Kinds of documents: each procedure names its own in `models.regulations.<procedure>.documents`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

from models.errors import DefinitionError
from models.facts import Facts
from models.procedure import Procedure
from models.texts import Language, Text

MINUTES, EXTRACT = "minutes", "extract"
"""The minutes of a commission's meeting, and what of them is one case's."""


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document.

    code       as the process owes it (`Next.documents`)
    title      as the paper is headed
    number_in  the field of its step's form that states its number; left out, or left blank there: the next number of
               its series in the authority and year
    series     kinds of one series are numbered together; the code where left out
    tells      other steps of the case and of its cycle it tells of
    written_in `office`: the authority's language; `person`: that of the person concerned too; `both`: where the
               authority is Kazakhstan's, Kazakh and Russian, two texts under one number
    signer     the role that signs; its step's performer where left out
    """

    code: str
    title: Text
    number_in: str = ""
    series: str = ""
    tells: tuple[str, ...] = ()
    written_in: Literal["office", "person", "both"] = "office"
    signer: str = ""

    def languages(self, country: str, office: Language, person: Language | None) -> tuple[Language, ...]:
        """The languages one is written in, the authority's own first. English is nobody's language of papers."""
        first: Language = "ru" if office == "en" else office
        if self.written_in == "both" and country == "KZ":
            return (first, "kk" if first == "ru" else "ru")
        if self.written_in == "person" and person not in (None, "en", first):
            return (first, person)
        return (first,)


@dataclass(frozen=True)
class Kinds:
    """The documents of one procedure.

    parts   whom a member of its commission may stand for, by code
    more    what a document of this code says besides forms: worked out from the facts of the case, by name
    listed  what a list says of a person besides name, post and place: from the facts of the person's case, by name
    """

    procedure: str
    by_code: Mapping[str, DocumentKind]
    parts: Mapping[str, Text]
    more: Callable[[str, Facts], Mapping[str, Text]]
    listed: Callable[[Mapping[str, Any]], Mapping[str, Text]]


@cache
def kinds_of(procedure: str) -> Kinds:
    """The kinds of documents of a procedure; none where it names none."""
    name = f"models.regulations.{procedure}.documents"
    if find_spec(name) is None:
        return Kinds(procedure, {}, {}, _no_more, _nothing_listed)
    module = import_module(name)
    found: dict[str, DocumentKind] = {}
    for kind in module.KINDS:
        if kind.code in found:
            raise DefinitionError(procedure, f"document '{kind.code}'", "defined twice")
        found[kind.code] = kind
    more, listed = getattr(module, "more", _no_more), getattr(module, "listed", _nothing_listed)
    return Kinds(procedure, found, getattr(module, "PARTS", {}), more, listed)


def _no_more(_code: str, _facts: Facts) -> Mapping[str, Text]:
    return {}


def _nothing_listed(_facts: Mapping[str, Any]) -> Mapping[str, Text]:
    return {}


def kind_of(procedure: str, code: str) -> DocumentKind | None:
    """A kind of document; `None` where the procedure names none of this code."""
    return kinds_of(procedure).by_code.get(code)


def drafted(procedure: Procedure, of: str, step: str) -> tuple[DocumentKind, ...]:
    """The papers a step of a case, or of a cycle (`of`), will owe, that can be made before it is done.

    Minutes can't: they tell what was decided.
    """
    process = procedure.process(of)
    if not process.has(step):
        return ()
    codes = dict.fromkeys(code for following in process.node(step).outcomes.values() for code in following.documents)
    found = (kind_of(procedure.code, code) for code in codes if code != MINUTES)
    return tuple(kind for kind in found if kind is not None)
