"""`merzim decide`: a decision table alone."""

from collections.abc import Mapping
from typing import Annotated

import typer

from deployments.cli import batch
from deployments.cli.options import Json, Lang, print_json
from models.decisions import TABLES, Table, table
from models.errors import InvalidInput
from models.texts import Language


def decide(
    name: Annotated[str | None, typer.Argument(metavar="TABLE", help=f"One of: {', '.join(TABLES)}.")] = None,
    written: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE...")] = None,
    file: Annotated[
        str | None,
        typer.Option("--batch", metavar="FILE.csv", help="Answer every row of a CSV (id and the keys); -: stdin."),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Show the tables, or TABLE, with their keys.")] = False,
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """What a decision table answers: outcome, clause and reasons.

    merzim decide vote members=7 present=5 votes=rotate:3,refuse:2 chair=rotate quorum=2/3

    A batch takes an empty cell for a key left out, and prints a CSV with id, outcome, clause and the table's other
    results. A bad row gets no answer, is told on stderr with its line, and makes the exit status 2.
    """
    if show:
        _show_tables([table(one) for one in ([name] if name else TABLES)], as_json, with_choices=name is not None)
        return
    if not name:
        raise InvalidInput(f"name a decision table: {', '.join(TABLES)}; merzim decide --list shows their keys")
    chosen = table(name)
    if file is not None:
        if written:
            raise InvalidInput("give KEY=VALUE, or --batch, not both")
        keys = [key.name for key in chosen.keys]
        required = [key.name for key in chosen.keys if key.required]
        rows = batch.read(file, ("id", *required), keys)
        batch.run(
            rows, ("outcome", "clause", *chosen.results), lambda row: _answer(chosen, keys, row, lang), as_json
        )  # fmt: skip
        return
    found = chosen.answer(_pairs(written or [])).as_json(lang)
    if as_json:
        print_json(found)
        return
    reasons = found.pop("reasons")
    for label, value in found.items():
        print(f"{label:<8} {value}")
    print()
    for reason in reasons if isinstance(reasons, list) else []:
        print(f"  {reason}")


def _answer(chosen: Table, keys: list[str], row: batch.Row, language: Language) -> Mapping[str, object]:
    return chosen.answer({key: row[key] for key in keys if key in row}).as_json(language)


def _pairs(written: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in written:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise InvalidInput(f"'{one}' is not KEY=VALUE")
        if key in pairs:
            raise InvalidInput(f"'{key}' is given twice")
        pairs[key] = value
    return pairs


def _show_tables(tables: list[Table], as_json: bool, *, with_choices: bool) -> None:
    if as_json:
        print_json([_described(one) for one in tables])
        return
    for number, one in enumerate(tables):
        if number:
            print()
        print(f"{one.name}: {one.doc}")
        for key in one.keys:
            print(f"  {key.name if key.required else f'[{key.name}]':<16} {key.doc}")
            for code, text in key.choices.items() if with_choices else ():
                print(f"    {code:<32} {text.ru} / {text}")
        print(f"  outcome: {one.outcomes}")
        if one.results:
            print(f"  also: {', '.join(one.results)}")
        if one.example:
            print(f"  merzim decide {one.name} {one.example}")


def _described(one: Table) -> dict[str, object]:
    keys: list[dict[str, object]] = [{"name": k.name, "required": k.required, "doc": k.doc} for k in one.keys]
    for described, key in zip(keys, one.keys, strict=True):
        if key.choices:
            described["choices"] = [{"code": code, **vars(text)} for code, text in key.choices.items()]
    return {
        "table": one.name, "doc": one.doc, "keys": keys, "outcomes": one.outcomes, "results": list(one.results),
        "example": one.example,
    }  # fmt: skip
