"""Options that commands share, so that they are called and mean the same everywhere."""

from typing import Annotated

import typer

from models.texts import Language

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the texts.")]
