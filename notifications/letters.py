"""Letters before they are rows: who gets them, what they are about, and their text over each channel."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, cast, get_args

from models.record.people import Official
from models.record.sweeping import Recipient as Reached
from models.texts import Language, Text
from notifications import templates
from notifications.calendar_files import Entry
from notifications.kinds import Kind
from notifications.kinds import kind as kind_of

Channel = Literal["email", "sms"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

_DEAR: dict[str | None, Text] = {
    "m": Text("Уважаемый {name}!", "Құрметті {name}!", "Dear {name},"),
    "f": Text("Уважаемая {name}!", "Құрметті {name}!", "Dear {name},"),
    None: Text("Здравствуйте, {name}!", "Құрметті {name}!", "Dear {name},"),
}


@dataclass(frozen=True)
class Recipient:
    """Who gets a letter.

    `key` tells recipients apart in the outbox: personnel numbers are unique in one authority only, so it holds both.
    `timezone` is the authority's: quiet hours are its local time.
    """

    key: str
    last_name: str
    first_name: str
    language: Language
    middle_name: str | None = None
    sex: Literal["f", "m"] | None = None
    official_id: int | None = None
    email: str | None = None
    phone: str | None = None
    timezone: str = "Asia/Almaty"

    @classmethod
    def of(cls, official: Official | Reached, authority_code: str, timezone: str) -> "Recipient":
        """An official of an authority."""
        return cls(
            key=f"{authority_code}/{official.code}",
            last_name=official.last_name,
            first_name=official.first_name,
            language=cast("Language", official.language),
            middle_name=official.middle_name,
            sex=getattr(official, "sex", None),
            official_id=official.id,
            email=official.email,
            phone=official.phone,
            timezone=timezone,
        )

    def address(self, channel: Channel) -> str | None:
        """The address over a channel, None where there is none."""
        return (self.email if channel == "email" else self.phone) or None

    def greeting(self) -> str:
        """«Уважаемая Айгүл Серікқызы!»; without a known sex Russian avoids the ending that depends on it."""
        name = f"{self.first_name} {self.middle_name or self.last_name}"
        return _DEAR[self.sex].in_(self.language).format(name=name)


@dataclass(frozen=True)
class About:
    """The case a letter is about."""

    case_number: str
    authority: Text
    act: Text
    organisation: Text | None = None


@dataclass(frozen=True)
class LetterDraft:
    """One letter over one channel, written, with the one that replaces it where this one can't be delivered."""

    kind: str
    channel: Channel
    to: Recipient
    day: date
    text: str
    subject: str = ""
    html: str | None = None
    case_number: str = ""
    step: str = ""
    # Cases the letter tells of, its own among them: their case sheets list it.
    cases: tuple[str, ...] = ()
    fallback: "LetterDraft | None" = field(default=None, repr=False)
    # Dates that an email brings along for the recipient's calendar, and those it takes out.
    calendar: tuple[Entry, ...] = ()
    cancelled: tuple[Entry, ...] = ()

    @property
    def address(self) -> str:
        """Where it goes; empty where the recipient has no such address: then it fails, and is seen to."""
        return self.to.address(self.channel) or ""

    def message_id(self, domain: str) -> str:
        """The same for the same letter, whenever and wherever it is made: a repeat can be told by it."""
        return unique_id(self.case_number, self.step, self.kind, self.to.key, self.channel, self.day, domain=domain)


def unique_id(case_number: str, step: str, kind: str, key: str, channel: Channel, day: date, *, domain: str) -> str:
    """The Message-ID of the one letter with this unique key."""
    unique = f"{case_number}|{step}|{kind}|{key}|{channel}|{day.isoformat()}"
    return f"<{hashlib.sha256(unique.encode()).hexdigest()[:32]}@{domain}>"


def case_letter(
    code: str,
    to: Recipient,
    about: About,
    facts: Mapping[str, Any],
    *,
    day: date,
    step: str = "",
    organisations: Mapping[str, Text] | None = None,
) -> list[LetterDraft]:
    """A letter about one case to the official concerned: by email and by SMS.

    `code` is the kind, as a process names it; `facts` are those of the case (`CaseState.known()`); `organisations` the
    names of the organisations the facts name by code. Raises `InvalidInput` for a fact the letter needs and lacks,
    `DefinitionError` for an unknown kind.
    """
    wanted = kind_of(code)
    names = {
        "to": to,
        "greeting": to.greeting(),
        "day": day,
        "case_number": about.case_number,
        "authority": about.authority,
        "act": about.act,
        "organisation": about.organisation,
        "clauses": templates.clauses(wanted.clause, to.language),
        **wanted.taken_from(facts, organisations or {}),
    }
    return drafts(
        code, to, names, day=day, case_number=about.case_number, step=step, cases=(about.case_number,),
        calendar=_dates(wanted, names, about, to.language, day),
    )  # fmt: skip


_COUNTED_FROM = date(2020, 1, 1)


def _dates(kind: Kind, names: Mapping[str, Any], about: About, language: Language, day: date) -> tuple[Entry, ...]:
    """The dates a letter names that lie ahead. The same date told again later takes the earlier entry's place."""
    return tuple(
        Entry(
            f"{about.case_number}.{each.fact}",
            on,
            f"{each.calendar.in_(language)} · {about.case_number}",
            f"{templates.clauses(kind.clause, language)} · {about.authority.in_(language)}",
            sequence=(day - _COUNTED_FROM).days,
        )
        for each in kind.values
        if each.calendar is not None and isinstance(on := names.get(each.name), date) and on >= day
    )


def drafts(
    code: str,
    to: Recipient,
    names: Mapping[str, Any],
    *,
    day: date,
    channels: tuple[Channel, ...] = CHANNELS,
    case_number: str = "",
    step: str = "",
    cases: tuple[str, ...] = (),
    calendar: tuple[Entry, ...] = (),
    cancelled: tuple[Entry, ...] = (),
) -> list[LetterDraft]:
    """The letter over each of `channels` the recipient can be reached by, ready to fall back on one not used.

    Who can be reached by none of `channels` gets it over the other one; who can't be reached at all gets an email
    without an address, which fails and shows so.
    """

    def over(channel: Channel) -> LetterDraft:
        draft = LetterDraft(code, channel, to, day, "", case_number=case_number, step=step, cases=cases)
        if channel == "sms":
            return replace(draft, text=templates.sms(code, to.language, names))
        return replace(draft, **vars(templates.email(code, to.language, names)), calendar=calendar, cancelled=cancelled)

    reached = tuple(c for c in CHANNELS if to.address(c))
    chosen = tuple(c for c in reached if c in channels) or reached or CHANNELS[:1]
    spare = next((over(c) for c in reached if c not in chosen), None)
    return [replace(over(c), fallback=spare) for c in chosen]
