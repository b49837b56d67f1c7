"""People of the sample region: put together from lists of names, with addresses nobody has."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from deployments.sample.words import (
    KAZAKH_FATHERS,
    KAZAKH_MEN,
    KAZAKH_PLAIN,
    KAZAKH_SURNAMES,
    KAZAKH_WOMEN,
    LATIN,
    OTHER_SURNAMES,
    RUSSIAN_FATHERS,
    RUSSIAN_MEN,
    RUSSIAN_SURNAMES,
    RUSSIAN_WOMEN,
)


@dataclass(frozen=True)
class Person:
    """A person of the sample; an empty string is an empty cell."""

    code: str
    last_name: str
    first_name: str
    middle_name: str
    sex: str
    birth_date: str
    language: str
    email: str
    phone: str

    @property
    def full_name(self) -> str:
        """Surname, first name, patronymic if there is one."""
        return f"{self.last_name} {self.first_name} {self.middle_name}".strip()


class People:
    """Makes persons: no two of the same name, mail address or phone."""

    def __init__(
        self, random: Random, *, mail: str = "example.kz", phones: int = 1000, groups: tuple[str, ...] | None = None
    ) -> None:
        self.random, self.mail, self.phones, self.groups = random, mail, phones, groups
        self.names: set[tuple[str, str]] = set()
        self.emails: set[str] = set()

    def make(self, code: str, *, since: int = 2020, reachable: bool = False, sex: str = "") -> Person:
        """A person in office since that year or later; `reachable`: with both a mail address and a phone."""
        chosen = self.random.random
        sex = sex or ("f" if chosen() < 0.6 else "m")
        if self.groups:
            group = self.random.choice(self.groups)
        else:
            group = self.random.choices(("kazakh", "plain", "russian", "other"), (50, 15, 23, 12))[0]
        while True:
            last, first, middle, language = self._name(group, sex)
            if (last, first) not in self.names:
                break
        self.names.add((last, first))
        email = self._email(last, first)
        # +7 700 000 xxxx: a range without subscribers.
        phone = f"+7 700 000 {self.phones + len(self.names):04}"
        if not reachable:
            # Some can be reached only one way.
            lacking = chosen()
            email, phone = ("" if lacking < 0.05 else email), ("" if lacking > 0.95 else phone)
        # Grown up when the office began, and not yet to retire in 2026.
        born = date(1965, 1, 1) + timedelta(days=self.random.randrange((since - 28 - 1965) * 365))
        return Person(code, last, first, middle, sex, born.isoformat(), language, email, phone)

    def _name(self, group: str, sex: str) -> tuple[str, str, str, str]:
        choice = self.random.choice
        woman = sex == "f"
        if group in ("kazakh", "plain"):
            father_kk, father_ru = choice(KAZAKH_FATHERS)
            first = choice(KAZAKH_WOMEN if woman else KAZAKH_MEN)
            if group == "plain":
                return choice(KAZAKH_PLAIN), first, father_kk + ("қызы" if woman else "ұлы"), "kk"
            last = choice(KAZAKH_SURNAMES) + ("а" if woman else "")
            if self.random.random() < 0.6:
                return last, first, father_kk + ("қызы" if woman else "ұлы"), "kk"
            return last, first, father_ru + ("овна" if woman else "ович"), choice(("kk", "ru", "ru"))
        first = choice(RUSSIAN_WOMEN if woman else RUSSIAN_MEN)
        if group == "russian":
            last = choice(RUSSIAN_SURNAMES) + ("а" if woman else "")
            return last, first, _patronymic(choice(RUSSIAN_FATHERS), woman=woman), "ru"
        # Some have no patronymic; some read English best.
        middle = _patronymic(choice(RUSSIAN_FATHERS), woman=woman) if self.random.random() < 0.6 else ""
        return choice(OTHER_SURNAMES), first, middle, choice(("ru", "en"))

    def _email(self, last: str, first: str) -> str:
        base = f"{_latin(first)[0]}.{_latin(last)}"
        found, number = base, 1
        while found in self.emails:
            number += 1
            found = f"{base}{number}"
        self.emails.add(found)
        return f"{found}@{self.mail}"


def _patronymic(father: str, *, woman: bool) -> str:
    endings = {"Пётр": ("Петрович", "Петровна"), "Михаил": ("Михайлович", "Михайловна")}
    regular = (father + "ович", father + "овна")
    return endings.get(father, regular)[woman]


def _latin(name: str) -> str:
    return "".join(LATIN.get(letter, letter) for letter in name.lower())
