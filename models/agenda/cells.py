"""One cell of a filled agenda: what it says, or why it can't be taken."""

import re
from datetime import date, datetime, time
from typing import Any

from models.agenda import words
from models.facts import as_day
from models.filled_forms import NO, YES
from models.meetings import Field
from models.registry.cells import Raw, Spoilt
from models.texts import LANGUAGES, Text

_LONG = 4_000
_DMY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\Z", re.ASCII)
_CODE = re.compile(r"\(([^()]+)\)\Z")


class WrongCell(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def cell_value(raw: Raw, each: Field) -> Any:
    """What a cell says, None where it says nothing. Raises `WrongCell`."""
    if _is_empty(raw):
        return None
    if isinstance(raw, str) and len(raw) > _LONG:
        raise WrongCell(words.TOO_LONG.filled(limit=_LONG))
    match each.kind:
        case "number":
            return _number(raw)
        case "day":
            return _day(raw)
        case "yes-no":
            return yes_or_no(raw)
        case "choice":
            return _choice(_text(raw), each)
        case "names":
            return [name for name in (part.strip() for part in re.split(r"[;\n]", _text(raw))) if name]
    return _text(raw)


def _is_empty(raw: Raw) -> bool:
    if isinstance(raw, Spoilt):
        raise WrongCell(words.FORMULA if raw.formula else words.SPOILT)
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _number(raw: Raw) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if isinstance(raw, str) and re.fullmatch(r"\d{1,9}", raw.strip(), re.ASCII):
        return int(raw)
    raise WrongCell(words.WHOLE)


def _day(raw: Raw) -> str:
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str):
        written = raw.strip()
        dmy = _DMY.match(written)
        day = as_day(f"{dmy[3]}-{int(dmy[2]):02}-{int(dmy[1]):02}" if dmy else written)
        if day is not None:
            return day.isoformat()
    raise WrongCell(words.A_DAY)


def yes_or_no(raw: Raw) -> bool | None:
    """What a cell answers, None where it says nothing. Raises `WrongCell`."""
    if _is_empty(raw):
        return None
    if isinstance(raw, bool):
        return raw
    said = _text(raw).casefold()
    for answer, text in ((True, YES), (False, NO)):
        if said in {text.in_(language).casefold() for language in LANGUAGES}:
            return answer
    raise WrongCell(words.YES_NO)


def _choice(said: str, each: Field) -> str:
    """The code of a name; a name that no list holds, but that ends with a code in brackets, is that code: what the law
    says of it is told then."""
    inside = _CODE.search(said)
    code = inside[1] if inside else said
    for written in (said, code):
        if written.casefold() in each.codes:
            return each.codes[written.casefold()]
    if not each.fixed:
        return code
    raise WrongCell(words.NOT_LISTED.filled(names="; ".join(each.choices.values())))


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    return str(raw).strip()


def as_told(raw: Raw) -> str:
    said = raw.text if isinstance(raw, Spoilt) else "" if raw is None else str(raw)
    return said if len(said) <= 80 else said[:79] + "…"
