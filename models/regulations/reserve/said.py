"""What the forms of the selection and of the reserve share.

Where the text has a yes and a no with names of their own («согласие», «отказ»), the name may stand as the field too:
`accepts: true` is `answer: accepts`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BeforeValidator, model_validator

from models.forms import Form
from models.texts import Text

GAZETTE = "Изобильненский муниципальный вестник"
"""The gazette that clause 2.19 names."""


class Said(Form):
    """A form whose answer may be given by its code as a field."""

    title: ClassVar = Text("Ответ", "Жауап", "Answer")
    # The field, and its two codes: the one for yes and the one for no.
    said: ClassVar[tuple[str, str, str]]

    @model_validator(mode="before")
    @classmethod
    def _by_its_name(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or cls.said[0] in data:
            return data
        name, yes, no = cls.said
        given = {code: data[code] for code in (yes, no) if isinstance(data.get(code), bool)}
        if len(given) != 1:
            return data
        code, holds = next(iter(given.items()))
        answer = code if holds else no if code == yes else yes
        return {k: v for k, v in data.items() if k != code} | {name: answer}


_POST, _NEEDED = ("position", "post", "title", "name"), ("needed", "number", "count", "claimants", "places")


def _by_post(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    found: dict[str, Any] = {}
    for entry in value:
        if isinstance(entry, str):
            found[entry] = 1
            continue
        known = entry if isinstance(entry, Mapping) else {}
        post = next((known[name] for name in _POST if name in known), None)
        if post is None or str(post) in found:
            return value
        found[str(post)] = next((known[name] for name in _NEEDED if name in known), 1)
    return found


BY_POST = BeforeValidator(_by_post)
"""Of a mapping of posts to how many are needed: a list of posts, or of `{position, needed}`, is taken too."""
