"""Numbers of documents: one series for an authority, year and kind, without gaps, whoever writes and whatever fails."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func
from sqlmodel import col, select

from models.record.database import reading, writing
from models.record.documents import documents_of
from models.record.tables import Document, DocumentBlob, DocumentProblem, DueDocument, StepRecord
from notifications.documents.rendering import BadTemplate
from notifications.documents.writing import Owed, owed, write
from tests.at_once import at_once
from tests.documents.office import own_templates, problem_kept
from tests.record.rotation_year import CYCLE, FIRST, answer, moment, notice, opened

HEADS = 5
AT = moment(date(2026, 12, 8))


def notices(record: Engine, heads: int = HEADS) -> list[Owed]:
    """A notice served on each head; the notices owed. The list and its letter are written."""
    opened(record, heads)
    with reading(record) as session:
        first = owed(session)
    for each in first:
        with writing(record) as session:
            write(session, each, at=AT)
    for n in range(1, heads + 1):
        answer(record, f"{CYCLE}-{n:03d}", *notice())
    with reading(record) as session:
        return owed(session)


def numbers(record: Engine) -> list[int | None]:
    with reading(record) as session:
        asked = select(Document.seq).where(Document.kind == "notice").order_by(col(Document.seq))
        return list(session.exec(asked))


def test_two_who_write_at_once_give_each_paper_its_own_number_and_none_twice(record: Engine) -> None:
    todo = notices(record)

    def run(mine: list[Owed]) -> None:
        for each in mine:
            with writing(record) as session:
                write(session, each, at=AT)

    # Both have all of them to write, in opposite orders: they meet in the middle.
    assert at_once(lambda: run(todo), lambda: run(todo[::-1])) == [None, None]
    assert numbers(record) == list(range(1, HEADS + 1))
    with reading(record) as session:
        assert owed(session) == []
        due = session.exec(select(DueDocument).where(DueDocument.code == "notice")).all()
        assert {d.written_on for d in due} == {date(2026, 12, 4)}
        # All of one template: kept once.
        assert len(set(session.exec(select(Document.template_sha256).where(Document.kind == "notice")))) == 1


def test_a_failure_after_the_number_was_taken_leaves_no_gap_and_nothing_behind(record: Engine) -> None:
    first, second = notices(record, 2)
    with reading(record) as session:
        before = session.exec(select(func.count()).select_from(DocumentBlob)).one()

    class PowerCut(Exception):
        pass

    def cut_short() -> None:
        with writing(record) as session:
            assert [d.number for d in write(session, first, at=AT)] == ["1"]
            raise PowerCut

    with pytest.raises(PowerCut):
        cut_short()
    assert numbers(record) == []
    with reading(record) as session:
        assert session.exec(select(func.count()).select_from(DocumentBlob)).one() == before
        assert owed(session) == [first, second]
    for each in (second, first):
        with writing(record) as session:
            write(session, each, at=AT)
    assert numbers(record) == [1, 2]


def test_a_broken_template_loses_no_act_and_takes_no_number(
    record: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "templates"
    (folder / "rotation").mkdir(parents=True)
    (folder / "rotation" / "notice.ru.docx").write_bytes(b"not a docx")
    (due,) = notices(record, 1)
    with own_templates(folder):
        told = pytest.raises(BadTemplate, match=r"rotation/notice\.ru\.docx: is not a docx file")
        with told as refused, writing(record) as session:
            write(session, due, at=AT)
        problem_kept(record, due, refused.value)
        problem_kept(record, due, refused.value)
    with reading(record) as session:
        done = session.exec(select(StepRecord).where(StepRecord.code == "notice")).one()
        assert (done.state, done.form) == ("done", {"served_on": "2026-12-04", "method": "paper"})
        (waiting,) = documents_of(session, [FIRST])[FIRST]
        assert (waiting.id, waiting.kind) == (None, "notice")
        assert waiting.problem is not None
        assert "is not a docx file" in waiting.problem.ru
        assert len(session.exec(select(DocumentProblem)).all()) == 1
    # Put right: the same number as if nothing had been.
    with writing(record) as session:
        assert [d.number for d in write(session, due, at=AT)] == ["1"]
    with reading(record) as session:
        assert session.exec(select(DocumentProblem)).all() == []
        (kept,) = documents_of(session, [FIRST])[FIRST]
        assert (kept.number, kept.day, kept.problem) == ("1", date(2026, 12, 4), None)
        assert kept.file_name == f"{FIRST}_notice_1_ru.docx"
