"""`merzim demo`: a procedure's year on an embedded stack, with a simulated clock."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import FOUND, Json, Lang


def demo(
    procedure: Annotated[
        str, typer.Option(metavar="NAME", help="rotation, attestation, evaluation, career or reserve.")
    ] = "rotation",
    every: Annotated[bool, typer.Option("--all", help="All five, one after the other.")] = False,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep everything in DIR, and go on from there; left out: a fresh folder, removed at the end.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the server and its UI up at the end, until Ctrl-C.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Stop before the first day after DATE: cases stay open.", show_default=False),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port of the server; left out: a free one.", show_default=False)
    ] = None,
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """A year of a procedure on a real Prefect server, with an operator's answers; the rotation's by default.

    The rotation's goes from the list in November to the end of the five years; the others through their own year, the
    reserve under Russia's calendar. Prints what happened: cases by outcome, dated steps, letters really received,
    refusals with their clauses. Exit status 1 where anything is not as the script of the demo says.

    merzim demo --until 2026-12-10 --keep     stops in the middle of it, with a worklist in the UI
    """
    from models.days import parse_day
    from models.errors import InvalidInput

    if every and (keep or until):
        raise InvalidInput("--all plays one procedure after the other: --keep and --until go with --procedure")
    from deployments.demo.show import show, show_all

    if every:
        ok = show_all(state, port=port, as_json=as_json, language=lang)
    else:
        last = parse_day(until, "--until") if until else None
        ok = show(procedure, state, keep=keep, until=last, port=port, as_json=as_json, language=lang)
    if not ok:
        raise typer.Exit(FOUND)
