"""What a document says: plain values under names that a template asks for, in one language, from the record alone.

Nothing is None and nothing is left out: what is not known is an empty text. So a template can name any field of the
steps it tells of, and the same record makes the same content.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from models.conflicts import RULES
from models.documents.kinds import DocumentKind, Kinds
from models.documents.standing import standing_at
from models.documents.wording import in_words, long_day, short_day
from models.facts import as_day
from models.filed import CaseFile, FiledPerson, FiledPlace, FiledStep
from models.filed_meeting import DecidedCase, MeetingFile
from models.filled_forms import FilledField, filled_form
from models.forms import models_in
from models.names import PersonName
from models.procedure import Procedure
from models.texts import Language, Text

_STEP_DAYS = ("done_on", "due", "last_day", "ends")
_NOT_XML = re.compile("[^\\n\\t\\x20-\\x7e\\x80-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
HEAD = Text("Руководитель", "Басшы", "Head")
"""Who signs where the registry names no such role."""
LINE = "______________"
"""In a draft: to be filled in by hand."""


@dataclass(frozen=True)
class Office:
    """The authority that writes."""

    code: str
    name: Text
    country: str


@dataclass(frozen=True)
class Listed:
    """A person on a list."""

    name: PersonName | None
    post: str
    organisation: Text
    settlement: str
    category: str
    category_until: date | None
    reasons: tuple[Text, ...]
    more: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """All that a document is made from.

    step    the step that owes it; None for the minutes of a whole meeting
    day     the document's date; None in a draft
    signer  the role's title and who holds it
    met     the commission's meeting that decided the case, or all of the meeting's cases
    told    the files of the cases decided, by number, where more is told of them than the decision
    more    what the procedure itself adds: by name
    """

    kind: DocumentKind
    kinds: Kinds
    procedure: Procedure
    office: Office
    file: CaseFile
    cycle: CaseFile | None
    step: FiledStep | None
    clause: str
    day: date | None
    signer: tuple[Text, PersonName | None]
    met: MeetingFile | None = None
    told: Mapping[str, CaseFile] = field(default_factory=dict)
    listed: tuple[Listed, ...] = ()
    more: Mapping[str, Text] = field(default_factory=dict)
    minutes_no: str = ""


def content(of: Sources, language: Language, number: str, *, blank: str = "") -> dict[str, Any]:
    """What the document says in one language. `blank` stands for what is not known: a line to write on, in a draft."""
    return _Content(of, language, blank).whole(number)


class _Content:
    def __init__(self, of: Sources, language: Language, blank: str) -> None:
        self.of, self.language, self.blank = of, language, blank

    def whole(self, number: str) -> dict[str, Any]:
        of, edition = self.of, self.of.file.edition
        steps = self._steps()
        post, name = of.signer
        return {
            "authority": {
                "name": self.say(of.office.name), "name_ru": clean(of.office.name.ru),
                "name_kk": clean(of.office.name.kk), "code": of.office.code, "country": of.office.country,
            },
            "document": {
                "title": self.say(of.kind.title), "number": number or self.blank, "clause": of.clause,
                **self.day("day", of.day), "year": str(of.day.year if of.day else of.file.year),
            },
            "act": {"title": self.say(edition.act), "edition": edition.code, "decree": clean(edition.decree or "")},
            "case": {"number": of.file.number, "cycle": of.file.cycle, "year": str(of.file.year)},
            "person": self.person(of.file.person),
            "signer": {"post": self.say(post), "name": self.initials(name)},
            "steps": steps,
            "step": steps.get(_name(of.step.code), {}) if of.step else {},
            "destination": self._destination(),
            "commission": self._sitting(),
            "rulings": [self._ruling(n, each) for n, each in enumerate(of.met.cases, start=1)] if of.met else [],
            "minutes_no": clean(of.minutes_no) or self.blank,
            "listed": [self._listed(n, each) for n, each in enumerate(of.listed, start=1)],
            "count": str(len(of.listed)), "count_words": self.say(in_words(len(of.listed))),
            "more": {key: self.say(text) for key, text in of.more.items()},
        }  # fmt: skip

    # Words

    def say(self, text: Text) -> str:
        return clean(text.in_(self.language))

    def day(self, name: str, day: date | None) -> dict[str, str]:
        if day is None:
            return {name: self.blank, f"{name}_short": self.blank}
        return {name: self.say(long_day(day)), f"{name}_short": short_day(day)}

    def initials(self, name: PersonName | None) -> str:
        return clean(name.written("initials")) if name else ""

    # Parts

    def person(self, who: FiledPerson | None) -> dict[str, Any]:
        if who is None:
            return {}
        place = who.place
        return {
            "name": clean(who.name.full), "initials": self.initials(who.name), "number": clean(who.name.code),
            "post": clean(who.post), "organisation": self.say(place.name) if place else "",
            "settlement": clean(place.settlement) if place else "", "category": clean(who.category or ""),
            **self.day("category_until", who.category_until),
        }  # fmt: skip

    def _steps(self) -> dict[str, Any]:
        """The step that owes the document, and those it tells of, as they stood then."""
        of = self.of
        found: dict[str, Any] = {}
        for file in filter(None, (of.cycle, of.file)):
            process = of.procedure.process(file.kind)
            wanted = [code for code in of.kind.tells if process.has(code)]
            standing = standing_at(process, file.steps, of.step if file is of.file else None)
            if of.step is not None and file is of.file:
                wanted.append(of.step.code)
            for code in dict.fromkeys(wanted):
                same = of.step is not None and file is of.file and code == of.step.code
                found[_name(code)] = self._step(process.node(code).form, of.step if same else standing.get(code))
        return found

    def _step(self, form: type[BaseModel] | None, step: FiledStep | None) -> dict[str, Any]:
        values = self.values(form, step.form if step else ())
        name, title = (step.performer.name, self.say(step.performer.title)) if step else (None, "")
        outcome = step.outcome_title if step else None
        return values | {
            "outcome": self.say(outcome) if outcome else "",
            "outcome_code": (step.outcome or "") if step else "",
            "performer": self.initials(name),
            "performer_title": title,
            **{k: v for n in _STEP_DAYS for k, v in self.day(n, getattr(step, n, None)).items()},
            "late": bool(step and step.late),
        }  # fmt: skip

    def _destination(self) -> str:
        """Where the commission's standing decision sends the person."""
        file, at = self.of.file, self.of.step
        standing = standing_at(self.of.procedure.process(file.kind), file.steps, at)
        for ruling in reversed(file.rulings):
            step = standing.get(ruling.step)
            if step is not None and step.occurrence == ruling.occurrence and ruling.destination is not None:
                return self._place(ruling.destination)
        return self.blank

    def _sitting(self) -> dict[str, Any]:
        met = self.of.met
        if met is None:
            return {}
        people = [
            {
                "n": str(n), "name": clean(who.full_name), "part": self._part(who.part), "is_chair": who.is_chair,
                "present": who.present is not False, "known": who.present is not None,
            }
            for n, who in enumerate(met.sat, start=1)
        ]  # fmt: skip
        return {
            "act_no": clean(met.act_no or ""), **self.day("act_on", met.act_on), **self.day("met_on", met.met_on),
            "members": str(met.members), "members_words": self.say(in_words(met.members)),
            "present": str(met.present), "present_words": self.say(in_words(met.present)),
            "people": people,
            "attended": [who for who in people if who["present"]],
            "quorum": str(met.quorum), "quorum_clause": met.quorum_clause,
            "conflict_rule": self.say(RULES[met.conflict_rule]) if met.conflict_rule in RULES else "",
            "chair": clean(met.chair.full_name) if met.chair else "", "secretary": self.initials(met.secretary),
        }  # fmt: skip

    def _part(self, code: str) -> str:
        known = self.of.kinds.parts.get(code)
        return self.say(known) if known else ""

    def _ruling(self, n: int, ruled: DecidedCase) -> dict[str, Any]:
        process = self.of.procedure.case
        node = process.node(ruled.step)
        counted = [f"{self.say(v.title)} – {v.votes} ({self.say(in_words(v.votes))})" for v in ruled.votes]
        casting = next((v for v in ruled.votes if v.casting), None)
        file = self.of.told.get(ruled.case)
        steps = file.steps if file else ()
        at = next((s for s in steps if (s.code, s.occurrence) == (ruled.step, ruled.occurrence)), None)
        standing = standing_at(process, steps, at)
        told = {
            _name(c): self._step(process.node(c).form, standing.get(c)) for c in self.of.kind.tells if process.has(c)
        }
        place, goes_to = ruled.place, ruled.destination
        return {
            **self.values(node.form, ruled.form),
            "n": str(n), "case": ruled.case,
            "name": clean(ruled.person.full) if ruled.person else "", "initials": self.initials(ruled.person),
            "post": clean(ruled.post), "organisation": self.say(place.name) if place else "",
            "settlement": clean(place.settlement) if place else "", "votes": "; ".join(counted),
            "chair": self.say(casting.title) if casting else "", "decision": self.say(ruled.option_title),
            "recused": ", ".join(map(clean, ruled.recused)), "reasons": "; ".join(map(self.say, ruled.reasons)),
            "destination": self._place(goes_to), "no_place": ruled.no_place, "steps": told,
        }  # fmt: skip

    def _place(self, place: FiledPlace | None) -> str:
        return ", ".join(filter(None, (self.say(place.name), clean(place.settlement)))) if place else ""

    def _listed(self, n: int, who: Listed) -> dict[str, Any]:
        return {
            "n": str(n), "name": clean(who.name.full) if who.name else "", "post": clean(who.post),
            "organisation": self.say(who.organisation), "settlement": clean(who.settlement),
            "category": clean(who.category), **self.day("category_until", who.category_until),
            "reasons": "\n".join(self.say(r) for r in who.reasons),
            **{key: self.say(text) for key, text in who.more.items()},
        }  # fmt: skip

    # Forms

    def values(self, form: type[BaseModel] | None, filled: Sequence[FilledField]) -> dict[str, Any]:
        """Every field of the form: filled in, or empty."""
        by_name = {each.name: each for each in filled}
        found: dict[str, Any] = {}
        for name, info in (form.model_fields if form else {}).items():
            found |= self._value(name, by_name.pop(name, None), info.annotation)
        for name, each in by_name.items():
            # Computed beside the form: a grade, points.
            found |= self._value(name, each, type(each.value))
        return found

    def _value(self, name: str, given: FilledField | None, annotation: Any) -> dict[str, Any]:
        inside, types = models_in(annotation), _types(annotation)
        value = given.value if given else None
        shown = self.say(given.shown) if given else self.blank
        if list in types:
            return {name: shown, f"{name}_list": [self._item(inside, each) for each in value or ()]}
        if dict in types:
            pairs = [{"key": clean(str(k)), "value": clean(str(v))} for k, v in (value or {}).items()]
            return {name: shown, f"{name}_list": pairs}
        if inside:
            return {name: self.values(inside[0], given.parts if given else ())}
        if date in types:
            return self.day(name, as_day(value))
        if bool in types:
            return {name: shown, f"{name}_yes": value is True}
        if int in types:
            return {name: shown, f"{name}_words": self.say(in_words(value)) if isinstance(value, int) else self.blank}
        if float in types:
            return {name: f"{value:g}".replace(".", ",") if isinstance(value, int | float) else self.blank}
        return {name: shown, f"{name}_code": str(value or "") if given and given.kind == "choice" else ""}

    def _item(self, inside: Sequence[type[BaseModel]], value: Any) -> Any:
        if inside and isinstance(value, Mapping):
            return self.values(inside[0], filled_form(inside[0], value))
        return clean(str(value))


def clean(text: str) -> str:
    """Text that XML can hold: other control characters than new lines and tabs are left out."""
    return _NOT_XML.sub("", text)


def _name(code: str) -> str:
    """A step's code as a template names it: `decision_notice`."""
    return code.replace("-", "_").replace(".", "_")


def _types(annotation: Any) -> set[Any]:
    """The plain types of an annotation: those of a union, and what a list is."""
    origin = get_origin(annotation)
    if origin in (list, dict):
        return {origin}
    if isinstance(annotation, type):
        return {annotation}
    return {found for part in get_args(annotation) for found in _types(part)}
