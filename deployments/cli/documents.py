"""`merzim documents`: the papers of a case, out of the record into a folder, or made again and compared."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deployments.cli.options import FOUND, Json, OperatorsLang, print_json
from models.errors import InvalidInput
from models.texts import Language, Text

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.filed_paper import KeptDocument
    from notifications.documents.writing import Verified

NUMBERED = Text("{title} № {number}", "№ {number} {title}", "{title} No {number}")
WAITS = Text("{title}: ещё не составлен", "{title}: әлі жасалмаған", "{title}: not written yet")
NONE = Text("документов нет", "құжат жоқ", "no documents")
SAME = Text("тот же документ", "сол құжаттың өзі", "the same document")
OTHER = Text(
    "НЕ СХОДИТСЯ: файл не тот, что был записан",
    "СӘЙКЕС КЕЛМЕЙДІ: файл жазылған файл емес",
    "DIFFERS: the file is not the one recorded",
)
NOT_AGAIN = Text(
    "НЕ СХОДИТСЯ: из записи получается другой документ",
    "СӘЙКЕС КЕЛМЕЙДІ: жазбадан басқа құжат шығады",
    "DIFFERS: the record makes another document",
)
ERASED = Text("стёрт по сроку хранения", "сақтау мерзімі бойынша жойылды", "erased, its term of keeping is over")
MOVED = Text("в записи с тех пор изменилось: {what}", "жазбада содан бері өзгерді: {what}", "changed since: {what}")
WROTE = Text(
    "записано файлов: {count}, папка {folder}", "{count} файл жазылды, қалта: {folder}", "{count} files in {folder}"
)


def documents(
    number: Annotated[
        str, typer.Argument(metavar="CASE", help="A case's number, or a cycle's: KRG-rotation-2026-007.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FOLDER", help="Put the files there.", show_default=False)
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Make each again from the record and compare.")] = False,
    draft: Annotated[
        str, typer.Option("--draft", metavar="STEP", help="The papers an open step will owe, with lines to fill in.")
    ] = "",
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="FOLDER", help="Copy the templates there, to be edited in Word."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Of a cycle: the papers of all its cases too.")] = False,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """The documents of a case: number, date, kind; those owed and not written, and why.

    merzim documents KRG-rotation-2026-007 -o papers

    merzim documents KRG-rotation-2026 --all --verify

    merzim documents KRG-rotation-2026-007 --draft notice -o papers

    merzim documents --templates templates

    --verify makes each again from its content and its template; exit status 1 where one is not what was recorded.
    """
    from models.settings import settings

    if templates is not None:
        _copy_templates(templates)
        return
    if not number:
        raise InvalidInput("a case's number is needed, such as KRG-rotation-2026-007")
    from deployments.cli.opened import opened
    from models.record.documents import documents_of

    language = lang or settings().language
    with opened() as session:
        if draft:
            _draft(session, number, draft, out or Path(), language)
            return
        kept = [d for found in documents_of(session, _numbers(session, number, every)).values() for d in found]
        checked = _verified(session, kept) if verify else {}
        if out is not None:
            _put(session, kept, out)
    if as_json:
        data = [d.as_data(language) | _as_data(checked.get(d.id or 0)) for d in kept]
        print_json(data)
    else:
        _show(kept, checked, language)
        if out is not None:
            print(WROTE.filled(count=sum(d.id is not None for d in kept), folder=out).in_(language))
    if any(not found.ok for found in checked.values()):
        raise typer.Exit(FOUND)


def _numbers(session: "Session", number: str, every: bool) -> list[str]:
    from sqlmodel import select

    from models.record.cases import Case
    from models.record.loading import find_case

    case = find_case(session, number)
    if not every:
        return [case.number]
    return list(session.exec(select(Case.number).where(Case.cycle_id == case.cycle_id).order_by(Case.number)))


def _verified(session: "Session", kept: "list[KeptDocument]") -> "dict[int, Verified]":
    from models.record.documents import find_document
    from notifications.documents.writing import verify

    return {d.id: verify(session, find_document(session, d.id)) for d in kept if d.id is not None}


def _put(session: "Session", kept: "list[KeptDocument]", folder: Path) -> None:
    from models.record.documents import blob

    folder.mkdir(parents=True, exist_ok=True)
    for each in kept:
        if each.id is not None:
            data = blob(session, each.sha256)
            if data:  # not erased
                (folder / each.file_name).write_bytes(data)


def _draft(session: "Session", number: str, step: str, folder: Path, language: Language) -> None:
    from deployments.cli.record import form_of
    from models import clock
    from models.record.case_file import case_file
    from notifications.documents.writing import draft

    file = case_file(session, number)
    form_of(file, step)
    folder.mkdir(parents=True, exist_ok=True)
    files = draft(session, number, step, on=clock.today(file.timezone))
    for name, data in files:
        (folder / name).write_bytes(data)
        print(name)
    print(WROTE.filled(count=len(files), folder=folder).in_(language))


def _copy_templates(folder: Path) -> None:
    """Ours, and none over a file that is there: it may have been edited."""
    from notifications.documents.rendering import TEMPLATES

    for source in sorted(TEMPLATES.glob("*/*.docx")):
        copy = folder / source.relative_to(TEMPLATES)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
            print(copy)


def _as_data(found: "Verified | None") -> dict[str, Any]:
    return {"intact": found.intact, "again": found.again, "changed": list(found.changed)} if found else {}


def _show(kept: "list[KeptDocument]", checked: "dict[int, Verified]", language: Language) -> None:
    if not kept:
        print(NONE.in_(language))
    for each in kept:
        text = NUMBERED if each.id else WAITS
        title = text.filled(title=each.title, number=each.number).in_(language)
        print(f"{each.day:%d.%m.%Y}  {each.case}  {title}{f'  {each.language}  {each.sha256[:12]}' if each.id else ''}")
        if each.problem is not None:
            print(f"    {each.problem.in_(language)}")
        found = checked.get(each.id or 0)
        if found is not None:
            told = ERASED if found.erased else SAME if found.ok else NOT_AGAIN if found.intact else OTHER
            print(f"    {told.in_(language)}")
            if found.changed:
                print(f"    {MOVED.filled(what=', '.join(found.changed[:5])).in_(language)}")
