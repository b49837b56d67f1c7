"""Forms: what a performer fills in, as Pydantic models with titles in Russian and Kazakh.

The JSON schema made here is what the Prefect UI draws; it can't hold the law. What it lets through is read again by
`read_form` and judged by the step's checks.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import Refusal
from models.texts import LANGUAGES, Language, Text

_KEY = "merzim"


class Form(BaseModel):
    """Base of all forms. A field that isn't asked for is refused, so that a misspelt one is never lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    title: ClassVar[Text]


def asked(
    title: Text,
    default: Any = ...,
    *,
    clause: str = "",
    help: Text | None = None,
    choices: Mapping[str, Text] | None = None,
    happened: bool = False,
    **constraints: Any,
) -> Any:
    """A field of a form.

    `clause` is where the text asks for it; `choices` names each code an enumeration takes; `happened` marks a date that
    can't lie after the day of recording.
    """
    extra = {_KEY: {"title": title, "clause": clause, "help": help, "choices": choices, "happened": happened}}
    return Field(default, title=title.en or title.ru, json_schema_extra=extra, **constraints)


def happened_fields(form: type[BaseModel]) -> tuple[str, ...]:
    """Names of the dates that must lie on or before the day of recording."""
    return tuple(name for name, info in form.model_fields.items() if _about(info.json_schema_extra).get("happened"))


def field_title(form: type[BaseModel], name: str) -> Text:
    """The title of a field; the name itself where it has none."""
    info = form.model_fields.get(name)
    title = _about(info.json_schema_extra).get("title") if info else None
    return title if isinstance(title, Text) else Text(name, name, name)


def _about(extra: Any) -> Mapping[str, Any]:
    found = extra.get(_KEY, {}) if isinstance(extra, dict) else {}
    return found if isinstance(found, Mapping) else {}


CLAUSE = Text(ru="п. {clause}", kk="{clause}-т.", en="clause {clause}")


def form_schema(
    form: type[Form],
    language: Language,
    defaults: Mapping[str, Any] | None = None,
    offers: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """The form's JSON schema with titles and descriptions in `language`.

    `defaults` are what the record knows already; `offers` the codes a field takes in this case, by its path
    (`destination.organisation`). Names of the codes are apart: `choice_names`.
    """
    schema = _without_texts(form.model_json_schema(mode="validation"))
    definitions = schema.get("$defs", {})
    _put_texts(schema, form, language)
    for model in _nested(form):
        if model.__name__ in definitions:
            _put_texts(definitions[model.__name__], model, language)
    schema["title"] = form.title.in_(language)
    for name, value in (defaults or {}).items():
        if name in schema["properties"] and value is not None:
            schema["properties"][name]["default"] = value.isoformat() if isinstance(value, date) else value
    for path, codes in (offers or {}).items():
        model, name = _field_at(form, path)
        node = (schema if model is form else definitions[model.__name__])["properties"][name]
        node |= {"type": "string", "enum": list(codes)}
        node.pop("anyOf", None)
    return schema


def choice_names(form: type[BaseModel], language: Language, at: str = "") -> dict[str, dict[str, str]]:
    """Names of the codes of each enumerated field, by its path."""
    names: dict[str, dict[str, str]] = {}
    for name, info in form.model_fields.items():
        choices: Mapping[str, Text] = _about(info.json_schema_extra).get("choices") or {}
        if choices:
            names[at + name] = {code: text.in_(language) for code, text in choices.items()}
        for model in _models_in(info.annotation):
            names |= choice_names(model, language, f"{at}{name}.")
    return names


def _field_at(form: type[BaseModel], path: str) -> tuple[type[BaseModel], str]:
    """The model that holds the field, and the field's own name."""
    first, _, rest = path.partition(".")
    if not rest:
        return form, first
    return _field_at(_models_in(form.model_fields[first].annotation)[0], rest)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The forms an annotation names: itself, or the members of a union or list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]


def _nested(form: type[BaseModel]) -> list[type[BaseModel]]:
    """Every form inside a form, at any depth."""
    direct = [m for info in form.model_fields.values() for m in _models_in(info.annotation)]
    return list(dict.fromkeys([*direct, *(inner for m in direct for inner in _nested(m))]))


