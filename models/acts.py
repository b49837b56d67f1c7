"""Acts, their editions and the parameters an edition sets, each with the clause it comes from.

A day count, a mark, a quorum or a date never stands alone in code: it is a `Parameter` of an edition. What the text
leaves to the authority is a parameter too, with `OWN` in place of a clause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from models.errors import DefinitionError, InvalidInput, InvalidTerm, NotInForce
from models.term_grammar import Term
from models.texts import Text

OWN = "own"
"""In place of a clause: the text is silent, the authority decides for itself."""
OWN_TERM = Text("срок органа, не из текста", "органның өз мерзімі, мәтіннен емес", "the authority's own term")

Status = Literal["draft", "not-yet", "in-force", "lapsed"]
Value = str | int | Fraction


@dataclass(frozen=True)
class Parameter:
    """One value the text sets, or leaves open.

    `choices` are the other values the text can be read to allow (a contradiction, an option); an authority may take one
    of them. A parameter whose clause is `OWN` takes any value of the same kind, or one of its `choices` if it has any.
    `note` is shown to the operator.
    """

    code: str
    value: Value
    clause: str
    title: Text
    choices: tuple[Value, ...] = ()
    note: Text | None = None

    @property
    def is_own(self) -> bool:
        """The authority's own, not from the text."""
        return self.clause == OWN

    def valued(self, written: object) -> "Parameter":
        """The parameter with the authority's own value. Raises `InvalidInput` for one the text does not leave open."""
        value = self._read(written)
        allowed = (self.value, *self.choices)
        if value not in allowed and (self.choices or not self.is_own):
            whose = "the authority's own" if self.is_own else f"set by clause {self.clause}"
            raise InvalidInput(
                f"'{self.code}' is {whose}: {written!r} is not open to the authority; "
                f"accepted: {', '.join(map(str, allowed))}"
            )
        return replace(self, value=value)

    def amended(self, value: object, clause: str = "", choices: Sequence[object] = ()) -> "Parameter":
        """The parameter as an amending act sets it. Raises `InvalidInput` for a value not of its kind."""
        read = tuple(self._read(each) for each in choices)
        return replace(self, value=self._read(value), clause=clause or self.clause, choices=read, note=None)

    def _read(self, written: object) -> Value:
        """A value of the parameter's kind: a term of the same kind, a word, a whole number, a share."""
        try:
            if isinstance(self.value, str):
                usual = _term(self.value)
                if usual is None:
                    return str(written)
                own = Term.parse(str(written))
                if own.kind == usual.kind:
                    return str(own)
            elif isinstance(self.value, Fraction):
                return Fraction(str(written))
            elif isinstance(written, int) and not isinstance(written, bool):
                return written
        except (InvalidTerm, ValueError, ZeroDivisionError):
            pass
        raise InvalidInput(f"'{self.code}': {written!r} is not of its kind; it is '{self.value}' unless changed")


@dataclass(frozen=True)
class Edition:
    """An act as it reads between two dates.

    `in_force_from` and `in_force_to` are both inclusive; `in_force_from=None` is a text that was never put in force
    (a draft): it binds only an authority that adopted it as its own act. `restores`: nothing was in force for a while
    before it, and that is no slip.
    """

    code: str
    parameters: Mapping[str, Parameter]
    published_on: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: Text | None = None
    restores: bool = False

    def status(self, on: date) -> Status:
        """What the edition is on the day `on`."""
        if self.in_force_from is None:
            return "draft"
        if on < self.in_force_from:
            return "not-yet"
        return "lapsed" if self.in_force_to is not None and on > self.in_force_to else "in-force"

    def __getitem__(self, code: str) -> Parameter:
        try:
            return self.parameters[code]
        except KeyError:
            raise DefinitionError(self.code, f"parameter '{code}'", "the edition does not set it") from None

    def with_values(self, values: Mapping[str, object]) -> "Edition":
        """The edition with the authority's own values put in, as they were written down.

        Raises `InvalidInput` for an unknown parameter, or a value that the text does not leave open.
        """
        if not values:
            return self
        changed = dict(self.parameters)
        for code, value in values.items():
            if code not in changed:
                known = ", ".join(sorted(changed))
                raise InvalidInput(f"edition {self.code} has no parameter '{code}'; it has: {known}")
            changed[code] = changed[code].valued(value)
        return replace(self, parameters=changed)


