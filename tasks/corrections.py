"""Entries corrected through a case's form: its tab, the correction taken into the record, and what the sheet tells."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from models import clock
from models.correction_form import CORRECT, CorrectEntry, changes_of, entries_to_correct
from models.errors import InvalidInput, Refusal
from models.filled_forms import FilledField
from models.form_schema import form_schema
from models.forms import read_form
from models.process import Process
from models.record.correcting import correct_entry
from models.record.loading import find_case
from models.record.people import Authority
from models.regulations import procedure as procedure_named
from models.state import CaseState
from models.texts import Language, Text
from notifications.outcomes import masked
from tasks import sheet_words as words
from tasks.markdown import bullets, details, escaped
from tasks.run_forms import FormTab, offered_names

if TYPE_CHECKING:
    from datetime import datetime

    from tasks.sheets import SheetParts

CORRECTED = Text("Исправленные записи", "Түзетілген жазбалар", "Corrected entries")
REASON = Text("причина: {reason}", "себебі: {reason}", "reason: {reason}")
ABOUT = Text(
    "Прежняя запись остаётся в деле; сроки, которые от неё зависят, считаются заново",
    "Бұрынғы жазба істе қалады; соған байланысты мерзімдер қайта есептеледі",
    "What was recorded first stays in the case; terms that hang on it are computed again",
)
NOT_POSSIBLE = Text(
    "исправить так нельзя: запись уже такова или её ничто не меняет",
    "бұлай түзетуге болмайды: жазба онсыз да сондай немесе ештеңе өзгермейді",
    "that can't be corrected: it is recorded so already, or nothing would change",
)
HIDDEN = "…"


def correction_tab(
    process: Process, state: CaseState, language: Language, given: Mapping[str, Any] | None
) -> tuple[FormTab, ...]:
    """The tab, where there is anything to correct."""
    entries = entries_to_correct(process, state)
    if not entries:
        return ()
    return (
        FormTab(
            code=CORRECT,
            title=CorrectEntry.tab.in_(language),
            schema=form_schema(CorrectEntry, language, given, {"entry": entries}),
            description=ABOUT.in_(language),
            optional=True,
            names=offered_names({"entry": entries}, language),
        ),
    )


def take_correction(
    session: Session, number: str, form: Mapping[str, Any], *, at: "datetime", by: str, key: str
) -> str:
    """A correction into the record, in the session's transaction; the corrected step's outcome. Raises `Refusal`."""
    case = find_case(session, number)
    on = clock.local(at, session.get_one(Authority, case.authority_id).timezone)
    process = procedure_named(case.procedure).process(case.kind)
    filled = read_form(CorrectEntry, form, step=CORRECT, clause="-")
    step, changes = changes_of(process, filled)
    try:
        found = correct_entry(
            session, number, step, changes, reason=filled.reason, on=on, at=at, by=by, answer_key=key
        )  # fmt: skip
    except InvalidInput as error:
        raise Refusal(NOT_POSSIBLE, clause="-", step=CORRECT, case=number) from error
    return found.after.outcome


def corrections(parts: "SheetParts") -> str:
    """The section of a case sheet that tells of them; free text is not told, nor a reason where nobody is named."""
    items = []
    for kept in parts.file.corrections:
        changed = "; ".join(
            f"{parts.say(field.title)}: {_shown(parts, was)} → {_shown(parts, now)}"
            for was, now in kept.fields
            if (field := was or now) is not None
        )
        about = [parts.day(kept.on), f"**{escaped(parts.say(kept.title))}**", changed, escaped(kept.by)]
        if parts.names != "number":
            about.append(parts.say(REASON, reason=escaped(masked(kept.reason))))
        items.append(" · ".join(part for part in about if part))
    return details(CORRECTED.in_(parts.language), bullets(items)) if items else ""


def refusals(parts: "SheetParts") -> str:
    """The section of a case sheet that tells of answers the law did not allow."""
    items = []
    for refused in parts.file.refusals:
        clause = escaped(parts.clause(refused.clause))
        about = [parts.moment(refused.given_at), f"**{parts.say(refused.title)}**", clause]
        items.append(f"{' · '.join(part for part in about if part)}: {parts.say(refused.reason)}")
    return details(words.REFUSALS.in_(parts.language), bullets(items)) if items else ""


def _shown(parts: "SheetParts", field: FilledField | None) -> str:
    if field is None:
        return "–"
    return escaped(parts.say(field.shown)) if field.kind in ("day", "yes-no", "choice", "number") else HIDDEN