def _without_texts(schema: dict[str, Any]) -> dict[str, Any]:
    """A copy of Pydantic's schema without our own marks, which JSON can't hold."""

    def clean(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: clean(v) for k, v in node.items() if k != _KEY}
        return [clean(v) for v in node] if isinstance(node, list) else node

    cleaned: dict[str, Any] = clean(deepcopy(schema))
    return cleaned


def _put_texts(schema: dict[str, Any], form: type[BaseModel], language: Language) -> None:
    for position, (name, info) in enumerate(form.model_fields.items()):
        about, node = _about(info.json_schema_extra), schema["properties"].get(name)
        if node is None or not about:
            continue
        node["title"] = about["title"].in_(language)
        node["position"] = position
        parts = [about["help"].in_(language)] if about.get("help") else []
        if about.get("clause"):
            parts.append(CLAUSE.filled(clause=about["clause"]).in_(language))
        if parts:
            node["description"] = " · ".join(parts)


F = TypeVar("F", bound=Form)


def read_form(form: type[F], data: Mapping[str, Any], *, step: str, clause: str) -> F:
    """The filled form. Raises `Refusal` that lists every wrong field and what it accepts."""
    try:
        return form.model_validate(dict(data))
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = [_problem(form, str(e["loc"][0]) if e["loc"] else "", dict(e)) for e in found]
    reason = Text(*("; ".join(p.in_(lang) for p in problems) for lang in LANGUAGES))
    raise Refusal(reason, clause=clause, step=step, field=str(found[0]["loc"][0]) if found[0]["loc"] else "")


_PROBLEMS = {
    "missing": Text("нужно заполнить", "толтыру қажет", "must be filled in"),
    "extra_forbidden": Text(
        "такого поля в форме нет; поля формы: {fields}",
        "формада мұндай өріс жоқ; форма өрістері: {fields}",
        "the form has no such field; its fields: {fields}",
    ),
    "date": Text(
        "нужна дата вида 2026-12-01, а не {input}",
        "2026-12-01 түріндегі күн қажет, {input} емес",
        "a date like 2026-12-01 is needed, not {input}",
    ),
    "enum": Text("допускается: {expected}, а не {input}", "рұқсат етіледі: {expected}, {input} емес",
                 "accepted: {expected}, not {input}"),
    "int": Text("нужно целое число, а не {input}", "{input} емес, бүтін сан қажет", "a whole number is needed, not {input}"),
    "bool": Text("нужно «да» или «нет», а не {input}", "{input} емес, «иә» немесе «жоқ» қажет",
                 "yes or no is needed, not {input}"),
    "string": Text("нужен непустой текст", "бос емес мәтін қажет", "a text that isn't empty is needed"),
    "bounds": Text("допускается {bound}, а не {input}", "{bound} рұқсат етіледі, {input} емес",
                   "accepted: {bound}, not {input}"),
}
_KINDS = {"literal_error": "enum", "greater_than_equal": "bounds", "less_than_equal": "bounds", "greater_than": "bounds"}


def _problem(form: type[BaseModel], name: str, error: Mapping[str, Any]) -> Text:
    """What is wrong with one field, in the three languages."""
    code, context = str(error["type"]), dict(error.get("ctx") or {})
    kind = _KINDS.get(code, code.split("_", 1)[0])
    bounds = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    values = {
        "fields": ", ".join(form.model_fields),
        "input": repr(error.get("input"))[:60],
        "expected": context.get("expected", ""),
        "bound": " ".join(f"{sign} {context[key]}" for key, sign in bounds.items() if key in context),
    }
    said = _PROBLEMS.get(code) or _PROBLEMS.get(kind)
    what = said.filled(**values) if said else Text(*(str(error["msg"]) for _ in LANGUAGES))
    where = ".".join(str(part) for part in error["loc"][1:])
    return Text("«{title}{where}»: {what}", "«{title}{where}»: {what}", "{title}{where}: {what}").filled(
        title=field_title(form, name), where=f" ({where})" if where else "", what=what
    )
