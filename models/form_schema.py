"""A form's JSON schema, which the Prefect UI draws, in one language; what a case knows and offers is put into it.

It can't hold the law: what it lets through is read again by `models.forms.read_form` and judged by the step's checks.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel

from models.days import iso
from models.forms import CLAUSE, MARKS, Form, marks, models_in
from models.texts import Language, Text


def form_schema(
    form: type[Form],
    language: Language,
    defaults: Mapping[str, Any] | None = None,
    offers: Mapping[str, Iterable[str]] | None = None,
    clause: str = "",
    notes: Mapping[str, Text] | None = None,
) -> dict[str, Any]:
    """The form's JSON schema with titles and descriptions in `language`.

    `defaults` are what the record knows already; `offers` the codes a field takes in this case, by its path
    (`destination.organisation`; `exclude.key` for the keys of a mapping). A field without a code to take is left out,
    and so is the group that needs it. Names of the codes are apart: `choice_names`. `clause` is what stands over the
    form: fields of the same clause don't repeat it. `notes` stand under a field in this case, by its path.
    """
    schema = deepcopy(_worded(form, language, clause))
    definitions = schema.get("$defs", {})
    for name, value in (defaults or {}).items():
        if name in schema["properties"] and value is not None:
            schema["properties"][name]["default"] = _shown(value, language)
    for path, note in (notes or {}).items():
        model, name = _field_at(form, path)
        node = (schema if model is form else definitions[model.__name__])["properties"][name]
        node["description"] = " · ".join(filter(None, (node.get("description"), note.in_(language))))
    for path, codes in (offers or {}).items():
        _offer(schema, form, path, list(codes))
    return schema


@cache
def _worded(form: type[Form], language: Language, clause: str) -> dict[str, Any]:
    """The form's schema in words, as it is in every case."""
    schema = _without_texts(form.model_json_schema(mode="validation"))
    definitions = schema.get("$defs", {})
    _put_texts(schema, form, language, clause)
    for model in _nested(form):
        if (inner := definitions.get(model.__name__)) is not None:
            _put_texts(inner, model, language, clause)
            _head(inner, model, language)
    _head(schema, form, language)
    return schema


def _head(schema: dict[str, Any], form: type[BaseModel], language: Language) -> None:
    """The form's own title; Pydantic would give its class's name, and our docstring for a description."""
    schema.pop("description", None)
    schema.pop("title", None)
    if isinstance(title := getattr(form, "title", None), Text):
        schema["title"] = title.in_(language)


def _shown(value: Any, language: Language) -> Any:
    if isinstance(value, Text):
        return value.in_(language)
    return iso(value)


def _offer(schema: dict[str, Any], form: type[BaseModel], path: str, codes: list[str]) -> None:
    """Let one field take these codes only."""
    model, name = _field_at(form, path)
    holder = schema if model is form else schema["$defs"][model.__name__]
    if not codes:
        group = path.partition(".")[0]
        holder, name = (holder, name) if name not in holder.get("required", ()) or model is form else (schema, group)
        del holder["properties"][name]
        return
    for also, info in model.model_fields.items():
        if marks(info).get("known_with") == name:
            del holder["properties"][also]
    node, choice = holder["properties"][name], {"type": "string", "enum": codes}
    if path.endswith(f"{name}.key"):
        node["propertyNames"] = choice
    elif node.get("type") == "array":
        node["items"] = choice
    else:
        node |= choice
        node.pop("anyOf", None)


def choice_names(form: type[BaseModel], language: Language, at: str = "") -> dict[str, dict[str, str]]:
    """Names of the codes of each enumerated field, by its path; of a mapping, the titles of its key and its value."""
    names: dict[str, dict[str, str]] = {}
    for name, info in form.model_fields.items():
        choices: Mapping[str, Text] = marks(info).get("choices") or {}
        if choices:
            names[at + name] = {code: text.in_(language) for code, text in choices.items()}
        if pair := marks(info).get("pair"):
            names[at + name] = dict(zip(("key", "value"), (text.in_(language) for text in pair), strict=True))
        for model in models_in(info.annotation):
            names |= choice_names(model, language, f"{at}{name}.")
    return names


def _field_at(form: type[BaseModel], path: str) -> tuple[type[BaseModel], str]:
    """The model that holds the field, and the field's own name."""
    first, _, rest = path.partition(".")
    groups = models_in(form.model_fields[first].annotation)
    return _field_at(groups[0], rest) if rest and groups else (form, first)


def _nested(form: type[BaseModel]) -> list[type[BaseModel]]:
    """Every form inside a form, at any depth."""
    direct = [m for info in form.model_fields.values() for m in models_in(info.annotation)]
    return list(dict.fromkeys([*direct, *(inner for m in direct for inner in _nested(m))]))


def _without_texts(schema: dict[str, Any]) -> dict[str, Any]:
    """A copy of Pydantic's schema without our own marks, which JSON can't hold."""

    def clean(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: clean(v) for k, v in node.items() if k != MARKS}
        return [clean(v) for v in node] if isinstance(node, list) else node

    cleaned: dict[str, Any] = clean(schema)
    return cleaned


def _put_texts(schema: dict[str, Any], form: type[BaseModel], language: Language, clause: str) -> None:
    for position, (name, info) in enumerate(form.model_fields.items()):
        about, node = marks(info), schema["properties"].get(name)
        if node is None or not about:
            continue
        node["title"] = about["title"].in_(language)
        node["position"] = position
        if about.get("choices"):
            _choose(node, list(about["choices"]))
        parts = [about["help"].in_(language)] if about.get("help") else []
        if about.get("clause") not in ("", clause):
            parts.append(CLAUSE.filled(clause=about["clause"]).in_(language))
        if parts:
            node["description"] = " · ".join(parts)


def _choose(node: dict[str, Any], codes: list[str]) -> None:
    """A text that has choices is chosen in the form, though it may be read more leniently."""
    for part in (node, *node.get("anyOf", ())):
        if part.get("type") == "string" and not {"enum", "const", "format"} & set(part):
            part["enum"] = codes
