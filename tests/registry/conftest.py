"""An office with an empty record, and files to import into it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.record.database import engine
from models.record.migrations import upgrade
from tests.registry.office import Office


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty record on SQLite, to be copied."""
    path = tmp_path_factory.mktemp("registry") / "empty.db"
    made = engine(f"sqlite:///{path}")
    upgrade(made)
    made.dispose()
    return path


@pytest.fixture
def office(empty_record: Path, tmp_path: Path) -> Iterator[Office]:
    """An office with nothing in its record."""
    path = tmp_path / "record.db"
    shutil.copy(empty_record, path)
    made = engine(f"sqlite:///{path}")
    folder = tmp_path / "files"
    folder.mkdir()
    yield Office(made, folder)
    made.dispose()


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
