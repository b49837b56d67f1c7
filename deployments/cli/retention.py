"""`merzim retention`: personal data of cases closed long ago, erased."""

from typing import Annotated

import typer

from deployments.cli.options import Json, print_json
from models.errors import InvalidInput
from models.texts import Text

WOULD = Text("Будет обезличено дел: {count}", "Иесіздендірілетін істер: {count}", "Cases to be erased: {count}")
DONE = Text("Обезличено дел: {count}", "Иесіздендірілген істер: {count}", "Cases erased: {count}")
PEOPLE = Text(
    "обезличены и сами: {count}", "өздері де иесіздендірілді: {count}", "people erased with them: {count}"
)  # fmt: skip
SIGN_INS = Text(
    "входов с сетевым адресом: {count}", "желілік мекенжайы бар кірулер: {count}", "sign-ins with an address: {count}"
)  # fmt: skip
LINE = Text("  {number} · закрыто {day}", "  {number} · {day} жабылған", "  {number} · closed on {day}")


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the cases; nothing is erased.")] = False,
    years: Annotated[
        int | None, typer.Option(min=1, help="Years after closing; left out: MERZIM_RETENTION_YEARS.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="CODE", help="Who erases, for the audit trail.")] = "command",
    as_json: Json = False,
) -> None:
    """Erases the personal data of cases closed so many years ago. It can't be undone, but from an older backup.

    merzim retention --dry-run

    Where people signed in from so long ago goes with them.

    Days, outcomes, clauses and the chain of the audit trail stay; free text, names, letters, papers and what the audit
    entries held go. Such a case can't be replayed any more. On PostgreSQL it takes the role that owns the tables.
    """
    from deployments.cli.opened import record_there
    from models import clock
    from models.record.database import reading, writing
    from models.record.retention import erase_case, erase_sign_ins, old_cases, old_sign_ins
    from models.settings import settings

    kept = years or settings().retention_years
    if kept is None:
        raise InvalidInput(
            "how long personal data is kept is the authority's own: set MERZIM_RETENTION_YEARS, or --years"
        )
    at, people = clock.now(), []
    with record_there() as bind:
        with reading(bind) as session:
            old, sign_ins = old_cases(session, at, kept), old_sign_ins(session, at, kept)
        if not dry_run:
            for each in old:
                # Each in a transaction of its own: one that fails takes no other back.
                with writing(bind) as session:
                    person = erase_case(session, each.number, at=at, by=by)
                if person is not None:
                    people.append(person)
            with writing(bind) as session:
                erase_sign_ins(session, sign_ins, at=at, by=by)
    if as_json:
        cases = [{"case": each.number, "closed_on": each.closed_on.isoformat()} for each in old]
        print_json({"erased": not dry_run, "years": kept, "cases": cases, "people": people, "sign_ins": len(sign_ins)})
        return
    language = settings().language
    print((WOULD if dry_run else DONE).filled(count=len(old)).in_(language))
    for each in old:
        print(LINE.filled(number=each.number, day=f"{each.closed_on:%d.%m.%Y}").in_(language))
    if people:
        print(PEOPLE.filled(count=len(people)).in_(language))
    if sign_ins:
        print(SIGN_INS.filled(count=len(sign_ins)).in_(language))
