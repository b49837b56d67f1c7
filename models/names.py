"""How a person is written where other people can read it."""

from dataclasses import dataclass
from typing import Literal

Names = Literal["full", "initials", "number"]
"""The whole name, surname with initials, or the personnel number alone."""


def full_name(*parts: str | None) -> str:
    """Surname, first name, patronymic, as far as there are any."""
    return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class PersonName:
    """A person's name and personnel number."""

    code: str
    last_name: str
    first_name: str
    middle_name: str | None = None

    @property
    def full(self) -> str:
        """Surname, first name, patronymic."""
        return full_name(self.last_name, self.first_name, self.middle_name)

    def written(self, names: Names) -> str:
        """«Ахметов Айдос Болатович», «Ахметов А. Б.» or «№ 1007»."""
        if names == "full":
            return self.full
        if names == "number":
            return f"№ {self.code}"
        first = (f"{part[0]}." for part in (self.first_name, self.middle_name) if part)
        return " ".join((self.last_name, *first))
