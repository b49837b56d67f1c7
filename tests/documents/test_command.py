"""`merzim documents`, and documents written right after the answer that owes them."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, select

from deployments.cli import app
from models.errors import InvalidInput
from models.record.case_file import case_file
from models.record.database import reading
from models.record.tables import Document, StepRecord
from models.texts import Text
from tasks.documents import Written, is_owed, write_owed
from tasks.record import take, the_record
from tasks.sheets import case_sheet
from tests.documents.test_templates import told
from tests.installed import Setting, installed
from tests.record.rotation_year import CYCLE, FIRST, case_of, opened

Run = Callable[..., str]
ROOT = Path(__file__).parents[2]
SERVED = {"served_on": "2026-12-04", "method": "paper"}


@pytest.fixture
def merzim(sqlite_record: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command line on a record with a list sent, on 4 December 2026."""
    opened(sqlite_record)

    def run(*arguments: str) -> str:
        capsys.readouterr()
        status = app(list(arguments), standalone_mode=False, prog_name="merzim")
        return capsys.readouterr().out + (f"exit {status}" if status else "")

    with installed(sqlite_record, datetime(2026, 12, 4, 5, tzinfo=UTC), tmp_path):
        yield run


def test_an_answer_on_the_command_line_leaves_its_paper_which_can_be_taken_and_compared(
    merzim: Run, tmp_path: Path, sqlite_record: Engine
) -> None:
    merzim("record", FIRST, "notice", "served_on=2026-12-04", "method=paper")
    printed = merzim("documents", FIRST, "-o", str(tmp_path / "out"))
    assert "04.12.2026" in printed
    assert "Уведомление о предстоящей ротации № 1" in printed
    (file,) = (tmp_path / "out").iterdir()
    assert file.name == f"{FIRST}_notice_1_ru.docx"
    assert "4 декабря 2026 года" in told(file.read_bytes())
    (found,) = json.loads(merzim("documents", FIRST, "--verify", "--json"))
    assert (found["intact"], found["again"], found["changed"]) == (True, True, [])
    assert (found["number"], found["file"], found["problem"]) == ("1", file.name, None)
    assert "тот же документ" in merzim("documents", FIRST, "--verify")
    assert "сол құжаттың өзі" in merzim("documents", FIRST, "--verify", "--lang", "kk")
    # The sheet of the case links it.
    with reading(sqlite_record) as session:
        sheet = case_sheet(case_file(session, FIRST), "ru", None, names="initials", ui_url="https://hr.example.kz/v2")
    assert f"[№ 1](https://hr.example.kz/merzim/documents/{found['id']})" in sheet


def test_a_paper_that_was_tampered_with_is_found(merzim: Run, sqlite_record: Engine) -> None:
    merzim("record", FIRST, "notice", "served_on=2026-12-04", "method=paper")
    with sqlite_record.begin() as connection:
        connection.execute(text("UPDATE documents SET content = replace(content, 'C-1', 'C-9')"))
    printed = merzim("documents", FIRST, "--verify")
    assert "из записи получается другой документ" in printed
    assert printed.endswith("exit 1")
    with sqlite_record.begin() as connection:
        connection.execute(text("UPDATE documents SET content = replace(content, 'C-9', 'C-1')"))
    assert "тот же документ" in merzim("documents", FIRST, "--verify")
    with sqlite_record.begin() as connection:
        other = "(SELECT data FROM document_blobs WHERE sha256 = (SELECT template_sha256 FROM documents LIMIT 1))"
        connection.execute(
            text(f"UPDATE document_blobs SET data = {other} WHERE sha256 = (SELECT sha256 FROM documents LIMIT 1)")
        )
    printed = merzim("documents", FIRST, "--verify")
    assert "файл не тот, что был записан" in printed
    assert printed.endswith("exit 1")


def test_a_paper_whose_term_of_keeping_is_over_is_told_apart_from_one_tampered_with(
    merzim: Run, sqlite_record: Engine, tmp_path: Path
) -> None:
    merzim("record", FIRST, "notice", "served_on=2026-12-04", "method=paper")
    with sqlite_record.begin() as connection:
        connection.execute(text("UPDATE documents SET content = '{}'"))
        connection.execute(text("UPDATE document_blobs SET data = '' WHERE sha256 = (SELECT sha256 FROM documents)"))
    printed = merzim("documents", FIRST, "--verify", "-o", str(tmp_path / "out"))
    assert "стёрт по сроку хранения" in printed
    assert "exit" not in printed
    assert list((tmp_path / "out").iterdir()) == []


