"""What a case looks like as a Prefect run: its name, badge, tags, and the form with a tab for each thing to be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import clock
from models.acts import OWN, OWN_TERM
from models.calendars import WorkingCalendar
from models.correction_form import CORRECT
from models.facts import Facts
from models.filed import CaseFile
from models.form_schema import choice_names, form_schema
from models.forms import CLAUSE, Form, field_title, is_quiet
from models.procedure import Procedure
from models.process import BoundaryEvent, Step
from models.record.case_file import case_files
from models.record.cases import Case, RefusedAnswer
from models.record.cycle_file import cycle_file
from models.record.loading import calendar_of, find_case, load_states
from models.record.people import Authority, Official, Organisation
from models.record.pressing import Dated, marks
from models.regulations import procedure as procedure_named
from models.settings import settings
from models.state import CaseState, StepState
from models.texts import Language, Text
from tasks.boards import cycle_board
from tasks.corrections import correction_tab
from tasks.filters import BOARD, COMMISSION, shortcuts
from tasks.run_forms import offered_names
from tasks.runs import FormTab, RunView, Sheet
from tasks.sheets import case_sheet
from tasks.showing import slug

UNTIL = Text("{step} · до {day:%d.%m.%Y}", "{step} · {day:%d.%m.%Y} дейін", "{step} · by {day}")
FROM = Text("{step} · с {day:%d.%m.%Y}", "{step} · {day:%d.%m.%Y} бастап", "{step} · from {day}")
SEVERAL = Text(
    "Открыто {count}: {step} · до {day:%d.%m.%Y}",
    "Ашық {count}: {step} · {day:%d.%m.%Y} дейін",
    "{count} open: {step} · by {day}",
)
OVERDUE = Text(
    "Просрочено: {step} · {day:%d.%m.%Y}", "Мерзімі өтті: {step} · {day:%d.%m.%Y}", "Overdue: {step} · {day}"
)
OWN_STEP = Text(
    "мера органа, не из текста", "органның өз шарасы, мәтіннен емес", "the authority's own, not from the text"
)
QUESTION = Text("Что сделано", "Не орындалды", "What was done")
REFUSED = Text("Не принято ({clause}): {reason}", "Қабылданбады ({clause}): {reason}", "Refused ({clause}): {reason}")
REFUSED_OUTSIDE = Text("Не принято: {reason}", "Қабылданбады: {reason}", "Refused: {reason}")
REFUSED_BADGE = Text("Не принято · {badge}", "Қабылданбады · {badge}", "Refused · {badge}")
CASE_SHEET = Text("Лист дела {number}", "{number} ісінің парағы", "Case sheet {number}")
CYCLE_BOARD = Text("Доска цикла {number}", "{number} циклінің тақтасы", "Board of the cycle {number}")
NOTHING_TO_CHOOSE = Text(
    "{title}: выбрать не из чего", "{title}: таңдайтын ештеңе жоқ", "{title}: there is nothing to choose from"
)
ENDED = Text("Завершено", "Аяқталды", "Completed")
YES_NO = Text("Да/Нет", "Иә/Жоқ", "Yes/No")


@dataclass(frozen=True)
class CaseView:
    """What a case's run shows, and the version of the case it is of."""

    view: RunView
    version: int
    closed: bool


def view_of(session: Session, number: str, at: datetime) -> CaseView:
    """What the run of this case shows at the moment `at`. Raises `InvalidInput` where there is no such case."""
    return views_of(session, [find_case(session, number).number], at)[number]


def views_of(session: Session, numbers: Sequence[str], at: datetime) -> dict[str, CaseView]:
    """What the runs of these cases show, by their numbers; those of one cycle in a fixed number of queries.

    A board, and a form that offers places, ask for more.
    """
    cases = session.exec(select(Case).where(col(Case.number).in_(numbers))).all()
    states = load_states(session, cases)
    # Held here, or the session forgets them and each case would ask again.
    around = [
        *session.exec(select(Authority).where(col(Authority.id).in_({c.authority_id for c in cases}))),
        *session.exec(select(Official).where(col(Official.id).in_({c.official_id for c in cases}))),
        *session.exec(select(Organisation).where(col(Organisation.id).in_({c.organisation_id for c in cases}))),
    ]
    files = {f.number: f for f in case_files(session, [c.number for c in cases if c.kind == "case"])}
    calendars = {a.id: calendar_of(session, a) for a in around if isinstance(a, Authority)}
    return {
        c.number: _case_view(session, c, states[c.id], files.get(c.number), calendars[c.authority_id], at)
        for c in cases
    }


