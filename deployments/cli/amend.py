"""`merzim amend`: a new edition of an act, and the open cases it touches."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from deployments.cli.options import Json, Lang, print_json
from models.texts import Text

CASES = Text(
    "Открытых дел под прежними редакциями: {count}", "Бұрынғы редакциялардағы ашық істер: {count}",
    "Open cases under earlier editions: {count}",
)  # fmt: skip
UNDER = Text(
    "Открытых дел вернётся к прежней редакции: {count}", "Бұрынғы редакцияға қайтатын ашық істер: {count}",
    "Open cases that return to their earlier edition: {count}",
)  # fmt: skip
DRY = Text("Ничего не записано; с --apply будет записано.", "Ештеңе жазылған жоқ; --apply арқылы жазылады.",
           "Nothing was written; --apply writes it.")  # fmt: skip
DONE = Text("Записано.", "Жазылды.", "Written.")


def amend(
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Such as rotation.")],
    file: Annotated[Path | None, typer.Argument(help="YAML of the new edition.", show_default=False)] = None,
    cases: Annotated[Literal["keep", "move"], typer.Option("--cases", help="What open cases do.")] = "keep",
    undo: Annotated[str | None, typer.Option("--undo", help="Take the amendment of this code back.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it; without it, what it touches is shown.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who enters it.")] = "administrator",
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """Enter a new edition of an act; open cases keep theirs, or go over and have their terms computed again.

    merzim amend rotation edition-2027.yaml --cases move

    The file: code, in_force_from, published_on, based_on (the last edition if left out), and what changes:
    parameters: {portfolio-term: {value: 10 working days, clause: "8"}}. Without --apply nothing is written.
    """
    from deployments.cli.moved_terms import moved_terms
    from deployments.cli.opened import opened, opened_to_write
    from models import clock
    from models.errors import InvalidInput
    from models.record import amending
    from models.regulations import procedure as procedure_named

    known = procedure_named(procedure)
    if (file is None) == (undo is None):
        raise InvalidInput("give the file of an edition, or --undo with the code of one")
    new = amending.read_edition(_read(file)) if file is not None else None
    move = cases == "move"
    with opened_to_write() if apply else opened() as session:
        at = clock.now()
        if new is not None and apply:
            found = amending.enter(session, known, new, at=at, by=by, move=move)
        elif new is not None:
            found = amending.preview(session, known, new, at, move=move)
        elif apply:
            found = amending.undo(session, known, str(undo), at=at, by=by)
        else:
            found = amending.preview_undo(session, known, str(undo), at)
        lines, data = moved_terms(session, found.moved, lang)
        touched = [c.number for c in found.cases]
    if as_json:
        print_json({"cases": touched, "moved": data, "written": apply})
        return
    heading = CASES if undo is None else UNDER
    print(heading.filled(count=len(touched)).in_(lang))
    print("\n".join([*lines, (DONE if apply else DRY).in_(lang)]))


def _read(file: Path) -> object:
    import yaml

    from models.errors import InvalidInput

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, ValueError) as error:
        # A day like 0000-00-00 is no error of YAML's.
        raise InvalidInput(f"{file}: not readable as YAML: {error}") from None
