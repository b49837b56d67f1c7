"""The sheet beside a meeting's run: its agenda, the link to fill it in as a workbook, and the proposal of places."""

from sqlmodel import Session

from models.agenda.book import KNOWN, NO_DECISION_YET, PROPOSED, WHY
from models.record.meeting_file import meeting_file, meetings_of
from models.record.meetings import Agenda
from models.settings import settings
from models.texts import Language, Text
from notifications.links import meeting_url
from tasks.markdown import cell, code, details, escaped, link, page, table
from tasks.proposals import proposed_words

TITLE = Text("Повестка: {cycle}", "Күн тәртібі: {cycle}", "Agenda: {cycle}")
NOBODY = Text("Решения не ждёт ни одно дело.", "Шешім күтетін іс жоқ.", "No case waits for a decision.")
BOOK = Text(
    "Скачать повестку .xlsx и загрузить заполненную",
    "Күн тәртібін .xlsx түрінде алу және толтырылғанын жүктеу",
    "Take the agenda as .xlsx and bring back the filled one",
)
HELD = Text(
    "Заседание {day}: присутствовали {present} из {members}",
    "{day} отырысы: {members} мүшеден {present} қатысты",
    "Meeting of {day}: {present} of {members} present",
)
DECISION, VOTES = Text("Решение", "Шешім", "Decision"), Text("Голоса", "Дауыстар", "Votes")
RECUSED = Text("не голосовали: {who}", "дауыс бермегендер: {who}", "did not vote: {who}")
COUNT = Text("Ждут решения: {count}", "Шешім күтуде: {count}", "Waiting for a decision: {count}")
FEW = 300
"""A sheet with more rows is no reading."""


def meeting_sheet(session: Session, agenda: Agenda, language: Language) -> str:
    """The agenda as markdown, with the proposal where the procedure has one."""
    head = f"## {escaped(TITLE.filled(cycle=agenda.cycle.number).in_(language))}"
    if not agenda.cases:
        return page(head, escaped(NOBODY.in_(language)))
    proposed = proposed_words(session, agenda, language)
    names = settings().names
    heads = [text.in_(language) for text in (KNOWN[0], KNOWN[2], KNOWN[4])] + (
        [PROPOSED.in_(language)] if proposed else []
    )
    rows = []
    for waiting in agenda.cases[:FEW]:
        number, place = waiting.case.number, waiting.place
        who = waiting.person.written(names) if waiting.person and names != "number" else ""
        cells = [
            cell(number, who),
            cell(place.name.in_(language) if place else "", place.settlement if place else ""),
            cell(f"{waiting.due:%d.%m.%Y}" if waiting.due else ""),
        ]
        rows.append([*cells, cell(proposed.get(number, ("", ""))[0])] if proposed else cells)
    why = [f"**{code(number)}** {escaped(place)}  \n{escaped(said)}" for number, (place, said) in proposed.items()][
        :FEW
    ]
    return page(
        head,
        escaped(COUNT.filled(count=len(agenda.cases)).in_(language)),
        link(BOOK.in_(language), meeting_url(settings().ui_url, agenda.cycle.number)),
        table(heads, rows),
        escaped(NO_DECISION_YET.in_(language)) if proposed else "",
        details(f"{PROPOSED.in_(language)}: {WHY.in_(language)}", "\n\n".join(why)) if why else "",
    )


def held_sheet(session: Session, cycle: str, language: Language) -> str:
    """What the cycle's latest meeting decided, by which votes; and the agenda's link for what is left."""
    book = link(BOOK.in_(language), meeting_url(settings().ui_url, cycle))
    held = max(meetings_of(session, cycle), key=lambda each: each.id, default=None)
    if held is None:
        return page(book)
    file, names = meeting_file(session, held.id), settings().names
    rows = []
    for case in file.cases[:FEW]:
        who = case.person.written(names) if case.person and names != "number" else ""
        votes = ", ".join(f"{vote.title.in_(language)}: {vote.votes}" for vote in case.votes)
        out = RECUSED.filled(who=", ".join(case.recused)).in_(language) if case.recused else ""
        place = case.destination.name.in_(language) if case.destination else ""
        rows.append([cell(case.case, who), cell(case.option_title.in_(language), place), cell(votes, out)])
    head = HELD.filled(day=f"{file.met_on:%d.%m.%Y}", present=file.present, members=file.members).in_(language)
    heads = (KNOWN[0].in_(language), DECISION.in_(language), VOTES.in_(language))
    return page(f"## {escaped(head)}", table(heads, rows), book)