def _case_view(
    session: Session, case: Case, state: CaseState, file: CaseFile | None, calendar: WorkingCalendar, at: datetime
) -> CaseView:
    authority = session.get_one(Authority, case.authority_id)
    procedure = procedure_named(case.procedure)
    language, on = authority.language, clock.local(at, authority.timezone)
    tabs: tuple[FormTab, ...] = ()
    if state.closed_on is None:
        facts = Facts(_known(session, case, state, on), on, state.edition, calendar)
        tabs = _tabs(session, case, state, facts, language)
    # While a refusal stands, the badge says so: V1 of the UI shows the reason only beside the form, not in it.
    shown = badge(procedure, case, state, on, language)
    view = RunView(
        name=run_name(session, case),
        badge=REFUSED_BADGE.filled(badge=shown).in_(language) if case.message else shown,
        key=f"{slug(case.number)}-v{case.version}",
        tabs=tabs,
        message=_message(case, language),
        tags=tags(case, state, authority, on),
        question=QUESTION.in_(language),
        sheet=_case_sheet(file, language, on) if file else _board(session, case, authority, on),
    )
    return CaseView(view, case.version, case.closed_on is not None)


def run_name(session: Session, case: Case) -> str:
    """The case number, and whom it is about as far as `MERZIM_NAMES` lets it be shown; what a cycle is of."""
    if case.official_id is None:
        process = procedure_named(case.procedure).process(case.kind)
        language = session.get_one(Authority, case.authority_id).language
        return f"{case.number} · {process.title.in_(language)}"
    official = session.get_one(Official, case.official_id)
    shown = {
        "full": " ".join(filter(None, (official.last_name, official.first_name, official.middle_name))),
        "initials": f"{official.last_name} {official.first_name[:1]}.",
        "number": "",
    }[settings().names]
    place = session.get(Organisation, case.organisation_id) if case.organisation_id else None
    return " · ".join(filter(None, (case.number, shown, place.code if place else "")))


def badge(procedure: Procedure, case: Case, state: CaseState, on: date, language: Language) -> str:
    """The state's name: the step and its date, how many are open, or what came of the case."""
    process = procedure.process(case.kind)
    ahead = sorted((s for s in state.open_steps if s.kind != "call-activity"), key=_next_day)
    if state.closed_on is not None or not state.open_steps:
        result = process.results.get(state.result)
        return (result or ENDED).in_(language)
    if not ahead:
        return process.step(state.open_steps[0].code).title.in_(language)
    first = ahead[0]
    title, day = process.step(first.code).title, _next_day(first)
    if first.last_day is not None and first.last_day < on:
        return OVERDUE.filled(step=title, day=first.last_day).in_(language)
    if len(ahead) > 1:
        return SEVERAL.filled(count=len(ahead), step=title, day=day).in_(language)
    if first.not_before is not None and first.not_before > on:
        return FROM.filled(step=title, day=first.not_before).in_(language)
    if day == date.max:
        return title.in_(language)
    return UNTIL.filled(step=title, day=day).in_(language)


def tags(case: Case, state: CaseState, authority: Authority, on: date) -> tuple[str, ...]:
    """What the run list is filtered by: procedure, authority, cycle, whoever is to act, and how pressing it is.

    One tag answers one question whole (`tasks/filters.py`): of several tags, V2 shows the runs that have any of them.
    """
    open_steps = [s for s in state.open_steps if s.kind == "user-task"]
    found = {
        f"procedure:{case.procedure}",
        f"authority:{authority.code}",
        f"cycle:{case.number.split('-')[2]}",
        *(f"performer:{s.performer}" for s in open_steps),
        *(f"step:{s.code}" for s in open_steps),
    }
    # Those of the run list's filter that hold for years: its date range and its states don't know ours.
    if state.closed_on is None:
        found |= {"open", *marks((Dated(s.performer, s.due, s.last_day, s.not_before) for s in open_steps), on)}
    if any(_is_commissions(procedure_named(case.procedure), s) for s in open_steps):
        found.add(COMMISSION)
    if case.kind == "cycle":
        found.add(BOARD)
    return tuple(sorted(found))


def _is_commissions(procedure: Procedure, step: StepState) -> bool:
    """It waits for a commission: its meeting decides it, or it acts itself."""
    return step.code in (procedure.meets_on, "commission") or step.performer.endswith("_commission")


def _tabs(session: Session, case: Case, state: CaseState, facts: Facts, language: Language) -> tuple[FormTab, ...]:
    procedure = procedure_named(case.procedure)
    process = procedure.process(case.kind)
    given = _refused_forms(session, case)
    steps = [
        _tab(process.step(s.code), language, facts, given.get(s.code), s)
        for s in state.open_steps
        if process.step(s.code).form is not None
    ]
    events = [_tab(e, language, facts, given.get(e.code), None) for e in process.boundary_events if e.offered]
    # What was refused comes first: it is the tab a form opens with.
    corrected = correction_tab(process, state, language, given.get(CORRECT))
    return tuple(sorted((*steps, *events, *corrected), key=lambda tab: tab.code not in given))


