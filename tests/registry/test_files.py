"""Files and their headers: csv, xlsx, folders, and what is no registry at all."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.registry.office import Office, warned, workbook

AUTHORITY = "code;name_ru;name_kk\nKRG;Управление;Басқарма\n"
HEADER = "code;name_ru;name_kk;settlement"
ROW = "C-3;Центр «Арман»;«Арман» орталығы;Караганда"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_read_with_whatever_delimiter_it_has(region: Office, delimiter: str) -> None:
    text = f"{HEADER}\n{ROW}\n".replace(";", delimiter)
    assert region.imports({"organisations.csv": text}).tables["organisations"]["new"] == 1


@pytest.mark.parametrize(
    "header",
    [
        "Code;Name in Russian;Name in Kazakh;Settlement",
        "Код;Наименование на русском;Наименование на казахском;Населенный пункт",
        "КОДЫ;Орысша атауы;Қазақша атауы;Елді мекен ",
        "код:;Наименование (рус.);наименование (каз.);ГОРОД",
    ],
)
def test_a_table_is_known_by_its_header_in_three_languages(region: Office, header: str) -> None:
    report = region.imports({"any name.csv": f"{header}\n{ROW}\n"})
    assert report.sheets[0].form.code == "organisations"
    assert report.imported


def test_columns_may_stand_in_any_order_and_be_numbered_and_remarked(region: Office) -> None:
    text = "№ п/п;Населённый пункт;Код;Примечание;Қазақша атауы;Наименование на русском\n1;Абай;C-3;новая;Арман;Арман\n"
    assert region.imports({"o.csv": text}).imported
    assert region.rows("organisations")[-1]["settlement"] == "Абай"


def test_a_title_above_the_header_and_empty_rows_are_read_over(region: Office) -> None:
    text = f"Перечень организаций;;;\n;;;\n{HEADER}\n\n   ;;;\n{ROW}\nC-4;;;\n"
    assert region.refuses("o", text) == [
        (7, "name_ru", "required"),
        (7, "name_kk", "required"),
        (7, "settlement", "required"),
    ]


def test_excel_s_line_about_the_delimiter_is_read_over(region: Office) -> None:
    assert region.imports({"o.csv": f"sep=;\n{HEADER}\n{ROW}\n"}).imported


def test_windows_1251_is_detected_and_said(region: Office) -> None:
    text = "Код;Наименование на русском;Наименование на казахском;Населённый пункт\nC-3;Центр;Орталы;Караганда\n"
    report = region.imports({"o.csv": text.encode("cp1251")})
    assert report.imported
    assert warned(report) == [(0, "", "encoding-guessed")]
    assert region.rows("organisations")[-1]["settlement"] == "Караганда"


def test_an_ambiguous_encoding_is_refused_with_the_candidates(region: Office) -> None:
    report = region.imports({"o.csv": f"{HEADER}\nC-3;Z;Z;Я\n".encode("cp1251")})
    assert [found.reason.code for found in report.bad] == ["encoding-ambiguous"]
    assert "Windows-1251, KOI8-R" in report.bad[0].why("ru")


def test_a_missing_column_is_named_with_what_is_accepted(region: Office) -> None:
    report = region.imports({"organisations.csv": "code;name_ru;name_kk\nC-3;Центр;Орталық\n"})
    assert [(found.place.row, found.column, found.reason.code) for found in report.bad] == [
        (1, "Settlement", "missing-column")
    ]
    assert "Населённый пункт" in report.bad[0].why("ru")


def test_one_of_two_ways_to_give_a_name_is_asked_for(region: Office) -> None:
    report = region.imports({"officials.csv": "code;last_name;email\nH-3;Оспан;\n"})
    assert [found.column for found in report.bad] == ["First name"]


def test_an_unknown_and_a_repeated_column_are_named(region: Office) -> None:
    text = f"{HEADER};colour;Код\n{ROW};red;C-3\n"
    assert region.refuses("organisations", text) == [(1, "colour", "unknown-column"), (1, "Код", "repeated-column")]


def test_a_header_of_no_table_is_refused_with_the_nearest_one(region: Office) -> None:
    report = region.imports({"x.csv": "a;b;c;код\n1;2;3;4\n"})
    assert [found.reason.code for found in report.bad] == ["unknown-table"]
    assert "a, b, c" in report.bad[0].why("en")


def test_a_row_cut_wrongly_is_refused(region: Office) -> None:
    text = f"{HEADER}\n{ROW};extra\nC-4;Центр\n{ROW.replace('C-3', 'C-5')};;\n"
    assert region.refuses("o", text) == [(2, "", "wrong-cells"), (3, "", "wrong-cells")]


def test_a_value_under_no_title_is_refused(region: Office) -> None:
    text = "code;;name_ru;name_kk;settlement\nC-3;?;Центр;Орталық;Абай\nC-4;;Центр;Орталық;Абай\n"
    assert region.refuses("organisations", text) == [(2, "", "untitled-column")]


def test_a_quotation_mark_left_open_is_refused_where_it_is(region: Office) -> None:
    text = f'{HEADER}\n{ROW}\nC-4;"Центр;Орталық;Абай\nC-5;Центр;Орталық;Абай\n'
    assert region.refuses("o", text) == [(3, "", "unbalanced-quotes")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(region: Office) -> None:
    # The name takes two lines of the file and one row of the table.
    text = f'{HEADER}\nC-3;"Центр\n«Арман»";Арман;Абай\n\nC-4;;Арман;Абай\n'
    assert region.refuses("o", text) == [(4, "name_ru", "required")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("o.csv", b"", "empty"),
        ("o.xlsx", b"no workbook", "damaged-file"),
        ("o.xlsx", b"PK\x03\x04 no workbook", "damaged-file"),
        ("o.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-excel"),
        ("o.pdf", b"%PDF-1.7", "not-supported"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_it_is(
    region: Office, name: str, content: bytes, code: str
) -> None:
    report = region.imports({name: content})
    assert [found.reason.code for found in report.bad] == [code]
    assert report.outcome == "refused"


def test_a_file_that_is_not_there_is_refused(region: Office) -> None:
    assert [found.reason.code for found in region.imports(region.folder / "none.csv").bad] == ["no-file"]


def test_a_workbook_is_read_sheet_by_sheet(office: Office) -> None:
    path = workbook(
        office.folder / "registry.xlsx",
        {
            "Назначения": [
                ["Табельный номер", "Организация", "Должность", "Первый руководитель", "Дата назначения"],
                [7, "C-1", "директор", True, datetime(2019, 3, 5)],  # noqa: DTZ001  # a workbook's day
            ],
            "Лица": [["Табельный номер", "ФИО", "Телефон"], [7, "Оспан Айдос", 77000000001], [None, None, None]],
            "Организации": [["Код", "Орысша атауы", "Қазақша атауы", "Город"], ["C-1", "Арман", "Арман", "Абай"]],
            "Органы": [["Код", "Орысша атауы", "Қазақша атауы"], ["KRG", "Управление", "Басқарма"]],
            "Пустой": [],
        },
    )
    report = office.imports(path)
    assert report.imported, list(report.lines("en"))
    assert office.counts() == dict.fromkeys(
        ("audit_entries", "audit_links", "authorities", "officials", "organisations", "tenures"), 1
    )
    assert office.rows("officials")[0]["code"] == "7"
    assert office.rows("officials")[0]["phone"] == "+77000000001"


def test_a_formula_and_an_error_are_refused_with_their_cells_named(region: Office) -> None:
    path = workbook(
        region.folder / "o.xlsx",
        {"Организации": [HEADER.split(";"), ["C-3", "=A2", "Арман", "Абай"], ["C-4", "Арман", "Арман", "#N/A"]]},
    )
    report = region.imports(path)
    assert [(found.cell, found.reason.code, found.value) for found in report.bad] == [
        ("B2", "formula", "=A2"),
        ("D3", "cell-error", "#N/A"),
    ]
    assert "B2" in report.bad[0].why("kk")
    assert "лист «Организации», строка 2" in report.bad[0].line("ru")


def test_a_hidden_sheet_is_left_out_and_said(region: Office) -> None:
    from openpyxl import load_workbook

    path = workbook(region.folder / "o.xlsx", {"A": [HEADER.split(";"), ROW.split(";")], "B": [["x"]]})
    made = load_workbook(path)
    made["B"].sheet_state = "hidden"
    made.save(path)
    report = region.imports(path)
    assert report.imported
    assert warned(report) == [(0, "", "hidden-sheet")]


def test_a_folder_is_imported_as_one_file(office: Office) -> None:
    report = office.imports(
        {"b.csv": AUTHORITY, "a.csv": f"{HEADER}\n{ROW}\n", "~$b.csv": b"\0", "readme.md": "# not a table"}
    )
    assert report.imported
    assert [sheet.file for sheet in report.sheets] == ["a.csv", "b.csv"]


def test_a_folder_without_tables_is_refused(office: Office, tmp_path: Path) -> None:
    assert [found.reason.code for found in office.imports(tmp_path / "files").bad] == ["empty"]
