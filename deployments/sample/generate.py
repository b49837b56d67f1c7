"""Makes the sample's csv files: `python -m deployments.sample.generate`. The same files every time.

The rotation's region lies in the folder itself, the office of each other procedure in a folder of its name.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from deployments.sample import FOLDER
from deployments.sample.bodies import OFFICES
from deployments.sample.office import Commission, Row, day, members, official, rows
from deployments.sample.people import People, Person
from deployments.sample.region import (
    DEPUTIES,
    FORMER,
    MEMBERS,
    NOT_SUBJECT,
    OPEN,
    REORGANISED,
    SECRETARY,
    STAFF,
    SUBJECT,
    VACANT,
    Stints,
)
from deployments.sample.words import CATEGORIES, KINDS, SETTLEMENTS, TITLES
from models.registry.columns import TableForm
from models.registry.forms import FORM

SEED = 2026
AUTHORITY = "KRG"
COMMISSION = Commission("215-НҚ", "2026-10-05", SECRETARY, MEMBERS)


def tables() -> dict[str, str]:
    """The text of each file of the rotation's region, by its name."""
    made = _Region(Random(SEED))  # noqa: S311  # made-up people, no secrets
    return {f"{name}.csv": _csv(FORM[name], rows) for name, rows in made.rows().items()}


def further_tables() -> dict[str, str]:
    """The text of each file of the other offices, by its path below the sample's folder."""
    return {
        f"{office.folder}/{name}.csv": _csv(FORM[name], found)
        for office in OFFICES
        for name, found in rows(office, SEED).items()
    }


def write(folder: Path = FOLDER) -> list[Path]:
    """Write the files into `folder`."""
    paths = []
    for name, text in (tables() | further_tables()).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        # With the mark, Excel opens it as UTF-8.
        path.write_text(text, encoding="utf-8-sig", newline="")
        paths.append(path)
    return paths


def _csv(form: TableForm, rows: list[Row]) -> str:
    """As an office's Excel saves it: Russian titles, semicolons."""
    fields = [column.field for column in form.columns if any(column.field in row for row in rows)]
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    out.writerow([form.by_field[field].title.ru for field in fields])
    out.writerows([row.get(field, "") for field in fields] for row in rows)
    return text.getvalue()


def _year(day: str) -> int:
    return date.fromisoformat(day).year


class _Region:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.people = People(random)
        self.settlement: dict[str, str] = {}
        for settlement, count in OPEN.items():
            for _ in range(count):
                self.settlement[f"C-{len(self.settlement) + 1:02}"] = settlement
        # Later ones first, so that a predecessor's predecessor finds its settlement.
        for gone in sorted(REORGANISED, key=lambda each: each.on, reverse=True):
            self.settlement[gone.code] = self.settlement[gone.into]
        self.stints = self._stints()
        self.heads = {
            code: self.people.make(f"H-{number:03}", since=_year(stints[0][1]))
            for number, (code, stints) in enumerate(self.stints.items(), start=1)
        }
        self.former = [
            (self.people.make(f"F-{number:02}", since=_year(stint[1])), stint)
            for number, stint in enumerate(FORMER, start=1)
        ]
        self.staff = {each.code: self.people.make(each.code, reachable=True) for each in STAFF}

    def _stints(self) -> dict[str, Stints]:
        """Stints of every head, by the organisation headed now."""
        found: dict[str, Stints] = {}
        for code in sorted(code for code in self.settlement if code < "C-64" and code not in VACANT):
            known = SUBJECT.get(code) or NOT_SUBJECT.get(code)
            found[code] = known or ((code, self._workday(date(2020, 1, 6), date(2026, 5, 29)), ""),)
        return found

    def _workday(self, first: date, last: date) -> str:
        day = first + timedelta(days=self.random.randrange((last - first).days + 1))
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day.isoformat()

    def rows(self) -> dict[str, list[Row]]:
        return {
            "authorities": [
                {
                    "code": AUTHORITY,
                    "name_ru": "Управление социальной защиты Карагандинской области",
                    "name_kk": "Қарағанды облысының әлеуметтік қорғау басқармасы",
                    "country": "KZ",
                    "timezone": "Asia/Almaty",
                    "language": "ru",
                }
            ],
            "adoptions": [
                {"act": "rotation", "from_day": day("2026-09-01"), "decree": "приказ № 187-НҚ от 20.08.2026"}
            ],
            "organisations": list(self._organisations()),
            "officials": list(self._officials()),
            "tenures": list(self._tenures()),
            "categories": list(self._categories()),
            "vacancies": [
                {"organisation": code, "post": "директор", "qualification": qualification, "open_from": day(on)}
                for code, (qualification, on) in VACANT.items()
            ],
            "performers": [
                {"role": each.role, "settlement": each.settlement, "official": each.code, "superior": each.superior}
                for each in STAFF
                if each.role
            ],
            "commission": list(members("rotation", COMMISSION, self.people, self.staff | self.heads)),
        }

    def _organisations(self) -> Iterator[Row]:
        titles: dict[str, list[str]] = {}
        gone = {each.code: each for each in REORGANISED}
        for code, settlement in sorted(self.settlement.items()):
            left = titles.setdefault(settlement, self.random.sample(TITLES, len(TITLES)))
            title, kind = left.pop(), self.random.choice(KINDS)
            place = SETTLEMENTS[settlement]
            closed = date.fromisoformat(gone[code].on) - timedelta(days=1) if code in gone else None
            yield {
                "code": code,
                "name_ru": f"КГУ «{kind[0].format(title)} {place.of_ru}»",
                "name_kk": f"«{place.of_kk} {kind[1].format(title)}» КММ",
                "settlement": settlement,
                "district": place.district,
                "closed_on": day(closed.isoformat()) if closed else "",
                "predecessors": "; ".join(
                    f"{each.code}:{each.kind}:{day(each.on)}" for each in REORGANISED if each.into == code
                ),
            }

    def _officials(self) -> Iterator[Row]:
        for person in (*self.heads.values(), *(person for person, _ in self.former), *self.staff.values()):
            yield official(person)

    def _tenures(self) -> Iterator[Row]:
        for code, person in self.heads.items():
            if code in DEPUTIES:
                first, last = DEPUTIES[code]
                yield self._tenure(person, code, "заместитель директора", "нет", first, last)
            for organisation, first, last in self.stints[code]:
                yield self._tenure(person, organisation, "директор", "да", first, last)
        for person, (organisation, first, last) in self.former:
            yield self._tenure(person, organisation, "директор", "да", first, last)

    def _tenure(self, person: Person, organisation: str, post: str, is_head: str, first: str, last: str) -> Row:
        return {
            "official": person.code,
            "organisation": organisation,
            "post": post,
            "is_head": is_head,
            "start_on": day(first),
            "end_on": day(last),
            "act_no": f"{self.random.randrange(3, 320)}-к",
        }

    def _categories(self) -> Iterator[Row]:
        for number, person in enumerate(self.heads.values()):
            if number % 5 == 4:
                continue  # some have none
            # For five years; the earliest have run out by the autumn of 2026.
            given = date.fromisoformat(self._workday(date(2020, 3, 2), date(2026, 4, 30)))
            yield {
                "official": person.code,
                "category": self.random.choice(CATEGORIES),
                "given_on": day(given.isoformat()),
                "valid_until": day((given.replace(year=given.year + 5) - timedelta(days=1)).isoformat()),
            }


if __name__ == "__main__":
    for written in write():
        print(written.name)
