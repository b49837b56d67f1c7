"""Forms: what a performer fills in, as Pydantic models with titles in the languages of the service; and reading one.

`models.form_schema` makes the schema that the Prefect UI draws.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from models.errors import Refusal
from models.facts import as_day
from models.form_words import PROBLEMS
from models.texts import LANGUAGES, Text, as_is
from models.written import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, as_written

MARKS = "merzim"
"""Under this name a field's own marks stand in its schema."""


def _day(value: Any) -> date:
    day = as_day(value)
    if day is None:
        raise PydanticCustomError("date_parsing", "a date like 2026-12-01 is needed")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("far_date", "too far away")
    return day


Day = Annotated[date, BeforeValidator(_day)]
"""A date of a form: a date, or a text like 2026-12-01. Pydantic alone would take a number, too, for seconds."""


class Form(BaseModel):
    """Base of all forms. A field that isn't asked for is refused, so that a misspelt one is never lost.

    A field left blank (null, an empty text, a group of fields all blank) is a field left out.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)

    # What it says is done: «Уведомление вручено».
    title: ClassVar[Text]
    # One word for its tab: four tabs share some 450 pixels. Left out: the step's title.
    tab: ClassVar[Text | None] = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        names = _also_named(cls)
        return {names.get(k, str(k)): v for k, v in data.items() if not _blank(cls, str(k), v)}

    @field_validator("*", mode="before")
    @classmethod
    def _tidied(cls, value: Any, field: ValidationInfo) -> Any:
        name = field.field_name or ""
        number = _number_asked(cls, name)
        if isinstance(value, list | tuple) and get_origin(cls.model_fields[name].annotation) is dict:
            # Numbers by name, said as a list of names: the field's own validator knows how to read it.
            number = ""
        return value if number is None else as_written(value, number=number)


@cache
def _number_asked(form: type[BaseModel], name: str) -> str | None:
    """The kind of number a field asks for, empty where it is none; `None` of a group, which tidies its own fields."""
    annotation = form.model_fields[name].annotation
    return None if models_in(annotation) else _number_in(annotation)


@cache
def _also_named(form: type[BaseModel]) -> dict[str, str]:
    return {also: name for name, info in form.model_fields.items() for also in marks(info).get("also", ())}


def _blank(form: type[BaseModel], name: str, value: Any) -> bool:
    if isinstance(value, Mapping):
        info = form.model_fields.get(name)
        groups = models_in(info.annotation) if info else []
        return bool(groups) and all(_blank(groups[0], str(k), v) for k, v in value.items())
    return value is None or (isinstance(value, str) and not value.strip())


def asked(
    title: Text,
    default: Any = ...,
    *,
    clause: str = "",
    help: Text | None = None,
    choices: Mapping[str, Text] | None = None,
    happened: bool = False,
    also: tuple[str, ...] = (),
    pair: tuple[Text, Text] | None = None,
    known_with: str = "",
    quiet: bool = False,
    **constraints: Any,
) -> Any:
    """A field of a form.

    `clause` is where the text asks for it; `choices` names each code an enumeration takes; `happened` marks a date that
    can't lie after the day of recording; `also` are other names it is taken under; `pair` are the titles of key and
    value where the field is a mapping. Where the codes of the field `known_with` are offered, the record knows this one
    too, and the form does not ask. A `quiet` field that nothing is offered for is left out without a word about it.
    """
    about = {
        "title": title, "clause": clause, "help": help, "choices": choices, "happened": happened, "also": also,
        "pair": pair, "known_with": known_with, "quiet": quiet,
    }  # fmt: skip
    extra: Any = {MARKS: about}
    return Field(default, title=title.en or title.ru, json_schema_extra=extra, **constraints)


@cache
def happened_fields(form: type[BaseModel]) -> tuple[str, ...]:
    """Names of the dates that must lie on or before the day of recording."""
    return tuple(name for name, info in form.model_fields.items() if marks(info).get("happened"))


def field_title(form: type[BaseModel], name: str) -> Text:
    """The title of a field; the name itself where it has none."""
    info = form.model_fields.get(name)
    title = marks(info).get("title")
    return title if isinstance(title, Text) else as_is(name)


def is_quiet(form: type[BaseModel], name: str) -> bool:
    """Nothing is said of the field where it is left out."""
    return bool(marks(form.model_fields.get(name)).get("quiet"))


def marks(info: Any) -> Mapping[str, Any]:
    """Our own marks on a field, as `asked` put them; empty for a field without."""
    extra = getattr(info, "json_schema_extra", None)
    found = extra.get(MARKS, {}) if isinstance(extra, dict) else {}
    return found if isinstance(found, Mapping) else {}


def choices(form: type[BaseModel] | None, name: str) -> Mapping[str, Text]:
    """The names of a field's codes; empty where it takes none, or there is no such field."""
    found: Mapping[str, Text] = marks(form.model_fields.get(name) if form else None).get("choices") or {}
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """The forms an annotation names: itself, or the members of a union or list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in models_in(part)]


CLAUSE = Text(ru="п. {clause}", kk="{clause}-т.", en="clause {clause}")


def _number_in(annotation: Any) -> str:
    """The kind of number asked for, `int` or `float`: `int | None`, `dict[str, int]`; empty where it is none."""
    if annotation in (int, float):
        return str(annotation.__name__)
    return next(filter(None, map(_number_in, get_args(annotation))), "")


F = TypeVar("F", bound=Form)


def read_form(form: type[F], data: Mapping[str, Any], *, step: str, clause: str) -> F:
    """The filled form. Raises `Refusal` that lists every wrong field and what it accepts."""
    try:
        return form.model_validate(dict(data))
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = [_problem(form, tuple(e["loc"]), dict(e)) for e in found]
    reason = Text.joined(problems, "; ")
    raise Refusal(reason, clause=clause, step=step, field=str(found[0]["loc"][0]) if found[0]["loc"] else "")


_SAME = {"model": "group", "greater": "bounds", "less": "bounds"}
_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def _problem(form: type[BaseModel], where: tuple[int | str, ...], error: Mapping[str, Any]) -> Text:
    """What is wrong with one field, in the three languages."""
    kind, context = str(error["type"]).split("_", 1)[0], dict(error.get("ctx") or {})
    owner, titles, field = _titles(form, where)
    groups = models_in(field.annotation) if field else []
    asking = groups[0] if kind == "model" and groups else owner
    choices = get_args(_choice(field.annotation)) if field else ()
    said = PROBLEMS.get(_SAME.get(kind, kind))
    # An error that a form raises itself brings its own words.
    what = Text(*(str(context.get(lang, error["msg"])) for lang in LANGUAGES))
    if said is not None:
        what = said.filled(
            fields=", ".join(asking.model_fields),
            input=_quoted(error.get("input")),
            expected=_named(choices, marks(field).get("choices") or {}),
            bound=" ".join(f"{sign} {context[key]}" for key, sign in _BOUNDS.items() if key in context),
            first=FIRST_YEAR,
            last=LAST_YEAR,
            limit=LONGEST_TEXT,
            sign=context.get("sign", ""),
        )
    title = Text.joined(titles, ": ")
    return Text("«{title}»: {what}", "«{title}»: {what}", "{title}: {what}").filled(title=title, what=what)


_PLAIN = re.compile(r"[a-z0-9:./-]{1,20}")
_LONG_NUMBER = re.compile(r"\d{7}")
_ENTERED = Text("введённое", "енгізілген мән", "what was entered")


def _quoted(value: Any) -> Text:
    """A wrong value, quoted only where it can't tell of a person: a refusal is read in the UI, and stands in its log.

    A number, a date, a code; no name, no address, no telephone number, however wrong the field they are written in.
    """
    if not isinstance(value, str | int | float | date | None):
        return _ENTERED
    shown = value.isoformat() if isinstance(value, date) else repr(value)
    tells = isinstance(value, str) and _PLAIN.fullmatch(value) is None
    return _ENTERED if tells or _LONG_NUMBER.search(shown) else as_is(shown)


def _keyed(part: int | str) -> Text:
    """A row's number or key, or a field that the form has not."""
    shown = _quoted(part)
    return shown if shown is _ENTERED else as_is(part)


def _named(codes: Sequence[Any], names: Mapping[str, Text]) -> Text:
    """The codes that are accepted, each with its name where it has one."""
    return Text(*(
        ", ".join(f"{code} ({names[code].in_(lang)})" if code in names else str(code) for code in codes)
        for lang in LANGUAGES
    ))  # fmt: skip


def _titles(form: type[BaseModel], where: tuple[int | str, ...]) -> tuple[type[BaseModel], list[Text], Any]:
    """The form that holds the field, the titles on the way to it, and the field itself if the form has it."""
    titles: list[Text] = []
    field: Any = None
    owner = form
    for part in where:
        groups = models_in(field.annotation) if field is not None else []
        owner = groups[0] if groups else owner
        known = not (field and not groups) and str(part) in owner.model_fields
        titles.append(field_title(owner, str(part)) if known else _keyed(part))
        field = owner.model_fields.get(str(part), field if field and not groups else None)
    return owner, titles, field


def _choice(annotation: Any) -> Any:
    """The `Literal` in an annotation, or `Literal` inside its union."""
    if get_origin(annotation) is Literal:
        return annotation
    return next((found for part in get_args(annotation) if (found := _choice(part)) is not None), None)
