"""`merzim simulate`: scenarios on the pure engine."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from deployments.cli.options import BAD_INPUT, FOUND, Json, Lang
from models.errors import MerzimError
from models.outcomes import Outcome
from models.scenarios.playing import simulate as played
from models.scenarios.reading import load_scenario
from models.texts import Language


def simulate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.yaml...", help="Scenarios, one a file.")],
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Scenarios on the pure engine, no server: what happened, what the law makes of it, how it differs from `expect`.

    merzim simulate tests/scenarios/declines.yaml --json

    JSON is one object a file and line: name, ok, outcome, steps, reminders, refused, differences. Exit status: 0 all as
    expected, 1 something differs, 2 a file can't be used.
    """
    status = 0
    ok = 0
    for file in files:
        try:
            found = played(load_scenario(file))
        except MerzimError as error:
            status = BAD_INPUT
            message = str(error) if str(file) in str(error) else f"{file}: {error}"
            print(f"merzim: {message}", file=sys.stderr)
            if as_json:
                print(json.dumps({"name": file.stem, "ok": False, "error": message}, ensure_ascii=False))
            continue
        ok += found.ok
        if not found.ok:
            status = max(status, FOUND)
        if as_json:
            print(json.dumps(found.as_dict(lang), ensure_ascii=False))
        else:
            _show(file, found, lang)
    if not as_json and len(files) > 1:
        print(f"{ok} of {len(files)} as expected")
    raise typer.Exit(status)


def _show(file: Path, found: Outcome, language: Language) -> None:
    print(f"{'ok     ' if found.ok else 'differs'} {found.name or file.stem}")
    for line in found.differences:
        print(f"        {line}")
    if not found.ok:
        for refused in found.refused:
            reason = refused.reason.in_(language)
            print(f"        refused {refused.on} {refused.step} (clause {refused.clause}): {reason}")
