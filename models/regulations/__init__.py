"""The procedures, one package each: act, steps, forms, checks, decision tables. Loaded when asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from models.errors import InvalidInput

if TYPE_CHECKING:
    from models.procedure import Procedure

PROCEDURES = ("rotation", "attestation", "evaluation", "career", "reserve")
"""Codes of the procedures, each a package of this one with a module `procedure` that holds `PROCEDURE`."""


def procedure(code: str) -> "Procedure":
    """The procedure with this code. Raises `InvalidInput` that lists those there are."""
    if code not in PROCEDURES:
        raise InvalidInput(f"no procedure '{code}'; there are: {', '.join(PROCEDURES)}")
    found: Procedure = import_module(f"models.regulations.{code}.procedure").PROCEDURE
    return found


def later(module: str, name: str) -> Callable[..., Any]:
    """A function of a procedure's registry side, loaded when it is asked: it needs the database, which a plan or a
    scenario never does.
    """

    def ask(*asked: Any) -> Any:
        return getattr(import_module(module), name)(*asked)

    return ask
