"""`merzim correct`: a wrong entry corrected by a further one, with its reason."""

from secrets import token_hex
from typing import Annotated, Any

import typer

from deployments.cli.options import FOUND, Json, OperatorsLang, print_json
from deployments.cli.record import BY, NOT_TAKEN, form_of, read_values
from models.days import iso_days
from models.errors import Refusal
from models.texts import Text, as_is

DONE = Text("Исправлено: {case}, {step}", "Түзетілді: {case}, {step}", "Corrected: {case}, {step}")
MOVED = as_is("  {step}: {before} → {after}")
OTHERS = Text(
    "  пересчитаны дела: {cases}", "  қайта есептелген істер: {cases}", "  cases worked out again: {cases}"
)  # fmt: skip


def correct(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A case's number, or a cycle's.")],
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step whose last entry was wrong: notice.")],
    written: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="The fields that were wrong; `key=` takes one out.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What was wrong, and how that is known.")],
    by: Annotated[str, typer.Option(metavar="CODE", help="Who corrects, for the audit trail.")] = BY,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would move; nothing is written.")] = False,
    as_json: Json = False,
    lang: OperatorsLang = None,
) -> None:
    """A wrong entry corrected by a further one: what was recorded first stays, what hung on it is worked out again.

    merzim correct KRG-rotation-2026-007 notice served_on=2026-12-03 --reason "date of the receipt"

    Refused (exit status 1) where the corrected entry, or a later one after it, would not be lawful. A correction of a
    cycle's step reaches its open cases.
    """
    from deployments.cli.opened import opened_to_write
    from models import clock
    from models.record.case_file import case_file
    from models.record.correcting import correct_entry
    from models.settings import settings

    language = lang or settings().language
    taken_out = {one.removesuffix("="): None for one in written if one.endswith("=")}
    try:
        with opened_to_write() as session:
            file = case_file(session, number)
            form = form_of(file, step)
            changes = {**read_values([one for one in written if not one.endswith("=")], form), **taken_out}
            at = clock.now()
            found = correct_entry(
                session, number, step, changes, reason=reason, on=clock.local(at, file.timezone), at=at, by=by,
                answer_key=f"command-{token_hex(8)}",
            )  # fmt: skip
            if dry_run:
                session.rollback()
    except Refusal as refusal:
        if as_json:
            told: dict[str, Any] = {"case": number, "step": step, "corrected": False, "clause": refusal.clause}
            print_json({**told, "reason": refusal.reason.in_(language)})
        else:
            said = NOT_TAKEN.filled(clause=refusal.clause, reason=refusal.reason).in_(language)
            typer.echo(said, err=True)
        raise typer.Exit(FOUND) from None
    moved = [
        {"step": step_.code, "before": _dates(before), "after": _dates(after)}
        for before, after in found.moved
        if (step_ := after or before) is not None
    ]
    if as_json:
        told = {
            "case": number, "step": step, "corrected": not dry_run, "late": found.after.late,
            "outcome": found.after.outcome, "moved": moved, "others": list(found.others),
        }  # fmt: skip
        print_json(told)
        return
    print(DONE.filled(case=number, step=step).in_(language))
    for each in moved:
        before_, after_ = (_short(each[side]) for side in ("before", "after"))
        print(MOVED.filled(step=each["step"], before=before_, after=after_).in_(language))
    if found.others:
        print(OTHERS.filled(cases=", ".join(found.others)).in_(language))


def _dates(step: Any) -> dict[str, Any] | None:
    if step is None:
        return None
    return {"status": step.status, **iso_days(step, ("due", "not_before", "ends")), "late": step.late}


def _short(step: Any) -> str:
    if step is None:
        return "—"
    day = step["due"] or step["ends"] or step["not_before"]
    return f"{step['status']} {day or ''}".strip()
