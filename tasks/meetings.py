"""A commission's meeting: one form for the votes and decisions of many cases, recorded all together or not at all."""

from collections.abc import Mapping
from typing import Any

from models import clock
from models.form_schema import choice_names, form_schema
from models.procedure import Procedure
from models.record.database import reading
from models.record.meeting_paper import offers_of
from models.record.meetings import Agenda, Decided, Waiting, agenda, sitting
from models.record.people import Authority
from models.settings import settings
from models.texts import Language, Text
from notifications.links import meeting_url
from tasks.holding import Held, hold_all
from tasks.meeting_sheets import BOOK, held_sheet, meeting_sheet
from tasks.record import OPERATOR, the_record
from tasks.run_forms import offered_names
from tasks.runs import FormTab, RunView, Sheet
from tasks.showing import slug

MEETING = "meeting"
TITLE = Text("Заседание комиссии", "Комиссия отырысы", "Commission meeting")
WAITING = Text("{title}: ждут решения {count}", "{title}: шешім күтуде {count}", "{title}: {count} waiting")
HELD = Text("{title}: решено {count}", "{title}: шешілді {count}", "{title}: {count} decided")
NOBODY = Text("{title}: ждать решения некому", "{title}: шешім күтетін іс жоқ", "{title}: nobody is waiting")
MORE = Text(
    "В форме первые {shown} дел из {count}; все — в повестке .xlsx (ссылка на листе заседания)",
    "Нысанда {count} істің алғашқы {shown}; барлығы — .xlsx күн тәртібінде (сілтемесі отырыс парағында)",
    "The form has the first {shown} cases of {count}; the .xlsx agenda has all (its link is on the meeting's sheet)",
)
SHEET = Text("Повестка заседания {cycle}", "{cycle} отырысының күн тәртібі", "Agenda of the meeting of {cycle}")
HELP = Text(
    "Дело без решения на этом заседании не рассматривается",
    "Шешімі жоқ іс бұл отырыста қаралмайды",
    "A case without a decision is not dealt with at this meeting",
)


FEW = 60
"""More cases than this are no form any more that a person can work in: the first ones by number are in it, and the
agenda as a workbook has them all."""


def held_view(cycle: str, held: Held) -> RunView:
    """The run of a meeting that was held: what was decided, and which cases their own forms had decided before."""
    with reading(the_record()) as session:
        _, authority, procedure = sitting(session, cycle)
        language = authority.language
        sheet = held_sheet(session, cycle, language)
    badge = HELD.filled(title=TITLE, count=held.decided).in_(language)
    return RunView(
        f"{cycle} · {TITLE.in_(language)}", badge, f"meeting-{slug(cycle)}", (), held.why().in_(language),
        _tags(procedure, authority), sheet=_sheet(cycle, sheet, language),
    )  # fmt: skip


def meeting_view(cycle: str, why: Text | None = None, given: Mapping[str, Any] | None = None) -> RunView:
    """The meeting's run: its form has the attendance once, and votes and decision for each case."""
    with reading(the_record()) as session:
        _, authority, _ = sitting(session, cycle)
        found = agenda(session, cycle, clock.local(clock.now(), authority.timezone))
        language = authority.language
        shown = found.cases[:FEW]
        tabs = (_tab(found, given or {}),) if found.cases else ()
        sheet = meeting_sheet(session, found, language)
    text = WAITING if found.cases else NOBODY
    badge = text.filled(title=TITLE, count=len(found.cases)).in_(language)
    message = [why.in_(language)] if why else []
    if len(shown) < len(found.cases):
        message.append(MORE.filled(shown=len(shown), count=len(found.cases)).in_(language))
    if found.cases:
        # Over the form: a bare address is a link in both UIs.
        message.append(f"{BOOK.in_(language)}: {meeting_url(settings().ui_url, cycle)}")
    return RunView(
        f"{cycle} · {TITLE.in_(language)}", badge, f"meeting-{slug(cycle)}", tabs, "\n\n".join(message),
        _tags(found.procedure, found.authority),
        question=TITLE.in_(language),
        sheet=_sheet(cycle, sheet, language),
    )  # fmt: skip


