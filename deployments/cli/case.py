"""`merzim case`: one case sheet."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Json, OperatorsLang, print_json
from models.texts import Language, Text

EXPORTED = Text("Дело {number}: {file}", "{number} ісі: {file}", "Case {number}: {file}")


def case(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="A case's number, or a cycle's: KRG-rotation-2026-007.")
    ],
    trace: Annotated[bool, typer.Option("--trace", help="Show how each date was counted.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the case file for a court: a zip, see `merzim replay`."),
    ] = None,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """One case whole: its dated steps with clause, performer, due and done, breaches, letters, documents.

    merzim case KRG-rotation-2026-007 --trace

    A cycle's number (KRG-rotation-2026) shows the cycle: where its cases stand, what is due, who is on the list, why.
    --json prints all that the record holds of it, names in full.
    """
    from deployments.cli.opened import opened
    from models import clock
    from models.record.case_file import case_file
    from models.record.cycle_file import cycle_file
    from models.settings import settings

    language, names = lang or settings().language, settings().names
    if export is not None:
        _export(number, export, language, as_json=as_json)
        return
    with opened() as session:
        file = case_file(session, number)
        on = clock.today(file.timezone)
        whole = cycle_file(session, number, on=on) if file.kind == "cycle" else None
    if as_json:
        data = whole.as_data(language) if whole else file.as_data(language)
        print_json(data)
        return
    from deployments.cli.case_tables import show_case, show_cycle

    if whole is not None:
        show_cycle(whole, language, names)
    else:
        show_case(file, language, names, on, trace=trace)


def _export(number: str, to: Path, language: Language, *, as_json: bool) -> None:
    from hashlib import sha256

    from deployments.cli.opened import opened
    from models.record.archive import case_archive

    with opened() as session:
        written = case_archive(session, number)
    to.write_bytes(written)
    if as_json:
        print_json({"case": number, "file": str(to), "sha256": sha256(written).hexdigest()})
    else:
        print(EXPORTED.filled(number=number, file=to).in_(language))
