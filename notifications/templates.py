"""Letters' texts from jinja2 templates: the only module that knows jinja2.

A kind of letter is a folder `templates/<kind>/` with `<language>.subject.j2`, `<language>.txt.j2`, `<language>.sms.j2`
and, where a letter is worth it, `<language>.html.j2`. An unknown name is an error, and so is printing None.
In a template a `Text` prints in the letter's language and a date in that language's custom: «25 ноября 2026 г.»,
«25 қараша 2026 ж.», «25 November 2026»; `|short` prints 25.11.2026.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.acts import OWN
from models.days import MONTHS
from models.texts import Language, Text
from notifications.sms import fit

TEMPLATES = Path(__file__).parent / "templates"

_YEAR: dict[Language, str] = {"ru": " г.", "kk": " ж.", "en": ""}
_CLAUSE = Text("пункт {n}", "{n}-тармақ", "clause {n}")
_CLAUSES = Text("пункты {n}", "{n}-тармақтар", "clauses {n}")
# How the regulations' clauses refer to an appendix.
_APPENDIX = "прил."
_APPENDIX_TO = Text("приложение", "қосымша", "appendix")
_OWN_TERM = Text("срок органа", "органның өз мерзімі", "the authority's own term")


@dataclass(frozen=True)
class Email:
    """An email as it will be sent; `html` says the same as `text`, where there is one."""

    subject: str
    text: str
    html: str | None = None


def email(kind: str, language: Language, names: Mapping[str, Any]) -> Email:
    """The email of a kind of letter. Raises `UndefinedError` where a template asks for a name that is not there."""
    environment = _environment(language)

    def part(name: str) -> str:
        return environment.get_template(f"{kind}/{language}.{name}.j2").render(names)

    try:
        html = part("html") + "\n"
    except TemplateNotFound:
        html = None
    return Email(_one_line(part("subject")), part("txt").strip() + "\n", html)


def sms(kind: str, language: Language, names: Mapping[str, Any]) -> str:
    """The text message of a kind of letter, in two segments at most: cut at a word if need be."""
    return fit(_one_line(_environment(language).get_template(f"{kind}/{language}.sms.j2").render(names)))


def long_date(day: date, language: Language) -> str:
    """The date as people write it: 25 ноября 2026 г., 25 қараша 2026 ж., 25 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1].in_(language)} {day.year}{_YEAR[language]}"


def short_date(day: date) -> str:
    """The date in figures: 25.11.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


@lru_cache(maxsize=1024)
def clauses(reference: str, language: Language) -> str:
    """A reference to clauses: «пункт 7», «10, 14-тармақтар», "clause 8, appendix"; the authority's own term by name."""
    if reference == OWN:
        return _OWN_TERM.in_(language)
    parts = [part.strip() for part in reference.split(",")]
    numbers = [part for part in parts if part != _APPENDIX]
    listed, several = ", ".join(numbers), len(numbers) > 1
    named = _CLAUSES if several else _CLAUSE
    spelled = [named.filled(n=listed).in_(language)] if numbers else []
    return ", ".join([*spelled, *([_APPENDIX_TO.in_(language)] if _APPENDIX in parts else [])])


def cut(text: str, width: int) -> str:
    """`text` in at most `width` characters, closed with `...` where something is left out."""
    return text if len(text) <= width else f"{text[: width - 3].rstrip()}..."


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def _environment(language: Language) -> Environment:
    def printed(value: Any) -> Any:
        match value:
            case Text():
                return value.in_(language)
            case date():
                return long_date(value, language)
            case None:
                raise UndefinedError("a template prints None")
            case _:
                return value

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html", "html.j2"), default=False),
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "short": short_date,
        "cut": lambda value, width: cut(str(printed(value)), width),
        "clauses": lambda reference: clauses(reference, language),
    }
    return environment


# What a template that an office edits may be made of: it puts values in, asks whether they are there, goes through
# lists. It calls nothing, sets nothing and computes nothing, so no template can run code or never come to an end.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const,
    nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr,
)  # fmt: skip
_FILTERS = (
    "upper",
    "lower",
    "capitalize",
    "title",
    "trim",
    "join",
    "length",
    "first",
    "last",
    "default",
    "e",
    "escape",
)
_TESTS = ("defined", "undefined", "none", "odd", "even", "==", "eq", "!=", "ne", "in", "string", "number")
_DEEPEST = 3
"""Lists within lists."""


class UnfitTemplate(Exception):  # `MerzimError` of the module that renders carries it on
    """A template asks for a name that is not there, or for what no template may."""


class OfficeTemplates(ImmutableSandboxedEnvironment):
    """Renders templates that are not ours: from text alone, with a few filters and no calls."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_not_none)
        self.globals.clear()
        for known, kept in ((self.filters, _FILTERS), (self.tests, _TESTS)):
            for name in set(known) - set(kept):
                del known[name]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _check(parsed, 0)
        return parsed

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002
        """None is."""
        return False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of what is no mapping, only how far a loop is."""
        return type(obj).__name__ == "LoopContext" and super().is_safe_attribute(obj, attr, value)


@contextmanager
def told_plainly() -> Iterator[None]:
    """What jinja2 has against a template, as `UnfitTemplate`."""
    try:
        yield
    except TemplateError as error:
        line = getattr(error, "docx_context", None)
        near = f" ({' '.join(' '.join(line).split())[:120]})" if line else ""
        raise UnfitTemplate(f"{error.message or type(error).__name__}{near}") from None


def _check(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateSyntaxError(f"no template may hold '{type(node).__name__.lower()}'", getattr(node, "lineno", 1))
    depth += isinstance(node, nodes.For)
    if depth > _DEEPEST:
        raise TemplateSyntaxError(f"lists within lists are more than {_DEEPEST} deep", node.lineno)
    for child in node.iter_child_nodes():
        _check(child, depth)


def _not_none(value: Any) -> Any:
    if value is None:
        raise UndefinedError("a template prints None")
    return value
