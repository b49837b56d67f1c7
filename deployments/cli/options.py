"""Options that commands share, so that they are called and mean the same everywhere; and what `--json` prints."""

import json
from typing import Annotated

import typer

from models.texts import Language

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the texts.")]
OperatorsLang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the texts; left out: the operators'.", show_default=False),
]


def print_json(data: object) -> None:
    """Plain data as people and scripts read it."""
    print(json.dumps(data, ensure_ascii=False, indent=2))
