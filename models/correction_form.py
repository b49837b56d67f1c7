"""The form by which an operator corrects a recorded entry: one field of one step, its right value, the reason. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from models.acts import OWN
from models.errors import Refusal
from models.facts import as_day
from models.filled_forms import NO, YES, FilledField, filled_form
from models.forms import Form, asked, choices
from models.process import Process
from models.state import CaseState
from models.texts import LANGUAGES, Text

CORRECT = "correct-entry"
"""The code of the tab: no step of a process is called so."""
_SIMPLE = ("day", "yes-no", "choice", "number", "text")


class CorrectEntry(Form):
    """What was wrong, what is right, and how that is known."""

    title: ClassVar = Text("Исправить запись", "Жазбаны түзету", "Correct an entry")
    tab: ClassVar = Text("Исправление", "Түзету", "Correction")

    entry: str = asked(Text("Что записано неверно", "Не қате жазылған", "What was recorded wrong"))
    value: str | None = asked(
        Text("Как верно", "Дұрысы қалай", "What is right"),
        None,
        help=Text(
            "Дата как 04.12.2026; да или нет; пусто, если этого не должно быть",
            "Күн 04.12.2026 түрінде; иә немесе жоқ; бұл болмауы тиіс болса, бос қалдырыңыз",
            "A day as 04.12.2026; yes or no; empty where it should not be there",
        ),
        max_length=4000,
    )
    reason: str = asked(
        Text("Причина исправления", "Түзету себебі", "Reason for the correction"),
        help=Text(
            "Что было неверно и откуда это известно; остаётся в деле",
            "Не қате болды және ол қайдан белгілі; істе қалады",
            "What was wrong, and how that is known; it stays in the case",
        ),
        max_length=2000,
    )


def entries_to_correct(process: Process, state: CaseState) -> dict[str, Text]:
    """The fields that can be corrected, as `step/field` or `step/group.field`, each with what is recorded now.

    Free text is named and not told: the form is kept where many can read it.
    """
    found: dict[str, Text] = {}
    for step in state.steps:
        if step.status != "done" or not process.has(step.code) or state.standing(step.code) is not step:
            continue
        node = process.node(step.code)
        asked_for = node.form.model_fields if node.form is not None else {}
        for path, field in _simple(filled_form(node.form, step.form)):
            if path.partition(".")[0] in asked_for:
                shown = field.shown if field.kind != "text" else Text("…", "…", "…")
                found[f"{step.code}/{path}"] = _JOINED.filled(step=node.title, field=field.title, shown=shown)
    return found


def changes_of(process: Process, form: CorrectEntry) -> tuple[str, dict[str, Any]]:
    """The step, and its form's fields as corrected. Raises `Refusal` for an entry the process does not have."""
    code, _, path = form.entry.partition("/")
    if not process.has(code) or not path or process.node(code).form is None:
        raise Refusal(_UNKNOWN.filled(entry=form.entry), clause=OWN, step=CORRECT, field="entry")
    model = process.node(code).form
    value: Any = form.value
    if value is not None:
        value = _read(value, {} if "." in path else choices(model, path))
    outer, _, inner = path.partition(".")
    return code, {outer: {inner: value} if inner else value}


def _read(written: str, known: Mapping[str, Text]) -> Any:
    """A day as people write it in ISO; yes, no and the name of a choice as their codes."""
    plain = written.strip()
    for code, text in known.items():
        if plain.lower() in {code.lower(), *(text.in_(lang).lower() for lang in LANGUAGES)}:
            return code
    for answer, text in ((True, YES), (False, NO)):
        if plain.lower() in {text.in_(lang) for lang in LANGUAGES}:
            return answer
    day, _, rest = plain.partition(".")
    month, _, year = rest.partition(".")
    iso = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    return iso if as_day(iso) else plain


def _simple(fields: tuple[FilledField, ...], at: str = "") -> Iterator[tuple[str, FilledField]]:
    for field in fields:
        if field.kind == "group" and not at:
            yield from _simple(field.parts, f"{field.name}.")
        elif field.kind in _SIMPLE:
            yield f"{at}{field.name}", field


_JOINED = Text("{step}: {field} — {shown}", "{step}: {field} — {shown}", "{step}: {field}: {shown}")
_UNKNOWN = Text(
    "такой записи нет: {entry}", "мұндай жазба жоқ: {entry}", "there is no such entry: {entry}"
)  # fmt: skip
