"""`merzim bpmn`: a procedure as BPMN 2.0 XML."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Json, print_json
from models.texts import Language


def bpmn(
    code: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Which procedure: rotation.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; left out: standard output.")
    ] = None,
    edition: Annotated[
        str | None, typer.Option(help="Code of an edition of its act; left out: the latest.", show_default=False)
    ] = None,
    language: Annotated[
        Language, typer.Option("--language", "--lang", help="Language of names and documentation.")
    ] = "ru",
    as_json: Json = False,
) -> None:
    """A procedure as BPMN 2.0 with layout: its cycle and its cases, for Camunda Modeler or bpmn.io.

    merzim bpmn rotation -o rotation.bpmn --language kk

    Each step carries its clause, performer and term, for people in its documentation, for programs in extension
    elements. --json tells what was written.
    """
    from models.bpmn.writing import bpmn as written
    from models.errors import InvalidInput
    from models.regulations import procedure as procedure_named

    procedure = procedure_named(code)
    editions = {each.code: each for each in procedure.act.editions}
    if edition is not None and edition not in editions:
        raise InvalidInput(f"the act '{procedure.act.code}' has no edition '{edition}'; it has: {', '.join(editions)}")
    chosen = editions[edition] if edition is not None else procedure.act.editions[-1]
    text = written(procedure, chosen, language)
    if output is None:
        print(text, end="")
        return
    output.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"procedure": code, "edition": chosen.code, "language": language, "file": str(output)})
    else:
        print(output)