def _tags(procedure: Procedure, authority: Authority) -> tuple[str, ...]:
    return (f"procedure:{procedure.code}", f"authority:{authority.code}", "meeting")


def _sheet(cycle: str, markdown: str, language: Language) -> Sheet:
    return Sheet(f"meeting-{slug(cycle)}", markdown, SHEET.filled(cycle=cycle).in_(language))


def _tab(found: Agenda, given: Mapping[str, Any]) -> FormTab:
    procedure, language = found.procedure, found.authority.language
    step = procedure.case.step(procedure.meets_on)
    assert step.form is not None
    known = dict(step.known(found.cases[0].facts)) if step.known else {}
    known = {name: value for name, value in known.items() if name in procedure.meeting}
    names = {p: n for p, n in choice_names(step.form, language).items() if p.split(".")[0] in procedure.meeting}
    # Offered once for all cases: they have one commission.
    shown = {p: codes for p, codes in offers_of(found, found.cases[0]).items() if p in procedure.meeting}
    names |= offered_names(shown, language)
    whole = form_schema(step.form, language, {**known, **given}, shown)
    shared = {name: node for name, node in whole["properties"].items() if name in procedure.meeting}
    cases, definitions = {}, dict(whole.get("$defs", {}))
    for position, waiting in enumerate(found.cases[:FEW], start=len(shared)):
        number = waiting.case.number
        offers = offers_of(found, waiting)
        own = form_schema(step.form, language, given.get(number), offers)
        # What each case offers differs, so each has definitions of its own.
        renamed = {name: f"{name}-{position}" for name in own.get("$defs", {})}
        definitions |= {renamed[name]: _refer(node, renamed) for name, node in own.get("$defs", {}).items()}
        rows = {n: _refer(node, renamed) for n, node in own["properties"].items() if n not in procedure.meeting}
        title = named(waiting)
        cases[number] = {"type": "object", "title": title, "properties": rows, "position": position, "default": {}}
        own_names = choice_names(step.form, language) | offered_names(offers, language)
        names |= {f"{number}.{path}": codes for path, codes in own_names.items()}
    schema = {
        "type": "object", "title": TITLE.in_(language), "properties": {**shared, **cases},
        "required": [n for n in whole.get("required", []) if n in shared], "$defs": definitions,
    }  # fmt: skip
    return FormTab(MEETING, TITLE.in_(language), schema, HELP.in_(language), names=names)


def named(waiting: Waiting) -> str:
    """The case number, and whom it is about as far as `MERZIM_NAMES` lets it be shown."""
    who = settings().names
    shown = waiting.person.written(who) if waiting.person and who != "number" else ""
    return " · ".join(filter(None, (waiting.case.number, shown, waiting.place.code if waiting.place else "")))


def hold(cycle: str, values: Mapping[str, Any], *, key: str, by: str = OPERATOR) -> Held:
    """Record a meeting: every decision is checked, then all are recorded, or none.

    Taken again under the same key, it changes nothing.
    """
    with reading(the_record()) as session:
        _, _, procedure = sitting(session, cycle)
    shared = {name: value for name, value in values.items() if name in procedure.meeting}
    rows = {n: r for n, r in values.items() if isinstance(r, Mapping) and r.get("decision") is not None}
    decided = [Decided(number, {**shared, **_without_empty(row)}, f"{key}:{number}") for number, row in rows.items()]
    return hold_all(cycle, decided, by=by)


def _without_empty(row: Mapping[str, Any]) -> dict[str, Any]:
    """A nested object in which nothing was filled in was not meant."""
    return {n: v for n, v in row.items() if v is not None and not (isinstance(v, Mapping) and not any(v.values()))}


def _refer(node: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            k: f"#/$defs/{renamed[v.rsplit('/', 1)[-1]]}" if k == "$ref" else _refer(v, renamed)
            for k, v in node.items()
        }
    return [_refer(v, renamed) for v in node] if isinstance(node, list) else node