def _term(written: str) -> Term | None:
    try:
        return Term.parse(written)
    except InvalidTerm:
        return None


def parameters(*items: Parameter) -> dict[str, Parameter]:
    """Parameters by their code."""
    return {item.code: item for item in items}


@dataclass(frozen=True)
class Act:
    """A legal text with all its editions: those in force oldest first, without overlap or gap."""

    code: str
    title: Text
    country: str
    editions: tuple[Edition, ...] = field(default=())

    def __post_init__(self) -> None:
        codes = [e.code for e in self.editions]
        for edition in self.editions:
            if codes.count(edition.code) > 1:
                raise DefinitionError(self.code, f"edition {edition.code}", "defined twice")
        dated = [e for e in self.editions if e.in_force_from is not None]
        for earlier, later in pairwise(dated):
            place = f"edition {later.code}"
            if earlier.in_force_to is None or later.in_force_from is None or earlier.in_force_to >= later.in_force_from:
                raise DefinitionError(self.code, place, f"overlaps edition {earlier.code}")
            if later.in_force_from - earlier.in_force_to > timedelta(days=1) and not later.restores:
                raise DefinitionError(self.code, place, f"leaves a gap after edition {earlier.code}")

    def edition(self, code: str) -> Edition:
        """The edition with this code."""
        for edition in self.editions:
            if edition.code == code:
                return edition
        known = ", ".join(e.code for e in self.editions)
        raise InvalidInput(f"act {self.code} has no edition '{code}'; it has: {known}")

    def amended(self, edition: Edition) -> "Act":
        """The act with one more edition. The one in force until then ends the day before the new one begins.

        Raises `InvalidInput` for a code that is there, or a first day not after that of the last edition: what an act
        said in the past is not amended.
        """
        if any(e.code == edition.code for e in self.editions):
            raise InvalidInput(f"act {self.code} has an edition '{edition.code}' already")
        starts = edition.in_force_from
        if starts is None:
            return replace(self, editions=(*self.editions, edition))
        before = starts - timedelta(days=1)
        dated = [e for e in self.editions if e.in_force_from is not None]
        last = dated[-1] if dated else None
        if last is not None and last.in_force_from is not None and starts <= last.in_force_from:
            raise InvalidInput(
                f"edition '{edition.code}' of {self.code} would begin on {starts}, edition {last.code} begins on "
                f"{last.in_force_from}: a new edition begins after the last one"
            )
        ended = [replace(e, in_force_to=before) if e.status(starts) == "in-force" else e for e in self.editions]
        lapsed = last is not None and last.in_force_to is not None and last.in_force_to < before
        return replace(self, editions=(*ended, replace(edition, restores=lapsed)))

    def edition_on(self, on: date, adopted_from: date | None = None) -> Edition:
        """The edition that binds on the day `on`.

        `adopted_from` (inclusive) is the day from which the authority applies the text as its own act: from then on a
        lapsed edition (the last one), or else a draft, binds it too. Raises `NotInForce` with the dates where none
        does.
        """
        for edition in self.editions:
            if edition.status(on) == "in-force":
                return edition
        if adopted_from is not None and on >= adopted_from:
            adoptable = [e for e in self.editions if e.status(on) == "lapsed"]
            adoptable = adoptable or [e for e in self.editions if e.status(on) == "draft"]
            if adoptable:
                return adoptable[-1]
        spans = "; ".join(_span(e) for e in self.editions)
        raise NotInForce(
            Text(
                ru=f"На {on:%d.%m.%Y} не действует ни одна редакция акта «{self.title.ru}» ({spans}). "
                "Орган может принять текст своим актом (adoption) с определённой даты.",
                kk=f"{on:%d.%m.%Y} күніне «{self.title.kk}» актісінің бірде-бір редакциясы қолданылмайды ({spans}). "
                "Орган мәтінді белгілі бір күннен бастап өз актісімен қабылдай алады (adoption).",
                en=f"No edition of '{self.title}' is in force on {on} ({spans}). "
                "The authority may adopt the text as its own act from a date.",
            ),
            clause=self.code,
        )


def _span(edition: Edition) -> str:
    if edition.in_force_from is None:
        return f"{edition.code}: draft"
    return f"{edition.code}: {edition.in_force_from}..{edition.in_force_to or '…'}"
