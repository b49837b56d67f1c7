"""`merzim simulate` and `merzim plan`, as they are called."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.called import Merzim, heavy

ROOT = Path(__file__).parents[2]
GOOD = ROOT / "tests" / "scenarios" / "clause-20-head-declines.yaml"


@pytest.fixture
def different(tmp_path: Path) -> Path:
    """A scenario that expects the wrong day."""
    file = tmp_path / "different.yaml"
    file.write_text(GOOD.read_text(encoding="utf-8").replace("2026-12-21}", "2026-12-22}"), encoding="utf-8")
    return file


@pytest.fixture
def unusable(tmp_path: Path) -> Path:
    """A file that is no scenario."""
    file = tmp_path / "unusable.yaml"
    file.write_text("procedure: rotation\nevents: 1\n", encoding="utf-8")
    return file


def test_simulate_says_ok_with_status_0(merzim: Merzim) -> None:
    assert merzim("simulate", GOOD) == (0, "ok      Head declines the move, contract ends\n", "")


def test_simulate_shows_each_difference_with_status_1(merzim: Merzim, different: Path) -> None:
    status, out, _ = merzim("simulate", different)
    assert status == 1
    assert "steps.portfolio.due: expected 2026-12-22, found 2026-12-21" in out


def test_simulate_tells_an_unusable_file_with_status_2_and_plays_the_others(
    merzim: Merzim, different: Path, unusable: Path
) -> None:
    status, out, err = merzim("simulate", different, unusable, GOOD)
    assert status == 2
    assert f"merzim: {unusable}: events: a list is needed" in err
    assert out.splitlines()[-2:] == ["ok      Head declines the move, contract ends", "1 of 3 as expected"]


def test_simulate_prints_one_object_for_one_file(merzim: Merzim) -> None:
    status, out, _ = merzim("simulate", GOOD, "--json")
    found = json.loads(out)
    assert (status, found["ok"], found["outcome"], found["differences"]) == (0, True, "terminated", [])


def test_simulate_prints_one_object_a_line_for_several_files(merzim: Merzim, different: Path, unusable: Path) -> None:
    status, out, _ = merzim("simulate", GOOD, different, unusable, "--json")
    found: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert [f["ok"] for f in found] == [True, False, False]
    assert "events: a list is needed" in found[2]["error"]


def test_simulate_tells_refusals_in_the_language_asked_for(merzim: Merzim) -> None:
    file = ROOT / "tests" / "scenarios" / "clause-09-no-majority.yaml"
    reasons = {
        lang: json.loads(merzim("simulate", file, "--json", "--lang", lang)[1])["refused"][0] for lang in ("ru", "kk")
    }
    assert reasons["ru"]["reason"].startswith("решение не принято")
    assert reasons["kk"]["reason"].startswith("шешім қабылданған жоқ")


def test_plan_prints_the_steps_as_json(merzim: Merzim) -> None:
    status, out, _ = merzim("plan", "rotation", "--start", "2026-11-01", "--json")
    found = json.loads(out)
    steps = {s["step"]: s for s in found["steps"]}
    assert (status, found["country"], found["edition"]) == (0, "KZ", "2026-draft")
    assert (steps["portfolio"]["due"], steps["portfolio"]["clause"], steps["portfolio"]["own"]) == (
        "2026-12-23",
        "8",
        False,
    )
    assert (steps["appoint"]["not_before"], steps["appoint"]["own"]) == ("2027-03-04", True)
    assert {"step": "portfolio", "on": "2026-12-15", "role": "hr_region", "channel": "email", "kind": "before-5"} in (
        steps["portfolio"]["reminders"]
    )


def test_plan_counts_on_the_country_asked_for(merzim: Merzim) -> None:
    out = merzim("plan", "rotation", "--start", "2026-11-01", "--country", "ru", "--json")[1]
    steps = {s["step"]: s for s in json.loads(out)["steps"]}
    assert json.loads(out)["country"] == "RU"
    assert steps["portfolio"]["due"] == "2026-12-22"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ru", ("Исполнитель", "не позднее 30 ноября", "свой срок", "18.12.2026", "сразу два срока")),
        ("kk", ("Орындаушы", "30 қарашадан кешіктірмей", "өз мерзімі", "бірден екі мерзімді")),
        ("en", ("Performer", "by 30 November", "own", "Every step done on its due date")),
    ],
)
def test_plan_draws_a_table_in_the_language_asked_for(merzim: Merzim, lang: str, words: tuple[str, ...]) -> None:
    status, out, _ = merzim("plan", "rotation", "--start", "2026-11-01", "--lang", lang)
    assert status == 0
    for word in words:
        assert word in out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["plan", "rotations", "--start", "2026-11-01"], "no procedure 'rotations'"),
        (["plan", "rotation", "--start", "soon"], "--start 'soon' is not a date; accepted: YYYY-MM-DD"),
        (["plan", "rotation", "--start", "2026-11-31"], "there is no such day"),
        (["plan", "rotation", "--start", "2026-11-01", "--country", "XX"], "no calendar for country 'XX'"),
        (["plan", "rotation", "--start", "9999-01-01"], "out of it"),
        (["plan", "rotation"], "--start"),
        (["simulate"], "FILE.yaml"),
        (["simulate", "gone.yaml"], "gone.yaml: No such file"),
    ],
)
def test_bad_input_is_told_on_stderr_with_status_2(merzim: Merzim, argv: list[str], told: str) -> None:
    status, out, err = merzim(*argv)
    assert (status, out) == (2, "")
    assert told in err


@pytest.mark.parametrize("argv", [["simulate", str(GOOD)], ["plan", "rotation", "--start", "2026-11-01"]])
def test_commands_start_without_prefect_or_the_database(argv: list[str]) -> None:
    assert heavy(argv) == set()
