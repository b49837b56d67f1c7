"""A case file holds by itself: hashes, and the case played again to the same dates and outcome."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.calendars import Correction
from models.record.archive import CASE, PAGE, SUMS, case_archive, judge
from models.record.audit import append
from models.record.corrections import correct, scope
from models.record.database import reading, writing
from models.record.exporting import case_data
from models.record.replaying import replay
from models.record.tables import AuditEntry, Case
from tests.called import Merzim
from tests.installed import Setting
from tests.record import rotation_year as year
from tests.record.test_tables import act


def went_on(record: Engine) -> None:
    """A case that went through a decree on the calendar, an overdue step and a commission."""
    year.opened(record)
    year.answer(record, year.FIRST, *year.notice())
    with writing(record) as session:
        moved = [Correction(date(2026, 12, 21), working=False, decree="№ 900")]
        correct(session, scope(session), moved, at=year.moment(date(2026, 12, 9)), by="P-9")
    step, form, _ = year.review(destination=year.goes_to("C-2"))
    year.answer(record, year.FIRST, *year.PORTFOLIO)
    year.answer(record, year.FIRST, step, {**form, "met_on": "2026-12-22"}, date(2026, 12, 22))


def exported(record: Engine, to: Path, number: str = year.FIRST) -> Path:
    with reading(record) as session:
        to.write_bytes(case_archive(session, number))
    return to


def changed(file: Path, change: Callable[[dict[str, Any]], None], *, sums: bool = False) -> Path:
    """The file with its data changed; `sums`: its list of hashes made right again, as a forger would."""
    from hashlib import sha256

    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    data = json.loads(files[CASE])
    change(data)
    files[CASE] = json.dumps(data, ensure_ascii=False).encode()
    if sums:
        names = sorted(set(files) - {SUMS})
        files[SUMS] = "".join(f"{sha256(files[n]).hexdigest()}  {n}\n" for n in names).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    file.write_bytes(written.getvalue())
    return file


def test_a_case_file_is_judged_from_itself_alone(record: Engine, tmp_path: Path) -> None:
    went_on(record)
    for number in (year.CYCLE, year.FIRST, year.SECOND):
        found = judge(exported(record, tmp_path / f"{number}.zip", number))
        assert found.ok, (found.broken, found.differences)
        assert found.entries > 0
    with reading(record) as session:
        case = session.exec(select(Case).where(Case.number == year.FIRST)).one()
        assert judge(tmp_path / f"{year.FIRST}.zip").result == case.result


def test_the_same_record_gives_the_same_bytes(record: Engine, tmp_path: Path) -> None:
    went_on(record)
    first, again = (exported(record, tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert first == again


def test_what_others_did_since_leaves_the_case_and_its_proof_good(record: Engine, tmp_path: Path) -> None:
    went_on(record)
    for n in range(60):
        with writing(record) as session:
            append(session, act(action=f"n{n}"))
    file = exported(record, tmp_path / "case.zip")
    assert judge(file).ok
    hops = json.loads(zipfile.ZipFile(file).read(CASE))["proof"]["hops"]
    with reading(record) as session:
        assert len(hops) < len(session.exec(select(AuditEntry)).all())


FORGED: Mapping[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a date of a step": (lambda d: d["steps"][0].update(due="2027-01-01"), "differences"),
    "a step left out": (lambda d: d["steps"].pop(0), "differences"),
    "lateness hidden": (lambda d: d["steps"][0].update(late=not d["steps"][0]["late"]), "differences"),
    "the result": (lambda d: d["case"].update(result="terminated"), "differences"),
    "a fact": (lambda d: d["case"]["facts"].update({"form-list.planned_rotation_on": "2027-06-01"}), "differences"),
    "a term of the edition": (
        lambda d: next(p for p in d["editions"][0]["parameters"] if p["code"] == "notice-lead").update(
            value="60 calendar days before"
        ),
        "differences",
    ),
    "a form": (lambda d: _recorded(d)["after"]["form"].update(served_on="2026-12-01"), "broken"),
    "who recorded": (lambda d: _recorded(d).update(actor="other"), "broken"),
    "an entry left out": (lambda d: d["entries"].remove(_recorded(d)), "differences"),
    "a decree": (lambda d: d["calendar"]["changes"][0]["after"]["days"].clear(), "broken"),
    "the head of the chain": (lambda d: d["proof"]["head"].update(hash="0" * 64), "broken"),
}  # fmt: skip


def _recorded(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in data["entries"] if e["step"] == "notice" and e["action"] == "step-recorded")
    return found


@pytest.fixture(scope="module")
def genuine(sqlite_kept: Engine, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    went_on(sqlite_kept)
    return exported(sqlite_kept, tmp_path_factory.mktemp("case") / "case.zip").read_bytes()


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_case_file_is_found_out(what: str, genuine: bytes, tmp_path: Path) -> None:
    file = tmp_path / "case.zip"
    file.write_bytes(genuine)
    change, where = FORGED[what]
    assert any("changed" in told for told in judge(changed(file, change)).broken)
    file.write_bytes(genuine)
    found = judge(changed(file, change, sums=True))
    assert getattr(found, where)


def test_the_page_is_for_people_and_runs_nothing(genuine: bytes, tmp_path: Path) -> None:
    page = zipfile.ZipFile(io.BytesIO(genuine)).read(PAGE).decode()
    assert "Уведомление о ротации" in page
    assert "04.12.2026" in page
    assert "<script" not in page
    assert "http" not in page


def test_the_commands_export_and_replay(
    merzim: Merzim, sqlite_record: Engine, setting: Setting, tmp_path: Path
) -> None:
    went_on(sqlite_record)
    setting(database_url=str(sqlite_record.url))
    file = tmp_path / "case.zip"
    assert merzim("case", year.FIRST, "--export", str(file)).status == 0
    # From the file alone: there is no record here.
    setting(database_url=f"sqlite:///{tmp_path}/none.db")
    done = merzim("replay", str(file), "--json")
    assert done.status == 0, done.err
    told = done.data
    assert told["ok"]
    assert told["case"] == year.FIRST
    assert merzim("replay", str(file), "--anchor", told["anchor"]).status == 0
    assert merzim("replay", str(file), "--anchor", f"9:{'0' * 64}").status == 1
    changed(file, lambda d: d["case"].update(result="terminated"))
    assert merzim("replay", str(file)).status == 1
    file.write_bytes(b"no zip")
    assert merzim("replay", str(file)).status != 0


def test_what_was_erased_can_not_be_played_again(genuine: bytes) -> None:
    from models.errors import InvalidInput

    data = json.loads(zipfile.ZipFile(io.BytesIO(genuine)).read(CASE))
    _recorded(data).update(before=None, after=None, salt=None)
    with pytest.raises(InvalidInput, match="erased"):
        replay(data)


def test_a_case_of_no_such_number_is_refused(record: Engine) -> None:
    from models.errors import InvalidInput

    with reading(record) as session, pytest.raises(InvalidInput, match="no case"):
        case_data(session, "KRG-rotation-2026-999")
