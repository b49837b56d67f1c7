"""`merzim demo`: the rotation year on an embedded stack, with a simulated clock."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Json, Lang

DIFFERENT = 1
"""Exit status where something is not as the script says."""


def demo(
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
    """A region's rotation year on a real Prefect server, from the list in November to the end of the five years.

    Prints what happened: cases by outcome, dated steps, letters really received, refusals with their clauses. Exit
    status 1 where anything is not as the script of the demo says.

    merzim demo --until 2026-12-10 --keep     stops in the middle of it, with a worklist in the UI
    """
    from deployments.demo.show import show
    from models.days import parse_day

    ok = show(
        state,
        keep=keep,
        until=parse_day(until, "--until") if until else None,
        port=port,
        as_json=as_json,
        language=lang,
    )
    if not ok:
        raise typer.Exit(DIFFERENT)
