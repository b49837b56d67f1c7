"""A correction through the form of a case's run: what can be chosen, how it is written, what the sheet tells."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models.correction_form import CORRECT
from models.record.case_file import case_file
from models.record.database import reading
from models.record.tables import EntryCorrection, RefusedAnswer
from tasks.record import take
from tasks.sheets import case_sheet
from tasks.views import view_of
from tests.installed import installed
from tests.record import rotation_year as year

ON = date(2026, 12, 24)


@pytest.fixture
def office(sqlite_record: Engine, tmp_path: Path) -> Iterator[Engine]:
    """A case that was decided, and this process's own record and clock."""
    year.opened(sqlite_record)
    year.answer(sqlite_record, year.FIRST, *year.notice())
    year.answer(sqlite_record, year.FIRST, "portfolio", {"sent_on": "2026-12-10", "education": "КарУ, 1999"},
                date(2026, 12, 10))  # fmt: skip
    step, form, on = year.review(destination=year.goes_to("C-2"))
    year.answer(sqlite_record, year.FIRST, step, form, on)
    with installed(sqlite_record, year.moment(ON), tmp_path):
        yield sqlite_record


def test_the_tab_offers_what_is_recorded_and_tells_no_free_text(office: Engine) -> None:
    with reading(office) as session:
        (tab,) = [t for t in view_of(session, year.FIRST, year.moment(ON)).view.tabs if t.code == CORRECT]
        assert not [t for t in view_of(session, year.SECOND, year.moment(ON)).view.tabs if t.code == CORRECT]
    names = tab.names["entry"]
    assert names["notice/served_on"] == "Уведомление о ротации: Дата вручения — 04.12.2026 (пт)"
    assert "portfolio/education" in names
    assert "review/destination.organisation" in names
    assert "КарУ" not in str(tab)
    assert tab.optional


@pytest.mark.parametrize(
    ("entry", "written", "step", "field", "stored"),
    [
        ("notice/served_on", "03.12.2026", "notice", "served_on", "2026-12-03"),
        ("notice/served_on", "2026-12-03", "notice", "served_on", "2026-12-03"),
        ("notice/method", "Заказное письмо", "notice", "method", "registered-letter"),
        ("portfolio/education", "", "portfolio", "education", None),
        ("review/destination.organisation", "C-3", "review", "destination", {"organisation": "C-3"}),
    ],
)
def test_what_an_operator_writes_is_read(
    entry: str, written: str, step: str, field: str, stored: object, office: Engine
) -> None:
    taken = take(year.FIRST, CORRECT, {"entry": entry, "value": written, "reason": "описка"}, key="form-1")
    form = year.steps_of(office)[step].form or {}
    assert taken.refusal is None, taken.refusal
    found = form.get(field)
    assert (found | {} if isinstance(found, dict) else found) == (
        {**found, **stored} if isinstance(stored, dict) and isinstance(found, dict) else stored
    )
    # Taken again under its key, it changes nothing.
    version = year.case_of(office).version
    take(year.FIRST, CORRECT, {"entry": entry, "value": written, "reason": "описка"}, key="form-1")
    assert year.case_of(office).version == version


@pytest.mark.parametrize(
    "form",
    [
        {"entry": "notice/served_on", "value": "04.12.2026", "reason": "то же"},
        {"entry": "nothing/at_all", "value": "1", "reason": "нет такой"},
        {"entry": "transfer/sent_on", "value": "04.12.2026", "reason": "не записано"},
        {"entry": "portfolio/sent_on", "value": "23.12.2026", "reason": "после заседания"},
        {"entry": "notice/served_on", "value": "завтра", "reason": "не дата"},
        {"entry": "notice/served_on", "value": "03.12.2026"},
    ],
)
def test_what_can_not_be_corrected_is_refused_and_kept(form: dict[str, str], office: Engine) -> None:
    before = {code: row.form for code, row in year.steps_of(office).items()}
    assert take(year.FIRST, CORRECT, form, key="form-1").refusal is not None
    assert {code: row.form for code, row in year.steps_of(office).items()} == before
    with reading(office) as session:
        assert session.exec(select(RefusedAnswer)).one().step == CORRECT
        assert session.exec(select(EntryCorrection)).first() is None
        # The form comes back with what was written, and as the first tab.
        tab = view_of(session, year.FIRST, year.moment(ON)).view.tabs[0]
    assert tab.code == CORRECT


def test_the_sheet_tells_of_a_correction(office: Engine) -> None:
    reason = "со слов сотрудницы, тел. +77000009999"
    assert take(year.FIRST, CORRECT, {"entry": "notice/served_on", "value": "03.12.2026", "reason": reason},
                key="k", by="operator-1").refusal is None  # fmt: skip
    assert take(year.FIRST, CORRECT, {"entry": "portfolio/education", "value": "КарТУ, 2001", "reason": "диплом"},
                key="k2").refusal is None  # fmt: skip
    with reading(office) as session:
        file = case_file(session, year.FIRST)
    sheet = case_sheet(file, "ru", None, names="initials", ui_url="")
    assert "Исправленные записи" in sheet
    assert "04.12.2026 (пт) → 03.12.2026 (чт)" in sheet
    assert "operator-1" in sheet
    assert "со слов сотрудницы" in sheet
    assert "77000009999" not in sheet
    assert "КарТУ" not in sheet
    assert "со слов" not in case_sheet(file, "ru", None, names="number", ui_url="")
    assert "Түзетілген жазбалар" in case_sheet(file, "kk", None, names="initials", ui_url="")
