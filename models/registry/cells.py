"""Reads one cell of a registry file: what a column of each kind takes, and why it does not take the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import available_timezones

import email_validator
import phonenumbers

from models.registry import reasons
from models.registry.columns import Column, Kind, normal
from models.registry.reasons import NotTaken, Reason
from models.registry.scripts import garbled, letters_lost, mixed_letters
from models.texts import LANGUAGES, Text
from models.written import FIRST_YEAR, INVISIBLE, LAST_YEAR, hidden_sign


@dataclass(frozen=True)
class Spoilt:
    """A workbook's cell with a formula or an Excel error in place of a value; `text` is what it shows."""

    text: str
    formula: bool


class Link(NamedTuple):
    """One predecessor of an organisation: its code, how the one came out of the other, and the day."""

    code: str
    kind: str
    on_day: date


class FullName(NamedTuple):
    """A person's name in parts."""

    last: str
    first: str
    middle: str | None


# What a file holds in a cell, and what is made of it.
Raw = str | int | float | bool | datetime | date | time | Spoilt | None
Value = str | bool | date | FullName | tuple[Link, ...] | dict[str, str | int] | None
# A post nobody holds, in the place of a person's name.
VACANT = FullName("", "", None)


class CellError(NotTaken):
    """The cell can't be taken."""


class Doubt(NamedTuple):
    """The cell is taken, and someone should look at it."""

    reason: Reason
    details: dict[str, object]


TEXT_LIMIT, CODE_LIMIT = 500, 40
_DASHES = frozenset({"-", "–", "—", "−"})
_STILL = frozenset(
    normal(each)
    for each in (
        "по настоящее время", "по н.в.", "н.в.", "настоящее время", "наст. время", "работает",
        "осы уақытқа дейін", "қазіргі уақытқа дейін", "қазіргі уақыт", "қазір", "present", "now",
    )
)  # fmt: skip
_VACANT = frozenset(
    normal(each)
    for each in ("вакант", "вакансия", "вакантно", "вакантная", "бос", "бос орын", "вакантты", "vacant", "vacancy")
)
_YES = frozenset({"да", "иә", "ия", "yes", "y", "true", "1", "+", "истина", "ақиқат"})
_NO = frozenset({"нет", "жоқ", "no", "n", "false", "0", "ложь", "жалған"})
_SAID_IN_WORDS = (_YES | _NO) - {"1", "0", "+", "y", "n"}
_YES_NO = Text(ru="да, нет", kk="иә, жоқ", en="yes, no")

