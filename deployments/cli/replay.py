"""`merzim replay`: a case file judged from itself alone."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import FOUND, Json, print_json
from models.texts import Text

SAME = Text(
    "{number}: хеши верны ({entries} записей журнала), дело воспроизведено: те же даты, тот же итог ({result})",
    "{number}: хештер дұрыс (журналдың {entries} жазбасы), іс қайта өткізілді: күндері де, нәтижесі де сол ({result})",
    "{number}: hashes hold ({entries} audit entries), played again to the same dates and outcome ({result})",
)
BROKEN = Text("хеш неверен: {what}", "хеш дұрыс емес: {what}", "hash does not hold: {what}")
OTHER = Text("расхождение: {what}", "айырмашылық: {what}", "difference: {what}")
NOT_OF = Text(
    "конец цепи в файле не тот, что в якоре", "файлдағы тізбек соңы зәкірдегідей емес",
    "the head of the chain in the file is not that of the anchor",
)  # fmt: skip


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A case file: `merzim case N --export FILE`.")],
    anchor: Annotated[
        str | None, typer.Option(metavar="POSITION:HASH", help="The head of the chain, told by somebody else.")
    ] = None,
    as_json: Json = False,
) -> None:
    """A case file's hashes checked, and the case played again on the engine, from the file alone: no record, no server.

    merzim replay KRG-rotation-2026-007.zip

    Exit status 1 where a hash does not hold or a date, an outcome or the result comes out otherwise.
    """
    from models.record.archive import judge
    from models.settings import settings

    found = judge(file)
    language = settings().language
    broken = list(found.broken)
    if anchor is not None:
        from models.record.verifying import read_anchor

        if read_anchor(anchor) != found.head:
            broken.append(NOT_OF.in_(language))
    ok = found.ok and not broken
    if as_json:
        told = {
            "case": found.number, "ok": ok, "anchor": str(found.head), "entries": found.entries, "broken": broken,
            "differences": [{**vars(d)} for d in found.differences], "result": found.result,
            "steps": list(found.steps),
        }  # fmt: skip
        print_json(told)
    elif ok:
        print(SAME.filled(number=found.number, entries=found.entries, result=found.result or "—").in_(language))
    else:
        for each in broken:
            print(BROKEN.filled(what=each).in_(language))
        for difference in found.differences:
            print(OTHER.filled(what=difference).in_(language))
    if not ok:
        raise typer.Exit(FOUND)
