"""An office with an empty record, and files to import into it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.registry.office import Office


@pytest.fixture
def office(sqlite_record: Engine, tmp_path: Path) -> Office:
    """An office with nothing in its record."""
    folder = tmp_path / "files"
    folder.mkdir()
    return Office(sqlite_record, folder)


@pytest.fixture
def region(office: Office) -> Office:
    """An office with an authority, two organisations and two persons in its record."""
    report = office.imports(
        {
            "authorities.csv": "code;name_ru;name_kk\nKRG;Управление;Басқарма\n",
            "organisations.csv": "code;name_ru;name_kk;settlement\n"
            "C-1;Центр «Үміт»;«Үміт» орталығы;Караганда\nC-2;Центр «Достық»;«Достық» орталығы;Караганда\n",
            "officials.csv": "code;full_name;birth_date;email;phone\n"
            "H-1;Оспан Айдос Серікұлы;01.02.1970;a.ospan@example.kz;+7 700 000 0001\n"
            "H-2;Белова Анна Ивановна;03.04.1975;a.belova@example.kz;+7 700 000 0002\n",
        }
    )
    assert report.imported, list(report.lines("en"))
    return office
