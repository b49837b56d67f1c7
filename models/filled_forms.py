"""A form as it was filled in, field by field, in the words people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from models.days import day_text
from models.facts import as_day
from models.forms import choices, field_title, models_in
from models.texts import Text, as_is

FieldKind = Literal["day", "yes-no", "choice", "number", "text", "group", "list", "map"]

YES = Text("да", "иә", "yes")
NO = Text("нет", "жоқ", "no")


@dataclass(frozen=True)
class FilledField:
    """One field.

    kind   `text`, and what is inside a `list` or a `map`, is free text: it may hold anything, names of people too
    value  as it was recorded
    shown  as people read it; empty for a `group`, whose fields are its `parts`
    """

    name: str
    title: Text
    kind: FieldKind
    value: Any
    shown: Text
    parts: tuple["FilledField", ...] = ()


def filled_form(form: type[BaseModel] | None, values: Mapping[str, Any]) -> tuple[FilledField, ...]:
    """The filled fields in the form's order; those the form no longer has come last, under their codes."""
    known = list(form.model_fields) if form else []
    order = [name for name in known if name in values] + [name for name in values if name not in known]
    return tuple(_field(form, name, values[name]) for name in order if values[name] not in (None, [], {}, ""))


def _field(form: type[BaseModel] | None, name: str, value: Any) -> FilledField:
    title = field_title(form, name) if form else as_is(name)
    names = choices(form, name)
    if isinstance(value, bool):
        return FilledField(name, title, "yes-no", value, YES if value else NO)
    if isinstance(value, int | float):
        return FilledField(name, title, "number", value, as_is(value))
    if isinstance(value, str) and value in names:
        return FilledField(name, title, "choice", value, names[value])
    if isinstance(value, list):
        return FilledField(name, title, "list", value, Text.joined(names.get(str(v)) or as_is(v) for v in value))
    if isinstance(value, Mapping):
        inside = next(iter(models_in(_annotation(form, name))), None)
        if inside is None:
            shown = Text.joined((as_is(f"{k}: {v}") for k, v in value.items()), "; ")
            return FilledField(name, title, "map", dict(value), shown)
        return FilledField(name, title, "group", dict(value), Text("", "", ""), filled_form(inside, value))
    day = as_day(value) if _is_day(form, name) else None
    if day is not None:
        return FilledField(name, title, "day", value, day_text(day))
    return FilledField(name, title, "text", value, as_is(value))


def _annotation(form: type[BaseModel] | None, name: str) -> Any:
    info = form.model_fields.get(name) if form else None
    return info.annotation if info else None


def _is_day(form: type[BaseModel] | None, name: str) -> bool:
    # A text may look like a day ("2026-12-01-К"); only the form knows.
    annotation = _annotation(form, name)
    return any(getattr(a, "__name__", "") == "date" for a in (annotation, *getattr(annotation, "__args__", ())))
