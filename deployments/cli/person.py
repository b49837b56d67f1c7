"""`merzim person`: one person's cases, dates to come and results, of every procedure, in one place."""

import json
from typing import Annotated

import typer

from deployments.cli.options import Json, Lang
from models.texts import Text

CASES = Text("Дела", "Істер", "Cases")
AHEAD = Text("Впереди", "Алда", "Ahead")
POSTS = Text("Должности", "Лауазымдар", "Posts")
OPEN = Text("идёт", "жүріп жатыр", "open")


def person(
    number: Annotated[str, typer.Argument(metavar="N", help="The personnel number.")],
    authority: Annotated[str | None, typer.Option("--authority", help="Where numbers repeat.")] = None,
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """All cases of one person, their results and what these mean elsewhere, and the dates to come.

    merzim person KRG-0007
    """
    from deployments.cli.opened import opened
    from models import clock
    from models.record.person_file import person_file

    with opened() as session:
        file = person_file(session, number, clock.now().date(), authority=authority)
    if as_json:
        print(json.dumps(file.as_data(lang), ensure_ascii=False, indent=2))
        return
    print(f"{file.code} · {file.name} · {file.authority.in_(lang)}")
    print(f"\n{POSTS.in_(lang)}")
    for post, place, start, end in file.posts:
        print(f"  {start:%d.%m.%Y} – {f'{end:%d.%m.%Y}' if end else '…':<10}  {post}, {place.in_(lang)}")
    print(f"\n{CASES.in_(lang)}")
    for case in file.cases:
        result = case.result.in_(lang) if case.result else OPEN.in_(lang)
        print(f"  {case.number}  {case.procedure.in_(lang)}: {result} ({case.edition})")
        for means in case.means:
            print(f"      → {means.in_(lang)}")
    print(f"\n{AHEAD.in_(lang)}")
    for ahead in file.ahead:
        print(f"  {ahead.day:%d.%m.%Y}  {ahead.what.in_(lang)}  {ahead.case}")
