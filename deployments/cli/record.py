"""`merzim record`: an outcome recorded as the case's form would."""

from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

import typer

from deployments.cli.due import DATES
from deployments.cli.options import FOUND, Json, OperatorsLang, print_json
from models.days import iso_days
from models.errors import InvalidInput, Refusal
from models.texts import Language, Text

if TYPE_CHECKING:
    from pydantic import BaseModel

    from models.filed import CaseFile

BY = "command"
"""Who records, where nobody is named."""

RECORDED = Text("Записано: {case}, {step}", "Жазылды: {case}, {step}", "Recorded: {case}, {step}")
NOT_TAKEN = Text(
    "Не принято (п. {clause}): {reason}", "Қабылданбады ({clause}-т.): {reason}", "Refused (clause {clause}): {reason}"
)
OPEN = Text("открыт: {step}, п. {clause}", "ашық: {step}, {clause}-т.", "open: {step}, clause {clause}")


def record(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case's number: KRG-rotation-2026-007.")],
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step or event that is answered: notice, appeal.")],
    written: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE...")] = None,
    by: Annotated[str, typer.Option(metavar="CODE", help="Who records, for the audit trail.")] = BY,
    show: Annotated[
        bool, typer.Option("--show", help="Refresh the case's run in Prefect at once, not with the next delivery.")
    ] = False,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """An outcome recorded as the case's form would; judged by the same law, with the same letters following.

    merzim record KRG-rotation-2026-007 notice served_on=2026-12-04 method=paper

    merzim record KRG-rotation-2026-007 review met_on=2026-12-21 members=7 present=5 votes.rotate=3 votes.refuse=2
    decision=rotate destination.organisation=C-02

    A dot goes inside (votes.rotate=3), a key given again makes a list. Exit status 1: the law refuses it, for the
    reason told; the case keeps the refusal.
    """
    from secrets import token_hex

    from deployments.cli.opened import opened
    from models.record.case_file import case_file
    from models.settings import settings
    from tasks.documents import write_owed
    from tasks.record import take

    language = lang or settings().language
    if show:
        from deployments.cli.server import find_server

        find_server()
    with opened() as session:
        before = case_file(session, number)
    form = form_of(before, step)
    taken = take(number, step, read_values(written or [], form), key=f"command-{token_hex(8)}", by=by)
    if taken.refusal is None:
        write_owed(number)
    if show:
        _refresh()
    with opened() as session:
        after = case_file(session, number)
    if as_json:
        print_json(_data(after, step, taken.outcome, taken.refusal, language))
    else:
        _tell(after, step, taken.refusal, language)
    if taken.refusal is not None:
        raise typer.Exit(FOUND)


def form_of(case: "CaseFile", step: str) -> "type[BaseModel] | None":
    """The form the step asks for; None: it ends by itself. Raises `InvalidInput` where there is no such step."""
    from models.regulations import procedure

    process = procedure(case.procedure).process(case.kind)
    if not process.has(step):
        raise InvalidInput(f"{case.number} has no step '{step}'; it has: {', '.join(process.codes)}")
    return process.node(step).form


def read_values(written: list[str], form: "type[BaseModel] | None" = None) -> dict[str, Any]:
    """`a=1 b.c=2 d=x d=y` as `{"a": "1", "b": {"c": "2"}, "d": ["x", "y"]}`.

    A list of one is known by the form. Raises `InvalidInput` for anything else than KEY=VALUE, and for a key that is
    given a value and something inside it.
    """
    found: dict[str, Any] = {}
    for one in written:
        path, equals, value = one.partition("=")
        *outer, last = path.split(".")
        if not equals or not all((*outer, last)):
            raise InvalidInput(f"'{one}' is not KEY=VALUE")
        inside = found
        for name in outer:
            inside = inside.setdefault(name, {})
            if not isinstance(inside, dict):
                raise InvalidInput(f"'{path}': {name} has a value already")
        before = inside.get(last)
        if isinstance(before, dict):
            raise InvalidInput(f"'{path}' has values inside it already")
        inside[last] = value if before is None else [*before, value] if isinstance(before, list) else [before, value]
    for name, info in form.model_fields.items() if form else ():
        kinds = {get_origin(kind) or kind for kind in (info.annotation, *get_args(info.annotation))}
        if list in kinds and isinstance(found.get(name), str):
            found[name] = [found[name]]
    return found


def _refresh() -> None:
    import asyncio

    from tasks.mirror import show_cases

    asyncio.run(show_cases())


def _data(case: "CaseFile", step: str, outcome: str, refusal: Refusal | None, language: Language) -> dict[str, Any]:
    data: dict[str, Any] = {"case": case.number, "step": step, "recorded": refusal is None}
    if refusal is not None:
        data |= {"clause": refusal.clause, "reason": refusal.reason.in_(language), "field": refusal.field or None}
    else:
        data["outcome"] = outcome
    return data | {
        "result": case.result,
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
        "open": [{"step": s.code, "clause": s.clause, **iso_days(s, DATES)} for s in case.open_steps],
    }


def _tell(case: "CaseFile", step: str, refusal: Refusal | None, language: Language) -> None:
    if refusal is not None:
        typer.echo(NOT_TAKEN.filled(clause=refusal.clause, reason=refusal.reason).in_(language), err=True)
        return
    title = next(s.title for s in reversed(case.steps) if s.code == step)
    print(RECORDED.filled(case=case.number, step=title).in_(language))
    if case.result_title is not None:
        print(f"  {case.result_title.in_(language)}")
    for each in case.open_steps:
        day = f"  {each.act_by:%d.%m.%Y}" if each.act_by else ""
        print(f"  {OPEN.filled(step=each.title, clause=each.clause).in_(language)}{day}")
