"""What a table of a registry file may hold: its columns, their names in three languages, what a cell must be."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from models.texts import LANGUAGES, Text


class Kind(Enum):
    """What a cell must be; `cells.py` reads each."""

    TEXT = auto()
    # Short, without spaces: what rows refer to each other by.
    CODE = auto()
    # A word of the program's own, such as a role or a procedure.
    WORD = auto()
    NAME = auto()  # a part of a person's name
    FULL_NAME = auto()  # surname, first name, patronymic if there is one
    PERSON_OR_VACANT = auto()  # a full name, or the word for a vacant post
    DATE = auto()
    YES_NO = auto()
    CHOICE = auto()
    EMAIL = auto()
    PHONE = auto()
    COUNTRY = auto()
    TIMEZONE = auto()
    PREDECESSORS = auto()
    PARAMETERS = auto()
    # Whatever a fact about a person is: text, a day, a number, yes or no.
    VALUE = auto()
    # Numbering and remarks: read over.
    SKIPPED = auto()


@dataclass(frozen=True)
class Choice:
    """One accepted value: its code, its name, and other spellings."""

    code: str
    name: Text
    others: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that is accepted for it."""
        return _spellings(self.code, self.name, self.others)


@dataclass(frozen=True)
class Column:
    """A column: the field it fills, its name, other names it goes by."""

    field: str
    kind: Kind
    title: Text
    others: tuple[str, ...] = ()
    required: bool = False
    # For CHOICE.
    choices: tuple[Choice, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every accepted name, as `normal` makes it."""
        return frozenset(map(normal, _spellings(self.field, self.title, self.others)))

    @cached_property
    def by_spelling(self) -> dict[str, str]:
        """Code of a choice by each of its spellings."""
        return {normal(each): choice.code for choice in self.choices for each in choice.spellings}

    @property
    def accepted(self) -> str:
        """Its names, for a message: English, Russian, Kazakh."""
        return " / ".join(dict.fromkeys(self.title.in_(language) for language in ("en", "ru", "kk")))


@dataclass(frozen=True)
class TableForm:
    """A table: its code, its name, its columns; `alternatives` are groups of which one must be there whole."""

    code: str
    title: Text
    columns: tuple[Column, ...]
    others: tuple[str, ...] = ()
    alternatives: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Names a sheet or a file of this table may have."""
        return frozenset(map(normal, _spellings(self.code, self.title, self.others)))

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The column of each accepted name."""
        return {name: column for column in self.columns for name in column.names}

    @cached_property
    def by_field(self) -> dict[str, Column]:
        """The column of each field."""
        return {column.field: column for column in self.columns}

    def missing(self, fields: set[str]) -> list[Column]:
        """Required columns that are not among `fields`."""
        wanted = [column for column in self.columns if column.required and column.field not in fields]
        for groups in self.alternatives:
            if not any(fields.issuperset(group) for group in groups):
                # Name what is left of the group that is nearest to whole.
                nearest = min(groups, key=lambda group: len(set(group) - fields))
                wanted += [self.by_field[field] for field in nearest if field not in fields]
        return wanted

    @property
    def accepted(self) -> str:
        """Its columns, for a message."""
        return ", ".join(column.accepted for column in self.columns if column.kind is not Kind.SKIPPED)


def _spellings(code: str, title: Text, others: tuple[str, ...]) -> tuple[str, ...]:
    return (code, *(title.in_(language) for language in LANGUAGES), *others)


_NOISE = re.compile(r"[\s_.,:*«»\"'()/\\-]+")


def normal(name: str) -> str:
    """A name as it is compared: case, ё, punctuation and spaces do not matter."""
    folded = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    return _NOISE.sub(" ", folded).strip()
