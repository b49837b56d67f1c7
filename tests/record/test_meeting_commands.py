"""`merzim meeting` and `merzim propose` as they are called; the agenda of every procedure whose commission meets."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deployments.cli import app
from models.agenda.book import write
from models.agenda.reading import read
from models.errors import InvalidInput
from models.forms import read_form
from models.meetings import Paper, Row, fields_of
from models.record.meeting_paper import fields_to_read
from models.regulations import procedure
from models.texts import Language
from tests.installed import Setting
from tests.record.meeting_room import Sheets, exchange, number, seated
from tests.record.rotation_year import CYCLE, steps_of

Run = Callable[..., Any]


@pytest.fixture
def merzim(sqlite_record: Engine, tmp_path: Path, setting: Setting, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on four heads before the commission: exit status and what it prints, read where it is JSON."""
    seated(sqlite_record, 4, setting, tmp_path)

    def run(*arguments: str) -> Any:
        capsys.readouterr()
        status = app(list(arguments), standalone_mode=False, prog_name="merzim")
        out = capsys.readouterr().out
        return status or 0, json.loads(out) if "--json" in arguments else out

    return run


def test_a_meeting_is_taken_as_a_workbook_filled_in_checked_recorded_and_shown(
    merzim: Run, tmp_path: Path, sqlite_record: Engine
) -> None:
    file = tmp_path / "agenda.xlsx"
    assert merzim("meeting", "agenda", CYCLE, "-o", str(file), "--json") == (
        0, {"cycle": CYCLE, "file": str(file), "cases": 4},
    )  # fmt: skip
    sheets = Sheets(file.read_bytes()).meet()
    for n in range(1, 5):
        sheets.decide(number(n), exchange(n))
    sheets.decide(number(4), {"votes.rotate": 1, "votes.refuse": 5})
    file.write_bytes(sheets.bytes())
    status, told = merzim("meeting", "import", CYCLE, str(file), "--json", "--lang", "en")
    assert (status, told["recorded"], told["left"]) == (1, False, 4)
    (problem,) = told["problems"]
    assert (problem["row"], problem["case"], problem["clause"]) == (6, number(4), "9")
    assert "came to 'refuse to rotate'" in problem["reason"]
    sheets.decide(number(4), {"votes.rotate": 5, "votes.refuse": 1})
    file.write_bytes(sheets.bytes())
    status, said = merzim("meeting", "import", CYCLE, str(file), "--check", "--lang", "kk")
    assert (status, said) == (0, "Жазбай тексерілді: 4\nШешімсіз қалды: 4\n")
    assert merzim("meeting", "import", CYCLE, str(file))[0] == 0
    assert steps_of(sqlite_record, number(4))["review"].recorded_by == "command"
    _, (held,) = merzim("meeting", "show", CYCLE, "--json", "--lang", "ru")
    assert (held["minutes_no"], held["present"], len(held["cases"])) == ("4", 6, 4)
    assert "Заседание 21.12.2026, протокол № 4: присутствовали 6 из 7" in merzim("meeting", "show", CYCLE)[1]
    with pytest.raises(FileNotFoundError, match="absent"):
        merzim("meeting", "import", CYCLE, str(tmp_path / "absent.xlsx"))
    with pytest.raises(InvalidInput, match="is not a cycle whose commission meets"):
        merzim("meeting", "agenda", number(1))


def test_clause_13_a_proposal_is_told_with_its_reasons_and_records_nothing(merzim: Run, sqlite_record: Engine) -> None:
    versions = [step.state for step in steps_of(sqlite_record, number(1)).values()]
    _, told = merzim("propose", CYCLE, "--weights", "between-heads=7", "--json", "--lang", "en")
    assert (told["proposal"], told["weights_clause"], told["weights"]["between-heads"]) == (True, "own", 7)
    places = {row["case"]: row["destination"] for row in told["cases"]}
    assert sorted(places.values()) == ["C-1", "C-2", "C-3", "C-4"]
    assert all(row["organisation"] != row["destination"] for row in told["cases"])
    first = told["cases"][0]
    assert {c["code"]: c["weight"] for c in first["criteria"]}["between-heads"] == 7
    assert len(first["alternatives"]) == 2
    assert "clause 10 (1)" in first["why"]
    assert "комиссию не связывает" in merzim("propose", CYCLE)[1]
    assert [step.state for step in steps_of(sqlite_record, number(1)).values()] == versions
    with pytest.raises(InvalidInput, match="is no weight"):
        merzim("propose", CYCLE, "--weights", "beauty=1")


SAID: dict[str, dict[str, Any]] = {
    "rotation": {"votes.refuse": 6, "decision": 1, "no_place": "да"},
    "attestation": {"votes.fits": 4, "votes.promote": 2, "decision": 1, "recording": "audio 17"},
    "evaluation": {"votes.revise": 6, "decision": 1, "grade": 1, "chair": 1},
}
"""What is filled in; 1: the second of the names to choose from."""


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("code", list(SAID))
def test_every_commission_has_an_agenda_whose_rows_are_read_as_its_form(code: str, language: Language) -> None:
    found = procedure(code)
    step = found.case.step(found.meets_on)
    assert step.form is not None
    shared, fields = fields_of(step.form, language, found.meeting, {"recused": []})
    rows = tuple(Row(f"KRG-{code}-2026-{n:03}", "А", "Б", "В", "", {}) for n in range(1, 4))
    members = {f"Член {n}": f"Член {n}" for n in range(7)}
    paper = Paper(f"KRG-{code}-2026", step.code, "", "", language, shared, {"members": 7}, members, fields, rows)
    sheets = Sheets(write(paper)).meet()
    names = {each.path: list(each.choices.values()) for each in fields}
    for row in rows:
        sheets.decide(row.case, {path: names[path][1] if value == 1 else value for path, value in SAID[code].items()})
    filled = read(sheets.bytes(), *fields_to_read(found, language))
    assert (filled.problems, len(filled.rows)) == ([], 3)
    form = read_form(step.form, {**filled.shared, **filled.rows[0].form}, step=step.code, clause="1")
    values = form.model_dump(mode="json")
    assert (values["met_on"], values["present"], values["minutes_no"]) == ("2026-12-21", 6, "4")
    assert (
        values["votes"] | {p.partition(".")[2]: v for p, v in SAID[code].items() if p.startswith("votes.")}
        == values["votes"]
    )
    assert (
        values["decision"]
        == next(each for each in fields if each.path == "decision").codes[names["decision"][1].casefold()]
    )


def test_clause_13_indicators_come_with_the_registry_and_decide_who_goes_where(
    merzim: Run, sqlite_record: Engine, tmp_path: Path
) -> None:
    facts = "authority;official;name;value;from_day\n"
    facts += "".join(f"KRG;P-{n};indicator_work;{mark};2026-12-01\n" for n, mark in ((1, 95), (2, 5), (3, 60), (4, 60)))
    (tmp_path / "facts.csv").write_text(facts, encoding="utf-8")
    status, said = merzim("import", str(tmp_path / "facts.csv"))
    assert status == 0, said
    _, told = merzim("propose", CYCLE, "--weights", "potential=9", "--json")
    assert told["cases"][0]["destination"] == "C-2"
    potential = next(c for c in told["cases"][0]["criteria"] if c["code"] == "potential")
    # 0.95 of a strong head where the work is at 0.05 of what it could be.
    assert potential == {"code": "potential", "score": 902, "weight": 9}
