"""`merzim import`: a region's registry from csv or xlsx."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import BAD_INPUT, Json, OperatorsLang, print_json


def import_(
    file: Annotated[Path, typer.Argument(help="A csv or xlsx file, or a folder of them.", show_default=False)],
    partial: Annotated[
        bool,
        typer.Option(
            "--partial", help="Import the good rows although others are bad; rows that rest on a bad one wait."
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and compare; write nothing.")] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Take the file's lists as whole: tenures and categories of its persons, predecessors of its "
            "organisations, members of its commissions that it leaves out are removed; an empty cell undoes an end.",
        ),
    ] = False,
    authority: Annotated[
        str | None, typer.Option(metavar="CODE", help="The authority of rows that name none.", show_default=False)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of csv files; left out: detected.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option(metavar="CODE", help="Who imports, for the audit trail.")] = "import",
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """The registry from csv or xlsx: every bad row is named with its column and reason; all or nothing.

    A sheet of a workbook, or a csv file, is a table, known by its header: authorities, organisations, officials,
    tenures, categories, facts, vacancies, performers, commission, adoptions, calendar; or the list of heads an office
    has at hand (organisation, settlement, full name, post, start, end, ...). Headers in English, Russian or Kazakh.
    A folder in the folder that has an authorities table is the registry of that authority, imported with the rest.

    Importing a file again changes nothing. Exit status: 0 everything is in the registry, 2 some rows were not taken.
    """
    from models import clock
    from models.record.database import engine, writing
    from models.record.migrations import upgrade
    from models.registry.folders import import_all
    from models.registry.importing import Options
    from models.settings import settings

    language = lang or settings().language
    options = Options(
        partial=partial, replace=replace, dry_run=dry_run, authority=authority, encoding=encoding, actor=by
    )
    bind = engine()
    try:
        upgrade(bind)
        with writing(bind) as session:
            report = import_all(session, file, options, at=clock.now())
    finally:
        bind.dispose()
    if as_json:
        print_json(report.as_json(language))
    else:
        for line in report.lines(language):
            print(line)
    if report.bad:
        raise typer.Exit(BAD_INPUT)
