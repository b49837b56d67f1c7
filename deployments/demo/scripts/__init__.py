"""The scripts of the demo, one a procedure."""

from importlib import import_module

from deployments.demo.script import Script
from models.errors import InvalidInput
from models.regulations import PROCEDURES


def script_of(procedure: str) -> Script:
    """The script of this procedure. Raises `InvalidInput` that lists those there are."""
    if procedure not in PROCEDURES:
        raise InvalidInput(f"no procedure '{procedure}' to play; there are: {', '.join(PROCEDURES)}")
    found: Script = import_module(f"deployments.demo.scripts.{procedure}").SCRIPT
    return found
