"""An office of the sample beside the rotation's region: one authority, its people, as rows of registry files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from deployments.sample.people import People, Person
from deployments.sample.region import Staff

Row = dict[str, str]


@dataclass(frozen=True)
class Place:
    """An organisation of the authority."""

    code: str
    name_ru: str
    name_kk: str
    settlement: str
    district: str


@dataclass(frozen=True)
class Servant:
    """Somebody the procedure is about.

    post      the post held, and since when; empty: none in the registry
    facts     what the procedure asks of a person, by the registry's names
    category  a category held: its name, the day it was given, its last day
    superior  whom he or she serves under; empty: the authority's performers act
    """

    code: str
    post: str = ""
    since: str = ""
    born: str = ""
    sex: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    category: tuple[str, str, str] | None = None
    superior: str = ""


@dataclass(frozen=True)
class Commission:
    """A commission by its order; members: part represented, official (empty: from outside), chair."""

    act_no: str
    act_on: str
    secretary: str
    members: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Office:
    """One authority's registry; `folder` is where its files lie, and the procedure it is for.

    calendar  its own days off, with the act that makes each so; parameters: its own values of the adopted act's
    phones    the last four digits of the first phone number
    """

    folder: str
    code: str
    name_ru: str
    name_kk: str
    decree: str
    place: Place
    servants: tuple[Servant, ...]
    staff: tuple[Staff, ...]
    phones: int
    country: str = "KZ"
    timezone: str = "Asia/Almaty"
    mail: str = "example.kz"
    groups: tuple[str, ...] | None = None
    adopted_from: str = "2026-12-01"
    parameters: str = ""
    calendar: tuple[tuple[str, str], ...] = ()
    commission: Commission | None = None


def rows(office: Office, seed: int) -> dict[str, list[Row]]:
    """The rows of each of its tables; tables without a row are left out."""
    people = People(
        Random(f"{seed} {office.folder}"),  # noqa: S311  # made-up people, no secrets
        mail=office.mail, phones=office.phones, groups=office.groups,
    )  # fmt: skip
    known = {each.code: people.make(each.code, reachable=True, sex=each.sex) for each in office.servants}
    known |= {each.code: people.make(each.code, reachable=True) for each in office.staff}
    made = {
        "authorities": [
            {"code": office.code, "name_ru": office.name_ru, "name_kk": office.name_kk, "country": office.country,
             "timezone": office.timezone, "language": "ru"}
        ],
        "calendar": [{"day": day(on), "working": "нет", "decree": decree} for on, decree in office.calendar],
        "adoptions": [{"act": office.folder, "from_day": day(office.adopted_from), "decree": office.decree}
            | ({"parameters": office.parameters} if office.parameters else {})],
        "organisations": [
            {"code": office.place.code, "name_ru": office.place.name_ru, "name_kk": office.place.name_kk,
             "settlement": office.place.settlement, "district": office.place.district}
        ],
        "officials": list(_officials(office, known)),
        "tenures": [
            {"official": each.code, "organisation": office.place.code, "post": each.post, "is_head": "нет",
             "start_on": day(each.since)}
            for each in office.servants if each.post
        ],
        "categories": [
            {"official": each.code, "category": each.category[0], "given_on": day(each.category[1]),
             "valid_until": day(each.category[2])}
            for each in office.servants if each.category
        ],
        "facts": [
            {"official": each.code, "name": name, "value": value}
            for each in office.servants for name, value in each.facts.items()
        ],
        "performers": [
            {"role": each.role, "settlement": "", "official": each.code, "superior": each.superior}
            for each in office.staff if each.role
        ],
        "commission": list(members(office.folder, office.commission, people, known)) if office.commission else [],
    }  # fmt: skip
    return {table: found for table, found in made.items() if found}


def day(written: str) -> str:
    """15.03.2019, as offices write it; empty stays empty."""
    return date.fromisoformat(written).strftime("%d.%m.%Y") if written else ""


def official(person: Person, *, born: str = "") -> Row:
    """A row of the officials' table."""
    return {
        "code": person.code,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "middle_name": person.middle_name,
        "sex": "жен" if person.sex == "f" else "муж",
        "birth_date": day(born or person.birth_date),
        "language": {"ru": "русский", "kk": "қазақша", "en": "English"}[person.language],
        "email": person.email,
        "phone": person.phone,
    }


def _officials(office: Office, known: Mapping[str, Person]) -> Iterator[Row]:
    for each in office.servants:
        own = {"superior": each.superior} if each.superior else {}
        yield official(known[each.code], born=each.born) | own
    for member in office.staff:
        yield official(known[member.code])


def members(procedure: str, commission: Commission, people: People, known: Mapping[str, Person]) -> Iterator[Row]:
    """Rows of a commission's members; `known`: those who are in the registry."""
    for number, (part, code, is_chair) in enumerate(commission.members, start=1):
        person = known[code] if code else people.make(f"X-{number}", reachable=True)
        yield {
            "procedure": procedure,
            "act_no": commission.act_no,
            "act_on": day(commission.act_on),
            "valid_from": day(commission.act_on),
            "secretary": commission.secretary,
            "full_name": person.full_name,
            "part": part,
            "official": person.code if code else "",
            "email": person.email,
            "is_chair": "да" if is_chair else "нет",
        }
