"""`merzim record`: an outcome recorded as the form would, or refused under its clause."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from deployments.cli.record import read_values
from deployments.demo.progress import case_numbers
from models.errors import InvalidInput
from models.record.cases import Case, RefusedAnswer, StepRecord
from models.record.database import reading
from models.record.letters import Letter
from models.regulations.rotation.forms import Review
from tests.called import Merzim
from tests.demo.stage import Stage
from tests.installed import installed

ROOT = Path(__file__).parents[2]


@dataclass
class Office:
    """A record of 2 December 2026, with the list sent, and the command line on it."""

    stage: Stage
    merzim: Merzim

    def number(self, head: str) -> str:
        """The number of a head's case."""
        with reading(self.stage.record) as session:
            return case_numbers(session, self.stage.script)[head]


@pytest.fixture
def office(tmp_path: Path, merzim: Merzim) -> Iterator[Office]:
    """The registry imported, the list sent, the clock at 2 December."""
    stage = Stage.put_up(tmp_path)
    stage.play(date(2026, 12, 1))

    with installed(stage.record, datetime(2026, 12, 2, 5, tzinfo=UTC), tmp_path):
        yield Office(stage, merzim)


def test_an_outcome_is_recorded_with_its_letters_and_what_opens_next(office: Office) -> None:
    number = office.number("C-23")
    done = office.merzim("record", number, "portfolio", "sent_on=2026-12-02", "--by", "S-05", "--json")
    assert done.status == 0
    assert (done.data["recorded"], done.data["outcome"]) == (True, "sent")
    assert [step["step"] for step in done.data["open"]] == ["review", "notice"]
    served = office.merzim("record", number, "notice", "served_on=2026-12-02", "method=paper")
    assert served.out.startswith(f"Записано: {number}, Уведомление о ротации")
    with reading(office.stage.record) as session:
        rows = session.exec(select(StepRecord).join(Case).where(Case.number == number, StepRecord.state == "done"))
        assert {(row.code, row.recorded_by) for row in rows} == {("portfolio", "S-05"), ("notice", "command")}
        letters = session.exec(select(Letter).where(Letter.case_number == number, Letter.kind == "rotation-notice"))
        assert {letter.channel for letter in letters} == {"email", "sms"}


def test_a_refusal_tells_clause_and_reason_and_is_kept(office: Office) -> None:
    number = office.number("C-23")
    done = office.merzim("record", number, "notice", "served_on=2026-12-09", "--json", "--lang", "en")
    assert done.status == 1
    assert (done.data["recorded"], done.data["clause"], done.data["field"]) == (False, "7", "served_on")
    assert "has not come yet" in done.data["reason"]
    with reading(office.stage.record) as session:
        kept = session.exec(select(RefusedAnswer).join(Case).where(Case.number == number)).one()
        assert (kept.step, kept.clause, kept.form) == ("notice", "7", {"served_on": "2026-12-09"})
    told = office.merzim("record", number, "appoint", "act_no=1", "act_on=2026-12-02", "starts_on=2026-12-02")
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith("Не принято (п. ")


def test_what_goes_inside_is_written_with_a_dot(office: Office) -> None:
    number = office.number("C-63")
    office.merzim("record", number, "portfolio", "sent_on=2026-12-02")
    vote = ["votes.rotate=1", "votes.refuse=5", "decision=refuse", "no_place=true"]
    done = office.merzim("record", number, "review", "met_on=2026-12-02", "members=7", "present=6", *vote, "--json")
    assert (done.status, done.data["outcome"]) == (0, "refuse")
    away = office.number("C-44")
    office.merzim("record", away, "portfolio", "sent_on=2026-12-02")
    vote = ["votes.rotate=6", "decision=rotate", "destination.organisation=C-24"]
    done = office.merzim("record", away, "review", "met_on=2026-12-02", "members=7", "present=6", *vote, "--json")
    assert (done.status, done.data["clause"]) == (1, "3")


@pytest.mark.parametrize(
    "argv",
    [
        ("KRG-rotation-1999-001", "notice"),
        ("KRG-rotation-2026-001", "frobnicate"),
        ("KRG-rotation-2026-001", "notice", "served_on"),
    ],
)
def test_what_cannot_be_meant_is_bad_input(office: Office, argv: tuple[str, ...]) -> None:
    done = office.merzim("record", *argv)
    assert (done.status, done.out) == (2, "")
    assert done.err


def test_it_needs_no_prefect(office: Office) -> None:
    code = (
        "import sys; from deployments.cli import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(str(sorted({'prefect', 'apprise'} & set(sys.modules))))\n"
    )
    argv = ["record", office.number("C-23"), "notice", "served_on=2026-12-02"]
    done = subprocess.run(
        [sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "[]")


def test_keys_and_values_as_a_form() -> None:
    assert read_values(["a=1", "b.c=2", "b.d=x=y", "e=1", "e=2"]) == {
        "a": "1", "b": {"c": "2", "d": "x=y"}, "e": ["1", "2"],
    }  # fmt: skip
    assert read_values(["attendance=A"], Review) == {"attendance": ["A"]}
    assert read_values(["decision=refuse"], Review) == {"decision": "refuse"}


@pytest.mark.parametrize("written", [["a"], ["=1"], ["a..b=1"], ["a=1", "a.b=2"], ["a.b=2", "a=1"]])
def test_anything_else_is_named(written: list[str]) -> None:
    with pytest.raises(InvalidInput, match=r"'(a|=1)"):
        read_values(written)
