"""A meeting's agenda as a workbook: what it offers, and the filled one taken in whole or refused by row."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine
from sqlmodel import col, func, select

from models.agenda.reading import NotRead
from models.errors import InvalidInput
from models.record.database import reading, writing
from models.record.tables import AuditEntry, Meeting, Ruling
from tasks.meeting_books import Imported, agenda_book, import_book
from tests.at_once import at_once
from tests.installed import Setting
from tests.record.meeting_room import MET, Sheets, exchange, filled, number, seated
from tests.record.rotation_year import CYCLE, answer, case_of, goes_to, review, steps_of

HEADS = 300


@pytest.fixture
def office(record: Engine, setting: Setting, tmp_path: Path) -> Engine:
    """Six heads before the commission."""
    seated(record, 6, setting, tmp_path)
    return record


def open_reviews(record: Engine, heads: int) -> list[int]:
    return [n for n in range(1, heads + 1) if steps_of(record, number(n))["review"].state == "open"]


def test_clause_10_three_hundred_rows_are_recorded_in_one_transaction_and_again_change_nothing(
    record: Engine, setting: Setting, tmp_path: Path
) -> None:
    seated(record, HEADS, setting, tmp_path)
    book = filled(HEADS).bytes()
    done = import_book(CYCLE, book, by="P-9")
    assert (done.decided, done.repeated, done.left, done.problems) == (HEADS, 0, 0, ())
    again = import_book(CYCLE, book, by="P-9")
    assert (again.decided, again.repeated, again.recorded) == (0, HEADS, True)
    with reading(record) as session:
        (meeting,) = session.exec(select(Meeting)).all()
        assert (meeting.members, meeting.present, meeting.met_on) == (7, 6, MET)
        assert [a["member"] for a in meeting.attendance or []] == [f"Член {n}" for n in range(6)]
        assert session.exec(select(func.count()).where(Ruling.meeting_id == meeting.id)).one() == HEADS
        audited = select(func.count()).where(AuditEntry.step == "review", AuditEntry.action == "step-recorded")
        assert session.exec(audited).one() == HEADS
    assert steps_of(record, number(HEADS))["transfer"].state == "open"


def test_a_workbook_offers_lawful_places_by_name_and_locks_what_is_known(office: Engine) -> None:
    _, book, count = agenda_book(CYCLE, "kk")
    sheets = Sheets(book)
    assert (count, sheets.book.sheetnames[:3]) == (6, ["Отырыс", "Істер", "lists"])
    place = sheets.cell(number(2), "destination.organisation")
    rule = next(v for v in sheets.cases.data_validations.dataValidation if place.coordinate in v.sqref)
    column = str(rule.formula1).split("$")[1]
    offered = [cell.value for cell in sheets.book["lists"][column] if cell.value]
    assert offered == [f"C-{n} орталығы (C-{n})" for n in (1, 3, 4, 5, 6)]
    assert not place.protection.locked
    assert sheets.cases.cell(sheets.rows[number(2)], 1).protection.locked
    assert sheets.cases.protection.sheet
    # A proposal stands beside the decision, locked, and is none.
    assert sheets.book.sheetnames[3] == "Ұсыныс"
    assert "Ұсыныс (шешім емес)" in [cell.value for cell in sheets.cases[2]]
    assert "recused" not in sheets.columns


def test_names_of_any_language_codes_and_dates_as_text_are_read(office: Engine) -> None:
    _, book, _ = agenda_book(CYCLE, "en")
    sheets = Sheets(book).meet(met_on="21.12.2026")
    sheets.decide(number(1), {"votes.rotate": "6", "decision": "РОТАЦИЯ ЖҮРГІЗУ", "destination.organisation": "C-2"})
    sheets.decide(number(2), {"votes.refuse": 6.0, "decision": "refuse", "no_place": "Да"})
    done = import_book(CYCLE, sheets.bytes())
    (wrong,) = done.problems
    said = "sheet “Cases”, row 3, KRG-rotation-2026-001, «Destination: Organisation», L3: C-2: the post is neither "
    assert wrong.line("en") == said + "freed this year nor vacant (clause 10)"
    sheets.decide(number(1), {"destination.organisation": "Центр C-3 (C-3)"})
    done = import_book(CYCLE, sheets.bytes())
    assert (done.decided, done.left) == (2, 4)
    assert (steps_of(office, number(2))["review"].form or {})["no_place"] is True


def test_every_wrong_row_is_told_with_cell_clause_and_what_would_be_accepted_and_nothing_is_written(
    office: Engine,
) -> None:
    sheets = filled(6)
    sheets.decide(number(1), {"votes.rotate": 9})
    sheets.decide(number(2), {"decision": "может быть"})
    sheets.decide(number(3), {"destination.organisation": "Центр C-99 (C-99)"})
    sheets.decide(number(4), {"votes.refuse": "=1+1"})
    sheets.decide(number(5), {"decision": None})
    sheets.decide(number(6), {"votes.rotate": "пять"})
    done = import_book(CYCLE, sheets.bytes())
    told = {p.row: (p.case, p.cell, p.clause) for p in done.problems}
    assert told == {
        3: (number(1), "G3", "9"),
        4: (number(2), "K4", ""),
        5: (number(3), "L5", "10"),
        6: (number(4), "H6", ""),
        7: (number(5), "K7", ""),
        8: (number(6), "G8", ""),
    }
    reasons = {p.row: p.reason.ru for p in done.problems}
    assert "голосов 10, а присутствовало 6" in reasons[3]
    assert "провести ротацию; отказать в ротации" in reasons[4]
    assert "есть: C-1, C-2" in reasons[5]
    assert "формула" in reasons[6]
    assert not done.recorded
    assert open_reviews(office, 6) == [1, 2, 3, 4, 5, 6]
    with reading(office) as session:
        assert session.exec(select(Meeting)).all() == []


def test_what_is_said_once_for_the_meeting_is_told_once(office: Engine) -> None:
    sheets = filled(6).meet(met_on=None)
    for row in sheets.meeting.iter_rows():
        if row[3].value == "present":
            row[1].value = 5
    told = [(p.case, p.column, p.reason.ru) for p in import_book(CYCLE, sheets.bytes()).problems]
    assert told == [
        ("", "Присутствовали", "указано 5, а отмечено присутствующих 6"),
        ("", "Дата заседания", "нужно заполнить"),
    ]


def test_rows_that_are_no_case_of_the_cycle_or_stand_twice_are_told(office: Engine) -> None:
    sheets = filled(6)
    sheets.cases.cell(sheets.rows[number(5)], 1).value = "KRG-rotation-2026-999"
    sheets.cases.cell(sheets.rows[number(6)], 1).value = number(1)
    told = {p.row: p.reason.en for p in import_book(CYCLE, sheets.bytes()).problems}
    assert told == {7: f"{CYCLE} has no such case", 8: "the case stands in row 3 already"}


def test_a_row_changed_after_it_was_recorded_is_told_and_changes_nothing(office: Engine) -> None:
    sheets = filled(6)
    assert import_book(CYCLE, sheets.bytes()).decided == 6
    sheets.decide(number(1), {"destination.organisation": "Центр C-3 (C-3)"})
    again = import_book(CYCLE, sheets.bytes())
    assert (again.repeated, [p.case for p in again.elsewhere], again.problems) == (5, [number(1)], ())
    assert (steps_of(office, number(1))["review"].form or {})["destination"]["organisation"] == "C-2"


def test_an_operator_answers_a_case_while_its_meeting_is_brought_in(office: Engine) -> None:
    book = filled(6).bytes()
    done, answered = at_once(
        lambda: import_book(CYCLE, book, by="P-9"),
        lambda: answer(office, number(3), *review(destination=goes_to("C-4"))),
    )
    assert isinstance(done, Imported)
    assert done.problems == ()
    # Whoever was second is told; all the others are decided by the meeting.
    assert (done.decided, [p.case for p in done.elsewhere]) in ((6, []), (5, [number(3)]))
    assert isinstance(answered, Exception) == (done.decided == 6)
    assert open_reviews(office, 6) == []
    assert case_of(office, number(3)).version == case_of(office, number(4)).version


def test_check_records_nothing(office: Engine) -> None:
    done = import_book(CYCLE, filled(6).bytes(), check_only=True)
    assert (done.decided, done.recorded, done.left) == (6, False, 6)
    assert open_reviews(office, 6) == [1, 2, 3, 4, 5, 6]


def test_a_conflict_is_stated_by_names_in_one_cell(record: Engine, setting: Setting, tmp_path: Path) -> None:
    seated(record, 2, setting, tmp_path, conflict_of_interest="quorum")
    sheets = filled(2, lambda n: {**exchange(n), "votes.rotate": 4, "votes.refuse": 0})
    sheets.decide(number(1), {"recused": "Член 1; Член 2"}).decide(number(2), {"recused": "Кто-то"})
    (wrong,) = import_book(CYCLE, sheets.bytes()).problems
    assert (wrong.case, wrong.column) == (number(2), "Не голосуют: конфликт интересов")
    sheets.decide(number(2), {"recused": None})
    assert import_book(CYCLE, sheets.bytes()).decided == 2
    with reading(record) as session:
        assert session.exec(select(Ruling.recused).order_by(col(Ruling.id))).all() == [["Член 1", "Член 2"], None]


# Files from outside


def packed(**parts: bytes | str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def with_part(book: bytes, name: str, data: bytes) -> bytes:
    made = BytesIO(book)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


def replaced(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            data = old.read(each)
            new.writestr(each.filename, change(data) if each.filename == name else data)
    return made.getvalue()


def laughing(book: bytes) -> bytes:
    """Entities in entities in entities: a thousand million laughs."""
    bomb = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
    )
    return replaced(
        book, "xl/worksheets/sheet2.xml", lambda data: data.replace(b"<worksheet", bomb + b"]><worksheet", 1)
    )


def far_row(book: bytes) -> bytes:
    row = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return replaced(book, "xl/worksheets/sheet2.xml", lambda data: data.replace(b"</sheetData>", row))


def many_rows(book: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(100, 200_000))
    return replaced(
        book, "xl/worksheets/sheet2.xml", lambda data: data.replace(b"</sheetData>", rows + b"</sheetData>")
    )


def other_workbook() -> bytes:
    made, book = BytesIO(), Workbook()
    book.create_sheet("Дела").append(["Дело", "Решение"])
    book.save(made)
    return made.getvalue()


def many_parts(book: bytes) -> bytes:
    made = BytesIO(book)
    with zipfile.ZipFile(made, "a") as archive:
        for n in range(600):
            archive.writestr(f"xl/{n}.xml", b"")
    return made.getvalue()


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "text": lambda _: "Дело;Решение\n".encode(),
    "old": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "cut": lambda book: book[: len(book) // 2],
    "zip of something": lambda _: packed(a=b"1"),
    "another workbook": lambda _: other_workbook(),
    "macros": lambda book: with_part(book, "xl/vbaProject.bin", b"Sub Auto_Open"),
    "bomb": lambda book: with_part(book, "xl/media/a.xml", b"\0" * 70_000_000),
    "thousand parts": many_parts,
    "entities": laughing,
    "million rows": many_rows,
    "no xml": lambda book: replaced(book, "xl/worksheets/sheet2.xml", lambda _: b"\0\xff<<<"),
    "no workbook part": lambda book: replaced(book, "xl/workbook.xml", lambda _: b"<a/>"),
    "far row": far_row,
}


def test_hostile_files_get_a_clear_answer_and_write_nothing(
    sqlite_record: Engine, setting: Setting, tmp_path: Path
) -> None:
    seated(sqlite_record, 2, setting, tmp_path)
    book = filled(2).bytes()
    for name, make in HOSTILE.items():
        with pytest.raises(NotRead) as refused:
            import_book(CYCLE, make(book))
        assert refused.value.reason.kk, name
    with pytest.raises(NotRead, match="too large: 10 MB"):
        import_book(CYCLE, b"PK\x03\x04" + b"\0" * 10_000_001)
    other = load_workbook(BytesIO(book))
    other["merzim"]["B1"] = "KRG-rotation-2025"
    made = BytesIO()
    other.save(made)
    with pytest.raises(InvalidInput, match="agenda of KRG-rotation-2025"):
        import_book(CYCLE, made.getvalue())
    assert open_reviews(sqlite_record, 2) == [1, 2]
    assert import_book(CYCLE, book).decided == 2


def test_a_name_that_looks_like_a_formula_is_written_as_a_name(
    sqlite_record: Engine, setting: Setting, tmp_path: Path
) -> None:
    seated(sqlite_record, 2, setting, tmp_path)
    with writing(sqlite_record) as session:
        from models.record.tables import Organisation

        place = session.exec(select(Organisation).where(Organisation.code == "C-1")).one()
        place.name_ru = '=HYPERLINK("http://example.kz")\x07'
        session.add(place)
    _, book, _ = agenda_book(CYCLE, "ru")
    for sheet in load_workbook(BytesIO(book)).worksheets:
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