def test_a_cycle_and_all_its_cases(merzim: Run) -> None:
    assert write_owed() == Written(2, 0)
    merzim("record", FIRST, "notice", "served_on=2026-12-04", "method=paper")
    assert [d["kind"] for d in json.loads(merzim("documents", CYCLE, "--json"))] == ["list", "cover-letter"]
    assert len(json.loads(merzim("documents", CYCLE, "--all", "--json"))) == 3
    with pytest.raises(InvalidInput, match="no case 'X'"):
        merzim("documents", "X")


def test_the_paper_of_an_open_step_is_drafted_with_lines_to_fill_in_and_kept_nowhere(
    merzim: Run, tmp_path: Path, sqlite_record: Engine
) -> None:
    printed = merzim("documents", FIRST, "--draft", "notice", "-o", str(tmp_path / "out"))
    assert f"{FIRST}_notice_draft_ru.docx" in printed
    (file,) = (tmp_path / "out").iterdir()
    said = told(file.read_bytes())
    assert "№ ______________" in said
    assert "Кому: Тестова-P-1 Айгүл" in said
    assert "15 февраля 2027 года" in said
    assert "None" not in said
    with reading(sqlite_record) as session:
        assert session.exec(select(Document)).all() == []
    with pytest.raises(InvalidInput, match="'transfer' is not open; open steps: "):
        merzim("documents", FIRST, "--draft", "transfer", "-o", str(tmp_path / "out"))
    with pytest.raises(InvalidInput, match="has no step 'nothing'"):
        merzim("documents", FIRST, "--draft", "nothing")


def test_templates_are_copied_to_be_edited_and_an_edited_one_is_not_written_over(merzim: Run, tmp_path: Path) -> None:
    merzim("documents", "--templates", str(tmp_path / "own"))
    copy = tmp_path / "own" / "rotation" / "notice.kk.docx"
    assert "ХАБАРЛАМА" in "\n".join(p.text for p in docx.Document(BytesIO(copy.read_bytes())).paragraphs)
    copy.write_bytes(b"edited")
    assert merzim("documents", "--templates", str(tmp_path / "own")) == ""
    assert copy.read_bytes() == b"edited"


def test_a_broken_template_is_told_beside_the_act_that_stands(
    merzim: Run, setting: Setting, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "templates" / "rotation" / "notice.ru.docx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"broken")
    setting(templates=str(tmp_path / "templates"))
    assert take(FIRST, "notice", SERVED, key="k").refusal is None
    version = case_of(the_record()).version
    assert is_owed(FIRST)
    assert write_owed(FIRST) == Written(0, 1)
    assert f"{FIRST}, notice can't be written: template rotation/notice.ru.docx" in caplog.text
    with reading(the_record()) as session:
        done = select(StepRecord.state).where(StepRecord.code == "notice").order_by(col(StepRecord.id))
        assert session.exec(done).first() == "done"
        file = case_file(session, FIRST)
    # The run shows it: its sheet is to be refreshed, once for one reason.
    assert case_of(the_record()).version == version + 1
    assert write_owed(FIRST) == Written(0, 1)
    assert case_of(the_record()).version == version + 1
    sheet = case_sheet(file, "ru", None, names="initials", ui_url="")
    assert "документ не составлен: шаблон" in sheet
    assert "ещё не составлен" in merzim("documents", FIRST)
    own.unlink()
    assert write_owed() == Written(3, 0)
    assert not is_owed(FIRST)
    assert case_of(the_record()).version == version + 2


def test_a_failure_of_ours_is_kept_by_its_class_alone(
    merzim: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("Үлгінов Айдос")

    take(FIRST, "notice", SERVED, key="k")
    monkeypatch.setattr("notifications.documents.writing.content", fails)
    assert write_owed(FIRST) == Written(0, 1)
    assert "Айдос" not in caplog.text
    with reading(the_record()) as session:
        (paper,) = case_file(session, FIRST).papers
    assert isinstance(paper.problem, Text)
    assert "ValueError" in paper.problem.ru
    assert "Айдос" not in paper.problem.ru


def test_neither_the_command_nor_writing_a_document_loads_prefect() -> None:
    for module, unwanted in (("deployments.cli.documents", "docxtpl"), ("tasks.documents", "prefect")):
        code = f"import sys, {module}; print('{unwanted}' in sys.modules)"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
        assert ran.stdout.strip() == "False", module
