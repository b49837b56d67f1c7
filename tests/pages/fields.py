"""The steps of each procedure as a scenario writes them: their fields and codes, the facts of a case, the outcomes."""

from collections.abc import Iterator
from typing import Any, get_origin

from pydantic import BaseModel

from models.forms import marks, models_in
from models.procedure import Procedure
from models.process import BoundaryEvent, Step
from models.regulations import PROCEDURES
from models.regulations import procedure as procedure_named

MARK = "<!-- From here on made by `make pages`, from the forms of the steps. -->\n"
MANY = 9
"""A field that takes more codes than so many says how many they are."""


def steps_and_fields(head: str) -> str:
    """The page: what stands above the mark by hand, and under it the steps of every procedure."""
    return (
        head.partition(MARK)[0] + MARK + "\n" + "\n".join("\n".join(_section(procedure_named(c))) for c in PROCEDURES)
    )


def _section(procedure: Procedure) -> Iterator[str]:
    yield f"### {procedure.title} (`{procedure.code}`)\n"
    facts = [*procedure.judged_by, *procedure.told_of]
    left_out = [procedure.left_out] if procedure.judge is not None else []
    yield f"`case`: {_codes(facts)}. `outcome`: {_codes([*dict.fromkeys([*procedure.case.results, *left_out])])}.\n"
    yield "| step | fields |\n|---|---|"
    for process in (procedure.cycle, procedure.case):
        for node in process.nodes:
            if node.form is not None or node.kind == "timer":  # the cases of a cycle are no step of a scenario's
                yield f"| `{node.code}`{_when(node, process is procedure.cycle)} | {_asked(node)} |"
    yield ""


def _when(node: Step | BoundaryEvent, of_the_cycle: bool) -> str:
    told = ["of the cycle"] if of_the_cycle else []
    told += ["at any time"] if isinstance(node, BoundaryEvent) else []
    return f" ({', '.join(told)})" if told else ""


def _asked(node: Step | BoundaryEvent) -> str:
    if node.form is None:
        return "fills itself in"
    expires = f"; nobody's answer: `{node.expires}`" if isinstance(node, Step) and node.expires else ""
    return fields_of(node.form) + expires


def fields_of(form: type[BaseModel]) -> str:
    """The fields a form must have; after `may`, those it may leave out."""
    must = [_field(n, info) for n, info in form.model_fields.items() if info.is_required()]
    may = [_field(n, info) for n, info in form.model_fields.items() if not info.is_required()]
    return "; ".join(filter(None, (", ".join(must), f"may: {', '.join(may)}" if may else "")))


def _field(name: str, info: Any) -> str:
    inner = models_in(info.annotation)
    if inner:
        held = f"{{{fields_of(inner[0])}}}"
        return f"`{name}` {f'[{held}, …]' if get_origin(info.annotation) is list else held}"
    codes = list(marks(info).get("choices") or ())
    said = f" ({f'{len(codes)} codes' if len(codes) > MANY else _codes(codes)})" if codes else ""
    return f"`{name}`{said}"


def _codes(codes: list[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
