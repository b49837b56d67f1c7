"""`merzim due` and `merzim decide`, as they are called."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.cli import COMMANDS, loaded
from models.decisions import TABLES, table
from tests.called import Merzim, heavy

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "data" / "terms" / "cases.csv"


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


def test_due_prints_the_date_and_its_trace(merzim: Merzim) -> None:
    done = merzim("due", "30 calendar days before", "2025-02-01")
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0].split()[:2] == ["due", "2024-12-31"]
    assert lines[1].split()[:3] == ["last", "day", "2025-01-02"]
    assert any("New Year" in line for line in lines)


def test_due_takes_the_term_as_one_argument_or_as_words(merzim: Merzim) -> None:
    assert merzim("due", "15", "working", "days", "2024-12-20") == merzim("due", "15 working days", "2024-12-20")


def test_due_as_json_has_every_key(merzim: Merzim) -> None:
    found = json.loads(merzim("due", "run out 30 calendar days", "2026-07-31", "--json").out)
    trace = found.pop("trace")
    assert found == {
        "term": "run out 30 calendar days", "start": "2026-07-31", "country": "KZ", "due": "2026-08-31",
        "last_day": "2026-08-31", "not_before": "2026-09-01", "ends": None, "provisional": False,
        "why_provisional": [],
    }  # fmt: skip
    assert [part["kind"] for part in trace] == ["start", "count", "roll", "result", "next"]
    assert sum(part["days"] for part in trace) == 32


def test_due_speaks_the_language_asked_for(merzim: Merzim) -> None:
    assert "30 күн" in merzim("due", "30 calendar days", "2026-07-31", "--lang", "kk").out
    assert "30 календарных дней" in merzim("due", "30 calendar days", "2026-07-31", "--lang", "ru").out


def test_due_counts_on_the_country_asked_for(merzim: Merzim) -> None:
    found = json.loads(merzim("due", "1 working day", "2025-12-30", "--country", "ru", "--json").out)
    assert (found["country"], found["due"]) == ("RU", "2026-01-12")


def test_due_takes_the_authoritys_corrections(merzim: Merzim, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("day,working,decree\n2026-11-20,no,қаулы № 77\n2026-11-21,yes,қаулы № 77\n", encoding="utf-8")
    done = merzim("due", "15 working days", "2026-11-01", "--corrections", str(own), "--json")
    assert json.loads(done.out)["due"] == "2026-11-21"
    own.write_text("day,working,decree\n2026-11-31,no,№ 1\n2026-11-21,maybe,№ 1\n2026-11-22,no,\n", encoding="utf-8")
    bad = merzim("due", "15 working days", "2026-11-01", "--corrections", str(own))
    assert bad.status == 2
    assert all(f"row {line}" in bad.err for line in (2, 3, 4))


def test_due_batch_answers_every_acceptance_case(merzim: Merzim) -> None:
    done = merzim("due", "--batch", str(CASES))
    assert done.status == 0
    assert done.out.splitlines()[0] == "id,due,last_day,not_before,ends"
    found = {row["id"]: row for row in rows(done.out)}
    with CASES.open(encoding="utf-8", newline="") as file:
        expected = {row["id"]: (row["column"], row["expected"]) for row in csv.DictReader(file)}
    assert {id_: (column, found[id_][column]) for id_, (column, _) in expected.items()} == expected
    assert "ignored columns: column, expected, note" in done.err


def test_due_batch_leaves_bad_rows_empty_and_names_each(merzim: Merzim) -> None:
    text = (
        "id,term,start,country\n"
        "a,15 working days,2024-12-20,KZ\n"
        "b,15 foo,2024-12-20,KZ\n"
        "c,1 month,2024-02-30,KZ\n"
        "\n"
        "d,1 month,2024-01-31,XX\n"
        "e,1 month,2024-01-31,\n"
        "f,1 month,2024-01-31,KZ,more\n"
    )
    done = merzim("due", "--batch", "-", stdin=text)
    assert done.status == 2
    assert [(row["id"], row["due"]) for row in rows(done.out)] == [
        ("a", "2025-01-15"), ("b", ""), ("c", ""), ("d", ""), ("e", "2024-02-29"), ("f", ""),
    ]  # fmt: skip
    told = done.err.splitlines()
    assert [line.split(":")[0] for line in told] == [
        "row 3 (id b)", "row 4 (id c)", "row 6 (id d)", "row 8 (id f)", "merzim",
    ]  # fmt: skip
    assert "no such day" in told[1]
    as_json = merzim("due", "--batch", "-", "--json", stdin=text)
    assert as_json.status == 2
    assert json.loads(as_json.out)[0] == {
        "id": "a", "due": "2025-01-15", "last_day": "2025-01-15", "not_before": None, "ends": None,
    }  # fmt: skip
    assert [bad["row"] for bad in json.loads(as_json.err)["rows"]] == [3, 4, 6, 8]


def test_batch_takes_semicolons_and_a_byte_order_mark_as_spreadsheets_write_them(merzim: Merzim) -> None:
    done = merzim("due", "--batch", "-", stdin="\ufeffid;term;start;country\r\na;2 weeks;2024-04-25;KZ\r\n")
    assert (done.status, rows(done.out)[0]["due"]) == (0, "2024-05-10")


@pytest.mark.parametrize(
    ("argv", "stdin", "told"),
    [
        (["due"], "", "a term and its start are needed"),
        (["due", "15 working days"], "", "a term and its start are needed"),
        (["due", "15 foo", "2024-01-01"], "", "Accepted forms: 15 working days"),
        (["due", "15 working days", "20 Dec 2024"], "", "YYYY-MM-DD"),
        (["due", "1 month", "01.12.2024"], "", "YYYY-MM-DD"),
        (["due", "1 month", "2024-02-30"], "", "there is no such day"),
        (["due", "1 month", "1985-01-01"], "", "1991-2100"),
        (["due", "1 month", "2024-01-01", "--country", "XX"], "", "two-letter codes"),
        (["due", "1 month", "2024-01-01", "--lang", "de"], "", "--lang"),
        (["due", "1 month", "2024-01-01", "--batch", "-"], "", "not both"),
        (["due", "--batch", "no-such-file.csv"], "", "no-such-file.csv"),
        (["due", "--batch", "-"], "id,term\n", "no column start; columns accepted: id, term, start, country"),
        (["due", "--batch", "-"], "", "no column id, term, start"),
        (["due", "--batch", "-"], "id,term,start,id\n", "column id is there twice"),
        (["due", "--batch", "-"], 'id,term,start\na,"1 month,2024-01-01\n', "line 2"),
        (["decide"], "", ", ".join(TABLES)),
        (["decide", "nothing"], "", f"there are: {', '.join(TABLES)}"),
        (["decide", "vote", "members=7", "present=5", "foo=1"], "", "'foo' is not a key"),
        (["decide", "vote", "members=7"], "", "'present' is missing"),
        (["decide", "vote", "members=7", "members=8", "present=5"], "", "given twice"),
        (["decide", "vote", "members"], "", "is not KEY=VALUE"),
        (["decide", "vote", "members=x", "present=5"], "", "not a whole number"),
        (["decide", "vote", "members=7", "--batch", "-"], "", "not both"),
        (["decide", "vote", "--batch", "-"], "id,members\n", "no column present"),
        (["nothing"], "", "No such command"),
        (["du"], "", "Did you mean 'due'"),
    ],
)
def test_bad_input_is_told_on_stderr_with_status_2(merzim: Merzim, argv: list[str], stdin: str, told: str) -> None:
    done = merzim(*argv, stdin=stdin)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err
    as_json = merzim(*argv, "--json", stdin=stdin)
    assert (as_json.status, as_json.out) == (2, "")
    assert told in json.loads(as_json.err)["error"]


def test_file_that_is_not_utf_8_is_told_so(merzim: Merzim, tmp_path: Path) -> None:
    file = tmp_path / "cp1251.csv"
    file.write_bytes("id,term,start\nа,1 month,2024-01-01\n".encode("cp1251"))
    assert "not in UTF-8" in merzim("due", "--batch", str(file)).err


def test_decide_prints_outcome_clause_results_and_reasons(merzim: Merzim) -> None:
    argv = ["decide", "rotation.subject", "stints=2015-03-01..2018-06-30,2019-01-10..", "on=2026-12-01"]
    found = json.loads(merzim(*argv, "--json").out)
    reasons = found.pop("reasons")
    assert found == {"outcome": "subject", "clause": "5", "days": 4101, "years": 11}
    assert "clause 5" in reasons[-1]
    assert "ротациялануға жатады" in merzim(*argv, "--json", "--lang", "kk").out
    assert merzim(*argv).out.splitlines()[:4] == ["outcome  subject", "clause   5", "days     4101", "years    11"]


def test_decide_batch_takes_an_empty_cell_for_a_key_left_out(merzim: Merzim) -> None:
    done = merzim(
        "decide", "vote", "--batch", "-",
        stdin='id,members,present,votes,chair,quorum\n'
        'a,7,5,"rotate:3,refuse:2",rotate,2/3\n'
        'b,7,4,rotate:4,,\n'
        'c,7,4,rotate:4,,1/2\n'
        'd,seven,4,rotate:4,,\n',
    )  # fmt: skip
    assert done.status == 2
    assert done.out == "id,outcome,clause\na,rotate,9\nb,no-quorum,9\nc,rotate,9\nd,,\n"
    assert "row 5 (id d)" in done.err


def test_decide_batch_prints_the_tables_other_results(merzim: Merzim) -> None:
    done = merzim(
        "decide", "rotation.subject", "--batch", "-",
        stdin='id,stints,on\nx,"2015-03-01..2018-06-30,2019-01-10..",2026-12-01\ny,2019-12-02..,2026-12-01\n',
    )  # fmt: skip
    assert done.out == "id,outcome,clause,days,years\nx,subject,5,4101,11\ny,not-subject,5,2557,6\n"


def test_decide_lists_its_tables_and_each_example_works(merzim: Merzim) -> None:
    listed = json.loads(merzim("decide", "--list", "--json").out)
    assert [one["table"] for one in listed] == list(TABLES)
    shown = merzim("decide", "--list").out
    for one in listed:
        assert one["table"] in shown
        done = merzim("decide", one["table"], *one["example"].split(), "--json")
        assert done.status == 0
        always, named = {"outcome", "clause", "reasons"}, set(json.loads(done.out))
        # A result that does not arise (no second test to come) is left out.
        assert always <= named <= always | set(one["results"])
    assert json.loads(merzim("decide", "vote", "--list", "--json").out)[0]["table"] == "vote"


@pytest.mark.parametrize("name", list(TABLES))
def test_a_table_is_registered_under_its_own_name(name: str) -> None:
    assert table(name).name == name


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_in_the_list_can_be_loaded(name: str) -> None:
    command = loaded(name)
    assert command.name == name
    assert command.help or getattr(command, "commands", None)


def test_help_lists_every_command_without_importing_any(merzim: Merzim) -> None:
    done = merzim("--help")
    assert done.status == 0
    for name, (_, line) in COMMANDS.items():
        assert name in done.out
        assert line.split(",")[0].split(":")[0][:30] in done.out
    assert merzim("--version").out.startswith("merzim ")


@pytest.mark.parametrize(
    "argv",
    [
        ["due", "15 working days", "2024-12-20"],
        ["decide", "rotation.subject", "stints=2015-03-01..", "on=2026-12-01"],
        ["decide", "vote", "members=7", "present=5", "votes=rotate:5"],
        ["--help"],
    ],
)
def test_commands_of_the_law_start_without_prefect_or_the_database(argv: list[str]) -> None:
    assert heavy(argv) == set()


def test_output_is_utf_8_whatever_the_terminals_code_page(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deployments", "due", "1 month", "2026-01-31", "--lang", "kk"],
        cwd=ROOT, env={"PYTHONIOENCODING": "cp1251"}, capture_output=True, check=True,
    )  # fmt: skip
    assert "күн" in done.stdout.decode("utf-8")


def test_a_reader_that_stops_early_gets_no_traceback() -> None:
    batch = "id,term,start\n" + "a,1 month,2026-01-31\n" * 20_000
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m deployments due --batch - | head -n 1"],
        cwd=ROOT, input=batch, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "id,due,last_day,not_before,ends\n"
    assert "Traceback" not in done.stderr
