"""What commands share, so that it is called and means the same everywhere: options, exit statuses, `--json`."""

import json
from typing import Annotated

import typer

from models.texts import Language

FOUND, BAD_INPUT = 1, 2
"""Exit status where something was refused, or a check found something; and for input not of the form asked for."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the texts.")]
OperatorsLang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the texts; left out: the operators'.", show_default=False),
]


def print_json(data: object) -> None:
    """Plain data as people and scripts read it."""
    print(json.dumps(data, ensure_ascii=False, indent=2))
