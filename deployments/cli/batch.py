"""Batches of a command: a CSV in, one answer a row out.

Good rows are answered and bad ones left empty, in the order they came in; every bad row is told on stderr with its line
and reason, and the exit status is 2 if there was any.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import typer

from deployments.cli.options import BAD_INPUT, print_json
from models.errors import InvalidInput

Row = Mapping[str, str]


def read(file: str, required: Sequence[str], known: Sequence[str]) -> list[tuple[int, Row]]:
    """Rows of a CSV file (`-`: standard input) in UTF-8, with the line each ends on; commas or semicolons.

    Columns that are neither `required` nor `known` are ignored, and named on stderr. Raises `InvalidInput` where the
    file can't be read or a required column is missing.
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file}: not in UTF-8, from byte {error.start} on; save it as CSV in UTF-8") from None
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in head and "," not in head else ",", strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        _check(file, header, required, known)
        return [(rows.line_num, _row(header, cells)) for cells in rows if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InvalidInput(f"{file}, line {rows.line_num}: {error}") from None


def _check(file: str, header: list[str], required: Sequence[str], known: Sequence[str]) -> None:
    accepted = [*required, *(name for name in known if name not in required)]
    missing = [name for name in required if name not in header]
    if missing:
        raise InvalidInput(f"{file}: no column {', '.join(missing)}; columns accepted: {', '.join(accepted)}")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InvalidInput(f"{file}: column {', '.join(twice)} is there twice")
    ignored = [name for name in header if name not in accepted]
    if ignored:
        print(f"{file}: ignored columns: {', '.join(ignored)}", file=sys.stderr)


def _row(header: list[str], cells: list[str]) -> Row:
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    if len(cells) > len(header):
        row[""] = "more cells than the header"
    return row


def run(
    rows: list[tuple[int, Row]],
    results: Sequence[str],
    answer: Callable[[Row], Mapping[str, object]],
    as_json: bool,
) -> None:
    """Prints `id` and the `results` of each row, as CSV or a JSON array; exits with 2 if a row was bad.

    `answer` raises `InvalidInput` for a bad row.
    """
    answers: list[Mapping[str, object]] = []
    bad: list[dict[str, object]] = []
    for line, row in rows:
        found: Mapping[str, object] = {}
        try:
            if "" in row:
                raise InvalidInput(row[""])
            found = answer(row)
        except InvalidInput as error:
            bad.append({"row": line, "id": row.get("id", ""), "error": str(error)})
        answers.append({"id": row.get("id", ""), **{name: found.get(name) for name in results}})
    if as_json:
        print_json(answers)
    else:
        writer = csv.DictWriter(sys.stdout, ["id", *results], lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in one.items()} for one in answers)
    sys.stdout.flush()
    if bad:
        told = f"{len(bad)} of {len(rows)} rows are bad"
        if as_json:
            print(json.dumps({"error": told, "kind": "InvalidInput", "rows": bad}, ensure_ascii=False), file=sys.stderr)
        else:
            for one in bad:
                print(f"row {one['row']} (id {one['id']}): {one['error']}", file=sys.stderr)
            print(f"merzim: {told}", file=sys.stderr)
        raise typer.Exit(BAD_INPUT)


def _cell(value: object) -> object:
    """What a cell of the CSV holds: several values one after another."""
    return "; ".join(map(str, value)) if isinstance(value, list) else value
