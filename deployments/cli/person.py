"""`merzim person`: one person's cases, dates to come and results, of every procedure, in one place."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import Json, Lang, print_json
from models.texts import Text

CASES = Text("Дела", "Істер", "Cases")
AHEAD = Text("Впереди", "Алда", "Ahead")
POSTS = Text("Должности", "Лауазымдар", "Posts")
OPEN = Text("идёт", "жүріп жатыр", "open")
LATE = Text("просрочено", "мерзімі өтті", "overdue")
MEANS = Text("служит основанием", "негіз болады", "a ground for")


def person(
    number: Annotated[str, typer.Argument(metavar="N", help="The personnel number.")],
    authority: Annotated[str | None, typer.Option("--authority", help="Where numbers repeat.")] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all that is held of the person: a zip, JSON and a page.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="LOGIN", help="The person's account, to be exported with the rest.")
    ] = None,
    as_json: Json = False,
    lang: Lang = "ru",
) -> None:
    """All cases of one person, their results and what these mean elsewhere, and the dates to come.

    merzim person KRG-0007

    merzim person KRG-0007 --export KRG-0007.zip
    """
    if export is not None:
        _export(number, authority, account, export, as_json=as_json)
        return
    from deployments.cli.opened import opened
    from models import clock
    from models.record.person_file import person_file
    from models.settings import settings

    with opened() as session:
        file = person_file(session, number, clock.now(), authority=authority)
    if as_json:
        print_json(file.as_data(lang))
        return
    print(f"{file.name.code} · {file.name.written(settings().names)} · {file.authority.in_(lang)}")
    _section(POSTS.in_(lang), [f"{_span(p.start, p.end)}  {p.post}, {p.organisation.in_(lang)}" for p in file.posts])
    lines = []
    for case in file.cases:
        result = case.result.in_(lang) if case.result else OPEN.in_(lang)
        since = _span(case.opened_on, case.closed_on)
        lines.append(f"{since}  {case.number}  {case.procedure.in_(lang)}: {result} ({case.edition})")
        lines += [f"    {s.on:%d.%m.%Y}  {s.step.in_(lang)}: {s.outcome.in_(lang)}" for s in case.said]
        if case.means:
            lines.append(f"    {MEANS.in_(lang)}: {'; '.join(m.in_(lang) for m in case.means)}")
    _section(CASES.in_(lang), lines)
    late = LATE.in_(lang)
    _section(
        AHEAD.in_(lang),
        [f"{a.day:%d.%m.%Y}  {a.what.in_(lang)}  {a.case}{f' ({late})' if a.overdue else ''}" for a in file.ahead],
    )


def _export(number: str, authority: str | None, login: str | None, to: Path, *, as_json: bool) -> None:
    from deployments.cli.opened import opened
    from models.record.person_export import person_archive

    with opened() as session:
        written = person_archive(session, number, authority=authority, login=login)
    to.touch(mode=0o600)
    to.write_bytes(written)
    print(json.dumps({"person": number, "file": str(to)}) if as_json else to)


def _section(title: str, lines: list[str]) -> None:
    if lines:
        print("\n".join(["", title, *(f"  {line}" for line in lines)]))


def _span(start: date, end: date | None) -> str:
    return f"{start:%d.%m.%Y} – {f'{end:%d.%m.%Y}' if end else '…':<10}"