def _known(session: Session, case: Case, state: CaseState, on: date) -> Mapping[str, Any]:
    """What is known of a case and around its open steps, for their forms."""
    known = state.known()
    procedure = procedure_named(case.procedure)
    if procedure.surroundings is not None:
        for step in state.open_steps:
            known |= procedure.surroundings(session, case, step.code, on)
    return known


def _tab(
    node: Step | BoundaryEvent,
    language: Language,
    facts: Facts,
    given: Mapping[str, Any] | None,
    step: StepState | None,
) -> FormTab:
    assert node.form is not None
    offers: Mapping[str, Mapping[str, Text]] = {}
    known: dict[str, Any] = {}
    notes: Mapping[str, Text] = {}
    if isinstance(node, Step):
        notes = node.told(facts) if node.told else {}
        offers = node.offers(facts) if node.offers else {}
        known = _unnamed(dict(node.known(facts)), facts) if node.known else {}
    yes, no = YES_NO.in_(language).split("/")
    return FormTab(
        code=node.code,
        title=(node.form.tab or node.title).in_(language),
        schema=form_schema(
            node.form,
            language,
            {**known, **(given or {})},
            offers,
            clause=node.clause,
            notes=notes,
        ),
        description=" · ".join(
            (_about(node, language, step, facts), *_nothing_offered(node.form, offers, notes, language))
        ),
        optional=isinstance(node, BoundaryEvent),
        names=choice_names(node.form, language) | offered_names(offers, language),
        yes_no=(yes, no),
    )


def _unnamed(known: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """Without the name of the person concerned where runs are to name nobody: forms are kept in Prefect too."""
    if settings().names != "number":
        return known
    return {name: value for name, value in known.items() if value != facts.get("case.full_name")}


def _nothing_offered(
    form: type[Form], offers: Mapping[str, Mapping[str, Text]], notes: Mapping[str, Text], language: Language
) -> Iterator[str]:
    """The fields that a form leaves out because there is nothing to choose, and why there is nothing."""
    for path, codes in offers.items():
        if not codes and not is_quiet(form, path):
            title = field_title(form, path.partition(".")[0])
            yield NOTHING_TO_CHOOSE.filled(title=title).in_(language)
            if path in notes:
                yield notes[path].in_(language)


def _about(node: Step | BoundaryEvent, language: Language, step: StepState | None, facts: Facts) -> str:
    """Above a tab's fields: the clause, the last day, the first day, and what the text leaves open."""
    parts = [OWN_STEP.in_(language) if node.clause == OWN else CLAUSE.filled(clause=node.clause).in_(language)]
    if step is not None and step.due is not None:
        parts.append(UNTIL.filled(step="", day=step.due).in_(language).lstrip(" ·"))
    if step is not None and step.not_before is not None:
        parts.append(FROM.filled(step="", day=step.not_before).in_(language).lstrip(" ·"))
    if isinstance(node, Step) and node.deadline is not None:
        parts += [OWN_TERM.in_(language)] if node.deadline.is_own(facts.edition) and node.clause != OWN else []
        note = facts.edition[node.deadline.term].note if node.deadline.term else None
        parts += [note.in_(language)] if note else []
    return " · ".join(parts)


def _refused_forms(session: Session, case: Case) -> dict[str, Mapping[str, Any]]:
    """What was filled in and refused last, while the refusal still stands: it comes back in the form."""
    if not case.message:
        return {}
    latest = session.exec(
        select(RefusedAnswer).where(RefusedAnswer.case_id == case.id).order_by(col(RefusedAnswer.id).desc())
    ).first()
    return {latest.step: latest.form} if latest is not None else {}


def refused(reason: Text, clause: str, language: Language) -> str:
    """What is said of a refused answer, with the clause where the text has one."""
    if clause in ("", "-", OWN):
        return REFUSED_OUTSIDE.filled(reason=reason).in_(language)
    return REFUSED.filled(clause=CLAUSE.filled(clause=clause), reason=reason).in_(language)


def _message(case: Case, language: Language) -> str:
    if not case.message:
        return ""
    reason = Text(*(case.message.get(lang, "") for lang in ("ru", "kk", "en")))
    return refused(reason, str(case.message["clause"]), language)


def _board(session: Session, case: Case, authority: Authority, on: date) -> Sheet:
    language = authority.language
    board = cycle_board(
        cycle_file(session, case.number, on=on), language, names=settings().names, ui_url=settings().ui_url
    )
    board = f"{shortcuts(settings().ui_url, authority.code, language)}\n\n{board}"
    return Sheet(f"board-{slug(case.number)}", board, CYCLE_BOARD.filled(number=case.number).in_(language))


def _case_sheet(file: CaseFile, language: Language, on: date) -> Sheet:
    made = case_sheet(file, language, on, names=settings().names, ui_url=settings().ui_url)
    title = CASE_SHEET.filled(number=file.number).in_(language)
    return Sheet(f"case-{slug(file.number)}", made, title)


def _next_day(step: StepState) -> date:
    return step.due or step.ends or step.not_before or date.max
