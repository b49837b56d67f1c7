"""`merzim import`, as a person calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.sample import FOLDER


def merzim(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with its record in `home`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MERZIM_")}
    return subprocess.run(
        [sys.executable, "-m", "deployments", *arguments],
        env=environment | {"MERZIM_HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_folder_is_imported_and_the_report_is_json(tmp_path: Path) -> None:
    done = merzim(tmp_path, "import", str(FOLDER), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["outcome"], report["errors"], report["warnings"]) == ("imported", [], [])
    assert report["tables"]["authorities"]["new"] == 5
    assert {sheet["file"].rpartition("/")[0] for sheet in report["sheets"]} == {
        "", "attestation", "career", "evaluation", "reserve",
    }  # fmt: skip
    assert json.loads(merzim(tmp_path, "import", str(FOLDER), "--json").stdout)["outcome"] == "same"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "строка 3, столбец «email»: «o.tsoy» — неверный адрес"),
        (("--lang", "kk"), "3-жол, «email» бағаны: «o.tsoy» — электрондық пошта"),
        (("--lang", "en", "--dry-run"), "row 3, column “email”: «o.tsoy» — not an email address"),
    ],
)
def test_bad_rows_are_told_in_the_operator_s_language_and_the_status_is_2(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "authorities.csv").write_text("code;name_ru;name_kk\nKRG;Управление;Басқарма\n", encoding="utf-8")
    (files / "officials.csv").write_text(
        "code;full_name;email\nH-3;Ким Вера;v.kim@example.kz\nH-4;Цой Олег;o.tsoy\n", encoding="utf-8"
    )
    done = merzim(tmp_path, "import", str(files), *options)
    assert done.returncode == 2
    assert words in done.stdout
    partial = merzim(tmp_path, "import", str(files), "--partial", "--json")
    assert partial.returncode == 2
    assert json.loads(partial.stdout)["tables"]["officials"]["new"] == 1


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    done = merzim(tmp_path, "import", str(tmp_path / "none.csv"))
    assert done.returncode == 2
    assert "такого файла нет" in done.stdout
