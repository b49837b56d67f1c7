"""`merzim cases` and `merzim case`: the worklist and one case, on the command line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from deployments.cli.opened import OtherVersion
from models.clock import SimulatedClock
from models.errors import InvalidInput
from models.record.database import reading, writing
from models.record.tables import Official
from models.record.worklist import worklist
from tests.called import Command
from tests.installed import Setting, installed
from tests.record.counting import counted
from tests.sheets import region
from tests.sheets.test_case_file import to_review


@pytest.fixture
def clock(database: Engine, tmp_path: Path) -> Iterator[SimulatedClock]:
    """A clock that stands at the morning of 22 December 2026 in Karaganda."""
    with installed(database, datetime(2026, 12, 22, 5, tzinfo=UTC), tmp_path) as made:
        yield made


@pytest.fixture
def merzim(clock: SimulatedClock, command: Command) -> Command:
    """The command line on the record."""
    return command


def steps(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(item["case"], item["step"]) for item in found]


def test_the_worklist_is_sorted_by_the_day_to_act_by(merzim: Command, database: Engine, cases: dict[str, str]) -> None:
    to_review(database, cases["102"])
    found = merzim("cases", "--json")
    days = [item["due"] for item in found]
    assert days == sorted(days)
    assert len(found) == 6
    first = found[0]
    assert (first["step"], first["due"], first["overdue"], first["days_left"]) == ("portfolio", "2026-12-21", True, -1)
    assert {"case", "person", "place", "title", "clause", "performer", "holder", "not_before", "ends"} <= set(first)


def test_cases_overdue_and_due_within_days(
    merzim: Command, database: Engine, clock: SimulatedClock, cases: dict[str, str]
) -> None:
    to_review(database, cases["102"])
    late = [(cases["101"], "portfolio"), (cases["103"], "portfolio")]
    assert sorted(steps(merzim("cases", "--overdue", "--json"))) == sorted(late)
    # The review of 102 is due on 5 January: fourteen days ahead.
    assert len(steps(merzim("cases", "--due", "13", "--json"))) == 2
    assert (cases["102"], "review") in steps(merzim("cases", "--due", "14", "--json"))
    clock.set(datetime(2026, 12, 21, 18, 59, tzinfo=UTC))
    assert steps(merzim("cases", "--overdue", "--json")) == []
    # A minute later it is the 22nd in Karaganda, while it is still the 21st in Greenwich.
    clock.set(datetime(2026, 12, 21, 19, 0, tzinfo=UTC))
    assert len(steps(merzim("cases", "--overdue", "--json"))) == 2


def test_cases_of_one_procedure_year_and_authority(merzim: Command, cases: dict[str, str]) -> None:
    everything = steps(merzim("cases", "--json"))
    assert (
        steps(merzim("cases", "--procedure", "rotation", "--year", "2026", "--authority", "KRG", "--json"))
        == everything
    )
    assert steps(merzim("cases", "--year", "2025", "--json")) == []
    with pytest.raises(InvalidInput, match="there are: KRG"):
        merzim("cases", "--authority", "XXX")
    with pytest.raises(InvalidInput, match="there are: rotation"):
        merzim("cases", "--procedure", "rotatoin")


def test_the_worklist_as_a_table(merzim: Command, cases: dict[str, str]) -> None:
    printed = merzim("cases")
    line = next(line for line in printed.splitlines() if cases["102"] in line and "Портфолио" in line)
    assert "21.12.2026 (пн) ⚠" in line
    assert "Үлгінов-2 А. Б. · C-2" in line
    assert "никто не назначен" in line
    assert "Айдос" not in printed
    assert "Портфолио, 8-т." in merzim("cases", "--lang", "kk")


def test_a_closed_case_is_no_work(merzim: Command, database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "left-post", date(2026, 12, 3), {"left_on": "2026-12-02"})
    assert cases["101"] not in {number for number, _ in steps(merzim("cases", "--json"))}


def test_the_worklist_is_one_query(database: Engine, cases: dict[str, str]) -> None:
    with reading(database) as session, counted(session) as statements:
        worklist(session)
    assert len(statements) == 1


def test_a_case_as_json_is_its_whole_file(merzim: Command, database: Engine, cases: dict[str, str]) -> None:
    to_review(database, cases["101"])
    data = merzim("case", cases["101"], "--json", "--lang", "en")
    assert data["number"] == cases["101"]
    assert data["person"]["name"]["name"] == "Үлгінов-1 Айдос Болатұлы"
    assert {s["code"]: s["state"] for s in data["steps"]} == {"notice": "open", "portfolio": "done", "review": "open"}
    assert data["steps"][1]["form"][0] == {
        "name": "sent_on",
        "title": "Sent to the commission on",
        "kind": "day",
        "value": "2026-12-10",
        "shown": "10 Dec 2026 (Thu)",
        "parts": [],
    }
    assert data["edition"]["decree"] == "№ 1"
    assert data["why"]["clause"] == "5"


def test_a_case_as_a_table_marks_what_is_late(merzim: Command, database: Engine, cases: dict[str, str]) -> None:
    region.do(database, cases["101"], "portfolio", date(2026, 12, 22), {"sent_on": "2026-12-22"})
    late = merzim("case", cases["101"])
    assert "⚠ 22.12.2026 (вт) · с опозданием" in late
    assert "Нарушения" in late
    assert "⚠ · просрочен" in merzim("case", cases["102"])
    assert "праздник «День Независимости»" not in late
    assert "праздник «День Независимости»" in merzim("case", cases["101"], "--trace")
    assert "Тәуелсіздік күні" in merzim("case", cases["101"], "--trace", "--lang", "kk")


def test_a_cycles_number_shows_the_cycle(merzim: Command, cases: dict[str, str]) -> None:
    printed = merzim("case", region.CYCLE)
    assert "Просрочено (3)" in printed
    assert "Кто не в списке и почему (1)" in printed
    data = merzim("case", region.CYCLE, "--json")
    assert [case["number"] for case in data["cases"]] == sorted(cases.values())
    assert data["results"] == [{"result": None, "title": None, "cases": 3}]
    assert data["own"]["number"] == region.CYCLE


def test_what_people_typed_gives_no_orders_to_the_terminal(
    merzim: Command, database: Engine, cases: dict[str, str]
) -> None:
    with writing(database) as session:
        session.get_one(Official, 3).last_name = "[bold red]Х\x1b[2J\x07"
    for printed in (merzim("cases"), merzim("case", cases["101"])):
        assert "[bold red]Х [2J А. Б." in printed
        assert "\x1b[2J" not in printed


def test_an_unknown_case_is_bad_input(merzim: Command, cases: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="no case 'KRG-1'"):
        merzim("case", "KRG-1")


def test_reading_makes_no_record(merzim: Command, setting: Setting, tmp_path: Path) -> None:
    setting(database_url=f"sqlite:///{tmp_path / 'none' / 'merzim.db'}")
    with pytest.raises(InvalidInput, match="there is no record at"):
        merzim("cases")
    assert not (tmp_path / "none").exists()


def test_a_record_of_another_version_is_refused(merzim: Command, database: Engine, cases: dict[str, str]) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(OtherVersion):
        merzim("cases")


def test_the_password_of_the_record_is_not_printed(merzim: Command, setting: Setting, tmp_path: Path) -> None:
    setting(database_url=f"sqlite://user:geheim@/{tmp_path / 'none.db'}")
    with pytest.raises(InvalidInput) as refused:
        merzim("cases")
    assert "geheim" not in str(refused.value)


def test_neither_command_imports_prefect(database: Engine, clock: SimulatedClock, cases: dict[str, str]) -> None:
    program = (
        "import sys; from deployments.cli import app\n"
        f"for words in (['cases'], ['case', {cases['101']!r}], ['case', {region.CYCLE!r}, '--json']):\n"
        "    app(words, standalone_mode=False)\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "heavy = sorted(loaded & {'prefect', 'apprise', 'jinja2'})\n"
        "assert not heavy, heavy\n"
    )
    environment = {**os.environ, "MERZIM_DATABASE_URL": str(database.url)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert cases["101"] in done.stdout
