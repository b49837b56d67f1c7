"""Whatever a file holds, the answer is a report, and what is imported is whole."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deployments.sample.generate import tables
from models.registry.cells import CellError, Raw, read_cell
from models.registry.columns import Column
from models.registry.encodings import EncodingError, decode
from models.registry.forms import FORMS
from tests.registry.office import Files, Office

COLUMNS = [column for form in FORMS for column in form.columns]
RAW: st.SearchStrategy[Raw] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.times(), st.text(max_size=30),
    st.text("0123456789.-/ +():;@аbАB?", max_size=25),
)  # fmt: skip


@given(st.sampled_from(COLUMNS), RAW)
@settings(max_examples=500)
def test_any_cell_is_read_or_refused(column: Column, raw: Raw) -> None:
    try:
        value, _ = read_cell(column, raw, region="KZ")
    except CellError:
        return
    assert value is not None or not column.required


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        found = decode(content)
    except EncodingError:
        return
    assert "\ufffd" not in found.text or "\ufffd".encode() in content or found.encoding == "UTF-16"


@given(st.text(max_size=60).map(str.encode) | st.binary(max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_gives_a_report_and_imports_nothing_it_did_not_name(region: Office, content: bytes) -> None:
    before = region.counts()
    report = region.imports({"x.csv": content})
    assert list(report.lines("ru"))
    assert region.counts() == before


@pytest.mark.parametrize("seed", range(12))
def test_a_region_with_cells_mixed_up_is_imported_whole_or_named_row_by_row(office: Office, seed: int) -> None:
    """Cells of the sample are swapped, emptied and spoilt; it must never be the record's constraints that tell."""
    random = Random(seed)
    files: Files = {name: _spoilt(text, random) for name, text in tables().items()}
    report = office.imports(files, partial=True)
    assert [found.line("en") for found in report.bad if found.reason.code == "refused-by-database"] == []
    assert report.imported
    assert report.bad
    # What was taken stays as it is when the same files come again.
    counts = office.counts()
    again = office.imports(files, partial=True)
    assert again.touched == 0
    assert office.counts() == counts


def _spoilt(text: str, random: Random) -> str:
    lines = [line.split(";") for line in text.splitlines()]
    if len(lines) > 3:
        for _ in range(len(lines) // 8):
            row, other = random.randrange(1, len(lines)), random.randrange(1, len(lines))
            at = random.randrange(len(lines[row]))
            new = random.choice(
                ("", "?", "01/02/2020", "  ", lines[other][random.randrange(len(lines[other]))], lines[other][at])
            )
            lines[row][at] = new
    return "".join(";".join(line) + "\n" for line in lines)


@pytest.mark.parametrize("seed", range(12))
def test_a_list_of_heads_with_cells_mixed_up_is_too(office: Office, seed: int) -> None:
    """As above, where organisations and persons are known by name."""
    random = Random(seed)
    assert office.imports({"authorities.csv": tables()["authorities.csv"]}).imported
    lines = [
        (
            "Код организации;Организация;Населённый пункт;Табельный номер;ФИО;Дата рождения;Должность;Дата назначения;"
            "Дата освобождения;Категория;Категория присвоена;Категория действует до;Язык;Электронная почта;Телефон"
        )
    ]
    for at in range(60):
        name = random.choice(("Ким Вера", "Цой Олег", "вакант", "Эм Юрий Ли", f"Новак {'АБВГДЕ'[at % 6]}нна"))
        organisation, code = random.choice((("Арман", ""), ("Үміт", ""), (f"Центр {at // 2}", ""), ("Тірек", "C-7")))
        lines.append(
            f"{code};{organisation};{random.choice(('Абай', 'Сарань'))};{random.choice(('', '', f'H-{at}'))};{name};"
            f"{random.choice(('', '01.02.1970'))};директор;01.02.{1950 + at};"
            f"{random.choice(('', f'31.01.{1951 + at}'))};{random.choice(('', 'первая'))};"
            f"{random.choice(('', '01.03.2020'))};;{random.choice(('', 'рус'))};"
            f"{random.choice(('', f'h{at}@example.kz'))};{random.choice(('', '+7 700 000 0001'))}"
        )
    files: Files = {"heads.csv": _spoilt("\n".join(lines), random)}
    report = office.imports(files, partial=True)
    assert [found.line("en") for found in report.bad if found.reason.code == "refused-by-database"] == []
    assert report.imported
    # Names are found among those the record has now, so what was left out before may be told apart, or be taken.
    for _ in range(5):
        if office.imports(files, partial=True).touched == 0:
            break
    else:
        pytest.fail("the same file goes on changing the record")
