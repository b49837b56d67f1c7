"""`merzim meeting`: a commission's agenda as a workbook, the filled one taken in, a meeting shown."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.cli import new_app
from deployments.cli.options import FOUND, Json, OperatorsLang, print_json
from models.errors import InvalidInput
from models.texts import Language, Text, as_is

meeting = new_app(help="A commission's meeting: its agenda as a workbook, the filled one taken into the record.")

Cycle = Annotated[str, typer.Argument(metavar="CYCLE", help="A cycle whose commission meets: KRG-rotation-2026.")]

WRITTEN = Text(
    "{file}: дел, ждущих решения: {count}", "{file}: шешім күтетін істер: {count}", "{file}: {count} cases waiting"
)
NONE_HELD = Text(
    "Заседаний в цикле {cycle} ещё не было",
    "{cycle} циклінде отырыс әлі болған жоқ",
    "No meeting was held in {cycle} yet",
)
HELD = Text(
    "Заседание {day}, протокол № {number}: присутствовали {present} из {members}, решено дел: {count}",
    "{day} отырысы, № {number} хаттама: {members} мүшеден {present} қатысты, шешілген істер: {count}",
    "Meeting of {day}, minutes No {number}: {present} of {members} present, {count} cases decided",
)
DECIDED = as_is("{case} · {who}: {what} ({votes})")
RECUSED = Text("не голосовали: {who}", "дауыс бермегендер: {who}", "did not vote: {who}")


@meeting.command("agenda")
def agenda(
    cycle: Cycle,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The workbook to write; left out: named after the cycle.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """The cases that wait for the commission, as a workbook to fill in: attendance, votes and decisions.

    merzim meeting agenda KRG-rotation-2026 -o agenda.xlsx
    """
    from deployments.cli.opened import opened
    from models.settings import settings
    from tasks.meeting_books import agenda_book

    with opened():
        pass
    name, book, count = agenda_book(cycle, lang)
    file = output or Path(name)
    file.write_bytes(book)
    if as_json:
        print_json({"cycle": cycle, "file": str(file), "cases": count})
        return
    print(WRITTEN.filled(file=file, count=count).in_(lang or settings().language))


@meeting.command("import")
def import_(
    cycle: Cycle,
    file: Annotated[Path, typer.Argument(help="The filled workbook.", show_default=False)],
    check: Annotated[bool, typer.Option("--check", help="Check it whole and record nothing.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="CODE", help="Who brings it, for the audit trail.")] = "command",
    show: Annotated[
        bool, typer.Option("--show", help="Refresh the cases' runs in Prefect at once, not with the next delivery.")
    ] = False,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """The filled workbook into the record: every row is checked, then all are recorded, or none.

    merzim meeting import KRG-rotation-2026 agenda.xlsx

    Imported again it changes nothing. A case that its own form decided in the meantime is told and left as it is. Exit
    status 1: rows are refused, each told with its cell, its clause and what would be accepted.
    """
    from deployments.cli.opened import opened
    from models.agenda.reading import NotRead
    from models.settings import settings
    from tasks.documents import write_owed
    from tasks.meeting_books import import_book

    language = lang or settings().language
    if show:
        from deployments.cli.server import find_server

        find_server()
    with opened():
        pass
    data = file.read_bytes()
    try:
        found = import_book(cycle, data, by=by, check_only=check)
    except NotRead as error:
        raise InvalidInput(f"{file}: {error.reason.in_(language)}") from error
    if as_json:
        print_json(found.as_json(language))
    else:
        for line in found.lines(language):
            print(line)
    # Told first: the papers of some hundred cases take their time.
    sys.stdout.flush()
    if found.recorded and found.decided:
        write_owed(cycle, whole_cycle=True)
    if show and found.recorded:
        _refresh(cycle)
    if found.problems:
        raise typer.Exit(FOUND)


@meeting.command("show")
def show(cycle: Cycle, as_json: Json = False, lang: OperatorsLang = None) -> None:
    """The meetings held in a cycle: who sat, what was decided, by which votes.

    merzim meeting show KRG-rotation-2026 --json
    """
    from deployments.cli.opened import opened
    from models.record.meeting_file import meeting_file, meetings_of
    from models.settings import settings

    language, names = lang or settings().language, settings().names
    with opened() as session:
        held = [meeting_file(session, each.id) for each in meetings_of(session, cycle)]
    if as_json:
        print_json([each.as_data(language) for each in held])
        return
    if not held:
        print(NONE_HELD.filled(cycle=cycle).in_(language))
    for each in held:
        head = HELD.filled(
            day=f"{each.met_on:%d.%m.%Y}", number=each.minutes_no or "—", present=each.present, members=each.members,
            count=len(each.cases),
        )  # fmt: skip
        print(head.in_(language))
        for case in each.cases:
            print("  " + _decided(case, language, names))


def _decided(case: Any, language: Language, names: Any) -> str:
    votes = ", ".join(f"{vote.title.in_(language)}: {vote.votes}" for vote in case.votes)
    place = f" → {case.destination.name.in_(language)}" if case.destination else ""
    line = DECIDED.filled(
        case=case.case, who=case.person.written(names) if case.person else "—",
        what=case.option_title.in_(language) + place, votes=votes,
    ).in_(language)  # fmt: skip
    return f"{line}; {RECUSED.filled(who=', '.join(case.recused)).in_(language)}" if case.recused else line


def _refresh(cycle: str) -> None:
    import asyncio

    from tasks.mirror import show_board_of, show_cases

    async def shown() -> None:
        await show_cases()
        await show_board_of(cycle)

    asyncio.run(shown())
