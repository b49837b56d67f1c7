"""An authority's own days off in its registry's files, and registries of several authorities in one folder."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.record.database import reading, writing
from models.record.loading import calendar_of
from models.record.people import Authority
from models.registry.folders import import_all
from models.registry.importing import Options
from models.registry.report import Report
from models.terms import compute
from tests.registry.office import AT, Files, Office

RUSSIAN = "code;name_ru;name_kk;country;timezone\n{};Администрация;Әкімшілік;RU;Europe/Moscow\n"
DAYS = "Дата;Рабочий день;Акт о дне\n11.05.2027;нет;Радоница: акт Ставропольского края\n"


def izobilny(office: Office, **more: str) -> Report:
    """An authority in Stavropol region, with Radonitsa of 2027 off."""
    files: Files = {"authorities.csv": RUSSIAN.format("IZB"), "calendar.csv": DAYS}
    return office.imports({**files, **{f"{name}.csv": text for name, text in more.items()}})


def test_days_come_in_with_the_authority_itself_and_a_second_time_change_nothing(office: Office) -> None:
    assert izobilny(office).imported
    (row,) = office.rows("calendar_corrections")
    assert (row["country"], str(row["day"]), row["working"]) == ("RU", "2027-05-11", False)
    assert izobilny(office).outcome == "same"
    actions = [entry["action"] for entry in office.rows("audit_entries")]
    assert actions == ["calendar-corrected", "registry-imported"]


def test_they_are_off_there_and_nowhere_else(office: Office) -> None:
    assert izobilny(office).imported
    assert office.imports({"authorities.csv": RUSSIAN.format("KRS")}).imported
    with reading(office.engine) as session:
        of = {each.code: calendar_of(session, each) for each in session.exec(select(Authority))}
    due = {code: str(compute("2 weeks", AT.date().replace(2027, 4, 27), of[code]).due) for code in of}
    assert due == {"IZB": "2027-05-12", "KRS": "2027-05-11"}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("09.05.2027;нет;указ", "Дата", "day-already-so"),
        ("12.05.2027;да;указ", "Дата", "day-already-so"),
        ("12.05.2027;нет;", "Акт о дне", "required"),
        ("12.05.2027;иногда;указ", "Рабочий день", "not-one-of"),
    ],
)
def test_what_corrects_nothing_or_names_no_decree_is_refused(office: Office, row: str, column: str, code: str) -> None:
    assert izobilny(office).imported
    assert office.refuses("calendar", f"Дата;Рабочий день;Акт о дне\n{row}\n") == [(2, column, code)]


def folder(path: Path, **files: str) -> Path:
    """A folder with these csv files."""
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def taken_in(office: Office, path: Path) -> Report:
    with writing(office.engine) as session:
        return import_all(session, path, Options(), at=AT)


OFFICIALS = "code;full_name\nP-1;Ким Вера\n"


def test_each_folder_in_a_folder_is_the_registry_of_its_own_authority(office: Office, tmp_path: Path) -> None:
    path = folder(tmp_path / "all", authorities=RUSSIAN.format("IZB"), officials=OFFICIALS)
    folder(path / "second", authorities=RUSSIAN.format("KRS"), officials=OFFICIALS)
    folder(path / "letters", officials=OFFICIALS)  # no registry: nobody's authority
    report = taken_in(office, path)
    assert report.imported
    assert [sheet.file for sheet in report.sheets] == [
        "authorities.csv", "officials.csv", "second/authorities.csv", "second/officials.csv",
    ]  # fmt: skip
    assert report.tables["officials"]["new"] == 2
    assert taken_in(office, path).outcome == "same"


def test_a_bad_row_in_one_of_them_keeps_out_all(office: Office, tmp_path: Path) -> None:
    path = folder(tmp_path / "all", authorities=RUSSIAN.format("IZB"), officials=OFFICIALS)
    folder(path / "second", authorities=RUSSIAN.format("KRS"), officials=OFFICIALS + "P-2;\n")
    report = taken_in(office, path)
    assert report.outcome == "refused"
    assert [(found.place.file, found.place.row) for found in report.bad] == [("second/officials.csv", 3)]
    assert office.counts() == {}
