"""A meeting's paper: what is filled in once for the meeting and for each of its cases, in an operator's words.

Made from the form of the step that the commission decides, so every procedure whose commission meets has one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from models.form_schema import choice_names, form_schema
from models.forms import Form
from models.texts import LANGUAGES, Language

FieldKind = Literal["text", "number", "day", "choice", "yes-no", "names"]


@dataclass(frozen=True)
class Field:
    """One thing to be filled in.

    path     where it stands in the form: `met_on`, `votes.rotate`
    title    with the group it is of
    choices  code -> name, for a choice that is the same in every case
    codes    name in any language, casefolded -> code
    fixed    the choices are those of the form itself; other ones hang on the case, and the law judges them
    """

    path: str
    title: str
    kind: FieldKind
    help: str = ""
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    fixed: bool = True


@dataclass(frozen=True)
class Row:
    """A case on the agenda: what is known of it, and what it offers, by the field's path: code -> name."""

    case: str
    person: str
    organisation: str
    settlement: str
    due: str
    offers: Mapping[str, Mapping[str, str]]
    proposal: str = ""
    why: str = ""


@dataclass(frozen=True)
class Paper:
    """An agenda to be filled in.

    shared   filled in once; `attendance`, where members are known by name, is asked of each of them
    known    what the record knows of the shared fields already
    members  names of the commission's members, and what each is there
    fields   filled in for each case
    """

    cycle: str
    step: str
    title: str
    authority: str
    language: Language
    shared: tuple[Field, ...]
    known: Mapping[str, Any]
    members: Mapping[str, str]
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]


ATTENDANCE = "attendance"


def fields_of(
    form: type[Form], language: Language, names: Sequence[str], offers: Mapping[str, Sequence[str]]
) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The form's fields that are among `names`, and those that are not; in its order.

    `offers` are the codes that any case offers: what is offered to none is not asked.
    """
    schema = form_schema(form, language, offers=offers)
    by_language = {each: choice_names(form, each) for each in LANGUAGES}
    among: list[Field] = []
    others: list[Field] = []
    for name, node in _in_order(schema["properties"]):
        required = name in schema.get("required", ())
        found = _fields(name, node, "", required, schema.get("$defs", {}), language, by_language)
        (among if name in names else others).extend(replace(each, fixed=each.path not in offers) for each in found)
    return tuple(among), tuple(others)


def _fields(
    path: str,
    node: Mapping[str, Any],
    group: str,
    required: bool,
    definitions: Mapping[str, Any],
    language: Language,
    names: Mapping[Language, Mapping[str, Mapping[str, str]]],
) -> Iterator[Field]:
    node = _resolved(node, definitions)
    title = f"{group}: {node['title']}" if group else str(node.get("title", path))
    if "properties" in node:
        for name, child in _in_order(node["properties"]):
            asked = required and name in node.get("required", ())
            yield from _fields(f"{path}.{name}", child, title, asked, definitions, language, names)
        return
    codes = {
        shown.casefold(): code for each in LANGUAGES for code, shown in names[each].get(path, {}).items()
    } | {str(code).casefold(): str(code) for code in node.get("enum", ())}  # fmt: skip
    choices = {str(code): names[language].get(path, {}).get(str(code), str(code)) for code in node.get("enum", ())}
    yield Field(
        path, title, _kind(node), str(node.get("description", "")), required and "default" not in node, choices, codes
    )


def _kind(node: Mapping[str, Any]) -> FieldKind:
    if "enum" in node:
        return "choice"
    if node.get("type") in ("integer", "number"):
        return "number"
    if node.get("type") == "boolean":
        return "yes-no"
    if node.get("type") == "array":
        return "names"
    return "day" if node.get("format") == "date" else "text"


def _resolved(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Without references and null."""
    found = dict(node)
    if reference := found.pop("$ref", None):
        return _resolved({**definitions[reference.rsplit("/", 1)[-1]], **found}, definitions)
    members = [m for m in found.pop("anyOf", ()) if m.get("type") != "null"]
    return _resolved({**members[0], **found}, definitions) if members else found


def _in_order(properties: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(properties.items(), key=lambda each: each[1].get("position", 0))


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as the form takes them: `{"votes.rotate": 5}` is `{"votes": {"rotate": 5}}`."""
    found: dict[str, Any] = {}
    for path, value in values.items():
        *outer, last = path.split(".")
        inside = found
        for name in outer:
            inside = inside.setdefault(name, {})
        inside[last] = value
    return found
