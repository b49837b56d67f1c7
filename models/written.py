"""What people and programs write into a field, before it is read: what is tidied without a word, what can't be taken.

Spaces at the ends, signs that show nothing (a byte order mark, zero-width and soft hyphens, direction marks) and how a
letter with its accent is put together say nothing: they go. Everything else is kept as it was written, or refused.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f"))
"""Signs that show nothing; many come along with what is copied from a page or a letter. For `str.translate`."""
FIRST_YEAR, LAST_YEAR = 1920, 2100
"""A day outside these years is a slip, and no calendar of days off reaches further."""
LONGEST_TEXT = 10_000
LARGEST_NUMBER = 10**9
"""Of a count or a score: what an integer column of any database holds."""
_LARGEST_CODE = 10**18
_DEEPEST = 8
# Other signs of these kinds change what a reader sees, or no database and no letter can hold them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT = frozenset("\n\t")
_FIGURES = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")


def hidden_sign(text: str) -> str:
    """The first sign that nobody sees or no letter can hold, as `U+202E`; empty where there is none."""
    if text.isprintable():
        return ""
    return next((f"U+{ord(s):04X}" for s in text if unicodedata.category(s) in _UNSEEN and s not in _KEPT), "")


def tidy(text: str) -> str:
    """Without what says nothing; lines end in one way. Raises PydanticCustomError for what can't be kept."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").translate(INVISIBLE).strip()
        if sign := hidden_sign(text):
            raise PydanticCustomError("hidden_sign", "a sign nobody can see", {"sign": sign})
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST_TEXT:
        raise PydanticCustomError("long_text", "too long", {"limit": LONGEST_TEXT})
    return text


def _not_a(number: str) -> PydanticCustomError:
    return PydanticCustomError("int_written" if number == "int" else "float_written", "a number is needed")


def as_written(value: Any, *, number: str = "", deep: int = 0) -> Any:
    """A field's value, tidied. `number`: `int` or `float` where one is asked for: text is taken only if it is
    plain figures.

    Raises PydanticCustomError whose type begins as `models.forms` names its problems.
    """
    if isinstance(value, str):
        value = tidy(value)
        if number and value.strip() and not _FIGURES.match(value.strip()):
            raise _not_a(number)
        return value
    if isinstance(value, bool):
        # Python would count it as 1.
        if number:
            raise _not_a(number)
        return value
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise _not_a(number)
        if abs(value) > (LARGEST_NUMBER if number else _LARGEST_CODE):
            raise PydanticCustomError("large_number", "too large a number")
        return value
    if isinstance(value, Mapping | list | tuple) and deep > _DEEPEST:
        raise PydanticCustomError("dict_deep", "too deep")
    if isinstance(value, Mapping):
        found = {
            tidy(str(name)).strip(): as_written(each, number=number, deep=deep + 1) for name, each in value.items()
        }
        if len(found) != len(value):
            raise PydanticCustomError("twice_named", "one name stands twice")
        return found
    if isinstance(value, list | tuple):
        return [as_written(each, number=number, deep=deep + 1) for each in value]
    return value


def storable(value: Any) -> Any:
    """A copy of what was refused that any database can hold: what it can't is written as its escape."""
    if isinstance(value, str):
        return value.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