_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _MIDNIGHT, re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})" + _MIDNIGHT, re.ASCII)
# Day and month, or century, left to guess.
_GUESS = re.compile(r"\d{1,4}[./\\ -]\d{1,2}[./\\ -]\d{1,4}", re.ASCII)
_CODE = re.compile(r"[\w./№-]+")
_WORD = re.compile(r"[a-z][a-z0-9_-]*")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’ʼ`-][^\W\d_]+)*")
_PHONE = re.compile(r"[+\d() .\u2010-\u2015-]+", re.ASCII)
_PLAIN_LOCAL = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII | re.IGNORECASE)
# Far below what any mail server limits.
_EMAIL_LIMIT = 64


def read_cell(column: Column, raw: Raw, *, region: str, cell: str = "") -> tuple[Value, tuple[Doubt, ...]]:
    """The value of a cell, None where it is empty, with what is doubtful about it.

    `region` is the country (ISO 3166) whose numbers phones without a country code are; `cell` is its address.
    Raises `CellError`.
    """
    if isinstance(raw, Spoilt):
        raise CellError(reasons.FORMULA if raw.formula else reasons.CELL_ERROR, cell=cell)
    if column.kind is Kind.SKIPPED:
        return None, ()
    if isinstance(raw, str):
        raw = tidy(raw)
        if raw.startswith("="):
            raise CellError(reasons.FORMULA, cell=cell)
    if raw is None or raw == "" or (isinstance(raw, str) and raw in _DASHES):
        if column.required:
            raise CellError(reasons.REQUIRED)
        return None, ()
    if column.kind is Kind.PHONE:
        return _phone(_text(raw), region)
    value = _READERS[column.kind](column, raw)
    if column.kind in _WRITTEN and isinstance(raw, str) and not raw.isascii() and (letters := mixed_letters(raw)):
        return value, (Doubt(reasons.LOOKALIKE, {"letters": letters}),)
    return value, ()


def tidy(raw: str) -> str:
    """Without spaces at the ends, doubled spaces and invisible signs."""
    if not raw.isascii():
        raw = raw.translate(INVISIBLE)
    return " ".join(raw.split())


def as_shown(raw: Raw) -> str:
    """The cell as a person sees it, for a message."""
    match raw:
        case None:
            return ""
        case Spoilt():
            return raw.text
        case datetime() if raw.time() == time():
            return raw.date().isoformat()
        case _:
            return str(raw)


def _text(raw: Raw) -> str:
    if isinstance(raw, str):
        return raw
    # A workbook keeps a code or a phone of digits as a number.
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    raise CellError(reasons.NOT_TEXT)


def _plain(_column: Column, raw: Raw) -> str:
    text = _text(raw)
    if len(text) > TEXT_LIMIT:
        raise CellError(reasons.TOO_LONG, limit=TEXT_LIMIT)
    if not text.isascii() or "?" in text or not text.isprintable():
        if mark := letters_lost(text):
            raise CellError(reasons.LETTERS_LOST, mark=mark)
        if meant := garbled(text):
            raise CellError(reasons.GARBLED, meant=meant)
        if mark := hidden_sign(text):
            raise CellError(reasons.HIDDEN_SIGN, mark=mark)
    return text


def _code(_column: Column, raw: Raw) -> str:
    text = _text(raw)
    if len(text) > CODE_LIMIT or not _CODE.fullmatch(text):
        raise CellError(reasons.BAD_CODE, limit=CODE_LIMIT)
    return text


def _word(_column: Column, raw: Raw) -> str:
    text = _text(raw)
    if not _WORD.fullmatch(text):
        raise CellError(reasons.BAD_SLUG)
    return text


def _name(column: Column, raw: Raw) -> str:
    text = _plain(column, raw)
    if not _NAME.fullmatch(text):
        raise CellError(reasons.BAD_NAME)
    return text


def _full_name(column: Column, raw: Raw) -> FullName:
    words = _plain(column, raw).split(" ")
    if len(words) < 2 or any(len(word.rstrip(".")) < 2 or word.endswith(".") for word in words[:2]):
        raise CellError(reasons.INITIALS)
    if not all(_NAME.fullmatch(word) for word in words):
        raise CellError(reasons.INITIALS if any("." in word for word in words) else reasons.BAD_NAME)
    return FullName(words[0], words[1], " ".join(words[2:]) or None)


def _person_or_vacant(column: Column, raw: Raw) -> FullName:
    if isinstance(raw, str) and normal(raw) in _VACANT:
        return VACANT
    return _full_name(column, raw)


def _date(column: Column, raw: Raw) -> date | None:
    if isinstance(raw, str) and not column.required and normal(raw) in _STILL:
        return None
    return _day(raw)


def _day(raw: Raw) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise CellError(reasons.NOT_A_DATE)
        return _plausible(raw.date())
    if isinstance(raw, date):
        return _plausible(raw)
    if not isinstance(raw, str):
        raise CellError(reasons.NOT_A_DATE)
    if match := _ISO.fullmatch(raw):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(raw):
        day, month, year = match.groups()
    else:
        raise CellError(reasons.DATE_AMBIGUOUS if _GUESS.fullmatch(raw) else reasons.NOT_A_DATE)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(reasons.NO_SUCH_DAY) from None
    return _plausible(found)


def _plausible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(reasons.DATE_IMPLAUSIBLE, first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _yes_no(_column: Column, raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError(reasons.NOT_ONE_OF, accepted=_YES_NO)


def _choice(column: Column, raw: Raw) -> str:
    code = column.by_spelling.get(normal(str(raw)))
    if code is None:
        raise CellError(reasons.NOT_ONE_OF, accepted=accepted(column))
    return code


@cache
def accepted(column: Column) -> str:
    """The values a column of choices takes, by their codes and names."""
    return "; ".join(
        " / ".join(dict.fromkeys((choice.code, *(choice.name.in_(language) for language in LANGUAGES))))
        for choice in column.choices
    )


def _email(_column: Column, raw: Raw) -> str:
    text = _text(raw)
    local, _, domain = text.rpartition("@")
    # An office has few domains and plain names before the @: those are quickly told.
    if len(text) < _EMAIL_LIMIT and _PLAIN_LOCAL.fullmatch(local) and (known := _domain(domain)):
        return f"{local}@{known}"
    return _whole_email(text)


def _whole_email(text: str) -> str:
    try:
        # No look-up of the domain: the import must not need a network, and must give the same answer every time.
        return email_validator.validate_email(
            text, check_deliverability=False, allow_smtputf8=False, strict=True
        ).normalized
    except email_validator.EmailNotValidError:
        raise CellError(reasons.BAD_EMAIL) from None


@lru_cache(maxsize=10_000)
def _domain(domain: str) -> str:
    """A mail domain as it is written; empty if there can be none of that name."""
    try:
        return _whole_email(f"a@{domain}").removeprefix("a@")
    except CellError:
        return ""


def _phone(text: str, region: str) -> tuple[Value, tuple[Doubt, ...]]:
    if not _PHONE.fullmatch(text):
        raise CellError(reasons.BAD_PHONE)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise CellError(reasons.BAD_PHONE) from None
    if not phonenumbers.is_possible_number(number):
        raise CellError(reasons.BAD_PHONE)
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.UNKNOWN:
        # A numbering plan grows before the library hears of it.
        return written, (Doubt(reasons.PHONE_UNASSIGNED, {}),)
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        return written, (Doubt(reasons.PHONE_FIXED, {}),)
    return written, ()


def _country(_column: Column, raw: Raw) -> str:
    code = str(raw).upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise CellError(reasons.BAD_COUNTRY)
    return code


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _timezone(_column: Column, raw: Raw) -> str:
    if str(raw) not in _zones():
        raise CellError(reasons.BAD_TIMEZONE)
    return str(raw)


def _predecessors(column: Column, raw: Raw) -> tuple[Link, ...]:
    links = []
    for part in re.split(r"[;,]", _text(raw)):
        if not part.strip():
            continue
        pieces = [piece.strip() for piece in part.split(":")]
        kind = column.by_spelling.get(normal(pieces[1])) if len(pieces) == 3 else None
        if kind is None or not _CODE.fullmatch(pieces[0]):
            raise CellError(reasons.BAD_PREDECESSOR, accepted=accepted(column))
        links.append(Link(pieces[0], kind, _day(pieces[2])))
    return tuple(links)


def _parameters(_column: Column, raw: Raw) -> dict[str, str | int]:
    found: dict[str, str | int] = {}
    for part in _text(raw).split(";"):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not part.strip():
            continue
        if not (name and sign and value) or name in found:
            raise CellError(reasons.BAD_PARAMETERS)
        found[name] = int(value) if value.isascii() and value.isdigit() else value
    return found


def _value(column: Column, raw: Raw) -> Value:
    """As it can be kept in JSON: a day as text, «да» and «жоқ» as what they mean."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, date):
        return _day(raw).isoformat()
    text = _plain(column, raw)
    word = text.casefold()
    return word in _YES if word in _SAID_IN_WORDS else text


_READERS: dict[Kind, Callable[[Column, Raw], Value]] = {
    Kind.TEXT: _plain,
    Kind.CODE: _code,
    Kind.WORD: _word,
    Kind.NAME: _name,
    Kind.FULL_NAME: _full_name,
    Kind.PERSON_OR_VACANT: _person_or_vacant,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.EMAIL: _email,
    Kind.COUNTRY: _country,
    Kind.TIMEZONE: _timezone,
    Kind.PREDECESSORS: _predecessors,
    Kind.PARAMETERS: _parameters,
    Kind.VALUE: _value,
}
# Where a Latin letter in a Cyrillic word, or the other way round, is a slip of the keyboard.
_WRITTEN = frozenset({Kind.TEXT, Kind.CODE, Kind.NAME, Kind.FULL_NAME, Kind.PERSON_OR_VACANT, Kind.PREDECESSORS})
